"""Which address names are taken by the installation itself, and how much may an organisation hold?"""

from __future__ import annotations

import re

RESERVED_SLUGS = frozenset(
    {
        "admin", "api", "app", "demo", "design", "drift", "healthz", "hjalp", "hub", "konto", "logga-in", "login", "media",
        "medborgarbudget", "natverk", "om", "personal", "static", "status", "support", "sw", "tillganglighet", "well-known",
        "www",
    }
)  # fmt: skip
"""First parts of paths that mean something on the installation's own host, or may come to."""

MAX_AREAS = 500

HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
"""A whole host name in lower case, without port."""

MUNICIPALITY_CODE, REGION_CODE = re.compile(r"[0-9]{4}\Z"), re.compile(r"[0-9]{2}\Z")
