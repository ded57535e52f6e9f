"""The WeChat channel: an Official Account (公众号, 服务号) by its callback and its API.

Read `answering` first: it takes a push, asks the dialogue and gives the words back within the five
seconds that WeChat waits. `callback` is what WeChat talks to, `crypto` and `xml` its language.
"""

from handlers.channels.wechat.channel import WeChatChannel
from handlers.channels.wechat.wiring import connect, routes

__all__ = ["WeChatChannel", "connect", "routes"]
