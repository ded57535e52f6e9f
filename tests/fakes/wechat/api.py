"""WeChat's API: what it takes, and the codes with which it refuses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.fakes.wechat.account import APPID, Account, Mass

LONGEST = 2048
OK = {"errcode": 0, "errmsg": "ok"}
ONLY_VERIFIED = (
    "/cgi-bin/message/",
    "/cgi-bin/menu/",
    "/cgi-bin/qrcode/",
    "/cgi-bin/draft/",
    "/cgi-bin/material/",
    "/cgi-bin/media/uploadimg",
    "/cgi-bin/freepublish/",
    "/wxaapi/newtmpl/",
)


class Refusal(Exception):
    def __init__(self, code: int, words: str = "refused", **more: Any) -> None:
        super().__init__(code)
        self.answer = {"errcode": code, "errmsg": f"{words} rid: 65f0-{code}", **more}


class Api:
    """Answers requests for one account. `prepared` are answers that a test wants next, by path;
    what `takes` seconds, or `hangs_after`, is carried out, and its answer comes late or never."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.prepared: dict[str, list[dict[str, Any] | bytes | int]] = {}
        self.hangs_after: set[str] = set()
        self.takes: dict[str, float] = {}
        self.calls: list[tuple[str, Any]] = []
        self._routes: dict[str, Callable[[Any], dict[str, Any]]] = {
            "/cgi-bin/message/custom/send": self._custom,
            "/cgi-bin/message/custom/typing": self._typing,
            "/cgi-bin/menu/create": self._menu,
            "/cgi-bin/menu/get": self._menu_now,
            "/cgi-bin/get_current_selfmenu_info": self._self_menu,
            "/cgi-bin/qrcode/create": self._code,
            "/cgi-bin/message/mass/get": lambda _: {"msg_id": 1, "msg_status": "SEND_SUCCESS"},
            "/cgi-bin/message/mass/preview": self._preview,
            "/cgi-bin/message/mass/sendall": self._mass,
            "/cgi-bin/draft/add": self._draft,
            "/cgi-bin/freepublish/submit": self._publish,
            "/cgi-bin/freepublish/batchget": lambda _: {"total_count": 0, "item": []},
            "/wxaapi/newtmpl/gettemplate": lambda _: {**OK, "data": []},
            "/cgi-bin/message/subscribe/bizsend": self._notice,
            "/cgi-bin/getcallbackip": lambda _: {"ip_list": ["127.0.0.1"]},
        }

    async def answer(self, request: Request) -> Response:
        path = request.url.path
        if queue := self.prepared.get(path):
            given = queue.pop(0)
            if isinstance(given, bytes):
                return Response(given, 200)
            if isinstance(given, int):
                return Response(b"<html>bad gateway</html>", given)
            return JSONResponse(given)
        try:
            told = await self._answered(request, path)
            await asyncio.sleep(3600 if path in self.hangs_after else self.takes.get(path, 0))
            return JSONResponse(told)
        except Refusal as refusal:
            return JSONResponse(refusal.answer)

    async def _answered(self, request: Request, path: str) -> dict[str, Any]:
        if path == "/cgi-bin/stable_token":
            return self._token(json.loads(await request.body()))
        if not self.account.is_valid(request.query_params.get("access_token", "")):
            raise Refusal(40001, "invalid credential, access_token is invalid or not latest")
        if path.startswith(ONLY_VERIFIED) and not self.account.is_verified:
            raise Refusal(48001, "api unauthorized")
        if path in ("/cgi-bin/material/add_material", "/cgi-bin/media/uploadimg"):
            return await self._upload(request, path)
        body = await request.body()
        given = json.loads(body) if body else {}
        if b"\\u" in body:
            raise Refusal(47001, "the double shows no escapes")
        self.calls.append((path, given))
        if path not in self._routes:
            raise Refusal(40066, "invalid url")
        return self._routes[path](given)

    def _token(self, given: dict[str, Any]) -> dict[str, Any]:
        if not self.account.allowed_address:
            raise Refusal(40164, "invalid ip 203.0.113.7, not in whitelist")
        if given["appid"] != APPID:
            raise Refusal(40013, "invalid appid")
        if given["secret"] != self.account.secret:
            raise Refusal(40125, "invalid appsecret")
        assert given["grant_type"] == "client_credential"
        assert given["force_refresh"] is False
        token = self.account.new_token()
        return {"access_token": token, "expires_in": self.account.seconds_left(token)}

    def _custom(self, given: dict[str, Any]) -> dict[str, Any]:
        assert given["msgtype"] == "text"
        content = given["text"]["content"]
        if not content:
            raise Refusal(44004, "empty content")
        if len(content.encode()) > LONGEST:
            raise Refusal(45002, "content size out of limit")
        if code := self.account.take_window(given["touser"]):
            raise Refusal(code)
        self.account.followers[given["touser"]].seen.append(content)
        return OK

    def _typing(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["touser"] not in self.account.followers:
            raise Refusal(40003, "invalid openid")
        return OK

    def _menu(self, given: dict[str, Any]) -> dict[str, Any]:
        buttons = given["button"]
        if len(buttons) > 3 or any(len(one.get("sub_button", [])) > 5 for one in buttons):
            raise Refusal(40016, "invalid button size")
        for one in buttons:
            if len(one["name"].encode()) > 16:
                raise Refusal(40018, "invalid button name size")
            for below in one.get("sub_button", []):
                if len(below["name"].encode()) > 60:
                    raise Refusal(40018, "invalid sub button name size")
        self.account.menu = given
        return OK

    def _menu_now(self, _: Any) -> dict[str, Any]:
        if self.account.menu is None:
            raise Refusal(46003, "menu no exist")
        return {"menu": self.account.menu}

    def _self_menu(self, _: Any) -> dict[str, Any]:
        if self.account.menu is None:
            return {"is_menu_open": 0}
        buttons = []
        for one in self.account.menu["button"]:
            below = one.get("sub_button")
            buttons.append({**one, "sub_button": {"list": below}} if below else one)
        return {"is_menu_open": 1, "selfmenu_info": {"button": buttons}}

    def _code(self, given: dict[str, Any]) -> dict[str, Any]:
        scene = given["action_info"]["scene"]["scene_str"]
        assert 1 <= len(scene) <= 64
        if given["action_name"] == "QR_LIMIT_STR_SCENE":
            self.account.scenes.append(scene)
        url = f"http://weixin.qq.com/q/{scene}"
        return {"ticket": f"TICKET_{scene}", "url": url}

    async def _upload(self, request: Request, path: str) -> dict[str, Any]:
        async with request.form() as form:
            picture = await form["media"].read()
        if path.endswith("uploadimg"):
            if len(picture) > 1024 * 1024:
                raise Refusal(40009, "invalid image size")
            return {"url": f"http://mmbiz.qpic.cn/{self.account.number()}"}
        assert request.query_params["type"] in ("image", "thumb")
        media_id = f"PICTURE_{self.account.number()}"
        self.account.pictures.append(media_id)
        return {"media_id": media_id, "url": "http://mmbiz.qpic.cn/x"}

    def _draft(self, given: dict[str, Any]) -> dict[str, Any]:
        (article,) = given["articles"]
        if len(article["title"]) > 32:
            raise Refusal(45003, "title size out of limit")
        if len(article.get("digest", "")) > 128:
            raise Refusal(45004, "description size out of limit")
        if len(article.get("author", "")) > 16:
            raise Refusal(45110, "author size out of limit")
        if len(article["content"]) >= 20_000:
            raise Refusal(45002, "content size out of limit")
        if article["thumb_media_id"] not in self.account.pictures:
            raise Refusal(40007, "invalid media_id")
        media_id = f"DRAFT_{self.account.number()}"
        self.account.drafts[media_id] = article
        return {"media_id": media_id}

    def _preview(self, given: dict[str, Any]) -> dict[str, Any]:
        media_id = given["mpnews"]["media_id"]
        if media_id not in self.account.drafts:
            raise Refusal(40007, "invalid media_id")
        self.account.previews.append((given.get("touser") or given["towxname"], media_id))
        return OK

    def _mass(self, given: dict[str, Any]) -> dict[str, Any]:
        known = [one for one in self.account.masses if one.client_id == given["clientmsgid"]]
        if known:
            raise Refusal(45065, "clientmsgid exist", msg_id=known[0].msg_id)
        if len(given["clientmsgid"].encode()) > 64:
            raise Refusal(45067, "clientmsgid size out of limit")
        if given["mpnews"]["media_id"] not in self.account.drafts:
            raise Refusal(40007, "invalid media_id")
        if self.account.mass_quota_left() <= 0:
            raise Refusal(45028, "has no masssend quota")
        mass = Mass(
            1_000_000 + self.account.number(),
            given["mpnews"]["media_id"],
            "all" if given["filter"]["is_to_all"] else str(given["filter"]["tag_id"]),
            given["clientmsgid"],
        )
        self.account.masses.append(mass)
        return {**OK, "msg_id": mass.msg_id, "msg_data_id": 2247483650}

    def _publish(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["media_id"] not in self.account.drafts:
            raise Refusal(40007, "invalid media_id")
        publish_id = str(100_000_000 + self.account.number())
        self.account.published.append(publish_id)
        return {**OK, "publish_id": publish_id, "msg_data_id": "2247483651"}

    def _notice(self, given: dict[str, Any]) -> dict[str, Any]:
        follower = self.account.followers.get(given["touser"])
        if given["template_id"] not in self.account.templates:
            raise Refusal(40037, "invalid template_id")
        if follower is None or follower.grants.get(given["template_id"], 0) < 1:
            raise Refusal(43101, "user refuse to accept the msg")
        for name, one in given["data"].items():
            if name.startswith("thing") and len(one["value"]) > 20:
                raise Refusal(47003, f"argument invalid! data.{name}.value invalid")
        follower.grants[given["template_id"]] -= 1
        self.account.notices.append((given["touser"], given["data"]))
        return OK
