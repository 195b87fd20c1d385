"""How does a real election in a .pb file become a finished cycle with its vote, its ballots, its count and its published result?

Everything or nothing is stored. Amounts are whole units of the file's own currency, shown as kronor, which the cycle's summary says;
the count itself is made with the file's exact amounts, names and order, so that its digest is that of the file.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.counting.actions import count_vote, publish_result
from medborgarbudget.domain.counting.categories import category_icon, category_name
from medborgarbudget.domain.counting.elections import SOURCE, WITHDRAWN_COST
from medborgarbudget.domain.counting.file_problems import in_words
from medborgarbudget.domain.counting.models import Count, ResultPublication
from medborgarbudget.domain.counting.policy import may_publish_ballots
from medborgarbudget.domain.counting.wording import enumeration
from medborgarbudget.domain.cycles.models import (
    BallotKind,
    CountingRule,
    Cycle,
    CycleArea,
    Deed,
    Orientation,
    ParticipationLevel,
    Pot,
    RuleSheet,
    Step,
    Theme,
)
from medborgarbudget.domain.organisations.actions import create_organisation
from medborgarbudget.domain.organisations.models import Area, AreaKind, Organisation, OrganisationKind
from medborgarbudget.domain.organisations.policy import RESERVED_SLUGS
from medborgarbudget.domain.proposals.models import Channel, Proposal, ProposalState
from medborgarbudget.domain.voting.definition import Definition, OptionOnBallot, PotOnBallot, Style
from medborgarbudget.domain.voting.models import OpenedBallot, Vote, VoteOption, VoteState
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import STOCKHOLM
from pbcount import OptionsError, Project, RuleSpec
from pbcount.pabulib import PabulibError, PabulibFile, ProjectRow, official, read

MOST_AREAS = 80
BATCH = 2000


class FileRefused(Exception):  # noqa: N818 - it reads as the sentence "file refused"
    """The file makes no election that can be stored. `reasons` are sentences in the language in use, each with line and column."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True)
class Imported:
    """What came of a file. `agrees` tells whether the count gives the file's own winners; None when the file names none."""

    organisation: Organisation
    cycle: Cycle
    vote: Vote
    counts: list[Count]
    publication: ResultPublication
    agrees: bool | None
    notes: list[str]


@transaction.atomic
def import_election(
    *, data: bytes, file_name: str, now: datetime, organisation: Organisation | None = None, name: str = ""
) -> Imported:
    """Store the election as a finished cycle of `organisation`, or of a new one named after the file's unit.

    `name` is the cycle's name; otherwise it is made from what the file says. Raises FileRefused; then nothing has been stored.
    """
    file = _read(data)
    rule = _rule(file)
    if organisation is None:
        organisation = _new_organisation(file, now)
    opens, closes = _days(file, now)
    cycle = _cycle(organisation, file, file_name, name, opens, closes, now)
    pot = Pot.objects.create(
        cycle=cycle,
        name=_("Hela potten"),
        fixed_amount=_whole(file, file.election.budget),
        amount=_whole(file, file.election.budget),
    )
    areas = _areas(organisation, cycle, file)
    proposals = _proposals(cycle, file, areas, opens)
    vote = _vote(cycle, pot, proposals, areas, file, rule, opens, closes, now)
    VoteOption.objects.bulk_create(
        VoteOption(
            vote=vote,
            proposal=proposal,
            pot=pot,
            number=number,
            title=proposal.title,
            cost=_option_cost(file, row),
            withdrawn_at=closes if _is_withdrawn(project, rule) else None,
            withdrawn_reason=_("Staden valde bort förslaget. Filen säger inte varför.")
            if project.id in rule.passed_over
            else "",
        )
        for number, (proposal, row, project) in enumerate(
            zip(proposals, file.projects, file.election.projects, strict=True), 1
        )
    )
    _ballots(vote, file, areas)
    counts = count_vote(vote=vote, actor=None, now=now)
    publication = publish_result(
        vote=vote, actor=None, now=now, publish_ballots=bool(may_publish_ballots(each.ballots for each in counts))
    )
    audit.record(
        organisation_id=organisation.pk,
        actor=None,
        verb="cycle.import",
        subject=cycle,
        now=now,
        reason=file_name,
        changes={},
    )
    return Imported(organisation, cycle, vote, counts, publication, rule.agrees, rule.notes)


def _read(data: bytes) -> PabulibFile:
    try:
        file = read(data)
    except PabulibError as wrong:
        raise FileRefused([in_words(problem) for problem in wrong.problems]) from wrong
    if not file.projects:
        raise FileRefused([_("Filen har inga projekt.")])
    if not file.election.voters:
        raise FileRefused([_("Filen har inga röster.")])
    if file.election.kind == "scores" and file.meta.get("default_score", "0") not in {"", "0"}:
        raise FileRefused(
            [
                _(
                    "Filen ger poäng åt projekt som inte står på valsedeln (default_score). Sådana röster kan inte läsas in."
                )
            ]
        )
    return file


