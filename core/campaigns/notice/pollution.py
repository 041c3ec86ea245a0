"""Clear pollution in a notice: words of betting and porn sites, injected links, pinyin in brackets, lost characters.

Only what is certain is reported; a placeholder in a sentence that tells others what to write, and addresses under
gov.cn, are none. `wrong_name` is left to the publishing hygiene check, which knows the office's own name.
"""

from __future__ import annotations

import re

from .model import Pollution
from .source import Line, fold

_BETTING = re.compile(
    r"博彩|赌场|赌博网|网上赌|赌球|娱乐城|百家乐|老虎机|时时彩|六合彩|北京赛车|幸运飞艇|幸运28|快3|快三投注|真人荷官|真人娱乐|电子游艺|捕鱼(?:游戏|达人|平台)"
    r"|(?:体育|彩票|足球|棋牌|在线|网上)(?:投注|博彩)|投注(?:网|平台|站)|棋牌(?:游戏|平台|娱乐|官网)|外围(?:投注|足球)|买球|(?:新|澳门|老)?葡京(?:娱乐|赌|网|官|体育|国际|在线|注册|$)?|新濠天地"
    r"|澳门(?:赌场|赌|金沙|威尼斯人(?:官网|娱乐城?)?|威尼斯|银河(?:娱乐|国际|网)|永利|美高梅|彩)|(?:金沙|永利|威尼斯人|太阳城|银河|皇马|帝豪|凯发|乐天堂|大发|明升|伟德|韦德|沙巴|亚博|必威|必发|乐鱼|华体会|爱游戏|开云|米兰|九游|万博|皇冠|天博|雷火|金宝博|博狗|bob|竞博|星空|江南|半岛)"
    r"(?:娱乐(?:城|场|网|平台)?|体育(?:官网|app|平台|网|在线)?|国际(?:娱乐|网|平台)|棋牌|真人|电竞|彩票|投注|现金网|官网|赌场|app|集团官网)"
    r"|(?<![a-z])(?:bet\s?\d{2,4}|bet365|betway|bwin|w88|m88|188bet|hg\d{4}|ag真人|pt电子)(?![a-z])"
    r"|首存|返水|注册送(?:彩金|\d+)|送彩金|彩金|下注|稳赚|包赢|私彩",
    re.I,
)
_ADULT = re.compile(
    r"(?:成人|色情|黄色|激情|无码|有码|三级|a片|av)(?:视频|电影|网站|影院|在线|小说|图片|片)|裸聊|约炮|援交|一夜情|无码|偷拍自拍|国产精品(?:视频|久久)|日韩(?:无码|av|精品)|做爱|性爱|情色|招嫖|上门服务.{0,6}小姐",
    re.I,
)
_SPAM = re.compile(
    r"代开发票|代办(?:证件|文凭)|刷单(?:兼职|返)|(?:加|添加)(?:客服)?(?:微信|QQ|薇信|V信)[::\s]?[A-Za-z0-9_-]{5,}|代孕|贷款(?:秒批|秒到)|时时采|外挂下载",
    re.I,
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s一-鿿，。；、）)》”<>\"]{3,200}", re.I | re.ASCII)
_MARKUP = re.compile(
    r"<\s?/?(?:a|script|iframe|marquee|div|font|span)\b[^<>]{0,300}>|(?:document\.write|javascript:|eval)\s?\(?",
    re.I,
)
_SHADY_HOST = re.compile(
    r"\.(?:xyz|top|vip|cc|club|win|bet|casino|icu|loan|shop|site|fun|buzz|cyou|tk|ml|pw|red|wang|live)(?:[:/]|$)",
    re.I,
)
_SYLLABLE = r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?[aāáǎàoōóǒòeēéěèiīíǐìuūúǔùüǖǘǚǜvê]{1,3}(?:ng|n|r)?"
_PINYIN = re.compile(rf"[一-鿿]\s?\(\s?(?P<py>{_SYLLABLE}(?:\s?{_SYLLABLE}){{0,5}})\s?\)", re.I)
_TONE = re.compile(r"[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ]")
_TRADITIONAL = frozenset(
    "務開關國會議員電話業產動際區縣鄉鎮張辦處長門問間聞題實對應經濟發說學習書報紙環聯係統計劃規範場質監審財稅農機構組織領導幹眾與個們這還進運過達遠選遞邊讓記許設訪證"
    "評試詢該詳語誤請調論謝識譯護變讀車軍輕載轉軟輸輪鐵錄錢錯鍵鏈閱陽隊階隨險難雲靈靜頁頂項順須預頭額願類顧風飛飯館馬驗體鬥魚鳥黃齊齡龍壓屬屆歲歷師帶幣幾廠廣廳彈強從"
    "復態慶憑懷戰戶撥擇擊擔據擴擺敗數斷時東條樓標樣樹權歡決沒況淨測滿漢災無煙營爭爾牆獎獨獲現畢異療盡確碼礎禮種積稱穩窮競筆節築簡簽約紅純級細終結給絕維緊線編練總績繼"
    "續罰職聽肅腦臨舉舊華萬葉蔥藝藥號術補裝複見視覺覽觀觸訂訓託訴診詞誠誰課談諮講責貨貫貿費賀資賓賞賠賴購贈軌較輔連週適遲遷遼邏郵鄰釋針鋼鎖鑑鑒閉閒隸離雜雖霧韓響頻顏"
    "顯飲養餘駐駕騎騙驚髮鬆鮮麗黨點齒"
)
_MIXED_ZHU = re.compile(
    r"(?:悬挂|挂|围绕|沿|朝|有|随|意味|本|抓|接)著(?!作|名|述|书|称)|著(?:力(?:点|推|抓|解)?|眼(?:于|点)?|重点|手|落)"
)
_MOJIBAKE = re.compile(
    r"锟斤拷|烫烫烫|屯屯屯|�{1,}|ï¿½|â€[œ“”™]?|Ã[\x80-\xbf¤©¨]|&(?:nbsp|amp|lt|gt|quot);|[\ue000-\uf8ff]+"
)
_LOST = re.compile(r"(?<=[一-鿿])\?{1,3}(?=[一-鿿])")
_ASKS = re.compile(r"[吗呢么谁哪几何否怎多]|是不是|有没有|能不能|可不可|为什么|什么|如何|请问")
_PLACEHOLDER = re.compile(
    r"(?:\d{2}|第|(?<![A-Za-z]))[xX×*]{1,4}(?=[省市县区镇乡街局委办院校村年月日届号期位名家人元任])|(?<=[一-鿿])_{2,}(?=[一-鿿])|(?<=长|记|任)[xX×]{2,3}(?=[一-鿿、,，]|$)"
    r"|\{\{[^{}]{0,60}\}\}|\$\{[^{}]{0,60}\}|【(?:请|此处|待)[^】]{0,20}】|(?:此处|这里)(?:填写|输入|插入)[^,。]{0,12}"
)
_TELLS_WHAT_TO_WRITE = re.compile(
    r"拟定|名称为|格式|统一名称|填写|模板|样式|应为|命名|标题为|冠以|题为|如[::]"
)
_ID_NUMBER = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_BANK_CARD = re.compile(r"(?<!\d)(?:62|4\d|5[1-5])\d{2}[\s-]?(?:\d{4}[\s-]?){2,3}\d{3,4}(?!\d)")


