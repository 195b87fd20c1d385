"""What does a file of figures from a member's own system say, and who has signed it? The format: docs/reference/comparison-file.md.

JSON, or a table as Excel writes it (semicolons, commas or tabs; UTF-8, UTF-16 or Windows' Latin-1). All that is wrong is told at once, with
the row; nothing of a file with errors is taken in.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.comparison.measures import FIGURE_NAMES, FIGURES, PARTS
from medborgarbudget.domain.network.examples.figures import hoover

FORMAT, VERSION = "medborgarbudget-comparison", 1
MAX_BYTES = 1_000_000
MAX_CYCLES = 200
MAX_ERRORS = 20
FIRST_YEAR, LAST_YEAR = 1989, 2100

_COLUMNS = {
    "name": ("name", "namn", "omgang"),
    "year": ("year", "ar"),
    "inhabitants": ("inhabitants", "invanare", "antal_invanare"),
    "money": ("money", "pengar", "belopp", "budget"),
    "proposals": ("proposals", "forslag", "inlamnade_forslag"),
    "assessed": ("assessed", "bedomda", "bedomda_forslag"),
    "accepted": ("accepted", "godkanda", "gick_vidare"),
    "voters": ("voters", "rostande", "antal_rostande"),
    "voters_under_26": ("voters_under_26", "rostande_under_26"),
    "deliveries": ("deliveries", "beslutade"),
    "delivered": ("delivered", "genomforda"),
    "timed": ("timed", "klara_med_plan"),
    "on_time": ("on_time", "i_tid", "klara_i_tid"),
    "days_to_delivery": ("days_to_delivery", "dagar_till_klart", "dagar"),
    "inequality": ("inequality", "ojamlikhet", "hooverindex"),
}
"""Figure → what its column may be called, without capitals, dots and spaces. It may also be what pages call it."""

_MOST = {"inhabitants": 50_000_000, "money": 100_000_000_000, "days_to_delivery": 20_000}
_MOST_OTHERWISE = 50_000_000


def called(key: str) -> str:
    """What a figure is called in words, as the pages call it."""
    if key in FIGURE_NAMES:
        return str(FIGURE_NAMES[key])
    words = {"name": _("Omgångens namn"), "year": _("År")}
    words |= {"areas.money": _("Pengar i ett område"), "areas.inhabitants": _("Invånare i ett område")}
    return words[key]


@dataclass(frozen=True)
class FileCycle:
    """One cycle of the file. `figures` has the keys of measures.FIGURES."""

    name: str
    year: int
    figures: dict[str, Any]


@dataclass(frozen=True)
class FiguresFile:
    """What a file says. `member` is the code it names ("" in a table); `key` the public key whose signature holds, or ""."""

    cycles: list[FileCycle]
    member: str = ""
    key: str = ""


def read_file(content: bytes) -> FiguresFile:
    """Read a JSON file or a table. Raises ValidationError with everything that is wrong."""
    if not content.strip():
        raise ValidationError(_("Filen är tom. Välj en annan fil."), code="empty")
    if len(content) > MAX_BYTES:
        raise ValidationError(_("Filen är för stor. Den får vara högst 1 MB."), code="too_large")
    text = _decoded(content)
    return _from_json(text) if text.lstrip()[:1] in {"{", "["} else _from_table(text)


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What is not UTF-8 comes from Windows.
        return content.decode("cp1252", errors="replace")


# --- JSON ---


def canonical(document: Mapping[str, Any]) -> bytes:
    """What is signed: the document without its signature, keys in order, no spaces, UTF-8."""
    unsigned = {key: value for key, value in document.items() if key != "signature"}
    return json.dumps(unsigned, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _from_json(text: str) -> FiguresFile:
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ValidationError(_("Filen är inte riktig JSON."), code="format") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValidationError(
            _("Filen saknar ”format”: ”%(format)s”. Se beskrivningen av formatet.") % {"format": FORMAT}, code="format"
        )
    if document.get("version") != VERSION:
        raise ValidationError(_("Filen har en version av formatet som inte går att läsa."), code="version")
    member, rows = document.get("member"), document.get("cycles")
    if not isinstance(member, str) or not re.fullmatch(r"[0-9]{2}([0-9]{2})?", member):
        raise ValidationError(_("Ange medlemmens kommun- eller länskod i ”member”."), code="member")
    if not isinstance(rows, list) or not rows:
        raise ValidationError(_("Filen har ingen omgång i ”cycles”."), code="cycles")
    cycles = _cycles([(place, row if isinstance(row, dict) else {}) for place, row in enumerate(rows, 1)])
    return FiguresFile(cycles, member, _signer(document))


def _no_constant(constant: str) -> float:
    raise ValueError(constant)


def _signer(document: Mapping[str, Any]) -> str:
    """The public key, when the file has a signature and it holds; "" without one. Raises ValidationError when it does not hold."""
    signature = document.get("signature")
    if signature is None:
        return ""
    try:
        key = base64.b64decode(signature["key"], validate=True)
        value = base64.b64decode(signature["value"], validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(value, canonical(document))
    except InvalidSignature:
        raise ValidationError(
            _("Signaturen stämmer inte: filen har ändrats efter att den signerades."), code="signature"
        ) from None
    except (TypeError, KeyError, ValueError, binascii.Error):
        raise ValidationError(_("Signaturen går inte att läsa."), code="signature") from None
    return base64.b64encode(key).decode()


def read_key(text: str) -> str:
    """A public key as somebody pastes it: 32 bytes in base64, or a PEM file. Gives it in base64. Raises ValidationError."""
    plain = "".join(line for line in text.strip().splitlines() if not line.startswith("-----"))
    try:
        raw = base64.b64decode("".join(plain.split()), validate=True)
        # The public part of a PEM file: an ASN.1 head of twelve bytes that is the same for every Ed25519 key.
        raw = raw[12:] if len(raw) == 44 and raw.startswith(bytes.fromhex("302a300506032b6570032100")) else raw
        Ed25519PublicKey.from_public_bytes(raw)
    except (ValueError, binascii.Error):
        raise ValidationError(
            {"public_key": _("Ange en publik Ed25519-nyckel: 44 tecken base64, eller innehållet i en PEM-fil.")}
        ) from None
    return base64.b64encode(raw).decode()


# --- tables ---


def _from_table(text: str) -> FiguresFile:
    first = text.lstrip("\n\r").split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    try:
        lines = [
            (number, row)
            for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        raise ValidationError(_("Filen är inte en tabell som går att läsa."), code="format") from None
    if len(lines) < 2:
        raise ValidationError(_("Filen har inga rader under rubrikerna."), code="rows")
    known = {alias: name for name, aliases in _COLUMNS.items() for alias in aliases}
    known = {_plain(called(name)): name for name in _COLUMNS} | known
    head = [known.get(_plain(cell), "") for cell in lines[0][1]]
    missing = [called(name) for name in ("name", "year", "money") if name not in head]
    if missing:
        raise ValidationError(_("Tabellen saknar kolumnen %(names)s.") % {"names": ", ".join(missing)}, code="columns")
    doubled = sorted({name for name in head if name and head.count(name) > 1})
    if doubled:
        raise ValidationError(
            _("Tabellen har två kolumner för %(names)s.") % {"names": ", ".join(map(called, doubled))}, code="columns"
        )
    return FiguresFile(
        _cycles(
            [
                (number, {name: cell.strip() for name, cell in zip(head, row, strict=False) if name})
                for number, row in lines[1:]
            ]
        )
    )


def _plain(cell: str) -> str:
    folded = cell.strip().casefold().translate(str.maketrans("åäöé", "aaoe"))
    return re.sub(r"[^a-z0-9]+", "_", folded).strip("_")


# --- rows, whatever they came from ---


def _cycles(rows: list[tuple[int, Mapping[str, Any]]]) -> list[FileCycle]:
    if len(rows) > MAX_CYCLES:
        raise ValidationError(_("Filen får ha högst %(most)d omgångar.") % {"most": MAX_CYCLES}, code="too_many")
    wrong: list[str] = []
    found: list[FileCycle] = []
    seen: set[tuple[str, int]] = set()
    for number, row in rows:
        problems: list[str] = []
        cycle = _cycle(row, problems)
        if cycle is not None and (cycle.name, cycle.year) in seen:
            problems.append(_("omgången står i filen två gånger"))
        if problems or cycle is None:
            wrong += [_("Rad %(number)d: %(problem)s.") % {"number": number, "problem": each} for each in problems]
            continue
        seen.add((cycle.name, cycle.year))
        found.append(cycle)
    if wrong:
        more = [_("… och %(n)d fel till.") % {"n": len(wrong) - MAX_ERRORS}] if len(wrong) > MAX_ERRORS else []
        raise ValidationError(wrong[:MAX_ERRORS] + more)
    return found


def _cycle(row: Mapping[str, Any], problems: list[str]) -> FileCycle | None:
    name = " ".join(str(row.get("name") or "").split())[:120]
    if not name:
        problems.append(_missing("name"))
    year = _whole(row.get("year"), "year", problems)
    if year is None:
        # What is there but cannot be read has been told already.
        if row.get("year") in (None, ""):
            problems.append(_missing("year"))
    elif not FIRST_YEAR <= year <= LAST_YEAR:
        problems.append(_("året %(year)d är inte rimligt") % {"year": year})
    figures: dict[str, Any] = {key: _whole(row.get(key), key, problems) for key in FIGURES if key != "inequality"}
    figures["inequality"] = _share(row.get("inequality"), problems)
    if figures["inequality"] is None and isinstance(row.get("areas"), list):
        figures["inequality"] = _from_areas(row["areas"], problems)
    if figures["money"] == 0 or row.get("money") in (None, ""):
        problems.append(_missing("money"))
    problems += [
        _("%(part)s är större än %(whole)s") % {"part": called(part), "whole": called(whole)}
        for part, whole in PARTS
        if figures[part] is not None and figures[whole] is not None and figures[part] > figures[whole]
    ]
    return None if problems or year is None else FileCycle(name, year, figures)


def _missing(key: str) -> str:
    return _("%(name)s saknas") % {"name": called(key)}


def _whole(value: Any, name: str, problems: list[str]) -> int | None:
    """A whole number as people and programs write it; None when there is none."""
    if value is None or value == "":
        return None
    number: int | None = None
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        number = int(value)
    elif isinstance(value, str):
        digits = re.sub(r"[\s\u00a0\u202f]|kr\.?$|st\.?$", "", value.strip(), flags=re.IGNORECASE)
        digits = re.sub(r"[.,]0+$", "", digits)
        number = int(digits) if re.fullmatch(r"[0-9]{1,15}", digits) else None
    if number is None:
        problems.append(
            _("%(name)s ska vara ett helt tal, inte ”%(value)s”") % {"name": called(name), "value": str(value)[:40]}
        )
    elif not 0 <= number <= _MOST.get(name, _MOST_OTHERWISE):
        problems.append(_("%(name)s är inte rimligt: %(value)s") % {"name": called(name), "value": number})
        number = None
    return number


def _share(value: Any, problems: list[str]) -> float | None:
    """Between 0 and 1; "12,5 %" and "0,125" are the same."""
    if value is None or value == "":
        return None
    share: float | None = None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        share = float(value)
    elif isinstance(value, str):
        text = value.strip().replace("\u00a0", "").replace(" ", "").replace(",", ".")
        if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,10})?%?", text):
            share = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    if share is None or not 0 <= share <= 1:
        problems.append(
            _("%(name)s ska vara en andel mellan 0 och 1, eller i procent") % {"name": called("inequality")}
        )
        return None
    return share


def _from_areas(areas: list[Any], problems: list[str]) -> float | None:
    parts: list[tuple[float, float]] = []
    for area in areas[:500]:
        given = area if isinstance(area, dict) else {}
        money = _whole(given.get("money"), "areas.money", problems)
        people = _whole(given.get("inhabitants"), "areas.inhabitants", problems)
        if money is not None and people:
            parts.append((money, people))
    return hoover(parts)
