"""Who is in the network, where are they, and what does each say of itself? For everybody; members see more, and change their own."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from medborgarbudget.design.forms import take_errors
from medborgarbudget.design.parts import Row, Tile
from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.membership import actions, bodies, permissions, policy, queries
from medborgarbudget.domain.network.membership.models import BodyKind, Member, MemberContact, MemberState
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import member as for_members
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import MemberRequest, OrganisationRequest
from medborgarbudget.sites.hub.members import welcome
from medborgarbudget.sites.hub.members.forms import ContactForm, ProfileForm, ShownForm
from medborgarbudget.sites.hub.members.listing import in_a_tile, labels, short_orientations, wanted_in


@public
def members(request: OrganisationRequest) -> HttpResponse:
    """A map of counties and a card for each member, with filters."""
    everyone = queries.public_members(request.organisation)
    wanted = wanted_in(request.GET)
    shown = list(queries.narrowed(everyone, wanted))
    by_county = Counter(everyone.values_list("county_code", flat=True))
    counties = {county.code: county for county in bodies.counties()}
    query = request.GET.copy()
    tiles = []
    for county in bodies.counties():
        query["lan"] = "" if wanted.county == county.code else county.code
        tiles.append(
            Tile(
                county.code,
                in_a_tile(county.short_name),
                by_county[county.code],
                f"?{query.urlencode()}",
                wanted.county == county.code,
            )
        )
    cards = [
        {
            "member": row,
            "county": counties[row.county_code].name if row.county_code in counties else "",
            "orientations": short_orientations(row.orientations),
            "stage": str(policy.STAGE_SHORT.get(row.stage, "")),
        }
        for row in shown
    ]
    context = {
        "cards": cards,
        "tiles": tiles,
        "wanted": wanted,
        "all": sum(by_county.values()),
        "municipalities": sum(row.kind == BodyKind.MUNICIPALITY for row in shown),
        "counties": bodies.counties(),
        "kinds": BodyKind.choices,
        "orientations": Orientation.choices,
        "needs": policy.Need.choices,
        "filtered": any((wanted.words, wanted.county, wanted.kind, wanted.orientation, wanted.offer)),
        "description": _("Kommuner och regioner som lär av varandra om medborgarbudget."),
    }
    return render(request, "network/members/list.html", context)


@public
@never_cache
def member(request: OrganisationRequest, member: str) -> HttpResponse:
    """What a member says of itself. Needs and contacts are for the network's own people."""
    found = _member_or_404(request, member)
    inside = bool(request.roles) or queries.membership_of(request.organisation, request.person) is not None
    contacts = list(queries.contacts(found)) if inside else []
    own = next((row for row in contacts if request.person and row.person_id == request.person.pk), None)
    county = bodies.county_named(found.county_code)
    facts = [
        Row(_("Slag"), found.get_kind_display()),
        Row(_("Län"), county.name if county else ""),
        Row(_("Invånare"), f"{found.inhabitants:,}".replace(",", "\u00a0") if found.inhabitants else ""),
        Row(_("Med sedan"), dateformat.format(to_local(found.joined_at), "F Y") if found.joined_at else ""),
        Row(_("Hur långt"), str(policy.STAGE_SHORT.get(found.stage, ""))),
        Row(_("Inriktningar"), short_orientations(found.orientations)),
        Row(_("Har prövat"), ", ".join(labels(found.ballots, policy.Ballot))),
    ]
    context = {
        "member": found,
        "facts": [row for row in facts if row.value],
        "offers": labels(found.offers, policy.Need),
        "needs": labels(found.needs, policy.Need) if inside else [],
        "inside": inside,
        "own": own,
        "contacts": [row for row in contacts if row.show_name or row is own],
        "hidden": sum(not row.show_name and row is not own for row in contacts),
        "may_edit": inside and bool(permissions.may_edit_profile(request.person, found, request.now)),
        "may_ask": inside and own is None and found.state == MemberState.MEMBER,
        "manages": inside and bool(permissions.may_manage_contacts(request.person, found, request.now)),
        "cycles": list(cycles.public_cycles(found.tenant)[:5]) if found.tenant else [],
        "description": found.about[:150],
    }
    return render(request, "network/members/member.html", context)


@for_members
@never_cache
def edit(request: MemberRequest, member: str) -> HttpResponse:
    """Change what the member says of itself."""
    found = _member_or_404(request, member)
    require(permissions.may_edit_profile(request.person, found, request.now))
    form = ProfileForm(request.POST or None, initial={name: getattr(found, name) for name in actions.PROFILE})
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_profile(member=found, values=form.cleaned_data, actor=request.person, now=request.now)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Sidan är sparad."))
            return _back(found)
    return _form(request, found, form, "edit")


@for_members
@never_cache
def contact_new(request: MemberRequest, member: str) -> HttpResponse:
    """A project lead lets a colleague or an elected representative in."""
    found = _member_or_404(request, member)
    require(permissions.may_manage_contacts(request.person, found, request.now))
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invited = actions.add_contact(member=found, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            if invited is not None:
                welcome.send_all(request, [invited])
            messages.success(request, _("Personen är tillagd och har fått ett mejl."))
            return _back(found)
    return _form(request, found, form, "contact_new")


@for_members
@require_POST
def contact_end(request: MemberRequest, member: str, contact: int) -> HttpResponse:
    found = _member_or_404(request, member)
    actions.end_contact(contact=_contact_or_404(found, contact), actor=request.person, now=request.now)
    messages.success(request, _("Personen företräder er inte längre."))
    return HttpResponseRedirect(reverse("network:members"))


@for_members
@never_cache
def shown(request: MemberRequest, member: str) -> HttpResponse:
    """What others see of me."""
    found = _member_or_404(request, member)
    contact = queries.own_contact(found, request.person)
    if contact is None:
        raise Http404
    names = ("title", "phone", "show_name", "show_email", "show_phone")
    form = ShownForm(request.POST or None, initial={name: getattr(contact, name) for name in names})
    if request.method == "POST" and form.is_valid():
        actions.choose_shown(contact=contact, actor=request.person, **form.cleaned_data)
        messages.success(request, _("Sparat. Så här ser andra medlemmar dig."))
        return _back(found)
    return _form(request, found, form, "shown")


def _form(request: MemberRequest, found: Member, form: Any, template: str) -> HttpResponse:
    context = {"member": found, "form": form, "here": reverse("network:member", kwargs={"member": found.slug})}
    return render(request, f"network/members/{template}.html", context, status=422 if form.errors else 200)


def _back(found: Member) -> HttpResponse:
    return HttpResponseRedirect(reverse("network:member", kwargs={"member": found.slug}))


def _member_or_404(request: OrganisationRequest, slug: str) -> Member:
    try:
        return queries.public_member_of(request.organisation, slug)
    except Member.DoesNotExist as missing:
        raise Http404 from missing


def _contact_or_404(found: Member, contact: int) -> MemberContact:
    try:
        return queries.contact_of(found, min(contact, 2**62))
    except MemberContact.DoesNotExist as missing:
        raise Http404 from missing
