"""What are the minutes of a vote? One document: how it was prepared, held, opened and counted, with numbers, fingerprints, names and causes.

For the file of the case and for whoever checks it, as a page and as a PDF from the same parts. Numbers of people go through the same rules of
privacy as every page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from operator import add
from pathlib import Path
from typing import Any

import typst
from django.utils import translation

from medborgarbudget.domain.counting.channels import published_channels
from medborgarbudget.domain.counting.privacy import SMALLEST_CELL, published_parts
from medborgarbudget.domain.counting.queries import PotResult, Result
from medborgarbudget.domain.counting.wording import grouped
from medborgarbudget.domain.cycles.steps import moment_in_words
from medborgarbudget.domain.paper import queries as paper
from medborgarbudget.domain.paper.models import PaperBatch
from medborgarbudget.domain.paper.policy import REASONS
from medborgarbudget.domain.people.models import Role, TwoPersonDeed, TwoPersonState
from medborgarbudget.domain.rolls.models import Roll
from medborgarbudget.domain.rolls.queries import roll_facts, roll_in_force
from medborgarbudget.domain.voting import urn
from medborgarbudget.domain.voting.models import BallotLog, KeyHolder, KeyLevel, Vote
from medborgarbudget.domain.voting.policy import BY_PAPER, Channel
from medborgarbudget.domain.voting.queries import extensions_of, log_of
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.money import kronor

TEMPLATE = Path(__file__).with_name("protocol.typ")
HIDDEN = "–"

CHANNELS = {
    Channel.EMAIL: "Kod med e-post",
    Channel.SMS: "Kod med sms",
    Channel.LETTER: "Kodbrev",
    Channel.SCHOOL: "Lapp i skolan",
    Channel.EID: "E-legitimation",
    Channel.ASSISTED: "Med hjälp av personal",
    Channel.POSTED: "Blankett med posten",
    Channel.PAPER: "Papper",
}
"""What each way of voting is called in the minutes."""

TAKES_TWO = {
    "vote.open": "Omröstningen fick öppna",
    "vote.extend": "Omröstningen förlängdes",
    "vote.approve_urn": "Urnan fick öppnas",
    "vote.void_slot": "En röst ogiltigförklarades",
    "vote.change_key_holder": "En nyckelhållare byttes",
    "result.publish": "Resultatet publicerades",
}
"""Deeds with the vote itself, by their verbs in the log."""


@dataclass
class Table:
    """A table of the minutes; the first column is text, the others are aligned by `align`."""

    head: list[str]
    rows: list[list[str]]
    caption: str = ""
    align: str = "left"

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each row as pairs of column and cell."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass
class Section:
    """A part of the minutes. `rows` are label, text, and whether the text is a fingerprint."""

    heading: str
    text: str = ""
    rows: list[tuple[str, str, bool]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def sections_of(result: Result, now: datetime) -> list[Section]:
    """All parts of the minutes, in Swedish, since that is the language of the minutes."""
    with translation.override("sv"):
        vote = result.vote
        return [
            _what(vote, now),
            _decided_by_two(vote),
            *([_holders(vote)] if vote.level == KeyLevel.STANDARD else []),
            _ballots(result),
            *_paper(vote),
            *_posted(vote),
            _log(vote),
            _opening(vote),
            *(_pot(pot) for pot in result.pots),
            _destroyed(vote),
        ]


def protocol_of(result: Result, now: datetime) -> bytes:
    """The minutes as a tagged PDF."""
    sections, vote = sections_of(result, now), result.vote
    with translation.override("sv"):
        content = {
            "organisation": vote.organisation.name,
            "title": f"Protokoll: {vote.title}",
            "lead": "Räkningen är ett röstningsresultat. Beslutet fattas av det folkvalda organet.",
            "footer": f"{vote.title} · framställt {moment_in_words(now, now)}",
            "sections": [asdict(section) for section in sections],
            "sign_heading": "Underskrifter",
            "signers": ["Ansvarig för omröstningen", "Justerare"],
        }
    return bytes(
        typst.compile(
            str(TEMPLATE),
            format="pdf",
            sys_inputs={"content": json.dumps(content)},
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    )


def _what(vote: Vote, now: datetime) -> Section:
    rows = [
        ("Omgång", vote.cycle.name, False),
        ("Nivå", str(KeyLevel(vote.level).label), False),
        *_roll(vote),
        ("Öppnade", moment_in_words(vote.opens_at, now), False),
        ("Stängde", moment_in_words(vote.closes_at, now), False),
    ]
    for moved in extensions_of(vote):
        was, to, at = (moment_in_words(moment, now) for moment in (moved.was, moved.to, moved.at))
        told = f"från {was} till {to}, beslutat {at}: {moved.reason}"
        rows.append(("Förlängd", told, False))
    rows += [
        ("Förslag på valsedeln", str(vote.options.count()), False),
        ("Valsedelns fingeravtryck", vote.definition_hash, True),
        ("Slumptal vid lika röstetal", vote.tie_seed, True),
    ]
    rows += [
        ("Tillbakadraget förslag", f"{option}: {option.withdrawn_reason}", False)
        for option in vote.options.exclude(withdrawn_at=None)
    ]
    rows += [("Rättelse", notice.text, False) for notice in vote.notices.all()]
    return Section("Omröstningen", rows=rows)


def _roll(vote: Vote) -> list[tuple[str, str, bool]]:
    facts, roll = roll_facts(vote.cycle), roll_in_force(vote.cycle)
    if facts is None or roll is None:
        return [("Röstlängd", "ingen: de röstande har själva uppgett att de har rätt att rösta", False)]
    return [
        ("Röstlängd", f"{roll}, {grouped(facts.persons)} personer", False),
        ("Ändrad medan omröstningen pågick", f"{grouped(facts.changes_while_open)} gånger", False),
    ]


def _decided_by_two(vote: Vote) -> Section:
    """What took two people: what, when, who with which roles, and why."""
    roles = _roles(vote)
    found = AuditEntry.objects.filter(
        organisation_id=vote.organisation_id,
        subject_type=vote._meta.label_lower,
        subject_id=str(vote.pk),
        verb__in=TAKES_TWO,
    )
    told = [
        (one.at, TAKES_TWO[one.verb], [one.actor_name, one.changes.get("second", [None, None])[1]], one.reason)
        for one in found
    ]
    told += [
        (batch.approved_at, f"Lådan {batch.seal_number} godkändes", [str(batch.approval_asked_by), str(batch.approved_by)], batch.reason)
        for batch in paper.batches(vote)
        if batch.approved_at is not None
    ]  # fmt: skip
    rolls = [str(pk) for pk in Roll.objects.filter(cycle_id=vote.cycle_id).values_list("pk", flat=True)]
    deeds = TwoPersonDeed.objects.of(vote.organisation).filter(
        state=TwoPersonState.DONE, subject_type=Roll._meta.label_lower, subject_id__in=rolls
    )
    told += [
        (deed.answered_at, f"{deed.subject_name} godkändes", [str(deed.asked_by), str(deed.answered_by)], deed.reason)
        for deed in deeds.select_related("asked_by", "answered_by")
        if deed.answered_at is not None
    ]  # fmt: skip
    rows = [
        [
            what,
            moment_in_words(at, at),
            " och ".join(f"{name} ({roles[name]})" if name in roles else name for name in people if name),
            reason or "–",
        ]
        for at, what, people, reason in sorted(told, key=lambda one: one[0])
    ]
    head = ["Vad", "När", "Av", "Skäl"]
    if not any(reason for *_, reason in told):
        head, rows = head[:3], [row[:3] for row in rows]
    return Section("Beslutat av två personer", tables=[Table(head, rows)] if rows else [])


def _roles(vote: Vote) -> dict[str, str]:
    """The roles that people of the organisation have or have had, by name."""
    held: dict[str, list[str]] = {}
    for role in Role.objects.of(vote.organisation).select_related("person").order_by("granted_at", "id"):
        names = held.setdefault(str(role.person), [])
        label = str(role.get_role_display()).lower()
        if label not in names:
            names.append(label)
    return {name: ", ".join(labels) for name, labels in held.items()}


def _holders(vote: Vote) -> Section:
    rows = [
        [
            str(holder.place),
            holder.name,
            urn.fingerprint(bytes(holder.public_key)),
            "byttes ut före öppningen"
            if holder.replaced_at is not None
            else "intyg om att nyckeln är förstörd"
            if holder.destroyed_at is not None
            else "inget intyg än",
        ]
        for holder in KeyHolder.objects.filter(vote=vote)
    ]
    return Section(
        "Nyckelhållare",
        tables=[Table(["Plats", "Namn", "Nyckelns fingeravtryck", "Nyckeln"], rows)],
    )


def _ballots(result: Result) -> Section:
    vote = result.vote
    fates = vote.tally.get("fates", {})
    rows = [[str(label), grouped(fates.get(value, 0))] for value, label in BallotLog.Fate.choices]
    tables = [Table(["Kuvert som har kommit in", "Antal"], rows, align="right")]
    channels = published_channels(vote.tally.get("channels", {}))
    tables.append(
        Table(
            ["Räknade röster efter sätt att rösta", "Antal"],
            [[CHANNELS.get(Channel(name), name), _cell(n)] for name, n in channels.items()],
            align="right",
        )
    )
    if len(result.turnout) > 1:
        tables.append(
            Table(
                ["Räknade röster efter område", "Antal"],
                [[area.name, _cell(area.voters)] for area in result.turnout],
                align="right",
            )
        )
    text = "Ett streck betyder att talet är så litet att det kan peka ut någon, eller att det skyddar ett sådant tal."
    return Section("Rösterna", text=text, tables=tables)


def _paper(vote: Vote) -> list[Section]:
    """Ballots on paper: boxes against people ticked off, and what was not counted and why. Nothing when there were none.

    How many did not count, and why, is told exactly: it says neither who nor what was chosen. It is told as soon as the number on paper is.
    """
    approved = [batch for batch in paper.counting_batches(vote) if not batch.desk.posted]
    if not approved:
        return []
    counted = _shown(vote, Channel.PAPER)
    if counted is None:
        return [Section("Rösterna på papper", text="Så få röstade på papper att inga tal visas.")]
    days = paper.reconciliation(vote)
    by_desk: dict[str, list[int]] = {}
    for day in days:
        sums = by_desk.setdefault(day.desk, [0, 0, 0, 0])
        sums[:] = map(add, sums, (day.handed_out, day.check_ins, day.ballots, day.invalid))
    totals = [sum(column) for column in zip(*by_desk.values(), strict=True)]
    shown = published_parts({desk: sums[2] for desk, sums in by_desk.items()})
    rows = [
        [desk, *(grouped(n) if shown[desk] is not None else HIDDEN for n in sums)] for desk, sums in by_desk.items()
    ]
    if len(rows) != 1:
        rows.append(["Alla", *map(grouped, totals)])
    reasons = paper.invalid_by_reason(vote)
    causes = [[str(REASONS.get(code, code)), grouped(many)] for code, many in reasons.most_common()]
    causes.append(["Ogiltiga i allt", grouped(reasons.total())])
    balance = totals[2] - reasons.total()
    text = (
        f"I lådorna låg {grouped(totals[2])} valsedlar. {grouped(totals[1])} personer hade prickats av. "
        f"{grouped(reasons.total())} valsedlar var ogiltiga och {grouped(balance)} räknades"
        + ("." if balance == counted else f", men {grouped(counted)} lades i urnan.")
    )
    notes = [(f"Förklaring, {day.desk}", day.explained, False) for day in days if day.explained]
    notes += _corrections(approved)
    notes += _sample(vote)
    head = ["Bord", "Utlämnade", "Avprickade", "I lådorna", "Ogiltiga"]
    return [
        Section(
            "Rösterna på papper",
            text=text,
            rows=notes,
            tables=[
                Table(head, rows, "Avstämning", align="right"),
                Table(["Skäl", "Antal"], causes, "Ogiltiga valsedlar efter skäl", align="right"),
            ],
        )
    ]


def _shown(vote: Vote, way: Channel) -> int | None:
    """How many ballots on paper were counted that came in this way; None where the number is too small, or would give another away."""
    channels = vote.tally.get("channels", {})
    return published_parts({one: channels[one] for one in BY_PAPER if one in channels}).get(way)


def _corrections(approved: Iterable[PaperBatch]) -> list[tuple[str, str, bool]]:
    return [(f"Rättelse, {batch.seal_number}", batch.reason, False) for batch in approved if batch.corrects_id]


def _sample(vote: Vote) -> list[tuple[str, str, bool]]:
    """The auditor's sample of ballots on paper, from desks and the post together."""
    sample = paper.sample_of(vote)
    if sample is None:
        return []
    read = paper.readings_of(sample)
    same = sum(one.same is True for one in read)
    done = sum(one.same is not None for one in read)
    return [
        ("Revisorns stickprov", f"{len(read)} av {sample.of} valsedlar; {done} lästa, {same} lika", False),
        ("Stickprovets slumptal", sample.seed, True),
    ]


