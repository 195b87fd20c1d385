"""What does every answer promise, whatever page it is? No raw values, nothing from elsewhere, strict headers."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

RAW = re.compile(
    r"\bNone\b|\bnan\b|\bTrue\b|\bFalse\b|%\(\w+\)[sd]|\{\w*\}|object at 0x|__proxy__|&(?:amp|lt|gt|quot|#x?\d+);"
    r"|(?<![\w/.@-])[a-z]+_[a-z_]+(?![\w/.@-])|\bundefined\b|Traceback|datetime\.|QuerySet|\[\]|b'"
)
"""What shows when a value has not been made into words."""

LOADED = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "form": ("action",),
    "input": ("src", "formaction"),
    "button": ("formaction",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
    "base": ("href",),
}
"""What a browser fetches or sends to by itself, as against a link that a reader follows."""

SILENT = frozenset({"script", "style", "textarea", "code"})
"""What is not read as words of ours."""

CODES = re.compile(r"\b(?:for_alla|inte_planerat)\b")
"""Criteria have codes of their own that staff see and choose."""

OWN_HOSTS = frozenset({"", "testserver"})

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def broken_promises(response: Any) -> list[str]:
    """What an answer does that none may do, in English."""
    faults = header_faults(response)
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/html") and not getattr(response, "streaming", False):
        faults += page_faults(response.content)
    for name, cookie in response.cookies.items():
        if cookie.value and not cookie["samesite"]:
            faults.append(f"cookie {name} lacks SameSite")
        if cookie.value and not cookie["httponly"] and name not in {"csrftoken", "sprak"}:
            faults.append(f"cookie {name} can be read by scripts")
    return faults


def header_faults(response: Any) -> list[str]:
    """What is wrong with the headers."""
    faults = [
        f"{name}: {response.headers.get(name)!r}"
        for name, value in HEADERS.items()
        if response.headers.get(name) != value
    ]
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "*" in policy or "http:" in policy:
        faults.append(f"Content-Security-Policy: {policy!r}")
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        faults.append("no Permissions-Policy")
    return faults


def page_faults(content: bytes) -> list[str]:
    """Raw values in what is read, and addresses that lead elsewhere."""
    reader = _Reader()
    reader.feed(content.decode())
    reader.close()
    return reader.faults + [f"raw {found!r}" for found in RAW.findall(CODES.sub("", " ".join(reader.read)))]


class _Reader(HTMLParser):
    """Gathers what a reader reads, words that are read out among it, and what the browser would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.read: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SILENT:
            self.silent = tag
        self.read += [given[name] for name in ("alt", "title", "aria-label", "placeholder") if name in given]
        for attribute in LOADED.get(tag, ()):
            whole = urlsplit(given.get(attribute, ""))
            if whole.netloc not in OWN_HOSTS or whole.scheme not in {"", "http", "https", "data"}:
                self.faults.append(f"{tag} fetches {given[attribute]}")
        if tag == "a":
            address = given.get("href", "")
            if urlsplit(address).scheme not in {"", "http", "https", "mailto", "tel"}:
                self.faults.append(f"a link leads to {address}")
            if given.get("target") == "_blank" and "noopener" not in given.get("rel", ""):
                self.faults.append(f"{address} opens a window without noopener")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.read.append(data)
