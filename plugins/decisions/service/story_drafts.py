"""The demo's drafts: four consultations that were published, one of them with the version made after the comments."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.api import Campaign, departments, people_with

from .. import chain
from . import consultation, drafts, previews
from .drafts import NewVersion
from .story_previews import STORY, WATER, Teller, Told

SUPPLY = """云川市居民二次供水设施管理办法
（征求意见稿）

第一章　总　则
第一条　为了加强居民二次供水设施管理，保障用水安全，根据《城市供水条例》，制定本办法。
第二条　本市居民住宅二次供水设施的建设、移交、运行、维护和监督管理，适用本办法。
本办法所称二次供水设施，是指为居民住宅加压供水的水泵、水箱、管道以及配套的电气设备。
第三条　二次供水设施管理遵循安全卫生、权责清楚、便民节能的原则。
第二章　建设和移交
第四条　新建居民住宅的二次供水设施应当与主体工程同时设计、同时施工、同时交付使用。
第五条　既有二次供水设施经验收合格的，由供水企业统一接管。申请移交应当提交下列材料：
（一）设施竣工图纸；
（二）水质检测报告；
（三）业主大会或者三分之二以上业主同意移交的证明。
第六条　改造费用由政府、供水企业和业主共同分担，业主承担的部分不超过百分之三十。
第三章　运行和维护
第七条　水箱每年清洗消毒一次，清洗前三日应当告知用户。
第八条　供水企业应当每半年检测一次水质，并在小区公告栏公布结果。
第九条　设施故障的，供水企业应当在四小时内到场抢修。
第四章　附　则
第十条　本办法自公布之日起施行，有效期五年。
"""
SUPPLY_REVISED = """云川市居民二次供水设施管理办法
（征求意见后修改稿）

第一章　总　则
第一条　为了加强居民二次供水设施管理，保障用水安全，根据《城市供水条例》，制定本办法。
第二条　本市居民住宅二次供水设施的建设、移交、运行、维护和监督管理，适用本办法。
本办法所称二次供水设施，是指为居民住宅加压供水的水泵、水箱、管道以及配套的电气、监控设备。
第三条　二次供水设施管理遵循安全卫生、权责清楚、便民节能的原则。
第二章　建设和移交
第四条　新建居民住宅的二次供水设施应当与主体工程同时设计、同时施工、同时交付使用。
第五条　既有二次供水设施经验收合格的，由供水企业统一接管。申请移交应当提交下列材料：
（一）设施竣工图纸，没有图纸的由供水企业测绘；
（二）水质检测报告；
（三）业主大会或者三分之二以上业主同意移交的证明。
第六条　改造费用由政府、供水企业和业主共同分担，业主承担的部分不超过百分之二十。低保、特困家庭免交。
第三章　运行和维护
第七条　水箱每半年清洗消毒一次，清洗前三日应当告知用户，并为行动不便的老人送水上门。
第八条　供水企业应当每季度检测一次水质，并在小区公告栏和网上公布结果。
第九条　设施故障的，供水企业应当在两小时内到场抢修。
第十条　供水企业应当设立二十四小时服务电话，接听居民报修。
第四章　附　则
第十一条　本办法自公布之日起施行，有效期五年。
"""
PRICE = """云川市城市供水价格调整方案
（征求意见稿）

为促进节约用水、补偿制水成本，拟对城市供水价格作如下调整。
一、居民用水价格
（一）实行三级阶梯计价：
1. 第一级，每户每月15立方米以内，每立方米2.30元，价格不变；
2. 第二级，每户每月15至22立方米，每立方米3.45元；
3. 第三级，每户每月超过22立方米，每立方米6.90元。
（二）家庭人口5人以上的，每增加1人，各级水量每月增加3立方米。
二、困难家庭减免
低保户、特困家庭每月免费用水由4立方米增加到6立方米。
三、收入的用途
调价增加的收入专用于更换老旧管网，每年3月公布上一年的账目。
四、实施时间
本方案自公布次月1日起执行。
"""
SAVING = """云川市节约用水奖励办法
（征求意见稿）

第一条　为了鼓励节约用水，制定本办法。
第二条　有下列情形之一的，给予奖励：（一）家庭月均用水量比上年减少百分之十以上的；（二）单位中水回用量达到用水量百分之二十以上的；（三）举报重大漏水经查实的。
第三条　家庭奖励为价值一百元的公交卡，每年一次。
第四条　单位中水回用每立方米补助0.5元，每年不超过20万元。
第五条　弄虚作假的，追回奖励，三年内不得再次申报。
第六条　本办法自公布之日起施行。
"""
SAND = """云川市青溪河河道采砂规划
（征求意见稿）

一、规划范围和期限
青溪河云川段38公里，规划期五年。
二、禁采区和可采区
（一）下列河段禁止采砂：
1. 桥梁上下游各500米；
2. 饮用水水源保护区；
3. 鱼类产卵场。
（二）可采区两处，年度控制总量20万吨。
三、禁采期
每年6月至9月主汛期、4月至6月鱼类产卵期禁止采砂。
四、监督管理
采砂现场全程录像，运砂车辆凭电子采运单通行。
"""
TEXTS = {
    "云川市城市供水价格调整方案": PRICE,
    "云川市居民二次供水设施管理办法": SUPPLY,
    "云川市节约用水奖励办法": SAVING,
    "云川市青溪河河道采砂规划": SAND,
}
REVISED_NOTE = "按照意见，水箱清洗、水质检测更勤，业主分担比例降到百分之二十，增加二十四小时服务电话。"
CORRECTION = "公布征求意见后的修改稿。主要修改见各条，征求意见的时间没有变化。"


def tell(campaign: Campaign, now: datetime) -> None:
    """Nothing where the demo's units or signers are missing."""
    units = {unit.short_name or unit.name: unit.id for unit in departments()}
    water = units.get(WATER)
    if water is None or not people_with("publishing.approve", department_id=water):
        return
    teller = Teller(campaign, water, now)
    known = {view.title: view.id for view in previews.previews_of(campaign, water)}
    for told in STORY:
        if told.title in TEXTS and told.title in known:
            _consult(teller, known[told.title], told)


def _consult(teller: Teller, preview_id: int, told: Told) -> None:
    out = teller.at(told.opens, 10)
    campaign, editor = teller.campaign, teller.editor
    command = NewVersion("consult", TEXTS[told.title])
    drafts.add_version(campaign, preview_id, command, actor=editor, now=out - timedelta(days=3))
    consultation.submit(campaign, preview_id, actor=editor, now=out - timedelta(days=2))
    teller.publish(chain.DRAFT, preview_id, out)
    if TEXTS[told.title] is SUPPLY:
        again = teller.at(told.closes + 12, 10)
        command = NewVersion("revised", SUPPLY_REVISED, note=REVISED_NOTE)
        drafts.add_version(campaign, preview_id, command, actor=editor, now=again - timedelta(days=3))
        consultation.submit(
            campaign, preview_id, actor=editor, now=again - timedelta(days=2), correction=CORRECTION
        )
        teller.publish(chain.DRAFT, preview_id, again)
