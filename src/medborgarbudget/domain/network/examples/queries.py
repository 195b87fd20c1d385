"""Which good examples are there, which fit what somebody looks for, and which are to be looked at again?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.examples import policy
from medborgarbudget.domain.network.examples.models import Example, ExampleState, ExampleVersion
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.network.search.queries import keys_found
from medborgarbudget.domain.organisations.models import Organisation


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to. Empty means everything; `size` and `money` are keys of policy.SIZES and policy.SUMS."""

    words: str = ""
    orientation: str = ""
    body_kind: str = ""
    size: str = ""
    county: str = ""
    money: str = ""
    ballot_kind: str = ""
    counting_rule: str = ""
    theme: str = ""
    target_group: str = ""

    @property
    def number(self) -> int:
        """How many filters are in use, words not counted."""
        return sum(bool(getattr(self, name)) for name in self.__dataclass_fields__ if name != "words")

    @property
    def is_narrow(self) -> bool:
        return bool(self.words) or self.number > 0


def published(network: Organisation) -> QuerySet[Example]:
    """What everybody sees, the latest published first."""
    return Example.objects.of(network).filter(state=ExampleState.PUBLISHED)


def narrowed(network: Organisation, wanted: Wanted) -> QuerySet[Example]:
    """The published ones that fit; by how well they fit when there are words, otherwise the latest first."""
    rows = published(network)
    for name in ("body_kind", "county", "ballot_kind", "counting_rule", "theme", "target_group"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.orientation:
        rows = rows.filter(orientation_line__contains=f"|{wanted.orientation}|")
    rows = rows.filter(_within("inhabitants", policy.SIZES.get(wanted.size)))
    rows = rows.filter(_within("money", policy.SUMS.get(wanted.money)))
    if wanted.words:
        slugs = keys_found(network, wanted.words, kind="example", most=500)
        rank = Case(
            *(When(slug=slug, then=Value(place)) for place, slug in enumerate(slugs)),
            default=Value(len(slugs)),
            output_field=IntegerField(),
        )
        rows = rows.filter(slug__in=slugs).order_by(rank)
    return rows


def _within(name: str, bounds: policy.Range | None) -> Q:
    wanted = Q()
    if bounds is not None and bounds.least is not None:
        wanted &= Q(**{f"{name}__gte": bounds.least})
    if bounds is not None and bounds.below is not None:
        wanted &= Q(**{f"{name}__lt": bounds.below})
    return wanted


_COUNTED = ("body_kind", "county", "theme", "target_group", "ballot_kind", "counting_rule")


def in_use(network: Organisation) -> dict[str, Counter[str]]:
    """For each filter, which values occur among the published ones and how often. One query."""
    found: dict[str, Counter[str]] = {name: Counter() for name in (*_COUNTED, "orientation")}
    for row in published(network).order_by().values("orientation_line", *_COUNTED):
        for name in _COUNTED:
            if row[name]:
                found[name][row[name]] += 1
        found["orientation"].update(each for each in row["orientation_line"].split("|") if each)
    return found


@dataclass(frozen=True)
class Whole:
    """All published examples together."""

    examples: int
    places: int
    money: int
    voters: int


def whole(network: Organisation) -> Whole:
    """For the top of the page."""
    row = (
        published(network)
        .order_by()
        .aggregate(n=Count("pk"), places=Count("place", distinct=True), money=Sum("money"), voters=Sum("voters"))
    )
    return Whole(row["n"], row["places"], row["money"] or 0, row["voters"] or 0)


def public_example(network: Organisation, slug: str) -> Example:
    """One that everybody may see. Raises Example.DoesNotExist."""
    return published(network).select_related("organisation", "member__tenant", "cycle").get(slug=slug)


def example_of(network: Organisation, slug: str) -> Example:
    """One of the network's, whatever its state. Raises Example.DoesNotExist."""
    return Example.objects.of(network).select_related("organisation", "member", "cycle", "submitted_by").get(slug=slug)


def like(example: Example, most: int = 3) -> list[Example]:
    """Others with most in common: orientation, theme, group, kind and size."""

    def common(other: Example) -> int:
        same = len(set(other.orientations) & set(example.orientations))
        same += 2 * (other.theme == example.theme) + 2 * (other.target_group == example.target_group)
        same += other.body_kind == example.body_kind
        return same + (other.ballot_kind == example.ballot_kind)

    rows = list(published(example.organisation).exclude(pk=example.pk)[:200])
    return sorted(rows, key=lambda each: (-common(each), -each.year, each.pk))[:most]


def versions(example: Example) -> QuerySet[ExampleVersion]:
    """What it has said, newest first, with who changed it."""
    return ExampleVersion.objects.filter(example=example).select_related("by")


def of_member(member: Member) -> QuerySet[Example]:
    """All that the member has sent in, newest first."""
    return Example.objects.of(member.organisation).filter(member=member).order_by("-submitted_at", "-id")


def for_office(network: Organisation, view: str, today: date) -> QuerySet[Example]:
    """One of the office's views: submitted, published, due (to be looked at again), gone."""
    rows = Example.objects.of(network).select_related("member")
    if view == "submitted":
        return rows.filter(state=ExampleState.SUBMITTED).order_by("submitted_at", "id")
    if view == "due":
        return to_check(network, today)
    if view == "gone":
        return rows.filter(state__in=[ExampleState.DECLINED, ExampleState.WITHDRAWN]).order_by("-changed_at", "-id")
    return rows.filter(state=ExampleState.PUBLISHED)


def to_check(network: Organisation, today: date) -> QuerySet[Example]:
    """Published ones that nobody has looked at for a year, the longest unchecked first."""
    return (
        published(network)
        .select_related("member")
        .filter(checked_on__lte=today - policy.CHECK_EVERY)
        .order_by(F("checked_on").asc(nulls_first=True), "id")
    )


def membership_of_tenant(organisation: Organisation) -> Member | None:
    """The membership by which an organisation in this installation belongs to a network, if it does."""
    return (
        Member.objects.filter(tenant=organisation, state=MemberState.MEMBER)
        .select_related("organisation")
        .order_by("pk")
        .first()
    )


def example_of_cycle(cycle: Cycle) -> Example | None:
    """The example that has been made of the cycle and is on its way or shown."""
    return (
        Example.objects.filter(cycle=cycle, state__in=[ExampleState.SUBMITTED, ExampleState.PUBLISHED])
        .select_related("organisation")
        .first()
    )
