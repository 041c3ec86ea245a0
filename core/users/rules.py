"""Pure decisions about people, departments, passwords, tries and codes. Standard library only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

# ── how long and how often ──────────────────────────────────────────────────────────────────────────────────────────
SESSION_LONGEST = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=2)
#: "last seen" is written at most this often
SESSION_TOUCH = timedelta(minutes=1)
WRONG_TRIES_PER_NAME = 5
#: a whole office often goes out through one address
WRONG_TRIES_PER_ADDRESS = 50
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
TRIES_FORGOTTEN = timedelta(hours=24)
LINK_LIFE = timedelta(days=7)
PASSWORD_SHORTEST = 10
PASSWORD_LONGEST = 200
CODE_LIFE = timedelta(minutes=10)
CODE_DIGITS = 6
CODE_WRONG_TRIES = 5
CODE_GAP = timedelta(seconds=60)
CODE_WINDOW = timedelta(hours=1)
CODES_PER_PHONE = 5
#: phones of one carrier may share an address
CODES_PER_ADDRESS = 60
PROOF_LIFE = timedelta(hours=2)

KINDS = ("city", "county", "bureau", "company", "town")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A refusal: a message code with its figures."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def plain(text: str) -> str:
    """Text with full-width letters made half-width and without blanks at its ends."""
    return unicodedata.normalize("NFKC", text).strip()


def name_key(text: str) -> str:
    """A department's name as it is compared: no blanks inside, brackets and letters in one width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def login_key(text: str) -> str:
    """A login name as it is stored and compared: Wang.Fang and wang.fang are one."""
    return plain(text).casefold()


def refuse_login_name(text: str) -> Verdict | None:
    """2 to 40 letters, Chinese characters, digits and . - _ @, without blanks."""
    return None if re.fullmatch(r"[\w.@-]{2,40}", login_key(text)) else Verdict("login_shape")


def split_names(text: str) -> tuple[str, ...]:
    """A list typed by a person: 、 ， , ； ; and line ends part it; doubles go."""
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[、,，;；/\n\r]+", text) if part.strip()))


def refuse_contact_phone(text: str) -> Verdict | None:
    """A number to call somebody in an office: mobile, landline with extension; empty is allowed."""
    if not text:
        return None
    digits = re.sub(r"\D", "", text)
    fits = re.fullmatch(r"[+\d][\d\s\-()转x]{5,29}", text) and 7 <= len(digits) <= 20
    return None if fits else Verdict("contact_phone_shape")


def refuse_mail(text: str) -> Verdict | None:
    """A mail address; empty is allowed."""
    if not text or re.fullmatch(r"[^@\s,;]{1,64}@[^@\s,;]{1,180}\.[^@\s,;.]{2,}", text):
        return None
    return Verdict("mail_shape")


# ── the tree ────────────────────────────────────────────────────────────────────────────────────────────────────────
def makes_cycle(parents: Mapping[int, int | None], node: int, new_parent: int | None) -> bool:
    """Whether hanging `node` under `new_parent` would hang it under itself."""
    seen: set[int] = set()
    above = new_parent
    while above is not None and above not in seen:
        if above == node:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def ancestors(parents: Mapping[int, int | None], node: int) -> tuple[int, ...]:
    """The node and everything above it, from near to far."""
    found: list[int] = []
    at: int | None = node
    while at is not None and at not in found and at in parents:
        found.append(at)
        at = parents[at]
    return tuple(found)


def tree_order(nodes: Iterable[tuple[int, int | None]]) -> list[tuple[int, int]]:
    """(id, depth) from the roots down, brothers in the given order. Who hangs under nobody known is a root."""
    given = list(nodes)
    known = {node for node, _ in given}
    below: dict[int | None, list[int]] = {}
    for node, parent in given:
        below.setdefault(parent if parent in known else None, []).append(node)
    ordered: list[tuple[int, int]] = []
    waiting = [(node, 0) for node in reversed(below.get(None, []))]
    while waiting:
        node, depth = waiting.pop()
        ordered.append((node, depth))
        waiting.extend((child, depth + 1) for child in reversed(below.get(node, [])))
    return ordered


# ── passwords ───────────────────────────────────────────────────────────────────────────────────────────────────────
COMMON_PASSWORDS = frozenset(
    [
        "1234567890",
        "0123456789",
        "0987654321",
        "9876543210",
        "12345678910",
        "123456789a",
        "a123456789",
        "abc1234567",
        "abc123456789",
        "1234567890a",
        "12345678901",
        "123456789123",
        "1234512345",
        "1122334455",
        "11223344556",
        "1357924680",
        "147258369",
        "1472583690",
        "password12",
        "password123",
        "password1234",
        "password12345",
        "p@ssw0rd123",
        "p@ssword123",
        "passw0rd123",
        "passw0rd1234",
        "qwertyuiop",
        "qwerty1234",
        "qwerty12345",
        "qwerty123456",
        "qwertyuiop123",
        "1qaz2wsx3edc",
        "1q2w3e4r5t",
        "1q2w3e4r5t6y",
        "q1w2e3r4t5",
        "qazwsxedcrfv",
        "asdfghjkl1",
        "asdfghjkl123",
        "zxcvbnm123",
        "zxcvbnm1234",
        "qwer123456",
        "qwe1234567",
        "asd1234567",
        "admin12345",
        "admin123456",
        "admin1234567",
        "administrator",
        "administrator1",
        "administrator123",
        "root123456",
        "test123456",
        "welcome123",
        "welcome1234",
        "iloveyou123",
        "woaini1314",
        "woaini1314520",
        "woaini5201314",
        "5201314520",
        "1314520520",
        "aini1314520",
        "china12345",
        "beijing2008",
        "zhongguo123",
        "zhengfu123",
        "gongkai123",
        "yangguang123",
        "yangguang1234",
        "zhengwu123",
        "gov1234567",
        "a1b2c3d4e5",
        "aa12345678",
        "aa123456789",
        "abcd123456",
        "abcd1234567",
        "abcdefghij",
        "abcdefg123",
        "a12345678910",
    ]
)


