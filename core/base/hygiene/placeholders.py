"""What a template left open: xx局, 20XX年, 〔〕, ____, 待补充, sample numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Hit
from .source import Source, is_han

#: a sentence (or the quotation in it) that shows others what to write
_TELLS_WHAT_TO_WRITE = re.compile(
    r"拟定|名称为|格式|统一名称|统一命名|填写(?!不)|填报|模板|样式|应为|命名|标题为|冠以|题为|如[:：]|例如|比如|譬如|范例|范本|示范文本|样本|样例|样张|字样|注明|写明|写上|标明|标注|备注|署名为|落款为|邮件(?:主题|标题)|文件名|标题写|主题写|形式为|表述为|称为|统称|简称|代替|替换|用.{0,6}表示|形如|类似|诸如|不得出现|不得使用|不能出现|不要写|写成|照此|编号规则|编号为|下同|以此类推"
)
_MASKED_PERSON = re.compile(
    r"当事人|嫌疑人|被告|原告|违纪|违法|案件|立案|一案|本案|办案|受贿|处分|处罚|受害人|患者|申请人|投诉人|来电人|举报人|来信人|某公司|某企业|某单位|被执行人|化名|隐去"
)
_NOUN = r"(?:省(?!略|事|力|级|钱|心|去)|自治区|市(?!场|民|政|值)|县(?!处)|区(?![别分])|旗|镇|乡(?!村)|街道|村|社区|局(?![长势面部])|委(?!托)(?:员会)?|办(?!法|理|公楼|结|事|案|好|学)(?:公室|事处)?|厅(?!长)|处(?![长理罚置分])|科(?![长学技])|所(?!以|有|在|得|需)|站(?!长|起)|中心|单位|部门|公司|企业|学校|医院|银行|集团|机关|院(?!长)|大学|支队|大队|分局|协会|项目|工程|政府|人民政府)"
_AFTER = re.compile(rf"(?:人民)?{_NOUN}")
_PLAIN_NOUN = re.compile(r"局|县|市|区|镇|乡|省|街道")
_X = r"(?:[xX×＊] ?){1,6}"
_UNIT = re.compile(
    rf"(?<![A-Za-z0-9+＋.%\-])(?P<x>{_X})(?=(?:人民)?{_NOUN})"
    rf"|(?<![A-Za-z0-9+＋.%\-*])(?P<stars>\*{{2,6}})(?={_NOUN})"
    rf"|(?<![一二三四五六七八九十○〇零百千年])(?P<round>[○〇◯]{{2,6}})(?={_NOUN})"
    rf"|(?P<mou>某某)(?=(?:省|市(?!场)|县(?!长)|区(?!长)|镇(?!长)|乡(?!长)|街道(?!主任|办主任)|局(?!长)|委(?![员会])|厅(?!长)|单位|部门|社区|村(?!民|支书)|学校|(?:人民)?政府))"
)
_NAME = re.compile(r"(?<![A-Za-z0-9+＋\-.*])(?P<x>[xX]{2,6}|×{2,6})(?![A-Za-z0-9*×])")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
_YEAR = re.compile(
    r"(?<!\d)(?:19|20)(?:\d[xX×*＊]|[xX×*＊]{2}|[○〇◯_＿]{2}|_{1,4})(?= ?(?:年|[-—~至/.]|届|\)|〕|\]|学年|”|》|版|财年|[一-鿿]))"
    r"|(?<=[〔\[(﹝]) {0,3}(?:20)? {0,3}[xX×]{2,4} {0,3}(?=[〕\])﹞])|(?<=[〔﹝]) {0,6}(?=[〕﹞])"
)
_PLAIN_YEAR = re.compile(r"(?<![A-Za-z0-9+])[xX×＊*]{1,4}(?= ?年(?:[xX×\d度初底末]|$|[,，。、\s]))")
_DATE = re.compile(
    r"(?<![A-Za-z0-9+])(?:[xX×*＊]{1,2} ?月 ?(?:[xX×*＊]{1,2}|\d{1,2})? ?日?|(?<=月) ?[xX×*＊]{1,2} ?日|(?<=日)[xX×]{1,2}(?=[时点]))"
    r"|(?:(?:20\d{2}|20|二[○〇]\S{0,2})? {0,8})年[ _]{1,12}月(?:[ _]{1,12}日)?|(?<=年)[ _]{2,12}月|(?<=月)[ _]{2,12}日"
)
_FORM = re.compile(
    r"签[字名章收署]|盖章|填表|申请人 ?[:：]|经办人|登记表|申请表|报名表|回执|存根|出生年月|出生日期|承诺人|审批意见|领导意见"
)
_NUMBER = re.compile(
    r"第 ?(?P<a>[xX×*＊]{1,4}|_{1,8}|[○〇◯]{2,4}) ?(?=[届号期次条章批位名期轮个项])"
    r"|(?<=[〕\]）)﹞])(?P<b>第? ?[xX×*＊]{1,4}) ?(?=号)|(?<=[〕﹞])(?P<c> {1,8}|_{1,8})(?=号)"
    r"|(?<![A-Za-z0-9+＋\-.*])(?P<d>[xX×]{1,6}) ?(?=(?:余?(?:万|亿)?(?:元|份|人次|人(?!民)|名|户|件|次|条|个|项|场|家|篇|期|块|台|套|公里|平方米|亩|吨|位|余|多|%|％|小时|分钟|天|时|点)))"
)
_LINES = re.compile(r"_{2,}")
_FORM_LABEL = re.compile(
    r"(?:姓名|性别|年龄|民族|身份证|住址|签[字名章]|盖章|填表|申请人|意见|单位|职务|职业|学历|编号|其他|建议|原因|备注|请写|请填|填写)(?:[(（][^()（）]{0,8}[)）])? ?[:：] ?$"
)
_BLANKS = re.compile(
    r"【 {0,10}】|《 {0,10}》|“ {0,10}”|「 {0,10}」|〔 {0,10}〕(?! {0,3}号)|\[ {1,10}\](?!\()"
)
_TEMPLATE = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}|\$\{[^{}\n]{0,80}\}|<%[^%\n]{0,80}%>|\{[a-z_][a-z0-9_]{1,30}\}|[【\[(（〔<](?:请|此处|这里|待|插入|填写|输入|单位名称|部门名称|地名|年份|姓名|联系人|日期|时间|地点|标题|正文|示例|样例|模板)[^】\])）〕>\n]{0,20}[】\]>〕]"
    r"|(?:此处|这里|在此|在这里)(?:填写|输入|插入|添加|补充|省略|替换|粘贴)[^,，。；;\n]{0,12}|(?:点击|单击|双击)(?:此处|这里)(?:添加|编辑|输入|修改)[^,，。；;\n]{0,8}|请输入(?:标题|正文|内容|文字|副标题)|请在此[^,，。\n]{1,12}"
    r"|(?:这是|此为|以下为|本文为)(?:一[段条个篇])?(?:测试|示例|样例|占位)(?:文字|文本|内容|数据|标题|段落|文章|稿)?|(?:测试|示例|样例|占位)(?:文字|文本|标题|段落|文章|稿件|正文|单位|部门)(?![的、]?(?:编写|填写|制作))|[（(]示例[)）]"
    r"|(?<![A-Za-z])(?:TODO|FIXME|TBD|TBC|N/A待|lorem\s+ipsum[a-z\s,.]{0,200}|dolor\s+sit\s+amet[a-z\s,.]{0,200}|placeholder|your[ _]name|sample\s+text|insert\s+text)(?![A-Za-z])|#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!)"
    r"|(?<![A-Za-z0-9_.])(?:undefined|null|NaN|None)(?![A-Za-z0-9_.])(?=[\s\u4e00-\u9fff，。；：、）)]|$)",
    re.I,
)
_PENDING = re.compile(
    r"(?<![有尚亟急还仍])(?:待(?:补充完善|补充|补)(?![充足助齐交缴偿贴办录])|待定(?![期向点位额性量价制做岗编]))|(?:[:：(（【\[]\s*|时间|地点|名单|人选|电话|金额|数据|内容|日期|单位|主题|文号|名称|议程|嘉宾)(?:尚?待|有待|另?待|未)(?:补充|补|确认|核实|填写?|完善|明确|确定)(?![^。，,；;\n]{3,})|[（(]略[)）]待补|(?<![\u4e00-\u9fff])待(?:填|补|核实|确认)(?![\u4e00-\u9fff])"
)
_PHONE = re.compile(
    r"(?<![\d-])(?:(?:\d{3,4}[-—\s]|[xX×*0]{3,4}-)?(?:0{7,8}|[xX×]{5,9}|\*{7,8})|(?<!-)12345678|1[3-9]0{9}|138001380(?:00|01)|1[3-9]\d(?P<n>\d)(?P=n){7}|[xX×]{11}|12345678900|11111111111|(?<!\w)[xX×]{3,4}-[xX×]{6,8})(?![\dxX×*-])"
)
_PHONE_LABEL = re.compile(r"(?:电话|手机|传真|热线|号码|联系方式)[^。；;\n]{0,8}$")


def placeholders(source: Source) -> Iterator[Hit]:
    text = source.folded
    yield from _units(source)
    for pattern, code in ((_YEAR, "year_placeholder"), (_PLAIN_YEAR, "year_placeholder")):
        for match in pattern.finditer(text):
            start, end = match.span()
            if start == end:
                start, end = start - 1, end + 1
            if not _tells(source, start, end):
                yield Hit(start, end, "placeholder", code)
    for match in _DATE.finditer(text):
        start, end = _trimmed(text, match.start(), match.end())
        if not _tells(source, start, end) and not _FORM.search(source.line_text(start)):
            yield Hit(start, end, "placeholder", "date_placeholder")
    for match in _NUMBER.finditer(text):
        group = next(name for name in "abcd" if match.group(name) is not None)
        start, end = match.span(group)
        if group == "d" and match.group("d") in ("x", "X") and not is_han(text[start - 1 : start] or " "):
            continue
        if not _tells(source, start, end):
            yield Hit(start, end, "placeholder", "number_placeholder")
    for match in _LINES.finditer(text):
        if _is_blank_to_fill(source, match.start(), match.end()) and not _tells(source, *match.span()):
            yield Hit(*match.span(), "placeholder", "blank")
    for match in _BLANKS.finditer(text):
        if not _tells(source, *match.span()):
            yield Hit(*match.span(), "placeholder", "blank")
    for match in _TEMPLATE.finditer(text):
        if not _is_advice(source, match):
            yield Hit(*match.span(), "placeholder", "template_text")
    for match in _PENDING.finditer(text):
        start = match.start() + (1 if match.group()[0] in ":：(（【[" else 0)
        yield Hit(start, match.end(), "placeholder", "pending")
    for match in _PHONE.finditer(text):
        if _is_sample_phone(source, match):
            yield Hit(*match.span(), "placeholder", "phone_placeholder")


def _units(source: Source) -> Iterator[Hit]:
    text = source.folded
    for match in _UNIT.finditer(text):
        start, end = match.span()
        if match.group("stars") and text.count("**", *source.line(start)) >= 2:
            continue  # bold in Markdown
        sentence = source.sentence_text(start, end)
        single = match.group("x") is not None and len(match.group("x").strip()) == 1
        doubtful = single and (match.group("x").strip() == "×" or text[start - 1 : start] in "+＋—-")
        if doubtful and not _PLAIN_NOUN.match(text, end):
            continue
        if _tells(source, start, end) or (match.group("mou") and _MASKED_PERSON.search(sentence)):
            continue
        noun = _AFTER.match(text, end)
        yield Hit(start, noun.end() if noun else end, "placeholder", "unit_placeholder")
    for match in _NAME.finditer(text):
        start, end = match.span()
        before = text[start - 1 : start]
        if (
            (before in _SURNAMES and before)
            or _tells(source, start, end)
            or _MASKED_PERSON.search(source.sentence_text(start, end))
        ):
            continue
        if _PHONE_LABEL.search(text[max(0, start - 14) : start]) and end - start >= 5:
            continue
        after = text[end : end + 1]
        if is_han(before or " ") or is_han(after or " ") or before in "：:“《，、（" or after in "，。、）":
            yield Hit(start, end, "placeholder", "unit_placeholder")


def _tells(source: Source, start: int, end: int) -> bool:
    """Whether the sentence says what others shall write there."""
    return bool(_TELLS_WHAT_TO_WRITE.search(source.sentence_text(start, end)))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n\r":
        start += 1
    return start, end


def _is_blank_to_fill(source: Source, start: int, end: int) -> bool:
    """Blanks in a form are for the reader to fill; in a sentence the writer has forgotten them."""
    text = source.folded
    begin, finish = source.line(start)
    before, after = text[begin:start], text[end:finish]
    if not (before.strip("_ ") or after.strip("_ ")):
        return False  # a ruled line
    if _FORM_LABEL.search(before) or _FORM.search(source.line_text(start)):
        return False
    return (
        is_han(before[-1:] or " ")
        or is_han(after[:1] or " ")
        or before.rstrip()[-1:] in (":", "：", "第", "〔", "(")
    )


def _is_advice(source: Source, match: re.Match[str]) -> bool:
    """填写示例文本 and the like in a guide."""
    return match.group()[:2] in ("示例", "样例", "测试") and bool(
        re.search(r"参照|参考|提供|制作|编制|下载|附", source.sentence_text(match.start()))
    )


def _is_sample_phone(source: Source, match: re.Match[str]) -> bool:
    number = match.group()
    before = source.folded[max(0, match.start() - 14) : match.start()]
    if _tells(source, *match.span()):
        return False
    if re.fullmatch(r"1[3-9]\d{9}", number) or "-" in number:
        return True
    return bool(_PHONE_LABEL.search(before))
