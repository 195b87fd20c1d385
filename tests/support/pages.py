"""How do tests look at pages? Through a client that checks every HTML page it meets: it parses, has one h1, title, lang, landmarks,
unique ids, labelled fields, an error summary when fields have errors, no inline script or style, no raw translation key."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import html5lib
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import clock

BARE = frozenset({301, 302, 303, 405})
"""Answers without a page: the browser goes elsewhere, or no link or form of ours can lead there."""


class PageClient(Client):
    """Django's test client that also checks pages. Set `follow_checks = False` for a page that is meant to be bare."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if response.headers.get("Content-Type", "").startswith("text/html") and response.status_code not in BARE:
            faults = faults_of(response.content, fragment=request.get("HTTP_HX_REQUEST") == "true")
            assert not faults, f"{request.get('PATH_INFO')}: " + "; ".join(faults)
        return response

    def signed_in_as(self, person: Person) -> PageClient:
        """Sign in; with a second factor if the person is staff anywhere."""
        if (person.roles.exists() or person.is_operator) and not Authenticator.objects.filter(user=person).exists():
            Authenticator.objects.create(
                user=person,
                type=Authenticator.Type.TOTP,
                data={"secret": "unused in tests"},
                created_at=clock.now() - timedelta(days=400),
            )
        self.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return self


def faults_of(content: bytes, *, fragment: bool = False) -> list[str]:
    """What is wrong with a page, in English; an empty list for a good one."""
    if fragment:
        return []
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False, strict=False)
    root = parser.parse(io.BytesIO(content), transport_encoding="utf-8")
    faults: list[str] = []
    known_noise = {"expected-doctype-but-got-start-tag"} - {"expected-doctype-but-got-start-tag"}
    faults += [f"HTML: {code} at {place}" for place, code, _ in parser.errors if code not in known_noise]
    elements = list(root.iter())
    html = root if root.tag == "html" else root.find("html")
    if html is None or not html.get("lang"):
        faults.append("no lang")
    if not ("".join(root.findtext(".//title") or "")).strip():
        faults.append("no title")
    headings = [element for element in elements if element.tag == "h1"]
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1")
    if not [element for element in elements if element.tag == "main"]:
        faults.append("no main")
    ids = [element.get("id") for element in elements if element.get("id") is not None]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        faults.append(f"ids twice: {twice}")
    labelled = {element.get("for") for element in elements if element.tag == "label"}
    inside_labels = {id(inner) for element in elements if element.tag == "label" for inner in element.iter()}
    for element in elements:
        if not isinstance(element.tag, str):
            continue
        if element.get("style") is not None or any(name.startswith("on") for name in element.attrib):
            faults.append(f"inline style or handler on {element.tag}")
        if element.tag == "style" or (
            element.tag == "script"
            and not element.get("src")
            and element.get("type") not in {"application/json", "application/ld+json"}
        ):
            faults.append(f"inline {element.tag}")
        if element.tag in {"input", "select", "textarea"} and element.get("type") not in {"hidden", "submit", "button"}:
            named = (
                element.get("id") in labelled
                or id(element) in inside_labels
                or element.get("aria-label")
                or element.get("aria-labelledby")
            )
            if not named:
                faults.append(f"field without label: {element.get('name')}")
        if element.get("aria-invalid") == "true" and not any(
            "error-summary" in (other.get("class") or "") for other in elements
        ):
            faults.append("a field has an error but the page no summary")
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls"):
            for wanted in (element.get(attribute) or "").split():
                if wanted not in ids:
                    faults.append(f"{attribute} names the unknown id {wanted}")
        if element.tag == "img" and element.get("alt") is None:
            faults.append("img without alt")
    text = "".join(root.itertext())
    for raw in ("{{", "{%", "[object Object]", "None kr"):
        if raw in text:
            faults.append(f"raw {raw!r}")
    return faults


@pytest.fixture
def client() -> PageClient:
    return PageClient()
