"""Deadlines and duties: what is due when, from whom, to whom.

于X前(向Y)报送Z · X前…报送 · 将Z报Y · 于X前报Y审核备案 · 活动结束后3天内…发布… · 活动前15天…宣传 · 于X当天…发表….
Rules for relative terms: docs/notice-reader.md.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from .dates import YearContext
from .duty_times import MAX_SENTENCE, Moment, find_moments
from .model import Deadline
from .outline import Node
from .source import Paragraph, fold, sentence_at, sentences
from .units import names_units, subject_of

_SEND = "报送|上报|提交|呈报|报备|填报|送交|送达|发送|反馈|报告|报至|报到|送至|发至|传至|交至|寄至|汇总|函告|回复|报名|报|送|交"
_PUBLISH = r"发布|公布|(?<!政务)(?<!信息)(?<!事项)公开(?!日|工作|栏|办|条例|目录)|发表|刊发|刊登|推出|上线|播出|推送|宣传|公告|公示|总结评估|评估|总结|预告|推广|启动"
_SENDS = frozenset(_SEND.split("|"))
_DONE = "完成|制定|印发|开设|建立|上传|准备|落实|确定|部署|整改|梳理|制作|张贴|审核"
_ORG_WORD = r"(?:政府办公室|政府办|办公室|公开办|政务办|办公厅|委员会|领导小组|中心|邮箱|信箱|管理局|科|处|局|委|办|厅|部|组|股|平台|系统|政府|机关|收集汇总)"
_TO = re.compile(
    r"(?:向|给)(?P<to>[^,。;:()]{2,34}?)(?:书面|统一|集中|及时|分别|分批|一并|如实)?(?P<verb>报送|上报|提交|呈报|反馈|报告|报备|提供|报名|发送|报)(?P<what>[^;。]*)"
)
_TAKE = re.compile(
    r"(?:将|把)(?P<what>.{2,120}?)(?:,?(?:以|通过|采取|采用|经)(?P<mode>[^,;。]{2,40}?))?,?(?:一并|统一|分别|同时|及时|集中|书面|加盖公章后|盖章后|按时|电子版|并){0,3}"
    r"(?P<verb>报送|上报|提交|呈报|反馈|发送|送交|报备|报|发|送|交|传|寄|汇总)(?:至|到|给|往)?(?P<to>[^,。;:()]{2,34})?"
)
_TO_DIRECT = re.compile(
    rf"(?P<verb>报送|上报|提交|呈报|反馈|发送|送交|报备|报名|报|送|交|发)(?:至|到|给|往)?\s?(?P<to>[^,。;:()《“]{{1,34}}?{_ORG_WORD})"
    r"(?P<purpose>(?:审核备案|备案|审核|审批|审定|审查|汇总|存档|备查|初审))?(?=$|[\s,。;:()]|联系|[a-zA-Z0-9])"
)
_SENDING = re.compile(rf"(?P<verb>{_SEND})(?P<what>[^;。]*)")
_PUBLISHING = re.compile(rf"(?P<verb>{_PUBLISH})(?P<what>[^,;。]*)")
_DOING = re.compile(rf"(?P<verb>{_DONE})(?P<what>[^,;。]*)")
_MODE = re.compile(r"^(?:以|通过|采取|采用)[^,。;]{1,10}(?:形式|方式|渠道|途径),?")
_OBJECT = re.compile(
    r"(?:拟定|制定|制订|填写|填报|编制|撰写|形成|梳理|准备|整理)(?:好|完善)?(?P<object>《[^》]{2,60}》[^,。;]{0,12}|[^,。;《]{2,40})"
)
_CONDITION = re.compile(
    r"^\s?(?P<condition>(?:已|凡|如|若|未|没有|无|对|确需|因故)[^,。;]{1,30}?(?:的|者)),\s?(?:请|应|须|可|要|只|直接)?(?=报送|提供|提交|上报|报)"
)
_PROMPT = re.compile(
    r"(?:及时|随时|按时|定期|同步|每日|每天|第一时间)(?P<verb>报送|上报|反馈|提交)(?P<what>[^,。;]{2,60})"
)
_BEFORE_PUBLISHING = re.compile(
    r"(?P<verb>报送|报|提交|上报)(?P<to>[^,。;]{2,40}?)(?:审核备案|备案|审核|审批|审定|批准|同意)后,?(?:方可|方能|再|才能|才可)"
)
_ACTOR_AFTER = re.compile(
    r"(?!在|通过|利用|于|以|集中|统一)(?P<actor>[一-鿿、]{2,20}?)(?:全文|同步|同时|集中|统一)?(?:刊发|刊登|播出|发布|推送)"
)


def read_deadlines(
    nodes: list[Node],
    extra: list[Paragraph],
    context: YearContext,
    window_end: date | None,
    addressees: str | None,
) -> list[Deadline]:
    """All duties with a time in the given parts and loose paragraphs, in the order of the text."""
    found: list[Deadline] = []
    for node in nodes:
        own: list[Deadline] = []
        paragraphs = [_without_heading(node), *node.body]
        for paragraph in _distinct(paragraphs):
            own += _in_paragraph(paragraph, context, own)
        if node.titled and names_units(fold(node.heading)):
            own = [
                item if item.sender and not item.sender_inferred else replace(item, sender=node.heading)
                for item in own
            ]
        found += _complete(own)
    for paragraph in extra:
        found += _complete(_in_paragraph(paragraph, context, []))
    if addressees:
        found = [
            item if item.sender else replace(item, sender=addressees, sender_inferred=True) for item in found
        ]
    return sorted(_merged(found), key=lambda item: item.line)


def _without_heading(node: Node) -> Paragraph:
    """A heading that is its own sentence tells no duty (“(四)做好报送总结。”), except one with a date in it."""
    begin = node.marker.end if node.marker else 0
    return (
        node.paragraph.slice(begin)
        if re.search(r"\d\s?[日号天]|\d:\d\d|每[周月]", node.heading)
        else node.paragraph.slice(0, 0)
    )


def _distinct(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A numbered paragraph holds the body that stands in its own line: keep each stretch of text once."""
    kept: list[Paragraph] = []
    last_on_line: dict[int, Paragraph] = {}
    for paragraph in paragraphs:
        before = last_on_line.get(paragraph.line)
        if paragraph.text and not (before and before.text.endswith(paragraph.text)):
            kept.append(paragraph)
            last_on_line[paragraph.line] = paragraph
    return kept


