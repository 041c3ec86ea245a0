"""Who may read which live channel, and the way for browsers without a stream: asking every few seconds."""

from __future__ import annotations

from collections.abc import Sequence

from flask import jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from core.base import clock, live
from core.base.access import ANY, VISITOR, open_to_all
from core.base.audience import counting, fresh_channels, is_counted
from core.base.errors import NotFound
from core.base.registry import registry

#: Channels that one browser may follow at once, over all its tabs.
MOST_CHANNELS = 40


def wanted_channels() -> tuple[live.Channel, ...]:
    """The channels named in the address that this visitor may read. Raises NotFound when that is none of them.

    One stream serves all tabs of a browser: what a tab may no longer read must not end what the others may. A foreign
    channel and one that doesn't exist look the same.
    """
    names = list(dict.fromkeys(request.args.getlist("ch")))[:MOST_CHANNELS]
    found = [live.channel(name) for name in names]
    allowed = tuple(channel for channel in found if channel is not None and _may_read(channel))
    if not allowed:
        raise NotFound()
    return allowed


def _may_read(channel: live.Channel) -> bool:
    stream = registry().live_streams[channel.stream]
    if stream.is_public:
        return any(c.id == channel.campaign_id and c.is_public for c in registry().load_campaigns())
    actor = registry().load_actor() or VISITOR
    # Without a key somebody asks for every department: that takes a grant for the whole city.
    department = channel.key if stream.by_department else ANY
    allowed: bool = actor.can(stream.permission, department_id=department, campaign_id=channel.campaign_id)
    return allowed


@open_to_all
def no_stream_here() -> tuple[str, int]:
    """`/live` on a server that can't stream (wsgi.py): tells a browser to stop trying; it falls back to `poll`."""
    return "", 204


def _count(channels: Sequence[live.Channel]) -> None:
    """Who asks reads too."""
    house, now = registry(), clock.now()
    counted = tuple(channel for channel in channels if is_counted(house, channel))
    if counted:
        count = counting(house)
        count.ask(counted, fresh_channels(request.args.getlist("new")), now)
        count.flush(now)


@open_to_all
def poll() -> AnyResponse:
    """What happened after position `after`, or with none given where the stream stands now. JSON, never kept."""
    channels = wanted_channels()
    _count(channels)
    after = request.args.get("after", type=int)
    live.arrange(wait=after is None)
    told: Sequence[live.Told] | None = () if after is None else live.since(after, channels)
    answer = jsonify(
        events=[{"id": event.position, **event.shown()} for event in told or ()],
        reset=told is None,
        last=told[-1].position if told else (live.newest() if after is None or told is None else after),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
