"""Notices of offices that don't exist, in the shapes offices use: covering letter with plan, letter (函), a bureau's
own plan, other numbering, other date grammar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.campaigns.notice import NotANotice, Notice, demo_notice, read_notice

FICTIONAL = Path(__file__).parent / "fictional"


def _read(name: str) -> Notice:
    return read_notice((FICTIONAL / name).read_text(encoding="utf-8"))


def _duties(notice: Notice) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (d.date.isoformat() if d.date else str(d.rule), d.what, d.sender, d.receiver)
        for d in notice.deadlines
    ]


def _activities(notice: Notice) -> list[tuple[str, list[str], list[str]]]:
    return [(a.heading, list(a.units), [day.isoformat() for day in a.dates]) for a in notice.activities]


def test_covering_letter_with_plan():
    notice = _read("qingshi-plan.txt")
    assert notice.title
    assert notice.title.value == "青石县人民政府办公室关于印发《青石县2025年“政务公开日”活动实施方案》的通知"
    assert notice.plan_title
    assert notice.plan_title.value == "青石县2025年“政务公开日”活动实施方案"
    assert notice.issuer
    assert notice.issuer.value == "青石县人民政府办公室"
    assert notice.number
    assert notice.number.value == "青政办函〔2025〕23号"
    assert notice.theme
    assert notice.theme.value == "阳光政务 惠民利企"
    assert notice.window
    assert (notice.window.start, notice.window.end) == (date(2025, 5, 15), date(2025, 6, 15))
    assert _activities(notice) == [
        ("政府开放日", ["各乡镇", "各乡镇（街道）", "县直各部门"], ["2025-05-15", "2025-05-31"]),
        ("上门送政策", ["县发展和改革局", "县工业和信息化局", "县财政局", "县税务局"], []),
        ("惠企政策专场解读", ["县政务服务管理局", "县工商联"], ["2025-05-20"]),
        ("在线访谈", ["县教育局", "县卫生健康局", "县住房和城乡建设局"], ["2025-05-22"]),
        ("问卷调查", ["县政府办公室", "各乡镇"], []),
    ]
    assert _duties(notice) == [
        ("2025-05-08", "活动方案", "各乡镇、各部门", "县政务公开办"),
        ("2025-06-20", "活动总结及影像资料（照片不少于5张）", "各乡镇、各部门", "县政府办公室政务公开股"),
    ]
    assert [(c.name, c.phone, c.email) for c in notice.contacts] == [
        ("赵某", "0555-7654321", "gk@example.org")
    ]


def test_letter_with_arabic_numbering():
    notice = _read("letter-open-month.txt")
    assert notice.issuer
    assert notice.issuer.value == "市大数据发展管理局、市政府办公室"
    assert notice.window
    assert (notice.window.start, notice.window.end) == (date(2023, 9, 1), date(2023, 9, 30))
    assert notice.theme
    assert notice.theme.value == "打开政府大门  倾听百姓心声"
    assert [unit.name for unit in notice.units] == ["各区县政府", "市级各部门", "市直属企业"]
    assert _activities(notice)[0] == (
        "“局长走进直播间”", ["市人社局", "市医保局", "市民政局", "市公安局"], ["2023-09-05", "2023-09-26"],
    )  # fmt: skip
    assert _duties(notice) == [
        ("2023-08-25", "《活动报名表》（见附件）", "各单位", "市大数据局政务公开科"),
        ("event_end+5wd", "活动总结", "各单位", "市大数据局"),
        ("weekly:5", "活动进展信息", "各区县、各园区管委会、市级各部门", None),
    ]
    assert notice.deadlines[2].time == "17:00"


def test_a_bureaus_own_plan():
    notice = _read("nanling-open-day.txt")
    assert notice.issuer
    assert notice.issuer.value == "南岭市教育局"
    assert notice.window
    assert (notice.window.start, notice.window.end) == (date(2026, 5, 18), date(2026, 5, 18))
    assert notice.theme
    assert notice.theme.value == "走进校园 共话教育"
    assert [unit.name for unit in notice.units] == ["南岭市教育局", "市实验小学", "市教育考试院"]
    assert _duties(notice) == [
        ("2026-05-11", "活动公告", "局办公室", None),
        ("2026-05-13", "名单", "基教科", "局办公室"),
        ("event_end+3wd", "活动信息", None, "局办公室"),
    ]
    assert [item.heading for item in notice.requirements][:2] == ["高度重视", "做好宣传"]


@pytest.mark.parametrize("start", [date(2026, 5, 15), date(2027, 12, 20), date(2028, 2, 25)])
def test_the_demo_notice_reads_back_its_own_dates(start):
    notice = read_notice(demo_notice(start))

    def day(offset: int) -> str:
        return (start + timedelta(days=offset)).isoformat()

    assert notice.window
    assert (notice.window.start.isoformat(), notice.window.end.isoformat()) == (day(0), day(16))
    # 35 by name, the counties and the development zone as groups: forty departments
    assert len(notice.units) == 37
    assert len(notice.activities) == 6
    assert [d[0] for d in _duties(notice)] == [
        day(0), day(0), day(-20), day(-5), day(-5), "event_start-15d", "event_end+3d", day(13),
    ]  # fmt: skip
    assert len(notice.slogans) == 6
    assert notice.pollution == ()
    assert notice.unplaced == ()
    open_day = notice.activities[1]
    assert (open_day.periods[0].start_time, open_day.periods[0].end_time) == ("09:00", "11:30")


_FRAME = """云川市人民政府办公室关于开展2025年政务公开日活动的通知

