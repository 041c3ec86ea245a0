"""What every template may use: the site's own facts, the menus, elder mode, the other language, how days are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import Flask, g, request, url_for
from flask import get_flashed_messages as flask_flashes
from flask_babel import format_date as babel_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf
from jinja2 import Template
from werkzeug.routing import BuildError

from core.base import clock, personal
from core.base.access import VISITOR, Actor
from core.base.memory import remembered
from core.base.registry import registry, settings
from core.web import pieces
from core.web.page_cache import ELDER_COOKIE as ELDER_COOKIE
from core.web.zones import desk_campaign, session_touched, zone_of

#: entries that stand beside each other before the office's own are folded away
LONGEST_MENU = 12
WEEKDAYS = (_l("星期一"), _l("星期二"), _l("星期三"), _l("星期四"), _l("星期五"), _l("星期六"), _l("星期日"))


class SharedTemplate(Template):
    """A template whose macros are made once: all templates here have the same globals, which Jinja compares each time."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        if self._module is None:
            self._module = self.make_module()
        return self._module


def register(app: Flask) -> None:
    app.jinja_env.template_class = SharedTemplate
    app.context_processor(_frame)
    pieces.register(app)
    app.jinja_env.filters.update(
        day=day, full_day=full_day, month=month, weekday=weekday, hhmm=hhmm, moment=moment, span=day_span
    )
    app.jinja_env.globals.update(
        get_flashed_messages=_flashes, csrf_token=generate_csrf, personal_notice=_personal_notice
    )


def _personal_notice(name: str, who: str = "") -> personal.Notice:
    """The notice before collecting, under the rules of the campaign at hand. `who`: the unit that uses the data."""
    return personal.notice(name, who=who, pack=g.campaign.pack if g.get("campaign") else None)


