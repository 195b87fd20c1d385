#!/usr/bin/env python3
"""Granska en omröstning på din egen dator, utan att lita på den som höll den.

Hämta paketet från omröstningens sida och kör

    python3 verifier.py paket.zip

Du behöver Python 3.11 eller nyare. För att räkna om resultatet behövs också pbcount (pip install pbcount, eller mappen pbcount bredvid
den här filen); utan det kontrolleras allt annat och programmet säger vad det inte har gjort. Programmet når aldrig nätet.

    --nyckel NYCKEL    organisationens loggnyckel, hämtad på annat håll än ur paketet (till exempel ur en tidning eller ett protokoll)
    --vittne NYCKEL    ett vittnes nyckel, hämtad på annat håll; loggens sista intyg måste bära vittnets underskrift
    --kvitto KOD       vad som hände med rösten på ett kvitto
    --tidigare FIL     ett intyg över loggen som du sparade medan omröstningen pågick: det måste finnas kvar

Svaret är en rad per kontroll. Avslutas med 0 när allt stämmer, 1 när något inte stämmer, 2 när paketet inte går att läsa.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

FATES = ("counted", "replaced", "control", "paper", "posted", "void")
BY_PAPER = ("paper", "posted")
ED25519, COSIGNATURE = 1, 4
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SMALLEST, BALLOTS_TO_PUBLISH = 10, 100
GRACE_SECONDS = 120


class Wrong(Exception):  # noqa: N818 - reads as what it says
    """Något stämmer inte; texten säger vad."""


def require(right: object, text: str) -> None:
    if not right:
        raise Wrong(text)


# --- Ed25519 (RFC 8032), only for checking signatures ---

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _point(raw: bytes) -> Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _add(a: Point, b: Point) -> Point:
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point = _add(point, point)
        number >>= 1
    return found


_Y = 4 * pow(5, -1, P) % P
BASE = _point(_Y.to_bytes(32, "little")) or (0, 1, 1, 0)


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is right."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    left, right = _times(s, BASE), _add(r, _times(h, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# --- notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature) and trees (RFC 6962) ---


def read_key(text: str) -> tuple[str, int, bytes]:
    """Name, kind and public key of a verifier key."""
    try:
        name, told, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise Wrong("en nyckel går inte att läsa") from error
    require(len(raw) == 33 and raw[0] in (ED25519, COSIGNATURE), "en nyckel går inte att läsa")
    require(hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == told, f"nyckeln {name} är fel avskriven")
    return name, raw[0], raw[1:]


def note_signed_by(note: str, key: str) -> bool:
    """Whether the note carries a right signature of the key."""
    name, kind, public = read_key(key)
    text, _gap, lines = note.partition("\n\n")
    body = text + "\n"
    told = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]
    for line in lines.split("\n"):
        signer, _space, encoded = line.removeprefix("\u2014 ").rpartition(" ")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except ValueError:
            continue
        if signer != name or raw[:4] != told:
            continue
        if kind == COSIGNATURE:
            moment = int.from_bytes(raw[4:12], "big")
            if signed(public, f"cosignature/v1\ntime {moment}\n{body}".encode(), raw[12:]):
                return True
        elif signed(public, body.encode(), raw[4:]):
            return True
    return False


def read_checkpoint(note: str) -> tuple[str, int, bytes]:
    """Origin, size and root."""
    try:
        origin, size, root, *_more = note.partition("\n\n")[0].split("\n")
        return origin, int(size), base64.b64decode(root, validate=True)
    except ValueError as error:
        raise Wrong("ett intyg över loggen går inte att läsa") from error


class Roots:
    """Roots over growing beginnings of a list of leaves."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.hashes = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]

    def of(self, size: int) -> bytes:
        """The root over the first leaves."""
        stack: list[tuple[int, bytes]] = []
        for at in range(size):
            height, found = 0, self.hashes[at]
            while stack and stack[-1][0] == height:
                found = hashlib.sha256(b"\1" + stack.pop()[1] + found).digest()
                height += 1
            stack.append((height, found))
        if not stack:
            return hashlib.sha256(b"").digest()
        found = stack.pop()[1]
        while stack:
            found = hashlib.sha256(b"\1" + stack.pop()[1] + found).digest()
        return found


# --- the package ---


