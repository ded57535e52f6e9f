"""A case card's life: draft → in review → shown; in doubt, withdrawn, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.calculators import local
from bot.knowledge import cases as case_files
from bot.knowledge.cases import WITHDRAW_WITHIN, Case
from bot.knowledge.checking import Evidence
from bot.knowledge.checking import cases as checking
from bot.knowledge.library import Casebook, Library
from bot.knowledge.library.review import reviewed
from bot.knowledge.statutes import Texts
from bot.members import Actor
from bot.staff import permissions
from bot.staff.permissions import Action
from bot.staff.refusals import Refused, Settled, Unknown
from bot.store.file_drafts import Kind, Proposal
from bot.training import case_fields
from bot.training.file_editing import Actions, EditingFiles, Found, Sort

CONFIRMED = "已逐字看过，里面没有能认出当事人的信息"


def _check(case: Case, library: Library, evidence: Evidence | None) -> Found:
    return checking.faults(case, library, evidence), checking.hints(case)


def _approved(case: Case, texts: Texts, today: date) -> str:
    """Whoever approves one has seen to its doubt as well."""
    shown = replace(case, doubt="", withdraw_by=None, withdrawn=None, source="")
    return case_files.render(replace(reviewed(shown, texts, today), reviewed=today))


CASES = Sort(
    kind=Kind.CASE,
    called="案例",
    measure="个",
    service="公开",
    folder="cases",
    actions=Actions(
        see=Action.CASE_SEE,
        write=Action.CASE_WRITE,
        submit=Action.CASE_SUBMIT,
        discard=Action.CASE_DISCARD,
        approve=Action.CASE_APPROVE,
        send_back=Action.CASE_RETURN,
    ),
    parse=case_files.parse,
    held=lambda library: library.cases,
    check=_check,
    approved=_approved,
    labels=case_fields.LABELS,
    confirmed=CONFIRMED,
)


class EditingCases(EditingFiles[Case]):
    sort = CASES

    @property
    def book(self) -> Casebook:
        edition = self.knowledge.edition
        return Casebook(edition.library, edition.texts, self.knowledge.today())

    async def doubt(self, who: Actor, slug: str, reason: str, since: date) -> date:
        """Its decision was changed, revoked, or found unlawful or void on that day: a task for
        reviewers, with the day that it returns. Whatever they do, after that day it isn't shown.

        Raises:
            NotAllowed, Unknown
            Settled: it is in doubt or withdrawn already.
            Refused: there is no reason, or the day is still to come.
        """
        permissions.require(who, Action.CASE_WRITE)
        case = self._case(slug)
        if case.withdrawn or case.withdraw_by:
            raise Settled("这个案例已经撤下，或者已经在等审核人处理")
        if since > self.knowledge.today():
            raise Refused("决定被改变的日期还没有到，请核对")
        by = self._workdays_after(since)
        doubted = replace(case, doubt=_reason(reason), withdraw_by=by, source="")
        await self._put(who, Action.CASE_WRITE, case, doubted)
        return by

    async def withdraw(self, who: Actor, slug: str, reason: str) -> None:
        """Show it to nobody from now on; its page says why. It comes back by a draft that is
        approved.

        Raises:
            NotAllowed, Unknown, Settled
            Refused: there is no reason.
        """
        permissions.require(who, Action.CASE_WITHDRAW)
        case = self._case(slug)
        if case.withdrawn:
            raise Settled("这个案例已经撤下")
        today = self.knowledge.today()
        gone = replace(case, doubt=_reason(reason), withdraw_by=None, withdrawn=today, source="")
        await self._put(who, Action.CASE_WITHDRAW, case, gone)

    async def keep(self, who: Actor, slug: str) -> None:
        """The doubt was none: the decision stands. Raises: NotAllowed, Unknown, Settled."""
        permissions.require(who, Action.CASE_WITHDRAW)
        case = self._case(slug)
        if not case.withdraw_by:
            raise Settled("这个案例没有待处理的撤下提醒")
        kept = replace(case, doubt="", withdraw_by=None, source="")
        await self._put(who, Action.CASE_WITHDRAW, case, kept)

    async def _put(self, who: Actor, action: Action, before: Case, after: Case) -> None:
        text = case_files.render(after)
        proposal = Proposal(after.slug, after.topic, text, before.source)
        await self._replace(who, action, proposal, after.doubt or "核对过，决定仍然有效")

    def _case(self, slug: str) -> Case:
        case = self.knowledge.edition.library.cases.get(slug)
        if case is None:
            raise Unknown(f"没有案例 {slug}")
        return case

    def _workdays_after(self, day: date) -> date:
        """Days of this law are working days (行政处罚法 第八十五条)."""
        folders = (self.settings.knowledge_dir, self.settings.overlay_dir)
        return local.load(folders).holidays.after_workdays(day, WITHDRAW_WITHIN)


def _reason(written: str) -> str:
    if not written.strip():
        raise Refused("写明为什么：哪份文书改变、撤销了原决定，或者确认它违法、无效")
    return " ".join(written.split())
