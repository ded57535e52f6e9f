"""Whether all is well, as whoever watches from outside is told."""

import pytest

from handlers.wellbeing import is_all_well, wellbeing


class Channel:
    is_listening = True

    async def start(self): ...

    async def stop(self): ...


@pytest.fixture
def channel(application):
    channel = Channel()
    application.channels["telegram"] = channel
    return channel


async def test_a_channel_that_hears_nothing_leaves_the_page_up_but_not_all_well(
    application, channel
):
    assert await is_all_well(application)
    channel.is_listening = False
    assert (await wellbeing(application))["ok"]
    assert not await is_all_well(application)
