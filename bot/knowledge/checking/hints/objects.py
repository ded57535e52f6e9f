"""Things that short questions are about and the answer never names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.knowledge.checking.hints.subject import Remark, Subject, plain

SHORT = 14
"""Characters: in a longer question such a word is often part of the story."""
_THINGS = """
押金 = 押金|保证金|预付
寄存 = 寄存|保管
补贴 = 补贴|补助
社保 = 社保|社会保险
精神损(?:失|害) = 精神
误工费? = 误工|停运
停运损失 = 停运
复印件 = 复印
年检|年审 = 年检|检验|年审|检测
行车记录仪|记录仪 = 记录
短信 = 短信|信息|通知
匿名 = 匿名|保密|实名
(?<!医)保费 = 保费|保险费
过户 = 过户|转让登记|转移登记|所有权登记
贷款 = 贷款|抵押
发票 = 票
改装 = 改装|改变|加装|改型
破产|倒闭 = 破产|倒闭|停业|停运|终止|注销
法律援助 = 援助
案底|犯罪记录|(?<!行)政审 = 案底|犯罪|前科|政审
征信 = 征信|信用|失信
鉴定 = 鉴定|检验|检测
扣分|记分 = 分
吊销 = 吊销|撤销|注销
拘留 = 拘留|拘役|刑
拖车 = 拖
停车费 = 停车费|保管费|收费
体检 = 体检|身体条件
电子(?:证|驾照|驾驶证|行驶证) = 电子|12123
临牌|临时牌 = 临
代办(?!点|保险) = 代办|委托|代为|代领
异地|跨省 = 异地|外地|跨省|全国|任一|就近|户籍|居住地
暂住证|居住证 = 居住|暂住
工资 = 工资|报酬|薪|收入
劳动合同 = 劳动
实线|黄线 = 线
顺风车|拼车 = 顺风|合乘|拼|搭
动物|牛羊 = 动物|牛|羊|狗|犬|牲畜
噪音|噪声 = 噪|吵|声
"""
"""What people ask for = the words by which an answer names it."""
_NAMED_AS_ASKED = (
    "轮椅 工伤 利息 违约金 电池 头盔 报废 缓刑 自首 投案 谅解 听证 学时 仲裁 服务簿 运单"
)
_COMPILED = [
    *(
        (re.compile(asked), re.compile(named))
        for asked, _, named in (line.partition(" = ") for line in _THINGS.split("\n") if line)
    ),
    *((re.compile(thing), re.compile(thing)) for thing in _NAMED_AS_ASKED.split()),
]


def unnamed(subject: Subject) -> Iterator[Remark]:
    """A short way to ask it that is about a thing (押金, 工伤, 过户 …) of which neither question,
    answer, blocks nor note has a word: answer it in a line, or move the phrase to the entry that
    does. It knows some sixty things; that one is named doesn't mean that it is answered."""
    entry = subject.entry
    words = (entry.question, subject.library.answer_text(entry), *entry.key_points, entry.note)
    said = plain("\n".join(words))
    for phrase in entry.ask:
        if len(phrase) > SHORT:
            continue
        for asked, named in _COMPILED:
            if (thing := asked.search(phrase)) and not named.search(said):
                yield Remark(phrase, f"people ask about {thing[0]}, which nothing here names")
                break
