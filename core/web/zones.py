"""The zones of the site: where each room's and plugin's pages hang, and the guard in front of every one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, g, redirect, request, session, url_for
from flask.globals import request_ctx
from werkzeug.exceptions import NotFound as NoSuchAddress
from werkzeug.wrappers import Response as AnyResponse

from core.base.access import ANY, OPEN, SIGNED_IN, VISITOR, Actor
from core.base.errors import NotAllowed, NotFound
from core.base.registry import registry
from core.plugin.checking import PluginFault, told
from core.plugin.contracts import Campaign
from core.plugin.host import Host, Plugin
from core.web import page_cache, trial

LANGUAGE = "/<any(zh, en):lang>"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
}


def prefix(blueprint: Blueprint, plugin: Plugin) -> str:
    """The address in front of a blueprint: its zone, the campaign where it has one, its path."""
    zone = blueprint.name.rsplit("_", 1)[1]
    path = f"/{plugin.info.url_path}" if plugin.info.url_path else ""
    if zone == "api":
        return f"/api{path}"
    start = f"{LANGUAGE}/staff" if zone == "staff" else LANGUAGE
    campaign = "/c/<campaign>" if plugin.info.scope == "campaign" and not plugin.is_room else ""
    return start + campaign + path


def mount(app: Flask, host: Host) -> None:
    """Hang every blueprint into its zone. Which plugin answers for an endpoint is kept for the guard.

    Each is tried on a scratch app first, since a blueprint can't be taken down again: a plugin whose pages don't
    hold is quarantined, a room of core stops the start (PluginFault).
    """
    owners: dict[str, Plugin] = {}
    addresses: dict[tuple[str, str], str] = {}
    for plugin in host.plugins.values():
        if not plugin.working:
            continue
        try:
            found = trial.addresses(plugin, app, prefix, host.registry.permissions)
            for address in found:
                if address in addresses:
                    raise PluginFault(f"网址 {address[0]} 已经是 {addresses[address]} 的，请换一个。")
        except Exception as problem:
            host.put_out(plugin, told(problem))
            continue
        addresses.update(dict.fromkeys(found, plugin.name))
        for blueprint in plugin.blueprints:
            app.register_blueprint(blueprint, url_prefix=prefix(blueprint, plugin))
            owners[blueprint.name] = plugin
    app.extensions["yangguang.owners"] = owners
    app.url_value_preprocessor(_take_language_and_campaign)
    app.url_defaults(_give_language_and_campaign)
    page_cache.register(app, host.registry)
    app.before_request(_guard)
    app.after_request(_finish)


def zone_of(endpoint: str | None) -> str:
    """public, staff, api — or "" for addresses outside the zones."""
    blueprint = (endpoint or "").split(".")[0]
    return blueprint.rsplit("_", 1)[-1] if "." in (endpoint or "") else ""


def desk_campaign() -> Campaign | None:
    """The campaign that staff work on: the one in the address, the last one opened, or the newest."""
    if g.campaign is not None:
        return g.campaign
    if "desk_campaign" not in g:
        campaigns = registry().load_campaigns()
        last = session.get("campaign")
        g.desk_campaign = next((c for c in campaigns if c.slug == last), campaigns[0] if campaigns else None)
    return g.desk_campaign


def _take_language_and_campaign(endpoint: str | None, values: dict[str, Any] | None) -> None:
    values = values if values is not None else {}
    g.lang = values.pop("lang", None) or _language_of_path()
    g.campaign = None
    g.actor = VISITOR
    g.campaign_slug = values.pop("campaign", None)


def _language_of_path() -> str:
    first = request.path.split("/")[1:2]
    return first[0] if first and first[0] in ("zh", "en") else "zh"


def _give_language_and_campaign(endpoint: str, values: dict[str, Any]) -> None:
    from flask import current_app

    if endpoint not in current_app.view_functions:
        return  # url_for says so itself, with the names that come near
    expects = current_app.url_map.is_endpoint_expecting
    if "lang" not in values and expects(endpoint, "lang"):
        values["lang"] = g.get("lang", "zh")
    if "campaign" not in values and expects(endpoint, "campaign"):
        campaign = g.get("campaign")
        if campaign is None and zone_of(endpoint) == "staff":
            campaign = desk_campaign()
        if campaign is not None:
            values["campaign"] = campaign.slug


def _guard() -> AnyResponse | None:
    from flask import current_app

    if "lang" not in g:
        _take_language_and_campaign(None, None)
    endpoint = request.endpoint
    if endpoint is None or trial.is_static(endpoint):
        return None
    access = getattr(current_app.view_functions[endpoint], "access", None)
    zone = zone_of(endpoint)
    if access is None:
        # Default deny: a page that says nothing about who may see it is seen by nobody.
        raise NoSuchAddress()
    if zone == "staff":
        g.actor = registry().load_actor() or VISITOR
    _find_campaign(endpoint, zone)
    if access == OPEN:
        return None
    if g.actor.user_id is None:
        if request.method not in ("GET", "HEAD"):
            return redirect(url_for("users_staff.sign_in"), 303)
        return redirect(url_for("users_staff.sign_in", next=request.full_path.rstrip("?")))
    if g.campaign is not None and zone == "staff" and session.get("campaign") != g.campaign.slug:
        session["campaign"] = g.campaign.slug
    if access != SIGNED_IN and not g.actor.can(access, campaign_id=g.campaign.id if g.campaign else ANY):
        raise NotAllowed(permission=access)
    if getattr(current_app.view_functions[endpoint], "dangerous", False):
        asked = registry().ask_again()
        return current_app.make_response(asked) if asked is not None else None
    return None


def _find_campaign(endpoint: str, zone: str) -> None:
    from flask import current_app

    if g.campaign_slug is None:
        return
    g.campaign = registry().load_campaign(g.campaign_slug)
    if g.campaign is None or (zone != "staff" and not g.campaign.is_public):
        raise NotFound()
    owner = current_app.extensions["yangguang.owners"].get(endpoint.split(".")[0])
    if owner is not None and not registry().host.is_on(owner, g.campaign):
        raise NotFound("plugin_off")


def enter() -> None:
    """Language and campaign of requests to one address that are answered beside Flask's own way.

    Whoever isn't VISITOR at an address open to all is looked at one by one (`admitted`). Raises what the guard raises.
    """
    _take_language_and_campaign(request.endpoint, request.view_args)
    _find_campaign(request.endpoint or "", zone_of(request.endpoint))


def admitted(access: str, opened: Mapping[str, Any]) -> Actor | None:
    """Who asks with this session, when the guard lets them in at once; None where it has an answer of its own."""
    if access == OPEN:
        return VISITOR
    actor: Actor | None = registry().actor_in(opened)
    if actor is None or (g.campaign is not None and opened.get("campaign") != g.campaign.slug):
        return None
    allowed = access == SIGNED_IN or actor.can(access, campaign_id=g.campaign.id if g.campaign else ANY)
    return actor if allowed else None


def session_touched() -> bool:
    """Whether anything has used this request's session so far; to ask `session` itself would count as using it."""
    opened = request_ctx._session
    return opened is not None and opened.accessed


def _finish(response: Response) -> Response:
    # Looked through once: each question to the header list walks all of it.
    given = {name.lower() for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name.lower() not in given])
    if trial.is_static(request.endpoint):
        return response
    if "cache-control" not in given:
        # A page that looked at the session may hold a token or a name; only one that didn't may be kept by a proxy.
        cacheable = (
            zone_of(request.endpoint) == "public"
            and request.method in ("GET", "HEAD")
            and response.status_code == 200
            and not session_touched()
            and "set-cookie" not in given
            and not response.is_streamed
        )
        if cacheable:
            response.headers["Cache-Control"] = "public, no-cache"
            response.vary.add("Cookie")
            response.add_etag()
            page_cache.keep_drawn(response)
            if "HTTP_IF_NONE_MATCH" in request.environ:
                response.make_conditional(request)
        else:
            response.headers["Cache-Control"] = "no-store"
    return response