def _merged(items: list[Deadline]) -> list[Deadline]:
    seen: dict[tuple[object, ...], Deadline] = {}
    for item in items:
        seen.setdefault((item.date, item.rule, item.what, item.line), item)
    return list(seen.values())


def _complete(own: list[Deadline]) -> list[Deadline]:
    """Fill a missing sender or receiver from the duties beside it in the same part."""
    result: list[Deadline] = []
    sender: str | None = None
    receiver = next((item.receiver for item in own if item.receiver), None)
    for item in own:
        if item.sender is None and sender:
            item = replace(item, sender=sender, sender_inferred=True)
        sends = item.kind in ("by", "within") and item.action in _SENDS
        if item.receiver is None and receiver and sends:
            item = replace(item, receiver=receiver, receiver_inferred=True)
        sender = item.sender or sender
        receiver = item.receiver or receiver
        result.append(item)
    return result


def _in_paragraph(paragraph: Paragraph, context: YearContext, before: list[Deadline]) -> list[Deadline]:
    found: list[Deadline] = []
    last_subject: str | None = None
    for start, stop in sentences(paragraph):
        if stop - start > MAX_SENTENCE:
            continue
        text, folded = paragraph.text[start:stop], paragraph.folded[start:stop]
        moments = find_moments(folded, context)
        for index, moment in enumerate(moments):
            previous_stop = moments[index - 1].stop if index else 0
            following = moments[index + 1].begin if index + 1 < len(moments) else len(folded)
            item = _duty(text, folded, moment, previous_stop, following)
            if item is None:
                continue
            if moment.rule == "after_filing" and found:
                item = replace(item, what=found[-1].what, sender=item.sender or found[-1].sender)
            if item.sender is None and last_subject and not moments[:index]:
                item = replace(item, sender=last_subject, sender_inferred=True)
            found.append(replace(item, line=paragraph.line_at(start + moment.begin),
                                 sentence=sentence_at(paragraph, start + moment.begin)))  # fmt: skip
        if not moments:
            found += _without_time(text, folded, paragraph, start, [*before, *found])
        last_subject = subject_of(text, folded) or last_subject
    return found


def _clean(text: str) -> str:
    text = re.sub(r"^[\s,，、:：]+|[\s,，、:：。;；]+$", "", text)
    text = (
        re.sub(r"^(?:本单位|本部门|各自|有关|相关|好|了)(?=.{4,})", "", text)
        if text.startswith(("好", "了"))
        else text
    )
    if text.count("(") + text.count("（") < text.count(")") + text.count("）"):
        text = text.rstrip(")）")
    return text.strip()


def _same_length(text: str, folded: str, match: re.Match[str], group: str) -> str | None:
    if match.group(group) is None:
        return None
    return _clean(text[match.start(group) : match.end(group)])


