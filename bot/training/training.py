"""The use cases of training, by what somebody comes for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.answering.editions import KnowledgeBase
from bot.config import Settings
from bot.staff.accounts import Accounts
from bot.store import Database
from bot.training.case_editing import EditingCases
from bot.training.editing import EditingItems
from bot.training.exchange import ItemExchange
from bot.training.outcomes import Outcomes
from bot.training.papers import Papers
from bot.training.posts import Posts
from bot.training.practice import Practice
from bot.training.proposing import Proposing
from bot.training.quiz import Quiz
from bot.training.records.certifying import Certifying
from bot.training.records.years import Years
from bot.training.regrading import Regrading
from bot.training.results import SeeingResults
from bot.training.sitting import Sittings
from bot.training.suggesting import Suggesting
from bot.training.weekly import Weekly


@dataclass(frozen=True)
class Training:
    editing: EditingItems
    cases: EditingCases
    exchange: ItemExchange
    proposing: Proposing
    practice: Practice
    posts: Posts
    papers: Papers
    sittings: Sittings
    outcomes: Outcomes
    results: SeeingResults
    regrading: Regrading
    years: Years
    certifying: Certifying
    quiz: Quiz
    suggesting: Suggesting
    weekly: Weekly

    @classmethod
    def over(
        cls,
        settings: Settings,
        database: Database,
        knowledge: KnowledgeBase,
        accounts: Accounts,
        clock: Callable[[], datetime],
    ) -> Training:
        editing = EditingItems(settings, database, knowledge, clock)
        papers = Papers(settings, database, knowledge, accounts, clock)
        practice = Practice(settings, database, knowledge, clock)
        return cls(
            editing,
            EditingCases(settings, database, knowledge, clock),
            ItemExchange(editing),
            Proposing(editing),
            practice,
            Posts(database, accounts, clock),
            papers,
            Sittings(database, clock),
            Outcomes(database, knowledge, clock),
            SeeingResults(database, clock),
            Regrading(database, clock),
            Years(database, settings.zone, clock),
            Certifying(database, settings.zone, clock),
            Quiz(settings, database, knowledge, clock),
            Suggesting(settings, database, knowledge, accounts, papers, editing, clock),
            Weekly(settings.zone, database, accounts, practice, clock),
        )
