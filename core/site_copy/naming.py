"""Which file an address becomes: plain ASCII names that every system can unpack, no two the same."""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
import re
from urllib.parse import quote, unquote

PAGE = "text/html"
LONGEST = 80
_ODD = re.compile(r"[^0-9A-Za-z._-]+")
#: names that Windows keeps for itself
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


class Names:
    """Gives each address (path and query) one file name; the same address always gets the same."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self._taken: dict[str, str] = {}

    def name(self, path: str, query: str, media_type: str) -> str:
        """The file of an address that answered with this media type."""
        parts = [_safe(part) for part in unquote(self._below(path)).split("/") if part not in ("", ".", "..")]
        if media_type == PAGE:
            parts.append("index.html")
        else:
            ending = mimetypes.guess_extension(media_type) or ".bin"
            last = parts.pop() if parts else "file"
            known = mimetypes.guess_type(last)[0]
            parts.append(last if known is not None else f"{last}{ending}")
        if query and parts[0] != "static":
            stem, ending = posixpath.splitext(parts[-1])
            parts[-1] = f"{stem}--{_safe(query.replace('=', '-').replace('&', '-'))}{ending}"
        wanted = "/".join(parts)
        address = f"{path}?{query}"
        if self._taken.setdefault(wanted.casefold(), address) != address:
            stem, ending = posixpath.splitext(wanted)
            wanted = f"{stem}-{_short(address)}{ending}"
            self._taken[wanted.casefold()] = address
        return wanted

    def _below(self, path: str) -> str:
        """`/zh/c/2026-open-days/plans/3` is `zh/plans/3`; what belongs to no campaign keeps its path."""
        for lang in ("zh", "en"):
            prefix = f"/{lang}/c/{self.slug}"
            if path == prefix or path.startswith(f"{prefix}/"):
                return f"{lang}/{path[len(prefix) :]}"
        return path


def relative(target: str, source: str) -> str:
    """The address of one file of the copy as another one writes it."""
    return quote(posixpath.relpath(target, posixpath.dirname(source) or "."))


def _safe(part: str) -> str:
    plain = _ODD.sub("_", part)
    if plain != part or len(plain) > LONGEST or plain.startswith(".") or _DEVICES.fullmatch(plain):
        stem, ending = posixpath.splitext(plain)
        plain = f"{stem.strip('._')[: LONGEST - 20] or 'x'}-{_short(part)}{ending[:10]}"
    return plain


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
