"""What stands before and behind a name, as patterns, and where one may begin."""

from __future__ import annotations

import re

from .around import BRANDS, CALLED, FOLLOWS
from .model import Cut, is_han
from .surnames import COMPOUND, ENDINGS, OFFICES, SURE

SURNAME = f"(?:{'|'.join(sorted(COMPOUND))}|[{''.join(sorted(SURE))}])"
BEFORE = re.compile(
    rf"(?:{'|'.join(sorted(set(CALLED), key=len, reverse=True))})(?:姓名|名字|本人)?[:：是为叫“\"'（( ]{{0,3}}$"
)
AFTER = re.compile(
    rf"(?:[,，。、；;：:！!？?）)（(”\"'\]】》\s/]|$|\d|[A-Za-z+]|{'|'.join(sorted(set(FOLLOWS), key=len, reverse=True))})"
)
PERSON_AFTER = re.compile(
    r"[,，(（ ]?(?:反映|来电|致电|求助|表示|询问|咨询|投诉|举报|要求|希望|认为|想问|想咨询|想了解|打电话|住在|家的|小朋友|家住|家里|家中|现住|先生|女士|小姐|大爷|大妈|大叔|大娘|阿姨|师傅|老师|医生|大夫|护士|教练|律师|老板|经理|店长|同学|老人|奶奶|爷爷|夫妇|夫妻|两口子|一家|本人|的(?:身份证|电话|手机|[\u4e00-\u9fff]{1,4}卡(?=[里上号内中，,。0-9 ]|$)|账户|账号|父亲|母亲|儿子|女儿|爱人|妻子|丈夫|孩子|户口|名字)|名下|身份证|手机|电话|现年|今年\d|男[,，、。)）]|女[,，、。)）]|\d{2}岁|1[3-9]\d{9}|私自|自称|殴打|打人|骂人|说|称|欠)"
)
PLACE_AFTER = re.compile(
    r"(?:大街|大道|路(?!过|上|遇|途)|街|胡同|巷(?!子里)|村|镇|乡|县|市(?!民|场)|区|小区|桥|公园|广场|中学|小学|大学|学院|水库|故居|纪念|精神|大厦|花园|家园|站|港|湾|岛|山|河|湖|江|沟|屯|庄|堡|口|府|寺|庙|塔|苑|里弄|社区|风景区|景区|开发区|工业园|幼儿园|医院|集团|公司|有限)"
)
NOT_GIVEN = frozenset(
    "得的了是在不这那我你他她们和与及等被把将从到向给让请也都就还没要想说称讲问对为而且或但因所很太最更又再每各该此啊吧呢吗哦呀嘛么第个位名号块吨岁分秒点"
)
NEVER_SECOND = frozenset("的了着过们么吗呢吧啊呀是在有和与及这那哪谁什怎及等被把您你我他她它")


def begins(text: str, at: int, cut: Cut) -> bool:
    """Whether a name may begin here, behind a word of the dictionary, too."""
    return at == 0 or clear_left(text, at) or (at in cut.word_at and at - 1 in cut.over)


def is_rare(char: str) -> bool:
    """Whether the character is none of the 3,755 commonest (GB 2312, first level): hardly anywhere but in names."""
    try:
        return char.encode("gb2312")[0] >= 0xD8
    except UnicodeEncodeError:
        return True


def clear_left(text: str, start: int) -> bool:
    """Whether a name may begin here: behind a mark, a digit, or a word that leaves room for one."""
    char = text[start - 1]
    if not is_han(char):
        return True
    return bool(
        BEFORE.search(text[max(0, start - 12) : start])
        or char
        in "的在是和跟与给向对被把让请找叫为由替帮代而且但说称了着过里家户人员者上下旁位名及同之还我他她问催据经因于到从去来见陪带接送有个欠谢妈爸诉舅姑姨叔婶母父妻夫"
    )


def ends_a_word(text: str, start: int, surname: str) -> bool:
    """Whether the character is the end of a word: 主任 before 老师."""
    return (
        len(surname) == 1
        and start > 0
        and (text[start - 1 : start + 1] in ENDINGS or text[max(0, start - 2) : start + 1] in ENDINGS)
    )


OFFICE_BEFORE = re.compile(
    rf"(?<!班)(?<!法人)(?<!法定)(?:{'|'.join(sorted(OFFICES, key=len, reverse=True))})[、：: ]?$"
)
OFFICE_AFTER = re.compile(rf"(?:{'|'.join(sorted(OFFICES, key=len, reverse=True))})")


_BRAND = re.compile("|".join(sorted(BRANDS, key=len, reverse=True)))
_BRAND_BEGINS = frozenset(brand[:2] for brand in BRANDS)


def is_brand(text: str, start: int) -> bool:
    """Whether something that is sold begins here: 康师傅."""
    return text[start : start + 2] in _BRAND_BEGINS and _BRAND.match(text, start) is not None
