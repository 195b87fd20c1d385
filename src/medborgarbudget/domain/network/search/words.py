"""Which words does a text hold, and which of them are one word in different forms? The same answer on every database.

Words are cut and stemmed here and not by the database, so that SQLite and PostgreSQL find the same things; see docs/decisions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_VOWELS = frozenset("aeiouyäåö")
_S_ENDING = frozenset("bcdfghjklmnoprtvy")
_ENDINGS = """a arna erna heterna orna ad e ade ande arne are aste en anden aren heten ern ar er heter or as arnas ernas ornas es
    ades andes ens arens hetens erns at andet het ast"""
_FIRST = sorted(_ENDINGS.split(), key=len, reverse=True)
_DOUBLED = ("dd", "gd", "nn", "dt", "gt", "kt", "tt")

LONGEST_WORD = 60


def plain(text: str) -> str:
    """The text with letters composed and in lower case: å, ä and ö stay letters of their own."""
    return unicodedata.normalize("NFC", text).casefold()


def words(text: str) -> list[str]:
    """All words in order, in lower case."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain(text))]


def stemmed(text: str) -> str:
    """The text as a line of stems, ready for the index."""
    return " ".join(stem(word) for word in words(text))


def places(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, stem) of every word in the text as it stands."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), stem(plain(match[0])[:LONGEST_WORD])


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A Swedish word without its endings: "bänkarna", "bänken" and "bänk" are one. After the Snowball project's rules for Swedish, with one
    more: "förslaget" and "förslag" are one as well.

    Other languages' words lose an ending now and then; as both text and question do, they still find each other.
    """
    start = _second_part(word)
    word = _without_s_and_endings(word, start)
    while word[start:].endswith("et"):
        word = word[:-2]
    if word[start:].endswith(_DOUBLED):
        word = word[:-1]
    rest = word[start:]
    for ending, instead in (("fullt", "full"), ("löst", "lös"), ("lig", ""), ("els", ""), ("ig", "")):
        if rest.endswith(ending):
            return word[: len(word) - len(ending)] + instead
    return word


def _second_part(word: str) -> int:
    """Where the part begins that may lose endings: after the first consonant that follows a vowel, at least three letters in."""
    for place in range(1, len(word)):
        if word[place] not in _VOWELS and word[place - 1] in _VOWELS:
            return max(place + 1, 3)
    return len(word)


def _without_s_and_endings(word: str, start: int) -> str:
    rest = word[start:]
    for ending in _FIRST:
        if rest.endswith(ending):
            return word[: len(word) - len(ending)]
    if rest.endswith("s") and len(word) > 1 and word[-2] in _S_ENDING:
        return word[:-1]
    return word
