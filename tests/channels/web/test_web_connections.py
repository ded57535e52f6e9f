"""Connections that say nothing, too little or too slowly, and everybody else's."""

import asyncio
import errno
import resource
import socket
from contextlib import ExitStack, asynccontextmanager
from itertools import pairwise

import pytest
from starlette.responses import PlainTextResponse, Response

from bot.config import networks
from handlers.channels.web.connections import AT_ONCE, Connections
from tests.fakes.serving import serving_on_loopback
from tests.waiting import stopwatch, until

GET = b"GET / HTTP/1.1\r\nHost: pufa.test\r\n\r\n"
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: pufa"
HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: pufa.test\r\nContent-Length: 9\r\n\r\n{"
ATTACKER, VISITOR = "127.0.0.5", "127.0.0.6"


async def answer(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await PlainTextResponse("答复")(scope, receive, send)


@asynccontextmanager
async def serving(connections, app=answer):
    async with serving_on_loopback(app, http=connections.protocol()) as address:
        yield int(address.rpartition(":")[2])


async def connect(port, sent=b"", source=ATTACKER):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    writer.write(sent)
    return reader, writer


async def heard(reader):
    """All that comes until the other end closes; "" too where it was cut off."""
    try:
        return (await reader.read()).decode()
    except ConnectionResetError:
        return ""


async def ask(port, source=VISITOR):
    reader, writer = await connect(port, GET, source)
    head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    return head.split()[1]


@pytest.mark.parametrize("sent", [b"", HALF_A_HEAD, HALF_A_BODY])
async def test_however_many_say_nothing_somebody_else_is_answered_at_once(sent):
    connections = Connections(most=20, per_address=1000)
    async with serving(connections) as port:
        silent = [await connect(port, sent) for _ in range(60)]
        began = stopwatch()
        assert await ask(port) == b"200"
        assert stopwatch() - began < 1
        assert len(connections) <= 20
        for _, writer in silent:
            writer.close()


async def test_of_those_that_come_at_once_only_a_few_are_taken_in_before_others_are_dropped():
    """All in one go, they would use up the files before the first one could be dropped; asyncio
    then takes nobody in for a second."""
    taken, connections = [], Connections(most=20, per_address=1000)
    ended = asyncio.Event()

    def count():
        taken.append(len(connections))
        if not ended.is_set():
            asyncio.get_running_loop().call_soon(count)

    async with serving(connections) as port:
        count()
        with ExitStack() as stack:
            for _ in range(300):  # all of them before the loop goes on
                stack.enter_context(socket.create_connection(("127.0.0.1", port), 5))
            assert await ask(port) == b"200"
    ended.set()
    grown = [after - before for before, after in pairwise(taken)]
    assert max(grown) <= AT_ONCE
    assert max(taken) <= 20 + 4 * AT_ONCE


async def test_one_address_has_only_its_share_and_loses_its_own_longest_silence_first():
    connections = Connections(per_address=3)
    async with serving(connections) as port:
        first, *others = [await connect(port) for _ in range(3)]
        theirs = await connect(port, source=VISITOR)
        await until("all are there", lambda: len(connections), (4).__eq__)
        others.append(await connect(port))
        assert await heard(first[0]) == ""
        assert len(connections) == 4
        first[1].close()
        for reader, writer in (*others, theirs):
            writer.write(GET)
            assert b"200" in await reader.readline()
            writer.close()


async def test_who_has_asked_is_not_silent_though_nobody_came_to_read_it_yet():
    """While everything is late, many connections of one address are taken in at once."""
    loop = asyncio.get_running_loop()
    async with serving(Connections(per_address=3)) as port:
        with ExitStack() as stack:
            many = [
                stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(9)
            ]
            for one in many:  # the loop that serves stands still meanwhile
                one.sendall(GET)
                one.setblocking(False)
            assert [await loop.sock_recv(one, 12) for one in many] == [b"HTTP/1.1 200"] * 9


@pytest.mark.parametrize("sent", [b"", HALF_A_HEAD, HALF_A_BODY])
async def test_many_at_once_that_say_nothing_have_only_their_share_all_the_same(sent):
    connections = Connections(per_address=3)
    async with serving(connections) as port:
        with ExitStack() as stack:
            for _ in range(9):
                one = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                one.sendall(sent)
            await until("the others are dropped", lambda: len(connections), (3).__eq__)
            assert await ask(port) == b"200"


async def test_a_proxy_brings_many_people():
    connections = Connections(networks(ATTACKER), per_address=3)
    async with serving(connections) as port:
        many = [await connect(port) for _ in range(9)]
        await until("all are there", lambda: len(connections), (9).__eq__)
        for _, writer in many:
            writer.close()


@pytest.mark.parametrize("sent", [b"", HALF_A_HEAD])
async def test_a_head_that_does_not_come_has_its_time(sent):
    connections = Connections(head_seconds=10)
    async with serving(connections) as port:
        began = stopwatch()
        reader, writer = await connect(port, sent)
        assert await heard(reader) == ""
        assert 10 <= stopwatch() - began < 12
        writer.close()


async def test_a_byte_now_and_then_buys_no_time():
    connections = Connections(head_seconds=10)
    async with serving(connections) as port:
        began = stopwatch()
        reader, writer = await connect(port)

        async def drip():
            for byte in HALF_A_HEAD:
                writer.write(bytes([byte]))
                await asyncio.sleep(1)

        dripping = asyncio.create_task(drip())
        assert await heard(reader) == ""
        assert stopwatch() - began < 12
        dripping.cancel()
        writer.close()


async def test_half_a_second_head_on_a_kept_connection_has_the_same_time():
    connections = Connections(head_seconds=10)
    async with serving(connections) as port:
        reader, writer = await connect(port, GET)
        await reader.readuntil("答复".encode())
        began = stopwatch()
        writer.write(HALF_A_HEAD)
        assert await heard(reader) == ""
        assert stopwatch() - began < 12
        writer.close()


async def test_who_takes_nothing_of_the_answer_is_gone_after_a_while():
    connections = Connections(stuck_seconds=30)
    endless = Response(b"x" * 30_000_000)
    async with serving(connections, endless) as port:
        _, writer = await connect(port, GET)
        await until("it is there", lambda: len(connections))
        await until("it was dropped", lambda: len(connections), (0).__eq__)
        writer.close()


@pytest.mark.parametrize("piece", [b"1\r\nx\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n"])
async def test_who_goes_on_sending_after_the_answer_is_gone_after_a_while(piece):
    """As one does whose letter is too large, or has not come in its time."""

    async def early(scope, receive, send):
        await PlainTextResponse("太长")(scope, receive, send)

    sent = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with serving(Connections(stuck_seconds=30), early) as port:
        began = stopwatch()
        reader, writer = await connect(port, sent)
        await reader.readuntil("太长".encode())

        async def stream():
            while True:
                writer.write(piece)
                await asyncio.sleep(1)

        streaming = asyncio.create_task(stream())
        assert await heard(reader) == ""
        assert 30 <= stopwatch() - began < 33
        streaming.cancel()
        writer.close()


async def test_who_has_sent_all_after_an_early_answer_may_ask_again():
    async def early(scope, receive, send):
        await PlainTextResponse("早")(scope, receive, send)

    async with serving(Connections(stuck_seconds=30), early) as port:
        reader, writer = await connect(port, HALF_A_BODY)
        await reader.readuntil("早".encode())
        writer.write(b"12345678" + GET)
        await reader.readuntil("早".encode())
        writer.close()


async def test_nothing_is_kept_for_who_took_no_answer():
    """The system would hold megabytes of it for each, for as long as they keep the other end."""
    connections = Connections(stuck_seconds=30)
    endless = Response(b"x" * 30_000_000)
    async with serving(connections, endless) as port:
        with socket.create_connection(("127.0.0.1", port)) as peer:
            peer.sendall(GET)
            await until("it is there", lambda: len(connections))
            await until("it was dropped", lambda: len(connections), (0).__eq__)

            def told():
                return peer.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

            assert await until("it is told so", told) == errno.ECONNRESET


async def test_an_answer_that_takes_its_time_is_not_cut_off():
    async def slow(scope, receive, send):
        await asyncio.sleep(100)
        await answer(scope, receive, send)

    async with serving(Connections(head_seconds=10), slow) as port:
        assert await ask(port) == b"200"


async def test_nonsense_after_the_answer_has_begun_is_no_error_of_ours(caplog):
    async def early(scope, receive, send):
        await PlainTextResponse("早")(scope, receive, send)

    sent = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with serving(Connections(), early) as port:
        reader, writer = await connect(port, sent)
        await reader.readuntil("早".encode())
        writer.write(b"zz\r\n")
        await heard(reader)
        writer.close()
    assert not [record for record in caplog.records if record.exc_info]


def test_there_are_never_more_connections_than_files():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = Connections().settle().most
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert 0 < most < soft
