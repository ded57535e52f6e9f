"""Staff's knowledge in chat: from a draft to what citizens are answered, and out of it again."""

import asyncio
import re
from itertools import pairwise

import pytest

from bot.members import Actor, Member, Role
from bot.messages import Attachment, Paper
from tests.fakes.forms import SCHOOL_BUS
from tests.handlers.conftest import CAMPAIGNER, EDITOR, REVIEWER, SECOND, STAFF, Person


@pytest.fixture
def application(start):
    return start(staff=STAFF, staff_chat="telegram:-100500")


@pytest.fixture
def second(application):
    return Person(application, SECOND)


async def submitted(editor, form=SCHOOL_BUS):
    """The page of a new draft that waits for review."""
    await editor.says("/add " + form)
    return await editor.presses("提交审核")


async def published(editor, reviewer, form=SCHOOL_BUS):
    await submitted(editor, form)
    await reviewer.says("/drafts")
    await reviewer.presses("#")
    return await reviewer.presses("批准并发布")


async def changed(editor, reviewer, slug, before, after):
    """The entry's next version, with these words in place of those."""
    await editor.says(f"/entry {slug}")
    await editor.presses("修改")
    text = editor.heard.body.split("```")[1].strip("\n")
    assert before in text
    await editor.says(text.replace(before, after))
    await editor.presses("提交审核")
    await reviewer.says("/drafts")
    await reviewer.presses("#")
    return await reviewer.presses("批准并发布")


async def test_add_shows_what_to_fill_in_and_takes_it(editor):
    assert "问题：" in await editor.says("/add")
    page = await editor.says(SCHOOL_BUS)
    assert "草稿 #1" in page
    assert "群众会看到" in page
    assert "可以拨打12328反映" in page
    assert editor.choices == ["提交审核", "修改", "放弃", "预览"]


async def test_faults_are_told_in_plain_words_with_their_lines(editor):
    form = SCHOOL_BUS.replace("主题：货运超限", "主题：货运").replace("道交法92条", "道交法第125条")
    page = await editor.says("/add " + form)
    assert "还要改 2 处" in page
    assert "第 8 行：没有主题“货运”，请用：" in page
    assert "第 10 行：《道路交通安全法》第一百二十五条不存在，请核对条号" in page
    assert "提交审核" not in editor.choices


@pytest.mark.parametrize(
    "basis", ["道交法第91至92条", "道交法第九十一条至第九十二条", "道交法91条和危化品条例3条"]
)
async def test_a_line_that_cites_several_articles_is_told_not_half_read(editor, basis):
    page = await editor.says("/add " + SCHOOL_BUS.replace("道交法92条", basis))
    assert f"“{basis}”不止一条，一行写一条，每条都带法规名" in page
    assert "提交审核" not in editor.choices


@pytest.mark.parametrize(
    "basis", ["河南省人民政府《道交法》第92条", "道交法（修订草案）第92条", "道交法第92条（河南）"]
)
async def test_a_places_law_or_a_draft_is_not_the_law_in_force(editor, basis):
    page = await editor.says("/add " + SCHOOL_BUS.replace("道交法92条", basis))
    assert "法规名录里没有《" in page
    assert "提交审核" not in editor.choices


async def test_a_half_written_one_is_kept_and_finished_later(editor):
    assert "缺“答案”" in await editor.says("/add 问题：校车超员怎么处罚？")
    await editor.says("/drafts")
    await editor.presses("#1 校车超员怎么处罚")
    await editor.presses("修改")
    assert "群众会看到" in await editor.says(SCHOOL_BUS)


async def test_a_markdown_file_is_taken_as_well(editor):
    text = (
        "---\nquestion: 校车超员怎么处罚？\nask: [校车超员罚多少, 校车多拉学生, 校车坐超了, "
        "校车超过核定人数, 校车超员扣几分]\ntopic: 货运超限\nbasis: [道路交通安全法 第九十二条]\n"
        "reviewed: 2026-11-23\n---\n\n校车超员由交警处罚。"
    )
    assert "群众会看到" in await editor.says("/add " + text)
    broken = text.replace("topic: 货运超限", "topic: [货运超限")
    assert "第 " in await editor.says("/add " + broken)


