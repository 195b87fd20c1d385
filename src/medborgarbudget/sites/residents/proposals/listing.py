"""Which proposals are there? A list with search, filters and map, in an order that favours nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import may_now
from medborgarbudget.domain.proposals import queries
from medborgarbudget.domain.proposals.models import NOT_PUBLIC, Proposal
from medborgarbudget.domain.proposals.order import PAGE, fair_order
from medborgarbudget.domain.proposals.policy import STATE_GROUP_NAMES, STATE_GROUPS
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.cycles import public_cycle_or_404
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.residents.proposals.cards import card_of, shows_supports
from medborgarbudget.sites.residents.proposals.maps import base_map, map_data, marker_of

MIXED, NEWEST, SUPPORTED, CHEAP, DEAR = "blandat", "nyast", "stod", "kostnad", "kostnad-hog"


@dataclass(frozen=True)
class Asked:
    """What the address asks for; whatever makes no sense in it is left out."""

    words: str
    area: int | None
    theme: int | None
    group: str
    sort: str
    on_map: bool
    page: str

    @property
    def wanted(self) -> queries.Wanted:
        return queries.Wanted(
            words=self.words,
            areas=(self.area,) if self.area else (),
            themes=(self.theme,) if self.theme else (),
            states=tuple(STATE_GROUPS.get(self.group, ())),
        )

    @property
    def is_narrow(self) -> bool:
        return bool(self.words or self.area or self.theme or self.group)

    def query(self, **changes: str) -> str:
        """The address's query without page, with some parts changed."""
        parts = QueryDict(mutable=True)
        values = {
            "sok": self.words,
            "omrade": str(self.area or ""),
            "tema": str(self.theme or ""),
            "lage": self.group,
            "ordning": "" if self.sort == MIXED else self.sort,
            "visa": "karta" if self.on_map else "",
        } | changes
        for name, value in values.items():
            if value:
                parts[name] = value
        return parts.urlencode()


def asked(query: QueryDict, sorts: dict[str, str], areas: set[int], themes: set[int]) -> Asked:
    """Read the address."""
    area, theme = _number(query.get("omrade", "")), _number(query.get("tema", ""))
    group, sort = query.get("lage", ""), query.get("ordning", "")
    return Asked(
        words=" ".join(query.get("sok", "").replace("\x00", " ").split())[:100],
        area=area if area in areas else None,
        theme=theme if theme in themes else None,
        group=group if group in STATE_GROUPS else "",
        sort=sort if sort in sorts else MIXED,
        on_map=query.get("visa") == "karta",
        page=query.get("sida", "1"),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


@public
@require_safe
@kept_for_visitors(30, by_order=True)
def proposals(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """The list, or the map with a list beside it."""
    found = public_cycle_or_404(request, cycle)
    supports = shows_supports(found, request.now)
    areas, themes = list(cycles.areas(found)), list(found.themes.all())
    counts = queries.counts_by_state(found)
    public_counts = {state: number for state, number in counts.items() if state not in NOT_PUBLIC}
    with_cost = STATE_GROUPS["vidare"] + STATE_GROUPS["vann"] + STATE_GROUPS["inte-vann"]
    priced = any(state in public_counts for state in with_cost)
    sorts = {MIXED: _("Blandat, rättvist"), NEWEST: _("Nyast först")}
    if supports:
        sorts[SUPPORTED] = _("Mest stöd först")
    if priced:
        sorts |= {CHEAP: _("Lägst kostnad först"), DEAR: _("Högst kostnad först")}
    look = asked(request.GET, sorts, {area.pk for area in areas}, {theme.pk for theme in themes})
    chosen = queries.narrowed(queries.public_proposals(found), look.wanted)
    page = _page(chosen, look, request.order)
    cards = [card_of(proposal, found, supports=supports) for proposal in page.object_list]
    opens = may_now(found, Deed.PROPOSE, request.now)
    context: dict[str, Any] = {
        "cycle": found,
        "tab": "residents:proposals",
        "look": look,
        "areas": areas,
        "themes": themes,
        "groups": [
            (name, label)
            for name, label in STATE_GROUP_NAMES.items()
            if any(state in public_counts for state in STATE_GROUPS[name])
        ],
        "sorts": sorts.items(),
        "page": page,
        "cards": cards,
        "number": page.paginator.count,
        "all": sum(public_counts.values()),
        "query": look.query(),
        "views": _views(found, look),
        "may_propose": opens,
        "description": _("Förslag i %(cycle)s.") % {"cycle": found.name},
    }
    if look.on_map:
        context |= _map(request, found, chosen, page, areas)
    return TemplateResponse(request, "residents/proposals/list.html", context)


def _page(chosen: QuerySet[Proposal], look: Asked, order: int) -> Page[Any]:
    """The asked page; one beyond the last gives the last. The number of queries is the same however many proposals there are."""
    if look.sort == MIXED:
        ids = fair_order(queries.keys_of(chosen), order)
    else:
        by: tuple[Any, ...] = {
            NEWEST: ("-submitted_at", "-pk"),
            SUPPORTED: ("-support_count", "random_key"),
            CHEAP: (F("cost").asc(nulls_last=True), "random_key"),
            DEAR: (F("cost").desc(nulls_last=True), "random_key"),
        }[look.sort]
        ids = list(chosen.order_by(*by).values_list("pk", flat=True))
    page: Page[Any] = Paginator(ids, PAGE).get_page(look.page)
    page.object_list = queries.in_this_order(chosen, page.object_list)
    return page


def _views(cycle: Cycle, look: Asked) -> list[Link]:
    address = reverse("residents:proposals", kwargs={"cycle": cycle.slug})
    as_list, on_map = look.query(visa=""), look.query(visa="karta")
    return [
        Link(_("Lista"), f"{address}?{as_list}" if as_list else address, current=not look.on_map, icon="list"),
        Link(_("Karta"), f"{address}?{on_map}", current=look.on_map, icon="map"),
    ]


def _map(
    request: OrganisationRequest, cycle: Cycle, chosen: QuerySet[Proposal], page: Page[Any], areas: list[Any]
) -> dict[str, Any]:
    """All of the chosen that have a point, those on the page numbered as in the list beside."""
    numbers = {proposal.pk: number for number, proposal in enumerate(page.object_list, page.start_index())}
    placed = queries.placed(chosen)
    markers = [marker_of(proposal, cycle, numbers.get(proposal.pk)) for proposal in placed]
    base = base_map(request.organisation, areas)
    return {
        "base": base,
        "markers": markers,
        "map_data": map_data(base, markers),
        "placed": len(placed),
        "numbered": [(number, card) for number, card in zip(numbers.values(), _cards(page, cycle), strict=True)],
    }


def _cards(page: Page[Any], cycle: Cycle) -> list[Any]:
    return [card_of(proposal, cycle, supports=False) for proposal in page.object_list]
