"""Some hundred published texts of a city that doesn't exist, always the same ones, for the tests and figures of the search.

Every text is put together from our own sentences: units, places, days, numbers and figures differ from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.base.search import SearchDocument

CAMPAIGN = 1
FIRST_DAY = date(2026, 5, 1)
#: code: (name, short name, sign in document numbers, what it shows on its open day, where)
UNITS = {
    "water": ("云川市水务局", "市水务局", "云水", "第二水厂的取水、净化和化验", "第二水厂"),
    "housing": ("云川市住房和城乡建设局", "市住建局", "云住建", "老旧小区改造的工地和样板楼", "平安里小区"),
    "education": ("云川市教育局", "市教育局", "云教", "中小学食堂的后厨和留样", "实验小学"),
    "health": ("云川市卫生健康委员会", "市卫健委", "云卫", "急救调度和社区门诊", "急救中心"),
    "transport": ("云川市交通运输局", "市交通局", "云交", "公交调度中心和充电站", "公交总站"),
    "market": ("云川市市场监督管理局", "市市监局", "云市监", "农产品快检车和计量室", "检验检测所"),
    "labour": ("云川市人力资源和社会保障局", "市人社局", "云人社", "社保经办大厅和招聘专区", "社保大厅"),
    "environment": ("云川市生态环境局", "市环保局", "云环", "空气自动监测站", "东湖监测站"),
    "police": ("云川市公安局", "市公安局", "云公", "接警平台和反诈中心", "指挥中心"),
    "fire": ("云川市消防救援支队", "市消防支队", "云消", "登高车、破拆工具和逃生屋", "特勤站"),
    "culture": ("云川市文化旅游和广播电视局", "市文旅局", "云文旅", "图书馆的古籍修复室", "市图书馆"),
    "planning": ("云川市自然资源局", "市自然资源局", "云自然", "不动产登记的全部窗口", "登记中心"),
    "forest": ("云川市林业和草原局", "市林草局", "云林", "苗圃和森林防火瞭望塔", "青石岭林场"),
    "farm": ("云川市农业农村局", "市农业局", "云农", "种子库和农机合作社", "良种场"),
    "civil": ("云川市民政局", "市民政局", "云民", "养老院的护理楼和食堂", "夕阳红养老院"),
    "medicare": ("云川市医疗保障局", "市医保局", "云医保", "异地就医结算的后台", "医保中心"),
    "tax": ("云川市税务局", "市税务局", "云税", "办税服务厅和发票中心", "办税厅"),
    "city_order": ("云川市城市管理综合行政执法局", "市城管局", "云城管", "垃圾分拣线和数字城管平台", "城管指挥部"),
    "emergency": ("云川市应急管理局", "市应急局", "云应急", "防汛物资库", "物资库"),
    "finance": ("云川市财政局", "市财政局", "云财", "预算编制和政府采购流程", "财政大楼"),
}  # fmt: skip
STREETS = (
    "解放路", "建设街", "青年路", "滨河路", "文化巷", "光明街", "朝阳路", "和平街", "东风路", "西湖路", "北苑小区", "南园小区",
    "平安里", "槐树巷", "长安街", "新华路", "工业路", "学府路", "站前街", "柳荫路",
)  # fmt: skip
#: what somebody can have done: (title, unit, what to bring, days)
ITEMS = (
    ("新生儿出生登记", "police", "出生医学证明、父母双方身份证", 1),
    ("居住证办理", "police", "身份证、租房合同或房产证", 5),
    ("养犬登记", "police", "身份证、犬只免疫证明", 3),
    ("二手房转移登记", "planning", "买卖合同、双方身份证、完税证明", 3),
    ("不动产抵押登记", "planning", "抵押合同、不动产权证", 2),
    ("小学入学报名", "education", "户口簿、房产证或居住证", 10),
    ("学生资助申请", "education", "申请表、家庭经济情况说明", 15),
    ("教师资格认定", "education", "学历证书、普通话证书、体检表", 20),
    ("社会保障卡补办", "labour", "身份证", 1),
    ("失业保险金申领", "labour", "身份证、离职证明", 10),
    ("灵活就业人员参保", "labour", "身份证、户口簿", 5),
    ("异地就医备案", "medicare", "社会保障卡", 1),
    ("生育津贴申领", "medicare", "出生医学证明、银行卡", 15),
    ("慢性病门诊认定", "medicare", "病历、检查报告", 20),
    ("食品经营许可", "market", "申请表、场所平面图、健康证明", 10),
    ("个体工商户登记", "market", "身份证、经营场所证明", 1),
    ("电梯投诉处理", "market", "小区名称、电梯编号", 7),
    ("老年人优待证", "civil", "身份证、一寸照片", 3),
    ("高龄津贴申领", "civil", "身份证、户口簿、银行卡", 20),
    ("临时救助申请", "civil", "申请书、收入证明", 10),
    ("用水报装", "water", "房产证、用水申请表", 5),
    ("水表过户", "water", "买卖双方身份证、水费缴清单", 2),
    ("公租房申请", "housing", "收入证明、无房证明", 30),
    ("住宅维修资金使用", "housing", "业主表决书、施工方案", 15),
    ("商品房预售许可", "housing", "土地证、规划许可、施工许可", 10),
    ("出租汽车驾驶员证", "transport", "驾驶证、无犯罪记录证明", 20),
    ("公交老年卡", "transport", "身份证、一寸照片", 1),
    ("林木采伐许可", "forest", "林权证、采伐设计", 15),
    ("农机购置补贴", "farm", "身份证、发票、机具照片", 30),
    ("排污许可", "environment", "环评批复、申请表", 20),
    ("公众聚集场所消防检查", "fire", "营业执照、场所平面图", 10),
    ("图书馆读者证", "culture", "身份证", 1),
    ("开具完税证明", "tax", "身份证", 1),
    ("户外广告设置", "city_order", "效果图、场地使用证明", 15),
    ("建筑垃圾处置", "city_order", "处置方案、运输合同", 10),
    ("政府采购供应商登记", "finance", "营业执照、开户许可", 5),
    ("安全生产许可", "emergency", "安全评价报告、制度文本", 20),
    ("住院费用报销", "medicare", "发票、费用清单、出院小结", 20),
    ("护照换发预约", "police", "旧护照、身份证、照片回执", 7),
    ("生活垃圾收费减免", "city_order", "低保证、身份证", 10),
)  # fmt: skip
#: what citizens ask about: (in the title, unit, how it ends)
QUESTIONS = (
    ("路灯不亮", "city_order", "损坏的灯具已更换，并把这一段列入每周巡查"),
    ("下水道堵塞", "water", "管道已疏通，计划在雨季前更换老化的管段"),
    ("占道经营", "city_order", "已劝离流动摊贩，在早市划出临时摊位"),
    ("公交车次太少", "transport", "早晚高峰各增加四个班次，末班车延到21:30"),
    ("夜间施工噪声", "environment", "责令工地在22:00以后停工，并安装噪声监测设备"),
    ("暖气不热", "housing", "换热站已清洗过滤器，室温回到20度"),
    ("学校门口拥堵", "police", "上下学时段增派交警，设置临时停车区"),
    ("电梯经常故障", "market", "维保单位更换了控制板，责令限期整改"),
    ("电动车楼道充电", "fire", "清理楼道车辆，新装两处充电桩"),
    ("工资拖欠", "labour", "劳动监察已立案，三十二名工人的工资全部补发"),
    ("医保卡余额查询", "medicare", "可以在医保中心窗口或自助机上查询"),
    ("垃圾清运不及时", "city_order", "清运频次由每天一次改为每天两次"),
)  # fmt: skip
#: policies: (name, unit, gist)
POLICIES = (
    ("城市供水条例实施细则", "water", "二次供水设施由谁维护、漏损由谁承担"),
    ("老旧小区改造三年计划", "housing", "先改水电气热，再加装电梯，居民三分之二同意才动工"),
    ("机动车停车管理办法", "transport", "医院和学校周边的停车前三十分钟免费"),
    ("生活垃圾分类管理办法", "city_order", "四类垃圾分别投放，撤桶并点，误时可投"),
    ("城镇燃气安全管理规定", "housing", "燃气软管每八年更换，餐饮场所必须装报警器"),
    ("集中供热价格调整方案", "finance", "居民热价不变，非居民热价每平方米上调一元二角"),
    ("义务教育入学划片方案", "education", "新建的第三实验小学划入两个社区"),
    ("网约车经营服务管理细则", "transport", "驾驶员须有三年驾龄，车辆须装定位装置"),
    ("高龄老人补贴办法", "civil", "八十岁以上每月一百元，百岁以上每月六百元"),
    ("城乡居民医疗保险调整方案", "medicare", "门诊报销比例提高到百分之六十"),
    ("大气污染防治行动方案", "environment", "淘汰小锅炉，工地扬尘在线监测"),
    ("食用农产品市场准入规定", "market", "进场销售须有承诺达标合格证"),
    ("森林防火期禁火令", "forest", "每年三月到五月林区内禁止一切野外用火"),
    ("农村危房改造补助标准", "housing", "重建每户补助四万元，修缮每户补助一万五千元"),
    ("政府投资项目管理办法", "finance", "概算超过百分之十的项目须重新报批"),
    ("养犬管理条例草案", "police", "遛犬须牵绳，禁养犬只名录另行公布"),
    ("城市绿地系统规划", "forest", "出门三百米见绿，五百米见园"),
    ("突发事件应急预案", "emergency", "按四级响应，十五分钟内首报"),
    ("公共图书馆延时开放方案", "culture", "周五周六开放到二十二点"),
    ("人才安居补贴办法", "labour", "博士每月三千元，硕士每月一千五百元"),
)  # fmt: skip
ENGLISH = (
    ("Open day at the Second Water Plant", "water", "Visitors see how river water becomes tap water. Booking is free; bring an id card."),
    ("Visit the fire station on 19 September 2026", "fire", "Children over six may climb the ladder truck with a parent."),
    ("How to register a newborn", "police", "Bring the birth certificate and both parents' id cards to any police station."),
    ("Parking rules near schools and hospitals", "transport", "The first thirty minutes are free. After that the fee is 2 yuan an hour."),
    ("Garbage sorting in four bins", "city_order", "Kitchen waste goes into the green bin, recyclables into the blue one."),
    ("Public hearing on heating prices", "finance", "Twenty residents will speak. The price for homes stays as it is."),
    ("Library opens until ten at night", "culture", "On Fridays and Saturdays the reading rooms stay open late."),
    ("Wheelchair access to government buildings", "civil", "Ramps and lifts are listed by street. Call 260 0455 for help at the door."),
    ("Medical insurance for residents from abroad", "medicare", "Outpatient bills are paid back at sixty per cent."),
    ("Road works on Jiefang Road", "transport", "Bus lines 3 and 12 take another way until 30 June 2026."),
    ("Air quality report for May", "environment", "There were twenty-eight days with good air."),
    ("School enrolment for newcomers' children", "education", "A residence permit of one year is enough."),
    ("Survey on government services", "finance", "Ten questions, five minutes, no names."),
    ("Interview with the head of the water bureau", "water", "Ask about leaks, meters and bills on air."),
    ("Elderly bus card", "transport", "Residents over sixty-five ride free with the card."),
)  # fmt: skip


def corpus() -> list[SearchDocument]:
    """All texts, oldest first; keys tell what they are (`test:open-day-water`)."""
    made = [*_open_days(), *_results(), *_guides(), *_answers(), *_policies(), *_outages(), *_interviews()]
    return [*made, *_english()]


def _document(
    code: str, unit: str, title: str, lines: list[str], day: int, *, number: int = 0, kind: str = "notice"
) -> SearchDocument:
    from core.base.search import SearchDocument, place

    name, short, sign, *_ = UNITS[unit]
    return SearchDocument(
        key=f"test:{code}",
        kind=f"test.{kind}",
        title=title,
        body="\n".join(lines),
        places=(place("web_public.column"),),
        published_at=datetime(2026, 5, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=len(code)),
        headings=tuple(line for line in lines if line.startswith(("一、", "二、", "三、"))),
        doc_number=f"{sign}公告〔2026〕{number}号" if number else "",
        names=(name, short),
        campaign_id=CAMPAIGN,
        department_id=list(UNITS).index(unit) + 1,
    )


def _day(offset: int) -> str:
    day = FIRST_DAY + timedelta(days=offset)
    return f"{day.year}年{day.month}月{day.day}日"


def _phone(n: int) -> str:
    return f"260 {1100 + n * 7:04d}"


def _open_days() -> Iterator[SearchDocument]:
    for n, (unit, (name, _short, _sign, shown, where)) in enumerate(UNITS.items()):
        yield _document(
            f"open-day-{unit}", unit, f"{name}“政府开放日”活动公告",
            [
                f"经审核备案，{name}定于{_day(131 + n)}举办“政府开放日”活动。",
                "一、开放主题", f"请市民代表走进{where}，看{shown}。",
                "二、报名方式", f"即日起报名，每场{25 + n}人，电话{_phone(n)}。请带身份证。",
                "三、温馨提示", "现场有轮椅通道和手语翻译，需要的请在报名时说明。",
            ],
            20 + n, number=n + 1, kind="open_day",
        )  # fmt: skip


def _results() -> Iterator[SearchDocument]:
    for n, (unit, (name, _short, _sign, shown, where)) in enumerate(UNITS.items()):
        yield _document(
            f"results-{unit}", unit, f"{name}政府开放日活动开展情况",
            [
                f"{_day(131 + n)}，{28 + n}名市民代表来到{where}，参观了{shown}。",
                f"座谈时代表提出{3 + n % 5}条意见，其中{1 + n % 3}条已经采纳，其余的逐条说明了理由。",
                "代表们说，看得见的流程最让人放心。",
            ],
            140 + n, kind="results",
        )  # fmt: skip


def _guides() -> Iterator[SearchDocument]:
    for n, (item, unit, papers, days) in enumerate(ITEMS):
        name = UNITS[unit][0]
        yield _document(
            f"guide-{n + 1}", unit, f"{item}办事指南",
            [
                f"办理单位：{name}。需要的材料：{papers}。",
                f"办结时限：{days}个工作日。收费：不收费。" if n % 4 else f"办结时限：{days}个工作日。工本费{5 + n}元。",
                f"窗口：市民服务中心{n % 6 + 1}楼{n % 20 + 1}号。咨询电话：{_phone(100 + n)}。",
                "老年人和行动不便的人可以预约上门办理。",
            ],
            n % 30, kind="guide",
        )  # fmt: skip


def _answers() -> Iterator[SearchDocument]:
    for n in range(len(QUESTIONS) * 10):
        question, unit, outcome = QUESTIONS[n % len(QUESTIONS)]
        street = STREETS[(n * 7 + n // len(QUESTIONS)) % len(STREETS)]
        yield _document(
            f"answer-{n + 1}", unit, f"关于{street}{question}问题的答复",
            [
                f"市民来电反映{street}{n % 90 + 1}号附近{question}。",
                f"{UNITS[unit][0]}{_day(n % 60)}到现场核实，情况属实。{outcome}。",
                f"工单号 {20260000 + n * 13}，对答复不满意的可以拨打12345。",
            ],
            10 + n % 60, kind="answer",
        )  # fmt: skip


def _policies() -> Iterator[SearchDocument]:
    for n, (policy, unit, gist) in enumerate(POLICIES):
        name = UNITS[unit][0]
        yield _document(
            f"consultation-{n + 1}", unit, f"《云川市{policy}》公开征求意见的公告",
            [
                f"{name}起草了《云川市{policy}》，现在公开征求意见，截止到{_day(60 + n)}。",
                f"主要内容：{gist}。",
                f"意见可以在网页上提，也可以寄到{STREETS[n]}{n + 8}号，或拨打{_phone(60 + n)}。",
            ],
            15 + n, number=40 + n, kind="consultation",
        )  # fmt: skip
        yield _document(
            f"interpretation-{n + 1}", unit, f"一图读懂：{policy}",
            [
                f"《云川市{policy}》为什么要定？{name}的解读。",
                f"新的规定是：{gist}。",
                f"自{_day(120 + n)}起施行，有效期五年。",
            ],
            70 + n, kind="interpretation",
        )  # fmt: skip


def _outages() -> Iterator[SearchDocument]:
    kinds = (
        ("停水", "water", "检修主管道"),
        ("停气", "housing", "燃气管网改造"),
        ("停暖", "housing", "换热站抢修"),
    )
    for n in range(36):
        what, unit, why = kinds[n % 3]
        street, other = STREETS[n % len(STREETS)], STREETS[(n + 5) % len(STREETS)]
        yield _document(
            f"outage-{n + 1}", unit, f"{street}一带临时{what}通知",
            [
                f"因{why}，{_day(100 + n)}8:00—{17 + n % 4}:30，{street}和{other}一带临时{what}。",
                f"请提前做好准备，抢修电话 {_phone(200 + n % 3)}。",
            ],
            95 + n, kind="outage",
        )  # fmt: skip


def _interviews() -> Iterator[SearchDocument]:
    guests = (
        "王青禾",
        "李望舒",
        "赵守一",
        "陈江月",
        "林知远",
        "孙若竹",
        "钱远山",
        "程星野",
        "周砚秋",
        "吴听澜",
    )
    for n, unit in enumerate(UNITS):
        name, _short, _sign, shown, _where = UNITS[unit]
        guest = guests[n % len(guests)] if n < len(guests) else f"{guests[n % len(guests)]}的同事"
        yield _document(
            f"interview-{unit}", unit, f"在线访谈预告：{name}谈{shown}",
            [
                f"{_day(14 + n)}9:05—9:55，{guest}做客利民热线直播间，回答市民提问。",
                "提问可以现在留下，当场没有答完的，五个工作日内公开答复。",
            ],
            5 + n, kind="interview",
        )  # fmt: skip


def _english() -> Iterator[SearchDocument]:
    for n, (title, unit, text) in enumerate(ENGLISH):
        yield _document(
            f"english-{n + 1}", unit, title,
            [text, f"Published by the bureau on {FIRST_DAY + timedelta(days=30 + n)}. Telephone {_phone(300 + n)}."],
            30 + n, kind="english",
        )  # fmt: skip
