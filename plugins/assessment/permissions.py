"""What can be allowed around the assessment, and who may do it by default."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.api import Permission

#: see what one's department owes and handed in; the office sees all
SEE = "assessment.see"
#: hand in plans, material and summaries for one's department, ask for another day
HAND_IN = "assessment.hand_in"
#: keep the board: name duties, grant extensions, return and accept what was handed in, enter what came on paper
BOARD = "assessment.board"
#: hand in photos of one's department
PHOTOGRAPH = "assessment.photograph"
#: choose and judge photos of all departments
CHOOSE = "assessment.choose"
#: plan inspections, draw departments, follow findings
PLAN = "assessment.plan"
#: inspect departments on the spot
INSPECT = "assessment.inspect"
#: open the pages of inspections: a department's findings, an inspector's visits
LOOK = "assessment.look"
#: answer findings about one's department
RECTIFY = "assessment.rectify"
#: compute, judge and publish scores, answer appeals
SCORE = "assessment.score"
#: see published scores of one's department, appeal against them
SCORED = "assessment.scored"
#: write the summary report of one's department; the office writes the campaign's
REPORT = "assessment.report"

_UNIT = ("editor", "reviewer", "leader", "lead")
PERMISSIONS = (
    Permission(SEE, _l("看报送、照片和检查的情况"), (*_UNIT, "office")),
    Permission(HAND_IN, _l("报送方案、材料和总结，申请延期"), ("editor", "lead", "office")),
    Permission(BOARD, _l("管报送：认定事项、催报、批延期、退回和接收"), ("office",)),
    # who writes the drawer (files.edit): the others could press the button and not keep a file
    Permission(PHOTOGRAPH, _l("上传本单位的活动照片"), ("editor", "office")),
    Permission(CHOOSE, _l("选用各单位的照片"), ("office",)),
    Permission(PLAN, _l("安排检查：抽取单位，跟踪整改"), ("office",)),
    Permission(INSPECT, _l("现场检查，登记发现的问题"), ("office", "supervisor")),
    Permission(LOOK, _l("看现场检查：安排、问题和整改"), (*_UNIT, "office", "supervisor")),
    Permission(RECTIFY, _l("办理检查发现的问题，报告整改结果"), ("editor", "lead", "office")),
    Permission(SCORE, _l("考核评分：计算、人工评分、公布、答复申诉"), ("office",)),
    Permission(REPORT, _l("写本单位的活动总结"), ("editor", "lead", "office")),
    Permission(SCORED, _l("看本单位的考核评分，提出申诉"), (*_UNIT, "office")),
)
