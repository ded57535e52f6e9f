"""Files that come after a reply."""

from bot.messages import Chat, File, Reply

PICTURE = File("海报-汽车站.png", b"\x89PNG" + b"\x00" * 300_000)
ARCHIVE = File("推送12.zip", b"PK\x03\x04")


async def test_files_follow_the_words_in_their_order(channel, dialogue, zhang, botapi):
    dialogue.answers("/export 12", Reply("都在下面。", files=(PICTURE, ARCHIVE)))
    await zhang.says("/export 12")
    assert (await zhang.hears()).text == "都在下面。"
    assert (await zhang.hears()).file == "海报-汽车站.png"
    assert (await zhang.hears()).file == "推送12.zip"
    sent = [call.given["document"] for call in botapi.calls("sendDocument")]
    assert [file.content for file in sent] == [PICTURE.content, ARCHIVE.content]


async def test_files_come_with_a_pressed_buttons_answer_too(channel, dialogue, zhang):
    dialogue.answers("up", Reply("", notice="好的", files=(ARCHIVE,)))
    await zhang.says("你好")
    await zhang.hears("答：你好")
    tap = await zhang.taps("👍")
    assert await tap.notice() == "好的"
    await zhang.sees_in_all(2)
    assert zhang.sees[-1].file == "推送12.zip"


async def test_a_group_that_moved_still_gets_its_files(channel, neighbours):
    old = Chat("telegram", str(neighbours.id))
    supergroup = await neighbours.becomes_a_supergroup()
    await channel.send(old, Reply("在下面。", files=(ARCHIVE,)))
    await supergroup.hears("在下面。")
    assert (await supergroup.hears()).file == "推送12.zip"
