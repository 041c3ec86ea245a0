"""SMS through an HTTP gateway: one signed JSON POST for each message. The protocol is written down in docs/messages.md."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import re
import ssl
import threading
import time
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from core.delivery.gateways import DEADLINE, TIMEOUT, Refused, Sent, TryLater

LARGEST_ANSWER = 64 * 1024
#: Answers that mean: this message will never be taken. All others are worth another try.
FOR_GOOD = frozenset({400, 404, 410, 413, 422})


@dataclass(frozen=True)
class HttpSms:
    """`url` takes the POST; `key` signs it (HMAC-SHA-256); `sign` is the signature name registered for the sender."""

    url: str
    key: str
    sign: str = ""
    repeats_safely: ClassVar[bool] = True

    def send(self, to: str, text: str, subject: str, key: str) -> Sent:
        """Post it. An answer that got lost is asked for again under the same id."""
        words = re.sub(r"^【[^】]*】", "", text) if self.sign else text
        body = json.dumps(
            {"id": key, "to": to, "text": words, "sign": self.sign}, ensure_ascii=False
        ).encode()
        status, answer = self._post(body, key)
        if status == 409:  # it has this id already: an earlier try arrived
            return Sent()
        if status in FOR_GOOD:
            raise Refused("sms_refused", str(status))
        if status in (401, 403):
            raise TryLater("sms_key", str(status))
        if not 200 <= status < 300:
            raise TryLater("sms_busy" if status in (429, 503) else "sms_status", str(status))
        try:
            told = json.loads(answer)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            # A proxy's or a captive portal's page in between: the gateway itself hasn't answered.
            raise TryLater("sms_answer", str(status))
        return Sent(re.sub(r"[^\w.:-]", "", str(told.get("id", "")))[:120])

    def _post(self, body: bytes, key: str) -> tuple[int, bytes]:
        parts, moment = urlsplit(self.url), str(int(time.time()))
        signature = hmac.new(self.key.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": key,
            "X-Timestamp": moment,
            "X-Signature": f"sha256={signature}",
        }
        host = parts.hostname or ""
        line = (
            http.client.HTTPSConnection(
                host, parts.port, timeout=TIMEOUT, context=ssl.create_default_context()
            )
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT)
        )
        guard = threading.Timer(DEADLINE, line.close)
        guard.daemon = True
        guard.start()
        try:
            line.request(
                "POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers
            )
            answer = line.getresponse()
            return answer.status, answer.read(LARGEST_ANSWER)
        except ssl.SSLCertVerificationError as problem:
            raise TryLater("sms_certificate") from problem
        except (OSError, http.client.HTTPException, AttributeError) as problem:  # the guard closed the line
            raise TryLater("sms_unreachable") from problem
        finally:
            guard.cancel()
            line.close()
