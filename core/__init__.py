"""Yangguang: the openness-day platform. `create_app` is the list of steps in which one copy of it comes to life."""

from __future__ import annotations

import gc

# Before anything else comes in. Hardly anything that a start makes is garbage, and a page makes little that goes in
# circles: looking for it every 700 new objects, as Python does by itself, is a fifth of what a start costs.
gc.set_threshold(50_000, 20, 20)

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from core.base import clock, config, db, i18n, logs, privacy, wording
from core.base.files import LARGEST
from core.base.registry import Registry
from core.plugin.host import Host
from core.users.login import init_login
from core.web.cookies import HouseSessions
from core.web.lazy_rules import LazyRule
from core.web.whole_numbers import RowConverter, SaneRequest

ROOT = Path(__file__).resolve().parent.parent
#: The rooms of core in the order of their floors; they register like plugins.
ROOMS = (
    "core.users.plugin",
    "core.campaigns.plugin",
    "core.web.plugin",
    "core.files.plugin",
    "core.delivery.plugin",
    "core.trail.plugin",
    "core.search.plugin",
    "core.publishing.plugin",
    "core.booking.plugin",
    "core.opinions.plugin",
    "core.site_copy.plugin",
)


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Build one copy. `settings` win over the environment (tests). Raises BadSetting, PluginFault."""
    app = _make_flask(config.load(settings))
    house = Registry(_settings(app))
    app.extensions["yangguang"] = house
    clock.set_clock(house.settings.clock)
    logs.configure(house.settings.log_level)
    _bind_database(app, house)
    _gather_plugins(app, house)
    _speak_languages(app, house)
    _guard_forms(app, house)
    _open_zones(app, house)
    return app


class House(Flask):
    """Flask without coroutines: no view or hook here is one, and Flask asks each of them at each request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def _make_flask(settings: config.Settings) -> Flask:
    app = House(
        "core",
        root_path=str(ROOT),
        instance_path=str(settings.instance),
        template_folder="templates",
        static_folder="core/web/static",
        static_url_path="/static",
    )
    app.url_rule_class = LazyRule
    app.request_class = SaneRequest
    app.url_map.converters["int"] = RowConverter
    app.config["YANGGUANG"] = settings
    app.config["MAX_CONTENT_LENGTH"] = LARGEST + 1024 * 1024
    app.config["MAX_FORM_MEMORY_SIZE"] = 8 * 1024 * 1024
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(days=30)
    app.config["SESSION_COOKIE_NAME"] = "yangguang"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


def _settings(app: Flask) -> config.Settings:
    found: config.Settings = app.config["YANGGUANG"]
    return found


def _bind_database(app: Flask, house: Registry) -> None:
    house.settings.instance.mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_DATABASE_URI"] = house.settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = db.engine_options(house.settings.database)
    db.db.init_app(app)
    db.init_db(app, house)


def _gather_plugins(app: Flask, house: Registry) -> None:
    house.messages.update(wording.MESSAGES)
    house.host = Host(house)
    with app.app_context():
        house.host.add_rooms(ROOMS)
        house.host.discover(house.settings.plugins, house.settings.strict_plugins)


def _speak_languages(app: Flask, house: Registry) -> None:
    folders = [ROOT / "core" / "translations"]
    folders += [p.translations for p in house.host.plugins.values() if p.working and p.translations]
    found = i18n.compiled(folders, house.settings.instance / "cache" / "translations")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(found)
    app.config["BABEL_DEFAULT_LOCALE"] = i18n.LANGUAGES["zh"]
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    Babel(app, locale_selector=i18n.locale)
    i18n.quick_templates(app)


def _guard_forms(app: Flask, house: Registry) -> None:
    with app.app_context():
        app.config["SECRET_KEY"] = privacy.derived_key("cookie")
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_I18N_ENABLED"] = False
    app.session_interface = HouseSessions()
    init_login(app)
    csrf = CSRFProtect(app)
    for plugin in house.host.plugins.values():
        for blueprint in plugin.blueprints:
            if blueprint.name.endswith("_api"):
                csrf.exempt(blueprint)


def _open_zones(app: Flask, house: Registry) -> None:
    from core.web import addresses, errors, health, live, theme, views_agenda, views_public, watching, zones

    zones.mount(app, house.host)
    app.add_url_rule("/", "root", views_public.root)
    watching.register(app)
    app.add_url_rule("/healthz", "healthz", health.healthz)
    app.add_url_rule("/readyz", "readyz", health.readyz)
    app.add_url_rule("/metrics", "metrics", health.metrics_page)
    app.add_url_rule("/robots.txt", "robots", views_agenda.robots)
    app.add_url_rule("/sitemap.xml", "sitemap_index", views_agenda.sitemap_index)
    app.add_url_rule("/sitemap/<name>.xml", "sitemap", views_agenda.sitemap)
    app.add_url_rule("/live", "live", live.no_stream_here)
    app.add_url_rule("/live/poll", "live_poll", live.poll)
    errors.register(app)
    theme.register(app)
    addresses.register(app)
