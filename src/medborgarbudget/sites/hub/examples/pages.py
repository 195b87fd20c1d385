"""How are good examples shown, searched, put on the map and sent in?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Fact, Link
from medborgarbudget.design.templatetags.design import number as grouped
from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.examples import actions, permissions, policy, queries
from medborgarbudget.domain.network.examples.models import (
    BallotUsed,
    Example,
    ExampleState,
    RuleUsed,
    TargetGroup,
    Theme,
)
from medborgarbudget.domain.network.examples.queries import Wanted
from medborgarbudget.domain.network.membership.models import BodyKind, Member
from medborgarbudget.domain.network.places import COUNTIES
from medborgarbudget.foundation.decisions import require
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.guards import member, public
from medborgarbudget.sites.access.links import own_address
from medborgarbudget.sites.access.request import MemberRequest, OrganisationRequest
from medborgarbudget.sites.hub.examples import opendata
from medborgarbudget.sites.hub.examples.forms import ExampleForms, content_of, initial_of
from medborgarbudget.sites.hub.examples.shown import (
    card_of,
    cards_of,
    facts_of,
    on_map,
    orientation_short,
    rows_of,
    state_tag,
)

PER_PAGE = 12
ON_MAP = 200
_ADDRESS = {
    "sok": "words",
    "inriktning": "orientation",
    "slag": "body_kind",
    "storlek": "size",
    "lan": "county",
    "pengar": "money",
    "valsedel": "ballot_kind",
    "raknesatt": "counting_rule",
    "tema": "theme",
    "malgrupp": "target_group",
}
"""Name in the address → what it narrows."""

_KNOWN: dict[str, Iterable[str]] = {
    "orientation": Orientation.values,
    "body_kind": BodyKind.values,
    "size": policy.SIZES,
    "county": COUNTIES,
    "money": policy.SUMS,
    "ballot_kind": BallotUsed.values,
    "counting_rule": RuleUsed.values,
    "theme": Theme.values,
    "target_group": TargetGroup.values,
}


def wanted_of(request: OrganisationRequest) -> Wanted:
    """What the address narrows the list to; what makes no sense in it is left out."""
    given: dict[str, str] = {}
    for name, what in _ADDRESS.items():
        value = request.GET.get(name, "").replace("\0", "")[:100].strip()
        if value and (what == "words" or value in _KNOWN[what]):
            given[what] = value
    return Wanted(**given)


def _query(wanted: Wanted, **more: str) -> str:
    pairs = [(name, getattr(wanted, what)) for name, what in _ADDRESS.items()]
    return urlencode([pair for pair in [*pairs, *more.items()] if pair[1]])


def _filters(wanted: Wanted, used: Mapping[str, Counter[str]]) -> list[dict[str, Any]]:
    """The select fields. Values that no example has are left out, unless they are chosen."""

    def choices(what: str, labels: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
        return [
            (value, f"{label} ({used[what][value]})" if what in used else str(label))
            for value, label in labels
            if what not in used or used[what][value] or value == getattr(wanted, what)
        ]

    shown = [
        (
            "inriktning",
            _("Inriktning"),
            choices("orientation", [(v, orientation_short(v)) for v in Orientation.values]),
        ),
        ("tema", _("Tema"), choices("theme", Theme.choices)),
        ("malgrupp", _("Målgrupp"), choices("target_group", TargetGroup.choices)),
        ("slag", _("Kommun eller region"), choices("body_kind", BodyKind.choices)),
        ("storlek", _("Storlek"), choices("size", [(key, each.label) for key, each in policy.SIZES.items()])),
        ("lan", _("Län"), choices("county", COUNTIES.items())),
        ("pengar", _("Pengar att fördela"), choices("money", [(key, each.label) for key, each in policy.SUMS.items()])),
        ("valsedel", _("Valsedel"), choices("ballot_kind", BallotUsed.choices)),
        ("raknesatt", _("Räknesätt"), choices("counting_rule", RuleUsed.choices)),
    ]
    return [
        {"name": name, "label": label, "choices": found, "value": getattr(wanted, _ADDRESS[name])}
        for name, label, found in shown
        if found
    ]


@public
@kept_for_visitors(30)
def examples(request: OrganisationRequest) -> HttpResponse:
    """The network's front: what others have done, to look through, filter and see on the map."""
    wanted = wanted_of(request)
    whole = queries.whole(request.organisation)
    as_map = request.GET.get("visa") == "karta"
    rows = queries.narrowed(request.organisation, wanted)
    context: dict[str, Any] = {
        "wanted": wanted,
        "all": whole.examples,
        "filters": _filters(wanted, queries.in_use(request.organisation)) if whole.examples else [],
        "as_map": as_map,
        "views": [
            Link(_("Lista"), f"?{_query(wanted)}", not as_map, icon="list"),
            Link(_("Karta"), f"?{_query(wanted, visa='karta')}", as_map, icon="map"),
        ],
        "query": _query(wanted, visa="karta" if as_map else ""),
        "facts": _facts(whole),
    }
    if as_map:
        found = list(rows[:ON_MAP])
        context |= {**on_map(found), "total": len(found)}
    else:
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("sida"))
        cards = cards_of(page)
        # The newest is shown large where nothing has been asked for.
        lead = cards.pop(0) if cards and page.number == 1 and not wanted.is_narrow else None
        context |= {"page": page, "cards": cards, "lead": lead, "total": page.paginator.count}
    return render(request, "network/examples/examples.html", context)


