"""The date solver's page: from a filing date to the earliest lawful day, and back from a wished one."""

from __future__ import annotations

from flask import g, render_template, request
from flask_babel import lazy_gettext as _l
from wtforms import Form
from wtforms.validators import NumberRange, Optional

from core.api import clock, needs

from . import pack as packs
from . import planning
from .forms import DayField, WholeNumberField
from .views_staff import Page, staff


class DatesForm(Form):
    """What is reckoned with. It changes nothing, so it travels in the address."""

    filed = DayField(_l("哪天报送方案"))
    review = WholeNumberField(
        _l("审核留几天"), [Optional(), NumberRange(0, 60, message=_l("请填 0 到 60 之间的天数"))]
    )
    chain = WholeNumberField(
        _l("公开流程留几个工作日"), [Optional(), NumberRange(0, 60, message=_l("请填 0 到 60 之间的天数"))]
    )
    wished = DayField(_l("想在哪天开放"))


@staff.get("/dates")
@needs("open_day.see")
def dates() -> Page:
    """The earliest lawful day with its reasons, and the last day of each step for a wished day."""
    form = DatesForm(request.args)
    sound = not request.args or form.validate()
    today = clock.today()
    for day in (form.filed, form.wished):
        if day.data is not None and abs(day.data - today) > planning.FARTHEST:
            day.errors = [*day.errors, str(_l("离今天太远，请核对年份"))]
            day.data, sound = None, False
    review = packs.review_term(g.campaign)
    page = render_template(
        "open_day/dates.html",
        form=form,
        values=packs.values_of(g.campaign),
        review=review,
        review_words=planning.term_words(review),
        solved=planning.solve(
            g.campaign,
            filed=form.filed.data,
            wished=form.wished.data,
            review_days=form.review.data if sound else None,
            chain_days=(form.chain.data or 0) if sound else 0,
        ),
        may_write=g.actor.can("open_day.edit", campaign_id=g.campaign.id),
    )
    return page, (200 if sound else 422)
