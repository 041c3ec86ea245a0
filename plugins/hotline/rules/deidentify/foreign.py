"""Names without one of our surnames: with a dot (阿依古丽·买买提), of the peoples of the border, in Latin letters, or just called so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .around import CALLED_BY_FORCE, FOLLOWS
from .contexts import AFTER, NEVER_SECOND, PERSON_AFTER, PLACE_AFTER, begins, clear_left
from .model import Cut, is_han
from .surnames import SURE

_DOT = "·•‧∙・．᛫⋅"
_DOTTED = re.compile(rf"(?<=[\u4e00-\u9fff])[{_DOT}](?=[\u4e00-\u9fff])")
SOUNDS = frozenset(
    "阿巴买提古丽江艾力吐尔逊热合曼木拉依不都克米娜孜姆汗玉素甫哈萨达扎西卓玛旦增次仁多吉平措罗布桑央金珠曲尼索朗才让加措仓顿贡格勒其木图雅苏日娜乌兰云毕力斯琴高娃朝鲁孟和布赫额尔敦"
    "斯钦德门特乎恩和赛罕帕尔哈提努夏提迪力拜古赞亚森卡马居麦吾沙山托合塔什奥斯曼阿卜杜外凯赛尔伊敏胡赛因加帕尔祖农肉孜司马义库尔班巴图那仁满都拉宝音贺希格萨仁高勒乃比拉合买合苏提阿瓦古扎尔塔依尔沙地克"
    "埃艾奥白班鲍贝本彼波伯博茨戴丹道登邓蒂丁东杜顿多厄法凡范菲费芬冯弗福富盖甘戈哥葛根瓜圭海汉豪亨霍基贾简津考柯科肯孔库夸昆莱蕾黎里利列烈林琳龙卢鲁伦吕芒梅蒙莫墨默穆南内妮涅宁纽农诺欧潘庞佩彭皮平珀普奇齐琼丘热荣茹瑞若撒塞瑟森珊尚舍申圣施丝孙索泰坦唐藤提缇廷土万旺韦维魏温文翁沃吾武希锡席肖谢辛欣雄休许雅扬耶因英尤于约宰泽扎哲朱兹宗祖佐敖呼额鄂包何"
    "迪里拜尔坎卡德尔夏木西丁别克叶尔江努尔兰约翰史密斯安娜玛丽莎彼得罗夫伊万琳达大卫杰克逊詹姆斯汤姆威廉洛尔桑旺堆嘎玛次成丹白格桑拉姆德吉央宗措姆白玛益西洛桑丁真珍边巴普布巴桑尼玛达瓦米玛拉巴晋美明久强巴仓决阿旺赤列群培平久"
)


_CALLED = re.compile(rf"(?:{'|'.join(sorted(CALLED_BY_FORCE, key=len, reverse=True))})[:：是为]{{0,2}} ?")
_LONG = re.compile(f"(?:^|[,，。；;：: ]|牧民|市民|居民|村民)([{''.join(sorted(SOUNDS))}]{{3,7}})")


def ethnic(text: str, cut: Cut) -> Iterator[tuple[int, int]]:
    for match in _DOTTED.finditer(text):
        start, end = match.start(), match.end()
        while (
            start > 0
            and text[start - 1] in SOUNDS
            and match.start() - start < 7
            and not _BEFORE_WORD.search(text[:start])
            and not (
                start in cut.word_at
                and cut.word_at.get(start - 1, (0, True)) == (start, False)
                and text[start - 1] in "由于和从向为让被给对在把"
            )
        ):
            start -= 1
        while end < len(text) and end - match.end() < 8 and (text[end] in SOUNDS or text[end] in _DOT):
            if text[end] in _DOT and not (end + 1 < len(text) and is_han(text[end + 1])):
                break
            if (
                end in cut.word_at
                and end > match.end() + 1
                and cut.word_at[end][0] > end + 1
                and not cut.word_at[end][1]
            ):
                break
            if text[end : end + 2] in ("和我", "来电", "不是", "不在", "都是", "江边"):
                break
            end += 1
        if match.start() - start < 2 or end - match.end() < 2:
            start, end = _around_dot(text, match.start(), match.end(), cut)
        if match.start() - start >= 2 and end - match.end() >= 2:
            yield start, end


def _around_dot(text: str, left: int, right: int, cut: Cut) -> tuple[int, int]:
    """The name on both sides of its dot where the sounds are none that we know: from one word of the dictionary to the next."""
    start, end = left, right
    while start > 0 and left - start < 6 and is_han(text[start - 1]):
        word = cut.over.get(start - 1) or (start - 1, *cut.word_at.get(start - 1, (start, True)))
        if (word[1] - word[0] > 1 and not word[2]) or text[start - 1] in "由于和从向为让被给对在把是叫找":
            break
        start -= 1
    while end < len(text) and end - right < 5 and is_han(text[end]):
        stop, of_person = cut.word_at.get(end, (end + 1, True))
        if (stop - end > 1 and not of_person and end > right) or text[end] in "的在是说称和与因把被家今":
            break
        end = stop if stop > end else end + 1
    return start, end


_LATIN = re.compile(r"(?<![A-Za-z])[A-Z][a-z]{1,14}(?:[ .·][A-Z][a-z]{0,14}\.?){1,3}(?![A-Za-z])")
#: Tony老师, Lisa姐: what shops and schools call their people
_NICKNAME = re.compile(
    r"(?<![A-Za-z.])[A-Z][a-z]{2,11} ?(?:老师|先生|女士|小姐|教练|哥|姐)(?!姐|妹|哥|弟|们)"
)
_FOREIGNER = re.compile(
    r"(?:外籍|外国|留学生|外教|教练|老师|人员|先生|女士|我叫|名叫|叫|姓名|联系人|护照|客商|专家|市民|居民|业主|丈夫|妻子|老公|爱人)[\u4e00-\u9fff]{0,3}[:：(（ ]?$"
)


def latin(text: str) -> Iterator[tuple[int, int]]:
    """James Wilson, where the text speaks of a person, and Tony老师."""
    for match in _LATIN.finditer(text):
        if _FOREIGNER.search(text[max(0, match.start() - 8) : match.start()]) or PERSON_AFTER.match(
            text, match.end()
        ):
            yield match.span()
    for match in _NICKNAME.finditer(text):
        yield match.span()


_BEFORE_WORD = re.compile(r"(?:我叫|名叫|市民|居民|村民|姓名|业主|叫)$")


def strange(text: str, cut: Cut) -> Iterator[tuple[int, int]]:
    """A name without one of our surnames, where the text says that a name follows (我叫巴特尔，) or says so itself
    (孟和巴图咨询)."""
    for match in _CALLED.finditer(text):
        end = _strange_name(text, match.end(), cut)
        if end is not None:
            yield match.end(), end
    for match in _BY_ENDING.finditer(text):
        if match.start(1) in cut.word_at and (
            match.start(1) == 0 or clear_left(text, match.start(1)) or match.start(1) - 1 in cut.over
        ):
            yield match.span(1)
    for match in _BY_BEGINNING.finditer(text):
        start, most = match.span(1)
        if start not in cut.word_at or not begins(text, start, cut):
            continue
        for end in range(most, start + 1, -1):
            if AFTER.match(text, end) or PERSON_AFTER.match(text, end):
                if not PLACE_AFTER.match(text, end) and (end in cut.word_at or end - start > 2):
                    yield start, end
                break
    for match in _CALLED_SO.finditer(text):
        end = _strange_name(text, match.end(), cut)
        if end is not None:
            yield match.end(), end
    for match in _LONG.finditer(text):
        start, end = match.span(1)
        joint = match[1].find("和", 2)
        if 2 <= joint <= len(match[1]) - 3 and PERSON_AFTER.match(text, end):
            yield start, start + joint
            yield start + joint + 1, end
            continue
        for size in range(end - start, 2, -1):
            if PERSON_AFTER.match(text, start + size) and not PLACE_AFTER.match(text, start + size):
                yield start, start + size
                break


#: pieces in which names of Uyghurs, Tibetans, Mongols and Kazakhs end
_BY_ENDING = re.compile(
    rf"([{''.join(sorted(SOUNDS - frozenset('和不都江多来在能')))}]{{1,5}}(?:古丽|卓玛|央金|别克|买买提|次仁|旺姆|尼玛|顿珠|江措|拉姆|巴图|其其格|高娃|格日勒|古拉|日松|达娃|多吉|措姆|曲珍|努尔|热木|吐尔逊|依木|赛罕|图雅|乌拉))"
    rf"(?={'|'.join(sorted(set(FOLLOWS), key=len, reverse=True))}|[,，。、：:（( ]|$|同志|牧民|和)"
)
#: and those in which they begin
_BY_BEGINNING = re.compile(
    rf"((?:阿依|古丽|迪丽|阿卜|买买|努尔|吐尔|热依|帕提|艾尔|艾力|艾克|巴哈|卡德|哈丽|玛依|米热|祖丽|麦麦|图尔|依布|木合|塔吉|再努|沙吾|茹仙|其其|乌云|萨仁|娜仁|格日|苏日|斯日|达瓦|扎西|卓玛|格桑|央金|德吉|次仁|洛桑|丹增|旦增|仁青|尼玛|索朗|拉巴|边巴|普布|巴桑|强巴|罗布|旺堆|平措|米玛|白玛|嘎玛|才让|才旦|多吉|索南|仁增|朝鲁|巴音|巴图|孟和|宝音|满都|呼格|图雅|高娃|牧仁|哈斯|特木|葛根|其木|乌日|塔娜|斯琴|萨日|阿茹|图娅|敖日|那顺|额尔|阿木)[{''.join(sorted(SOUNDS - frozenset('和不都来在')))}]{{0,5}})"
)
_CALLED_SO = re.compile(
    r"(?:闺女|女儿|儿子|孩子|孙子|孙女|老婆|老公|爱人|朋友|主任|老板|经理|男的|女的|个人|他|她|对方|弟弟|妹妹|哥哥|姐姐|对象)(?:的名字|名字)?叫(?:做)?"
)


def _strange_name(text: str, start: int, cut: Cut) -> int | None:
    match = re.match(
        r"[\u4e00-\u9fff]{2,6}?(?=[,，。；;、（( \d]|$|的|反映|来电|今年|在|电话|身份证|住)", text[start:]
    )
    if match is None or text[start] in SURE:
        return None
    word = match.group()
    if any(char in NEVER_SECOND for char in word):
        return None
    if len(word) >= 3 and all(char in SOUNDS for char in word):
        return start + match.end()
    # 我叫过儿，: nothing but the name stands between the word that calls it and a mark
    closed = start + match.end() == len(text) or text[start + match.end()] in ",，。；;、（("
    plain = cut.word_at.get(start, (0, True))
    return (
        start + match.end()
        if closed
        and len(word) <= 3
        and (plain[0] < start + len(word) or plain[1] or word[0] == word[-1])
        and not _WORK.search(word)
        else None
    )


_WORK = re.compile(r"[车电话人门单号钱费次员物公司楼房路家点个几很就外卖急救]")
