"""The settings: read once from the environment and `.env`, checked, then passed by hand."""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.hours import Window
from bot.members import Staff

PREFIX = "PUFA_"
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting is wrong: the message names it, what was found and what is allowed."""


def _web_address(value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// or http://")
    return value.rstrip("/")


def _chat(value: str) -> str:
    channel, _, chat_id = value.partition(":")
    if value and not (channel == "telegram" and chat_id.lstrip("-").isdigit()):
        raise ValueError("must be telegram:CHAT_ID, for example telegram:-1001234567890")
    return value


_MAILBOX = re.compile(r"[!-~]+@[!-~]+")


def _mailbox(value: str) -> str:
    if value and not _MAILBOX.fullmatch(value):
        raise ValueError("must be one address, as pufa@example.gov.cn")
    return value


def _mailboxes(value: str) -> str:
    for one in filter(None, (one.strip() for one in value.split(","))):
        _mailbox(one)
    return value


def _staff(value: str) -> str:
    Staff.parse(value)
    return value


def _hours(value: str) -> str:
    return str(Window.parse(value))


def _office(value: str) -> str:
    for hours in filter(None, value.split(",")):
        Window.parse(hours)
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("must be a time zone such as Asia/Shanghai") from error
    return value


def _sources(value: str) -> str:
    if any(character in value for character in ";,\r\n"):
        raise ValueError("must be sites separated by spaces, without ; or ,")
    return value


def _secret(value: SecretStr) -> SecretStr:
    if value and len(value.get_secret_value()) < 16:
        raise ValueError("must have 16 characters or more")
    return value


_VISIBLE = re.compile(r"[!-~]+")


def _wechat_appid(value: str) -> str:
    if value and not re.fullmatch(r"wx[0-9A-Za-z_-]{4,62}", value):
        raise ValueError("must begin with wx, as 开发者ID(AppID) on the account's page")
    return value


def _wechat_token(value: SecretStr) -> SecretStr:
    token = value.get_secret_value()
    if token and not (3 <= len(token) <= 32 and _VISIBLE.fullmatch(token)):
        raise ValueError("must have 3 to 32 letters and digits")
    return value


def _wechat_key(value: SecretStr) -> SecretStr:
    key = value.get_secret_value()
    if key and not re.fullmatch(r"[0-9A-Za-z]{43}", key):
        raise ValueError(f"must have 43 letters and digits, this has {len(key)} characters")
    return value


def _in_one_word(value: SecretStr) -> SecretStr:
    if value and not _VISIBLE.fullmatch(value.get_secret_value()):
        raise ValueError("must be in one word, without spaces or Chinese signs")
    return value


def _robot_key(value: SecretStr) -> SecretStr:
    if value and not re.fullmatch(r"[0-9A-Za-z-]+", value.get_secret_value()):
        raise ValueError("must be what stands behind key= in the robot's Webhook address")
    return value


def _notice(value: str) -> str:
    if value and not re.fullmatch(r"[\w-]{8,64}(:[a-z_]{2,20}[0-9]{1,3}){1,2}", value):
        raise ValueError("must be TEMPLATE:FIELD or TEMPLATE:FIELD:FIELD, as abc123…:thing1:time2")
    return value


WechatKey = Annotated[SecretStr, AfterValidator(_wechat_key)]
OneWord = Annotated[SecretStr, AfterValidator(_in_one_word)]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(value: str) -> tuple[Network, ...]:
    """The addresses and networks of a list with commas.

    Raises:
        ValueError: one of them is neither.
    """
    listed = filter(None, (one.strip() for one in value.split(",")))
    return tuple(ipaddress.ip_network(one, strict=False) for one in listed)


_LARGEST = {4: 8, 6: 7}
"""The first bits of the largest private networks, 10.0.0.0/8 and fc00::/7."""


def _proxies(value: str) -> str:
    try:
        listed = networks(value)
    except ValueError as error:
        raise ValueError(f"must be addresses or networks with commas; {error}") from error
    for one in listed:
        if one.prefixlen < _LARGEST[one.version]:
            raise ValueError(
                f"must be your proxies alone: whoever is in {one} may say who they are"
            )
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseModel):
    """Every setting; the environment's name is the field's in capitals after PUFA_."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Field(ROOT / "data", description="Folder for all that must be kept")
    knowledge_dir: Path = Field(ROOT / "knowledge", description="The shipped knowledge base")
    host: str = Field("127.0.0.1", description="Address the web page listens on")
    port: int = Field(8080, ge=1, le=65535, description="Port of the web page, 1 to 65535")
    public_url: WebAddress = Field(
        "", description="Address under which people reach the page; links and QR codes use it"
    )
    trusted_proxies: Annotated[str, AfterValidator(_proxies)] = Field(
        "",
        description="Proxies that say who a visitor is, as 127.0.0.1,172.16.0.0/12; "
        "empty: visitors come straight here",
    )
    frame_ancestors: Annotated[str, AfterValidator(_sources)] = Field(
        "*", description="Sites that may embed the page, as in CSP frame-ancestors"
    )
    console: bool = Field(
        False,
        description="1: staff reach the console under the public address too, or through a proxy; "
        "0: by this machine's own address only, where there is one of these",
    )
    telegram_token: SecretStr = Field(SecretStr(""), description="Bot token; empty: no Telegram")
    telegram_webhook: bool = Field(
        False, description="1: updates by webhook under PUFA_PUBLIC_URL; 0: long polling"
    )
    telegram_api: WebAddress = Field(
        "https://api.telegram.org", description="Base address of the Bot API server"
    )
    wechat_appid: Annotated[str, AfterValidator(_wechat_appid)] = Field(
        "", description="AppID of the WeChat account (公众号 or 服务号)"
    )
    wechat_secret: OneWord = Field(
        SecretStr(""),
        description="Its AppSecret; empty: passive replies alone, as an unverified account",
    )
    wechat_token: Annotated[SecretStr, AfterValidator(_wechat_token)] = Field(
        SecretStr(""), description="Token of the callback at /wechat; empty: no WeChat"
    )
    wechat_aes_key: WechatKey = Field(
        SecretStr(""), description="EncodingAESKey of the safe mode; empty: plain mode"
    )
    wechat_aes_key_before: WechatKey = Field(
        SecretStr(""), description="The EncodingAESKey before a change, while both may come"
    )
    wechat_api: WebAddress = Field(
        "https://api.weixin.qq.com", description="Base address of WeChat's API"
    )
    wechat_notice: Annotated[str, AfterValidator(_notice)] = Field(
        "",
        description="Template of 订阅通知 that says an answer is there, with its fields for what "
        "and when, as TEMPLATE:thing1:time2; empty: none",
    )
    wechat_notice_page: WebAddress = Field(
        "", description="The article in which people allow that notice; empty: no reply leads there"
    )
    wecom_robot_key: Annotated[SecretStr, AfterValidator(_robot_key)] = Field(
        SecretStr(""), description="Key of the WeCom group robot that tells staff; empty: none"
    )
    wecom_corpid: str = Field("", description="CorpID of WeCom, for messages of an application")
    wecom_secret: OneWord = Field(
        SecretStr(""), description="The application's secret; empty: no messages by it"
    )
    wecom_agent: int = Field(0, ge=0, description="The application's AgentId")
    wecom_to: str = Field("@all", description="Who gets its messages, as zhangsan|lisi")
    wecom_api: WebAddress = Field(
        "https://qyapi.weixin.qq.com", description="Base address of WeCom's API"
    )
    smtp_host: str = Field(
        "", description="Mail server that tells staff what waits; empty: no e-mail"
    )
    smtp_port: int = Field(465, ge=1, le=65535, description="Its port, 1 to 65535")
    smtp_security: str = Field(
        "tls", pattern="^(tls|starttls|none)$", description="tls, starttls or none"
    )
    smtp_user: str = Field("", description="Name to sign in there with; empty: without")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password, or authorisation code")
    smtp_from: Annotated[str, AfterValidator(_mailbox)] = Field(
        "", description="Address that e-mails come from, as pufa@example.gov.cn"
    )
    smtp_to: Annotated[str, AfterValidator(_mailboxes)] = Field(
        "", description="Who of staff gets them: addresses with commas"
    )
    staff_chat: Annotated[str, AfterValidator(_chat)] = Field(
        "",
        description="Chat that is told of new letters and unanswered questions, "
        "as telegram:CHAT_ID",
    )
    staff: Annotated[str, AfterValidator(_staff)] = Field(
        "", description="Who may do what, as telegram:123:campaigner,telegram:456:reviewer"
    )
    one_person: bool = Field(
        False,
        description="1: campaigns and entries may be approved by their author; the record shows it",
    )
    git: bool = Field(
        False, description="1: the bureau's own entries are a Git repository, a commit an approval"
    )
    draft_days: int = Field(
        7, ge=1, le=60, description="Days ahead that a publicity day's campaign is drafted, 1 to 60"
    )
    send_rate: int = Field(
        28,
        ge=1,
        le=1000,
        description="Messages a second to all Telegram chats, 1 to 1000; answers may take 2 more",
    )
    send_window: Annotated[str, AfterValidator(_hours)] = Field(
        "08:00-20:00", description="Hours in which notices go out, in PUFA_TIMEZONE"
    )
    office_hours: Annotated[str, AfterValidator(_office)] = Field(
        "",
        description="When staff work, Monday to Friday, as 08:30-12:00,14:00-17:30; "
        "empty: as in bureau.yaml",
    )
    status_token: Annotated[SecretStr, AfterValidator(_secret)] = Field(
        SecretStr(""),
        description="Opens /status and /metrics, 16 characters or more; empty: only this machine",
    )
    heartbeat_url: WebAddress = Field(
        "", description="Called once a minute while all is well, for an alarm when it stops"
    )
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        "Asia/Shanghai", description="Zone in which times are shown"
    )
    retention_days: int = Field(
        180, ge=1, le=3650, description="Days that masked questions are kept, 1 to 3650"
    )
    letter_days: int = Field(
        365, ge=1, le=3650, description="Days that a citizen's letter to staff is kept, 1 to 3650"
    )
    backup_days: int = Field(
        30,
        ge=0,
        le=3650,
        description="Days that you keep backups, which people are told: what was deleted stands "
        "in them so long",
    )
    flood_per_minute: int = Field(
        20, ge=1, le=1000, description="Messages a minute from one chat before it is asked to slow"
    )
    requests_per_minute: int = Field(
        60, ge=1, le=100_000, description="Questions a minute from one address on the page and API"
    )
    letters_per_day: int = Field(
        30, ge=1, le=100_000, description="Letters to staff a day from one address or chat"
    )
    log_level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="debug, info, warning or error"
    )

    @property
    def smtp_recipients(self) -> tuple[str, ...]:
        return tuple(filter(None, (one.strip() for one in self.smtp_to.split(","))))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def database_file(self) -> Path:
        return self.data_dir / "pufa.db"

    @property
    def overlay_dir(self) -> Path:
        """The bureau's own knowledge, which wins over the shipped files."""
        return self.data_dir / "knowledge"

    @property
    def kept_dir(self) -> Path:
        """The last sound version of each file in the overlay, for a start with a faulty one."""
        return self.data_dir / ".knowledge-before"

    @property
    def statutes_dir(self) -> Path:
        """Full texts of statutes that the bureau imported."""
        return self.data_dir / "statutes"

    @property
    def matching_file(self) -> Path:
        """The matcher's indexes, made again where they are missing; hidden from backups."""
        return self.data_dir / ".cache" / "matching.index"

    @property
    def yaml_file(self) -> Path:
        """What YAML was read as, read again where it is missing."""
        return self.data_dir / ".cache" / "yaml.read"

    @property
    def cards_dir(self) -> Path:
        """Pictures of entries that people send each other, drawn again where they are missing."""
        return self.data_dir / ".cache" / "cards"

    @property
    def root(self) -> str:
        """The path of the public address, for a page that a proxy serves under one."""
        return urlsplit(self.public_url).path

    @property
    def local_url(self) -> str:
        """Where this machine finds the page."""
        local = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104
        return f"http://{local}:{self.port}"

    def console_link(self, path: str, token: str) -> str:
        """A page of the console that a token opens: behind the # it reaches no log, no proxy and no
        other site."""
        base = self.page_url if self.console else self.local_url
        return f"{base}/staff{path}#t={token}"

    @property
    def page_url(self) -> str:
        """Where people find the page: the public address, else the local one."""
        return self.public_url or self.local_url


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force, where each came from, and what to warn about."""

    settings: Settings
    sources: dict[str, str]
    warnings: tuple[str, ...]


def load(
    environ: Mapping[str, str] | None = None, env_file: Path | None = ROOT / ".env"
) -> Configuration:
    """Read the environment over `.env` over the defaults.

    `PUFA_NAME_FILE` names a file that holds the value (for secrets); an empty value means the
    default.

    Raises:
        SettingsError: a value is wrong, or a `_FILE` can't be read.
    """
    environ = os.environ if environ is None else environ
    from_file = dotenv_values(env_file) if env_file and env_file.is_file() else {}
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    warnings: list[str] = []
    layers = ((from_file, str(env_file and env_file.name)), (environ, "environment"))
    for layer, origin in layers:
        for name, value in layer.items():
            if not name.startswith(PREFIX) or not value:
                continue
            field = name.removeprefix(PREFIX).lower()
            if field not in Settings.model_fields and field.endswith("_file"):
                field = field.removesuffix("_file")
                origin_of_value, value = f"{origin}, {name}", _read_secret(name, value)
            else:
                origin_of_value = origin
            if field not in Settings.model_fields:
                warnings.append(_unknown(name))
                continue
            values[field], sources[field] = value, origin_of_value
    return Configuration(_validated(values), sources, tuple(warnings))


def name_of(field: str) -> str:
    """The environment's name of a setting."""
    return PREFIX + field.upper()


