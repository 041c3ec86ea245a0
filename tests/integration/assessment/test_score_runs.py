"""How long a run takes: ten departments in two campaigns here, held to the rate of a hundred in five in a minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from flask import Flask


def test_a_hundred_departments_of_five_years_take_less_than_a_minute(make_demo: Callable[..., Flask]) -> None:
    demo = make_demo("2026-05-08T10:42", SECOND_FACTOR_ROLES="none")
    with demo.test_request_context("/zh/"):
        from core.api import SYSTEM, campaigns, clock, unit_of_work
        from plugins.assessment.service import scores
        from plugins.assessment.store import scores as store

        campaign = campaigns.live_campaigns()[0]
        now = clock.now()
        units = len(campaigns.participants(campaign.id))
        taken = 0.0
        for turn in range(2):
            with unit_of_work():
                run_id = scores.begin(campaign, "计时", actor=SYSTEM, now=now + timedelta(minutes=turn))
            began = time.monotonic()
            scores.compute(now, run_id)
            taken += time.monotonic() - began
        first, second = store.runs(campaign.id)[:2]
        assert first.result == second.result
        assert first.frozen == second.frozen
        each = taken / 2 / units
        assert each * 500 < 60, f"{units} departments: {taken / 2:.2f} s a run"
