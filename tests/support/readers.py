"""Many readers of one broadcast, as a program of its own: streams that come back after a break, and some who ask instead.

    python -m tests.support.readers URL CHANNEL --streams 2000 --pollers 40

Says `ready` once all follow. Takes on its input one line for each released turn, `PLACE SECONDS` (since 1970, taken before the
release), and `end COUNT` last; then waits until everybody has all places, or PATIENCE, and prints one JSON object: how long
the turns took to the readers of streams, how many are missing, how often connections broke. One process, no task for each
reader, so that on a machine of two cores the client is not what is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 60.0
#: connections that are opened at the same time
AT_ONCE = 50
POLL_EVERY = 5.0
_TURN = re.compile(rb'"what":"turn","turn":\d+,"place":(\d+)')
_ID = re.compile(rb"(?:^|\n)id: (\d+)")


@dataclass
class Crowd:
    """Who reads, and when each got which place."""

    url: str
    channel: str
    got: dict[tuple[int, int], float] = field(default_factory=dict)
    twice: int = 0
    breaks: int = 0
    refused: int = 0
    ready: int = 0
    closing: bool = False

    def take(self, reader: int, place: int) -> None:
        if (reader, place) in self.got:
            self.twice += 1
        else:
            self.got[reader, place] = time.time()


class StreamReader(asyncio.Protocol):
    """One connection of a reader."""

    def __init__(self, crowd: Crowd, number: int, last: bytes) -> None:
        self.crowd, self.number, self.last = crowd, number, last
        self.rest = b""
        self.began = False
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        parts = urlsplit(self.crowd.url)
        back = b"Last-Event-ID: %s\r\n" % self.last if self.last else b""
        fresh = "" if self.last else f"&new={self.crowd.channel}"
        path = f"/live?ch={self.crowd.channel}{fresh}"
        transport.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n".encode() + back + b"\r\n")

    def data_received(self, data: bytes) -> None:
        text = self.rest + data
        if not self.began and b"\r\n\r\n" in text:
            self.began = True
            if b" 200 " not in text[:15]:
                self.crowd.refused += 1
                self.transport.close()
                return
        whole, mark, self.rest = text.rpartition(b"\n\n")
        if not mark:
            self.rest = text
            return
        for place in _TURN.findall(whole):
            self.crowd.take(self.number, int(place))
        if ids := _ID.findall(whole):
            # From now on it can come back to where it was; a page that has no place yet asks for what it lacks instead.
            self.crowd.ready += not self.last
            self.last = ids[-1]

    def connection_lost(self, fault: Exception | None) -> None:
        if not self.crowd.closing:
            self.crowd.breaks += 1
            asyncio.get_running_loop().call_later(
                0.2 + random.random() * 0.6, lambda: asyncio.ensure_future(open_stream(self.crowd, self.number, self.last))
            )  # fmt: skip


async def open_stream(crowd: Crowd, number: int, last: bytes = b"") -> None:
    parts = urlsplit(crowd.url)
    while True:
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: StreamReader(crowd, number, last), parts.hostname or "", parts.port or 80
            )
            return
        except OSError:
            await asyncio.sleep(0.3)


async def poll(crowd: Crowd, number: int) -> None:
    """A reader without a stream: asks every few seconds, as the page does."""
    parts, last = urlsplit(crowd.url), -1
    while True:
        try:
            source, sink = await asyncio.open_connection(parts.hostname, parts.port)
            after = f"&after={last}" if last >= 0 else f"&new={crowd.channel}"
            path = f"/live/poll?ch={crowd.channel}{after}"
            sink.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
            _head, _, body = (await source.read()).partition(b"\r\n\r\n")
            sink.close()
            news = json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])
            for event in news["events"]:
                if event["data"]["what"] == "turn":
                    crowd.take(number, event["data"]["place"])
            crowd.ready += last < 0
            last = news["last"]
        except (OSError, ValueError):
            crowd.breaks += 1
        await asyncio.sleep(POLL_EVERY * (0.8 + random.random() * 0.4))


async def main(url: str, channel: str, streams: int, pollers: int) -> dict[str, Any]:
    crowd = Crowd(url, channel)
    for first in range(0, streams, AT_ONCE):
        await asyncio.gather(*(open_stream(crowd, n) for n in range(first, min(first + AT_ONCE, streams))))
    tasks = [asyncio.create_task(poll(crowd, streams + n)) for n in range(pollers)]
    while crowd.ready < streams + pollers:
        await asyncio.sleep(0.1)
    print("ready", flush=True)
    released: dict[int, float] = {}
    places = 0
    while line := await asyncio.to_thread(sys.stdin.readline):
        place, told = line.split()
        if place == "end":
            places = int(told)
            break
        released[int(place)] = float(told)
    deadline = time.monotonic() + PATIENCE
    wanted = (streams + pollers) * places

    def missing() -> int:
        # What was released before the crowd stood may still reach some of it; it isn't what they are asked about.
        return wanted - sum(place in released for _number, place in crowd.got)

    while missing() and time.monotonic() < deadline:
        await asyncio.sleep(0.2)
    crowd.closing = True
    for task in tasks:
        task.cancel()
    took = sorted(
        at - released[place]
        for (number, place), at in crowd.got.items()
        if number < streams and place in released
    )
    return {
        "readers": streams,
        "pollers": pollers,
        "turns": places,
        "missing": missing(),
        "twice": crowd.twice,
        "breaks": crowd.breaks,
        "refused": crowd.refused,
        "p50_s": round(took[len(took) // 2], 3) if took else None,
        "p99_s": round(took[int(len(took) * 0.99)], 3) if took else None,
        "last_s": round(took[-1], 3) if took else None,
    }


if __name__ == "__main__":
    given = argparse.ArgumentParser()
    given.add_argument("url")
    given.add_argument("channel")
    given.add_argument("--streams", type=int, default=2000)
    given.add_argument("--pollers", type=int, default=40)
    chosen = given.parse_args()
    print(
        json.dumps(asyncio.run(main(chosen.url, chosen.channel, chosen.streams, chosen.pollers))), flush=True
    )
