"""Real loopback servers: SMTP that takes, hangs, refuses, is busy or cuts; HTTP for SMS and robots."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mails:
    """What a mail server took: (recipient, subject, text)."""

    taken: list[tuple[str, str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    async def handle_RCPT(  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone@"):
            return "550 5.1.1 <gone@example.org> no such person"
        if address.startswith("busy@"):
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        if envelope.rcpt_tos[0].startswith("spam@"):
            return "554 5.7.1 no such words here"
        if envelope.rcpt_tos[0].startswith("cut@"):
            transport: Any = server.transport
            transport.abort()
            return "250 OK"
        body: Any = mail
        self.taken.append((envelope.rcpt_tos[0], str(mail["Subject"]), body.get_content().strip()))
        self.ids.append(str(mail["Message-ID"]))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[str, Mails]]:
    """(SMTP_URL, what it took)."""
    mails = Mails()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mails, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    try:
        yield f"smtp+plain://127.0.0.1:{port}", mails
    finally:
        controller.stop()


@contextmanager
def hanging_server(greeting: bytes = b"") -> Iterator[int]:
    """A port that takes connections, says `greeting`, and then nothing, ever."""
    listener, held = socket.create_server(("127.0.0.1", 0)), list[socket.socket]()

    def take() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            held.append(line)
            if greeting:
                line.sendall(greeting)

    threading.Thread(target=take, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        for line in held:
            line.close()


@dataclass
class Posts:
    """What an HTTP server was given, and what it answers next: (status, body), or None to cut the line."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    answers: list[tuple[int, str] | None] = field(default_factory=list)


@contextmanager
def http_server() -> Iterator[tuple[int, Posts]]:
    posts = Posts()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            posts.raw.append(raw)
            posts.bodies.append(json.loads(raw))
            posts.headers.append(dict(self.headers))
            answer = posts.answers.pop(0) if posts.answers else (200, '{"id": "sms-1"}')
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            body = answer[1].encode()
            self.send_response(answer[0])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], posts
    finally:
        server.shutdown()
        server.server_close()
