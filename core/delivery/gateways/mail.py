"""Mail over SMTP. What the server has surely not taken is tried again; what may have arrived is not."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from typing import ClassVar

from core.base import clock
from core.base.message_settings import MailServer
from core.delivery.gateways import DEADLINE, TIMEOUT, Refused, Sent, TryLater, Unknown


@dataclass(frozen=True)
class Mail:
    """One connection for each message: slow, and nothing of one message can hold up or spoil another."""

    server: MailServer
    sender: str
    timeout: float = TIMEOUT
    deadline: float = DEADLINE
    repeats_safely: ClassVar[bool] = False

    def send(self, to: str, text: str, subject: str, key: str) -> Sent:
        """Hand one mail over; "taken" is the server's 250 after the last line, nothing less."""
        words = letter(self.sender, to, subject, text, key, clock.now())
        with self._line() as line:
            self._greet(line)
            self._envelope(line, to)
            self._words(line, words)
            with contextlib.suppress(OSError, smtplib.SMTPException):
                line.quit()
        return Sent(key)

    @contextmanager
    def _line(self) -> Iterator[smtplib.SMTP]:
        """A connection that is cut when the whole takes too long: each byte would start a socket's timeout anew."""
        line: smtplib.SMTP
        try:
            if self.server.tls == "at_once":
                line = smtplib.SMTP_SSL(
                    self.server.host, self.server.port, timeout=self.timeout, context=ssl.create_default_context()
                )  # fmt: skip
            else:
                line = smtplib.SMTP(self.server.host, self.server.port, timeout=self.timeout)
        except ssl.SSLCertVerificationError as problem:
            raise TryLater("mail_certificate") from problem
        except smtplib.SMTPConnectError as problem:
            raise TryLater("mail_busy", str(problem.smtp_code)) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise TryLater("mail_unreachable") from problem
        guard = threading.Timer(self.deadline, _cut, [line])
        guard.daemon = True
        guard.start()
        try:
            yield line
        finally:
            guard.cancel()
            line.close()

    def _greet(self, line: smtplib.SMTP) -> None:
        try:
            line.ehlo_or_helo_if_needed()
            if self.server.tls == "starttls":
                if not line.has_extn("starttls"):
                    raise TryLater("mail_no_tls")
                line.starttls(context=ssl.create_default_context())
                line.ehlo()
            if self.server.user:
                line.login(self.server.user, self.server.password)
        except ssl.SSLCertVerificationError as problem:
            raise TryLater("mail_certificate") from problem
        except smtplib.SMTPAuthenticationError as problem:
            raise TryLater("mail_login", str(problem.smtp_code)) from problem
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            raise TryLater("mail_unreachable") from problem

    def _envelope(self, line: smtplib.SMTP, to: str) -> None:
        try:
            code, answer = line.mail(self.sender)
            if code != 250:
                # Our own address is refused: that is for the administrator to mend, not a reason to give people up.
                raise TryLater("mail_sender", _figure(code, answer))
            code, answer = line.rcpt(to)
        except ValueError as problem:  # an address that can't be written on this server's line
            raise Refused("mail_recipient") from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise TryLater("mail_unreachable") from problem
        if code not in (250, 251):
            _refuse(code, answer, "mail_recipient")

    def _words(self, line: smtplib.SMTP, words: bytes) -> None:
        try:
            code, answer = line.docmd("DATA")
        except (OSError, smtplib.SMTPException) as problem:
            raise TryLater("mail_unreachable") from problem
        if code != 354:
            _refuse(code, answer, "mail_refused")
        try:
            line.send(words.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            code, answer = line.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            # From here on the server may have taken it and only its answer got lost.
            raise Unknown("mail_cut") from problem
        if code != 250:
            _refuse(code, answer, "mail_refused")


def letter(sender: str, to: str, subject: str, text: str, key: str, now: datetime) -> bytes:
    """The mail as it goes over the wire, ending in CRLF. `key` makes its Message-ID, the same at every try."""
    mail = EmailMessage(policy=WIRE)
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(clock.local(now))
    mail["Message-ID"] = f"<{key}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="base64")
    return mail.as_bytes()


def _refuse(code: int, answer: bytes, fault: str) -> None:
    figure = _figure(code, answer)
    raise (Refused if 500 <= code < 600 else TryLater)(fault, figure)


def _figure(code: int, answer: bytes) -> str:
    """550 5.1.1: the code and the enhanced status, if there is one; the words after it may hold the address."""
    first = answer.split(b" ", 1)[0].decode("ascii", "replace")
    enhanced = first if first.count(".") == 2 and first.replace(".", "").isdigit() else ""
    return f"{code} {enhanced}".strip()


def _cut(line: smtplib.SMTP) -> None:
    with contextlib.suppress(OSError):
        if line.sock is not None:
            line.sock.shutdown(socket.SHUT_RDWR)