@dataclass(frozen=True)
class _Rule:
    """How the election is counted here: the rule, what has to be said about it, and the projects that the city passed over."""

    spec: RuleSpec
    agrees: bool | None
    passed_over: frozenset[str]
    notes: list[str]


def _rule(file: PabulibFile) -> _Rule:
    """The rule that the file declares, or, where it declares none that can be counted, the usual one, with a note that says so."""
    try:
        found = official(file)
    except OptionsError:
        by_points = file.election.ballots.points is not None
        note = _(
            "Filen anger räknesättet ”%(rule)s”, som inte går att räkna efter. Här är rösterna räknade med det vanligaste sättet i stället."
        ) % {"rule": file.meta.get("rule", "")}
        return _Rule(RuleSpec("points" if by_points else "greedy", ties="file"), None, frozenset(), [note])
    notes = []
    if found.passed_over:
        names = [f"”{_cut(_plain(row.name) or row.id, 80)}”" for row in file.projects if row.id in found.passed_over]
        notes.append(
            ngettext(
                "Staden valde bort %(names)s, och filen säger inte varför. Räkningen är gjord utan det förslaget.",
                "Staden valde bort %(names)s, och filen säger inte varför. Räkningen är gjord utan de förslagen.",
                len(names),
            )
            % {"names": enumeration(names)}
        )
    if found.selected is None:
        agrees = None
    else:
        agrees = found.agrees
        notes.append(
            _("Räkningen här ger samma vinnare som staden har redovisat.")
            if agrees
            else _(
                "Räkningen här ger inte riktigt samma vinnare som staden har redovisat. Det kan ha funnits regler som filen inte anger."
            )
        )
    return _Rule(found.outcome.spec, agrees, frozenset(found.passed_over), notes)


def _whole(file: PabulibFile, units: int) -> int:
    """Units of the file as whole amounts, decimals cut off as the format's own checks do."""
    return units // file.election.scale


def _is_withdrawn(project: Project, rule: _Rule) -> bool:
    return project.withdrawn or project.id in rule.passed_over


def _option_cost(file: PabulibFile, row: ProjectRow) -> int:
    """An option costs at least one krona, even where the file has a project that is free."""
    return max(1, _whole(file, row.cost))


def _new_organisation(file: PabulibFile, now: datetime) -> Organisation:
    wanted = _plain(file.meta.get("unit", ""))[:90] or _("Inläst omröstning")
    name = wanted
    number = 1
    while Organisation.objects.filter(name__iexact=name).exists():
        number += 1
        name = f"{wanted} {number}"
    slug = _free_slug(name, lambda slug: Organisation.objects.filter(slug=slug).exists())
    return create_organisation(
        slug=slug, name=name, short_name=name[:30], kind=OrganisationKind.MUNICIPALITY, actor=None, now=now
    )


def _free_slug(text: str, taken: Any) -> str:
    stem = (slugify(text)[:34].strip("-")) or "omrostning"
    slug, number = stem, 1
    while taken(slug) or slug in RESERVED_SLUGS:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _plain(text: str) -> str:
    """On one line, without control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())


def _year(file: PabulibFile, closes: datetime) -> int:
    found = re.search(r"\b(19|20)\d\d\b", file.meta.get("instance", ""))
    return int(found.group()) if found else closes.year


def _days(file: PabulibFile, now: datetime) -> tuple[datetime, datetime]:
    """When voting opened and closed, by the file's dates. A vote that is read in is over, whatever the file says."""
    begin = _day(file.meta.get("date_begin", ""), last=False) or now - timedelta(days=30)
    end = _day(file.meta.get("date_end", ""), last=True) or begin + timedelta(days=14)
    end = min(end, now - timedelta(days=1))
    return (begin, end) if begin < end else (end - timedelta(days=14), end)


def _day(text: str, *, last: bool) -> datetime | None:
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}", text):
            day = datetime(int(text), 12 if last else 1, 31 if last else 1, tzinfo=STOCKHOLM)
        else:
            day = datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=STOCKHOLM)
    except ValueError:
        return None
    return datetime.combine(day.date(), time(23, 59) if last else time(0, 0), tzinfo=STOCKHOLM)