def _duty(text: str, folded: str, moment: Moment, previous_stop: int, following: int) -> Deadline | None:
    prefix, plain_prefix = text[previous_stop : moment.begin], folded[previous_stop : moment.begin]
    rest, plain = text[moment.stop : following], folded[moment.stop : following]
    lead = re.match(r"^[\s,、内]*", plain)
    rest, plain = (rest[lead.end() :], plain[lead.end() :]) if lead else (rest, plain)
    mode = _MODE.match(plain)
    if mode:
        rest, plain = rest[mode.end() :], plain[mode.end() :]
    plain = _before_next_subject(plain)
    rest = rest[: len(plain)]
    what, receiver, action = _what_and_receiver(rest, plain, prefix, plain_prefix, moment)
    if action is None and moment.kind != "by":
        return None
    if moment.kind == "on" and action in _SENDS and len(action or "") == 1:
        return None
    if moment.rule and moment.rule.startswith("fact") and action is None:
        return None
    sender = _sender(prefix, plain_prefix)
    if sender is None:
        named = _ACTOR_AFTER.match(plain) if moment.kind == "on" else None
        if named:
            sender = rest[: named.end("actor")]
        elif re.match(r"(?:请)?(?:各|[市县区省])", plain):
            sender = subject_of(rest, plain)
    what = _clean(what) or _clean(rest) or _clean(prefix)
    if re.fullmatch(r"(?:全部|基本)?(?:完成|落实|到位|完毕|报送|上报).{0,2}", what):
        what = _done_before(prefix, plain_prefix, sender) or what
    if not what:
        return None
    return Deadline(
        date=moment.day, rule=None if moment.day else moment.rule or "unknown", what=what, sender=sender, receiver=receiver,
        line=0, sentence="", kind=moment.kind, action=action, time=moment.time,
    )  # fmt: skip


def _done_before(prefix: str, plain_prefix: str, sender: str | None) -> str:
    """What is to be done where only “完成” stands after the date (“制作展板4块,5月10日前完成”)."""
    clause = prefix[max(plain_prefix.rfind(mark) for mark in "。;") + 1 :]
    if sender and sender in clause:
        clause = clause[clause.find(sender) + len(sender) :]
    done = _clean(re.sub(r"^(?:负责|要|应|须)|[,，]?(?:于|在)$", "", _clean(clause)))
    return "" if re.match(r"由|会同|联合", done) else done


def _before_next_subject(plain: str) -> str:
    """Cut the opening of the next clause off when another date follows (“…材料,并于” → “…材料”)."""
    return re.sub(r"[,、]?(?:并|且|同时|以及|及)?(?:请|应|须)?(?:务必)?(?:于|在|至)?$", "", plain)


def _what_and_receiver(
    rest: str, plain: str, prefix: str, plain_prefix: str, moment: Moment
) -> tuple[str, str | None, str | None]:
    """(what is due, to whom, verb) from the words after the date, or before it where the object stands there."""
    if moment.kind == "by" or moment.kind == "within":
        match = _TO.search(plain)
        if match and match.start() <= 40:
            what = _same_length(rest, plain, match, "what") or _object_before(prefix, plain_prefix)
            return (
                _trim_followup(what),
                _receiver(_same_length(rest, plain, match, "to")),
                match.group("verb"),
            )
        match = _TAKE.search(plain)
        if match and match.start() <= 30:
            what = _same_length(rest, plain, match, "what") or ""
            receiver = _same_length(rest, plain, match, "to")
            return what, _receiver(receiver), match.group("verb")
        match = _TO_DIRECT.search(plain)
        if match and match.start() <= 24:
            before = _clean(rest[: match.start()])
            made = list(_OBJECT.finditer(plain[: match.start()]))
            if made:
                what = _clean(rest[made[-1].start("object") : made[-1].end("object")])
            else:
                what = _object_before(prefix, plain_prefix)
            if not what and len(before) >= 3:
                what = before
            return (
                what or _clean(rest),
                _receiver(_same_length(rest, plain, match, "to")),
                match.group("verb"),
            )
        sending = re.search(r"(?P<verb>报送|上报|提交|呈报|填报|反馈|送交|报备|报名)(?P<what>[^;。]*)", plain)
        if sending and sending.start() <= 24:
            what = _same_length(rest, plain, sending, "what") or _object_before(prefix, plain_prefix)
            return _trim_followup(what), None, sending.group("verb")
    publishing = list(_PUBLISHING.finditer(plain))
    if publishing:
        match = next(
            (
                m
                for m in publishing
                if m.group("verb") in ("发布", "公布", "公开", "发表", "刊发", "刊登", "推出")
                and m.group("what")
            ),
            publishing[0],
        )
        what = _same_length(rest, plain, match, "what") or ""
        if match.group("verb") in ("宣传", "总结", "评估", "总结评估") or len(what) < 2:
            what = _clean(
                re.split(r"[,，。;；]", rest[: match.end()])[-1]
                if "," in plain[: match.end()]
                else rest[: match.end()]
            )
        made = list(_OBJECT.finditer(plain_prefix)) if len(what) <= len(match.group("verb")) + 4 else []
        if made:
            what = _clean(prefix[made[-1].start("object") : made[-1].end("object")])
        return what if len(what) >= 3 else _clean(rest), None, match.group("verb")
    doing = _DOING.search(plain)
    if doing:
        return _clean(rest), None, doing.group("verb")
    if moment.kind == "by":
        return _clean(rest) or _object_before(prefix, plain_prefix), None, None
    return "", None, None


