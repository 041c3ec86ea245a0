"""A blueprint on trial: what it would do to the site is looked at on a scratch app before it is hung up for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import Rule

from core.base.access import OPEN, SIGNED_IN
from core.plugin.checking import PluginFault
from core.plugin.host import Plugin

#: What a blueprint can do to pages that aren't its own.
REACHES = (
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "url_value_preprocessors",
    "url_default_functions",
    "template_context_processors",
)


class Unread(Rule):
    """An address that is only listed: nobody will ask for it or build it."""

    def compile(self) -> None:
        pass


def is_static(endpoint: str | None) -> bool:
    """Whether an endpoint hands out files of the product or of a plugin; they are open to all."""
    return endpoint is not None and (endpoint == "static" or endpoint.endswith(".static"))


def addresses(
    plugin: Plugin, app: Flask, prefix: Callable[[Blueprint, Plugin], str], permissions: Mapping[str, Any]
) -> set[tuple[str, str]]:
    """(address pattern, method) of every page. Raises PluginFault, or what the blueprint itself raises."""
    scratch = Flask("scratch", static_folder=None)
    # A plugin's addresses are tried to the end; a room's are the house's own and are compiled once, when they are hung up.
    scratch.url_rule_class = Unread if plugin.is_room else app.url_rule_class
    scratch.config.update(app.config)
    scratch.extensions.update(app.extensions)
    untouched = _reach(scratch)
    for blueprint in plugin.blueprints:
        _check_templates(plugin, blueprint)
        scratch.register_blueprint(blueprint, url_prefix=prefix(blueprint, plugin))
    if not plugin.is_room and _reach(scratch) != untouched:
        raise PluginFault(
            "蓝图用了 before_app_request 之类，会管到别人的网页；只能管自己的（before_request）。"
        )
    for endpoint, view in scratch.view_functions.items():
        access = getattr(view, "access", None)
        if is_static(endpoint) or access in (OPEN, SIGNED_IN):
            continue
        if access is None:
            raise PluginFault(f"网页 {endpoint} 没有写谁能看：加上 @open_to_all、@signed_in 或 @needs(...)。")
        if access not in permissions:
            raise PluginFault(f"网页 {endpoint} 要权限 {access}，但没有人声明过它。")
    return {
        (rule.rule, method)
        for rule in scratch.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def _reach(app: Flask) -> list[int]:
    """How many functions stand for the whole app, kind by kind."""
    return [len(getattr(app, kind)[None]) for kind in REACHES] + [
        sum(len(handlers) for handlers in app.error_handler_spec[None].values()),
        len(app.jinja_env.filters) + len(app.jinja_env.globals) + len(app.jinja_env.tests),
    ]


def _check_templates(plugin: Plugin, blueprint: Blueprint) -> None:
    """Templates of all plugins share one name space: only a folder of its own keeps one from shadowing another."""
    loader = blueprint.jinja_loader
    for name in loader.list_templates() if loader else ():
        if not name.startswith(f"{plugin.name}/"):
            raise PluginFault(f"模板 {name} 要放在 templates/{plugin.name}/ 里面。")
