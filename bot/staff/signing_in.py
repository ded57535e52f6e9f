"""Password and codes: set once, then signed in with; nothing else is needed, no Telegram either."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import structlog
from sqlite_utils import Database as Connection

from bot.members import CONSOLE, Actor, Member, Role
from bot.staff import accounts as accounts_module
from bot.staff import audit, codes, links, passwords, permissions
from bot.staff.accounts import NO_INVITATION, Accounts
from bot.staff.permissions import Action
from bot.staff.refusals import Flawed, Refused
from bot.staff.sessions import VIA, Sessions
from bot.store import Database, accounts, sign_ins
from bot.store.accounts import Invitation
from bot.store.console_links import Kind
from bot.store.sessions import Session
from bot.store.sign_ins import SignIn

log = structlog.get_logger()
T = TypeVar("T")
HASHERS = 2
"""Hashes at a time, of 19 MiB each: many tries at once must not take the machine's memory."""
WRONG = "登录名、密码或验证码不对"
"""Not which of them: who guesses must not learn whether a name exists."""
WRONG_CODE = "填写验证器现在显示的 6 位数字；总是不对时，核对手机的时间"
_NAME = re.compile(r"[\w·.\-]{2,20}")


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """What a person has filled in; `secret` is what their authenticator has read, `code` what it
    shows."""

    name: str
    password: str
    secret: str
    code: str


@dataclass(frozen=True, slots=True)
class SetUp:
    """The recovery codes are shown this once; `session` is the browser's token."""

    codes: Sequence[str]
    session: str = ""


