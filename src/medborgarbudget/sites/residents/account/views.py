"""What belongs to me here: what I wrote, what I was told, how I am reached, and the way out?"""

from __future__ import annotations

import json

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.organisations.models import OrganisationKind
from medborgarbudget.domain.people import actions, permissions
from medborgarbudget.domain.proposals import queries as proposals
from medborgarbudget.domain.proposals.models import NOT_PUBLIC, Comment, Proposal, ProposalState, Support
from medborgarbudget.foundation import clock, notifications
from medborgarbudget.foundation.notifications import Notification, NotificationKind
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.guards import public, signed_in
from medborgarbudget.sites.access.language import languages_of
from medborgarbudget.sites.access.request import OrganisationRequest, SignedInRequest
from medborgarbudget.sites.residents.account.forms import CloseForm, MailForm, ProfileForm
from medborgarbudget.sites.residents.account.takeout import takeout

MOST = 50
"""Of each kind on the first page; nobody has more but the takeout has all."""


@signed_in
def my(request: SignedInRequest) -> HttpResponse:
    """What I have written and follow in this organisation."""
    person, organisation = request.person, request.organisation
    context = {
        "tabs": _tabs(request, "my"),
        "drafts": [_row(proposal) for proposal in proposals.drafts_of(person, organisation)[:MOST]],
        "sent": [_row(proposal, own=True) for proposal in proposals.sent_by(person, organisation)[:MOST]],
        "followed": [_row(proposal) for proposal in proposals.followed_by(person, organisation)[:MOST]],
        "supported": [_row(support.proposal) for support in _supports(request)],
        "comments": [
            {"comment": comment, "row": _row(comment.proposal)}
            for comment in Comment.objects.filter(author=person, proposal__organisation=organisation)
            .exclude(proposal__state__in=NOT_PUBLIC)
            .select_related("proposal__cycle")
            .order_by("-at")[:MOST]
        ],
    }
    return render(request, "residents/account/my.html", context)


def _supports(request: SignedInRequest) -> list[Support]:
    supports = Support.objects.filter(person=request.person, proposal__organisation=request.organisation)
    return list(
        supports.exclude(proposal__state__in=NOT_PUBLIC).select_related("proposal__cycle").order_by("-at")[:MOST]
    )


def _row(proposal: Proposal, *, own: bool = False) -> dict[str, object]:
    """What the page shows of a proposal; the address leads to the public page, the author's own, or nowhere."""
    cycle = proposal.cycle.slug
    if proposal.state == ProposalState.DRAFT:
        url = reverse("residents:my-proposals")
    elif proposal.is_public:
        url = reverse("residents:proposal", kwargs={"cycle": cycle, "reference": proposal.reference})
    elif own:
        url = reverse("residents:proposal-status", kwargs={"cycle": cycle, "key": proposal.status_key})
    else:
        url = ""
    return {"proposal": proposal, "url": url}


@signed_in
def notices(request: SignedInRequest) -> HttpResponse:
    """What I have been told, latest first."""
    told = notifications.told_to(request.person.pk, request.organisation.pk)
    page = Paginator(told, 20).get_page(request.GET.get("page"))
    context = {
        "tabs": _tabs(request, "notifications"),
        "page": page,
        "unread": notifications.unread(request.person.pk, request.organisation.pk),
    }
    return render(request, "residents/account/notifications.html", context)


@signed_in
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Nothing is new any more."""
    notifications.mark_read(person_id=request.person.pk, organisation_id=request.organisation.pk, now=request.now)
    return redirect("residents:notifications")


@signed_in
@require_POST
def open_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go where a notification leads; it is read then."""
    note = notifications.told_to(request.person.pk, request.organisation.pk).filter(pk=min(pk, 2**63 - 1)).first()
    if note is None:
        raise Http404
    notifications.mark_read(
        person_id=request.person.pk, organisation_id=request.organisation.pk, now=request.now, ids=[note.pk]
    )
    return HttpResponseRedirect(_within(note))


def _within(note: Notification) -> str:
    """The notification's path with the organisation's prefix; its own list when it has none."""
    if not note.link.startswith("/") or note.link.startswith("//"):
        return reverse("residents:notifications")
    return get_script_prefix() + note.link.removeprefix("/")


@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    """Name, language, what to be mailed about."""
    person = request.person
    form = ProfileForm(
        request.POST if "save_profile" in request.POST else None,
        languages=languages_of(request),
        initial={"name": person.name, "language": person.language},
    )
    wanted = [kind for kind, by_mail in notifications.mail_wanted(person.pk).items() if by_mail]
    network = request.organisation.kind == OrganisationKind.NETWORK
    mail = MailForm(request.POST if "save_mail" in request.POST else None, initial={"kinds": wanted}, network=network)
    if request.method == "POST" and form.is_bound and form.is_valid():
        actions.save_profile(person=person, **form.cleaned_data)
        messages.success(request, _("Sparat."))
        response = redirect("residents:profile")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            person.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
        return response
    if request.method == "POST" and mail.is_bound and mail.is_valid():
        # What is not asked about here stays as it was.
        kept = [kind for kind in wanted if not network and kind == NotificationKind.NETWORK]
        notifications.choose_mail(person_id=person.pk, kinds=[*mail.cleaned_data["kinds"], *kept])
        messages.success(request, _("Sparat."))
        return redirect("residents:profile")
    context = {
        "tabs": _tabs(request, "profile"),
        "form": form,
        "mail": mail,
        "has_password": person.has_usable_password(),
    }
    return render(request, "residents/account/profile.html", context, status=422 if request.method == "POST" else 200)


@signed_in
@require_POST
def my_data(request: SignedInRequest) -> HttpResponse:
    """Everything that is mine, as a file."""
    text = json.dumps(takeout(request.person, request.now), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="mina-uppgifter.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@signed_in
def close(request: SignedInRequest) -> HttpResponse:
    """Leave for good, after reading what that means."""
    verdict = permissions.may_close_account(request.person, request.now)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and verdict and form.is_valid():
        person = request.person
        with transaction.atomic():
            EmailAddress.objects.filter(user_id=person.pk).delete()
            Authenticator.objects.filter(user_id=person.pk).delete()
            actions.close_account(person=person, now=clock.now())
        logout(request)
        messages.success(request, _("Ditt konto är avslutat. Tack för att du var med."))
        return redirect("residents:start")
    context = {"verdict": verdict, "form": form}
    status = 422 if form.is_bound and form.errors else 200 if verdict else 403
    return render(request, "residents/account/close.html", context, status=status)


@public
@kept_for_visitors(300)
def accessibility(request: OrganisationRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "residents/account/accessibility.html")


@public
@kept_for_visitors(300)
def privacy(request: OrganisationRequest) -> HttpResponse:
    """What we do with personal data."""
    return render(request, "residents/account/privacy.html")


def _tabs(request: SignedInRequest, current: str) -> list[Link]:
    unread = notifications.unread(request.person.pk, request.organisation.pk)
    return [
        Link(_("Mitt"), reverse("residents:my"), current == "my", icon="home"),
        Link(_("Aviseringar"), reverse("residents:notifications"), current == "notifications", unread or None, "bell"),
        Link(_("Inställningar"), reverse("residents:profile"), current == "profile", icon="settings"),
    ]