def _posted(vote: Vote) -> list[Section]:
    """What came by post: envelopes opened against ballots in the boxes, and those that were listed, by cause. Nothing when none came.

    A cause tells what somebody did: small numbers are hidden, and so is what they could be had from.
    """
    numbers = paper.posted_numbers(vote)
    if not numbers.received:
        return []
    heading = "Rösterna som kom med posten"
    approved = [batch for batch in paper.counting_batches(vote) if batch.desk.posted]
    counted = _shown(vote, Channel.POSTED)
    parts = [
        f"{_few(numbers.listed)} kuvert listades och öppnades inte." if numbers.listed else "Alla kuvert öppnades."
    ]
    tables = []
    rows: list[tuple[str, str, bool]] = []
    if counted is None:
        parts.insert(0, "Så få röster på papper kom in på det här sättet att deras tal inte visas.")
    else:
        ballots, reasons = sum(batch.ballots or 0 for batch in approved), paper.invalid_by_reason(vote, posted=True)
        parts.insert(
            0,
            f"{grouped(numbers.boxed)} kuvert öppnades, och i lådorna låg {grouped(ballots)} valsedlar. "
            f"{grouped(reasons.total())} var ogiltiga och {grouped(counted)} räknades.",
        )
        causes = [[str(REASONS.get(code, code)), grouped(many)] for code, many in reasons.most_common()]
        causes.append(["Ogiltiga i allt", grouped(reasons.total())])
        tables.append(Table(["Skäl", "Antal"], causes, "Ogiltiga valsedlar efter skäl", align="right"))
        rows = [
            (f"Förklaring, {batch.seal_number}", batch.explanation, False) for batch in approved if batch.explanation
        ]
        rows += _corrections(approved)
        if not any(not batch.desk.posted for batch in paper.counting_batches(vote)):
            rows += _sample(vote)
    if numbers.listed >= SMALLEST_CELL:
        shown = published_parts(numbers.by_cause)
        listed = [[str(cause.label), _cell(shown[cause])] for cause, _many in numbers.by_cause.most_common()]
        listed.append(["Listade i allt", grouped(numbers.listed)])
        tables.append(Table(["Varför kuvertet inte öppnades", "Antal"], listed, "Listade kuvert", align="right"))
    return [Section(heading, text=" ".join(parts), rows=rows, tables=tables)]