def find_pollution(lines: list[Line]) -> list[Pollution]:
    """Pollution in the order of the text; overlapping finds are joined, the first kind named wins."""
    traditional = _traditional_is_foreign(lines)
    found: list[Pollution] = []
    for line in lines:
        folded = fold(line.text)
        spans: list[tuple[int, int, str]] = []
        spans += [
            (*match.span(), "injected")
            for pattern in (_BETTING, _ADULT, _SPAM, _MARKUP)
            for match in pattern.finditer(folded)
        ]
        spans += [
            (*match.span(), "injected")
            for match in _LINK.finditer(folded)
            if _injected_link(folded, match, bool(spans))
        ]
        spans += _garbled(folded, traditional)
        spans += [
            (*m.span(), "lost_character") for m in _LOST.finditer(folded) if not _asks(folded, m.start())
        ]
        if not _TELLS_WHAT_TO_WRITE.search(folded):
            spans += [(*match.span(), "placeholder") for match in _PLACEHOLDER.finditer(folded)]
        spans += [
            (*match.span(), "personal")
            for pattern in (_ID_NUMBER, _BANK_CARD)
            for match in pattern.finditer(folded)
        ]
        found += [
            Pollution(
                line.start + begin, line.start + end, kind, line.text[begin:end], line.number, line.text
            )
            for begin, end, kind in _joined(spans)
        ]
    return found


def _joined(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    result: list[tuple[int, int, str]] = []
    for begin, end, kind in sorted(spans):
        if result and begin < result[-1][1]:
            last = result[-1]
            result[-1] = (last[0], max(last[1], end), last[2])
        else:
            result.append((begin, end, kind))
    return result


def _injected_link(folded: str, match: re.Match[str], beside_spam: bool) -> bool:
    host = re.sub(r"^https?://", "", match.group(), flags=re.I).split("/")[0].split(":")[0].lower()
    if host.endswith(".gov.cn") or host == "gov.cn":
        return False
    return beside_spam or bool(_SHADY_HOST.search(host + "/"))


def _garbled(folded: str, traditional_is_foreign: bool) -> list[tuple[int, int, str]]:
    spans = [(*match.span(), "garbled") for match in _MOJIBAKE.finditer(folded)]
    pinyin = list(_PINYIN.finditer(folded))
    if len(pinyin) >= 2 or any(_TONE.search(match.group("py")) for match in pinyin):
        spans += [(*match.span(), "garbled") for match in pinyin]
    if traditional_is_foreign:
        spans += [(index, index + 1, "garbled") for index, char in enumerate(folded) if char in _TRADITIONAL]
        spans += [(*match.span(), "garbled") for match in _MIXED_ZHU.finditer(folded)]
    return _touching(spans)


def _touching(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Neighbouring garbled characters as one find."""
    result: list[tuple[int, int, str]] = []
    for begin, end, kind in sorted(spans):
        if result and begin <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(end, result[-1][1]), kind)
        else:
            result.append((begin, end, kind))
    return result


def _traditional_is_foreign(lines: list[Line]) -> bool:
    """Traditional characters are damage in a simplified text, and the rule in a traditional one."""
    total = sum(1 for line in lines for char in line.text if "一" <= char <= "鿿")
    foreign = sum(1 for line in lines for char in line.text if char in _TRADITIONAL)
    return total > 0 and foreign / total < 0.08


def _asks(folded: str, position: int) -> bool:
    """A question mark between two characters is a real one where its clause asks something."""
    clause = re.split(r"[。;!?,:]", folded[:position])[-1]
    return bool(_ASKS.search(clause))
