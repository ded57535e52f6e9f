"""Greetings, thanks and “who are you”: a fitting line, so that none is taken for a question."""

from __future__ import annotations

import re

_TAIL = r"[呀啊哦呢吧了哈~～!！.。,，?？\s]*"
_GREETING = re.compile(
    rf"(?:你好|您好|在吗|在么|在不在|有人吗|早上好|上午好|中午好|下午好|晚上好|早|hi|hello|哈喽|嗨){_TAIL}",
    re.IGNORECASE,
)
_THANKS = re.compile(
    rf"(?:(?:好的|好|嗯|行|知道了|明白了|懂了|收到)?[，,\s]*"
    rf"(?:谢谢|多谢|感谢|谢了|thanks|thank you)(?:你|您|啦)?"
    rf"|好的|知道了|明白了|懂了|收到|嗯嗯|ok){_TAIL}",
    re.IGNORECASE,
)
_WHO = re.compile(
    rf"(?:你|您)(?:是|叫)(?:谁|什么|啥|什么名字|机器人吗|真人吗|人工吗|哪位|哪个){_TAIL}"
    rf"|(?:你|您)(?:能|会|可以)(?:做|干|回答)(?:什么|啥|些什么){_TAIL}"
)
_BYE = re.compile(rf"(?:再见|拜拜|bye){_TAIL}", re.IGNORECASE)


def reply_to(text: str, bureau: str) -> str | None:
    """The line for small talk; None where it is something else."""
    text = text.strip()
    if _GREETING.fullmatch(text):
        return "您好！请直接用自己的话说说您遇到的交通法规问题，比如“货车超载怎么罚”。"
    if _THANKS.fullmatch(text):
        return "不客气！还有别的问题，随时问我。"
    if _WHO.fullmatch(text):
        return (
            f"我是{bureau}的普法问答机器人。我按人工审核过的条目回答交通法规问题，"
            "每个答案都注明依据哪部法规哪一条；不知道的我会直说，并告诉您找谁问。"
        )
    if _BYE.fullmatch(text):
        return "再见，祝您一路平安！"
    return None
