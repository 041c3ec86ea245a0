"""What a numbered part is about, told from its heading."""

from __future__ import annotations

import re

from .outline import Node
from .source import fold

# First match wins. “总体要求” is background, not a list of requirements, so it stands first.
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("background", re.compile(r"指导思想|总体要求|总体思路|活动目的|目的意义|活动背景|工作目标|总体目标|活动目标|基本原则|活动宗旨|重要意义|目标要求|主要原则|目标任务$")),
    ("slogans", re.compile(r"标语|口号")),
    ("duties", re.compile(r"^(?:单位|部门|工作)?(?:职责|责任)(?:任务)?(?:分工)?(?:安排)?$")),
    ("contacts", re.compile(r"联系方式|联系人|联络|咨询电话|联系电话")),
    ("units", re.compile(r"(?:参加|参与|承办|责任|实施|组织|主办|协办|参会|活动|牵头)(?:单位|部门|范围|机构)|单位范围|活动范围|主办.*单位")),
    ("requirements", re.compile(r"要求|保障|注意事项|有关事项|组织领导|加强领导|工作措施|其他事项|其它事项|纪律")),
    ("reporting", re.compile(r"报送|材料上报|信息报送|上报|时限|资料提交")),
    ("activities", re.compile(r"活动内容|主要内容|活动安排|重点活动|主要活动|主题活动|系列活动|活动项目|步骤|任务|重点内容|活动事项|工作内容|工作安排|具体安排|内容安排|内容和安排|内容及安排|重点工作|活动载体|活动流程|活动日程|内容及形式|内容与形式|内容和形式|形式和内容|形式及内容|形式与内容|活动设置|活动计划|开放内容|任务分工|实施阶段|活动方式与内容|内容$")),
    ("theme", re.compile(r"主题")),
    ("window", re.compile(r"时间|日期|时段")),
    ("form", re.compile(r"形式|方式")),
    ("invitees", re.compile(r"对象|参加人员|参与人员|代表")),
)  # fmt: skip
ATTRIBUTE = re.compile(
    r"^(?:活动|宣传|访谈|开放|参观|参加|参与|责任|牵头|配合|承办|主办|协办|组织|邀请|举办|开展|报名|现场|直播|节目|播出|联系)?"
    r"(?:主题|时间|日期|时段|地点|地址|场所|内容|方式|形式|对象|单位|部门|人员|人数|科室|嘉宾|流程|要求|安排|议程|范围|渠道|途径|平台|电话|邮箱|人)"
    r"(?:(?:和|及|与|、)(?:时间|地点|内容|方式|形式|单位|部门|流程))?$"
)
_CONTAINER = re.compile(
    r"^(?:主要|重点|具体)?(?:活动|工作|宣传)?(?:内容|安排|任务|项目|步骤|事项)(?:安排|及安排|及分工)?$|^主题活动$|^系列活动$|^(?:开展)?主要活动$"
)


def roles_of(heading: str) -> list[str]:
    """The roles a heading names, the main one first (“活动时间和地点” → window; “活动主题及时间” → theme, window)."""
    plain = fold(heading)
    found = [role for role, pattern in _ROLES if pattern.search(plain)]
    if not found or len(plain) > 24:
        return ["other"]
    if found[0] in ("theme", "window", "form", "invitees"):
        return found
    return [
        found[0],
        *(role for role in found[1:] if role in ("theme", "window", "form", "units", "invitees")),
    ]


def is_attribute(node: Node) -> bool:
    """“1.时间:…” inside an activity says when it is; it is no activity of its own."""
    return bool(ATTRIBUTE.match(fold(node.heading)))


def is_container(node: Node) -> bool:
    return bool(_CONTAINER.match(fold(node.heading)))


def assign_roles(sections: list[Node]) -> None:
    """Give every part its role. A part without a telling heading takes its parent's, except that parts of a text
    without any section of activities become activities themselves."""
    for node in sections:
        node.role = roles_of(node.heading)[0]
        _inherit(node, at_section=True)
    tops = [node for node in sections if node.role != "annex"]
    everything = [node for top in tops for node in top.walk()]
    if any(node.role == "activities" for node in everything):
        return
    for node in tops:
        if node.role == "other" and node.titled:
            node.role = "activity"


def _inherit(node: Node, *, at_section: bool) -> None:
    """`at_section`: only there an attribute (“(一)活动时间”) speaks for the whole notice, not for one activity."""
    for child in node.children:
        own = roles_of(child.heading)[0] if child.titled and len(child.heading) <= 16 else "other"
        if node.role in ("activities", "requirements", "reporting", "slogans", "contacts", "units"):
            keep = (
                own in ("theme", "window", "form", "units")
                and is_attribute(child)
                and node.role == "activities"
                and at_section
            )
            child.role = own if keep else node.role
        else:
            child.role = own if own != "other" else node.role
        _inherit(child, at_section=False)
