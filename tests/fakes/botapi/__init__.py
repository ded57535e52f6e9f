"""A double of the Bot API: a real HTTP server on loopback that speaks the real protocol.

    async with BotApi() as botapi:
        zhang = botapi.person("张三")
        await zhang.says("货车超载怎么罚")
        answer = await zhang.hears("超载")
        await zhang.taps("👍")

It validates what it is sent, and what it sends, keeps a transcript, and fails when it is told to:
`botapi.fails("sendMessage", too_many_requests(3))`.
"""

from tests.fakes.botapi.failures import (
    BAD_GATEWAY,
    CUT,
    CUT_AFTERWARDS,
    HANG,
    HANG_AFTERWARDS,
    Refusal,
    blocked,
    cannot_parse,
    migrated,
    server_error,
    too_many_requests,
    unauthorized,
)
from tests.fakes.botapi.limits import Limits
from tests.fakes.botapi.people import Channel, Group, Person
from tests.fakes.botapi.server import BotApi
from tests.fakes.botapi.world import Heard

__all__ = [
    "BAD_GATEWAY",
    "CUT",
    "CUT_AFTERWARDS",
    "HANG",
    "HANG_AFTERWARDS",
    "BotApi",
    "Channel",
    "Group",
    "Heard",
    "Limits",
    "Person",
    "Refusal",
    "blocked",
    "cannot_parse",
    "migrated",
    "server_error",
    "too_many_requests",
    "unauthorized",
]
