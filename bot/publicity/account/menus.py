"""The use cases: the account's menu is looked at, published, and put back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlite_utils import Database as Connection

from bot.config import Settings
from bot.members import Actor
from bot.publicity.account import Account, AccountError, menu
from bot.publicity.account.menu import BadMenu, Item
from bot.staff import audit, permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused
from bot.store import Database, wechat

SUBJECT = "account:menu"


class Change(NamedTuple):
    """From the menu that people see to the one that they would."""

    before: tuple[Item, ...]
    after: tuple[Item, ...]

    @property
    def lines(self) -> list[str]:
        return menu.differences(self.before, self.after)

    @property
    def is_none(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class Menus:
    settings: Settings
    database: Database
    account: Account
    clock: Callable[[], datetime]

    async def see(self, who: Actor) -> Change:
        """What would change.

        Raises:
            Refused: the bureau's menu has a fault, or the account can't be asked.
        """
        permissions.require(who, Action.ACCOUNT_SEE)
        return await self._change()

    async def publish(self, who: Actor) -> Change:
        """Put the bureau's menu in place of the present one, which is kept.

        Raises:
            Refused: as for `see`; or nothing would change.
        """
        permissions.require(who, Action.ACCOUNT_MENU)
        change = await self._change()
        if change.is_none:
            raise Refused("菜单没有变化，不用发布")
        await self._set(who, change)
        return change

    async def undo(self, who: Actor, *, dry_run: bool = False) -> Change:
        """Put the menu back that was there before the last publication.

        Raises:
            Refused: there is none, or the platform lets nobody make it again.
        """
        permissions.require(who, Action.ACCOUNT_MENU)
        last = await self.database.read(wechat.last_menu)
        if last is None:
            raise Refused("还没有发布过菜单，没有可以恢复的")
        before = menu.from_data(json.loads(last.before))
        if not before:
            raise Refused("发布之前没有菜单，没有可以恢复的")
        if foreign := [item.name for item in before if item.is_foreign]:
            raise Refused(
                f"原来的“{foreign[0]}”是在公众平台上设的图文或文字，接口恢复不了；"
                "请停用服务器配置后在公众平台上启用原来的菜单"
            )
        change = Change(await self._present(), before)
        if not dry_run:
            await self._set(who, change)
        return change

    async def _change(self) -> Change:
        try:
            after = menu.load(self.settings.data_dir, self.settings.public_url)
        except BadMenu as error:
            raise Refused(str(error)) from error
        return Change(await self._present(), after)

    async def _present(self) -> tuple[Item, ...]:
        try:
            return await self.account.menu()
        except AccountError as error:
            raise Refused(str(error)) from error

    async def _set(self, who: Actor, change: Change) -> None:
        try:
            await self.account.set_menu(change.after)
        except AccountError as error:
            raise Refused(str(error)) from error
        await self.database.write_durably(_keep, who=who, change=change, now=self.clock())


def _keep(db: Connection, *, who: Actor, change: Change, now: datetime) -> None:
    before, after = menu.as_data(change.before), menu.as_data(change.after)
    wechat.keep_menu(
        db,
        menu=json.dumps(after, ensure_ascii=False),
        before=json.dumps(before, ensure_ascii=False),
        by=who.member.name,
        now=now,
    )
    audit.write(
        db,
        who=who,
        action=Action.ACCOUNT_MENU,
        subject=SUBJECT,
        before=before,
        after=after,
        at=now,
    )
