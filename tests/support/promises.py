"""What does every answer promise, whatever page it is? No raw values, nothing from elsewhere, strict headers."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urlsplit

import html5lib

RAW = re.compile(
    r"\bNone\b|\bnan\b|\bTrue\b|\bFalse\b|%\(\w+\)[sd]|\{\w*\}|object at 0x|__proxy__|&(?:amp|lt|gt|quot|#x?\d+);"
    r"|\bundefined\b|Traceback|datetime\.|QuerySet|\[\]|b'"
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
    root = html5lib.parse(io.BytesIO(content), namespaceHTMLElements=False, transport_encoding="utf-8")
    faults = [f"raw {found!r}" for found in RAW.findall(" ".join(read_text(root)))]
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for attribute in LOADED.get(element.tag.rpartition("}")[2], ()):
            address = element.get(attribute) or ""
            if urlsplit(address).netloc not in OWN_HOSTS or urlsplit(address).scheme not in {"", "http", "https", "data"}:
                faults.append(f"{element.tag} fetches {address}")
        if element.tag == "a":
            address = element.get("href") or ""
            if urlsplit(address).scheme not in {"", "http", "https", "mailto", "tel"}:
                faults.append(f"a link leads to {address}")
            if element.get("target") == "_blank" and "noopener" not in (element.get("rel") or ""):
                faults.append(f"{address} opens a window without noopener")
    return faults


def read_text(root: Any) -> list[str]:
    """What a reader reads: texts, and the words in attributes that are read out."""
    texts: list[str] = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag not in {"script", "style", "textarea"} and element.text:
            texts.append(element.text)
        if element.tail:
            texts.append(element.tail)
        texts += [element.get(name) for name in ("alt", "title", "aria-label", "placeholder") if element.get(name)]
    return texts