async def test_who_writes_what_rests_on_no_law_is_told_where_that_goes(editor):
    form = SCHOOL_BUS.replace("依据：道交法92条\n", "")
    assert "没有法条的本地事情" in await editor.says("/add " + form)


@pytest.mark.parametrize("name", ["条目.xlsx", "条目.ods", "法规.pdf", "法规.odt"])
async def test_staff_are_told_which_files_are_read_here_and_where_tables_go(editor, zhang, name):
    async def fetch():
        raise AssertionError("nobody needs to fetch it")

    sent = {"paper": Paper(name, fetch), "attachment": Attachment.OTHER}
    said = await editor.sends(**sent)
    assert ".docx、.txt、.md" in said
    assert "工作台导入" in said
    assert "工作台" not in await zhang.sends(**sent)


async def test_the_preview_is_what_citizens_will_get(editor, reviewer, zhang):
    await submitted(editor)
    preview = await editor.presses("预览")
    await reviewer.says("/draft 1")
    await reviewer.presses("批准并发布")
    assert await zhang.says("校车超员怎么处罚？") == preview


async def test_near_entries_are_named(editor):
    form = SCHOOL_BUS.replace("校车超员怎么处罚？", "大货车超载了会怎么处罚")
    assert "已有相近条目：货车超载怎么处罚？" in await editor.says("/add " + form)


async def test_an_entry_goes_live_when_another_person_approves_it(
    editor, reviewer, zhang, application
):
    before = await zhang.says("校车超员怎么处罚？")
    assert "校车载人超过核定人数的" not in before
    assert "现在起就按它回答" in await published(editor, reviewer)
    assert "校车载人超过核定人数的" in await zhang.says("校车超员怎么处罚？")
    folder = application.settings.overlay_dir / "entries" / "货运超限"
    (file,) = folder.iterdir()
    assert file.name == "xiao-che-chao-yuan-zen-me-chu-fa.md"
    assert "fingerprints" in file.read_text()


async def test_reviewers_get_it_with_the_cited_articles(editor, telegram, application):
    await submitted(editor)
    await application.knowledge_news.tell_all()
    told = {chat.id: reply for chat, reply in telegram.sent}
    assert told.keys() == {REVIEWER, SECOND}
    assert "请审核" in told[REVIEWER].body
    assert "《道路交通安全法》第九十二条" in told[REVIEWER].body
    await application.knowledge_news.tell_all()
    assert len(telegram.sent) == 2


async def test_a_change_shows_the_difference_to_the_version_before(editor, reviewer):
    await editor.says("/entry chaozai-fakuan")
    await editor.presses("修改")
    text = editor.heard.body.split("```")[1].strip()
    await editor.says(text.replace("卸下超出的货物", "卸下超载的货物"))
    await editor.presses("提交审核")
    page = await reviewer.says("/draft 1")
    assert "～1. 卸下超〔－出〕〔＋载〕的货物。" in page


async def test_nobody_reviews_their_own(second, reviewer):
    await submitted(second)
    assert "批准并发布" not in second.choices
    await reviewer.says("/draft 1")
    approving = reviewer.button("批准并发布").action
    assert "不能由自己批准" in await second.sends(action=approving)
    assert "已批准并发布" in await reviewer.presses("批准并发布")


async def test_one_person_mode_is_seen_in_the_record(start):
    application = start(staff=STAFF, one_person=True)
    second = Person(application, SECOND)
    await submitted(second)
    assert "已批准并发布" in await second.presses("批准并发布")
    assert "（一人模式）" in await second.presses("看条目")


async def test_it_is_returned_with_a_reason(editor, reviewer, telegram, application):
    await submitted(editor)
    await reviewer.says("/draft 1")
    await reviewer.presses("退回")
    await reviewer.says("依据不够，补上罚款数额")
    await application.knowledge_news.tell_all()
    chat, reply = telegram.sent[-1]
    assert chat.id == EDITOR
    assert "依据不够，补上罚款数额" in reply.body


