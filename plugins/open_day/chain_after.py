"""The two texts that follow a day, in the publishing chain: their kinds, how far they are, what the public may read."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import lazy_gettext as _l

from core.api import DocumentKind, SubjectPlace, TextKind

from . import store
from .rules.after_the_day import EVALUATION, RESULTS

#: what the rules call a text → its kind of document
KINDS = {RESULTS: TextKind("open_day.results"), EVALUATION: TextKind("open_day.evaluation")}
#: what is appended to the open day's name: always Chinese, as documents are
TITLES = {RESULTS: "活动开展情况", EVALUATION: "总结评估和意见反馈情况"}


def what_of(kind: str) -> str | None:
    """The rules' word for a kind of document; None for another's."""
    return next((what for what, text in KINDS.items() if text.code == kind), None)


def place_of(what: str) -> Callable[[int], SubjectPlace | None]:
    """Whose a text is before it was first submitted: for waivers and 补录."""

    def found(open_day_id: int) -> SubjectPlace | None:
        place = store.place_of(open_day_id)
        if place is None:
            return None
        return SubjectPlace(place.campaign_id, place.department_id, f"{named(place.title)}{TITLES[what]}")

    return found


def named(announcement_title: str) -> str:
    """云川市水务局“政府开放日” of its announcement's title."""
    return announcement_title.removesuffix("活动公告")


def document_kinds() -> tuple[DocumentKind, ...]:
    """The kinds for the house: each stands in its column of OD-12; the evaluation answers the day's opinions."""
    return (
        DocumentKind(
            code=KINDS[RESULTS].code,
            title=_l("政府开放日活动开展情况"),
            column=_l("活动开展情况"),
            public_endpoint="open_day_public.results",
            staff_endpoint="open_day_staff.results",
            subject_arg="open_day_id",
            place_of=place_of(RESULTS),
        ),
        DocumentKind(
            code=KINDS[EVALUATION].code,
            title=_l("政府开放日总结评估和意见反馈"),
            column=_l("征求意见"),
            public_endpoint="open_day_public.evaluation",
            staff_endpoint="open_day_staff.evaluation",
            subject_arg="open_day_id",
            place_of=place_of(EVALUATION),
            closes="open_day.opinion",
        ),
    )
