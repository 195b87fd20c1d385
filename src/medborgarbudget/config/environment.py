"""What does the surrounding system say about how to run? Read once, typed, and refused when it makes no sense."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class EnvironmentRefused(SystemExit):
    """The environment is nonsense; the message says which variable and what to write instead."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")


@dataclass(frozen=True)
class Keys:
    """Secrets that must lie outside the database and its backups. Hex, 32 random bytes each.

    `django` signs sessions; `person` and `slot` make keyed hashes of voters and their slots; `urn` seals private keys of Bas votes;
    `receipt` is the Ed25519 seed that signs receipts.
    """

    django: str
    person: str
    slot: str
    urn: str
    receipt: str


@dataclass(frozen=True)
class Environment:
    data_dir: Path
    demo: bool
    debug: bool
    public_url: str
    hosts: tuple[str, ...]
    database_url: str
    mail_url: str
    mail_from: str
    keys: Keys


TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def read(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read MEDBORGARBUDGET_* and DATABASE_URL. Every variable is described in docs/reference/settings.md.

    Raises EnvironmentRefused for a value that cannot be meant.
    """
    data_dir = Path(variables.get("MEDBORGARBUDGET_DATA", "var")).resolve()
    demo = _flag(variables, "MEDBORGARBUDGET_DEMO")
    debug = _flag(variables, "MEDBORGARBUDGET_DEBUG")
    public_url = variables.get("MEDBORGARBUDGET_URL", "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(public_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise EnvironmentRefused(
            "MEDBORGARBUDGET_URL", f"{public_url!r} is not scheme and host, such as https://example.se"
        )
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme == "http" and not local:
        raise EnvironmentRefused("MEDBORGARBUDGET_URL", "a public address must be https")
    if demo and not local:
        raise EnvironmentRefused(
            "MEDBORGARBUDGET_DEMO", "the demo signs anybody in as anybody; it runs on a local address only"
        )
    hosts = tuple(
        host.strip().lower() for host in variables.get("MEDBORGARBUDGET_HOSTS", "").split(",") if host.strip()
    )
    if any("*" in host for host in hosts):
        raise EnvironmentRefused("MEDBORGARBUDGET_HOSTS", "name each host; * is not taken")
    return Environment(
        data_dir=data_dir,
        demo=demo,
        debug=debug,
        public_url=public_url,
        hosts=tuple(dict.fromkeys((parts.hostname, *hosts, *(("127.0.0.1", "localhost") if local else ())))),
        database_url=variables.get("DATABASE_URL", f"sqlite:///{data_dir / 'medborgarbudget.sqlite3'}"),
        mail_url=variables.get("MEDBORGARBUDGET_MAIL", "demo:" if demo else "console:"),
        mail_from=variables.get("MEDBORGARBUDGET_MAIL_FROM", f"medborgarbudget@{parts.hostname}"),
        keys=_keys(Path(variables.get("MEDBORGARBUDGET_KEYS", str(data_dir / "keys.json"))), may_create=local),
    )


def database(url: str) -> dict[str, object]:
    """A DATABASE_URL (sqlite:///relative/path, sqlite:////absolute/path or postgresql://user:password@host:port/name) as one of DATABASES."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise EnvironmentRefused("DATABASE_URL", f"{parts.scheme!r} is not known; use sqlite:///path or postgresql://…")


def _flag(variables: Mapping[str, str], name: str) -> bool:
    value = variables.get(name, "").strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise EnvironmentRefused(name, f"{value!r} is neither 1 nor 0")


def _keys(path: Path, *, may_create: bool) -> Keys:
    if not path.exists():
        if not may_create:
            raise EnvironmentRefused(
                "MEDBORGARBUDGET_KEYS", f"{path} is missing; make it with: medborgarbudget make-keys FILE"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        write_keys(path)
    try:
        held = Keys(**json.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        raise EnvironmentRefused("MEDBORGARBUDGET_KEYS", f"{path} does not hold the five keys ({error})") from error
    if any(len(value) != 64 for value in vars(held).values()) or len(set(vars(held).values())) != len(vars(held)):
        raise EnvironmentRefused("MEDBORGARBUDGET_KEYS", "each key is 64 hex digits, and no two are alike")
    return held


def write_keys(path: Path) -> None:
    """Make a file of new random keys that only its owner can read. Never overwrites."""
    names = list(Keys.__dataclass_fields__)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        json.dump({name: secrets.token_hex(32) for name in names}, file, indent=1)
