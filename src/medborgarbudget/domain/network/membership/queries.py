"""Who is a member, for whom does a person speak, and what waits for the office?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.network.membership.models import (
    Interest,
    InterestPerson,
    Member,
    MemberContact,
    MemberNote,
    MemberState,
    Reminder,
    StateChange,
)
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, Role


@dataclass(frozen=True)
class Wanted:
    """What a list of members is narrowed to; empty values narrow nothing."""

    words: str = ""
    states: Sequence[str] = ()
    county: str = ""
    kind: str = ""
    orientation: str = ""
    need: str = ""
    offer: str = ""
    assignee: int | None = None


def membership_of(network: Organisation, person: Person | None) -> Member | None:
    """The member that the person speaks for in this network now, or None. A paused member still reads; one that has left does not."""
    if person is None:
        return None
    return (
        Member.objects.of(network)
        .filter(
            contacts__person_id=person.pk,
            contacts__ended_at=None,
            state__in=[MemberState.MEMBER, MemberState.PAUSED],
        )
        .order_by("name")
        .first()
    )


def public_members(network: Organisation) -> QuerySet[Member]:
    """Those who belong to the network, by name."""
    return Member.objects.of(network).filter(state__in=policy.IN).select_related("tenant")


def public_member_of(network: Organisation, slug: str) -> Member:
    """A member that belongs to the network. Raises Member.DoesNotExist."""
    return public_members(network).select_related("organisation").get(slug=slug)


def all_members(network: Organisation) -> QuerySet[Any]:
    """All that the office knows of, with `open_interests`: how many of their registrations nobody has handled."""
    waiting = Q(interests__confirmed_at__isnull=False, interests__handled_at=None, interests__replaced_at=None)
    return (
        Member.objects.of(network)
        .select_related("tenant", "assignee", "organisation")
        .annotate(open_interests=Count("interests", filter=waiting, distinct=True))
    )


def member_of(network: Organisation, slug: str) -> Member:
    """One that the office knows of. Raises Member.DoesNotExist."""
    found: Member = all_members(network).get(slug=slug)
    return found


def narrowed(members: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    """Those that fit. Values within lists (needs, orientations) are looked for as words, which both databases can do."""
    for word in wanted.words.split():
        people = MemberContact.objects.filter(member=OuterRef("pk"), ended_at=None, person__name__icontains=word)
        members = members.filter(Q(name__icontains=word) | Q(about__icontains=word) | Q(code=word) | Exists(people))
    if wanted.states:
        members = members.filter(state__in=list(wanted.states))
    if wanted.county:
        members = members.filter(county_code=wanted.county)
    if wanted.kind:
        members = members.filter(kind=wanted.kind)
    if wanted.assignee is not None:
        members = members.filter(assignee_id=wanted.assignee)
    # A JSON list is text with quotes round each value in both databases.
    for field, value in (("orientations", wanted.orientation), ("needs", wanted.need), ("offers", wanted.offer)):
        if value:
            members = members.filter(**{f"{field}__icontains": f'"{value}"'})
    return members


LEADS_FIRST = Case(When(role=MemberContact.Role.LEAD, then=0), When(role=MemberContact.Role.ELECTED, then=1), default=2)


def contacts(member: Member) -> QuerySet[MemberContact]:
    """Who speaks for the member now, leads first."""
    running = MemberContact.objects.filter(member=member, ended_at=None, person__is_active=True)
    return running.select_related("person").order_by(LEADS_FIRST, "started_at", "id")


def contact_of(member: Member, contact_id: int) -> MemberContact:
    """One who speaks for the member now. Raises MemberContact.DoesNotExist."""
    return contacts(member).select_related("member__organisation").get(pk=contact_id)


def own_contact(member: Member, person: Person) -> MemberContact | None:
    """What the person is for the member, or None."""
    return contacts(member).filter(person=person).first()


def people_of(members: Sequence[Member]) -> dict[int, list[MemberContact]]:
    """Member id → who speaks for it now, asked in one question."""
    found: dict[int, list[MemberContact]] = {}
    rows = MemberContact.objects.filter(member__in=list(members), ended_at=None, person__is_active=True)
    for contact in rows.select_related("person").order_by(LEADS_FIRST, "id"):
        found.setdefault(contact.member_id, []).append(contact)
    return found


def named_in_interests(members: Sequence[Member]) -> dict[int, list[InterestPerson]]:
    """Member id → the project leads named in what has been registered for it and not handled, asked in one question."""
    found: dict[int, list[InterestPerson]] = {}
    rows = InterestPerson.objects.filter(
        interest__member__in=list(members),
        interest__confirmed_at__isnull=False,
        interest__handled_at=None,
        interest__replaced_at=None,
        role=MemberContact.Role.LEAD,
    )
    for person in rows.select_related("interest").order_by("id"):
        found.setdefault(person.interest.member_id or 0, []).append(person)
    return found


def people_in_network(network: Organisation) -> QuerySet[Person]:
    """Everybody who speaks for somebody in the network, and the office's own people."""
    speaking = MemberContact.objects.filter(
        member__organisation=network, member__state__in=policy.IN, ended_at=None
    ).values("person_id")
    working = Role.objects.of(network).filter(ended_at=None).values("person_id")
    return Person.objects.filter(Q(pk__in=speaking) | Q(pk__in=working), is_active=True)


