from tests.fakes.waitless import pytest_asyncio_loop_factories  # noqa: F401 - pauses take no time