def _cycle(
    organisation: Organisation,
    file: PabulibFile,
    file_name: str,
    name: str,
    opens: datetime,
    closes: datetime,
    now: datetime,
) -> Cycle:
    year = _year(file, closes)
    wanted = _plain(name) or _plain(f"{file.meta.get('subunit', '') or _('Medborgarbudget')} {year}")
    wanted = wanted[:110]
    full, number = wanted, 1
    cycles = Cycle.objects.of(organisation)
    while cycles.filter(name=full).exists():
        number += 1
        full = f"{wanted} ({number})"
    stem = "".join(part for part in slugify(f"{file.meta.get('unit', '')}").split("-"))[:3].upper() or "PB"
    prefix, number = f"{stem}{year % 100:02d}", 0
    while cycles.filter(reference_prefix=prefix).exists():
        number += 1
        prefix = f"{stem}{year % 100:02d}-{number}"
    currency = _plain(file.meta.get("currency", ""))[:10]
    money = (
        _("Beloppen är hela %(currency)s ur filen, fast de skrivs som kronor.") % {"currency": currency}
        if currency and currency != "SEK"
        else ""
    )
    summary = " ".join(
        part
        for part in (_("En verklig omröstning, inläst från filen %(file)s.") % {"file": _plain(file_name)[:120]}, money)
        if part
    )
    cycle = Cycle.objects.create(
        organisation=organisation,
        slug=_free_slug(full, lambda slug: cycles.filter(slug=slug).exists()),
        name=full,
        year=year,
        summary=summary[:300],
        promise=_("Rösterna avgjorde vilka förslag som vann."),
        level=ParticipationLevel.CO_DECISION,
        orientations=[Orientation.TERRITORY],
        reference_prefix=prefix,
        budget=_whole(file, file.election.budget),
        published_at=min(opens, now),
        created_at=now,
        changed_at=now,
    )
    Step.objects.bulk_create(
        [
            Step(cycle=cycle, name=_("Omröstning"), deeds=[Deed.VOTE], position=1, opens_at=opens, closes_at=closes),
            Step(cycle=cycle, name=_("Resultat"), deeds=[], position=2, opens_at=closes),
        ]
    )
    return cycle


def _areas(organisation: Organisation, cycle: Cycle, file: PabulibFile) -> dict[str, CycleArea]:
    """The cycle's areas by the names that the file gives projects and voters, where it gives at least two."""
    names = dict.fromkeys(_area_name(row) for row in file.projects)
    if any(key in _columns(file) for key in ("neighborhood", "district")):
        names |= dict.fromkeys(_voter_area(ballot.attributes) for ballot in file.ballots())
    wanted = [name for name in names if name]
    if not 1 < len({_plain(name)[:100] for name in wanted}) <= MOST_AREAS:
        return {}
    there = {area.name: area for area in Area.objects.of(organisation)}
    codes = {area.code for area in there.values()}
    found: dict[str, CycleArea] = {}
    kept: dict[str, CycleArea] = {}
    for position, raw in enumerate(wanted, 1):
        name = _plain(raw)[:100]
        if name not in kept:
            if name not in there:
                code = _free_slug(name, lambda slug: slug in codes)
                codes.add(code)
                there[name] = Area.objects.create(
                    organisation=organisation, name=name, code=code, kind=AreaKind.PLACE, position=position
                )
            kept[name] = CycleArea.objects.create(cycle=cycle, area=there[name])
        found[raw] = kept[name]
    return found


def _columns(file: PabulibFile) -> set[str]:
    first = next(iter(file.ballots()), None)
    return set(first.attributes) if first else set()


def _area_name(row: ProjectRow) -> str:
    return row.neighborhood or row.district


def _voter_area(attributes: Any) -> str:
    return str(attributes.get("neighborhood") or attributes.get("district") or "")


def _proposals(cycle: Cycle, file: PabulibFile, areas: dict[str, CycleArea], opens: datetime) -> list[Proposal]:
    themes = _themes(cycle, file.projects)
    rows = []
    for number, (row, project) in enumerate(zip(file.projects, file.election.projects, strict=True), 1):
        name = _plain(row.name) or _("Förslag %(id)s") % {"id": row.id}
        cost = _whole(file, row.cost)
        rows.append(
            Proposal(
                organisation=cycle.organisation,
                cycle=cycle,
                number=number,
                reference=f"{cycle.reference_prefix}-{number:04d}",
                title=_cut(name, 80),
                what=_cut(_plain(row.extra.get("description", "")) or name, 3000),
                latitude=row.latitude,
                longitude=row.longitude,
                cycle_area=areas.get(_area_name(row)),
                theme=themes.get(row.categories[0]) if row.categories else None,
                channel=Channel.WEB,
                state=ProposalState.ON_BALLOT,
                status_key=secrets.token_urlsafe(32),
                random_key=secrets.randbelow(2**31),
                cost=cost if cost > 0 and not project.withdrawn else None,
                created_at=opens,
                submitted_at=opens,
                changed_at=opens,
            )
        )
    return Proposal.objects.bulk_create(rows)