def _few(number: int) -> str:
    return grouped(number) if number >= SMALLEST_CELL else "Färre än tio"


def _cell(number: int | None) -> str:
    return grouped(number) if number is not None else HIDDEN


def _log(vote: Vote) -> Section:
    view = log_of(vote)
    rows = [("Rader i loggen", str(view.leaves), False)]
    if view.checkpoint is not None:
        rows.append(("Sista intyget", view.checkpoint.note.partition("\n\n")[0].replace("\n", " "), True))
        names = ", ".join(one.witness for one in view.checkpoint.cosignatures.all()) or "inget vittne"
        rows.append(("Vittnen till det sista intyget", names, False))
    rows += [("Larm", f"{alarm.witness}: {alarm.text}", False) for alarm in view.alarms]
    return Section("Den offentliga loggen", rows=rows)


def _opening(vote: Vote) -> Section:
    rows = [
        ("Urnans fingeravtryck", vote.urn_hash, True),
        ("Öppnad", moment_in_words(vote.opened_at, vote.opened_at) if vote.opened_at else HIDDEN, False),
        ("Öppnade röster", str(vote.received_count), False),
    ]
    for one in vote.opening_statements.filter(rehearsal=False).select_related("holder", "beside"):
        who = str(one.holder) if one.holder is not None else "Tjänsten själv"
        rows.append((f"Underskrift av {who}", one.signature, True))
    return Section("Öppningen", rows=rows)