def _read_secret(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{name}: cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{name}: {path} holds no text in UTF-8: save it as UTF-8") from error


def _unknown(name: str) -> str:
    known = [name_of(field) for field in Settings.model_fields]
    nearest = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {nearest[0]}?" if nearest else "; `pufa config` lists the known ones"
    return f"unknown setting {name} is ignored{hint}"


def _validated(values: dict[str, Any]) -> Settings:
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        is_secret = isinstance(Settings.model_fields[field].default, SecretStr)
        shown = "(secret)" if is_secret else repr(first["input"])
        allowed = Settings.model_fields[field].description
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name_of(field)}: found {shown}, {reason} ({allowed})") from None
    if settings.telegram_webhook and not settings.public_url.startswith("https://"):
        raise SettingsError(
            f"{name_of('telegram_webhook')}: found 1, but a webhook needs "
            f"{name_of('public_url')} to begin with https://"
        )
    for field, needed in _NEEDS:
        if getattr(settings, field) and not getattr(settings, needed):
            raise SettingsError(f"{name_of(field)} is of no use without {name_of(needed)}: set it")
    return settings


_NEEDS = (
    ("wechat_appid", "wechat_token"),
    ("wechat_aes_key", "wechat_appid"),  # a message says for which account it is
    ("wechat_aes_key_before", "wechat_aes_key"),
    ("wechat_secret", "wechat_appid"),
    ("wechat_notice", "wechat_secret"),
    ("wechat_notice_page", "wechat_notice"),
    ("wecom_secret", "wecom_corpid"),
    ("wecom_secret", "wecom_agent"),
    ("wecom_corpid", "wecom_secret"),
    ("wecom_agent", "wecom_secret"),
    ("smtp_host", "smtp_from"),
    ("smtp_host", "smtp_to"),
    ("smtp_password", "smtp_user"),
)
"""What makes sense only together."""
