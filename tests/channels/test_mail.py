"""Staff are told by e-mail what waits: a digest a day, complaints at once, no citizen's words."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from bot.config import Settings, SettingsError, load
from bot.messages import Chat, DeliveryError, Failure
from bot.store import letters
from handlers.application import build
from handlers.channels import mail
from tests.fakes import FAKES
from tests.fakes.clock import Clock

PASSWORD = "willow ferry"


class MailServer:
    """What a bureau's mail server does with what it takes: it keeps it."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []
        self.refuses = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuses and self.refuses in address:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.kept.append(envelope)
        return "250 OK"

    @property
    def heard(self) -> list[tuple[str, str]]:
        """Subjects and words."""
        read = [message_from_bytes(one.content, policy=policy.default) for one in self.kept]
        return [(one["Subject"], one.get_content()) for one in read]


def _knows(server, session, envelope, mechanism, data) -> AuthResult:
    return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


@pytest.fixture
async def server():
    kept = MailServer()
    listening = await asyncio.get_running_loop().create_server(
        lambda: SMTP(kept, authenticator=_knows, auth_require_tls=False), "127.0.0.1", 0
    )
    kept.port = listening.sockets[0].getsockname()[1]
    yield kept
    listening.close()


@pytest.fixture
def clock():
    return Clock(datetime(2026, 12, 3, 0, 0, tzinfo=UTC))  # Thursday, eight o'clock


@pytest.fixture
def make(server, tmp_path, clock):
    built = []

    def make(**settings):
        settings = Settings(
            data_dir=tmp_path / str(len(built)),
            knowledge_dir=FAKES / "knowledge",
            public_url="https://pufa.example.gov.cn",
            office_hours="08:30-17:30",
            smtp_host="127.0.0.1",
            smtp_from="pufa@example.gov.cn",
            smtp_to="one@example.gov.cn, two@example.gov.cn",
            **{"smtp_port": server.port, "smtp_security": "none", **settings},
        )
        application = build(settings, clock=clock)
        application.mailers += mail.mailers(settings, clock)
        built.append(application)
        return application

    yield make
    for one in built:
        one.close()


async def writes(bureau, text, category="咨询"):
    await bureau.database.write(
        letters.write,
        chat=Chat("web", ""),
        asker=text,
        question="",
        text=text,
        written_at=bureau.clock(),
        kept=timedelta(days=365),
        category=category,
        due_on=bureau.clock().date(),
    )


async def test_one_digest_comes_when_the_working_day_begins(make, server, clock):
    bureau = make()
    await writes(bureau, "我叫张三，驾校不退学费")
    await bureau.mail_news.go_round()
    assert server.heard == []
    clock.passes(seconds=3600)
    for _ in range(3):
        await bureau.mail_news.go_round()
        clock.passes(seconds=1200)
    ((subject, words),) = server.heard
    assert subject == "【普法】今天的待办：待答复的来信 1，其中今天到期或已过期 1"
    assert "https://pufa.example.gov.cn/staff" in words
    assert "张三" not in words
    assert server.kept[0].rcpt_tos == ["one@example.gov.cn", "two@example.gov.cn"]


async def test_no_digest_comes_where_nothing_waits(make, server, clock):
    bureau = make()
    clock.passes(seconds=3600)
    await bureau.mail_news.go_round()
    assert server.heard == []


async def test_complaints_are_told_at_once_and_several_in_one(make, server, clock):
    bureau = make()
    await bureau.mail_news.go_round()
    clock.passes(seconds=30)
    await writes(bureau, "咨询一下")
    await writes(bureau, "黑车宰客", "举报")
    await bureau.mail_news.go_round()
    for number in range(3):
        clock.passes(seconds=60)
        await writes(bureau, f"司机拒载{number}", "投诉")
        await bureau.mail_news.go_round()
    clock.passes(seconds=600)
    await bureau.mail_news.go_round()
    assert [subject for subject, _ in server.heard] == [
        "【普法】新的投诉举报 1 件",
        "【普法】新的投诉举报 3 件",
    ]


async def test_what_could_not_be_told_is_told_after(make, server, clock):
    bureau = make()
    await bureau.mail_news.go_round()
    clock.passes(seconds=30)
    await writes(bureau, "黑车宰客", "举报")
    server.refuses = "example.gov.cn"
    await bureau.mail_news.go_round()
    assert server.heard == []
    server.refuses = ""
    clock.passes(seconds=600)
    await bureau.mail_news.go_round()
    assert [subject for subject, _ in server.heard] == ["【普法】新的投诉举报 1 件"]


@pytest.mark.parametrize(("password", "kind"), [(PASSWORD, None), ("another", Failure.REFUSED)])
async def test_it_signs_in_where_the_settings_say_so(make, server, password, kind):
    (sender,) = make(smtp_user="pufa", smtp_password=password).mailers
    if kind is None:
        await sender.send("题目", "正文")
        assert server.heard == [("题目", "正文\r\n")]
        return
    with pytest.raises(DeliveryError) as failure:
        await sender.send("题目", "正文")
    assert failure.value.kind is kind


async def test_a_server_that_is_away_or_speaks_no_tls_is_no_loss(make, server):
    for settings in ({"smtp_port": 1}, {"smtp_security": "starttls"}):
        (sender,) = make(**settings).mailers
        with pytest.raises(DeliveryError):
            await sender.send("题目", "正文")
    assert server.heard == []


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"PUFA_SMTP_HOST": "mail"}, "PUFA_SMTP_FROM"),
        ({"PUFA_SMTP_HOST": "mail", "PUFA_SMTP_FROM": "a@b.cn"}, "PUFA_SMTP_TO"),
        ({"PUFA_SMTP_FROM": "nobody"}, "PUFA_SMTP_FROM"),
        ({"PUFA_SMTP_TO": "a@b.cn,c"}, "PUFA_SMTP_TO"),
        ({"PUFA_SMTP_SECURITY": "ssl"}, "PUFA_SMTP_SECURITY"),
    ],
)
def test_a_wrong_setting_is_named(given, named):
    with pytest.raises(SettingsError, match=named):
        load(given, None)