def _facts(whole: queries.Whole) -> list[Fact]:
    facts = [
        Fact(_("goda exempel"), grouped(whole.examples)),
        Fact(_("kommuner och regioner"), grouped(whole.places)),
        Fact(_("har invånare fördelat"), kronor(whole.money)),
    ]
    return [*facts, Fact(_("har röstat"), grouped(whole.voters))] if whole.voters else facts


def _example_or_404(request: OrganisationRequest, slug: str) -> Example:
    try:
        return queries.public_example(request.organisation, slug)
    except Example.DoesNotExist as missing:
        raise Http404 from missing


@public
@kept_for_visitors(30)
def example(request: OrganisationRequest, example: str) -> HttpResponse:
    """One example: the story, the figures, what they learnt."""
    found = _example_or_404(request, example)
    sections = [
        ("sa-gjorde", _("Så gjorde de"), found.did),
        ("det-blev", _("Det blev"), found.result),
        ("larde", _("Det lärde de sig"), found.learnt),
    ]
    return render(
        request,
        "network/examples/example.html",
        {
            "example": found,
            "card": card_of(found),
            "crumbs": [Link(_("Goda exempel"), reverse("network:examples"))],
            "facts": facts_of(found),
            "rows": rows_of(found),
            "sections": [(anchor, name, text) for anchor, name, text in sections if text],
            "like": cards_of(queries.like(found)),
            "address": own_address(request, "network:example", found.slug),
            "description": found.summary[:160],
        },
    )


@public
@kept_for_visitors(300)
def examples_json(request: OrganisationRequest) -> HttpResponse:
    """All that the filters leave, as open data."""
    rows = queries.narrowed(request.organisation, wanted_of(request)).select_related("organisation")
    response = JsonResponse(
        opendata.as_json(request.organisation, rows), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@public
@kept_for_visitors(300)
def examples_csv(request: OrganisationRequest) -> HttpResponse:
    """The same as a table."""
    rows = queries.narrowed(request.organisation, wanted_of(request)).select_related("organisation")
    return HttpResponse(
        opendata.as_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="goda-exempel.csv"'},
    )


# --- members ---


def _starting_point(member: Member | None, request: MemberRequest) -> dict[str, Any]:
    """What is known of the member already."""
    start: dict[str, Any] = {"year": request.now.year, "body_kind": BodyKind.MUNICIPALITY}
    if member is not None:
        tenant = member.tenant
        start |= {
            "body_kind": member.kind,
            "place": member.name,
            "county": member.code[:2] if member.code[:2] in COUNTIES else "",
            "inhabitants": tenant.inhabitants if tenant else None,
            "contact": tenant.contact_email if tenant else "",
        }
    return start


@member
def example_new(request: MemberRequest) -> HttpResponse:
    """Send one in by form."""
    require(permissions.may_submit(request.person, request.organisation, request.now))
    forms = ExampleForms(request.POST or None, request.FILES or None, initial=_starting_point(request.member, request))
    if request.method == "POST" and forms.is_valid():
        try:
            actions.submit_example(
                network=request.organisation,
                content=forms.content(),
                member=request.member,
                actor=request.person,
                now=request.now,
                picture=forms.read,
            )
        except ValidationError as wrong:
            forms.take_errors(wrong)
        else:
            messages.success(request, _("Tack! Kansliet läser exemplet och hör av sig om något är oklart."))
            return HttpResponseRedirect(reverse("network:examples-mine"))
    return _form_page(request, forms, None)


def _form_page(request: MemberRequest, forms: ExampleForms, found: Example | None) -> HttpResponse:
    return render(
        request,
        "network/examples/form.html",
        {"forms": forms, "example": found, "crumbs": [Link(_("Goda exempel"), reverse("network:examples"))]},
        status=422 if forms.has_errors else 200,
    )


@member
def examples_mine(request: MemberRequest) -> HttpResponse:
    """What the member has sent in and what became of it."""
    rows = queries.of_member(request.member) if request.member is not None else Example.objects.none()
    return render(
        request,
        "network/examples/mine.html",
        {
            "rows": [
                {
                    "example": row,
                    "tag": state_tag(row),
                    "may_correct": row.state == ExampleState.SUBMITTED,
                    "is_public": row.state == ExampleState.PUBLISHED,
                }
                for row in rows
            ],
            "crumbs": [Link(_("Goda exempel"), reverse("network:examples"))],
        },
    )


@member
def example_correct(request: MemberRequest, example: str) -> HttpResponse:
    """Change one that the office has not taken care of yet."""
    try:
        found = queries.example_of(request.organisation, example)
    except Example.DoesNotExist as missing:
        raise Http404 from missing
    if request.member is not None and found.member_id != request.member.pk:
        raise Http404
    require(permissions.may_correct(request.person, found, request.now))
    before = content_of(found)
    forms = ExampleForms(
        request.POST or None, request.FILES or None, initial=initial_of(before), figures=found.cycle_id is None
    )
    if request.method == "POST" and forms.is_valid():
        try:
            actions.edit_example(
                example=found,
                content=forms.content(before),
                note="",
                actor=request.person,
                now=request.now,
                picture=forms.read,
            )
        except ValidationError as wrong:
            forms.take_errors(wrong)
        else:
            messages.success(request, _("Ändringarna är sparade."))
            return HttpResponseRedirect(reverse("network:examples-mine"))
    return _form_page(request, forms, found)
