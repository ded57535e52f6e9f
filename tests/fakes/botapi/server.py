"""The HTTP server of the double, and its handle for tests."""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tests.fakes.botapi.delivery import Delivery
from tests.fakes.botapi.failures import Failure, Garbage, Interruption, Plan, Refusal, bad_request
from tests.fakes.botapi.limits import Limits
from tests.fakes.botapi.methods import METHODS
from tests.fakes.botapi.people import Channel, Group, Person
from tests.fakes.botapi.schema import Schema
from tests.fakes.botapi.wire import parameters
from tests.fakes.botapi.world import JSON, Call, World
from tests.fakes.serving import serving_on_loopback
from tests.shared_data import find
from tests.waiting import LONGEST, stopwatch

TOKEN = "7000000001:AAFakeTokenOfTheDoubleForTestsOnly0"


class BotApi:
    """The double. `faults` lists what broke the protocol, and should stay empty."""

    token = TOKEN

    def __init__(self) -> None:
        document = find("botapi/api.json")
        self.world = World(_schema(document) if document else None)
        self.delivery = Delivery(self.world)
        self.limits: Limits | None = None
        self._plans: list[Plan] = []
        self._methods = _methods_by_name(self.world, self.delivery)
        self.address = ""

    async def __aenter__(self) -> BotApi:
        self._serving = serving_on_loopback(self._respond)
        self.address = await self._serving.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.delivery.stop()
        await self._serving.__aexit__(None, None, None)

    @asynccontextmanager
    async def out_of_reach(self) -> AsyncIterator[None]:
        """For as long as the block lasts nobody listens: connections are cut and refused."""
        await self._serving.__aexit__(None, None, None)
        yield
        port = int(self.address.rpartition(":")[2])
        self._serving = serving_on_loopback(self._respond, port=port)
        await self._serving.__aenter__()

    @property
    def faults(self) -> list[str]:
        return self.world.faults

    @property
    def transcript(self) -> list[Call]:
        return self.world.transcript

    @property
    def hosts(self) -> dict[str, str]:
        return self.delivery.hosts

    def calls(self, method: str) -> list[Call]:
        return [call for call in self.world.transcript if call.method == method]

    async def called(self, method: str, times: int = 1, within: float = LONGEST) -> list[Call]:
        """The calls of a method, once there are so many."""
        enough = lambda: calls if len(calls := self.calls(method)) >= times else None  # noqa: E731
        calls = await self.world.until(enough, within)
        assert calls, f"{method} was called {len(self.calls(method))} times, not {times}"
        return calls

    def person(self, name: str) -> Person:
        return Person(self.world, name)

    def group(self, title: str) -> Group:
        return Group(self.world, title)

    def channel(self, title: str) -> Channel:
        return Channel(self.world, title)

    def fails(
        self,
        method: str,
        failure: Failure,
        *,
        times: int | None = 1,
        when: Callable[[JSON], bool] = lambda given: True,
    ) -> None:
        """Let the next calls of a method fail."""
        self._plans.append(Plan(method, failure, times, when))

    def recovers(self) -> None:
        """Nothing fails any more."""
        self._plans.clear()

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        _, bot, method = request.url.path.split("/", 2)
        try:
            if bot == "file":
                content = self.world.files[method.rpartition("/")[2]]
                await Response(content)(scope, receive, send)
                return
            if bot != f"bot{TOKEN}":
                raise Refusal(401, "Unauthorized")
            answer = await self._answer(method, await parameters(request))
        except ClientDisconnect:
            return
        except Refusal as refusal:
            answer = _refused(refusal)
        except Exception as error:
            self.faults.append(f"double: {method} raised {error!r}")
            raise
        if isinstance(answer, Interruption):
            await _interrupt(answer, receive, send)
            return
        if isinstance(answer, Garbage):
            await HTMLResponse(answer.body, answer.code)(scope, receive, send)
            return
        await JSONResponse(answer, answer.get("error_code", 200))(scope, receive, send)

    async def _answer(self, method: str, given: JSON) -> JSON | Interruption | Garbage:
        place = len(self.transcript)
        self.transcript.append(Call(method, given, stopwatch()))
        failure = self._planned(method, given)
        runs = failure is None or (isinstance(failure, Interruption) and failure.afterwards)
        answer: JSON | Interruption | Garbage
        if isinstance(failure, Refusal):
            answer = _refused(failure)
        else:
            answer = await self._carried_out(method, given) if runs else failure
        if isinstance(answer, dict):
            self.transcript[place] = replace(self.transcript[place], answer=answer)
        self.world.changed()
        return failure if isinstance(failure, Interruption) else answer

    def _planned(self, method: str, given: JSON) -> Failure | None:
        planned = (plan.failure for plan in self._plans if plan.strikes(method, given))
        return next(planned, None) or (self.limits and self.limits.refusal(method, given))

    async def _carried_out(self, method: str, given: JSON) -> JSON:
        try:
            if method not in self._methods:
                raise Refusal(404, "Not Found")
            self._check(method, given)
            result = self._methods[method](given)
            if inspect.isawaitable(result):
                result = await result
        except Refusal as refusal:
            return _refused(refusal)
        if self.world.schema:
            self.faults.extend(self.world.schema.faults_in_result(method, result))
        return {"ok": True, "result": result}

    def _check(self, method: str, given: JSON) -> None:
        faults = self.world.schema.faults_in_call(method, given) if self.world.schema else []
        self.faults.extend(faults)
        if faults:
            raise bad_request("; ".join(faults))


def _methods_by_name(world: World, delivery: Delivery) -> dict[str, Callable[[JSON], Any]]:
    plain = {name: _in(world, method) for name, method in METHODS.items()}
    return plain | delivery.methods()


def _in(world: World, method: Callable[[World, JSON], Any]) -> Callable[[JSON], Any]:
    return lambda given: method(world, given)


@functools.cache
def _schema(path: Path) -> Schema:
    return Schema(path)


def _refused(refusal: Refusal) -> JSON:
    answer: JSON = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    return answer | ({"parameters": refusal.parameters} if refusal.parameters else {})


async def _interrupt(interruption: Interruption, receive: Receive, send: Send) -> None:
    if interruption.hangs:
        while (await receive())["type"] != "http.disconnect":
            pass
        return
    # A response that ends before its length makes the server cut the connection.
    headers = [(b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})
