"""The account's menu, codes and broadcasts by WeChat's API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.publicity.account import AccountError, Article, Code
from bot.publicity.account.menu import Item
from handlers.channels.wechat.api import Api
from handlers.channels.wechat.capabilities import MASS, MENU, PROBES, PUBLISH, SCENE
from handlers.channels.wechat.errors import ApiError, Do, meaning

DRAFT = "draft/add"
PREVIEW = "mass/preview"
PICTURE = "material/add_material"
_NO_SECRET = "没有设 PUFA_WECHAT_SECRET：没有它只能被动回复，调用不了微信接口"  # noqa: S105 - advice
_AGAIN = (Do.RETRY, Do.LATER)


@dataclass(frozen=True)
class WeChatAccount:
    """`api` is None where there is no AppSecret."""

    api: Api | None

    def functions(self) -> list[tuple[str, str]]:
        """Each that was found out at the start, and whether it is left alone now."""
        if self.api is None:
            return [(one.name, _NO_SECRET) for one in PROBES]
        return [
            (one.name, self.advice(self.api.code_of(one.api)) if self.api.is_off(one.api) else "")
            for one in PROBES
        ]

    def called(self, api: str) -> str:
        return next((one.name for one in PROBES if one.api == api), api)

    def advice(self, code: int) -> str:
        return meaning(code).advice if code else "连不上微信，或它没有好好回答，请稍后再试"

    async def menu(self) -> tuple[Item, ...]:
        """That which people see, be it made here or on the platform's site."""
        told = await self._call(MENU, "/cgi-bin/get_current_selfmenu_info", None)
        if not told.get("is_menu_open"):
            return ()
        buttons = told.get("selfmenu_info", {}).get("button", [])
        return tuple(_item(one) for one in buttons)

    async def set_menu(self, items: tuple[Item, ...]) -> None:
        payload = {"button": [_button(item) for item in items]}
        await self._call(MENU, "/cgi-bin/menu/create", payload)

    async def code(self, scene: str) -> Code:
        payload = {
            "action_name": "QR_LIMIT_STR_SCENE",
            "action_info": {"scene": {"scene_str": scene}},
        }
        told = await self._call(SCENE, "/cgi-bin/qrcode/create", payload)
        return Code(str(told["url"]), str(told["ticket"]))

    async def draft(self, article: Article, cover: bytes) -> str:
        picture = await self._call(
            PICTURE,
            "/cgi-bin/material/add_material",
            None,
            query={"type": "image"},
            files={"media": ("cover.png", cover, "image/png")},
        )
        payload = {
            "articles": [
                {
                    "article_type": "news",
                    "title": article.title,
                    "author": article.author,
                    "digest": article.digest,
                    "content": article.content,
                    "content_source_url": article.link,
                    "thumb_media_id": picture["media_id"],
                    "need_open_comment": 0,
                    "only_fans_can_comment": 0,
                }
            ]
        }
        told = await self._call(DRAFT, "/cgi-bin/draft/add", payload)
        return str(told["media_id"])

    async def preview(self, draft: str, to: str) -> None:
        """To an OpenID, or to a WeChat name."""
        whom = {"touser": to} if len(to) == 28 and to.startswith("o") else {"towxname": to}
        payload = {**whom, "mpnews": {"media_id": draft}, "msgtype": "mpnews"}
        await self._call(PREVIEW, "/cgi-bin/message/mass/preview", payload)

    async def send_all(self, draft: str, once: str) -> str:
        payload = {
            "filter": {"is_to_all": True},
            "mpnews": {"media_id": draft},
            "msgtype": "mpnews",
            "send_ignore_reprint": 1,
            "clientmsgid": once,
        }
        told = await self._call(MASS, "/cgi-bin/message/mass/sendall", payload)
        return str(told["msg_id"])

    async def publish(self, draft: str) -> str:
        told = await self._call(PUBLISH, "/cgi-bin/freepublish/submit", {"media_id": draft})
        return str(told["publish_id"])

    async def _call(
        self,
        api: str,
        path: str,
        payload: Mapping[str, Any] | None,
        files: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        if self.api is None:
            raise AccountError(
                "没有设 PUFA_WECHAT_SECRET，不能调用微信接口：未认证的账号只能被动回复"
            )
        try:
            return await self.api.call(api, path, payload, files=files, query=query)
        except ApiError as error:
            raise AccountError(
                told(error), nothing_done=error.nothing_done, is_over=error.do not in _AGAIN
            ) from error


def told(error: ApiError) -> str:
    """In one line for staff: what failed, and what to do."""
    if not error.code:
        return f"连不上微信，或它没有好好回答（{error.api}：{error.detail}），请稍后再试"
    return f"{meaning(error.code).advice}（{error.api}：{error.code} {error.detail}）"


def _button(item: Item) -> dict[str, Any]:
    if item.below:
        return {"name": item.name, "sub_button": [_button(one) for one in item.below]}
    if item.opens:
        return {"type": "view", "name": item.name, "url": item.opens}
    return {"type": "click", "name": item.name, "key": item.says}


def _item(told: Mapping[str, Any]) -> Item:
    below = told.get("sub_button") or {}
    listed = below.get("list", []) if isinstance(below, Mapping) else below
    kind = told.get("type")
    return Item(
        str(told.get("name", "")),
        says=str(told.get("key", "")) if kind == "click" else "",
        opens=str(told.get("url", "")) if kind == "view" else "",
        below=tuple(_item(one) for one in listed),
    )
