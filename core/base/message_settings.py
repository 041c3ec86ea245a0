"""The settings of messages: which gateways there are, and when nobody is to be disturbed. Table [messages] of config.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from urllib.parse import SplitResult, unquote, urlsplit

#: Names as in the environment; in [messages] they are written in small letters.
NAMES = (
    "SMTP_URL", "MAIL_FROM", "SMS_URL", "SMS_KEY", "SMS_SIGN", "ROBOT_KINDS", "QUIET_FROM", "QUIET_TO",
)  # fmt: skip
SMS_GATEWAYS = ("", "demo", "http")
#: Robots of the chat programs that offices use. Others (json, form: a system of one's own) are for the administrator to admit.
ROBOTS = ("dingtalk", "wecombot", "feishu", "lark")
SHORTEST_KEY = 16
SMTP_SCHEMES = {"smtps": 465, "smtp": 587, "smtp+plain": 25}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over. `tls` is "at_once" (smtps), "starttls" (smtp) or "none" (smtp+plain: own network only)."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class MessageSettings:
    """How messages leave the house. Times are those of Asia/Shanghai; equal ones mean that no hour is quiet."""

    mail: MailServer | None = None
    mail_from: str = ""
    sms_url: str = ""
    sms_key: str = field(default="", repr=False)
    sms_sign: str = ""
    robots: tuple[str, ...] = ROBOTS
    quiet_from: time = time(21, 30)
    quiet_to: time = time(8, 0)


def read(values: Mapping[str, str]) -> MessageSettings:
    """Read the settings from texts by their names. Raises ValueError with a sentence for whoever wrote them."""
    gateway = values.get("SMS_GATEWAY", "")
    if gateway not in SMS_GATEWAYS:
        raise ValueError(f"SMS_GATEWAY 写的是“{gateway}”。可以写 demo（演示）、http（短信网关），或者留空。")
    sms_url, sms_key = values.get("SMS_URL", ""), values.get("SMS_KEY", "")
    if gateway == "http":
        _refuse_sms(sms_url, sms_key)
    mail, sender = values.get("SMTP_URL", ""), values.get("MAIL_FROM", "")
    if mail and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender):
        raise ValueError("设了 SMTP_URL，还要设 MAIL_FROM：发件的邮箱地址，例如 notice@example.gov.cn。")
    robots = values.get("ROBOT_KINDS")
    return MessageSettings(
        mail=_mail_server(mail) if mail else None,
        mail_from=sender,
        sms_url=sms_url,
        sms_key=sms_key,
        sms_sign=values.get("SMS_SIGN", ""),
        robots=tuple(r.strip().lower() for r in robots.split(",") if r.strip()) if robots else ROBOTS,
        quiet_from=_time("QUIET_FROM", values.get("QUIET_FROM", "21:30")),
        quiet_to=_time("QUIET_TO", values.get("QUIET_TO", "08:00")),
    )


def _refuse_sms(url: str, key: str) -> None:
    parts = _split("SMS_URL", url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("SMS_GATEWAY=http 时要设 SMS_URL：短信网关的地址，以 https:// 开头。")
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"SMS_KEY 是和短信网关约定的签名密钥，至少 {SHORTEST_KEY} 个字符。")


def _mail_server(url: str) -> MailServer:
    parts = _split("SMTP_URL", url)
    if parts.scheme not in SMTP_SCHEMES or not parts.hostname:
        raise ValueError(
            "SMTP_URL 要写成 smtps://用户:密码@主机:465，或 smtp://…:587（STARTTLS）；"
            "单位内网里不加密的写 smtp+plain://主机:25。"
        )
    tls = {"smtps": "at_once", "smtp": "starttls", "smtp+plain": "none"}[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=parts.port or SMTP_SCHEMES[parts.scheme],
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _split(name: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number is found only when it is asked for
    except ValueError as problem:
        raise ValueError(f"{name} 的地址读不懂，请核对主机和端口。") from problem
    return parts


def _time(name: str, text: str) -> time:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"{name} 要写成 21:30 这样的时间，现在写的是“{text}”。")
    return time(int(found[1]), int(found[2]))
