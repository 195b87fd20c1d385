"""How large is a pot, may these steps stand beside each other, and can this rule sheet be followed? Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from medborgarbudget.domain.ballots.kind import Kind, Limits
from medborgarbudget.domain.ballots.kinds import KINDS
from medborgarbudget.domain.cycles.models import BallotKind, CountingRule, Deed, GroupKind, Identity, PotKind
from medborgarbudget.foundation import clock
from medborgarbudget.foundation.money import MAX_KRONOR, kronor

MAX_AGE = 100
MAX_STEPS = 30
MOST_GROUPS = 200
LONGEST_GROUP = 80
WEEK = timedelta(days=7)
BY_POINTS = frozenset({CountingRule.POINTS.value, CountingRule.PLUS_MINUS.value, CountingRule.STAR.value})
"""Rules that sum up what ballots give; a threshold is then a sum too."""
COMPLETIONS = ("add1", "add1-then-greedy", "greedy", "none")
"""What Equal Shares does with money that is left over, by the names of pbcount."""


# --- money ---


@dataclass(frozen=True)
class PotPlan:
    """How a pot's amount is to be found. `inhabitants` are those of its area, or of the whole."""

    name: str
    kind: str = PotKind.FIXED
    fixed_amount: int | None = None
    per_inhabitant: int | None = None
    cap: int | None = None
    inhabitants: int | None = None


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """`total` cut in proportion to the weights so that the parts are whole and their sum is exactly the total.

    Each part is rounded down; what is left goes one by one to the largest remainders, the earlier first among equals.
    """
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("no weights")
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def pot_amounts(plans: Sequence[PotPlan], budget: int) -> list[int]:
    """Kronor of each pot. Those by population share what the others leave of the budget.

    Raises ValidationError with a message that names the pot.
    """
    amounts: list[int | None] = [None if plan.kind == PotKind.POPULATION_SHARE else _own_amount(plan) for plan in plans]
    shared = [place for place, amount in enumerate(amounts) if amount is None]
    taken = sum(amount for amount in amounts if amount is not None)
    if taken > budget:
        raise ValidationError(
            _(
                "Potterna är tillsammans %(sum)s, men omgången har bara %(budget)s. Minska någon pott eller höj omgångens pengar."
            )
            % {"sum": kronor(taken), "budget": kronor(budget)},
            code="over_budget",
        )
    if shared:
        weights = [_inhabitants(plans[place]) for place in shared]
        for place, amount in zip(shared, largest_remainder(budget - taken, weights), strict=True):
            amounts[place] = amount
    return [amount or 0 for amount in amounts]


def _own_amount(plan: PotPlan) -> int:
    if plan.kind == PotKind.PER_INHABITANT:
        if not plan.per_inhabitant:
            raise ValidationError(
                _("Ange kronor per invånare för potten ”%(pot)s”.") % {"pot": plan.name}, code="per_inhabitant"
            )
        amount = plan.per_inhabitant * _inhabitants(plan)
        return amount if plan.cap is None else min(amount, plan.cap)
    if plan.fixed_amount is None:
        raise ValidationError(_("Ange beloppet för potten ”%(pot)s”.") % {"pot": plan.name}, code="fixed_amount")
    if not 0 <= plan.fixed_amount <= MAX_KRONOR:
        raise ValidationError(_("Beloppet för potten ”%(pot)s” är orimligt.") % {"pot": plan.name}, code="fixed_amount")
    return plan.fixed_amount


def _inhabitants(plan: PotPlan) -> int:
    if not plan.inhabitants:
        raise ValidationError(
            _("Ange antalet invånare för ”%(pot)s”. Det behövs för att räkna ut potten.") % {"pot": plan.name},
            code="inhabitants",
        )
    return plan.inhabitants


# --- steps ---


