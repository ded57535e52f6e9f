"""E-mail (SMTP), as a way to tell staff: the bureau's own mail server takes it."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import structlog

from bot.config import Settings
from bot.messages import DeliveryError, Failure

log = structlog.get_logger()
SECONDS = 15.0
_REFUSED = (smtplib.SMTPAuthenticationError, smtplib.SMTPRecipientsRefused,
            smtplib.SMTPSenderRefused, smtplib.SMTPNotSupportedError)  # fmt: skip


class Mail:
    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock

    async def send(self, subject: str, words: str) -> None:
        """To all whom the settings name. Raises: DeliveryError: it did not arrive, or may not
        have."""
        try:
            await asyncio.to_thread(self._sent, self._message(subject, words))
        except _REFUSED as error:
            # The server's own words may hold addresses.
            told = f"邮件服务器不接受：{type(error).__name__}"
            raise DeliveryError(told, kind=Failure.REFUSED) from error
        except smtplib.SMTPServerDisconnected as error:
            raise DeliveryError("邮件服务器断开了连接", kind=Failure.UNCERTAIN) from error
        except (smtplib.SMTPException, OSError) as error:
            told = f"邮件服务器连不上：{type(error).__name__}"
            raise DeliveryError(told, kind=Failure.UNREACHABLE) from error

    def _message(self, subject: str, words: str) -> EmailMessage:
        sender = self._settings.smtp_from
        message = EmailMessage()
        message["Subject"] = subject
        message["From"] = sender
        message["To"] = ", ".join(self._settings.smtp_recipients)
        message["Date"] = format_datetime(self._clock())
        message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
        message.set_content(words)
        return message

    def _sent(self, message: EmailMessage) -> None:
        settings = self._settings
        with self._connected() as server:
            if settings.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            if refused := server.send_message(message):
                log.warning("not_all_mailed", how_many=len(refused))

    def _connected(self) -> smtplib.SMTP:
        host, port = self._settings.smtp_host, self._settings.smtp_port
        if self._settings.smtp_security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        return smtplib.SMTP(host, port, timeout=SECONDS)


def mailers(settings: Settings, clock: Callable[[], datetime]) -> list[Mail]:
    """The one that the settings name."""
    return [Mail(settings, clock)] if settings.smtp_host else []
