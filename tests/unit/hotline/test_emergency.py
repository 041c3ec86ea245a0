"""Emergencies in a caller's words."""

from __future__ import annotations

import pytest

from plugins.hotline.rules.emergency import recognise

SOUNDS = {
    "我家楼下着火了，冒黑烟": ["119"],
    "老人晕倒在楼道，叫不醒": ["120"],
    "小区门口两辆车追尾，司机昏迷": ["120", "122"],
    "孩子过马路被一辆面包车撞了": ["122"],
    "我妈被困在电梯里半个小时了": ["119"],
    "楼道里煤气味很重": ["119"],
    "隔壁在打架，有人拿着刀": ["110"],
    "我怕他跳楼": ["110"],
    "老伴从早上走丢到现在": ["110"],
    "小孩误食了老鼠药": ["120"],
    "人没有呼吸了": ["120"],
    "我老婆羊水破了": ["120"],
    "有个学生掉河里了": ["119"],
}
QUIET = (
    "",
    "想问火车站怎么走",
    "没有着火，就是消防通道堵了",
    "去年发生过火灾，想问补偿",
    "社区什么时候搞消防演练，模拟起火",
    "交通事故赔偿找谁",
    "交通事故认定书去哪里拿",
    "如果着火了该怎么办",
    "家里有心脏病人，想办慢病卡",
    "门口的路被车挡住了",
    "小区火灾隐患没人管",
    "楼上漏水，电梯停了两天",
    "审批被撤销了怎么办",
)


@pytest.mark.parametrize("text", SOUNDS)
def test_says_who_to_hand_to(text: str) -> None:
    assert [alarm.service for alarm in recognise(text)] == SOUNDS[text]


@pytest.mark.parametrize("text", QUIET)
def test_stays_quiet(text: str) -> None:
    assert recognise(text) == ()


def test_one_alarm_per_service_with_the_word_as_written() -> None:
    found = recognise("着火了，着火了，有人爆炸受伤")
    assert [(alarm.service, alarm.kind, alarm.word) for alarm in found] == [("119", "fire", "着火")]
