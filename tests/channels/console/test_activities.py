import pytest

from tests.channels.console.conftest import hidden, words

HELD = {
    "held_on": "2026-11-20",
    "kind": "宣讲",
    "people": "120",
    "materials": "300",
    "day": "宪法宣传周",
    "note": "汽车站广场",
}


async def test_an_activity_is_registered_corrected_deleted_and_its_record_stays(staff):
    sender = await staff("陈静")
    page = words(await sender.does("/activities/new", **HELD))
    assert "登记好了" in page
    assert "人数 120 人，资料 300 份，咨询 0 次" in page
    assert "宪法宣传周" in page
    version = hidden(await sender.open("/activities/1/edit"), "version")
    page = await sender.does("/activities/1/edit", **{**HELD, "people": "130"}, version=version)
    assert "人数 130 人" in page
    assert (await sender.fills("/activities/1/delete", reason="")).status_code == 422
    await sender.does("/activities/1/delete", reason="重复登记")
    page = words(await sender.open("/activities/1"))
    assert "已删除，不计入数字" in page
    assert "重复登记" in page
    assert (await sender.get("/staff/activities/2")).status_code == 404
    assert "还没有登记过" in await sender.open("/activities")


async def test_two_who_correct_the_same_do_not_overwrite_each_other(staff):
    sender = await staff("陈静")
    await sender.does("/activities/new", **HELD)
    version = hidden(await sender.open("/activities/1/edit"), "version")
    await sender.does("/activities/1/edit", **{**HELD, "people": "130"}, version=version)
    clash = await sender.fills("/activities/1/edit", **{**HELD, "people": "90"}, version=version)
    assert clash.status_code == 409
    assert "人数 130 人" in await sender.open("/activities/1")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"held_on": ""}, "填写哪一天办的"),
        ({"held_on": "2027-01-01"}, "还没到，活动办完再登记"),
        ({"kind": "唱歌"}, "选一种活动"),
        ({"people": "很多"}, "之间的整数"),
        ({"day": "没有这天"}, "日历里没有"),
        ({"law": "没有这部法"}, "登记表里没有法规"),
    ],
)
async def test_what_will_not_do_is_said_beside_its_field(staff, changed, said):
    sender = await staff("陈静")
    response = await sender.fills("/activities/new", **{**HELD, **changed})
    assert response.status_code == 422
    assert said in response.text
    assert "汽车站广场" in response.text


async def test_whoever_may_not_register_sees_the_list_without_the_button(staff):
    editor = await staff("王敏")
    assert "登记活动" not in await editor.open("/activities")
