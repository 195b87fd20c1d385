"""Which experts are there, and which requests for help?"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from medborgarbudget.domain.network.experts import policy
from medborgarbudget.domain.network.experts.models import Expert, HelpNote, HelpRequest, RequestState
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.organisations.models import Organisation


def public_experts(network: Organisation) -> QuerySet[Expert]:
    """Those that everybody may see, partners first."""
    return Expert.objects.of(network).filter(published_at__isnull=False).order_by("-is_partner", "name", "id")


def public_expert(network: Organisation, slug: str) -> Expert:
    """One of them. Raises Expert.DoesNotExist."""
    return public_experts(network).get(slug=slug)


def matching(experts: list[Expert], *, topic: str = "", language: str = "", kind: str = "") -> list[Expert]:
    """Those that can help with the topic, in the language, of the kind; an empty wish asks for nothing.

    A directory is a hundred at most: lists in JSON are looked through here, the same on both databases.
    """
    return [
        row
        for row in experts
        if (not topic or topic in row.topics)
        and (not language or language in row.languages)
        and (not kind or row.kind == kind)
    ]


def all_experts(network: Organisation) -> QuerySet[Expert]:
    """Every one, with how many requests are open: `open_requests`."""
    return (
        Expert.objects.of(network)
        .annotate(open_requests=Count("requests", filter=Q(requests__state__in=policy.OPEN)))
        .order_by("name", "id")
    )


def expert_of(network: Organisation, slug: str) -> Expert:
    """One, whether shown or not. Raises Expert.DoesNotExist."""
    return Expert.objects.of(network).select_related("organisation").get(slug=slug)


def requests(network: Organisation) -> QuerySet[HelpRequest]:
    """All requests, latest first."""
    return HelpRequest.objects.of(network).select_related("expert", "member", "asker", "assigned_to")


def request_of(network: Organisation, pk: int) -> HelpRequest:
    """One request. Raises HelpRequest.DoesNotExist."""
    return requests(network).select_related("organisation").get(pk=pk)


def requests_of_member(network: Organisation, member: Member) -> QuerySet[HelpRequest]:
    """What the member has asked for."""
    return requests(network).filter(member=member)


def notes(request: HelpRequest, *, for_member: bool) -> QuerySet[HelpNote]:
    """What has happened with it: all, or what the member reads."""
    found = request.notes.select_related("by")
    return found.filter(for_member=True) if for_member else found


def new_requests(network: Organisation) -> QuerySet[HelpRequest]:
    """Those that nobody in the office has done anything with."""
    return HelpRequest.objects.of(network).filter(state=RequestState.NEW)


def still_requests(network: Organisation, now: datetime) -> QuerySet[HelpRequest]:
    """Open ones that nothing has happened with for two weeks."""
    return HelpRequest.objects.of(network).filter(
        state__in=[RequestState.PASSED_ON, RequestState.ANSWERED], changed_at__lt=now - policy.FOLLOW_UP_AFTER
    )