# ── how days are written (Asia/Shanghai) ────────────────────────────────────────────────────────────────────────────
def _day_of(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """9月5日 / 5 Sep: in lists, where the year is clear."""
    if value is None:
        return ""
    that = _day_of(value)
    return babel_date(that, "d MMM") if g.get("lang") == "en" else f"{that.month}月{that.day}日"


def full_day(value: date | datetime | None, lang: str = "") -> str:
    """2026年9月5日 / 5 September 2026: in documents. `lang` "zh" for a form that is Chinese for every reader."""
    if value is None:
        return ""
    that = _day_of(value)
    english = (lang or g.get("lang")) == "en"
    return babel_date(that, "d MMMM y") if english else f"{that.year}年{that.month}月{that.day}日"


def month(value: date) -> str:
    """2026年9月 / September 2026."""
    return babel_date(value, "MMMM y") if g.get("lang") == "en" else f"{value.year}年{value.month}月"


def weekday(value: date | datetime) -> str:
    return str(WEEKDAYS[_day_of(value).weekday()])


def hhmm(value: datetime) -> str:
    """9:05, no leading zero, as drawn."""
    that = clock.local(value)
    return f"{that.hour}:{that.minute:02d}"


def moment(value: datetime | None) -> str:
    """9月1日 16:20."""
    return f"{day(value)} {hhmm(value)}" if value else ""


def day_span(start: date, end: date) -> str:
    """2026年5月15日—31日: what both days share is said once."""
    if start == end:
        return full_day(start)
    if g.get("lang") == "en":
        if (start.year, start.month) == (end.year, end.month):
            return f"{start.day}–{full_day(end)}"
        if start.year == end.year:
            return f"{babel_date(start, 'd MMMM')} – {full_day(end)}"
        return f"{full_day(start)} – {full_day(end)}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{full_day(start)}—{end.day}日"
    if start.year == end.year:
        return f"{full_day(start)}—{end.month}月{end.day}日"
    return f"{full_day(start)}—{full_day(end)}"


# ── the frame ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _frame() -> dict[str, Any]:
    if "lang" not in g:
        return {}
    facts: dict[str, Any] = {
        "lang": g.lang,
        "elder_mode": request.cookies.get(ELDER_COOKIE) == "1" and zone_of(request.endpoint) != "staff",
        "elder_url": _elder_url(),
        "other_lang_url": _other_language(),
        "site": site_facts(),
        "home_url": url_for("web_public.home"),
        "search_url": url_for("search_public.page"),
        "footer_links": _footer,
        "campaign": g.get("campaign"),
        "actor": g.get("actor", VISITOR),
        "demo": settings().demo,
        "now": clock.now(),
        "today": clock.today(),
    }
    if zone_of(request.endpoint) == "staff" and g.get("actor", VISITOR).user_id is not None:
        return facts | _staff_frame()
    return facts | {"public_nav": lambda: _public_menu(g.get("campaign"))}


def _public_menu(campaign: Any) -> list[dict[str, Any]]:
    """The menu that every visitor has, kept until something public changes; which entry is here is asked each time."""
    if campaign is None or g.get("actor", VISITOR) is not VISITOR or zone_of(request.endpoint) != "public":
        return _menu("public", campaign)
    if "public_menu" not in g:
        faults = sum(plugin.failures for plugin in registry().host.plugins.values())
        # Whose menu failed may be well again at the next page: what came of a fault stands under its own number.
        minute = clock.now().replace(second=0, microsecond=0)
        key = ("public menu", g.lang, campaign.slug, faults, minute)
        g.public_menu = remembered(key, (), lambda: tuple(_entries("public", campaign)))
    return _shown_entries(g.public_menu)


def site_facts() -> dict[str, str]:
    """The [site] settings in the reader's language: an English value stands under the name with `_en`."""
    given = settings().site
    english = g.get("lang") == "en"
    return {
        name: (english and given.get(f"{name}_en")) or value
        for name, value in given.items()
        if not name.endswith("_en")
    }


def _staff_frame() -> dict[str, Any]:
    actor, campaign = g.actor, desk_campaign()
    unit = registry().department_name(actor.department_id) if actor.department_id else site_facts()["name"]
    small = f"{campaign.title} · {day_span(campaign.starts_on, campaign.ends_on)}" if campaign else ""
    return {
        "desk": {"title": unit, "small": small, "url": url_for("web_staff.desk")},
        "desk_campaign": campaign,
        **_staff_menus(campaign),
        "user": {"name": actor.name, "role": _role(actor), "url": url_for("users_staff.account")},
        "sign_out_url": url_for("users_staff.sign_out"),
        "pack_line": _(
            "规则包 %(title)s 第 %(version)s 版 · 本页所有期限由规则算出",
            title=campaign.pack.title,
            version=campaign.pack.version,
        )
        if campaign
        else "",
    }


def _staff_menus(campaign: Any) -> dict[str, Any]:
    """The desk's menu; what only the office tends goes behind one word when the line would be too long."""
    desk = (_("工作台"), url_for("web_staff.desk"), "web_staff.desk")
    entries, admin = [desk, *_entries("staff", campaign)], _entries("admin", campaign)
    shown = _shown_entries([*entries, *admin])
    work, office = shown[: len(entries)], shown[len(entries) :]
    if len(work) + len(office) > LONGEST_MENU:
        return {"staff_nav": work, "staff_more": {"title": _("管理"), "items": office}}
    return {"staff_nav": [*work, *office]}


def _role(actor: Actor) -> str:
    """What somebody is, in front of the name; several roles are joined."""
    titles = dict.fromkeys(str(registry().role_title(grant.role)) for grant in actor.grants)
    return _("、").join(titles)


def _menu(zone: str, campaign: Any) -> list[dict[str, Any]]:
    return _shown_entries(_entries(zone, campaign))


def _entries(zone: str, campaign: Any) -> list[tuple[str, str, str]]:
    """(title, address, endpoint) of what rooms and plugins contribute to a menu."""
    host = registry().host
    given = host.contribute("nav", actor=g.get("actor", VISITOR), campaign=campaign)
    entries = []
    for name, item in sorted(given, key=lambda named: named[1].order):
        if item.zone == zone:
            try:
                entries.append((str(item.title), url_for(item.endpoint, **item.values), item.endpoint))
            except BuildError as problem:
                host.note_failure(host.plugins[name], "nav", problem)
    return entries


def _shown_entries(entries: Sequence[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """The entries of a menu. `current` is "page" on the entry's own page and "true" on the pages below its address; the
    first entry is the way home, below which everything lies."""
    here = request.path
    shown = [
        {"title": title, "url": address, "current": "page" if request.endpoint == endpoint else ""}
        for title, address, endpoint in entries
    ]
    if not any(entry["current"] for entry in shown):
        home = min((entry["url"] for entry in shown), key=len, default="")
        above = [e for e in shown if e["url"] != home and here.startswith(f"{e['url'].rstrip('/')}/")]
        if above:
            max(above, key=lambda entry: len(entry["url"]))["current"] = "true"
    return shown


def _footer() -> list[dict[str, str]]:
    return [
        {"url": url_for("web_public.campaigns"), "title": _("全部活动")},
        {"url": url_for("users_public.my"), "title": _("我的报名与个人信息")},
        {"url": url_for("web_public.privacy"), "title": _("个人信息怎么用")},
        {"url": url_for("web_public.accessibility"), "title": _("无障碍声明")},
        {"url": url_for("web_staff.desk"), "title": _("工作人员登录")},
    ]


def _elder_url() -> str:
    on = request.cookies.get(ELDER_COOKIE) != "1"
    return url_for("web_public.elder_mode", on=int(on), next=request.path)


def _other_language() -> str:
    other = "zh" if g.lang == "en" else "en"
    path = request.path
    if path.startswith(("/zh/", "/en/")):
        query = (
            f"?{request.query_string.decode()}" if request.query_string and request.method == "GET" else ""
        )
        return f"/{other}{path[3:]}{query}"
    return f"/{other}/"


def _flashes(with_categories: bool = False, category_filter: tuple[str, ...] = ()) -> Any:
    # Asking for them reads the session, and a page that reads the session can't be kept by a proxy. A page that has
    # not needed it so far leaves the notice for the next one that does.
    if zone_of(request.endpoint) == "public" and not session_touched():
        return []
    return flask_flashes(with_categories=with_categories, category_filter=category_filter)
