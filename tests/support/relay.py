"""A way to the product that can be cut and mended, as a phone's network is."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit


class Relay:
    """Hands on what comes in at `url`. Cut: every connection breaks, and new ones are refused at once."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self.target = (parts.hostname or "", parts.port or 80)
        self.open = True
        self.lines: set[socket.socket] = set()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"

    def __enter__(self) -> Relay:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_fault: Any) -> None:
        self.door.close()
        self.cut()

    def cut(self) -> None:
        self.open = False
        for line in list(self.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.open = True

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.door.accept()
                if not self.open:
                    near.close()
                    continue
                far = socket.create_connection(self.target)
                for one, other in ((near, far), (far, near)):
                    self.lines.add(one)
                    threading.Thread(target=self._hand_on, args=(one, other), daemon=True).start()

    def _hand_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for line in (one, other):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self.lines.discard(one)
        one.close()