@dataclass(frozen=True)
class StepPlan:
    """A step as it is to be. `id` is that of the stored step, None for a new one."""

    name: str
    deeds: tuple[str, ...]
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    description: str = ""
    id: int | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with the step at a place (from 0), at a field of it ("" for the step as a whole)."""

    place: int
    field: str
    text: str


NOT_TOGETHER: tuple[tuple[Deed, Deed], ...] = (
    (Deed.CRITERIA, Deed.VOTE),
    (Deed.PROPOSE, Deed.VOTE),
    (Deed.SUPPORT, Deed.VOTE),
    (Deed.ASSESS, Deed.VOTE),
    (Deed.OBJECT, Deed.VOTE),
    (Deed.VOTE, Deed.DECIDE),
    (Deed.VOTE, Deed.DELIVER),
    (Deed.PROPOSE, Deed.DECIDE),
    (Deed.PROPOSE, Deed.DELIVER),
)
"""Pairs of deeds of which the second may open first when the first has closed."""

EXPECTED_ORDER = (
    Deed.CRITERIA,
    Deed.PROPOSE,
    Deed.ASSESS,
    Deed.OBJECT,
    Deed.VOTE,
    Deed.DECIDE,
    Deed.DELIVER,
    Deed.FOLLOW_UP,
)


def step_faults(plans: Sequence[StepPlan]) -> list[Fault]:
    """Why the steps cannot stand as they are: an empty list when they can."""
    faults: list[Fault] = []
    if len(plans) > MAX_STEPS:
        faults.append(Fault(MAX_STEPS, "", _("En omgång kan ha högst %(most)d steg.") % {"most": MAX_STEPS}))
    for place, plan in enumerate(plans):
        if not plan.name.strip():
            faults.append(Fault(place, "name", _("Ange ett namn på steget.")))
        if not plan.deeds:
            faults.append(Fault(place, "deeds", _("Välj minst en sak som steget öppnar.")))
        faults += [Fault(place, "deeds", _("Okänt val.")) for deed in plan.deeds if deed not in Deed.values]
        if plan.closes_at is not None and plan.opens_at is None:
            faults.append(Fault(place, "opens_at", _("Ange när steget öppnar, när du har angett när det stänger.")))
        elif plan.opens_at is not None and plan.closes_at is not None and plan.closes_at <= plan.opens_at:
            faults.append(Fault(place, "closes_at", _("Steget måste stänga efter att det öppnar.")))
        if Deed.VOTE in plan.deeds and plan.opens_at is not None and plan.closes_at is None:
            faults.append(Fault(place, "closes_at", _("Ange när omröstningen stänger.")))
        for first, second in NOT_TOGETHER:
            if first in plan.deeds and second in plan.deeds:
                faults.append(
                    Fault(
                        place, "deeds", _("Ett steg kan inte öppna både ”%(one)s” och ”%(other)s”. Dela upp steget.")
                        % {"one": first.label, "other": second.label},
                    )
                )  # fmt: skip
    faults += _contradictions(plans)
    return faults


def _contradictions(plans: Sequence[StepPlan]) -> list[Fault]:
    """Of steps whose deeds may not be open together, the later must open when the earlier has closed. Told once per pair of steps."""
    faults: list[Fault] = []
    told: set[tuple[int, int]] = set()
    for first, second in NOT_TOGETHER:
        for earlier, before in enumerate(plans):
            for later, after in enumerate(plans):
                if (
                    earlier == later
                    or first not in before.deeds
                    or second not in after.deeds
                    or (earlier, later) in told
                ):
                    continue
                if before.opens_at is None or after.opens_at is None:
                    continue
                if before.closes_at is not None and before.closes_at <= after.opens_at:
                    continue
                told.add((earlier, later))
                faults.append(
                    Fault(
                        later,
                        "opens_at",
                        _("”%(after)s” kan öppna först när steget ”%(before)s” har stängt, eftersom ”%(second)s” "
                          "inte kan vara öppet före eller samtidigt med ”%(first)s”.")
                        % {"after": after.name, "before": before.name, "second": second.label, "first": first.label},
                    )
                )  # fmt: skip
    return faults


def step_warnings(plans: Sequence[StepPlan]) -> list[str]:
    """What may be meant but often is not: told, and allowed."""
    warnings: list[str] = []
    for before, after in pairwise(plans):
        if before.opens_at and after.opens_at and after.opens_at < before.opens_at:
            warnings.append(
                _("”%(after)s” står efter ”%(before)s” men öppnar tidigare.")
                % {"after": after.name, "before": before.name}
            )
    warnings += [
        _("Omröstningen ”%(step)s” är kortare än en vecka.") % {"step": plan.name}
        for plan in plans
        if Deed.VOTE in plan.deeds and plan.opens_at and plan.closes_at and plan.closes_at - plan.opens_at < WEEK
    ]
    nightly = [plan.name for plan in plans if plan.closes_at is not None and clock.to_local(plan.closes_at).hour < 6]
    if nightly:
        warnings.append(
            _(
                "Stänger mitt i natten: %(steps)s. Välj till exempel 23.59, så att alla förstår vilken dag som är den sista."
            )
            % {"steps": ", ".join(nightly)}
        )
    held = [deed for plan in plans for deed in plan.deeds]
    missing = [deed for deed in (Deed.PROPOSE, Deed.ASSESS, Deed.VOTE, Deed.DECIDE, Deed.DELIVER) if deed not in held]
    warnings += [_("Inget steg öppnar ”%(deed)s”.") % {"deed": deed.label} for deed in missing]
    dated = {
        deed: min(plan.opens_at for plan in plans if plan.opens_at and deed in plan.deeds)
        for deed in EXPECTED_ORDER
        if any(plan.opens_at and deed in plan.deeds for plan in plans)
    }
    order = [deed for deed in EXPECTED_ORDER if deed in dated]
    for one, other in pairwise(order):
        if dated[other] < dated[one] and (one, other) not in NOT_TOGETHER:
            warnings.append(_("”%(other)s” öppnar före ”%(one)s”.") % {"other": other.label, "one": one.label})
    return warnings


def merged(first: StepPlan, second: StepPlan) -> StepPlan:
    """Both steps as one: it opens all that they opened, from the earliest opening to the latest closing."""
    openings = [plan.opens_at for plan in (first, second) if plan.opens_at is not None]
    stays_open = any(plan.opens_at is not None and plan.closes_at is None for plan in (first, second))
    closings = [plan.closes_at for plan in (first, second) if plan.closes_at is not None]
    return replace(
        first,
        name=_("%(one)s och %(other)s") % {"one": first.name, "other": second.name[:1].lower() + second.name[1:]},
        description=" ".join(text for text in (first.description, second.description) if text)[:400],
        deeds=in_order({*first.deeds, *second.deeds}),
        opens_at=min(openings, default=None),
        closes_at=None if stays_open else max(closings, default=None),
    )


def in_order(deeds: Iterable[str]) -> tuple[str, ...]:
    """The deeds in the order of the model."""
    held = set(deeds)
    return tuple(deed.value for deed in Deed if deed.value in held)


def years_later(moment: datetime | None, years: int) -> datetime | None:
    """The same weekday and time of day as near as can be to the same date that many years later.

    A time that the clock skips or has twice that day is moved one hour on.
    """
    if moment is None:
        return None
    weeks = round(years * 365.2425 / 7)
    naive = clock.to_local(moment).replace(tzinfo=None) + timedelta(weeks=weeks)
    try:
        return clock.from_local(naive)
    except ValidationError:
        return clock.from_local(naive + timedelta(hours=1))


# --- rules ---


@dataclass(frozen=True)
class RuleValues:
    """What a rule sheet says, apart from its version and who wrote it."""

    tie_to_place: str
    min_age: int = 0
    age_on: date | None = None
    group_kind: str = ""
    groups: tuple[str, ...] = ()
    ballot_kind: str = BallotKind.UP_TO_K
    max_choices: int | None = 3
    min_choices: int = 0
    points_total: int | None = None
    points_each: int | None = None
    counting_rule: str = CountingRule.EQUAL_SHARES
    completion: str = "add1"
    utility: str = "cost"
    cost_ceiling: int | None = None
    vote_threshold: int = 0
    identities: tuple[str, ...] = field(default=(Identity.EMAIL_CODE.value,))


def settled(values: RuleValues) -> RuleValues:
    """The same rules without what does not apply: no highest number in a knapsack, no completion in greedy."""
    kind = KINDS.get(values.ballot_kind)
    if kind is not None:
        values = replace(
            values,
            max_choices=values.max_choices if "max_choices" in kind.settings else None,
            min_choices=values.min_choices if "min_choices" in kind.settings else 0,
            points_total=values.points_total if "points_total" in kind.settings else None,
            points_each=values.points_each if "points_each" in kind.settings else None,
        )
    if values.counting_rule != CountingRule.EQUAL_SHARES:
        values = replace(values, completion="none", utility="cost")
    elif kind is not None and kind.has_values:
        values = replace(values, utility="points")
    elif values.utility == "points":
        values = replace(values, utility="cost")
    named = {plain_group(group): " ".join(group.split()) for group in reversed(values.groups) if group.strip()}
    return replace(
        values,
        groups=tuple(reversed(named.values())),
        identities=tuple(way for way in Identity.values if way in values.identities),
    )


def plain_group(name: str) -> str:
    """A group's or class's name as compared: small letters, one space between words."""
    return " ".join(name.casefold().split())


def in_one_of(groups: Collection[str], name: str, *, kind: str) -> bool:
    """Whether somebody who the roll says is in `name` is in one of the groups. Of a class it is enough that its whole school is named."""
    plain = plain_group(name)
    named = [plain_group(group) for group in groups]
    return plain in named or (kind == GroupKind.CLASS and any(plain.startswith(f"{group} ") for group in named))


def limits_of(values: RuleValues, *, amount: int = 0, named: str = "") -> Limits:
    """What a ballot may hold within a pot of this amount and name, by these rules."""
    return Limits(
        amount=amount,
        most=values.max_choices,
        least=values.min_choices,
        points=values.points_total,
        most_each=values.points_each,
        named=named,
    )


def rules_for(kind: Kind) -> list[CountingRule]:
    """The counting rules that can count ballots of this kind, the one we propose first."""
    return [CountingRule(rule) for rule in kind.rules]


def rule_faults(values: RuleValues, pots: Sequence[int], inhabitants: int | None = None) -> dict[str, str]:
    """Field → why the rules cannot be followed. `pots` are the amounts of the cycle's pots."""
    faults: dict[str, str] = {}
    if not values.tie_to_place.strip():
        faults["tie_to_place"] = _("Beskriv vem som får rösta.")
    if not 0 <= values.min_age <= MAX_AGE:
        faults["min_age"] = _("Åldern ska vara mellan 0 och %(most)d år.") % {"most": MAX_AGE}
    faults |= _group_faults(values)
    kind = KINDS.get(values.ballot_kind)
    if kind is None:
        faults["ballot_kind"] = _("Välj en valsedel.")
    else:
        faults |= kind.faults(limits_of(values))
        if kind.free_areas and len(pots) == 1:
            faults["ballot_kind"] = _(
                "Omgången har bara en pott. Då finns inget annat område att rösta i. Välj en annan valsedel."
            )
    if values.counting_rule not in CountingRule.values:
        faults["counting_rule"] = _("Välj ett räknesätt.")
    elif kind is not None and values.counting_rule not in kind.rules:
        faults["counting_rule"] = _(
            "”%(rule)s” kan inte räkna valsedeln ”%(ballot)s”. Välj ett av räknesätten som passar: %(rules)s."
        ) % {
            "rule": CountingRule(values.counting_rule).label,
            "ballot": BallotKind(values.ballot_kind).label,
            "rules": ", ".join(f"”{rule.label}”" for rule in rules_for(kind)),
        }
    if values.counting_rule == CountingRule.EQUAL_SHARES and values.completion not in COMPLETIONS:
        faults["completion"] = _("Välj vad som ska hända med pengar som blir över.")
    if values.cost_ceiling is not None:
        if values.cost_ceiling <= 0:
            faults["cost_ceiling"] = _(
                "Taket måste vara större än noll. Lämna fältet tomt om det inte finns något tak."
            )
        elif pots and values.cost_ceiling > max(pots):
            faults["cost_ceiling"] = _(
                "Taket är högre än den största potten, %(pot)s. Ett så dyrt förslag kan aldrig vinna."
            ) % {"pot": kronor(max(pots))}
    by_points = values.counting_rule in BY_POINTS or (kind is not None and kind.has_values)
    if values.vote_threshold < 0:
        faults["vote_threshold"] = _("Ange noll eller ett större antal.")
    elif values.vote_threshold and values.counting_rule == CountingRule.MAJORITY_JUDGEMENT:
        faults["vote_threshold"] = _("Betyg läggs inte ihop. Ange noll.")
    elif inhabitants and values.vote_threshold > inhabitants and not by_points:
        faults["vote_threshold"] = _("Så många röster kan inget förslag få.")
    if not [way for way in values.identities if way in Identity.values]:
        faults["identities"] = _("Välj minst ett sätt att visa vem man är.")
    return faults


def _group_faults(values: RuleValues) -> dict[str, str]:
    if values.group_kind not in ("", *GroupKind.values):
        return {"group_kind": _("Välj vilka omröstningen är för.")}
    if values.group_kind and not values.groups:
        return {"groups": _("Ange minst en, en på varje rad.")}
    if values.groups and not values.group_kind:
        return {"group_kind": _("Välj om det är grupper eller klasser, eller töm fältet med namn.")}
    if len(values.groups) > MOST_GROUPS or any(len(name) > LONGEST_GROUP for name in values.groups):
        return {
            "groups": _("Ange högst %(most)d namn med högst %(long)d tecken.")
            % {"most": MOST_GROUPS, "long": LONGEST_GROUP}
        }
    if any(sum(sign.isdigit() for sign in name) > 6 for name in values.groups):
        return {"groups": _("Ange namn på grupper, inga personnummer.")}
    return {}