_FOLLOW_UP = re.compile(
    r"要|应|须|确保|不低于|不得|不少于|^并(?!附)|^同时|逾期|^联系|邮箱|以便|^由|^请|^经|^统一|^内容包括|^包括|^其中|^具体|^以此|^为"
)


def _trim_followup(what: str) -> str:
    """What is due ends where the sentence turns to something else (“…活动总结,总结要有数字…” → 活动总结)."""
    what = re.split(r"[(（](?=联系|邮箱|电子邮箱|邮件|Email|E-mail)", what)[0]
    clauses = re.split(r"([,，])", what)
    kept = clauses[0]
    for mark, clause in zip(clauses[1::2], clauses[2::2], strict=True):
        if _FOLLOW_UP.search(clause):
            break
        kept += mark + clause
    return kept


def _receiver(receiver: str | None) -> str | None:
    if not receiver:
        return None
    receiver = re.sub(
        r"(?:审核备案|备案|审核|审批|审定|审查|汇总|存档|备查|统一汇总|进行汇总)$", "", receiver
    )
    receiver = re.sub(r"^(?:至|到|给|往)", "", receiver)
    receiver = re.split(r"[\s]*(?:联系人|电子邮箱|邮箱地址|电话)", receiver)[0]
    return _clean(receiver) or None


def _object_before(prefix: str, plain_prefix: str) -> str:
    """The object that stands before the date: “活动总结、原始照片等资料的电子版于5月17日前报送…”."""
    made = list(_OBJECT.finditer(plain_prefix))
    if made:
        return _clean(prefix[made[-1].start("object") : made[-1].end("object")])
    clause_start = max(plain_prefix.rfind(mark) for mark in ",;。") + 1
    clause = re.sub(r"(?:请|务必|须|应|要|并|均|统一)*(?:于|在)?$", "", plain_prefix[clause_start:])
    if not clause.strip() and clause_start > 1:
        earlier = plain_prefix[: clause_start - 1]
        clause_start = max(earlier.rfind(mark) for mark in ",;。") + 1
        clause = earlier[clause_start:]
    subject = subject_of(clause, clause)
    if subject:
        cut = clause.find(subject) + len(subject)
        clause_start += cut
        clause = clause[cut:]
    return _clean(prefix[clause_start : clause_start + len(clause)])


_THOSE_WHO = re.compile(
    r"(?:^|[,;。])\s?(?:请|凡)?(?P<who>[^,;。]{2,30}的(?:单位|部门|县区|乡镇))(?=应|要|须|请|于|在|需|务必)"
)


def _sender(prefix: str, plain_prefix: str) -> str | None:
    described = list(_THOSE_WHO.finditer(plain_prefix))
    if described:
        return prefix[described[-1].start("who") : described[-1].end("who")].strip()
    return subject_of(prefix, plain_prefix)


def _without_time(
    text: str, folded: str, paragraph: Paragraph, start: int, before: list[Deadline]
) -> list[Deadline]:
    """Duties in a sentence that names no time: conditions on the duty before it, promptness, approval first."""
    line, sentence = paragraph.line_at(start), sentence_at(paragraph, start)
    condition = _CONDITION.match(folded)
    if condition and before:
        last = before[-1]
        sending = _SENDING.search(folded, condition.end())
        if sending:
            what = _clean(text[sending.start("what") : sending.end("what")])
            return [replace(last, what=what, line=line, sentence=sentence, action=sending.group("verb"),
                            condition=text[condition.start("condition") : condition.end("condition")])]  # fmt: skip
    approval = _BEFORE_PUBLISHING.search(folded)
    if approval:
        what = _object_before(text[: approval.start()], folded[: approval.start()])
        return [Deadline(None, "before_publication", what or _clean(text[: approval.start()]), subject_of(text, folded[: approval.start()]),
                         _clean(text[approval.start("to") : approval.end("to")]), line, sentence, "by", approval.group("verb"))]  # fmt: skip
    prompt = _PROMPT.search(folded)
    if prompt:
        subject = subject_of(text[: prompt.start()], folded[: prompt.start()])
        what = _clean(text[prompt.start("what") : prompt.end("what")])
        during = "during_window" if "期间" in folded[: prompt.start()] else "promptly"
        return [Deadline(None, during, what, subject, None, line, sentence, "by", prompt.group("verb"))]
    return []
