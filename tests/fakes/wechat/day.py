"""A day of a bureau's account, from the first follower in the morning: what people do, what they
see, and what staff do meanwhile; written down as it happens."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config import ROOT, Settings
from bot.members import CONSOLE, Member, Role, operator
from bot.publicity.account.broadcasts import Broadcasts
from bot.publicity.account.codes import Codes
from bot.publicity.surfaces.exporting import Exporting
from bot.staff import accounts as saving
from bot.store import letters
from bot.store.broadcasts import Way
from bot.store.campaigns import Notice
from handlers.application import Application, build
from handlers.channels import wechat
from handlers.channels.web.app import create_app
from handlers.channels.wechat import WeChatChannel
from handlers.channels.wechat.account import WeChatAccount
from tests.fakes import campaigns
from tests.fakes.clock import Clock
from tests.fakes.serving import serving_on_loopback
from tests.fakes.wechat.account import APPID, SECRET, Kind
from tests.fakes.wechat.server import KEY, TOKEN, Person, WeChat

CHINA_9 = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
STAFF = operator("office")
NOTICE = Notice(
    "全国交通安全日：开车守法，路上平安",
    "12月2日是**全国交通安全日**。\n\n- 开车不看手机\n- 超员、超载不上路\n- 骑电动自行车戴头盔",
)
_MENU_LINK = re.compile(r'<a href="weixin://[^"]*">([^<]*)</a>')
_PAGE_LINK = re.compile(r'<a href="(https?://[^"]*)">([^<]*)</a>')


@dataclass
class Transcript:
    clock: Clock
    zone: ZoneInfo
    lines: list[str] = field(default_factory=list)

    def heading(self, words: str) -> None:
        self.lines.append(f"\n### {words}\n")

    def note(self, who: str, words: str) -> None:
        at = self.clock().astimezone(self.zone).strftime("%m-%d %H:%M")
        self.lines.append(f"`{at}` **{who}** {words}\n")

    def shown(self, text: str) -> None:
        """As the phone draws it: 〔a choice〕, and pages with their address."""
        if not text:
            self.lines.append("> （没有回复）\n")
            return
        drawn = _PAGE_LINK.sub(r"\2（\1）", _MENU_LINK.sub(r"〔\1〕", text))
        self.lines.append("\n".join(f"> {line}" for line in drawn.split("\n")) + "\n")
        self.lines.append(f"（{len(text.encode())} 字节）\n")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Day:
    """The account with its people, and the transcript."""

    wechat: WeChat
    application: Application
    channel: WeChatChannel
    clock: Clock
    told: Transcript
    noted: dict[str, int] = field(default_factory=dict)

    async def says(self, person: Person, name: str, words: str) -> str:
        self.told.note(name, f"说：{words}")
        return await self._shows(person, name, person.says(words))

    async def taps(self, person: Person, name: str, label: str) -> str:
        self.told.note(name, f"点〔{label}〕")
        return await self._shows(person, name, person.taps(label))

    async def does(self, person: Person, name: str, what: str, doing: Awaitable[str]) -> str:
        self.told.note(name, what)
        return await self._shows(person, name, doing)

    async def later(self, person: Person, name: str) -> None:
        """What came to the phone without being asked."""
        await asyncio.sleep(30)
        for text in person.seen[self.noted.get(name, 0) :]:
            self.told.note(name, "的手机上收到：")
            self.told.shown(text)

    async def _shows(self, person: Person, name: str, doing: Awaitable[str]) -> str:
        shown = await doing
        self.noted[name] = len(person.seen)
        self.told.shown(shown)
        self.clock.passes(minutes=1)
        return shown

    async def answer_letters(self, words: str) -> None:
        for letter in await self.application.database.read(letters.unfinished, limit=9):
            if not letter.reply:
                self.told.note("工作人员", f"答复留言 {letter.receipt}：{words}")
                await self.application.letters.answer(STAFF, letter.receipt, words)
        await self.application.citizen_news.go_round()


@asynccontextmanager
async def account(folder: Path, kind: Kind) -> AsyncIterator[Day]:
    """The whole application over the shipped knowledge, behind sockets."""
    clock = Clock(CHINA_9)
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(WeChat(kind, clock))
        settings = Settings(
            data_dir=folder,
            knowledge_dir=ROOT / "knowledge",
            public_url="https://pufa.example.gov.cn",
            wechat_appid=APPID,
            wechat_token=TOKEN,
            wechat_aes_key=KEY,
            wechat_secret=SECRET if kind is Kind.VERIFIED_SERVICE else "",
            wechat_api=world.address,
            flood_per_minute=100,
        )
        application = build(settings, clock=clock)
        stack.callback(application.close)
        reader = Member(f"{CONSOLE}:王敏", frozenset({Role.REVIEWER}), "王敏")
        await application.database.write(
            saving.save, who=STAFF, before=None, after=reader, now=clock()
        )
        channel = wechat.connect(application)
        await channel.start()
        stack.push_async_callback(channel.stop)
        app = create_app(application, more=[(channel, wechat.routes(channel.callback))])
        world.connect(await stack.enter_async_context(serving_on_loopback(app)))
        yield Day(world, application, channel, clock, Transcript(clock, settings.zone))


async def of_a_service_account(day: Day) -> None:
    """A verified 服务号: everything."""
    told = day.told
    jia, yi = day.wechat.person("jia", follows=False), day.wechat.person("yi")
    bing, ding = day.wechat.person("bing"), day.wechat.person("ding")

    told.heading("扫海报的码关注")
    number = await _campaign(day)
    account = WeChatAccount(day.channel.api)
    codes = Codes(day.application.database, account, day.clock)
    made = await codes.make(STAFF, ["汽车站"], number)
    told.note("工作人员", "给汽车站的海报做了一个码：pufa wechat codes 汽车站 --campaign 1")
    await day.does(jia, "甲", "在汽车站扫码关注", jia.follows(made["汽车站"].scene))

    told.heading("提问，看条文，评价")
    await day.says(jia, "甲", "货车超载一吨罚多少")
    await day.says(jia, "甲", "看《道路交通安全法》第九十二条原文")
    await day.says(jia, "甲", "开货车超载30%扣几分")
    await day.taps(jia, "甲", "👍 有用")

    told.heading("反问，回复数字")
    await day.says(yi, "乙", "年检")
    await day.says(yi, "乙", "2")

    told.heading("语音、图片、表情")
    voice = "<MsgType><![CDATA[voice]]></MsgType><MediaId>M</MediaId><Recognition></Recognition>"
    await day.does(yi, "乙", "发来一段语音", _text(yi.does(voice)))
    await day.says(yi, "乙", "【收到不支持的消息类型，暂无法显示】")

    told.heading("菜单：算一算")
    await day.does(yi, "乙", "点菜单“算一算”", yi.event("CLICK", "/calc"))
    await day.taps(yi, "乙", "超速")
    for words in ("80", "96"):
        await day.says(yi, "乙", words)
    await day.taps(yi, "乙", "小车、小货车、摩托车等")
    await day.taps(yi, "乙", "其他道路")

    told.heading("答不上来，留言，48 小时内答复")
    await day.says(bing, "丙", "离婚了房子怎么分")
    await day.says(bing, "丙", "给工作人员留言")
    await day.says(bing, "丙", "3路公交早班车经常晚点，能不能调一下发车时间？")
    day.clock.passes(hours=3)
    await day.answer_letters("您好，已请公交公司核查3路早班车的发车记录，结果会告诉您。")
    await day.later(bing, "丙")

    told.heading("超过 48 小时才答复：留着，下次来时给")
    await day.says(ding, "丁", "人工")
    await day.taps(ding, "丁", "给工作人员留言")
    await day.says(ding, "丁", "村口的限高杆太低，送货的车过不去。")
    day.clock.passes(hours=50)
    await day.answer_letters("您好，限高杆由县公路部门设置，我们已转去并请他们直接联系您。")
    told.note("微信", "48 小时窗口已关，发不出去：这条答复留着")
    await day.says(ding, "丁", "电动车要上牌吗")
    await day.later(ding, "丁")

    told.heading("群发")
    day.clock.now = CHINA_9.replace(day=5)
    await _broadcast(day, account, number)

    told.heading("订阅，取消关注")
    await day.says(yi, "乙", "订阅")
    await day.does(yi, "乙", "取消关注", yi.leaves())


async def of_a_personal_account(day: Day) -> None:
    """An unverified 订阅号: passive replies alone."""
    told = day.told
    jia, bing = day.wechat.person("jia", follows=False), day.wechat.person("bing")

    told.heading("关注，提问")
    await day.does(jia, "甲", "关注", jia.follows())
    await day.says(jia, "甲", "电动自行车要戴头盔吗")
    await day.says(jia, "甲", "年检呢")
    await day.says(bing, "丙", "年检")
    await day.taps(bing, "丙", "年检过期了怎么办，会罚多少、扣几分？")

    told.heading("留言；答复只能等他下次来时给")
    await day.says(jia, "甲", "主题")
    await day.says(bing, "丙", "人工")
    await day.taps(bing, "丙", "给工作人员留言")
    await day.says(bing, "丙", "3路公交早班车经常晚点，能不能调一下发车时间？")
    day.clock.passes(hours=3)
    await day.answer_letters("您好，已请公交公司核查3路早班车的发车记录，结果会告诉您。")
    told.note("微信", "未认证的账号不能主动发：这条答复留着")
    await day.says(bing, "丙", "公交车上能带狗吗")
    await day.taps(bing, "丙", "看答复")

    told.heading("退订，取消关注")
    await day.says(jia, "甲", "退订")
    await day.does(jia, "甲", "取消关注", jia.leaves())


async def _campaign(day: Day) -> int:
    def made(db) -> int:
        number = campaigns.schedule(db, NOTICE, send_at=day.clock())
        db.execute("UPDATE campaigns SET state = 'approved' WHERE id = ?", [number])
        return number

    return await day.application.database.write(made)


async def _broadcast(day: Day, account: WeChatAccount, number: int) -> None:
    app = day.application
    exporting = Exporting(app.settings, app.database, lambda: app.library, app.clock, apart=False)
    broadcasts = Broadcasts(app.database, exporting, account, app.clock)
    prepared = await broadcasts.prepare(STAFF, number)
    day.told.note(
        "工作人员",
        f"先看会发什么：《{prepared.article.title}》，正文 {len(prepared.article.content)} 个字符，"
        f"本月已群发 {prepared.this_month} 次，确认码 {prepared.code}",
    )
    await broadcasts.preview(STAFF, number, "office-wechat")
    day.told.note("工作人员", "发给自己预览，看过后确认群发")
    sent = await broadcasts.send(STAFF, number, Way.MASS, prepared.code)
    await day.wechat.mass_ends()
    (done,) = (await broadcasts.prepare(STAFF, number)).before
    day.told.note(
        "微信",
        f"群发完了（{sent.once}）：{done.total} 人关注，送达 {done.sent}，失败 {done.failed}",
    )


async def _text(doing: Awaitable) -> str:
    return (await doing).text


DAYS: dict[Kind, tuple[str, Callable[[Day], Awaitable[None]]]] = {
    Kind.VERIFIED_SERVICE: ("一个认证服务号的一天", of_a_service_account),
    Kind.UNVERIFIED_SUBSCRIPTION: ("一个未认证订阅号的一天", of_a_personal_account),
}
