"""The words under which offices file an announcement's items, and reading a label put together from them.

A label may be folded (报名方式及联系电话), spaced out (联 系 人) or carry filler (本次活动的时间、地点安排).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

_ITEMS: Mapping[str, str] = {
    "signup": "报名方式 报名办法 报名途径 报名渠道 报名方法 报名流程 报名步骤 报名时间 报名截止时间 报名截止日期 报名截止 报名期限 "
    "报名日期 报名起止时间 报名事项 报名安排 报名入口 报名通道 报名二维码 报名链接 报名地点 报名地址 报名 参与方式 参加方式 参与途径 "
    "预约方式 预约办法 预约途径 预约报名 预约时间 招募方式 招募办法 招募途径 招募时间 征集方式 征集时间 申请方式 申报方式 产生方式 "
    "代表产生方式 代表征集方式 参与人员产生方式 参加人员产生方式 网上报名 线上报名 电话报名 现场报名 邮箱报名 邮件报名 微信报名 扫码报名 "
    "短信报名 线下报名 网络报名 来电报名 自主报名 电话预约 网上预约 如何报名 怎样报名 怎么报名 如何参加 如何参与 报名参与方式 参与报名",
    "number": "参加人数 参与人数 活动人数 招募人数 报名人数 邀请人数 参观人数 开放人数 参会人数 代表人数 计划人数 拟邀请人数 预计人数 "
    "接待人数 总人数 人数 招募名额 报名名额 活动名额 参加名额 参与名额 邀请名额 代表名额 名额 名额分配 活动规模 开放规模 招募规模 "
    "参加规模 参与规模 人员规模 人数规模 规模 限额 人数限制 名额限制 人员数量 招募数量 人数要求 参加人员数量 参与人员数量 席位 人数及名额",
    "theme": "开放主题 活动主题 主题 本次主题 开放日主题 参观主题 主题内容",
    "leaders": "参加领导 出席领导 参与领导 到场领导 带队领导 局领导 委领导 办领导 厅领导 区领导 市领导 县领导 镇领导 单位领导 参会领导 "
    "拟参加领导 拟出席领导 主持领导 陪同领导 接待领导 带班领导 活动领导 领导 出席嘉宾 参加活动领导 出席活动领导 领导参加情况 领导出席情况 "
    "参加的领导 出席的领导 参加活动的领导 出席活动的领导 领导参与情况 主持人 参加领导及人员",
    "organiser": "承办单位 主办单位 组织单位 举办单位 开放单位 责任单位 牵头单位 实施单位 主承办单位 承办部门 主办部门 组织部门 举办部门 开放部门 "
    "责任部门 牵头部门 承办科室 承办机构 主办机构 开放机构 主办方 承办方 组织方 主办 承办 组织机构 单位",
    "time_place": "时间地点 活动时间 活动地点 活动日期 活动地址 开放时间 开放地点 开放日期 开放场所 开放地址 集合时间 集合地点 集中地点 "
    "集中时间 举办时间 举办地点 举行时间 举行地点 参观时间 参观地点 会议时间 会议地点 签到时间 签到地点 具体时间 具体地点 活动场所 "
    "活动场地 开展时间 开展地点 时间安排 地点安排 时间 地点 日期 场所 会场 开放点位 开放点 开放区域",
    "invitees": "邀请对象 参加对象 活动对象 招募对象 参与对象 报名对象 参观对象 开放对象 面向对象 征集对象 对象 代表条件 报名条件 参加条件 "
    "参与条件 招募条件 人员条件 群众代表条件 对象条件 条件 邀请范围 参与范围 招募范围 人员范围 对象范围 参加人员 参与人员 邀请人员 "
    "参会人员 参观人员 活动人员 报名人员 招募人员 报名资格 参加资格 代表要求 招募要求 人员要求 邀请代表 邀请群众 邀请嘉宾 参加代表 "
    "参与群众 参加群众 人员 人员构成 人员组成 代表构成 代表组成 报名要求 群众代表",
    "content": "活动内容 活动安排 开放内容 参观内容 主要内容 具体内容 内容 内容安排 议程 活动议程 会议议程 议程安排 议题 活动流程 流程 "
    "流程安排 活动日程 日程 日程安排 日程表 活动程序 程序 具体安排 开放安排 参观安排 活动环节 环节 环节设置 环节安排 开放环节 "
    "互动环节 活动亮点 亮点 看点 开放亮点 体验项目 互动内容 行程 行程安排 活动行程 参观流程 参观行程 开放流程 开放日程 活动详情 活动项目 开放项目 参观路线 活动路线 开放路线 参观线路 活动线路 安排 体验内容 开放事项",
    "form": "活动形式 开放形式 活动方式 开放方式 形式 组织形式 举办形式 开展形式 开放类型 活动类型 开放类别 活动类别 开展方式 举办方式 "
    "组织方式 开放模式 活动模式 参与形式 参加形式",
    "contact": "联系人员 联系人 活动联系人 报名联系人 业务联系人 联络人 联络员 联系人姓名 咨询人 咨询人员 联系科室 联系部门 联系单位 "
    "经办人 负责人 活动负责人 责任人 联系同志 对接人 工作联系人",
    "phone": "联系电话 咨询电话 报名电话 预约电话 电话 电话号码 联系号码 热线 咨询热线 报名热线 热线电话 服务热线 服务电话 手机 手机号 "
    "手机号码 联系手机 办公电话 固定电话 座机 值班电话 报名咨询电话 咨询报名电话 咨询联系电话 联系咨询电话 TEL Tel",
    "email": "邮箱 电子邮箱 邮箱地址 联系邮箱 报名邮箱 电子邮箱地址 电子邮件 电子邮件地址 邮件 邮件地址 报名邮件 电邮 咨询邮箱 "
    "E-mail e-mail Email email EMAIL E-MAIL E－mail 电子信箱 信箱",
    "tips": "温馨提示 温馨提醒 友情提示 友情提醒 特别提示 特别提醒 重要提示 安全提示 提示 提醒 注意事项 注意 活动须知 参观须知 参加须知 "
    "参与须知 安全须知 入场须知 开放须知 须知 有关要求 相关要求 活动要求 参观要求 参加要求 其他要求 其它要求 纪律要求 要求 其他事项 "
    "其它事项 有关事项 其他 其它 其他说明 特别说明 相关说明 备注 活动纪律 参观纪律 安全注意事项",
}  # fmt: skip
#: labels whose text gives several items, each only when it is found there
_SOFT: Mapping[str, tuple[str, ...]] = {
    "联系方式": ("contact", "phone", "email"), "联系方法": ("contact", "phone", "email"),
    "联系办法": ("contact", "phone", "email"), "联络方式": ("contact", "phone", "email"),
    "咨询方式": ("contact", "phone", "email"), "咨询联系": ("contact", "phone", "email"),
    "联系咨询": ("contact", "phone", "email"), "咨询渠道": ("contact", "phone", "email"),
    "活动咨询": ("contact", "phone", "email"), "业务咨询": ("contact", "phone", "email"),
    "咨询": ("contact", "phone", "email"), "联系": ("contact", "phone", "email"),
}  # fmt: skip
#: 报名须知 tells how to book and what to mind; 报名咨询 how to book and whom to ask
_SEVERAL: Mapping[str, tuple[str, ...]] = {
    "报名须知": ("signup", "tips"),
    "参加人员及领导": ("invitees", "leaders"),
}
#: headings that end an item and give none
_OTHER = [
    "监督电话",
    "投诉电话",
    "举报电话",
    "联系地址",
    "地址",
    "通讯地址",
    "通信地址",
    "办公地址",
    "单位地址",
    "邮编",
    "邮政编码",
    "乘车路线",
    "交通路线",
    "公交路线",
    "交通方式",
    "交通",
    "附件",
    "附",
    "附表",
    "活动背景",
    "活动目的",
    "活动意义",
    "活动简介",
    "活动介绍",
    "背景",
    "目的",
    "指导思想",
    "总体要求",
    "来源",
    "稿源",
    "信息来源",
    "发布时间",
    "发布日期",
    "发布机构",
    "索引号",
    "文号",
    "主题分类",
    "成文日期",
    "责任编辑",
    "编辑",
    "审核",
    "签发",
    "活动名称",
    "名称",
    "协办单位",
    "指导单位",
    "支持单位",
    "协办",
    "技术支持",
    "传真",
    "网址",
    "网站",
    "微信",
    "QQ",
    "QQ群",
    "微信公众号",
    "公众号",
    "报名表",
    "组织领导",
    "职责分工",
    "保障措施",
    "应急预案",
    "监督",
    "采访",
    "宣传报道",
    "工作要求",
    "工作职责",
    "发文字号",
    "分享",
    "字体",
    "作者",
    "浏览次数",
    "阅读次数",
    "点击数",
    "打印",
    "二维码",
    "领导小组",
]
_FILLER = [
    "本次",
    "此次",
    "这次",
    "活动",
    "“政府开放日”",
    "政府开放日",
    "开放日",
    "具体",
    "主要",
    "相关",
    "有关",
    "详细",
    "拟",
    "以及",
    "及其",
    "及",
    "和",
    "与",
    "或",
    "暨",
    "的",
    "情况",
    "信息",
    "事项",
    "要求",
    "、",
    "/",
    "，",
    ",",
    "·",
    "&",
    "＆",
    "+",
    "－",
    "-",
    "—",
    "场次",
    "本场",
]
#: bare words that take their meaning from the label word before them
_AFTER = {
    "signup": {"方式", "办法", "途径", "渠道", "时间", "地点", "截止", "截止时间", "条件", "要求", "须知"},
    "contact": {"方式", "方法"},
    "phone": {"方式"},
    "invitees": {"范围", "条件", "要求", "人数"},
}
_BLANK = re.compile(r"[\s\u3000\u00a0\u200b]+")
_BRACKETED = re.compile(r"[(（][^()（）]{0,20}[)）]")


@dataclass(frozen=True, slots=True)
class Label:
    """What a heading announces. `keys`: items it gives for certain; `soft`: items it gives if they are found there.

    `bare`: one short general word (时间, 地点, 方式 …) that means what its section means.
    """

    keys: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    bare: bool = False
    #: said in a sentence (承办单位为…), not set before a colon
    spoken: bool = False

    @property
    def gives(self) -> bool:
        return bool(self.keys or self.soft)


class Lexicon:
    """All label words, those that only the pack knows included: name → key."""

    def __init__(self, extra: Iterable[tuple[str, str]] = ()) -> None:
        self._words: dict[str, Label] = {}
        for word in _OTHER:
            self._words[word] = Label()
        for key, words in _ITEMS.items():
            for word in words.split():
                self._words[word] = Label((key,), bare=len(word) <= 2)
        for word, soft in _SOFT.items():
            self._words[word] = Label((), soft, bare=len(word) <= 2)
        for word, keys in _SEVERAL.items():
            self._words[word] = Label(keys)
        for name, key in extra:
            self._words.setdefault(name, Label((key,)))
        self._longest = max(map(len, self._words))
        self._parsed: dict[str, Label | None] = {}

    def parse(self, text: str) -> Label | None:
        """The label that a short phrase is, or None when it is not one from end to end."""
        bare = _BLANK.sub("", _BRACKETED.sub("", text)).strip("*#“”\"'《》<>【】[]〖〗「」『』:：。.;；")
        if not 1 < len(bare) <= 26:
            return None
        if bare not in self._parsed:
            self._parsed[bare] = self._consume(bare)
        return self._parsed[bare]

    def opening(self, text: str) -> tuple[Label, int] | None:
        """The longest label that a sentence begins with, and where it ends (活动时间为…, 联系电话0954…)."""
        for end in range(min(len(text), 14), 3, -1):
            if _BLANK.search(text[:end]):
                continue
            found = self._words.get(text[:end].removeprefix("本次").removeprefix("此次"))
            if found is not None and found.gives:
                return replace(found, spoken=True), end
        return None

    def _consume(self, text: str) -> Label | None:
        found: list[Label] = []
        place = 0
        while place < len(text):
            word = self._word_at(text, place, found)
            if word is not None:
                found.append(word[0])
                place = word[1]
                continue
            filler = next((f for f in _FILLER if text.startswith(f, place)), None)
            if filler is None:
                return None
            place += len(filler)
        if not found:
            return None
        keys = tuple(dict.fromkeys(key for label in found for key in label.keys))
        soft = tuple(dict.fromkeys(k for label in found for k in label.soft if k not in keys))
        return Label(keys, soft, bare=len(found) == 1 and found[0].bare and len(text) <= 3)

    def _word_at(self, text: str, place: int, before: list[Label]) -> tuple[Label, int] | None:
        for size in range(min(self._longest, len(text) - place), 0, -1):
            word = text[place : place + size]
            if before and (follows := self._follows(word, before[-1])) is not None:
                return follows, place + size
            known = self._words.get(word)
            if known is not None and (size > 1 or len(text) == 1):
                return known, place + size
        return None

    @staticmethod
    def _follows(word: str, before: Label) -> Label | None:
        for key in (*before.keys, *before.soft):
            if word in _AFTER.get(key, ()):
                if key == "invitees" and word == "人数":
                    return None
                return Label((), ("phone", "email")) if key in ("contact", "phone") else Label((key,))
        return Label(("form",)) if word == "方式" else None


@lru_cache(maxsize=16)
def lexicon(extra: tuple[tuple[str, str], ...] = ()) -> Lexicon:
    """The lexicon, with the names of items that only this pack has."""
    return Lexicon(extra)