def canonical(value: object) -> str:
    """JSON that is the same for the same value everywhere."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Package:
    """The files of a published vote."""

    def __init__(self, content: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self.files = {name: archive.read(name) for name in archive.namelist()}
                require(len(self.files) == len(archive.namelist()), "en fil finns två gånger i paketet")
            self.manifest: dict[str, Any] = json.loads(self.files["manifest.json"])
            self.vote: dict[str, Any] = json.loads(self.files["vote.json"])
            self.checkpoints: list[str] = json.loads(self.files["checkpoints.json"])
            self.controls: list[dict[str, Any]] = json.loads(self.files["controls.json"])
            self.counts: list[dict[str, Any]] = json.loads(self.files["counts.json"])
            self.note = self.files["manifest.note"].decode()
            log = self.files["log.txt"].decode().splitlines()
        except (zipfile.BadZipFile, KeyError, ValueError) as error:
            raise Wrong(f"paketet går inte att läsa ({error})") from error
        self.log = [(line.partition(" ")[0], line.partition(" ")[2]) for line in log]

    @property
    def definition(self) -> dict[str, Any]:
        return dict(self.vote["definition"])

    @cached_property
    def ballots(self) -> list[str] | None:
        """Each ballot as it was sealed, or None when they are not published."""
        if "ballots.txt" not in self.files:
            return None
        return self.files["ballots.txt"].decode().splitlines()

    @cached_property
    def paper(self) -> list[str]:
        """Ballots on paper, which were never in an envelope. None are listed when ballots are not published."""
        return self.files.get("paper.txt", b"").decode().splitlines()

    @cached_property
    def everybody(self) -> list[str] | None:
        """All ballots that were counted, or None when they are not published."""
        return None if self.ballots is None else [*self.ballots, *self.paper]

    @property
    def most(self) -> int:
        """As many ballots as can have been counted: a number on paper that is too small to be told is below SMALLEST."""
        told = self.vote["paper"]
        return int(self.fates["counted"] + (SMALLEST - 1 if told is None else told))

    @cached_property
    def fates(self) -> Counter[str]:
        return Counter(fate for _leaf, fate in self.log)

    @cached_property
    def options(self) -> dict[int, dict[str, Any]]:
        return {option["number"]: option for option in self.definition["options"]}

    @cached_property
    def styles(self) -> dict[str, list[int]]:
        return {style["code"]: style["pots"] for style in self.definition["styles"]}


Check = Callable[["Package", argparse.Namespace], str]
CHECKS: list[tuple[str, Check]] = []


def check(title: str) -> Callable[[Check], Check]:
    def take(one: Check) -> Check:
        CHECKS.append((title, one))
        return one

    return take


@check("Paketet är helt, och innehåller det som står i förteckningen")
def whole(package: Package, asked: argparse.Namespace) -> str:
    told = package.manifest["files"]
    there = set(package.files) - {"manifest.json", "manifest.note"}
    require(set(told) == there, f"förteckningen och filerna skiljer sig: {', '.join(sorted(set(told) ^ there))}")
    for name, digest in told.items():
        require(hashlib.sha256(package.files[name]).hexdigest() == digest, f"{name} är ändrad")
    return f"{len(told)} filer"


@check("Förteckningen är underskriven av organisationen")
def manifest_signed(package: Package, asked: argparse.Namespace) -> str:
    key = asked.nyckel or package.vote["log_key"]
    digest = hashlib.sha256(package.files["manifest.json"]).hexdigest()
    origin = read_key(key)[0]
    require(
        package.note.startswith(f"medborgarbudget package 1\n{origin}\n{digest}\n\n"),
        "underskriften gäller en annan förteckning",
    )
    require(note_signed_by(package.note, key), "underskriften är inte gjord med organisationens nyckel")
    return "nyckeln du angav" if asked.nyckel else "nyckeln i paketet; jämför den med en du har fått på annat håll"


@check("Valsedeln är den som kuverten är bundna till")
def definition_hash(package: Package, asked: argparse.Namespace) -> str:
    digest = hashlib.sha256(canonical(package.definition).encode()).hexdigest()
    require(digest == package.vote["definition_hash"], "valsedelns fingeravtryck stämmer inte")
    pots = {pot["id"] for pot in package.definition["pots"]}
    require(len(package.options) == len(package.definition["options"]), "två förslag har samma nummer")
    require(all(option["pot"] in pots for option in package.options.values()), "ett förslag saknar pott")
    require(len(pots) == len(package.definition["pots"]), "två potter har samma nummer")
    require(len(package.styles) == len(package.definition["styles"]), "två områden har samma valsedel")
    require(all(set(own) <= pots for own in package.styles.values()), "ett område har en pott som inte finns")
    kind = package.definition["kind"]
    require(kind in (*WITHOUT_VALUES, *WITH_VALUES), f"sorten {kind} är okänd för det här programmet")
    for pot in package.definition["pots"]:
        limit = {"points": "points", "ranking": "max_choices", "up_to_k": "max_choices", "own_and_free": "max_choices"}
        require(kind not in limit or pot[limit[kind]], f"{pot['name']} saknar den gräns som sorten {kind} räknar med")
    require(set(package.vote["withdrawn"]) <= set(package.options), "något är tillbakadraget som inte är på valsedeln")
    return f"{len(package.options)} förslag, {len(pots)} potter, sort {kind}"


@check("Tiderna hänger ihop")
def times(package: Package, asked: argparse.Namespace) -> str:
    vote = package.vote
    moment = datetime.fromisoformat
    opens, closes, opened = moment(vote["opens_at"]), moment(vote["closes_at"]), moment(vote["opened_at"])
    require(opens < closes, "omröstningen stängde innan den öppnade")
    require((opened - closes).total_seconds() >= GRACE_SECONDS, "urnan öppnades innan omröstningen hade stängt")
    end = None
    for moved in vote["extensions"]:
        was, to, at = moment(moved["from"]), moment(moved["to"]), moment(moved["at"])
        require(end is None or end == was, "förlängningarna hänger inte ihop")
        require(opens <= at < was < to, "en förlängning gjordes efter att omröstningen hade stängt")
        end = to
    require(end is None or end == closes, "den sista förlängningen är inte den tid då omröstningen stängde")
    return f"{len(vote['extensions'])} förlängningar"


@check("Loggen har varje kuvert en gång, med ett känt öde")
def log_lines(package: Package, asked: argparse.Namespace) -> str:
    leaves = [leaf for leaf, _fate in package.log]
    require(all(len(leaf) == 64 and set(leaf) <= set("0123456789abcdef") for leaf in leaves), "en rad är inget avtryck")
    require(len(set(leaves)) == len(leaves), "ett kuvert finns två gånger i loggen")
    require(set(package.fates) <= set(FATES), "ett öde är okänt")
    return ", ".join(f"{package.fates[fate]} {fate}" for fate in FATES if package.fates[fate])


@check("Intygen över loggen är underskrivna av organisationen och växer")
def checkpoints_signed(package: Package, asked: argparse.Namespace) -> str:
    key = asked.nyckel or package.vote["log_key"]
    origin, last = read_key(key)[0], 0
    require(package.checkpoints or not package.log, "loggen har inget intyg")
    for note in package.checkpoints:
        told, size, _root = read_checkpoint(note)
        require(told == origin, "ett intyg gäller en annan logg")
        require(size > last, "intygen växer inte")
        require(note_signed_by(note, key), f"intyget över {size} rader är inte underskrivet av organisationen")
        last = size
    require(last == len(package.log), "det sista intyget gäller inte hela loggen")
    return f"{len(package.checkpoints)} intyg"


@check("Varje intyg stämmer med loggen: inget är borttaget, ändrat eller inskjutet")
def checkpoints_right(package: Package, asked: argparse.Namespace) -> str:
    roots = Roots([bytes.fromhex(leaf) for leaf, _fate in package.log])
    for note in package.checkpoints:
        _origin, size, root = read_checkpoint(note)
        require(roots.of(size) == root, f"loggen är inte den som intygades vid {size} rader")
    if asked.tidigare is not None:
        origin, size, root = read_checkpoint(asked.tidigare.read_text(encoding="utf-8"))
        require(
            package.checkpoints and origin == read_checkpoint(package.checkpoints[-1])[0],
            "ditt intyg gäller en annan logg",
        )
        require(size <= len(package.log) and roots.of(size) == root, "loggen är inte den du sparade ett intyg över")
        return f"även det du sparade, vid {size} rader"
    return f"{len(package.log)} rader"


@check("Vittnena har skrivit under")
def witnesses(package: Package, asked: argparse.Namespace) -> str:
    known = package.vote["witnesses"]
    last = package.checkpoints[-1] if package.checkpoints else ""
    signed_last = 0
    for note in package.checkpoints:
        lines = [line for line in note.partition("\n\n")[2].split("\n") if line]
        signers = [line.removeprefix("\u2014 ").rpartition(" ")[0] for line in lines]
        for name in signers[1:]:
            require(name in known, f"{name} är inget känt vittne")
            require(note_signed_by(note, known[name]), f"underskriften av {name} är falsk")
            signed_last += note is last
    for key in asked.vittne:
        require(last and note_signed_by(last, key), f"{read_key(key)[0]} har inte skrivit under loggens sista intyg")
    return f"{signed_last} på det sista intyget"


@check("Den som öppnade urnan har skrivit under vad som låg i den")
def statements(package: Package, asked: argparse.Namespace) -> str:
    vote = package.vote
    told = vote["statements"]
    standard = vote["level"] == "standard"
    require(len(told) == (2 if standard else 1), "antalet underskrifter är fel")
    keys = {holder["place"]: _holder_key(holder) for holder in vote["holders"]}
    require(len(set(keys.values())) == (3 if standard else 0), "nyckelhållarna är inte tre olika")
    pairs, hashes = [], set()
    for one in told:
        lines = dict(line.split(" ", 1) for line in one["text"].splitlines()[1:])
        by, beside = int(lines["by"]), int(lines["with"])
        public = keys[by][32:] if standard else bytes.fromhex(vote["receipt_key"])
        require(signed(public, one["text"].encode(), base64.b64decode(one["signature"])), "en underskrift är falsk")
        require(one["text"].startswith("medborgarbudget opening 1\n") and lines["purpose"] == "urn", "det är en övning")
        same = (str(vote["organisation"]), str(vote["vote"]), vote["definition_hash"], vote["urn_hash"])
        require(
            (lines["organisation"], lines["vote"], lines["definition"], lines["urn"]) == same,
            "underskriften gäller en annan urna",
        )
        require(int(lines["ballots"]) == package.fates["counted"], "antalet röster är inte det som skrevs under")
        require(int(lines["controls"]) == package.fates["control"], "antalet kontroller är inte det som skrevs under")
        pairs.append((by, beside))
        hashes.add(lines["plaintexts"])
    require(len(hashes) == 1, "de två som öppnade fick inte fram samma röster")
    require(
        not standard or (pairs[0] == pairs[1][::-1] and pairs[0][0] != pairs[0][1]), "de två öppnade inte för varandra"
    )
    return "två nyckelhållare" if standard else "nivån Bas: tjänsten själv"


def _holder_key(holder: dict[str, Any]) -> bytes:
    text = holder["key"].removeprefix("mb1-")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    value = int.from_bytes(hashlib.sha256(b"medborgarbudget holder 1\0" + raw).digest()[:10], "big")
    signs = "".join(SIGNS[(value >> (5 * place)) & 31] for place in reversed(range(16)))
    told = "-".join(signs[start : start + 4] for start in range(0, 16, 4))
    require(
        len(raw) == 64 and holder["fingerprint"] == told,
        f"{holder['name']} har en annan nyckel än fingeravtrycket säger",
    )
    return raw


@check("Kontrollerna är öppnade, var och en")
def controls(package: Package, asked: argparse.Namespace) -> str:
    in_the_log = {leaf for leaf, fate in package.log if fate == "control"}
    opened = [control["leaf"] for control in package.controls]
    require(len(set(opened)) == len(opened) and set(opened) == in_the_log, "en kontroll saknas eller är för mycket")
    for control in package.controls:
        fault = ballot_fault(package, control["ballot"])
        require(not fault, f"kontrollen {str(control['leaf'])[:16]} {fault}")
    return f"{len(opened)}"


@check("Rösterna är lika många som de räknade kuverten, och var och en följer valsedeln")
def ballots_valid(package: Package, asked: argparse.Namespace) -> str:
    if package.ballots is None:
        require("salt" not in package.vote, "saltet är publicerat fast rösterna inte är det")
        return "rösterna är inte publicerade, bara summor"
    require(len(package.ballots) == package.fates["counted"], "antalet röster är inte antalet räknade kuvert")
    require(package.ballots == sorted(package.ballots), "rösterna är inte sorterade: ordningen kan avslöja någon")
    require(len(package.paper) == package.vote["paper"], "antalet röster på papper är inte det som står")
    require(package.paper == sorted(package.paper), "rösterna på papper är inte sorterade")
    for name, rows in (("ballots.txt", package.ballots), ("paper.txt", package.paper)):
        wrong = [(place, fault) for place, row in enumerate(rows, 1) if (fault := line_fault(package, row))]
        more = f" (och {len(wrong) - 1} till)" if len(wrong) > 1 else ""
        require(not wrong, "".join(f"rösten på rad {place} i {name} {fault}{more}" for place, fault in wrong[:1]))
    return f"{len(package.ballots)} röster i kuvert, {len(package.paper)} på papper; sort {package.definition['kind']}"


# --- what a ballot of each kind may say: written apart from the service, from the published definition alone ---

WITHOUT_VALUES = ("up_to_k", "own_and_free", "one", "knapsack")
WITH_VALUES = ("points", "ranking", "grades", "plus_minus", "star")
VOTE_TYPES = {"one": "choose-1", "points": "cumulative", "ranking": "ordinal"}
"""How the files of the counts name the kinds of ballots; grades, pluses and stars are "scoring" there, the others "approval"."""
Choices = list[tuple[int, int]]


def line_fault(package: Package, line: str) -> str:
    """What is wrong with a published line; empty when it is a ballot that the definition allows."""
    try:
        ballot = json.loads(line)
    except ValueError:
        return "går inte att läsa"
    if canonical(ballot) != line:
        return "är inte skriven på det enda tillåtna sättet"
    return ballot_fault(package, ballot)


def ballot_fault(package: Package, ballot: Any) -> str:
    """Which rule of the published definition a ballot breaks; empty for one that may be counted."""
    if not isinstance(ballot, dict) or set(ballot) != {"choices", "style"} or not isinstance(ballot["choices"], list):
        return "är ingen valsedel"
    kind, style = package.definition["kind"], ballot["style"]
    if not isinstance(style, str) or style not in package.styles:
        return "gäller ett område som inte finns"
    try:
        chosen = _chosen(ballot["choices"], kind)
    except ValueError as error:
        return str(error)
    if not chosen:
        return "har inga val"
    own, seen = package.styles[style], set()
    by_pot: dict[int, Choices] = {}
    for number, value in chosen:
        if number not in package.options:
            return f"nämner förslag {number}, som inte finns"
        if number in seen:
            return f"nämner förslag {number} två gånger"
        seen.add(number)
        pot = package.options[number]["pot"]
        if kind != "own_and_free" and pot not in own:
            return f"nämner förslag {number}, som hör till ett annat område"
        by_pot.setdefault(pot, []).append((number, value))
    others = set(by_pot) - set(own)
    if len(others) > 1:
        return f"har val i {len(others)} områden utöver det egna; regeln är högst 1"
    for pot in package.definition["pots"]:
        mine = by_pot.get(pot["id"], [])
        fault = _pot_fault(package, kind, pot, mine) if mine else ""
        if fault:
            return f"{fault} i {pot['name']}"
    return ""


def _chosen(choices: Any, kind: str) -> Choices:
    """Option numbers, each with the points, place or grade that the kind of ballot has; 1 where it has none. ValueError for anything else."""
    found = []
    for one in choices:
        if kind in WITH_VALUES:
            if not (isinstance(one, list) and len(one) == 2 and all(type(part) is int for part in one)):
                raise ValueError("har ett val utan förslag eller värde")
            found.append((one[0], one[1]))
        elif type(one) is int:
            found.append((one, 1))
        else:
            raise ValueError("har ett val som inte är ett förslags nummer")
    return found


def _pot_fault(package: Package, kind: str, pot: dict[str, Any], mine: Choices) -> str:
    """Which limit the choices in one pot break. At least so many need only be chosen where that many were left to choose."""
    gone = set(package.vote["withdrawn"])
    left = sum(o["pot"] == pot["id"] and number not in gone for number, o in package.options.items())
    most, least = pot["max_choices"], min(pot["min_choices"] or 0, left)
    values = [value for _number, value in mine]
    if kind == "knapsack":
        cost = sum(package.options[number]["cost"] for number, _value in mine)
        return f"kostar {cost} kronor; potten är {pot['amount']}" if cost > pot["amount"] else ""
    if kind == "one":
        return f"har {len(mine)} val; regeln är ett" if len(mine) > 1 else ""
    lowest, highest = {
        "points": (1, min(pot["points"] or 0, pot["points_each"] or pot["points"] or 0)),
        "ranking": (1, most or 1),
        "grades": (0, 4),
        "plus_minus": (-1, 1),
        "star": (1, 5),
    }.get(kind, (1, 1))
    for number, value in mine:
        if not lowest <= value <= highest or (kind == "plus_minus" and value == 0):
            allowed = "-1 och 1" if kind == "plus_minus" else f"{lowest} till {highest}"
            return f"ger förslag {number} värdet {value}; tillåtet är {allowed}"
    if kind == "points" and sum(values) > pot["points"]:
        return f"ger {sum(values)} poäng; regeln är högst {pot['points']}"
    if kind == "ranking" and sorted(values) != list(range(1, len(values) + 1)):
        twice = len(set(values)) < len(values)
        return "ger två förslag samma plats" if twice else "hoppar över en plats"
    if kind in ("up_to_k", "own_and_free", "plus_minus") and most is not None and len(mine) > most:
        return f"har {len(mine)} val; regeln är högst {most}"
    if kind not in ("grades", "star") and len(mine) < least:
        return f"har {len(mine)} val; regeln är minst {least}"
    return ""


@check("Rösterna är de som låg i urnan")
def ballots_from_the_urn(package: Package, asked: argparse.Namespace) -> str:
    if package.ballots is None:
        return "rösterna är inte publicerade"
    controls = sorted(package.controls, key=lambda control: str(control["leaf"]))
    lines = [package.vote["salt"], *package.ballots, "--", *(canonical(control) for control in controls)]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    require(f"\nplaintexts {digest}\n" in package.vote["statements"][0]["text"], "rösterna är inte de som skrevs under")
    return digest[:16] + " …"


def ways_of(package: Package) -> tuple[list[int | None], list[int | None]]:
    """The numbers of the ways of voting by envelope, and of those on paper."""
    channels = package.vote["channels"]
    return (
        [n for way, n in channels.items() if way not in BY_PAPER],
        [n for way, n in channels.items() if way in BY_PAPER],
    )


@check("Inget tal är så litet att det pekar ut någon")
def privacy(package: Package, asked: argparse.Namespace) -> str:
    turnout = package.vote["turnout"]
    require(all(n is None or n >= SMALLEST for n in turnout.values()), "ett område med för få röster har ett tal")
    require(list(turnout.values()).count(None) != 1, "ett dolt tal går att räkna fram ur de andra")
    channels = package.vote["channels"]
    require(all(n is None or n >= SMALLEST for n in channels.values()), "ett sätt att rösta har ett för litet tal")
    envelopes, on_paper = ways_of(package)
    require(len(envelopes) < 2 or envelopes.count(None) != 1, "ett dolt sätt att rösta går att räkna fram ur loggen")
    require(len(on_paper) < 2 or on_paper.count(None) != 1, "ett dolt sätt att rösta på papper går att räkna fram")
    if package.ballots is not None:
        for listed, where in ((package.ballots, ""), (package.paper, " på papper")):
            sizes = Counter(json.loads(line)["style"] for line in listed)
            require(
                all(n >= BALLOTS_TO_PUBLISH for n in sizes.values()),
                f"rösterna är publicerade fast ett område har för få{where}",
            )
    return f"{sum(n is None for n in turnout.values())} områden utan tal"


@check("Valdeltagandet stämmer med rösterna")
def turnout(package: Package, asked: argparse.Namespace) -> str:
    told = package.vote["turnout"]
    shown = [n for n in told.values() if n is not None]
    exact = package.vote["paper"] is not None
    require(sum(shown) <= package.most, "områdena har fler röster än urnan")
    require(not exact or None in told.values() or sum(shown) == package.most, "områdenas röster är inte alla röster")
    channels = package.vote["channels"]
    ways = [n for n in channels.values() if n is not None]
    require(sum(ways) <= package.most, "fler röster har kommit in än som räknades")
    require(not exact or None in channels.values() or sum(ways) == package.most, "sätten att rösta är inte alla röster")
    envelopes, on_paper = ways_of(package)
    for some, number, what in (
        (envelopes, package.fates["counted"], "i kuvert"),
        (on_paper, package.vote["paper"], "på papper"),
    ):
        known = [n for n in some if n is not None]
        require(
            len(known) < len(some) or not some or number is None or sum(known) == number,
            f"sätten att rösta {what} är inte alla röster {what}",
        )
    if package.everybody is not None:
        sizes = Counter(json.loads(line)["style"] for line in package.everybody)
        require(all(n is None or sizes[style] == n for style, n in told.items()), "ett områdes tal stämmer inte")
    return f"{package.fates['counted']} röster i kuvert"


@check("Regeln är den som lades fast, med slumptalet som publicerades i förväg")
def rule(package: Package, asked: argparse.Namespace) -> str:
    require(
        {count["pot"] for count in package.counts} == {pot["id"] for pot in package.definition["pots"]},
        "en pott saknar räkning",
    )
    for count in package.counts:
        require(count["spec"] == package.vote["rule"], "en räkning är gjord med en annan regel")
    seed = package.vote["tie_seed"].lower()
    require(
        package.vote["rule"]["ties"] in (f"cost-votes-seed:{seed}", "id", "file"), "lottningen har ett annat slumptal"
    )
    return str(package.vote["rule"]["rule"])


@check("Räkningarnas filer har valsedelns förslag, pottens pengar och urnans röster")
def election_files(package: Package, asked: argparse.Namespace) -> str:
    if package.ballots is None:
        return "rösterna är inte publicerade"
    for count in package.counts:
        meta, projects, votes = _sections(package.files[count["file"]].decode())
        pot = next(pot for pot in package.definition["pots"] if pot["id"] == count["pot"])
        require(int(meta["budget"]) == pot["amount"], f"{pot['name']}: filen har en annan pott")
        here = {number for number, option in package.options.items() if option["pot"] == pot["id"]}
        require({int(row["project_id"]) for row in projects} == here, f"{pot['name']}: filen har andra förslag")
        gone = set(package.vote["withdrawn"])
        for row in projects:
            number = int(row["project_id"])
            require(
                number in gone or int(row["cost"]) == package.options[number]["cost"],
                f"{pot['name']}: ett förslag har en annan kostnad",
            )
        kind = package.definition["kind"]
        told_type = VOTE_TYPES.get(kind, "scoring" if kind in WITH_VALUES else "approval")
        require(meta["vote_type"] == told_type, f"{pot['name']}: filen har en annan sorts röster")
        cast: Counter[Any] = Counter()
        for line in package.everybody or []:
            mine = [(n, v) for n, v in _chosen(json.loads(line)["choices"], kind) if n in here and n not in gone]
            if mine:
                cast[_as_counted(kind, mine)] += 1
        require(sum(cast.values()) == len(votes), f"{pot['name']}: filen har ett annat antal röster")
        written = Counter(_as_written(kind, row) for row in votes)
        require(written == cast, f"{pot['name']}: filen har andra röster än urnan")
    return f"{len(package.counts)} filer"


def _as_counted(kind: str, choices: Choices) -> tuple[Any, ...]:
    """A ballot as it is to stand in the file of a count: a ranking in its order, others in no order."""
    if kind == "ranking":
        return tuple(number for _place, number in sorted((place, number) for number, place in choices))
    return tuple(sorted(choices))


def _as_written(kind: str, row: dict[str, str]) -> tuple[Any, ...]:
    numbers = [int(number) for number in row["vote"].split(",")]
    if kind == "ranking":
        return tuple(numbers)
    values = [int(value) for value in row["points"].split(",")] if kind in WITH_VALUES else [1] * len(numbers)
    return tuple(sorted(zip(numbers, values, strict=True)))


def _sections(text: str) -> tuple[dict[str, str], list[dict[str, str]], list[dict[str, str]]]:
    """Meta, projects and votes of a .pb file."""
    import csv

    found: dict[str, list[list[str]]] = {}
    name = ""
    for row in csv.reader(io.StringIO(text), delimiter=";"):
        if len(row) == 1 and row[0] in ("META", "PROJECTS", "VOTES"):
            name = row[0]
            found[name] = []
        elif row:
            found[name].append(row)
    require({"META", "PROJECTS", "VOTES"} <= set(found), "en räknings fil går inte att läsa")

    def table(rows: list[list[str]]) -> list[dict[str, str]]:
        return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]

    return {row[0]: row[1] for row in found["META"][1:]}, table(found["PROJECTS"]), table(found["VOTES"])


@check("En omräkning ger samma vinnare")
def recount(package: Package, asked: argparse.Namespace) -> str:
    if package.ballots is None:
        return "rösterna är inte publicerade"
    try:
        from pbcount import RuleSpec, count  # type: ignore[import-not-found, unused-ignore]
        from pbcount.pabulib import read  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return "INTE GJORD: pbcount är inte installerat"
    for told in package.counts:
        outcome = count(read(package.files[told["file"]]).election, RuleSpec.from_json(told["spec"]))
        require(list(outcome.winners) == told["winners"], f"pott {told['pot']}: andra vinner vid en omräkning")
        require(outcome.spent == told["spent"], f"pott {told['pot']}: en annan summa används vid en omräkning")
        require(outcome.digest == told["digest"], f"pott {told['pot']}: underlagets fingeravtryck är ett annat")
    return f"{len(package.counts)} potter"


@check("Det som vann ryms i potten, och stödet är det som rösterna ger")
def totals(package: Package, asked: argparse.Namespace) -> str:
    gone, kind = set(package.vote["withdrawn"]), package.definition["kind"]
    for count in package.counts:
        winners = [int(winner) for winner in count["winners"]]
        require(
            len(set(winners)) == len(winners) and not set(winners) & gone,
            "något vann två gånger, eller fast det drogs tillbaka",
        )
        pot = next(pot for pot in package.definition["pots"] if pot["id"] == count["pot"])
        require(
            all(package.options[number]["pot"] == pot["id"] for number in winners), "ett förslag vann i en annan pott"
        )
        spent = sum(package.options[number]["cost"] for number in winners)
        require(spent == count["spent"], f"{pot['name']}: vinnarna kostar inte det som står")
        require(
            package.vote["rule"]["fund_from"] or spent <= pot["amount"], f"{pot['name']}: vinnarna kostar mer än potten"
        )
        votes = count["votes"]
        if package.ballots is not None and votes is not None:
            real: Counter[int] = Counter()
            for line in package.everybody or []:
                # Who supports a proposal gives it more than nothing.
                real.update(n for n, v in _chosen(json.loads(line)["choices"], kind) if n not in gone and v > 0)
            here = {int(number): n for number, n in votes.items()}
            require(
                all(real[number] == n for number, n in here.items()),
                f"{pot['name']}: ett förslag har ett annat antal röster",
            )
    return f"{sum(len(count['winners']) for count in package.counts)} vinnare"


@check("Nycklar och platser är förstörda, och det är antecknat")
def destroyed(package: Package, asked: argparse.Namespace) -> str:
    vote = package.vote
    require(vote["destroyed"]["slots"] is not None, "det är inte antecknat att platserna är förstörda")
    if vote["level"] != "standard":
        require(vote["destroyed"]["key"], "det är inte antecknat att nyckeln är förstörd")
        return "tjänstens nyckel och platserna"
    certified = 0
    for holder in vote["holders"]:
        if holder["destroyed"]:
            text = f"medborgarbudget destroyed 1\nkey {holder['fingerprint']}\n"
            right = signed(_holder_key(holder)[32:], text.encode(), base64.b64decode(holder["destroyed"]))
            require(right, f"intyget om att {holder['name']} har förstört sin nyckel är falskt")
            certified += 1
    return f"platserna, och {certified} av 3 nycklar"


@check("Det som krävde två personer gjordes av två")
def two_people(package: Package, asked: argparse.Namespace) -> str:
    seen = Counter(deed["verb"] for deed in package.vote["minutes"] if deed["two"])
    alone = [deed["verb"] for deed in package.vote["minutes"] if not deed["two"]]
    require(not alone, f"gjordes av en person: {', '.join(sorted(set(alone)))}")
    require(seen["vote.open"] >= 1 and seen["vote.approve_urn"] == 1, "det är inte antecknat vem som öppnade")
    require(seen["vote.extend"] == len(package.vote["extensions"]), "en förlängning är inte antecknad")
    require(sum(package.fates[fate] for fate in ("void",)) <= seen["vote.void_slot"], "en röst är ogiltig utan beslut")
    return ", ".join(f"{verb} {n}" for verb, n in sorted(seen.items()))


# --- one receipt ---


def standing(package: Package, code: str) -> str:
    """What became of the ballot on a receipt."""
    signs = "".join(code.split()).replace("-", "").upper().translate(str.maketrans("OIL", "011"))
    require(len(signs) == 16 and set(signs) <= set(SIGNS), "kvittots kod har 16 tecken")
    value = 0
    for sign in signs:
        value = value << 5 | SIGNS.index(sign)
    found = [(leaf, fate) for leaf, fate in package.log if leaf.startswith(value.to_bytes(10, "big").hex())]
    require(found, "kvittot finns inte i loggen. Spara det: det är underskrivet, och organisationen får svara för det")
    words = {
        "counted": "räknad",
        "replaced": "ersatt av en senare röst från samma person",
        "control": "en kontroll: öppnad offentligt och inte räknad",
        "paper": "ogiltig, eftersom personen röstade på papper",
        "posted": "ogiltig, eftersom personen röstade med posten efter det",
        "void": "ogiltigförklarad av två tjänstepersoner",
    }
    return words[found[0][1]]


def run(package: Package, asked: argparse.Namespace) -> Iterator[tuple[str, bool, str]]:
    """Each check: its title, whether it came out right, and a word about it."""
    for title, one in CHECKS:
        try:
            yield title, True, one(package, asked)
        except Wrong as wrong:
            yield title, False, str(wrong)
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, StopIteration) as error:
            yield title, False, f"uppgifterna går inte att läsa ({type(error).__name__}: {error})"


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="verifier.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paket", type=Path)
    parser.add_argument("--nyckel")
    parser.add_argument("--vittne", action="append", default=[])
    parser.add_argument("--kvitto")
    parser.add_argument("--tidigare", type=Path)
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    asked = arguments(words)
    try:
        package = Package(asked.paket.read_bytes())
    except (OSError, Wrong) as error:
        print(f"Paketet går inte att läsa: {error}", file=sys.stderr)
        return 2
    print(f"{package.vote.get('title')}: {package.vote.get('organisation_name')}\n")
    right = True
    for title, passed, word in run(package, asked):
        right = right and passed
        print(f"{'stämmer   ' if passed else 'STÄMMER EJ'} {title}: {word}")
    if asked.kvitto:
        try:
            print(f"\nRösten på kvittot är {standing(package, asked.kvitto)}.")
        except Wrong as wrong:
            right = False
            print(f"\nSTÄMMER EJ: {wrong}.")
    print(
        "\nAllt som kontrollerades stämmer."
        if right
        else "\nNågot stämmer inte. Lita inte på resultatet förrän det är förklarat."
    )
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
