"""Who acts in an activity, and what only looks like it."""

from __future__ import annotations

from core.campaigns.notice import read_notice


def test_a_place_after_a_time_is_no_unit() -> None:
    notice = read_notice(
        "东湖县人民政府办公室关于印发2025年“政府开放月”活动实施方案的通知\n"
        "一、活动时间\n2025年9月8日至10月10日\n二、活动安排\n"
        "1.“走进政务大厅”。由县行政审批服务局牵头，9月12日上午9：00-11：30在县政务服务中心开展。\n"
    )
    assert notice.activities[0].units == ("县行政审批服务局",)
