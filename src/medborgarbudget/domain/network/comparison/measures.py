"""By which measures are cycles compared, how is each worked out, and what may be told of small groups? Plain values: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.counting.privacy import published_share

Figures = Mapping[str, Any]
"""What is known of a cycle: keys of `FIGURES` → whole numbers, except `inequality`, a share between 0 and 1."""

FIGURE_NAMES: dict[str, Promise] = {
    "inhabitants": _("Invånare"),
    "money": _("Pengar att fördela"),
    "proposals": _("Förslag som lämnades"),
    "assessed": _("Förslag som bedömdes"),
    "accepted": _("Förslag som gick vidare"),
    "voters": _("Röstande"),
    "voters_under_26": _("Röstande under 26 år"),
    "deliveries": _("Förslag som beslutades"),
    "delivered": _("Förslag som är genomförda"),
    "timed": _("Genomförda med en lovad dag"),
    "on_time": _("Genomförda i tid"),
    "days_to_delivery": _("Dagar till genomfört"),
    "inequality": _("Ojämlikhet mellan områden"),
}
"""Figure → what it is called, in the order shown."""
FIGURES = tuple(FIGURE_NAMES)
PARTS = (
    ("accepted", "assessed"),
    ("assessed", "proposals"),
    ("voters", "inhabitants"),
    ("voters_under_26", "voters"),
    ("delivered", "deliveries"),
    ("timed", "delivered"),
    ("on_time", "timed"),
)
"""(part, whole): no part is larger than its whole."""

SMALLEST_CELL = 10


@dataclass(frozen=True)
class Measure:
    """Something compared. `unit` is design.charts' ("kr", "%", or a word); `source` says whose measure it is."""

    name: str | Promise
    explained: str | Promise
    unit: str | Promise
    worked_out: Callable[[Figures], float | None]
    source: str | Promise = ""


def _ratio(part: str, whole: str, times: float = 1) -> Callable[[Figures], float | None]:
    def worked_out(figures: Figures) -> float | None:
        a, b = figures.get(part), figures.get(whole)
        return times * a / b if a is not None and b else None

    return worked_out


def _equality(figures: Figures) -> float | None:
    value = figures.get("inequality")
    return None if value is None else 1 - value


def _days(figures: Figures) -> float | None:
    return figures.get("days_to_delivery")


MEASURES: dict[str, Measure] = {
    "kronor": Measure(
        _("Kronor per invånare"),
        _("Pengarna som invånarna fördelade, delade med alla invånare."),
        "kr",
        _ratio("money", "inhabitants"),
    ),
    "forslag": Measure(
        _("Förslag per 1 000 invånare"),
        _("Alla förslag som lämnades, för varje tusental invånare."),
        "",
        _ratio("proposals", "inhabitants", 1000),
    ),
    "godkanda": Measure(
        _("Andel förslag som gick vidare"),
        _("Så stor del av de bedömda förslagen som fick gå vidare till omröstning."),
        "%",
        _ratio("accepted", "assessed"),
    ),
    "deltagande": Measure(
        _("Valdeltagande"),
        _("Röstande som andel av alla invånare, så att omgångar med olika åldersgräns kan jämföras."),
        "%",
        _ratio("voters", "inhabitants"),
    ),
    "unga": Measure(
        _("Andel röstande under 26 år"),
        _("Bara där medlemmen vet de röstandes ålder. Tjänsten sparar ingen ålder tillsammans med röster."),
        "%",
        _ratio("voters_under_26", "voters"),
    ),
    "jamlikhet": Measure(
        _("Jämlikhet mellan områden"),
        _(
            "100 % betyder att alla områden fick lika mycket pengar per invånare. Det som fattas är den del av pengarna som "
            "skulle behöva flyttas till andra områden för att det skulle bli så."
        ),
        "%",
        _equality,
        _("1 minus Hooverindex (Edgar M. Hoover, 1936)."),
    ),
    "i-tid": Measure(
        _("Genomfört i tid"),
        _("Så stor del av det som är klart som blev klart senast den dag som lovades först."),
        "%",
        _ratio("on_time", "timed"),
    ),
    "dagar": Measure(
        _("Dagar till genomfört"),
        _("Från beslut till klart: hälften av förslagen tog längre tid, hälften kortare (median)."),
        _("dagar"),
        _days,
    ),
}
"""Key in addresses → measure, in the order shown."""


def published(figures: Figures) -> dict[str, Any]:
    """The figures without numbers of people that are too small to be told."""
    told = {name: figures.get(name) for name in FIGURES}
    voters, young = told["voters"], told["voters_under_26"]
    if voters is not None and voters < SMALLEST_CELL:
        told["voters"] = voters = None
    if young is not None:
        told["voters_under_26"] = published_share(young, voters) if voters is not None else None
    return told


def values_of(figures: Figures, shown: Iterable[str]) -> dict[str, float | None]:
    """Each measure's value; None where it is not known or not to be shown."""
    allowed, told = set(shown), published(figures)
    return {key: each.worked_out(told) if key in allowed else None for key, each in MEASURES.items()}