各县区人民政府,市政府各部门:

一、活动时间

{window}

二、活动内容

(一)现场咨询。{activity}

三、工作要求

(一)按时报送。{duty}

云川市人民政府办公室
2025年4月20日
"""


def _framed(window: str = "5月15日", activity: str = "在广场设台。", duty: str = "认真组织。") -> Notice:
    return read_notice(_FRAME.format(window=window, activity=activity, duty=duty))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("5月15日至6月15日。", "2025-05-15", "2025-06-15"),
        ("自2025年5月15日起至2025年5月31日止。", "2025-05-15", "2025-05-31"),
        ("２０２５年５月１５日－３１日。", "2025-05-15", "2025-05-31"),
        ("5月15—31日", "2025-05-15", "2025-05-31"),
        ("二〇二五年五月十五日至三十一日", "2025-05-15", "2025-05-31"),
        ("2025.5.15-2025.5.31", "2025-05-15", "2025-05-31"),
        ("2025年12月20日至次年1月10日", "2025-12-20", "2026-01-10"),
        ("9月份", "2025-09-01", "2025-09-30"),
        ("9月至10月", "2025-09-01", "2025-10-31"),
        ("5月中旬", "2025-05-11", "2025-05-20"),
        ("5月15日(星期四)上午9时至11时30分", "2025-05-15", "2025-05-15"),
        ("报名时间5月1日至5日,活动时间5月15日至20日", "2025-05-15", "2025-05-20"),
    ],
)
def test_windows(text, start, end):
    window = _framed(window=text).window
    assert window
    assert (window.start.isoformat(), window.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("text", "moment", "what", "sender", "receiver"),
    [
        ("各县区务必于5月8日（星期五）下班前将活动方案报市政务公开办。", "2025-05-08", "活动方案", "各县区", "市政务公开办"),
        ("请各部门于5月9日之前将典型经验反馈至市政府办公室政务公开科。", "2025-05-09", "典型经验", "各部门", "市政府办公室政务公开科"),
        ("各部门5月底前以书面形式报送工作总结。", "2025-05-31", "工作总结", "各部门", None),
        ("各县区请于2025年6月5日17:00前将活动总结报送市政府办公室。", "2025-06-05", "活动总结", "各县区", "市政府办公室"),
        ("各部门要在收到通知后3个工作日内将联系人名单报市政府办公室。", "received+3wd", "联系人名单", "各部门", "市政府办公室"),
        ("各县区应于活动结束后一周内向市政府办公室报送活动总结。", "event_end+7d", "活动总结", "各县区", "市政府办公室"),
        ("活动开始前10天,各部门要发布活动公告。", "event_start-10d", "活动公告", "各部门", None),
        ("各部门最迟于5月20日将影像资料报市政府办公室。", "2025-05-20", "影像资料", "各部门", "市政府办公室"),
        ("各县区填写报名表,于5月6日前反馈至邮箱gk@example.org。", "2025-05-06", "报名表", "各县区", "邮箱"),
        ("各部门每月25日前报送工作进展。", "monthly:25", "工作进展", "各部门", None),
    ],
)  # fmt: skip
def test_duties(text, moment, what, sender, receiver):
    notice = _framed(duty=text)
    assert _duties(notice) == [(moment, what, sender, receiver)]
    assert notice.deadlines[0].line == 15
    assert notice.deadlines[0].sentence == text


def test_a_notice_without_a_year_keeps_month_and_day():
    text = (
        "关于开展政务公开日活动的通知\n各部门:\n一、活动时间\n5月15日。\n二、活动内容\n(一)现场咨询活动。设立咨询台,政府各单位组织群众参加。\n"
        "三、工作要求\n各部门于5月7日前报送方案。\n"
    )
    notice = read_notice(text)
    assert notice.window is None
    assert notice.to_json()["window"] == {"start": None, "end": None}
    assert [(d.date, d.rule) for d in notice.deadlines] == [(None, "--05-07")]
    dated = read_notice(text, year=2026)
    assert dated.window
    assert dated.window.start == date(2026, 5, 15)
    assert dated.deadlines[0].date == date(2026, 5, 7)


def test_table_rows_become_activities():
    text = _FRAME.format(
        window="5月15日至31日",
        activity="安排如下。\n序号\t活动名称\t活动时间\t责任单位\n1\t医保政策讲堂\t5月16日\t市医保局、市卫健委\n2\t走进水厂\t5月20日\t市供水公司",
        duty="认真组织。",
    )
    found = _activities(read_notice(text))
    assert ("医保政策讲堂", ["市医保局", "市卫健委"], ["2025-05-16"]) in found
    assert ("走进水厂", ["市供水公司"], ["2025-05-20"]) in found


def test_several_items_in_one_line_are_cut():
    notice = read_notice(
        "2025年政务公开活动方案\n一、活动内容:(一)在线访谈。市教育局接受访谈。(二)现场咨询。市民政局设咨询台。\n"
        "二、工作要求:(一)加强组织。各单位要落实责任。(二)按时报送。各部门于5月7日前报送总结。\n"
    )
    assert [a.heading for a in notice.activities] == ["在线访谈", "现场咨询"]
    assert [r.heading for r in notice.requirements] == ["加强组织", "按时报送"]


@pytest.mark.parametrize(
    "text",
    [
        "床前明月光,疑是地上霜。\n举头望明月,低头思故乡。\n",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit.\n" * 40,
        "昨日,我去了公园。天气很好,单位同事也在。\n" * 20,
        "甲乙双方经协商一致,于2025年5月1日签订本合同。\n一、货物\n二、价款\n三、违约\n",
    ],
)
def test_what_is_no_notice_is_refused(text):
    with pytest.raises(NotANotice) as caught:
        read_notice(text)
    assert caught.value.code == "not_a_notice"
    assert caught.value.params["missing"]


def test_portal_head_and_units_in_brackets():
    notice = _read("linhu-open-month.txt")
    assert notice.title
    assert notice.title.value == "临湖区人民政府办公室关于组织开展2024年度政府开放月活动的通知"
    assert notice.number
    assert notice.number.value == "临政办〔2024〕18号"
    assert notice.theme
    assert notice.theme.value == "开放的政府 满意的服务"
    assert [unit.name for unit in notice.units][:4] == [
        "各镇人民政府",
        "各街道办事处",
        "区政府各委、办、局",
        "各直属单位",
    ]
    assert _activities(notice) == [
        ("走进行政服务中心", ["区行政审批局", "区市场监管局", "区税务局"], ["2024-05-15"]),
        ("走进智慧水务", ["区水务局"], ["2024-05-22"]),
        ("走进消防救援站", ["区消防救援大队", "区应急管理局"], ["2024-06-06"]),
        ("走进校园食堂", ["区教育局", "区市场监管局"], []),
    ]
    assert notice.activities[2].place == "临湖区消防救援大队特勤站"
    assert _duties(notice)[1:] == [
        ("2024-05-06", "本单位开放方案", "各单位", "区政府办政务公开科"),
        ("event_end+2wd", "活动信息", "各单位", None),
        ("2024-06-25", "活动总结（含图片、视频）", "各单位", "区政府办公室"),
    ]
    assert ("张某", "0512-6600 5678") in [(c.name, c.phone) for c in notice.contacts]
    assert [item.heading for item in notice.requirements] == ["精心组织", "保障安全", "注重宣传"]


def test_a_bureaus_inner_notice_with_slogans_in_the_text():
    notice = _read("bureau-inner-notice.txt")
    assert notice.window
    assert notice.window.start == date(2022, 5, 13)
    assert [slogan.text for slogan in notice.slogans] == ["公开是原则，不公开是例外", "阳光政务，服务为民"]
    assert _duties(notice) == [
        ("2022-05-10", "活动的总体协调，制作展板4块、条幅2条", "办公室", None),
        ("2022-05-09", "电子版", "政策法规处", "局办公室邮箱"),
        ("event_day", "在局网站开设专栏", "信息中心", None),
        ("2022-05-08", "参加人员名单", "各处室、局属各单位", "局办公室"),
    ]
    assert [c.phone for c in notice.contacts] == ["2345678"]


def test_articles_days_and_daily_reports():
    notice = _read("articles-week.txt")
    assert notice.theme
    assert notice.theme.value == "公开透明、便民惠民"
    assert [unit.name for unit in notice.units] == [
        "市直各部门",
        "各县（市、区）人民政府",
        "中省直驻柳有关单位",
    ]
    assert _activities(notice) == [
        ("开展集中宣传日活动", ["市公安局", "市民政局", "市人社局", "市医保局"], ["2021-05-15"]),
        ("开展“政策大家谈”网络直播", ["市发改委", "市科技局", "市税务局"], ["2021-05-12", "2021-05-14"]),
        ("组织“我看政务公开”征文", [], []),
        ("开展满意度测评", ["市政府政务公开办"], []),
    ]
    assert [(moment, what, sender) for moment, what, sender, _ in _duties(notice)][1:] == [
        ("2021-06-15", "委托第三方机构开展测评", "市政府政务公开办"),
        ("daily", "当日活动信息", "各单位"),
        ("2021-05-20", "总结材料", "各单位"),
    ]
    assert notice.deadlines[2].time == "17:00"


def test_hard_wrapped_lines_are_joined():
    notice = _read("hard-wrapped.txt")
    assert notice.window
    assert (notice.window.start, notice.window.end) == (date(2023, 5, 15), date(2023, 5, 15))
    assert notice.issuer
    assert notice.issuer.value == "县人民政府办公室"
    assert notice.activities[0].units == (
        "县人力社保局", "县医保局", "县民政局", "县住建局", "县教育局", "县卫生健康局", "县公安局", "县农业农村局",
        "县税务局", "县市场监管局",
    )  # fmt: skip
    assert _duties(notice) == [
        ("2023-05-10", "参加人员名单（附件2）", "参加现场活动的单位", "县府办王某处"),
        ("2023-05-19", "活动小结（500字左右，附照片2—3张）", "各镇（街道）、各部门", "县府办信息公开科"),
    ]
    assert notice.deadlines[1].line == 22
    assert len(notice.requirements) == 3
