"""Who does an e-ID say that somebody is? OpenID Connect towards a broker: authorization code with PKCE, every part of the answer checked.

Follows OpenID Connect Core 1.0 and the Swedish profile (id.oidc.se): personal identity number, coordination number, and the coordination
number that somebody had before. Nothing of the answer is logged but which check failed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.core.cache import cache

log = logging.getLogger(__name__)

CLAIM = "https://id.oidc.se/claim/"
PERSON, COORDINATION, PREVIOUS = (
    f"{CLAIM}personalIdentityNumber",
    f"{CLAIM}coordinationNumber",
    f"{CLAIM}previousCoordinationNumber",
)
SCOPES = "openid https://id.oidc.se/scope/naturalPersonNumber"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that are taken. "none" and shared secrets are not among them."""

TIMEOUT = 8
LARGEST_ANSWER = 512 * 1024
LEEWAY = 30
LONGEST_AGO = 600
"""Seconds: how long ago the identification may have been made."""
KEPT_FOR = 3600
KEYS_AGAIN_AFTER = 60


@dataclass(frozen=True)
class Provider:
    """A broker of e-IDs. `name` stands in addresses, `label` is what voters see; `acr` lists the levels of assurance that are accepted.

    `ask` are further parameters of the request, such as which e-ID the broker should show.
    """

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str
    acr: tuple[str, ...]
    scope: str = SCOPES
    ask: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Provider({self.name})"


