"""How do tests get a broker of e-IDs? One of our own on loopback that can be made to answer wrongly in every way."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from medborgarbudget.foundation import eid
from medborgarbudget.foundation.eid import Provider

LOA3 = "http://id.elegnamnden.se/loa/1.0/loa3"
CLIENT = "medborgarbudget"


@cache
def signing_key(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


class Broker:
    """Answers with `claims` on top of right ones. `sign` makes the token of claims; `status` makes every answer an error."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.status = 200
        self.told: dict[str, Any] = {}
        self.asked: list[dict[str, str]] = []
        self.nonces: dict[str, str] = {}
        self.issuer = ""

    def signed(self, claims: dict[str, Any], key: str = "right", algorithm: str = "ES256", **headers: Any) -> str:
        return jwt.encode(claims, signing_key(key), algorithm=algorithm, headers={"kid": "right", **headers})

    def provider(self, **others: Any) -> Provider:
        values: dict[str, Any] = {
            "name": "prov", "label": "BankID", "issuer": self.issuer, "client_id": CLIENT, "client_secret": "hemligt", "acr": (LOA3,),
        }  # fmt: skip
        return Provider(**{**values, **others})

    def answer_to(self, address: str, code: str = "code-1") -> dict[str, str]:
        """The query that the browser would come back with, from the address it was sent to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        self.nonces[code] = asked["nonce"]
        return {"code": code, "state": asked["state"]}

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            **self.told,
        }

    def _keys(self) -> dict[str, Any]:
        public = signing_key("right").public_key()
        return {"keys": [{**jwt.algorithms.ECAlgorithm.to_jwk(public, as_dict=True), "kid": "right", "use": "sig"}]}

    def _token(self, form: dict[str, str]) -> dict[str, Any]:
        self.asked.append(form)
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "subject", "aud": CLIENT, "iat": now, "exp": now + 60, "acr": LOA3,
            "nonce": self.nonces.get(form["code"], ""), eid.PERSON: "199001189811", **self.claims,
        }  # fmt: skip
        return {
            "id_token": self.sign({name: value for name, value in claims.items() if value is not None}),
            "access_token": "x",
        }


@contextmanager
def running_broker() -> Iterator[Broker]:
    """A broker on a free port of loopback, until the block ends."""
    broker = Broker()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = urlsplit(self.path).path
            given = {
                "/.well-known/openid-configuration": broker._configuration,
                "/keys": broker._keys,
                "/userinfo": lambda: {
                    "sub": broker.claims.get("userinfo_sub", "subject"),
                    eid.COORDINATION: "199001789818",
                },
            }.get(place)
            self._say(given() if given is not None else {})

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(content).items()}
            form["authorization"] = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
            self._say(broker._token(form))

        def _say(self, answer: dict[str, Any]) -> None:
            self.send_response(broker.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    broker.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield broker
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def public_pem() -> bytes:
    return (
        signing_key("right")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
