"""Emergencies in a caller's words: what they are and who to hand the caller to (HL-06: 110, 119, 120, 122).

A word too many costs a glance, a word missed may cost a life: only clear denials, old stories and drills are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: Who answers for emergencies, in the order they are offered.
SERVICES: Final = ("120", "119", "110", "122")


@dataclass(frozen=True)
class Alarm:
    """An emergency found in the words: `service` to hand to, `kind` for the sentence to say, `word` as it was written."""

    service: str
    kind: str
    word: str


#: kind → (service, how it is said). The first kind that fits a service speaks for it.
_SIGNS: Final[tuple[tuple[str, str, re.Pattern[str]], ...]] = tuple(
    (kind, service, re.compile(pattern))
    for kind, service, pattern in (
        (
            "poison",
            "120",
            r"(?:煤气|食物|农药|药物|一氧化碳|酒精)中毒|喝了?[^，。；]{0,4}农药|吞了?[^，。；]{0,4}(?:药|电池)|误食",
        ),
        ("birth", "120", r"要生了|快生了|羊水破"),
        (
            "illness",
            "120",
            r"昏迷|晕倒|晕过去|昏过去|昏倒|不省人事|叫不醒|没有?呼吸|没气了|喘不(?:上|过)气|呼吸困难|"
            r"心脏病(?:发作|犯)|心梗|胸口?(?:很|特别|突然)?[疼痛]|(?:突然|好像)中风|中风了|抽搐|大出血|(?:血流|流血)不止|"
            r"休克|触电|摔[^，。；]{0,8}(?:动不了|起不来|不动了)|骨头(?:断|露)|救护车",
        ),
        (
            "gas",
            "119",
            r"(?:燃气|煤气|天然气|液化气|瓦斯)[^，。；]{0,4}(?:泄漏|泄露|漏气|漏了|在漏|很重|味)",
        ),
        (
            "fire",
            "119",
            r"着火|起火|失火|火灾|烧起来|冒(?:着|出)?[黑浓]?烟|爆炸|消防车",
        ),
        (
            "trapped",
            "119",
            r"(?:被?困在?|关在|卡在)[^，。；]{0,8}(?:电梯|井|洞|楼|车里|里面)|电梯[^，。；]{0,8}(?:困人|被困|困住|关着?人)|"
            r"落水|溺水|掉[^，。；]{0,4}(?:河|水|井|湖|塘)里?|塌[^，。；]{0,6}(?:压|埋)",
        ),
        (
            "suicide",
            "110",
            r"自杀|轻生|跳楼|跳河|跳桥|不想活|割腕|遗书",
        ),
        (
            "crime",
            "110",
            r"抢劫|被抢|持刀|拿(?:着)?刀|砍人|杀人|绑架|打起来|打架|打人|家暴|追着?打|撬[门锁]|小偷|入室|有人跟踪|强奸|报警",
        ),
        (
            "missing",
            "110",
            r"(?:孩子|小孩|老人|老伴|女儿|儿子|孙子|孙女|爸|妈|父亲|母亲)[^，。；]{0,6}(?:走失|走丢|不见了|失踪|找不到了)",
        ),
        (
            "crash",
            "122",
            r"车祸|撞车|撞(?:了|到|倒)?人|被[^，。；]{0,6}车[^，。；]{0,2}撞|被撞|追尾|翻车|肇事|交通事故",
        ),
    )
)
_OLD = r"去年|前年|大前年|上个?月|上周|以前|之前|曾经|当年|年前|月前|历史上"
_DRILL = r"防止?|避免|预防|以免|严防|演练|演习|模拟"
_DENIED = r"没有?|不会|不是|并未|未|不怕|怕|担心|万一|如果|假如|要是"
#: What stands shortly before a sign and takes the alarm out of it.
_BEFORE: Final = re.compile(rf"(?:{_OLD}|{_DRILL}|{_DENIED})[^，。；！？]{{0,5}}$")
#: Of somebody's life only old stories and drills: “我怕他跳楼” is an emergency.
_BEFORE_LIFE: Final = re.compile(rf"(?:{_OLD}|{_DRILL})[^，。；！？]{{0,5}}$")
#: What stands right after a sign: a drill, an insurance, a paper, money.
_AFTER: Final = re.compile(
    r"^[^，。；！？]{0,2}(?:演练|演习|培训|宣传|讲座|知识|保险|险|补贴|补偿|赔偿|赔付|报销|认定|责任|证明|隐患|防范|预案|多发|处理结果|案(?:子|件)?)"
)


def recognise(text: str) -> tuple[Alarm, ...]:
    """What in these words sounds like an emergency, one alarm per service, the most pressing service first."""
    found: dict[str, Alarm] = {}
    for kind, service, sign in _SIGNS:
        if service in found:
            continue
        before = _BEFORE_LIFE if kind == "suicide" else _BEFORE
        for hit in sign.finditer(text):
            if not before.search(text[: hit.start()]) and not _AFTER.search(text[hit.end() :]):
                found[service] = Alarm(service, kind, hit[0])
                break
    return tuple(found[service] for service in SERVICES if service in found)
