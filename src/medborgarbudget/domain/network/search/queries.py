"""What answers these words, the best first, so far as the one who asks may see it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from medborgarbudget.domain.network.search.events import PUBLIC
from medborgarbudget.domain.network.search.models import SearchEntry
from medborgarbudget.domain.network.search.words import places, stem, words
from medborgarbudget.domain.organisations.models import Organisation

MOST_WORDS = 12
PER_PAGE = 20
SNIPPET = 220
"""Characters of a text shown around the first word that was found."""

LEAST_FOR_BEGINNING = 4
"""A word of so many letters also finds longer words that begin with it; the last word typed does from two letters on."""


@dataclass(frozen=True)
class Hit:
    """Something found. `title` and `snippet` are HTML: escaped text with the found words in <mark>."""

    entry: SearchEntry
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True)
class Answer:
    """One page of what was found. `kinds` maps kind → number, over everything found whatever kind was asked for."""

    hits: list[Hit] = field(default_factory=list)
    kinds: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True)
class _Term:
    """A stem to look for; `beginning`: longer words that begin with it will do."""

    stem: str
    beginning: bool

    def fits(self, other: str) -> bool:
        return other.startswith(self.stem) if self.beginning else other == self.stem


def terms_of(text: str) -> list[_Term]:
    """What to look for. The last word may be half typed."""
    found = words(text)[:MOST_WORDS]
    return [
        _Term(stem(word), len(word) >= LEAST_FOR_BEGINNING or (place == len(found) - 1 and len(word) >= 2))
        for place, word in enumerate(found)
    ]


def search(
    network: Organisation, text: str, *, members_too: bool, kind: str = "", language: str = "", page: int = 1
) -> Answer:
    """What holds all the words, a page at a time; without words everything, the newest first.

    `members_too`: the one who asks may see what is for members. What they may not see is neither shown nor counted.
    """
    terms = terms_of(text)
    if text.strip() and not terms:
        return Answer()
    where, given = _where(network, terms, members_too=members_too, language=language)
    kinds = _kinds(where, given)
    total = kinds.get(kind, 0) if kind else sum(kinds.values())
    page = min(max(page, 1), max(1, -(-total // PER_PAGE)))
    if kind:
        where, given = f"{where} AND e.kind = %s", [*given, kind]
    ids = _ranked(where, given, terms, PER_PAGE, (page - 1) * PER_PAGE)
    entries = SearchEntry.objects.of(network).in_bulk(ids)
    hits = [
        Hit(entries[pk], marked(entries[pk].title, terms), snippet_of(entries[pk].text, terms))
        for pk in ids
        if pk in entries
    ]
    return Answer(hits, kinds, total, page)


def keys_found(network: Organisation, text: str, *, kind: str, most: int = 2000) -> list[str]:
    """Keys of the public entries of one kind that hold all the words, the best first: how a room narrows its own list."""
    terms = terms_of(text)
    if not terms:
        return []
    where, given = _where(network, terms, members_too=False)
    ids = _ranked(f"{where} AND e.kind = %s", [*given, kind], terms, most, 0)
    keys = dict(SearchEntry.objects.of(network).filter(pk__in=ids).values_list("pk", "key"))
    return [keys[pk] for pk in ids if pk in keys]


def entry_of(network: Organisation, pk: int) -> SearchEntry | None:
    """One public entry."""
    return SearchEntry.objects.of(network).filter(pk=pk, audience=PUBLIC).first()


def public_entries(network: Organisation, ids: Sequence[int]) -> list[SearchEntry]:
    """The public ones among these entries, in the order given."""
    found = SearchEntry.objects.of(network).filter(audience=PUBLIC).in_bulk([pk for pk in ids if 0 < pk < 2**63])
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def number_by_kind(network: Organisation) -> dict[str, int]:
    """How much there is to find for everybody."""
    rows = SearchEntry.objects.of(network).filter(audience=PUBLIC).order_by().values("kind").annotate(n=Count("pk"))
    return {row["kind"]: row["n"] for row in rows}


# --- the two databases ---


def _where(
    network: Organisation, terms: Sequence[_Term], *, members_too: bool, language: str = ""
) -> tuple[str, list[Any]]:
    given: list[Any] = [network.pk]
    where = "e.organisation_id = %s"
    if not members_too:
        where, given = f"{where} AND e.audience = %s", [*given, PUBLIC]
    if language:
        where, given = f"{where} AND e.language = %s", [*given, language]
    if terms:
        condition = "e.words @@ to_tsquery('simple', %s)" if _is_postgres() else "network_search_words MATCH %s"
        where, given = f"{condition} AND {where}", [_question(terms), *given]
    return where, given


def _from(where: str) -> str:
    if "network_search_words" in where:
        # CROSS JOIN is SQLite's word for "in this order": the words are asked once, not once for each entry.
        return "FROM network_search_words CROSS JOIN network_search_searchentry e ON e.id = network_search_words.rowid"
    return "FROM network_search_searchentry e"


def _kinds(where: str, given: Sequence[Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT e.kind, count(*) {_from(where)} WHERE {where} GROUP BY e.kind", given)
        return dict(cursor.fetchall())


def _ranked(where: str, given: Sequence[Any], terms: Sequence[_Term], limit: int, offset: int) -> list[int]:
    order, more = "e.at DESC, e.id DESC", []
    if terms and _is_postgres():
        # A word in the title weighs as much as ten in the text, and long texts do not win by length alone.
        order = f"ts_rank('{{0.1, 0.1, 0.1, 1.0}}', e.words, to_tsquery('simple', %s), 1) DESC, {order}"
        more = [_question(terms)]
    elif terms:
        order = f"bm25(network_search_words, 10.0, 1.0), {order}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.id {_from(where)} WHERE {where} ORDER BY {order} LIMIT %s OFFSET %s",
            [*given, *more, limit, offset],
        )
        return [row[0] for row in cursor.fetchall()]


def _question(terms: Sequence[_Term]) -> str:
    """The terms in the database's own words. They hold nothing but letters and digits, so nothing in them is read as anything else."""
    if _is_postgres():
        return " & ".join(f"'{term.stem}'{':*' if term.beginning else ''}" for term in terms)
    return " ".join(f'"{term.stem}"{"*" if term.beginning else ""}' for term in terms)


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


# --- what is shown ---


def marked(text: str, terms: Sequence[_Term]) -> SafeString:
    """The text, escaped, with the found words marked."""
    parts, last = [], 0
    for start, end, found in places(text):
        if any(term.fits(found) for term in terms):
            parts += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
            last = end
    return mark_safe("".join([*map(str, parts), str(escape(text[last:]))]))


def snippet_of(text: str, terms: Sequence[_Term]) -> SafeString:
    """The part of a text around the first word found, or its beginning, cut at words, with the found words marked."""
    text = " ".join(text.split())
    first = next((start for start, _end, found in places(text) if any(term.fits(found) for term in terms)), 0)
    begin = 0 if first < SNIPPET // 2 else text.find(" ", first - SNIPPET // 3) + 1 or first
    end = len(text) if len(text) - begin <= SNIPPET else max(text.rfind(" ", begin, begin + SNIPPET), begin + 1)
    if end == begin + 1:
        end = begin + SNIPPET
    before, after = ("… " if begin else ""), (" …" if end < len(text) else "")
    return mark_safe(f"{before}{marked(text[begin:end], terms)}{after}")