def _pot(pot: PotResult) -> Section:
    count = pot.count
    rows = [
        ("Räknesätt", pot.rule_name, False),
        ("Pott", kronor(count.budget), False),
        ("Används till vinnarna", kronor(count.spent), False),
        ("Regeln i sin helhet", json.dumps(count.spec, sort_keys=True), True),
        ("Program", count.program_version, False),
    ]
    if pot.digest:
        rows.append(("Underlagets kontrollsumma", pot.digest, True))
    rows += [("Avgjort genom den utlovade ordningen vid lika", tie, False) for tie in pot.ties]
    listed = [
        [
            f"{each.number}. {each.title}",
            kronor(each.cost) if each.cost is not None else HIDDEN,
            grouped(each.fate.votes) if each.shows_numbers else HIDDEN,
            "vann" if each.won else "vann inte",
        ]
        for each in [*pot.winners, *pot.others]
    ]
    head = ["Förslag", "Kostnad", "Röster", "Utfall"]
    return Section(f"Räkningen: {pot.pot.name}", rows=rows, tables=[Table(head, listed, align="right")])


def _destroyed(vote: Vote) -> Section:
    slots = vote.tally.get("slots_destroyed")
    rows = [("Platser i urnan", f"{grouped(slots or 0)} förstörda vid öppningen", False)]
    if vote.level == KeyLevel.BASIC:
        rows.append(("Tjänstens nyckel", "förstörd vid öppningen", False))
    rows += _certificates(KeyHolder.objects.filter(vote=vote).exclude(destroyed_at=None))
    return Section("Förstört", rows=rows)


def _certificates(holders: Iterable[KeyHolder]) -> list[tuple[str, Any, bool]]:
    return [(f"Nyckel {one.place}, {one.name}", one.destroyed_signature, True) for one in holders]
