"""Where every setting comes from: defaults, then INSTANCE/config.toml, then the environment."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.base import message_settings
from core.base.message_settings import MessageSettings

KNOWN = (
    "INSTANCE", "PORT", "DATABASE_URL", "REDIS_URL", "FILES_URL", "CLOCK", "PLUGINS", "DEMO",
    "SMS_GATEWAY", "SECRET_KEY", "STRICT_PLUGINS", "LOG_LEVEL", "METRICS_TOKEN", "SECOND_FACTOR_ROLES", "STAMPS",
    *message_settings.NAMES,
)  # fmt: skip

SITE_DEFAULTS: Mapping[str, str] = {
    #: where citizens reach the site (https://…), for links in messages that a job writes; "" leaves them out
    "url": "",
    "area": "",
    "name": "政务公开",
    "name_en": "Open Government",
    "host_unit": "",
    "host_unit_en": "",
    "office": "政务公开办公室",
    "office_en": "Openness Office",
    "phone": "",
    "phone_hours": "",
    "phone_hours_en": "",
    "email": "",
}


class BadSetting(Exception):
    """A setting can't be used; the text says which one and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """All settings of one running copy. Paths are absolute; `plugins` None means every plugin found."""

    instance: Path
    port: int = 8000
    database_url: str = ""
    redis_url: str = ""
    files_url: str = ""
    clock: str = ""
    plugins: tuple[str, ...] | None = None
    demo: bool = False
    sms_gateway: str = ""
    secret_key: str = ""
    strict_plugins: bool = False
    log_level: str = "INFO"
    metrics_token: str = ""
    #: where changes are told to other processes: "file" on one machine, "database" on several
    stamps: str = "file"
    #: roles whose holders sign in with a second factor
    second_factor_roles: tuple[str, ...] = ()
    site: Mapping[str, str] = field(default_factory=lambda: dict(SITE_DEFAULTS))
    messages: MessageSettings = field(default_factory=MessageSettings)
    #: what was written for plugins: their section of config.toml
    written_for_plugins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: what the program itself gave at start, above everything else
    overrides: Mapping[str, str] = field(default_factory=dict)
    #: plugin → name → value, its defaults filled in; the host adds each plugin's own at start
    of_plugins: dict[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    def declare(self, plugin: str, defaults: Mapping[str, str]) -> None:
        """Take up a plugin's settings. Raises BadSetting for one that was written and isn't among them."""
        written = self.written_for_plugins.get(plugin, {})
        unknown = [name for name in written if name not in defaults]
        if unknown:
            raise BadSetting(
                f"配置文件 config.toml 的 [{plugin}] 里有不认识的设置：{'、'.join(unknown)}。"
                f"可用的有：{'、'.join(defaults) or '没有'}。"
            )
        outside = {**os.environ, **self.overrides}
        from_outside = {
            name: outside[key] for name in defaults if outside.get(key := f"{plugin}_{name}".upper(), "")
        }
        self.of_plugins[plugin] = {**defaults, **written, **from_outside}

    def refuse_foreign(self, plugins: Collection[str]) -> None:
        """Raises BadSetting for a section of config.toml that belongs to no plugin that was found."""
        foreign = [section for section in self.written_for_plugins if section not in plugins]
        if foreign:
            raise BadSetting(
                f"配置文件 config.toml 里有不认识的设置：{'、'.join(f'[{section}]' for section in foreign)}。"
                "方括号里写 site、messages 或一个装好的插件的名字。"
            )

    def of(self, plugin: str) -> Mapping[str, str]:
        """A plugin's settings by name, its defaults filled in."""
        return self.of_plugins[plugin]

    @property
    def database(self) -> str:
        """The SQLAlchemy address: the DATABASE_URL with psycopg 3 named, or SQLite in the instance."""
        url = self.database_url
        if not url:
            return f"sqlite:///{self.instance / 'yangguang.sqlite'}"
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        return url

    @property
    def files_dir(self) -> Path:
        return Path(self.files_url.removeprefix("file://")) if self.files_url else self.instance / "files"


def load(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings. Raises BadSetting with a sentence that names the setting."""
    given = {name: os.environ[name] for name in KNOWN if os.environ.get(name, "").strip()}
    ours = {name: str(value) for name, value in (overrides or {}).items() if value is not None}
    given.update(ours)
    instance = Path(given.get("INSTANCE") or "instance").resolve()
    written, site, for_plugins = _from_file(instance / "config.toml")
    values = {**written, **given}
    plugins = values.get("PLUGINS")
    return Settings(
        instance=instance,
        port=_port(values.get("PORT", "8000")),
        database_url=values.get("DATABASE_URL", ""),
        redis_url=values.get("REDIS_URL", ""),
        files_url=values.get("FILES_URL", ""),
        clock=values.get("CLOCK", ""),
        plugins=tuple(p.strip() for p in plugins.split(",") if p.strip()) if plugins is not None else None,
        demo=_yes(values.get("DEMO", "")),
        sms_gateway=values.get("SMS_GATEWAY", ""),
        secret_key=values.get("SECRET_KEY", ""),
        strict_plugins=_yes(values.get("STRICT_PLUGINS", "")),
        log_level=values.get("LOG_LEVEL", "INFO"),
        metrics_token=values.get("METRICS_TOKEN", ""),
        stamps=_stamps(values.get("STAMPS", "file")),
        second_factor_roles=_second_factor_roles(values),
        site={**SITE_DEFAULTS, **site},
        messages=_messages(values),
        written_for_plugins=for_plugins,
        overrides=ours,
    )


def master_key(settings: Settings) -> bytes:
    """The key all others are derived from: SECRET_KEY, else INSTANCE/secret.key, made on first use (0600)."""
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.instance / "secret.key"
    settings.instance.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: two processes that start together must agree on one key.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _written_key(path)
    with os.fdopen(handle, "wb") as out:
        key = secrets.token_urlsafe(48).encode()
        out.write(key)
    return key


def _written_key(path: Path) -> bytes:
    key = path.read_bytes().strip()
    if len(key) < 32:
        raise BadSetting(
            f"密钥文件 {path.name} 不完整。请从备份恢复它；没有备份时删掉它会让已封存的手机号无法读出。"
        )
    return key


def _from_file(path: Path) -> tuple[dict[str, str], dict[str, str], dict[str, dict[str, str]]]:
    """What is written at the top and in [messages], in [site], and in the sections of plugins."""
    if not path.exists():
        return {}, {}, {}
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadSetting(f"配置文件 config.toml 读不懂：{problem}") from problem
    site = data.pop("site", {})
    messages = data.pop("messages", {})
    unknown = [name for name in messages if name.upper() not in message_settings.NAMES]
    if unknown:
        raise BadSetting(f"配置文件 config.toml 的 [messages] 里有不认识的设置：{'、'.join(unknown)}。")
    for_plugins = {name: data.pop(name) for name in [*data] if isinstance(data[name], dict)}
    data |= messages
    unknown = [name for name in data if name.upper() not in KNOWN]
    if unknown:
        raise BadSetting(
            f"配置文件 config.toml 里有不认识的设置：{'、'.join(unknown)}。可用的有：{'、'.join(KNOWN)}。"
        )
    unknown = [name for name in site if name not in SITE_DEFAULTS]
    if unknown:
        raise BadSetting(f"配置文件 config.toml 的 [site] 里有不认识的设置：{'、'.join(unknown)}。")
    return (
        {name.upper(): str(value) for name, value in data.items()},
        {name: str(value) for name, value in site.items()},
        {
            plugin: {name: str(value) for name, value in section.items()}
            for plugin, section in for_plugins.items()
        },
    )


def _messages(values: Mapping[str, str]) -> MessageSettings:
    try:
        return message_settings.read(values)
    except ValueError as problem:
        raise BadSetting(str(problem)) from problem


def _second_factor_roles(values: Mapping[str, str]) -> tuple[str, ...]:
    """Those who rule over accounts and over what is published, unless somebody says otherwise; nobody in a demo."""
    usual = "" if _yes(values.get("DEMO", "")) else "administrator,office"
    written = values.get("SECOND_FACTOR_ROLES", usual)
    return tuple(role.strip() for role in written.split(",") if role.strip() not in ("", "none"))


def _stamps(text: str) -> str:
    if text not in ("file", "database"):
        raise BadSetting(f"STAMPS 要写 file（一台机器）或 database（几台机器），现在写的是“{text}”。")
    return text


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = 0
    if not 1 <= port <= 65535:
        raise BadSetting(f"PORT 要写 1 到 65535 之间的整数，现在写的是“{text}”。")
    return port


def _yes(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes", "on")
