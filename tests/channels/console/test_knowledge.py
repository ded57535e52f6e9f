"""Entries in the browser: written, reviewed by another person, in service, restored and retired."""

import pytest

from tests.channels.console.conftest import hidden, words

SLUG = "chaozai-chufa"
NEW = {
    "question": "货车超载会被扣几分？",
    "ask": "超载扣几分\n拉多了扣不扣分\n大货车超载扣分吗\n超百分之三十扣几分\n超重会扣分不",
    "topic": "货运超限",
    "audience": ["货运"],
    "basis": "道路交通安全法 第九十二条",
    "body": "超过核定载质量的，由交警处罚并记分。\n\n- 具体以交警的决定为准。",
}


@pytest.fixture
async def drafted(application, staff):
    """An editor's new entry, submitted; returns her browser and the draft's path."""
    editor = await staff("王敏")
    response = await editor.fills("/entries/new", **NEW)
    path = response.headers["location"].removeprefix("/staff").removesuffix("/edit")
    version = hidden(await editor.open(f"{path}/edit"), "version")
    saved = await editor.fills(f"{path}/edit", version=version, **NEW)
    assert saved.status_code == 303, words(saved.text)
    await editor.does(f"{path}/submit", version=version)
    return editor, path


async def approves(reviewer, path):
    page = await reviewer.open(path)
    done = await reviewer.fills(f"{path}/approve", version=hidden(page, "version"))
    if done.status_code == 200:  # the machine has doubts
        assert "看过了，批准并发布" in done.text
        fields = {name: hidden(done.text, name) for name in ("version", "yes")}
        done = await reviewer.fills(f"{path}/approve", **fields)
    assert done.status_code == 303, words(done.text)


async def test_what_is_missing_is_told_beside_its_field_and_the_draft_is_kept(staff):
    editor = await staff("王敏")
    made = await editor.fills("/entries/new", question="货车超载会被扣几分？", ask="超载扣几分")
    page = await editor.get(made.headers["location"])
    assert page.status_code == 422
    assert "<title>出错：" in page.text
    for field in ("ask", "topic", "basis", "body"):
        assert f'href="#f-{field}"' in page.text
        assert f'id="f-{field}"' in page.text
    assert "超载扣几分" in page.text


async def test_an_entry_goes_from_the_form_through_a_second_person_into_service(
    application, staff, drafted
):
    _editor, path = drafted
    reviewer = await staff("赵强")
    assert "1</strong> <span>份草稿待审核" in await reviewer.open("")
    assert NEW["question"] in await reviewer.open("/review")
    assert "由交警处罚并记分" in await reviewer.open(path)
    await approves(reviewer, path)
    answer = application.answerer.answer(NEW["question"])
    assert answer.entry.question == NEW["question"]
    assert "没有待审核的草稿" in await reviewer.open("/review")


async def test_nobody_approves_what_they_had_a_hand_in(staff, drafted):
    _, path = drafted
    administrator = await staff("李雯")
    version = hidden(await administrator.open(f"{path}/edit"), "version")
    changed = {**NEW, "body": f"{NEW['body']}\n- 可以申请复议。"}
    await administrator.does(f"{path}/edit", version=version, **changed)
    await administrator.does(f"{path}/submit", version=int(version) + 1)
    page = await administrator.open(path)
    assert "不能由自己审核" in page
    refused = await administrator.fills(f"{path}/approve", version=int(version) + 2)
    assert refused.status_code == 403


async def test_a_draft_is_returned_with_a_reason_that_its_author_finds(staff, drafted):
    editor, path = drafted
    reviewer = await staff("赵强")
    assert (await reviewer.fills(f"{path}/return", kind="")).status_code == 422
    told = await reviewer.does(f"{path}/return", kind="数字核不上", reason="记几分要写明")
    assert "已退回" in told
    assert "1</strong> <span>份草稿被退回" in await editor.open("")
    assert "数字核不上：记几分要写明" in await editor.open(path)


async def test_two_who_change_a_draft_at_once_both_keep_their_words(staff, drafted):
    editor, path = drafted
    other = await staff("李雯")
    version = hidden(await editor.open(f"{path}/edit"), "version")
    await other.does(f"{path}/edit", version=version, **{**NEW, "body": "别人改的结论。"})
    late = await editor.fills(f"{path}/edit", version=version, **{**NEW, "body": "我改的结论。"})
    assert late.status_code == 409
    assert "您的文字没有丢" in late.text
    assert "李雯" in late.text
    assert "我改的结论。" in late.text
    assert "别人" in words(late.text)
    again = hidden(late.text, "version")
    assert int(again) == int(version) + 1
    await editor.does(f"{path}/edit", version=again, **{**NEW, "body": "我改的结论。"})