@dataclass(frozen=True)
class Order:
    """An identification under way: what only the browser that began it knows. Used once."""

    provider: str
    state: str
    nonce: str
    verifier: str
    return_to: str

    def as_data(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Claims:
    """The numbers that the e-ID vouches for, as they came; empty when it has none."""

    number: str
    previous: str

    def __repr__(self) -> str:
        return "Claims(…)"


class Unreachable(Exception):  # noqa: N818 - reads as what it says
    """The broker does not answer, or not as one."""


class NotVouched(Exception):  # noqa: N818 - reads as what it says
    """The answer does not show who somebody is; `check` is the check that failed, for the log."""

    def __init__(self, check: str) -> None:
        super().__init__(check)
        self.check = check


def begin(provider: Provider, return_to: str) -> tuple[Order, str]:
    """A fresh order, and the address to send the browser to. Raises Unreachable."""
    order = Order(
        provider.name,
        secrets.token_urlsafe(32),
        secrets.token_urlsafe(32),
        secrets.token_urlsafe(48),
        return_to,
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(order.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": return_to,
        "scope": provider.scope,
        "state": order.state,
        "nonce": order.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "acr_values": " ".join(provider.acr),
        "prompt": "login",
        "claims": json.dumps(
            {"id_token": {PERSON: None, COORDINATION: None, PREVIOUS: None, "acr": {"essential": True}}}
        ),
        **dict(provider.ask),
    }
    where = _told_by(provider)["authorization_endpoint"]
    return order, f"{where}{'&' if '?' in where else '?'}{urlencode(query)}"


def finish(provider: Provider, order: Order, answer: dict[str, str], *, timestamp: float) -> Claims:
    """What the e-ID vouches for. `answer` is the query that the browser came back with; `timestamp` is now.

    Raises NotVouched when a check fails, Unreachable when the broker cannot be asked.
    """
    if order.provider != provider.name or not hmac.compare_digest(answer.get("state", ""), order.state):
        raise NotVouched("state")
    if answer.get("iss") not in {None, provider.issuer}:
        raise NotVouched("issuer of the answer")
    if answer.get("error"):
        raise NotVouched("cancelled" if answer["error"] == "access_denied" else "refused by the broker")
    if not answer.get("code"):
        raise NotVouched("no code")
    told = _told_by(provider)
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": order.return_to,
        "code_verifier": order.verifier,
    }
    tokens = _post(told["token_endpoint"], form, provider)
    claims = _checked(provider, order, str(tokens.get("id_token", "")), told, timestamp)
    if not (claims.get(PERSON) or claims.get(COORDINATION)) and told.get("userinfo_endpoint"):
        more = _get(told["userinfo_endpoint"], bearer=str(tokens.get("access_token", "")))
        if more.get("sub") != claims["sub"]:
            raise NotVouched("subject of the user info")
        claims = {**more, **claims}
    number = claims.get(PERSON) or claims.get(COORDINATION)
    previous = claims.get(PREVIOUS) or ""
    if not isinstance(number, str) or not isinstance(previous, str):
        raise NotVouched("no number")
    return Claims(number, previous)


def _checked(provider: Provider, order: Order, token: str, told: dict[str, Any], timestamp: float) -> dict[str, Any]:
    """The claims of an ID token whose signature, issuer, audience, times, nonce and level are right."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise NotVouched("algorithm")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(provider, told, str(header.get("kid", "")), str(header["alg"])),
            algorithms=[str(header["alg"])],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={
                "require": ["iss", "sub", "aud", "exp", "iat"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except jwt.InvalidTokenError as error:
        raise NotVouched(type(error).__name__) from None
    _require_times(claims, timestamp)
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != provider.client_id:
        raise NotVouched("authorized party")
    if claims.get("azp") not in {None, provider.client_id}:
        raise NotVouched("authorized party")
    if not hmac.compare_digest(str(claims.get("nonce", "")), order.nonce):
        raise NotVouched("nonce")
    if claims.get("acr") not in provider.acr:
        raise NotVouched("level of assurance")
    return claims


def _require_times(claims: dict[str, Any], timestamp: float) -> None:
    """Not run out, not from the future, not from long ago. Compared here, since the moment is the request's."""
    for name in ("exp", "iat", "nbf", "auth_time"):
        value = claims.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise NotVouched(f"time {name}")
    if claims["exp"] + LEEWAY <= timestamp:
        raise NotVouched("expired")
    if max(claims["iat"], claims.get("nbf", 0)) > timestamp + LEEWAY:
        raise NotVouched("from the future")
    if min(claims["iat"], claims.get("auth_time", claims["iat"])) < timestamp - LONGEST_AGO:
        raise NotVouched("made long ago")


# --- what the broker tells of itself ---


def _told_by(provider: Provider) -> dict[str, Any]:
    """Its configuration, kept for an hour."""
    name = f"eid-told-{provider.name}-{hashlib.sha256(provider.issuer.encode()).hexdigest()[:16]}"
    told: dict[str, Any] | None = cache.get(name)
    if told is None:
        told = _get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != provider.issuer:
            log.error("e-ID %s: its configuration names another issuer", provider.name)
            raise Unreachable("issuer")
        for endpoint in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _safe(str(told.get(endpoint, ""))):
                raise Unreachable(endpoint)
        cache.set(name, told, KEPT_FOR)
    return told


def _key(provider: Provider, told: dict[str, Any], kid: str, algorithm: str) -> Any:
    """The broker's key with that name. An unknown name has the keys fetched again, once a minute at most."""
    name = f"eid-keys-{provider.name}-{hashlib.sha256(told['jwks_uri'].encode()).hexdigest()[:16]}"
    for again in (False, True):
        kept: tuple[float, list[dict[str, Any]]] | None = cache.get(name)
        if kept is None or (again and time.monotonic() - kept[0] > KEYS_AGAIN_AFTER):
            kept = (time.monotonic(), list(_get(told["jwks_uri"]).get("keys", [])))
            cache.set(name, kept, KEPT_FOR)
        fitting = [
            key
            for key in kept[1]
            if isinstance(key, dict)
            and (not kid or key.get("kid") == kid)
            and key.get("use", "sig") == "sig"
            and key.get("alg", algorithm) == algorithm
            and key.get("kty") != "oct"
        ]
        if len(fitting) == 1:
            return jwt.PyJWK(fitting[0], algorithm).key
    raise NotVouched("unknown key")


# --- over the wire ---


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects())


def _safe(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"})
    )


def _get(address: str, bearer: str = "") -> dict[str, Any]:
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    return _answer(urllib.request.Request(address, headers=headers))  # noqa: S310 - checked


def _post(address: str, form: dict[str, str], provider: Provider) -> dict[str, Any]:
    pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
    headers = {
        "Accept": "application/json",
        "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
    }
    return _answer(urllib.request.Request(address, data=urlencode(form).encode(), headers=headers))  # noqa: S310 - checked


def _answer(request: urllib.request.Request) -> dict[str, Any]:
    if not _safe(request.full_url):
        raise Unreachable("address")
    try:
        with _opener.open(request, timeout=TIMEOUT) as response:
            content = response.read(LARGEST_ANSWER + 1)
    except urllib.error.HTTPError as error:
        error.close()
        if request.data is not None and 400 <= error.code < 500:
            raise NotVouched(f"token endpoint says {error.code}") from None
        raise Unreachable(f"status {error.code}") from None
    except (OSError, HTTPException) as error:
        raise Unreachable(type(error).__name__) from None
    try:
        answer = json.loads(content) if len(content) <= LARGEST_ANSWER else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Unreachable("no JSON object")
    return answer
