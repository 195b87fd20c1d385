"""Which addresses does the product have? Walks the URLconfs, for guards that look at every one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def all_views(urlconf: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Each view with its route, such as "omgangar/<slug:cycle>/forslag/"."""
    yield from _walk("", get_resolver(urlconf))


def _walk(prefix: str, resolver: URLResolver) -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        else:
            yield from _walk(route, entry)