async def test_two_editors_see_each_other_and_overwrite_nothing(editor, second, reviewer):
    await editor.says("/entry chaozai-fakuan")
    await editor.presses("修改")
    mine = editor.heard.body.split("```")[1].strip()
    await second.says("/entry chaozai-fakuan")
    await second.presses("修改")
    theirs = second.heard.body.split("```")[1].strip()
    page = await editor.says(mine.replace("卸下超出的货物", "先卸货"))
    assert "Telegram 103也在改这个条目：草稿 #2" in page
    await editor.presses("提交审核")
    await reviewer.says("/draft 1")
    await reviewer.presses("批准并发布")
    page = await second.says(theirs.replace("卸下超出的货物", "马上卸货"))
    assert "条目在您起草之后有了新版本" in page
    assert "提交审核" not in second.choices
    assert "～1. 〔－先〕〔＋马上〕卸货。" in await second.presses("看改动")
    await second.says("/draft 2")
    await second.presses("以现版本为准继续")
    assert "提交审核" in second.choices


async def test_an_edit_of_a_version_that_is_gone_is_refused(editor, second):
    await editor.says("/add " + SCHOOL_BUS)
    await editor.presses("修改")
    await second.says("/draft 1")
    await second.presses("修改")
    await second.says(SCHOOL_BUS.replace("依法处罚", "处罚"))
    assert "有人改过" in await editor.says(SCHOOL_BUS)


async def test_an_approval_of_what_changed_meanwhile_is_refused(editor, reviewer):
    await submitted(editor)
    await reviewer.says("/draft 1")
    await editor.presses("修改")
    await editor.says(SCHOOL_BUS.replace("依法处罚", "处罚"))
    assert "有人改过" in await reviewer.presses("批准并发布")


async def test_history_difference_and_restoring_as_a_new_draft(editor, reviewer, zhang):
    await changed(editor, reviewer, "chaozai-fakuan", "卸下超出的货物", "卸下超载的货物")
    page = await editor.says("/entry chaozai-fakuan")
    assert "第 2 版" in page
    assert "第 1 版" in page
    assert "Telegram 101起草，Telegram 102批准" in page
    assert "～1. 卸下超〔－出〕〔＋载〕的货物。" in await editor.presses("看第 2 版")
    await editor.says("/entry chaozai-fakuan")
    await editor.presses("看第 1 版")
    assert "草稿 #2" in await editor.presses("恢复这一版")
    await editor.presses("提交审核")
    await reviewer.says("/draft 2")
    await reviewer.presses("批准并发布")
    assert "卸下超出的货物" in await zhang.says("货车超载怎么处罚？")


async def test_a_retired_entry_answers_nothing_and_leads_to_its_successor(
    editor, reviewer, zhang, application
):
    await reviewer.says("/entry chaozai-fakuan")
    await reviewer.presses("停用")
    assert "停用要写明原因" in await reviewer.says("接替：dajian-yunshu")
    asked = await reviewer.says("条例改了\n接替：dajian-yunshu")
    assert "将停用“货车超载怎么处罚？”（chaozai-fakuan）" in asked
    assert "货车超载怎么处罚？ → 直接回答“运送大件货物要办什么手续？”" in asked
    assert "chaozai-fakuan" in application.library.entries
    page = await reviewer.presses("停用")
    assert "条例改了" in page
    assert "chaozai-fakuan" not in application.library.entries
    await application.knowledge.reload()
    assert (await zhang.says("货车超载怎么处罚？")).startswith("**运送大件货物要办什么手续")
    assert "运送大件货物要办什么手续" in await zhang.sends(action="e:chaozai-fakuan")


async def test_what_a_retired_entry_answered_is_being_revised_and_nobody_elses(
    reviewer, zhang, application
):
    await reviewer.says("/entry chaozai-fakuan")
    await reviewer.presses("停用")
    assert "货车超载怎么处罚？ → “正在修订，请拨热线”" in await reviewer.says("条例改了")
    await reviewer.presses("停用")
    await application.knowledge.reload()
    for question in ("货车超载怎么处罚？", "货车超载怎么处罚", "请问货车超载怎么处罚呀"):
        said = await zhang.says(question)
        assert "“货车超载怎么处罚？”这一条**正在修订**" in said
        assert "12328" in said
    assert "有效期满前" in await zhang.says("驾驶证到期怎么换？")


