"""How the host calls what a plugin gave: with the arguments it asks for, undone when it fails, looked at before use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import func, select

from core.base.db import db, in_unit_of_work
from core.base.events import Delivery
from core.plugin.checking import PluginFault
from core.plugin.contracts import Blocker, NavItem, Panel

if TYPE_CHECKING:
    from core.plugin.host import Plugin


def call(impl: Any, **arguments: Any) -> Any:
    return impl.function(*[arguments[name] for name in impl.argnames])


def with_wanted_arguments(impl: Any) -> Callable[..., None]:
    def listener(**arguments: Any) -> None:
        call(impl, **arguments)

    return listener


@contextmanager
def own_savepoint() -> Iterator[None]:
    """A failed statement leaves PostgreSQL's transaction unusable for everyone after it: what one plugin does is undone.

    Inside a unit of work only its own part is; outside one there is nothing to keep.
    """
    if in_unit_of_work():
        with db.session.begin_nested():
            yield
        return
    try:
        yield
    except Exception:
        db.session.rollback()
        raise


def check_usable(item: Any) -> None:
    """What would otherwise fail only when the whole page is drawn."""
    if isinstance(item, NavItem) and item.endpoint not in current_app.view_functions:
        raise PluginFault(f"菜单“{item.title}”指向不存在的网页 {item.endpoint}。")
    if isinstance(item, Panel):
        current_app.jinja_env.get_template(item.template)


def cannot_judge(plugin: Plugin) -> Blocker:
    return Blocker("plugin_cannot_judge", {"plugin": str(plugin.info.title)}, plugin=plugin.name)


def late_deliveries() -> dict[str, int]:
    """Listener → how many facts it has failed to take so far."""
    failing = (
        select(Delivery.listener, func.count())
        .where(Delivery.done.is_(False), Delivery.attempts > 0)
        .group_by(Delivery.listener)
    )
    return {row[0]: row[1] for row in db.session.execute(failing)}