@dataclass(frozen=True)
class SigningIn:
    """The use cases."""

    database: Database
    accounts: Accounts
    sessions: Sessions
    clock: Callable[[], datetime]
    _hashers: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(HASHERS, thread_name_prefix="passwords")
    )

    async def sign_in(self, login: str, password: str, code: str, *, agent: str) -> str:
        """Returns the session's token; takes as long for a name that nobody has.

        Raises:
            Refused: one of the three is wrong.
        """
        found = await self.database.read(sign_ins.by_login, login=folded(login))
        is_right = await self._hashing(
            passwords.is_right, password[: passwords.LONGEST], found.password if found else ""
        )
        if not found or not is_right:
            log.warning("security_sign_in_refused")
            raise Refused(WRONG)
        return await self.database.write_durably(self._sign_in, found=found, code=code, agent=agent)

    async def confirm(self, who: Actor, session: Session, *, password: str, code: str) -> str:
        """The person at the browser shows again who they are, by one of the two; returns the
        session's new token.

        Raises:
            Refused: it is wrong; or the account has neither.
        """
        permissions.require(who, Action.CONSOLE_ENTER)
        found = await self.database.read(sign_ins.of, account=who.member.name)
        if found is None:
            raise Refused("您还没有设密码：请管理员另给一个登录链接，用它登录后再做")
        if code:
            await self.database.write(self._use_code, found=found, code=code, wrong="验证码不对")
        elif not await self._hashing(passwords.is_right, password, found.password):
            log.warning("security_confirmation_refused", who=who.member.name)
            raise Refused("密码不对")
        return await self.sessions.renew(session)

    async def set_up_first(self, token: str, new: NewSignIn, *, agent: str) -> SetUp:
        """The first administrator's account and how they sign in, by the first start's link.

        Raises:
            Refused: the link can't be used.
            Flawed: something that was filled in won't do.
        """

        def joins(db: Connection, *, now: datetime) -> Member:
            links.use(db, token, Kind.FIRST, now=now)
            administrator = Member(_account(new), frozenset({Role.ADMINISTRATOR}), _called(new))
            who = Actor(administrator, VIA)
            accounts_module.save(db, who=who, before=None, after=administrator, now=now)
            return administrator

        return await self._join(joins, new, agent=agent)

    async def invitation(self, token: str) -> Invitation:
        """Raises: Refused: it is no open one's."""
        found = await self.database.read(
            accounts.open_invitation, token_hash=codes.hash_of(token), now=self.clock()
        )
        if found is None:
            raise Refused(NO_INVITATION)
        return found

    async def join(self, token: str, new: NewSignIn, *, agent: str) -> SetUp:
        """An invitation is accepted in the browser: an account without Telegram.

        Raises:
            Refused: the invitation can't be used.
            Flawed: something that was filled in won't do.
        """

        def joins(db: Connection, *, now: datetime) -> Member:
            held = Member(_account(new), frozenset(), _called(new))
            return self.accounts.take_up(
                db, held, None, token=token, via=VIA, now=now, label=_called(new)
            )

        return await self._join(joins, new, agent=agent)

    async def set(self, who: Actor, new: NewSignIn) -> SetUp:
        """Password and codes of one who is signed in, in the place of those there were; other
        browsers are signed out.

        Raises:
            Flawed: something that was filled in won't do.
        """
        permissions.require(who, Action.CONSOLE_ENTER)
        ready = await self._prepared(new)
        return await self.database.write_durably(self._set, who=who, new=new, ready=ready)

    async def has_sign_in(self, who: Actor) -> SignIn | None:
        """How this person signs in by password; None where they don't."""
        permissions.require(who, Action.CONSOLE_ENTER)
        return await self.database.read(sign_ins.of, account=who.member.name)

    async def recovery_codes_left(self, who: Actor) -> int:
        permissions.require(who, Action.CONSOLE_ENTER)
        return await self.database.read(sign_ins.recovery_codes_left, account=who.member.name)

    async def _join(self, joins: Callable[..., Member], new: NewSignIn, *, agent: str) -> SetUp:
        ready = await self._prepared(new)

        def work(db: Connection) -> SetUp:
            if accounts.find(db, name=_account(new)):
                raise Flawed({"name": f"已经有人叫 {_called(new)}，换一个，比如在后面加部门"})
            member = joins(db, now=self.clock())
            shown = self._save(db, member, new, ready)
            token = self.sessions.begin_in(db, member=member, how="set_up", agent=agent)
            return SetUp(shown, token)

        return await self.database.write_durably(work)

    async def _prepared(self, new: NewSignIn) -> tuple[str, int]:
        """The password's hash and the code's time step.

        Raises:
            Refused: it isn't our form.
            Flawed
        """
        if not codes.is_secret(new.secret):
            raise Refused("这个表单不完整，请重新打开再填")
        faults = {}
        if not _NAME.fullmatch(_called(new)):
            faults["name"] = "填写姓名，2 到 20 个字，不要空格和符号"
        try:
            passwords.require_strong(new.password, [new.name, "pufa", "普法"])
        except Refused as weak:
            faults["password"] = str(weak)
        step = codes.step_of(new.secret, new.code, self.clock())
        if step is None:
            faults["code"] = WRONG_CODE
        if faults or step is None:
            raise Flawed(faults)
        return await self._hashing(passwords.hashed, new.password), step

    def _set(self, db: Connection, *, who: Actor, new: NewSignIn, ready: tuple[str, int]) -> SetUp:
        shown = self._save(db, who.member, new, ready)
        audit.write(
            db,
            who=who,
            action=Action.CONSOLE_ENTER,
            subject=f"staff:{who.member.name}",
            after={"sign_in": "set"},
            at=self.clock(),
        )
        return SetUp(shown)

    def _save(
        self, db: Connection, member: Member, new: NewSignIn, ready: tuple[str, int]
    ) -> Sequence[str]:
        login = folded(new.name)
        other = sign_ins.by_login(db, login=login)
        if other and other.account != member.name:
            raise Flawed({"name": f"已经有人用 {_called(new)} 登录，换一个，比如在后面加部门"})
        password, step = ready
        shown = codes.new_recovery_codes()
        sign_in = SignIn(member.name, login, password, new.secret, step)
        hashes = map(codes.hash_of_recovery_code, shown)
        sign_ins.save(db, sign_in=sign_in, code_hashes=hashes, now=self.clock())
        return shown

    def _sign_in(self, db: Connection, *, found: SignIn, code: str, agent: str) -> str:
        self._use_code(db, found=found, code=code)
        member = self.accounts.staff_in(db).named(found.account)
        if member is None:
            raise Refused(WRONG)
        return self.sessions.begin_in(db, member=member, how="password", agent=agent)

    def _use_code(self, db: Connection, *, found: SignIn, code: str, wrong: str = WRONG) -> None:
        """Raises: Refused: it is no code of theirs, or was used."""
        step = codes.step_of(found.secret, code, self.clock())
        if step is not None and sign_ins.take_step(db, account=found.account, step=step):
            return
        code_hash = codes.hash_of_recovery_code(code)
        if sign_ins.take_recovery_code(db, account=found.account, code_hash=code_hash):
            return
        log.warning("security_sign_in_refused", who=found.account)
        raise Refused(wrong)

    async def _hashing(self, work: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._hashers, work, *args)


def folded(name: str) -> str:
    """A sign-in name as it is compared: ＬiWen and liwen are one."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _called(new: NewSignIn) -> str:
    return unicodedata.normalize("NFKC", new.name).strip()


def _account(new: NewSignIn) -> str:
    return f"{CONSOLE}:{_called(new)}"