async def test_what_is_typed_after_retiring_was_asked_for_retires_nothing(
    reviewer, application, stored
):
    await reviewer.says("/entry chaozai-fakuan")
    await reviewer.presses("停用")
    assert "原因：货车超载怎么罚" in await reviewer.says("货车超载怎么罚")
    assert "好的" in await reviewer.presses("算了")
    assert stored()["entry_versions"] == []
    assert "chaozai-fakuan" in application.library.entries


async def test_a_successor_is_named_by_its_question_as_well(reviewer, stored):
    await reviewer.says("/entry chaozai-fakuan")
    await reviewer.presses("停用")
    asked = await reviewer.says("条例改了\n接替：运送大件货物要办什么手续？")
    assert "接替：运送大件货物要办什么手续？" in asked


async def test_a_retired_entry_comes_back_through_a_draft(editor, reviewer, zhang):
    await reviewer.says("/entry chaozai-fakuan")
    await reviewer.presses("停用")
    await reviewer.says("条例改了")
    await reviewer.presses("停用")
    await editor.says("/entry chaozai-fakuan")
    await editor.presses("看第 1 版")
    await editor.presses("恢复这一版")
    await editor.presses("提交审核")
    await reviewer.says("/draft 1")
    await reviewer.presses("批准并发布")
    assert "超过核定载质量的" in await zhang.says("货车超载怎么处罚？")


async def test_a_draft_that_takes_a_golden_question_needs_a_yes_to_that(editor, reviewer):
    await reviewer.says("/golden 货车超载怎么处罚 = chaozai-fakuan")
    assert "1 个，0 个不在第一位" in await reviewer.says("/golden")
    taking = SCHOOL_BUS.replace("校车超员罚多少", "货车超载怎么样处罚").replace(
        "校车超员怎么处罚？", "货车超载怎么处罚"
    )
    taking = taking.replace("问题：货车超载怎么处罚", "问题：货车超载会怎么处罚呢")
    taking = taking.replace("校车多拉了学生怎么罚", "货车超载如何处罚")
    await editor.says("/golden 货车超载如何处罚 = chaozai-fakuan")
    await reviewer.says("/golden 货车超载如何处罚 = chaozai-fakuan")
    page = await submitted(editor, taking)
    assert "必答问题：“货车超载如何处罚”的第一位由 chaozai-fakuan 变为" in page
    await reviewer.says("/draft 1")
    assert "会让这些必答问题换掉第一位" in await reviewer.presses("批准并发布")
    assert "已批准并发布" in await reviewer.presses("确定，批准并发布")
    assert "1 个不在第一位" in await reviewer.says("/golden")


async def test_why_shows_candidates_before_and_after_a_draft(editor):
    await editor.says("/add " + SCHOOL_BUS)
    page = await editor.says("/why #1 校车超员罚多少")
    assert "命中测试" in page
    assert "现在" in page
    assert "草稿 #1 发布后**：直接回答" in page
    assert "最近的问法“校车超员罚多少”" in page


async def test_to_citizens_the_commands_are_not_there(zhang, application):
    for words in ("/add", "/drafts", "/entry chaozai-fakuan", "/why 超载", "/golden", SCHOOL_BUS):
        assert "草稿" not in await zhang.says(words)
    assert "过期" in await zhang.sends(action="d:ok:1:1")


async def test_a_campaigner_sees_and_changes_nothing(editor, application):
    await submitted(editor)
    campaigner = Person(application, CAMPAIGNER)
    assert "起草条目需要“编辑”角色" in await campaigner.says("/add")
    await campaigner.says("/draft 1")
    assert campaigner.choices == ["预览"]
    assert "批准条目需要" in await campaigner.sends(action="d:ok:1:2")


async def test_the_record_tells_who_did_what(editor, reviewer, application):
    await published(editor, reviewer)
    boss = Actor(Member("cli:boss", frozenset({Role.ADMINISTRATOR})), "cli")
    from bot.staff.audit import Audit

    lines = await Audit(application.database).lines(boss)
    assert [(line.who, line.action, line.subject) for line in lines] == [
        ("telegram:101", "draft.write", "draft:1"),
        ("telegram:101", "draft.submit", "draft:1"),
        ("telegram:102", "draft.approve", "entry:xiao-che-chao-yuan-zen-me-chu-fa"),
    ]


