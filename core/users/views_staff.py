"""Staff pages of people: the list, one person, roles, one-time links."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import dangerous, needs
from core.base.errors import DomainError
from core.base.registry import registry
from core.base.wording import words
from core.users import roles, service
from core.users.contracts import Department
from core.users.forms import GrantForm, PersonForm, PlainForm, blame, number
from core.users.spreadsheet import MOST_ROWS

staff = Blueprint("users_staff", __name__, template_folder="templates")


@staff.get("/people")
@needs("users.people")
def people() -> Any:
    """The list: search, filter, pages of 50."""
    asked = {
        "q": request.args.get("q", "").strip(),
        "department": request.args.get("department", ""),
        "role": request.args.get("role", ""),
        "state": request.args.get("state", ""),
    }
    page = service.list_people(
        actor=g.actor,
        text=asked["q"],
        department_id=number(asked["department"]),
        role=asked["role"],
        active=asked["state"] != "ended",
        number=number(request.args.get("page")) or 1,
    )
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    pager = {
        "number": page.number,
        "pages": page.pages,
        "total": page.total,
        "previous_url": url_for(".people", **given, page=page.number - 1) if page.number > 1 else None,
        "next_url": url_for(".people", **given, page=page.number + 1) if page.number < page.pages else None,
    }
    return render_template(
        "users/people.html",
        page=page,
        pager_data=pager,
        asked=asked,
        departments=reachable("users.people"),
        roles=roles.ROLES.values(),
        waiting=[str(line.id) for line in page.items if line.active and not line.has_password],
    )


@staff.route("/people/new", methods=["GET", "POST"])
@needs("users.people")
def new_person() -> Any:
    """Add one person."""
    form = PersonForm()
    units = reachable("users.people")
    form.offer(units, none=g.actor.can("users.people", department_id=None))
    if request.method == "GET" and len(units) == 1:
        form.department_id.data = str(units[0].id)
    if form.validate_on_submit():
        try:
            user_id = service.add_person(form.command(), actor=g.actor, now=clock.now())
            flash(_("已添加。下一步：给一个角色，再给一次性链接设密码。"), "ok")
            return redirect(url_for(".person", user_id=user_id), 303)
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("users/person_form.html", form=form, who=None), status


@staff.get("/people/<int:user_id>")
@needs("users.people")
def person(user_id: int) -> Any:
    """One person: facts, roles, what can be done."""
    return _person_page(user_id, _grant_form(), 200)


@staff.route("/people/<int:user_id>/edit", methods=["GET", "POST"])
@needs("users.people")
def edit_person(user_id: int) -> Any:
    """Change facts."""
    found = service.person(user_id, actor=g.actor)
    form = PersonForm(obj=found)
    units = reachable("users.people")
    if found.department_id and found.department_id not in {d.id for d in units}:
        units = [*units, service.department(found.department_id)]
    form.offer(units, none=g.actor.can("users.people", department_id=None))
    if request.method == "GET":
        form.department_id.data = str(found.department_id or "")
    if form.validate_on_submit():
        try:
            service.change_person(user_id, form.command(), actor=g.actor, now=clock.now())
            flash(_("已保存。"), "ok")
            return redirect(url_for(".person", user_id=user_id), 303)
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("users/person_form.html", form=form, who=found), status


@staff.post("/people/<int:user_id>/roles")
@needs("users.people")
@dangerous
def give_role(user_id: int) -> Any:
    """Give a role."""
    form = _grant_form()
    if form.validate_on_submit():
        try:
            service.give_role(
                user_id,
                form.role.data or "",
                number(form.department_id.data),
                number(form.campaign_id.data),
                actor=g.actor,
                now=clock.now(),
            )
            flash(_("已授予，马上生效。"), "ok")
            return redirect(url_for(".person", user_id=user_id), 303)
        except DomainError as refusal:
            if refusal.status == 404:
                raise
            blame(form, refusal)
    return _person_page(user_id, form, 422)


@staff.post("/people/<int:user_id>/roles/<int:grant_id>/end")
@needs("users.people")
@dangerous
def end_role(user_id: int, grant_id: int) -> Any:
    """Take a role back."""
    return _done(
        lambda: service.end_role(user_id, grant_id, actor=g.actor, now=clock.now()),
        _("已收回，马上生效。"),
        user_id,
    )


@staff.route("/people/<int:user_id>/end", methods=["GET", "POST"])
@needs("users.people")
@dangerous
def end_person(user_id: int) -> Any:
    """Ask, then shut the account."""
    found = service.person(user_id, actor=g.actor)
    form = PlainForm()
    if not form.validate_on_submit():
        return render_template("users/person_end.html", form=form, who=found)
    return _done(
        lambda: service.deactivate_person(user_id, actor=g.actor, now=clock.now()),
        _("账号已停用，已经登录的地方都退出了。"),
        user_id,
    )


@staff.post("/people/<int:user_id>/resume")
@needs("users.people")
def resume_person(user_id: int) -> Any:
    """Open the account again."""
    return _done(
        lambda: service.activate_person(user_id, actor=g.actor, now=clock.now()), _("账号已恢复。"), user_id
    )


@staff.post("/people/links")
@needs("users.reset")
@dangerous
def links() -> Any:
    """Make links and show them once, as slips to print or copy.

    No redirect: the tokens exist only in this answer. Loading it again makes fresh ones, and those before stop working.
    """
    chosen = [int(text) for text in request.form.getlist("user") if text.isdecimal()][:MOST_ROWS]
    if not chosen:
        flash(_("请先选人。"), "warn")
        return redirect(url_for(".people"), 303)
    slips = service.make_links(chosen, actor=g.actor, now=clock.now())
    made = [(slip, url_for(".use_link", token=slip.token, _external=True)) for slip in slips]
    return render_template("users/slips.html", slips=made)


def reachable(permission: str) -> list[Department]:
    """The active departments where the actor has a permission, in the order of the tree."""
    reach = g.actor.departments_for(permission)
    return [d for d in service.all_departments() if reach is None or d.id in reach]


def campaign_titles() -> dict[int, str]:
    """id → title of every campaign that isn't archived."""
    return {campaign.id: campaign.title for campaign in registry().load_campaigns()}


def _grant_form() -> GrantForm:
    form = GrantForm()
    form.role.choices = [
        ("", _("请选择")),
        *((r.code, str(r.title)) for r in service.grantable_roles(g.actor)),
    ]
    everywhere = g.actor.can("users.people", department_id=None)
    first = ("", _("全市（不分部门）") if everywhere else _("请选择"))
    form.department_id.choices = [first, *((str(d.id), d.label) for d in reachable("users.people"))]
    form.campaign_id.choices = [
        ("", _("所有活动")),
        *((str(i), title) for i, title in campaign_titles().items()),
    ]
    return form


def _person_page(user_id: int, form: GrantForm, status: int) -> Any:
    found = service.person(user_id, actor=g.actor)
    if request.method == "GET" and found.department_id:
        form.department_id.data = str(found.department_id)
    return (
        render_template(
            "users/person.html",
            who=found,
            unit=service.department_name(found.department_id) if found.department_id else "",
            grants=service.grants_of(user_id, actor=g.actor),
            roles=roles.ROLES,
            campaigns=campaign_titles(),
            form=form,
            second=service.second_factor_of(user_id),
        ),
        status,
    )


def _done(act: Any, sentence: str, user_id: int) -> Any:
    try:
        act()
        flash(sentence, "ok")
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        flash(words(refusal), "stop")
    return redirect(url_for(".person", user_id=user_id), 303)