def refuse_password(password: str, login_name: str, name: str = "") -> Verdict | None:
    """At least 10 characters, not the login name or the name, not one that everybody tries first."""
    if len(password) < PASSWORD_SHORTEST:
        return Verdict("password_short", {"least": PASSWORD_SHORTEST, "have": len(password)})
    if len(password) > PASSWORD_LONGEST:
        return Verdict("password_long", {"most": PASSWORD_LONGEST})
    key = password.casefold()
    own = {login_key(login_name), plain(name).casefold()} - {""}
    if any(re.fullmatch(rf"(?:{re.escape(word)})+\d{{0,4}}", key) for word in own):
        return Verdict("password_is_name")
    if key in COMMON_PASSWORDS or len(set(key)) < 4:
        return Verdict("password_common")
    return None


# ── tries ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries so far: since the last lock, how many locks, until when it is locked."""

    count: int = 0
    locks: int = 0
    last_at: datetime | None = None
    locked_until: datetime | None = None

    def locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until


def after_wrong_try(tries: Tries, now: datetime, limit: int) -> Tries:
    """The `limit`-th wrong try locks for 15 minutes, the next lock is twice as long, up to a day; a quiet day forgets."""
    if (
        tries.last_at is not None
        and now - max(tries.last_at, tries.locked_until or tries.last_at) > TRIES_FORGOTTEN
    ):
        tries = Tries()
    if tries.count + 1 < limit:
        return Tries(tries.count + 1, tries.locks, now, tries.locked_until)
    lock = min(FIRST_LOCK * 2 ** min(tries.locks, 10), LONGEST_LOCK)
    return Tries(0, tries.locks + 1, now, now + lock)


def minutes_left(until: datetime, now: datetime) -> int:
    """Whole minutes until then, at least 1."""
    return max(1, -int(-(until - now).total_seconds() // 60))


_READABLE = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 o 1 l i: somebody copies them from paper


def recovery_code(choose: Callable[[str], str]) -> str:
    """Two groups of five, 49 bits: `choose` draws one character."""
    drawn = [choose(_READABLE) for _ in range(10)]
    return f"{''.join(drawn[:5])}-{''.join(drawn[5:])}"


def recovery_key(text: str) -> str:
    """A recovery code as it is compared: blanks, dashes and capitals don't matter."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def session_over(created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """A session ends 12 hours after sign-in, or after 2 hours without a page."""
    return now - created_at >= SESSION_LONGEST or now - last_seen_at >= SESSION_IDLE


# ── codes to a phone ────────────────────────────────────────────────────────────────────────────────────────────────
def refuse_code(last_at: datetime | None, by_phone: int, by_address: int, now: datetime) -> Verdict | None:
    """Whether another code may go out: a minute between two, so many per hour for a phone and for an address."""
    if last_at is not None and now - last_at < CODE_GAP:
        return Verdict(
            "code_too_soon", {"seconds": max(1, int((CODE_GAP - (now - last_at)).total_seconds()))}
        )
    if by_phone >= CODES_PER_PHONE or by_address >= CODES_PER_ADDRESS:
        return Verdict("code_too_many")
    return None


def typed_code(text: str) -> str:
    """A code as somebody types it: full-width digits and blanks are forgiven."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text))


# ── who may grant what ──────────────────────────────────────────────────────────────────────────────────────────────
def granting_permissions(role: str) -> tuple[str, ...]:
    """Which permissions allow giving or ending a role; any one is enough.

    The administrator sets up offices and administrators, the office gives everything but administrator,
    the department's lead gives editor and reviewer.
    """
    if role == "administrator":
        return ("users.appoint",)
    if role == "office":
        return ("users.appoint", "users.grant")
    if role in ("editor", "reviewer"):
        return ("users.grant", "users.grant_own")
    return ("users.grant",)


def refuse_scope(role: str, scope: str, department_id: int | None, campaign_id: int | None) -> Verdict | None:
    """A department's role needs its department; an administrator is one for everything."""
    if role == "administrator" and (department_id is not None or campaign_id is not None):
        return Verdict("grant_administrator_scope")
    if scope == "department" and department_id is None:
        return Verdict("grant_needs_department")
    return None


# ── addresses and browsers ──────────────────────────────────────────────────────────────────────────────────────────
def safe_path(target: str | None) -> str | None:
    """A path on this site to go on to, or None for anything that could lead elsewhere."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(c) < 32 or ord(c) == 127 for c in target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else target


BROWSERS = (
    ("wechat", "MicroMessenger"),
    ("edge", "Edg"),
    ("firefox", "Firefox"),
    ("chrome", "Chrom"),
    ("safari", "Safari"),
)
SYSTEMS = (
    ("android", "Android"),
    ("ios", "iPhone"),
    ("ios", "iPad"),
    ("windows", "Windows"),
    ("mac", "Mac OS"),
    ("linux", "Linux"),
)


def agent_family(user_agent: str) -> tuple[str, str]:
    """(browser, system) as code words; "other" when unknown. No more of the agent's text is kept."""
    browser = next((code for code, mark in BROWSERS if mark in user_agent), "other")
    system = next((code for code, mark in SYSTEMS if mark in user_agent), "other")
    return browser, system
