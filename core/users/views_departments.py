"""Staff pages of departments: the tree, adding, changing, ending."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import needs
from core.base.errors import DomainError
from core.base.wording import words
from core.users import service
from core.users.forms import DepartmentForm, PlainForm, blame
from core.users.messages import KINDS
from core.users.rules import name_key
from core.users.views_staff import reachable


def department_views(staff: Blueprint) -> None:
    """Hang these pages into the staff blueprint."""
    staff.add_url_rule("/departments", "departments", departments)
    staff.add_url_rule("/departments/new", "new_department", new_department, methods=["GET", "POST"])
    staff.add_url_rule(
        "/departments/<int:department_id>", "edit_department", edit_department, methods=["GET", "POST"]
    )
    staff.add_url_rule(
        "/departments/<int:department_id>/end", "end_department", end_department, methods=["GET", "POST"]
    )
    staff.add_url_rule(
        "/departments/<int:department_id>/resume", "resume_department", resume_department, methods=["POST"]
    )


@needs("users.departments")
def departments() -> Any:
    """The whole tree, or what fits the words typed."""
    text = request.args.get("q", "").strip()
    reach = g.actor.departments_for("users.departments")
    found = [d for d in service.all_departments(include_inactive=True) if reach is None or d.id in reach]
    names = {d.id: d.name for d in found}
    total = len(found)
    if text:
        key = name_key(text)
        found = [
            d for d in found if any(key in name_key(word) for word in (d.name, d.short_name, *d.aliases))
        ]
    return render_template(
        "users/departments.html",
        departments=found,
        names=names,
        total=total,
        text=text,
        kinds=KINDS,
        form=PlainForm(),
    )


@needs("users.departments")
def new_department() -> Any:
    """Add one."""
    form = DepartmentForm()
    form.offer(reachable("users.departments"), root=g.actor.can("users.departments", department_id=None))
    if request.method == "GET":
        form.kind.data = "bureau"
        form.parent_id.data = request.args.get("parent", "")
    if form.validate_on_submit():
        try:
            made = service.add_department(form.command(), actor=g.actor, now=clock.now())
            flash(_("已添加“%(name)s”。", name=made.name), "ok")
            return redirect(url_for(".departments"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("users/department_form.html", form=form, department=None), status


@needs("users.departments")
def edit_department(department_id: int) -> Any:
    """Rename, move, describe."""
    found = service.department(department_id)
    g.actor.require("users.departments", department_id=department_id)
    form = DepartmentForm(obj=found)
    form.offer(
        [d for d in reachable("users.departments") if d.id != department_id],
        root=g.actor.can("users.departments", department_id=None),
    )
    if request.method == "GET":
        form.kind.data = found.kind
        form.parent_id.data = str(found.parent_id or "")
        form.aliases.data = "、".join(found.aliases)
    if form.validate_on_submit():
        try:
            service.change_department(department_id, form.command(), actor=g.actor, now=clock.now())
            flash(_("已保存。"), "ok")
            return redirect(url_for(".departments"), 303)
        except DomainError as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("users/department_form.html", form=form, department=found), status


@needs("users.departments")
def end_department(department_id: int) -> Any:
    """Ask, then take it out of use."""
    found = service.department(department_id)
    form = PlainForm()
    if not form.validate_on_submit():
        return render_template("users/department_end.html", form=form, department=found)
    return _done(
        lambda: service.deactivate_department(department_id, actor=g.actor, now=clock.now()),
        _("“%(name)s”已停用，以前的资料里仍写着它。", name=found.name),
        department_id,
    )


@needs("users.departments")
def resume_department(department_id: int) -> Any:
    """Put it back into use."""
    found = service.department(department_id)
    return _done(
        lambda: service.activate_department(department_id, actor=g.actor, now=clock.now()),
        _("“%(name)s”已恢复。", name=found.name),
        department_id,
    )


def _done(act: Any, sentence: str, department_id: int) -> Any:
    try:
        act()
        flash(sentence, "ok")
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        flash(words(refusal), "stop")
        return redirect(url_for("users_staff.edit_department", department_id=department_id), 303)
    return redirect(url_for("users_staff.departments"), 303)
