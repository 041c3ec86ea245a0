"""PI-01 in an announcement: who asks for the identity card must say 只看不存, and nobody collects its number."""

from __future__ import annotations

import re

from .values import Finding, RuleValue

_ASKED = re.compile(r"身份证")
_TAKEN = re.compile(
    r"身份证(?:件)?(?:号码|号)|身份证(?:件)?[^。；，、\n]{0,6}(?:复印件|照片|扫描件|正反面)|出生(?:日期|年月)"
)
_DENIED = re.compile(r"不(?:得|需|用|要|收集|采集|登记|留|必|提供|填|索取)|无需|禁止")
_ONLY_LOOKED_AT = re.compile(
    r"只看不存|[只仅][^。；\n]{0,10}(?:看|查验|核验|核对|查看)[^。；\n]{0,12}不[^。；\n]{0,4}(?:存|留|登记|复印|采集|收集|记录)"
    r"|不(?:留存|保存|登记|复印|收集|采集)"
)


def check_id_card(text: str, rule: RuleValue[object] | None, item: str | None) -> list[Finding]:
    """At most one finding. `text`: everything that is published; `item`: where the card is asked for."""
    if rule is None or not (_ASKED.search(text) or _TAKEN.search(text)):
        return []
    clauses = re.split(r"[。；;\n]", text)
    for clause in clauses:
        taken = _TAKEN.search(clause)
        if taken and not _DENIED.search(clause):
            return [Finding("PI-01", item, "id_collected", rule.clause, "B", {"what": taken[0]})]
    asked = any(_ASKED.search(clause) and not _DENIED.search(clause) for clause in clauses)
    if asked and not _ONLY_LOOKED_AT.search(text):
        return [Finding("PI-01", item, "id_card_sentence", rule.clause)]
    return []