async def test_a_draft_survives_a_restart(editor, application):
    await editor.says("/add 问题：校车超员怎么处罚？")
    from handlers.application import build

    again = build(application.settings, clock=application.clock)
    try:
        page = await Person(again, EDITOR).says("/draft 1")
        assert "缺“答案”" in page
    finally:
        again.close()


async def test_an_entry_past_its_review_date_says_so(zhang, clock):
    assert "复核期限" not in await zhang.says("货车超载怎么处罚？")
    clock.passes(days=230)
    assert "本条已过复核期限（2027年6月30日）" in await zhang.says("货车超载怎么处罚？")


async def test_ninety_days_later_it_is_only_offered(zhang, clock):
    clock.passes(days=315)
    assert "您是不是想问" in await zhang.says("货车超载怎么处罚？")
    assert "本条已过复核期限" in await zhang.presses("货车超载怎么处罚？")


async def test_its_owner_is_told_before_and_once(editor, reviewer, telegram, application, clock):
    await changed(editor, reviewer, "chaozai-fakuan", "卸下超出的货物", "卸下超载的货物")
    await application.knowledge_news.remind()
    assert "chaozai-fakuan" not in "".join(reply.body for _, reply in telegram.sent)
    telegram.sent.clear()
    due = application.library.entries["chaozai-fakuan"].review_by
    clock.now = clock.now.replace(year=due.year, month=due.month, day=due.day)
    clock.passes(days=-10)
    await application.knowledge_news.remind()
    await application.knowledge_news.remind()
    owners = [reply for chat, reply in telegram.sent if chat.id == EDITOR]
    assert len(owners) == 1
    assert "货车超载怎么处罚？（chaozai-fakuan" in owners[0].body
    assert {chat.id for chat, _ in telegram.sent} == {EDITOR, "-100500"}


async def test_of_two_approvals_at_once_one_counts(editor, reviewer, second, application):
    await submitted(editor)
    await reviewer.says("/draft 1")
    await second.says("/draft 1")
    both = await asyncio.gather(reviewer.presses("批准并发布"), second.presses("批准并发布"))
    assert sum("已批准并发布" in said for said in both) == 1
    assert "第 2 版" not in await editor.says("/entry xiao-che-chao-yuan-zen-me-chu-fa")


async def test_a_form_is_taken_though_nobody_asked_for_one_just_now(editor, clock):
    await editor.says("/add")
    clock.passes(days=3)
    assert "草稿 #1" in await editor.says(SCHOOL_BUS)


async def test_a_number_of_a_person_is_warned_about(editor):
    page = await editor.says("/add " + SCHOOL_BUS + "\n\n也可以找王师傅 13812345678。")
    assert "公开的条目里不要写" in page
    assert "提交审核" in editor.choices


async def test_an_article_that_is_not_shown_is_shown_to_staff(editor, reviewer, application, zhang):
    await changed(
        editor, reviewer, "chaozai-fakuan", "附段：", "其他依据：道路交通安全法 第九十一条\n附段："
    )
    entry = application.library.entries["chaozai-fakuan"]
    assert [str(citation) for citation in entry.also] == ["道路交通安全法 第九十一条"]
    assert "第九十一条" in entry.source
    assert "第九十一条" not in await zhang.says(entry.question)


async def test_key_points_figures_and_blocks_survive_an_edit(editor, reviewer, application):
    before = application.library.entries["chaozai-fakuan"]
    await changed(editor, reviewer, "chaozai-fakuan", "卸下超出的货物", "卸下超载的货物")
    after = application.library.entries["chaozai-fakuan"]
    assert (after.blocks, after.audience, after.ask, after.basis) == (
        before.blocks,
        before.audience,
        before.ask,
        before.basis,
    )


@pytest.mark.parametrize(
    "header",
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in pairwise("abcdefg")
        ),
        "ask: " + "[" * 3_000,
        "question: !!bool ja",
    ],
)  # fmt: skip
async def test_a_draft_that_would_grow_when_read_is_refused_in_plain_words(editor, header):
    page = await editor.says(f"/add ---\n{header}\n---\n\n答案。")
    assert "文件头" in page
    assert "提交审核" not in editor.choices


