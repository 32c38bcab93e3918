"""The settings of a deployment: one table of keys, read from guanxi.toml, overridden by GUANXI_*, refused in one list."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from guanxi.config_values import (
    base_url,
    boolean,
    currency,
    integer,
    one_of,
    path,
    secret,
    sender,
    text,
    url,
    words,
    zone,
)
from guanxi.data.messages import LANGUAGES
from guanxi.secret import SecretProblem, check_private, secret_of

PREFIX = "GUANXI_"
FILE = "guanxi.toml"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what an administrator may choose, not what we choose
LEVELS = ("debug", "info", "warning", "error")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
SECRETS = ("secret_key", "mail_password")


class ConfigError(Exception):
    """The settings cannot be used; `problems` holds one line for each, `str()` all of them."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Key:
    """One setting: how it is read from text or TOML, its default, and what it means."""

    name: str
    parse: Callable[[Any], Any]
    default: Any
    means: str
    shown_default: str = ""

    @property
    def variable(self) -> str:
        """The environment variable that overrides the file."""
        return PREFIX + self.name.upper()


@dataclass(frozen=True)
class Config:
    """What a deployment has set; every field is explained in KEYS and docs/integrators/configuration.md."""

    data: Path
    database: str = field(repr=False)
    secret_key: str = field(repr=False)
    host: str
    port: int
    base_url: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: int
    cookie_secure: bool
    broker: str = field(repr=False)
    workers: int
    threads: int
    job_threads: int
    upload_mb: int
    user_files_mb: int
    files_mb: int
    language: str
    zone: str
    currency: str
    strict: bool
    safe: bool
    mail_host: str
    mail_port: int
    mail_tls: str
    mail_user: str
    mail_password: str = field(repr=False)
    mail_from: str
    log_level: str
    log_format: str
    file: Path | None = None

    @property
    def files(self) -> Path:
        """Where attachments are kept."""
        return self.data / "files"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not appear in any log; of an address with a password the password."""
        return (self.secret_key, self.database, self.broker, self.mail_password)


KEYS = (
    Key(
        "data",
        path,
        Path("var"),
        "Folder of the embedded database, secret key, attachments and backups.",
    ),
    Key(
        "database",
        url("sqlite", "postgresql", "postgres"),
        "",
        "Database: `sqlite:///path` or `postgresql://user:password@host/name`.",
        "`guanxi.sqlite` in the data folder",
    ),
    Key(
        "secret_key",
        secret,
        "",
        "Signs sessions and tokens; at least 32 characters.",
        "made at the first start, kept in `secret-key` of the data folder, readable by its owner only",
    ),
    Key(
        "host",
        text,
        "127.0.0.1",
        "Address to listen on; `0.0.0.0` is every network of the machine.",
    ),
    Key("port", integer(1, 65535), 8000, "Port to listen on."),
    Key(
        "base_url",
        base_url,
        "",
        "Address people type; links in mails are built from it.",
        "`http://host:port`",
    ),
    Key(
        "allowed_hosts",
        words,
        (),
        "Host names that requests may name, separated by commas.",
        "the host of `base_url`, and this machine",
    ),
    Key(
        "trusted_proxies",
        integer(0, 9),
        0,
        "How many reverse proxies in front may set `X-Forwarded-*`.",
    ),
    Key(
        "cookie_secure",
        boolean,
        None,
        "Send cookies over HTTPS only.",
        "true where `base_url` is https",
    ),
    Key(
        "broker",
        url("redis", "rediss", "valkey", "amqp", "amqps", "redis+socket"),
        "",
        "Broker that rings the workers of several machines: `redis://…`, `valkey://…` or `amqp://…`.",
        "none: each worker looks into the database itself",
    ),
    Key("workers", integer(1, 64), 1, "Web processes."),
    Key(
        "threads",
        integer(1, 64),
        4,
        "Requests that one web process answers at a time.",
    ),
    Key("job_threads", integer(1, 64), 4, "Jobs that one worker runs at a time."),
    Key("upload_mb", integer(1, 2048), 25, "Largest request in megabytes, and so the largest file."),
    Key(
        "user_files_mb",
        integer(0, 999_999_999),
        5000,
        "Megabytes of attachments that one user may keep; `0` is no limit.",
    ),
    Key(
        "files_mb",
        integer(0, 999_999_999),
        0,
        "Megabytes of attachments that the installation keeps; `0` is no limit.",
    ),
    Key(
        "language",
        one_of(*LANGUAGES),
        "en",
        "Language where neither user nor browser has chosen one.",
    ),
    Key("zone", zone, "Asia/Shanghai", "Time zone where the user has chosen none."),
    Key("currency", currency, "CNY", "Currency of new amounts."),
    Key("mail_host", text, "", "Mail server (SMTP) that mails are handed to.", "none: nothing is mailed"),
    Key("mail_port", integer(1, 65535), 0, "Its port.", "587, with `tls` 465, with `none` 25"),
    Key(
        "mail_tls",
        one_of(*PORTS),
        "starttls",
        "Encryption: `starttls`, `tls` from the first byte, or `none`.",
    ),
    Key("mail_user", text, "", "User name there.", "none: without signing in"),
    Key("mail_password", text, "", "Password there.", "none"),
    Key(
        "mail_from",
        sender,
        "",
        "Sender of mails: `Guanxi <crm@example.com>`; needed with `mail_host`.",
        "none",
    ),
    Key("strict", boolean, False, "Refuse to start when any plugin has a problem."),
    Key("safe", boolean, False, "Start without plugins."),
    Key(
        "log_level",
        one_of(*LEVELS),
        "info",
        "Least weight of events to log: debug, info, warning or error.",
    ),
    Key(
        "log_format",
        one_of("plain", "json"),
        "plain",
        "One event is one line: plain or json.",
    ),
)
_BY_NAME = {key.name: key for key in KEYS}


def load(env: Mapping[str, str] | None = None, *, folder: Path | None = None) -> Config:
    """Read the settings of this process from `env` (default: the environment) as seen from `folder` (default: the current one).

    The file is the one named by GUANXI_CONFIG, else ./guanxi.toml, else guanxi.toml in the data folder. On the first start
    the data folder and its secret key are made. Raises ConfigError with every problem found.
    """
    env, folder = os.environ if env is None else env, folder or Path.cwd()
    problems: list[str] = []
    path = _file(env, folder, problems)
    given = _from_file(path, problems) if path else {}
    _unknown_variables(env, problems)
    values = {key.name: _value(key, env, given, path, problems) for key in KEYS}
    if values["mail_host"] and not values["mail_from"]:
        problems.append("mail_host is set, but mail_from is not: every mail needs a sender.")
    if not problems:
        try:
            return _complete(values, folder, path)
        except SecretProblem as wrong:
            problems.append(str(wrong))
    raise ConfigError(problems)


def _file(env: Mapping[str, str], folder: Path, problems: list[str]) -> Path | None:
    named = env.get(PREFIX + "CONFIG")
    if named is not None:
        path = folder / named
        if not named or not path.is_file():
            problems.append(
                f"GUANXI_CONFIG names {named or 'nothing'}, which is not a file. Correct or unset it."
            )
            return None
        return path
    places = (folder / FILE, folder / env.get(PREFIX + "DATA", "var") / FILE)
    return next((place for place in places if place.is_file()), None)


def _from_file(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        problems.append(f"{path} cannot be read: {wrong}.")
        return {}
    for name in given.keys() - _BY_NAME.keys():
        problems.append(f"{path}: there is no setting '{name}'.{_meant(name, list(_BY_NAME))}")
    if any(_holds_secret(name, value) for name, value in given.items()):
        try:
            check_private(path)
        except SecretProblem as wrong:
            problems.append(str(wrong))
    return given


def _holds_secret(name: str, value: Any) -> bool:
    return name in SECRETS or (
        isinstance(value, str) and "://" in value and urlsplit(value).password is not None
    )


def _unknown_variables(env: Mapping[str, str], problems: list[str]) -> None:
    known = [key.variable for key in KEYS] + [PREFIX + "CONFIG"]
    for name in sorted(env):
        if name.startswith(PREFIX) and name not in known:
            near = _near(name, known)
            problems.append(
                f"There is no setting {name}. "
                + (f"Is {near} meant? If not, unset it." if near else "Unset it.")
            )


def _meant(name: str, known: list[str]) -> str:
    near = _near(name, known)
    return f" Is '{near}' meant?" if near else " Take it out."


def _near(name: str, known: list[str]) -> str:
    """The known name that is likely meant, if any."""
    return next(iter(difflib.get_close_matches(name, known, 1)), "")


def _value(
    key: Key, env: Mapping[str, str], given: dict[str, Any], path: Path | None, problems: list[str]
) -> Any:
    raw, where = (
        (env[key.variable], key.variable)
        if key.variable in env
        else (given.get(key.name), f"{path}: {key.name}")
    )
    if raw is None:
        return key.default
    try:
        return key.parse(raw)
    except ValueError as wrong:
        shown = "" if _holds_secret(key.name, raw) else f", not {raw!r}"
        problems.append(f"{where} {wrong}{shown}.")
        return key.default


def _complete(values: dict[str, Any], folder: Path, path: Path | None) -> Config:
    """Fill in the defaults that follow from other settings, and make what the first start needs."""
    data = (folder / values["data"]).resolve()
    values["data"] = data
    values["database"] = values["database"] or f"sqlite:///{data / 'guanxi.sqlite'}"
    values["secret_key"] = values["secret_key"] or secret_of(data)
    values["base_url"] = values["base_url"] or f"http://{_shown_host(values['host'])}:{values['port']}"
    named = urlsplit(values["base_url"]).hostname or ""
    values["allowed_hosts"] = values["allowed_hosts"] or tuple(
        sorted({named, "localhost", "127.0.0.1", "[::1]"})
    )
    values["mail_port"] = values["mail_port"] or PORTS[values["mail_tls"]]
    if values["cookie_secure"] is None:
        values["cookie_secure"] = values["base_url"].startswith("https:")
    assert values.keys() | {"file"} == {each.name for each in fields(Config)}
    return Config(**values, file=path)


def _shown_host(host: str) -> str:
    host = "localhost" if host in (*EVERYWHERE, "127.0.0.1") else host
    return f"[{host}]" if ":" in host else host


def documentation() -> str:
    """The page docs/integrators/configuration.md, made from KEYS."""
    lines = [
        "# Configuration",
        "",
        "Guanxi reads `guanxi.toml` (the file named by `GUANXI_CONFIG`, else the one in the current folder, else the one in the",
        "data folder). A variable of the environment wins over the file. Nothing needs to be set to try it out. A name that is",
        "not in this table, or a value that cannot be used, stops the start; all problems are named at once. A file that holds",
        "a password or the secret key must be readable by its owner alone.",
        "",
        "| in guanxi.toml | in the environment | default | meaning |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{key.name}` | `{key.variable}` | {_shown_default(key)} | {key.means} |" for key in KEYS]
    return "\n".join(lines) + "\n"


def _shown_default(key: Key) -> str:
    if key.shown_default:
        return key.shown_default
    return f"`{str(key.default).lower()}`" if isinstance(key.default, bool) else f"`{key.default}`"