def _themes(cycle: Cycle, rows: Iterable[ProjectRow]) -> dict[str, Theme]:
    found: dict[str, Theme] = {}
    by_name: dict[str, Theme] = {}
    for category in dict.fromkeys(row.categories[0] for row in rows if row.categories):
        name = category_name(category)
        if name not in by_name:
            by_name[name] = Theme.objects.create(
                cycle=cycle, name=name, icon=category_icon(category), position=len(by_name)
            )
        found[category] = by_name[name]
    return found


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _vote(
    cycle: Cycle,
    pot: Pot,
    proposals: Sequence[Proposal],
    areas: dict[str, CycleArea],
    file: PabulibFile,
    rule: _Rule,
    opens: datetime,
    closes: datetime,
    now: datetime,
) -> Vote:
    spec = rule.spec
    longest = file.meta.get("max_length", "")
    knapsack = bool(file.meta.get("max_sum_cost"))
    rule_sheet = RuleSheet.objects.create(
        cycle=cycle,
        version=1,
        tie_to_place=_cut(_plain(file.meta.get("unit", "")), 200) or "–",
        ballot_kind=BallotKind.KNAPSACK if knapsack else BallotKind.UP_TO_K,
        max_choices=int(longest) if longest.isdecimal() and int(longest) < 32_000 and not knapsack else None,
        counting_rule=CountingRule.EQUAL_SHARES if spec.rule == "equal-shares" else CountingRule.GREEDY,
        completion=spec.completion,
        utility=spec.utility,
        vote_threshold=spec.threshold,
        created_at=now,
    )
    election = file.election
    source = {
        "kind": election.kind,
        "scale": election.scale,
        "budget": election.budget,
        "points_scale": election.ballots.points_scale,
        "projects": [
            {
                "id": project.id,
                "cost": WITHDRAWN_COST * election.scale if _is_withdrawn(project, rule) else project.cost,
                "area": project.area,
                "categories": list(project.categories),
                "withdrawn": _is_withdrawn(project, rule),
            }
            for project in election.projects
        ],
        "spec": spec.to_json(),
        "meta": {
            key: file.meta[key]
            for key in ("country", "unit", "subunit", "instance", "description", "currency", "language", "rule")
            if file.meta.get(key)
        },
        "notes": rule.notes,
    }
    definition = Definition(
        kind=rule_sheet.ballot_kind,
        styles=(
            Style("", "", (pot.pk,)),
            *(Style(area.area.code, area.area.name, (pot.pk,)) for area in dict.fromkeys(areas.values())),
        ),
        pots=(PotOnBallot(pot.pk, pot.name, pot.amount, rule_sheet.max_choices),),
        options=tuple(
            OptionOnBallot(number, proposal.title, _option_cost(file, row), pot.pk)
            for number, (proposal, row) in enumerate(zip(proposals, file.projects, strict=True), 1)
        ),
    )
    return Vote.objects.create(
        organisation=cycle.organisation,
        cycle=cycle,
        rule_sheet=rule_sheet,
        title=_("Omröstning"),
        state=VoteState.OPENED,
        opens_at=opens,
        closes_at=closes,
        public_key=b"",
        sealed_private_key=b"",
        definition={**definition.as_data(), SOURCE: source},
        definition_hash=definition.hash,
        prepared_at=opens,
        opened_at=now,
        received_count=election.voters,
        created_at=now,
    )


def _ballots(vote: Vote, file: PabulibFile, areas: dict[str, CycleArea]) -> None:
    """Store the ballots in random order, with keys that tell nothing."""
    numbers = {project.id: number for number, project in enumerate(file.election.projects, 1)}
    by_points = file.election.kind in {"points", "scores"}
    scale = file.election.ballots.points_scale
    rows: list[tuple[str, list[Any]]] = []
    for ballot in file.ballots():
        area = areas.get(_voter_area(ballot.attributes)) if areas else None
        choices: list[Any] = [numbers[name] for name in ballot.projects]
        if by_points:
            choices = [
                [number, int(Fraction(given) * scale)]
                for number, given in zip(choices, ballot.points or (), strict=True)
            ]
        elif file.election.kind != "ranking":
            choices.sort()
        rows.append((area.area.code if area else "", choices))
    secrets.SystemRandom().shuffle(rows)
    for start in range(0, len(rows), BATCH):
        OpenedBallot.objects.bulk_create(
            OpenedBallot(key=secrets.token_hex(16), vote=vote, style=style, choices=choices)
            for style, choices in rows[start : start + BATCH]
        )
