"""Are all texts translated? Collects, checks and compiles the gettext files with Babel alone, so that no GNU gettext is needed.

    translations.py collect    read every text in src/medborgarbudget into locale/*/LC_MESSAGES/django.po, keeping translations
    translations.py compile    make the .mo files that Django reads (not kept in git)
    translations.py check      fail if a text is missing from the files, untranslated, or loses a placeholder

Swedish is the language of the source, so only English and Finnish have files.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "medborgarbudget"
LOCALE = SOURCE / "locale"
TARGETS = {"en": "English", "fi": "Finnish"}
KEYWORDS = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
STAFF_ONLY = (
    *("sites/staff/", "demo/", "config/"),
    *("sites/hub/templates/office/", "sites/hub/desk/"),
    *(
        f"sites/hub/{room}/{module}.py"
        for room in ("contact", "members", "room")
        for module in ("office", "waiting", "figures")
    ),
)
"""Where texts may stay Swedish in the other languages: pages that only Swedish staff and the network's office open, and commands."""


def texts() -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    """Every text with its file, line and context; singular and plural as a pair."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts or "static" in path.parts:
            continue
        code = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            if "{%" not in code:
                continue
            # What is left of a template beside its texts is filler, but its indentation would not pass as Python.
            code = re.sub(r"^\s+", "", templatize(code, origin=str(path)), flags=re.MULTILINE)
        name = path.relative_to(SOURCE).as_posix()
        for line, message, _comments, context in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
            yield name, line, message, context


def wanted() -> Catalog:
    """A catalogue of all texts, without translations."""
    catalog = Catalog(project="Medborgarbudget", version="", charset="utf-8")
    for name, _line, message, context in texts():
        if message and message != "":
            flags = ("python-format",) if re.search(r"%\(\w+\)[sd]", str(message)) else ()
            catalog.add(message, locations=[(name, 0)], context=context, flags=flags)
    return catalog


def held(language: str) -> Catalog:
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def collect() -> None:
    for language in TARGETS:
        catalog = held(language)
        catalog.update(wanted(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=120, sort_output=True, include_lineno=False, omit_header=False)


def compile_files() -> None:
    for language in TARGETS:
        path = LOCALE / language / "LC_MESSAGES" / "django.mo"
        if path.with_suffix(".po").exists():
            with path.open("wb") as file:
                write_mo(file, held(language))


def check() -> list[str]:
    """What is wrong, a line each."""
    faults = []
    for language, name in TARGETS.items():
        catalog = held(language)
        for message in wanted():
            if not message.id or all(place.startswith(STAFF_ONLY) for place, _ in message.locations):
                continue
            found = catalog.get(message.id, context=message.context)
            if found is None or not _is_translated(found):
                faults.append(f"{name}: {message.locations[0][0]}: not translated: {message.id!r}")
            elif _placeholders(message.id) != _placeholders(found.string):
                faults.append(f"{name}: {message.locations[0][0]}: other placeholders: {message.id!r}")
    return faults


def _is_translated(message: Message) -> bool:
    parts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(parts) and "fuzzy" not in message.flags


def _placeholders(text: object) -> set[str]:
    parts = text if isinstance(text, (tuple, list)) else (text,)
    return set().union(*(re.findall(r"%\(\w+\)[sd]|%[sd]", str(part)) for part in parts))


def main(verb: str) -> int:
    if verb == "collect":
        collect()
    elif verb == "compile":
        compile_files()
    elif verb == "check":
        faults = check()
        print("\n".join(faults[:40]))
        if faults:
            print(f"{len(faults)} texts are not translated. Run `make translations` and fill in what is empty.")
        return 1 if faults else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
