"""What do people and machines write in forms that was not asked for? Forms as a page shows them, and payloads for them, seeded."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import html5lib

SCRIPT = "\"><script>alert('x')</script><img src=x onerror=alert(1)>"

TEXTS: dict[str, str] = {
    "nothing": "",
    "spaces": "   \u00a0\u2003 ",
    "control characters": "a\x01b\x08c\x1fd\x7fe\x85f",
    "right to left": "\u202egnp.exe\u202c \u2067abc\u2069 \u200f",
    "combining": "Z" + "\u0351\u0363\u0489" * 60,
    "script": SCRIPT,
    "template": "${7*7} %(name)s {0} {name} #{7*7}",
    "sheet": '=HYPERLINK("http://evil.example";"x")',
    "quotes": "'; DROP TABLE people_person; --",
    "long": "å" * 100_000,
    "one long word": "x" * 3_000,
    "number": "-1",
    "huge number": "9" * 40,
    "floats": "1e999",
    "not a number": "NaN",
    "impossible date": "2027-02-30",
    "old date": "0001-01-01",
    "late date": "9999-12-31",
    "twice in autumn": "2027-10-31T02:30",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "path": "../../../../etc/passwd",
    "surrogate": "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
}
WITH_NUL = "a\x00b"
CHOICES = ("", "finns-inte", "-1", "0", "999999999999999999999999", "1;2", "None", SCRIPT, "٣", WITH_NUL)


@dataclass
class Field:
    """One thing to fill in. `kind` is the input's type, "textarea" or "select"; `values` what stands there now."""

    name: str
    kind: str
    values: list[str]
    options: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        return self.kind in {"text", "textarea", "email", "tel", "search", "url", "number", "date", "time", "color", "datetime-local"}  # fmt: skip

    @property
    def is_choice(self) -> bool:
        return self.kind in {"radio", "checkbox", "select"}


@dataclass
class Form:
    """A form on a page. `buttons` are the submit buttons that send something with them."""

    action: str
    fields: dict[str, Field]
    buttons: list[tuple[str, str]]

    @property
    def signature(self) -> tuple[str, ...]:
        return (*sorted(f"{name}:{one.kind}" for name, one in self.fields.items()), *sorted(map(str, self.buttons)))

    def as_shown(self) -> dict[str, Any]:
        """What a browser sends if nothing is touched, but files."""
        return {name: list(one.values) for name, one in self.fields.items() if one.kind != "file" and one.values}


def forms_on(content: bytes, address: str) -> Iterator[Form]:
    """The forms of a page that send by POST."""
    root = html5lib.parse(io.BytesIO(content), namespaceHTMLElements=False, transport_encoding="utf-8")
    outside = [element for element in root.iter() if isinstance(element.tag, str) and element.get("form")]
    for form in root.iter("form"):
        if (form.get("method") or "").lower() != "post":
            continue
        found = Form((form.get("action") or address).partition("#")[0] or address, {}, [])
        for element in [*form.iter(), *(one for one in outside if one.get("form") == form.get("id"))]:
            _take(found, element)
        yield found


def _take(form: Form, element: Any) -> None:
    name = element.get("name")
    if not name or element.get("disabled") is not None or not isinstance(element.tag, str):
        return
    if element.tag == "button" or (element.tag == "input" and element.get("type") in {"submit", "image"}):
        form.buttons.append((name, element.get("value") or ""))
    elif element.tag == "textarea":
        form.fields[name] = Field(name, "textarea", ["".join(element.itertext())])
    elif element.tag == "select":
        options = [(one.get("value") or "", one.get("selected") is not None) for one in element.iter("option")]
        chosen = [value for value, selected in options if selected] or [value for value, _s in options[:1]]
        form.fields[name] = Field(name, "select", chosen, [value for value, _s in options])
    elif element.tag == "input":
        kind = element.get("type") or "text"
        one = form.fields.setdefault(name, Field(name, kind, []))
        value = element.get("value") or ""
        one.options.append(value)
        if kind not in {"radio", "checkbox"} or element.get("checked") is not None:
            one.values.append(value)


def payloads(
    form: Form, chance: random.Random, strangers: list[str], *, most: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Some bad ways to fill a form in, each with its name. `strangers` are ids of things that belong to somebody else."""
    button = dict([chance.choice(form.buttons)]) if form.buttons else {}
    token = {"csrfmiddlewaretoken": "x"}
    yield "nothing at all", {**token, **button}
    ways = list(TEXTS)
    chance.shuffle(ways)
    texts = [one for one in form.fields.values() if one.is_text]
    choices = [one for one in form.fields.values() if one.is_choice or one.kind == "hidden"]
    for turn in range(most):
        sent: dict[str, Any] = {**token, **form.as_shown(), **button}
        way = ways[turn % len(ways)]
        if turn % 3 == 0 and choices:
            for one in choices:
                if one.name not in button and one.name != "csrfmiddlewaretoken":
                    sent[one.name] = [chance.choice((*CHOICES, *strangers, *one.options[:1]))]
            yield "unknown choices", sent
        elif texts:
            hit = (
                [chance.choice(texts)] if TEXTS[way] == TEXTS["long"] else texts if turn % 2 else [chance.choice(texts)]
            )
            for one in hit:
                sent[one.name] = [WITH_NUL if turn == most - 1 else TEXTS[way]] * (2 if turn % 7 == 6 else 1)
            yield "NUL" if turn == most - 1 else way, sent
