"""Mail to a real SMTP server: taken, refused, busy, hanging, cut."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from core.base.message_settings import MailServer
from core.delivery.gateways import TryLater, Unknown
from core.delivery.gateways.mail import Mail
from tests.integration.delivery.conftest import NOW, chooses, deliver, person, queue_test, rows
from tests.integration.delivery.servers import hanging_server, mail_server


def test_a_mail_arrives_once_in_the_persons_language(house):
    with mail_server() as (url, mails), house(SMTP_URL=url).app_context():
        who = person()
        chooses(who, "mail", "qinghe@example.org", lang="en")
        assert queue_test(who)
        assert not queue_test(who), "the same fact again"
        assert deliver("mail")
        assert not deliver("mail")
        (row,) = rows()
        assert (row.state, row.attempts, row.lang) == ("sent", 1, "en")
        assert row.ended_at == NOW
        ((to, subject, text),) = mails.taken
        assert to == "qinghe@example.org"
        assert subject
        assert text
        assert mails.ids == [f"<{row.receipt}@example.org>"]
        kept = " ".join(str(getattr(row, c.name)) for c in row.__table__.columns)
        assert "qinghe" not in kept
        assert text not in kept


def test_what_a_server_says_decides(house):
    with mail_server() as (url, mails), house(SMTP_URL=url).app_context():
        fates = {}
        for name in ("gone", "busy", "spam", "cut", "fine"):
            who = person(name, login=f"the.{name}")
            chooses(who, "mail", f"{name}@example.org")
            queue_test(who, fact=name)
        while deliver("mail"):
            pass
        for row in rows():
            fates[row.fact] = (row.state, row.fault, row.figure)
        assert fates == {
            "gone": ("given_up", "mail_recipient", "550 5.1.1"),
            "busy": ("retry", "mail_recipient", "451 4.3.0"),
            "spam": ("given_up", "mail_refused", "554 5.7.1"),
            "cut": ("uncertain", "mail_cut", ""),
            "fine": ("sent", "", ""),
        }
        busy = next(row for row in rows() if row.fact == "busy")
        assert timedelta(seconds=3) < busy.try_at - NOW < timedelta(seconds=8)
        assert not deliver("mail", NOW + timedelta(seconds=2)), "not before its time"
        assert deliver("mail", NOW + timedelta(seconds=9))
        assert next(row.attempts for row in rows() if row.fact == "busy") == 2
        assert [mail[0] for mail in mails.taken] == ["fine@example.org"]


@pytest.mark.parametrize("greeting", [b"", b"220 hello\r\n"])
def test_a_server_that_hangs_is_left_after_a_while(greeting: bytes):
    with hanging_server(greeting) as port:
        gateway = Mail(MailServer("127.0.0.1", port, "none"), "notice@example.org", timeout=0.3)
        begun = time.monotonic()
        with pytest.raises(TryLater, match="mail_unreachable"):
            gateway.send("a@example.org", "text", "subject", "key")
        assert time.monotonic() - begun < 3


def test_a_server_that_drips_is_cut_at_the_deadline():
    """Each byte would start a socket's timeout anew; the whole has a deadline."""
    lines = b"".join(b"220-%d\r\n" % n for n in range(3))
    with hanging_server(b"220 x\r\n250-a\r\n" + lines) as port:
        gateway = Mail(MailServer("127.0.0.1", port, "none"), "n@example.org", timeout=30, deadline=0.5)
        begun = time.monotonic()
        with pytest.raises((TryLater, Unknown)):
            gateway.send("a@example.org", "text", "subject", "key")
        assert time.monotonic() - begun < 5


def test_without_encryption_nothing_is_said_where_it_was_asked_for():
    with mail_server() as (url, mails):
        port = int(url.rpartition(":")[2])
        gateway = Mail(MailServer("127.0.0.1", port, "starttls", "user", "password"), "n@example.org")
        with pytest.raises(TryLater, match="mail_no_tls"):
            gateway.send("a@example.org", "text", "subject", "key")
        assert mails.taken == []


def test_a_subject_can_bring_no_header_of_its_own():
    with mail_server() as (url, mails):
        port = int(url.rpartition(":")[2])
        gateway = Mail(MailServer("127.0.0.1", port, "none"), "n@example.org")
        gateway.send("a@example.org", "第一行\n.\n第三行", "标题\r\nBcc: b@example.org", "key")
        assert mails.taken == [("a@example.org", "标题 Bcc: b@example.org", "第一行\r\n.\r\n第三行")]
