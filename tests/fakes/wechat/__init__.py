"""A double of WeChat behind real sockets: it pushes what people do, shows what they see, and is as
strict, as silent and as slow as the real one."""

from tests.fakes.wechat.account import Account, Kind
from tests.fakes.wechat.server import Person, WeChat

__all__ = ["Account", "Kind", "Person", "WeChat"]
