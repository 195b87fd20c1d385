"""Is an e-ID taken only when every part of the broker's answer is right? (C35)"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.cache import cache

from medborgarbudget.foundation import eid
from medborgarbudget.foundation.eid import NotVouched, Provider, Unreachable
from tests.support.eid import CLIENT, LOA3, Broker, public_pem, running_broker

RETURN = "https://lund.example/e-legitimation/svar/"


@pytest.fixture
def broker() -> Iterator[Broker]:
    cache.clear()
    with running_broker() as running:
        yield running
    cache.clear()


def identify(broker: Broker, provider: Provider | None = None, **answer: str) -> eid.Claims:
    provider = provider or broker.provider()
    order, address = eid.begin(provider, RETURN)
    return eid.finish(provider, order, {**broker.answer_to(address), **answer}, timestamp=time.time())


def test_a_right_answer_tells_the_number(broker: Broker) -> None:
    order, address = eid.begin(broker.provider(), RETURN)
    asked = dict(parse_qsl(urlsplit(address).query))
    assert asked["response_type"] == "code" and asked["acr_values"] == LOA3 and asked["redirect_uri"] == RETURN
    claims = eid.finish(broker.provider(), order, broker.answer_to(address), timestamp=time.time())
    assert (claims.number, claims.previous) == ("199001189811", "") and "1990" not in repr(claims)
    (form,) = broker.asked
    assert form["authorization"] == f"{CLIENT}:hemligt"
    challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert challenge == asked["code_challenge"] and asked["code_challenge_method"] == "S256"


def test_a_coordination_number_and_the_one_before(broker: Broker) -> None:
    broker.claims = {eid.PERSON: None, eid.COORDINATION: "199001789818", eid.PREVIOUS: "198507699804"}
    assert identify(broker) == eid.Claims("199001789818", "198507699804")


def test_the_number_may_come_with_the_user_info_of_the_same_subject(broker: Broker) -> None:
    broker.claims = {eid.PERSON: None}
    assert identify(broker).number == "199001789818"
    broker.claims = {eid.PERSON: None, "userinfo_sub": "another"}
    with pytest.raises(NotVouched, match="subject"):
        identify(broker)


def unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def signed_with_the_public_key_as_a_secret(claims: dict[str, Any]) -> str:
    parts = ({"alg": "HS256", "typ": "JWT", "kid": "right"}, claims)
    text = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    seal = base64.urlsafe_b64encode(hmac.digest(public_pem(), text.encode(), "sha256")).rstrip(b"=").decode()
    return f"{text}.{seal}"


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "issuer": {"iss": "https://qa.example"},
    "no issuer": {"iss": None},
    "audience": {"aud": "somebody-else"},
    "no audience": {"aud": None},
    "several audiences": {"aud": [CLIENT, "somebody-else"]},
    "another authorized party": {"azp": "somebody-else"},
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "level 2": {"acr": "http://id.elegnamnden.se/loa/1.0/loa2"},
    "no level": {"acr": None},
    "level as a list": {"acr": [LOA3]},
    "expired": {"exp": 1_000_000_000},
    "expired a minute ago": {"exp": int(time.time()) - 60},
    "no end": {"exp": None},
    "end that is no time": {"exp": "2099"},
    "not yet": {"nbf": int(time.time()) + 3600},
    "from the future": {"iat": int(time.time()) + 3600},
    "made long ago": {"iat": int(time.time()) - 7200},
    "signed in long ago": {"auth_time": int(time.time()) - 7200},
    "number that is no text": {eid.PERSON: 199001189811},
}


@pytest.mark.parametrize("what", WRONG_CLAIMS)
def test_a_wrong_claim_is_refused(broker: Broker, what: str) -> None:
    broker.claims = WRONG_CLAIMS[what]
    with pytest.raises(NotVouched) as refused:
        identify(broker)
    assert "1990" not in str(refused.value)


WRONG_SIGNATURES: dict[str, Callable[[Broker], Callable[[dict[str, Any]], str]]] = {
    "unsigned": lambda broker: unsigned,
    "with the public key as a secret": lambda broker: signed_with_the_public_key_as_a_secret,
    "another key under the same name": lambda broker: lambda claims: broker.signed(claims, key="wrong"),
    "unknown key": lambda broker: lambda claims: broker.signed(claims, key="wrong", kid="unknown"),
    "changed after signing": lambda broker: lambda claims: broker.signed(claims)[:-6] + "AAAAAA",
    "no token": lambda broker: lambda claims: "",
    "nonsense": lambda broker: lambda claims: "a.b.c",
}


@pytest.mark.parametrize("what", WRONG_SIGNATURES)
def test_a_wrong_signature_is_refused(broker: Broker, what: str) -> None:
    broker.sign = WRONG_SIGNATURES[what](broker)
    with pytest.raises(NotVouched):
        identify(broker)


@pytest.mark.parametrize(
    "answer",
    [{"state": "another"}, {"state": ""}, {"iss": "https://qa.example"}, {"error": "access_denied"}, {"error": "server_error"}, {"code": ""}],
)  # fmt: skip
def test_a_wrong_answer_of_the_browser_is_refused_before_the_broker_is_asked(
    broker: Broker, answer: dict[str, str]
) -> None:
    with pytest.raises(NotVouched):
        identify(broker, **answer)
    assert not broker.asked


def test_an_order_of_another_provider_is_refused(broker: Broker) -> None:
    order, address = eid.begin(broker.provider(), RETURN)
    with pytest.raises(NotVouched, match="state"):
        eid.finish(broker.provider(name="other"), order, broker.answer_to(address), timestamp=time.time())


@pytest.mark.parametrize(
    "told",
    [{"issuer": "https://qa.example"}, {"token_endpoint": "http://evil.example/"}, {"jwks_uri": "file:///etc/passwd"}],
)
def test_a_broker_that_tells_wrongly_of_itself_is_not_used(broker: Broker, told: dict[str, str]) -> None:
    broker.told = told
    with pytest.raises(Unreachable):
        eid.begin(broker.provider(), RETURN)


def test_a_broker_that_is_down_is_unreachable(broker: Broker) -> None:
    broker.status = 503
    with pytest.raises(Unreachable, match="503"):
        eid.begin(broker.provider(), RETURN)
    broker.status = 200
    order, address = eid.begin(broker.provider(), RETURN)
    answer = broker.answer_to(address)
    broker.status = 500
    with pytest.raises(Unreachable):
        eid.finish(broker.provider(), order, answer, timestamp=time.time())
    broker.status = 400
    with pytest.raises(NotVouched, match="400"):
        eid.finish(broker.provider(), order, answer, timestamp=time.time())
    with pytest.raises(Unreachable):
        eid.begin(Provider("gone", "x", "http://127.0.0.1:9", "c", "s", (LOA3,)), RETURN)