# -- a part of a form, a form in two parts, and what is kept ---------------------------------------


async def test_parts_that_are_sent_take_the_place_of_those_parts(editor):
    await editor.says("/add " + SCHOOL_BUS)
    await editor.presses("修改")
    page = await editor.says("主题：驾驶证记分\n对象：客运")
    assert "改好了" in page
    assert "还要改" not in page
    text = (await editor.presses("修改")).split("```")[1]
    assert "主题：驾驶证记分" in text
    assert "校车载人超过核定人数的" in text
    assert "接送学生的车坐超了" in text


async def test_a_label_with_nothing_behind_it_takes_its_part_away(editor):
    await editor.says("/add " + SCHOOL_BUS)
    await editor.presses("修改")
    await editor.says("对象：")
    assert "对象" not in (await editor.presses("修改")).split("```")[1]


async def test_one_part_is_asked_for_with_its_present_words(editor):
    await editor.says("/add " + SCHOOL_BUS)
    await editor.presses("修改")
    asked = await editor.presses("只改答案")
    assert "```\n校车载人超过核定人数的" in asked
    await editor.says("校车超员，由交警处罚并转移学生。\n\n- 拨打{bureau.hotline}。")
    text = (await editor.presses("修改")).split("```")[1]
    assert "由交警处罚并转移学生" in text
    assert "问题：校车超员怎么处罚？" in text


async def test_a_change_is_taken_back(editor):
    await editor.says("/add " + SCHOOL_BUS)
    await editor.presses("修改")
    await editor.says("问题：校车坐多了怎么罚？")
    assert "改之前的文字" in await editor.presses("撤销这次修改")
    assert "问题：校车超员怎么处罚？" in (await editor.presses("修改")).split("```")[1]


async def test_words_without_a_label_change_nothing(editor, stored):
    await editor.says("/add " + SCHOOL_BUS)
    await editor.presses("修改")
    assert "没有改：请以“问题：”" in await editor.says("货车超载怎么罚")
    assert stored()["drafts"][0]["text"] == SCHOOL_BUS


async def test_every_text_that_was_saved_is_kept(editor, stored):
    await editor.says("/add " + SCHOOL_BUS)
    await editor.presses("修改")
    await editor.says("主题：驾驶证记分")
    first, second = (row["text"] for row in stored()["draft_texts"])
    assert first == SCHOOL_BUS
    assert "主题：驾驶证记分" in second


async def test_a_form_that_telegram_cut_in_two_is_one_form(editor, zhang, clock, stored):
    long = (
        SCHOOL_BUS + "\n" + "\n".join(f"- 第{n}种情形，按规定由交警依法处理。" for n in range(300))
    )
    first, rest = long[:4090], long[4090:]
    await editor.says("/add")
    assert "可能被截断了" in await editor.says(first)
    clock.passes(seconds=2)
    assert "后半段接上了" in await editor.says(rest)
    assert stored()["drafts"][-1]["text"] == long
    assert stored()["questions"] == []


async def test_a_second_half_that_comes_late_is_not_put_on(editor, clock, stored):
    await editor.says("/add")
    first = SCHOOL_BUS + "\n" + "处" * (4090 - len(SCHOOL_BUS))
    await editor.says(first)
    clock.passes(minutes=3)
    assert "没有接上" in await editor.says("货车超载怎么罚")
    assert stored()["drafts"][0]["text"] == first


async def test_a_reviewer_sees_all_that_will_be_public_of_a_new_entry(editor, reviewer):
    await submitted(editor, SCHOOL_BUS.replace("答案：", "说明：只讲校车。\n答案："))
    await reviewer.says("/drafts")
    page = await reviewer.presses("#")
    for words in ("接送学生的车坐超了", "主题：货运超限", "对象：公众", "说明：只讲校车"):
        assert words in page


async def test_after_a_return_the_reviewer_sees_what_was_changed_since(editor, reviewer):
    await submitted(editor)
    await reviewer.says("/drafts")
    await reviewer.presses("#")
    await reviewer.presses("退回")
    await reviewer.says("主题不对")
    await editor.says("/draft 1")
    await editor.presses("修改")
    await editor.says("主题：驾驶证记分")
    await editor.presses("提交审核")
    page = await reviewer.says("/draft 1")
    since = page.split("**和上次退回的相比：**")[1].split("```")[1]
    assert since.strip().splitlines() == ["－主题：货运超限", "＋主题：驾驶证记分"]


