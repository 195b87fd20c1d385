"""What does the surrounding system say about how to run? Read once, typed, and refused when it makes no sense."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from medborgarbudget.foundation.eid import Provider
from medborgarbudget.foundation.sms import Gateway


class EnvironmentRefused(SystemExit):
    """The environment is nonsense; the message says which variable and what to write instead."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")


@dataclass(frozen=True)
class Keys:
    """Secrets that must lie outside the database and its backups. Hex, 32 random bytes each.

    `django` signs sessions; `person` and `slot` make keyed hashes of voters and their slots; `urn` seals private keys of Bas votes and what
    lies in the database for a while (codes to be printed or sent, uploaded rolls, addresses for letters);
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
    sms: Gateway | None
    eid: tuple[Provider, ...]
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
        sms=_gateway(variables.get("MEDBORGARBUDGET_SMS", "")),
        eid=_providers(variables.get("MEDBORGARBUDGET_EID", "")),
        keys=_keys(Path(variables.get("MEDBORGARBUDGET_KEYS", str(data_dir / "keys.json"))), may_create=local),
    )


POSTGRES_OPTIONS: dict[str, object] = {"server_side_binding": True, "prepare_threshold": 5}
"""A connection plans a statement that it has met a few times once and for all; the values go beside it. Wants a connection of its
own for each worker, not one lent out for each transaction."""


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
            "OPTIONS": {**POSTGRES_OPTIONS, **options},
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise EnvironmentRefused("DATABASE_URL", f"{parts.scheme!r} is not known; use sqlite:///path or postgresql://…")


def _gateway(url: str) -> Gateway | None:
    """https://user:password@host/path?from=Sender, a gateway that takes a form with from, to and message."""
    if not url:
        return None
    parts = urlsplit(url)
    sender = dict(parse_qsl(parts.query)).get("from", "")
    if (
        not parts.hostname
        or not parts.username
        or not parts.password
        or not sender
        or not _safe(parts.scheme, parts.hostname)
    ):
        raise EnvironmentRefused("MEDBORGARBUDGET_SMS", "use https://user:password@host/path?from=Sender")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]{2,10}|\+[1-9][0-9]{7,14}", sender):
        raise EnvironmentRefused(
            "MEDBORGARBUDGET_SMS", "the sender is 3 to 11 letters and digits, or a number such as +46701234567"
        )
    host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    return Gateway(f"{parts.scheme}://{host}{parts.path}", unquote(parts.username), unquote(parts.password), sender)


def _safe(scheme: str, host: str) -> bool:
    return scheme == "https" or (scheme == "http" and host in {"127.0.0.1", "localhost", "::1"})


def _providers(path: str) -> tuple[Provider, ...]:
    """The file with e-ID brokers: a JSON list of objects with the fields of Provider."""
    if not path:
        return ()
    try:
        listed = json.loads(Path(path).read_text())
        providers = tuple(
            Provider(**{**each, "acr": tuple(each["acr"]), "ask": tuple(sorted(dict(each.get("ask", {})).items()))})
            for each in listed
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise EnvironmentRefused(
            "MEDBORGARBUDGET_EID", f"{path} is no list of providers ({type(error).__name__})"
        ) from error
    for provider in providers:
        parts = urlsplit(provider.issuer)
        if not parts.hostname or not _safe(parts.scheme, parts.hostname) or parts.query or parts.fragment:
            raise EnvironmentRefused("MEDBORGARBUDGET_EID", f"{provider.name}: the issuer is an https address")
        if not re.fullmatch(r"[a-z0-9-]{1,30}", provider.name) or not provider.label or not provider.client_id:
            raise EnvironmentRefused(
                "MEDBORGARBUDGET_EID", "each provider has a name of a-z, 0-9 and -, a label and a client_id"
            )
        if not provider.acr:
            raise EnvironmentRefused(
                "MEDBORGARBUDGET_EID", f"{provider.name}: list the levels of assurance that are accepted in acr"
            )
    if len({provider.name for provider in providers}) != len(providers):
        raise EnvironmentRefused("MEDBORGARBUDGET_EID", "two providers have the same name")
    return providers


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
