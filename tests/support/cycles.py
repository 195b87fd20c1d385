"""How do tests get a cycle? Ready made, published, with the wanted deeds open at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from medborgarbudget.domain.cycles.models import (
    BallotKind,
    CountingRule,
    Cycle,
    CycleArea,
    Deed,
    Identity,
    Pot,
    RuleSheet,
    Step,
    Theme,
)
from medborgarbudget.domain.organisations.models import Area, Organisation

ORDER = (
    (Deed.CRITERIA, "Kriterier"),
    (Deed.INFORM, "Göra känt"),
    (Deed.PROPOSE, "Förslag"),
    (Deed.SUPPORT, "Stöd"),
    (Deed.COMMENT, "Samtal"),
    (Deed.ASSESS, "Bedömning"),
    (Deed.OBJECT, "Omprövning"),
    (Deed.VOTE, "Omröstning"),
    (Deed.DECIDE, "Beslut"),
    (Deed.DELIVER, "Genomförande"),
    (Deed.FOLLOW_UP, "Uppföljning"),
)
"""Every deed in the order of a cycle, and the name of its step in tests."""


def make_area(organisation: Organisation, name: str, *, inhabitants: int | None = 1000, position: int = 0) -> Area:
    """An area of the organisation without a drawn border."""
    return Area.objects.create(
        organisation=organisation, name=name, code=name.lower()[:40], inhabitants=inhabitants, position=position
    )


def make_steps(cycle: Cycle, now: datetime, open_deeds: Iterable[str] = ()) -> list[Step]:
    """One step per deed. Those in `open_deeds` opened ten days before `now` and close ten days after.

    Deeds before the first of them lie in the past, one after the other, deeds after the last in the future. With none open
    all lie in the past.
    """
    wanted = set(open_deeds)
    places = [place for place, (deed, _name) in enumerate(ORDER) if deed in wanted]
    first, last = (min(places), max(places)) if places else (len(ORDER), len(ORDER))
    steps = []
    for place, (deed, name) in enumerate(ORDER):
        if deed in wanted:
            opens, closes = now - timedelta(days=10), now + timedelta(days=10)
        elif place < last:
            closes = now - timedelta(days=10 + 10 * (max(first, place) - place if place < first else 0))
            opens = closes - timedelta(days=10)
        else:
            opens = now + timedelta(days=10 * (place - last if places else 0))
            closes = opens + timedelta(days=10)
        steps.append(Step(cycle=cycle, name=name, deeds=[deed], position=place, opens_at=opens, closes_at=closes))
    return Step.objects.bulk_create(steps)


def make_cycle(
    organisation: Organisation,
    now: datetime,
    *,
    open_deeds: Sequence[str] = (),
    slug: str = "2027",
    published: bool = True,
    areas: Sequence[Area | str] = (),
    pots: Sequence[int] | None = None,
    budget: int | None = None,
    rules: dict[str, Any] | None = None,
    **fields: Any,
) -> Cycle:
    """A cycle whose steps are open for `open_deeds` at `now` (see make_steps).

    `areas`: Area objects, or names to make them from. `pots`: one amount for the whole, or as many as there are areas;
    without it one pot of 1 000 000 kr for the whole. `rules`: other values of the rule sheet than up to three choices,
    equal shares, anyone from six years.
    """
    made = [
        area if isinstance(area, Area) else make_area(organisation, area, position=place)
        for place, area in enumerate(areas)
    ]
    amounts = list(pots) if pots is not None else [1_000_000]
    prefix = f"{organisation.slug[:3]}{slug[-2:]}".upper().replace("-", "")
    values: dict[str, Any] = {
        "name": f"Medborgarbudget {slug}",
        "year": now.year,
        "summary": "Tillsammans bestämmer vi vad som ska bli verklighet.",
        "promise": "Kommunstyrelsen har lovat att genomföra de förslag som vinner.",
        "level": "influence",
        "orientations": ["territory"],
        "reference_prefix": prefix,
        "budget": budget if budget is not None else sum(amounts),
        "published_at": now - timedelta(days=60) if published else None,
        "created_at": now - timedelta(days=90),
        "changed_at": now - timedelta(days=90),
        **fields,
    }
    cycle = Cycle.objects.create(organisation=organisation, slug=slug, **values)
    make_steps(cycle, now, open_deeds)
    cycle_areas = [CycleArea.objects.create(cycle=cycle, area=area, inhabitants=area.inhabitants) for area in made]
    if len(amounts) == 1:
        Pot.objects.create(cycle=cycle, name="Hela potten", fixed_amount=amounts[0], amount=amounts[0])
    else:
        for place, (cycle_area, amount) in enumerate(zip(cycle_areas, amounts, strict=True)):
            Pot.objects.create(
                cycle=cycle,
                cycle_area=cycle_area,
                name=str(cycle_area),
                fixed_amount=amount,
                amount=amount,
                position=place,
            )
    for place, (name, icon) in enumerate((("Lek", "playground"), ("Natur", "tree"), ("Kultur", "art"))):
        Theme.objects.create(cycle=cycle, name=name, icon=icon, position=place)
    sheet: dict[str, Any] = {
        "version": 1,
        "min_age": 6,
        "tie_to_place": f"Du som bor, går i skola eller arbetar i {organisation.short_name}",
        "ballot_kind": BallotKind.UP_TO_K,
        "max_choices": 3,
        "counting_rule": CountingRule.EQUAL_SHARES,
        "cost_ceiling": None,
        "identities": [Identity.EMAIL_CODE],
        "created_at": now - timedelta(days=90),
        **(rules or {}),
    }
    RuleSheet.objects.create(cycle=cycle, **sheet)
    return cycle