async def test_a_part_that_was_written_below_the_answer_is_said_to_be_there(editor):
    told = await editor.says("/add 问题：校车超员怎么处罚？\n答案：不许超。\n依据：公路法 第一条")
    assert "缺“依据”：第 3 行的“依据：”算在答案里了，请把它移到“答案：”前面" in told
    assert "缺“主题”：请加一行“主题：……”" in told


async def test_a_form_from_word_is_read(editor, reviewer):
    form = SCHOOL_BUS.replace("问题：", "一、问　题：").replace("问法：", "二、问法：")
    form = (
        form.replace("- 校车超员罚多少", "（1）校车超员罚多少")
        .replace("- 校车多拉了学生怎么罚", "\uf0b7校车多拉了学生怎么罚")
        .replace("- 接送学生的车坐超了", "③接送学生的车坐超了")
        .replace("- 幼儿园校车超员扣几分", "五、幼儿园校车超员扣几分")
        .replace("- 可以拨打", "\uf0b7 可以拨打")
    )
    page = await editor.says("/add " + form)
    assert "还要改" not in page
    await editor.presses("提交审核")
    shown = await reviewer.says("/draft 1")
    asked = ("校车超员罚多少", "校车多拉了学生怎么罚", "接送学生的车坐超了", "幼儿园校车超员扣几分")
    assert "\uf0b7" not in shown
    for phrase in asked:
        assert f"\n- {phrase}\n" in shown


async def test_who_wrote_the_words_stands_in_the_version(editor, second, reviewer):
    await editor.says("/add " + SCHOOL_BUS)
    await second.says("/draft 1")
    await second.presses("修改")
    await second.says(SCHOOL_BUS.replace("依法处罚", "按规定处罚"))
    await second.presses("提交审核")
    await reviewer.says("/draft 1")
    await reviewer.presses("批准并发布")
    assert f"Telegram {SECOND}起草" in await reviewer.presses("看条目")


async def test_a_preview_leads_back_to_the_draft(editor):
    await editor.says("/add " + SCHOOL_BUS)
    await editor.presses("预览")
    assert "草稿 #1" in await editor.presses("回到草稿")


async def test_a_new_topic_is_opened_only_on_purpose(editor, reviewer):
    refused = await editor.says("/add " + re.sub("主题：.*", "主题：农村客运", SCHOOL_BUS))
    assert "真要新开一个，写成“主题：农村客运（新）”" in refused
    await editor.presses("修改")
    await editor.says("主题：农村客运（新）")
    assert "会新开主题“农村客运”" in editor.heard.body
    await editor.presses("提交审核")
    await reviewer.says("/draft 1")
    await reviewer.presses("批准并发布")
    await editor.says("/topics")
    assert "农村客运" in editor.choices


async def test_the_author_is_told_who_gave_their_draft_up_and_can_take_it_up_again(
    application, editor, second, telegram
):
    await editor.says("/add 问题：校车超员怎么处罚？")
    await second.sends(action="d:dropit:1")
    await application.knowledge_news.tell_all()
    ((chat, news),) = telegram.sent
    assert chat == editor.chat
    assert f"Telegram {SECOND}放弃了您起草的草稿 #1 校车超员怎么处罚？" in news.body
    ((again,),) = news.buttons
    assert "草稿恢复了" in await editor.sends(action=again.action)
    await editor.sends(action="d:dropit:1")
    await application.knowledge_news.tell_all()
    assert len(telegram.sent) == 1  # their own doing is no news


async def test_what_is_asked_about_why_is_shown_as_it_was_typed(editor):
    page = await editor.says("/why 超载 [点这里](https://evil.example) 怎么罚")
    assert "](" not in page


async def test_a_button_for_a_part_that_there_is_not_is_an_old_one(editor):
    await editor.says("/add 问题：校车超员怎么处罚？")
    assert "已经过期" in await editor.sends(action="d:part:1:nothing")