def office_people(network: Organisation) -> QuerySet[Person]:
    """Those who handle things in the office, by name."""
    working = Role.objects.of(network).filter(ended_at=None, role__in=policy.OFFICE).values("person_id")
    return Person.objects.filter(pk__in=working, is_active=True).order_by("name", "pk")


def interests(member: Member) -> QuerySet[Interest]:
    """What has been registered for the member, latest first, with the people named."""
    return member.interests.filter(confirmed_at__isnull=False).prefetch_related("people")


def interest_with(network: Organisation, reference: str) -> Interest:
    """The interest with this reference. Raises Interest.DoesNotExist."""
    return Interest.objects.of(network).select_related("member").prefetch_related("people").get(reference=reference)


def unconfirmed(network: Organisation) -> QuerySet[Interest]:
    """Interests that wait for a code from the sender."""
    return Interest.objects.of(network).filter(confirmed_at=None).prefetch_related("people")


def notes(member: Member) -> QuerySet[MemberNote]:
    return member.notes.select_related("author")


def changes(member: Member) -> QuerySet[StateChange]:
    return member.changes.select_related("by")


def reminders(member: Member) -> QuerySet[Reminder]:
    """Those not done, the nearest first."""
    return member.reminders.filter(done_at=None).select_related("person")


def reminders_due(network: Organisation, person: Person | None, today: date) -> QuerySet[Reminder]:
    """Reminders whose day has come, of one person or of everybody."""
    due = Reminder.objects.filter(member__organisation=network, done_at=None, on__lte=today)
    due = due.select_related("member", "person")
    return due if person is None else due.filter(person=person)


def silent(network: Organisation, now: datetime) -> QuerySet[Member]:
    """Members that nothing has been heard from for long, the longest first."""
    return (
        Member.objects.of(network)
        .filter(state=MemberState.MEMBER, heard_at__lt=now - policy.SILENT_AFTER)
        .order_by("heard_at")
    )


def counts_by_state(network: Organisation) -> dict[str, int]:
    """State → how many."""
    rows = Member.objects.of(network).values_list("state").annotate(number=Count("pk")).order_by()
    return dict(rows)


def tenants_that_may_be(member: Member) -> QuerySet[Organisation]:
    """Organisations in the installation that the member may call its own: those where one of its people decides."""
    people = MemberContact.objects.filter(member=member, ended_at=None).values("person_id")
    roles = Role.objects.filter(ended_at=None, role__in=["administrator", "lead"], person_id__in=people)
    return (
        Organisation.objects.filter(kind=member.kind, pk__in=roles.values("organisation_id"))
        .exclude(pk=member.organisation_id)
        .order_by("name")
    )