async def test_who_else_is_changing_a_draft_is_said_until_they_are_done(staff, drafted):
    editor, path = drafted
    chief = await staff("李雯")
    version = hidden(await chief.open(f"{path}/edit"), "version")
    assert "李雯" in words(await editor.open(path)).partition("也打开着这份草稿在改")[0]
    saved = {"version": version, "typed": f"{path}/edit", "once": "x", **NEW}
    await chief.does(f"{path}/edit", **saved)
    assert "也打开着" not in await editor.open(f"{path}/edit")


async def test_a_draft_without_a_fault_is_ready_to_submit_and_a_returned_one_to_change(
    staff, drafted
):
    editor, path = drafted
    made = await editor.does("/entries/new", **NEW)
    assert '<button class="primary">提交审核' in made
    await (await staff("赵强")).does(f"{path}/return", kind="数字核不上")
    page = await editor.open(path)
    assert f'class="button primary" href="/staff{path}/edit"' in page
    assert "没有改动" not in page


async def test_what_is_typed_is_kept_and_offered_again(staff):
    editor = await staff("王敏")
    kept = await editor.fills("/typed", path="/entries/new", body="question=写了一半的问题&ask=")
    assert kept.json() == {"at": "12:00"}
    assert "接着那时的写" in await editor.open("/entries/new")
    assert "写了一半的问题" in await editor.open("/entries/new?typed=1")
    await editor.does("/entries/new", typed="/entries/new", once="a", question="写了一半的问题")
    assert "接着那时的写" not in await editor.open("/entries/new")


async def test_an_earlier_version_comes_back_as_a_draft(application, staff, drafted):
    editor, path = drafted
    reviewer = await staff("赵强")
    await approves(reviewer, path)
    entry = application.answerer.answer(NEW["question"]).entry
    version = f"/entries/{entry.slug}/versions/1"
    alone = await editor.open(version)
    assert "全部内容" in alone
    assert "现在用的就是这一版" in alone
    assert "恢复这一版" not in alone  # nor is there another to compare it with
    assert "<select" not in alone
    draft = (await editor.fills(f"/entries/{entry.slug}/revise")).headers["location"]
    draft = draft.removeprefix("/staff").removesuffix("/edit")
    await editor.does(f"{draft}/edit", **{**NEW, "body": NEW["body"] + "多一句。"}, version="1")
    await editor.does(f"{draft}/submit", version="2")
    await approves(reviewer, draft)
    assert "现在用的就是这一版" in await editor.open(f"/entries/{entry.slug}/versions/2")
    assert "恢复这一版" in await editor.open(version)
    restored = await editor.does(f"{version}/restore")
    assert "第 1 版存成了草稿" in restored


async def test_retiring_shows_what_people_would_hear_before_it_is_done(application, staff):
    reviewer = await staff("赵强")
    slug = next(iter(application.library.entries))
    question = application.library.entries[slug].question
    assert (await reviewer.fills(f"/entries/{slug}/retire", reason="")).status_code == 422
    shown = await reviewer.fills(f"/entries/{slug}/retire", reason="法规已废止")
    assert "它自己的问法会这样答" in shown.text
    assert slug in application.library.entries
    done = await reviewer.does(f"/entries/{slug}/retire/yes", reason="法规已废止", successor="")
    assert f"“{question}”已停用" in done
    assert slug not in application.library.entries


async def test_lists_are_filtered_by_the_address_and_say_when_nothing_fits(staff):
    editor = await staff("王敏")
    assert "超载" in await editor.open("/entries?q=超载&topic=货运超限")
    empty = await editor.open("/entries?q=没有这样的词")
    assert "没有符合的条目" in empty
    assert "清除筛选" in empty


async def test_a_table_is_looked_at_before_it_becomes_drafts(staff):
    editor = await staff("王敏")
    asks = "；".join(NEW["ask"].split("\n")).replace("；", "\n")
    sheet = (
        "问题,相似问法,答案,依据,主题,批注\n"
        f'{NEW["question"]},"{asks}",由交警处罚并记分。,道路交通安全法 第九十二条,货运超限,再问\n'
        "没有依据的问题？,问法,答案,,货运超限,\n"
    ).encode()
    files = {"file": ("条目.csv", sheet)}
    shown = await editor.post("/staff/entries/import", files=files)
    assert "共 2 行，有错 1 行" in words(shown.text)
    assert "相似问法：问法只有 1 种" in shown.text  # which column it is
    assert "里面的内容没有导入：批注" in shown.text
    refused = await editor.post("/staff/entries/import", files=files, data={"really": "1"})
    assert "一行也没有导入" in refused.text
    taken = await editor.post(
        "/staff/entries/import", files=files, data={"really": "1", "skip": "1"}
    )
    assert taken.status_code == 303
    assert "没有用上的列：批注" in (told := await editor.open("/drafts?state=draft"))
    assert NEW["question"] in told


async def test_entries_are_given_out_as_excel(staff):
    editor = await staff("王敏")
    given = await editor.get("/staff/entries/export?as=xlsx")
    assert given.content.startswith(b"PK")
    assert "attachment" in given.headers["content-disposition"]
