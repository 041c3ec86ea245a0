"""Y24, written down by reading the plan. The theme is left to each department; the steps hold the three kinds of
opening."""

from __future__ import annotations

FILE = "2024-yuanzhou-open-day-plan.txt"
TITLE = ("关于印发《原州区2024年“政府开放日”工作方案》的通知", 1)
ISSUER = ("固原市原州区人民政府办公室", 8)
NUMBER = None
THEME = None
WINDOW = ("2024-09-01", "2024-09-30", 20)
FORM = None
UNITS = ["区直各部门(单位)"]
ACTIVITIES: list[tuple[str, int, list[str], list[str], list[str]]] = [
    ("发布公告", 30, [], ["各部门(单位)", "各单位"], []),
    ("组织实施", 32, [], [], []),
    ("进机关(机关开放)", 34, [], [], []),
    ("进现场(现场开放)", 36, [], [], []),
    ("进会议(会议开放)", 38, [], [], []),
    ("资料整理", 40, [], [], []),
]
_PLAN = "《原州区xxx局(委、办)2024年“政府开放日”活动实施方案》"
DEADLINES = [
    ("before_publication", "“政府开放日”实施方案", "区直各部门(单位)", "原州区人民政府政务公开办公室", 24),
    ("2024-08-20", _PLAN, "各部门(单位)", "原州区人民政府政务公开办公室", 30),
    ("after_filing", _PLAN, "各部门(单位)", None, 30),
    ("event_start-15d", "在政府网站、政务新媒体、报纸、电视、广播等多种渠道进行广泛宣传", "各单位", None, 30),
    ("event_end+3d", "活动实施情况(包括活动内容、现场图片等)", "区直各部门(单位)", None, 42),
    ("event_end+15d", "意见反馈情况、总结评估信息", "区直各部门(单位)", None, 44),
    ("event_end+15d", "采纳情况", "区直各部门(单位)", None, 47),
    ("2024-10-15", "“政府开放日”开展情况", "各部门(单位)", "区人民政府政务公开办公室", 53),
]
SLOGANS: list[tuple[str, int]] = []
CONTACTS = [{"name": "某某", "phone": "0954-2000001"}]
REQUIREMENTS = [
    ("“政府开放日”可探索创新网络开放模式", 47),
    ("“政府开放日”是专有名词", 49),
    ("区政府办公室对各部门(单位)“政府开放日”开展情况、建议采纳情况进行现场走访和跟踪检查", 51),
    ("各部门(单位)要全面总结“政府开放日”典型经验", 53),
]
UNPLACED: list[int] = []
TIMES: list[tuple[int, str, str, str]] = []
