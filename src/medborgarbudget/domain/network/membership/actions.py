"""How does a municipality or region come into the network, live in it and leave it?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.membership import bodies, notices, permissions, policy, queries
from medborgarbudget.domain.network.membership.content import InterestContent, cleaned, in_order
from medborgarbudget.domain.network.membership.events import MemberChanged
from medborgarbudget.domain.network.membership.models import (
    BodyKind,
    Interest,
    InterestPerson,
    Member,
    MemberContact,
    MemberNote,
    MemberState,
    Reminder,
    StateChange,
)
from medborgarbudget.domain.network.search.events import Found, Lost
from medborgarbudget.domain.organisations import actions as organisations
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import actions as people
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.domain.proposals.content import plain_line, plain_text
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused, require

PROFILE = (
    "stage", "orientations", "about", "needs", "needs_text", "offers", "offers_text", "ballots", "inhabitants", "website",
)  # fmt: skip
"""What `save_profile` takes."""
REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Invited:
    """Somebody who is to be told that they are in: as a contact in the network, and with these new roles in the member's own organisation."""

    person: Person
    contact: MemberContact
    roles: tuple[Role, ...] = ()


# --- interest ---


@transaction.atomic
def register_interest(
    *, network: Organisation, content: InterestContent, proven: bool, form_key: str, language: str, now: datetime
) -> Interest:
    """Take an interest. Not `proven`: it waits unseen until `confirm_interest`. The same form sent twice gives the first one again.

    Raises ValidationError with a message per field.
    """
    content = cleaned(content, to_local(now).date())
    # The network's row is the turnstile: two registrations for the same body come one at a time.
    Organisation.objects.select_for_update().get(pk=network.pk)
    earlier = Interest.objects.of(network).filter(form_key=form_key).first()
    if earlier is not None:
        return earlier
    lead = next(person for person in content.people if person.role == MemberContact.Role.LEAD)
    interest = Interest.objects.create(
        organisation=network,
        kind=content.body.kind,
        code=content.body.code,
        reference=_reference(network),
        form_key=form_key,
        email=lead.email,
        organisation_number=content.organisation_number,
        stage=content.stage,
        orientations=list(content.orientations),
        wants=content.wants,
        needs=list(content.needs),
        needs_text=content.needs_text,
        decision_body=content.decision_body,
        decision_date=content.decision_date,
        decision_paragraph=content.decision_paragraph,
        show_names=content.show_names,
        consent_version=policy.CONSENT_VERSION,
        language=language,
        submitted_at=now,
        by_mail=not proven,
    )
    InterestPerson.objects.bulk_create(InterestPerson(interest=interest, **asdict(person)) for person in content.people)
    if proven:
        _take(interest, content.body, now)
    return interest


@transaction.atomic
def confirm_interest(*, interest: Interest, now: datetime) -> Interest:
    """The sender has answered the mailed code: the office sees it from now on. Done twice, it is done once."""
    Organisation.objects.select_for_update().get(pk=interest.organisation_id)
    interest = Interest.objects.select_related("organisation").get(pk=interest.pk)
    if interest.confirmed_at is None:
        _take(interest, bodies.body_of(interest.kind, interest.code), now)
    return interest


def _take(interest: Interest, body: bodies.Body | None, now: datetime) -> None:
    """Give the interest to its member, made if the network does not know the body, and tell the office and the sender."""
    network = interest.organisation
    member = Member.objects.of(network).filter(kind=interest.kind, code=interest.code).first()
    if member is None:
        if body is None:
            raise ValidationError({"body": _("Välj en kommun eller region i listan.")})
        member = _new_member(network, body.kind, body.code, body.name, body.county.code, now)
        member.organisation_number = interest.organisation_number
        member.stage, member.orientations = interest.stage, interest.orientations
        member.needs, member.needs_text = interest.needs, interest.needs_text
        member.save()
        _note_change(member, "", None, "", now)
    elif member.state == MemberState.LEFT:
        # Whoever has left and comes back waits for the office like a new one, under the same name.
        _move(member, MemberState.CONTACTED, None, "", now)
    Interest.objects.of(network).filter(
        kind=interest.kind, code=interest.code, email=interest.email, handled_at=None, replaced_at=None
    ).exclude(confirmed_at=None).exclude(pk=interest.pk).update(replaced_at=now)
    interest.member, interest.confirmed_at = member, now
    interest.addition = member.state in policy.IN
    interest.save()
    note_heard(member=member, now=now)
    notices.tell_of_interest(interest, now)


@transaction.atomic
def handle_interest(*, interest: Interest, add_people: Sequence[int], actor: Person, now: datetime) -> list[Invited]:
    """Put an addition to a member aside as handled. The people chosen (ids of InterestPerson) become its contacts."""
    interest = (
        Interest.objects.select_for_update(of=("self",)).select_related("organisation", "member").get(pk=interest.pk)
    )
    require(permissions.may_handle(actor, interest.organisation, now))
    if interest.handled_at is not None or interest.member is None:
        return []
    invited = []
    for row in interest.people.filter(pk__in=list(add_people)):
        contact, new = _contact(interest.member, row, interest.show_names, now)
        if new:
            invited.append(Invited(contact.person, contact))
    interest.handled_at = now
    interest.save(update_fields=["handled_at"])
    _record(interest.member, actor, "member.handle", now, changes={"people": [0, len(invited)]})
    return invited


# --- the way in and out ---


@transaction.atomic
def add_member(
    *, network: Organisation, kind: str, code: str, name: str, county_code: str, actor: Person, now: datetime
) -> Member:
    """Put a body in the office's list by hand, as contacted. For one in the official list `name` and `county_code` come from there.

    Raises ValidationError when it is there already or something is missing.
    """
    require(permissions.may_handle(actor, network, now))
    if kind not in BodyKind.values:
        raise ValidationError({"kind": _("Välj kommun eller region.")})
    body = bodies.body_of(kind, code)
    if body is not None:
        name, county_code = body.name, body.county.code
    name, code = plain_line(name)[:100], plain_line(code)[:4]
    wrong = {}
    if not name:
        wrong["name"] = _("Ange namnet.")
    if not code:
        wrong["code"] = _("Ange koden.")
    if bodies.county_named(county_code) is None:
        wrong["county_code"] = _("Välj ett län.")
    if wrong:
        raise ValidationError(wrong)
    Organisation.objects.select_for_update().get(pk=network.pk)
    there = Member.objects.of(network).filter(kind=kind, code=code).first()
    if there is not None:
        raise ValidationError({"code": _("{name} finns redan i listan.").format(name=there.name)})
    member = _new_member(network, kind, code, name, county_code, now)
    member.organisation_number = body.number if body else ""
    member.state = MemberState.CONTACTED
    member.save()
    _note_change(member, "", actor, "", now)
    _record(member, actor, "member.add", now)
    return member


@transaction.atomic
def mark_contacted(*, member: Member, actor: Person, now: datetime) -> Member:
    """The office has been in touch."""
    member = _locked(member)
    require(permissions.may_move(actor, member, MemberState.CONTACTED, now))
    _move(member, MemberState.CONTACTED, actor, "", now)
    if member.assignee_id is None:
        member.assignee = actor
        member.save(update_fields=["assignee"])
    return member


@transaction.atomic
def admit(
    *,
    member: Member,
    actor: Person,
    now: datetime,
    tenant: Organisation | None = None,
    new_tenant_slug: str = "",
) -> list[Invited]:
    """Make it a member: its people become its contacts, and it may get an organisation of its own to run cycles in.

    `new_tenant_slug` makes one, with the project leads as administrators who may begin a cycle; `tenant` links one that exists, in which
    nobody gets a role by this. Gives whom to invite. Raises ValidationError with the fields that are wrong.
    """
    member = _locked(member)
    require(permissions.may_move(actor, member, MemberState.MEMBER, now))
    open_ones = member.interests.filter(confirmed_at__isnull=False, handled_at=None, replaced_at=None)
    for interest in open_ones.order_by("submitted_at").prefetch_related("people"):
        for row in interest.people.all():
            _contact(member, row, interest.show_names, now)
    # Whoever was added while the member was not in yet has not been welcomed either.
    invited = [Invited(contact.person, contact) for contact in queries.contacts(member)]
    open_ones.update(handled_at=now)
    member.joined_at = now
    _move(member, MemberState.MEMBER, actor, "", now)
    if tenant is not None:
        _link(member, tenant)
    elif new_tenant_slug:
        invited = _with_tenant(member, new_tenant_slug, invited, actor, now)
    _record(
        member,
        actor,
        "member.admit",
        now,
        changes={"organisation": [None, member.tenant.slug if member.tenant else None]},
    )
    _told(member, now)
    return invited


@transaction.atomic
def give_tenant(*, member: Member, slug: str, actor: Person, now: datetime) -> list[Invited]:
    """Make an organisation for a member that has none, with its project leads as administrators. Gives whom to invite."""
    member = _locked(member)
    require(permissions.may_handle(actor, member.organisation, now))
    if member.tenant_id is not None or member.state not in policy.IN:
        raise Refused(_("{name} har redan en organisation, eller är inte medlem.").format(name=member.name))
    invited = _with_tenant(member, slug, [], actor, now)
    _record(member, actor, "member.tenant", now, changes={"organisation": [None, slug]})
    return invited


@transaction.atomic
def link_tenant(*, member: Member, tenant: Organisation, actor: Person, now: datetime) -> Member:
    """Say which organisation in the installation is the member's own."""
    member = _locked(member)
    require(permissions.may_handle(actor, member.organisation, now))
    before = member.tenant.slug if member.tenant else None
    _link(member, tenant)
    _record(member, actor, "member.tenant", now, changes={"organisation": [before, tenant.slug]})
    _told(member, now)
    return member


@transaction.atomic
def move(*, member: Member, to: MemberState, reason: str, actor: Person, now: datetime) -> Member:
    """Pause, take back or let go. Pausing and leaving have a reason; admitting goes through `admit` the first time."""
    member = _locked(member)
    require(permissions.may_move(actor, member, to, now))
    reason = plain_line(reason)[:400]
    if to in policy.NEEDS_REASON and not reason:
        raise ValidationError({"reason": _("Ange skälet. Bara kansliet läser det.")})
    if to == MemberState.MEMBER and member.joined_at is None:
        raise Refused(_("Ta in {name} som medlem först.").format(name=member.name))
    before = member.state
    _move(member, to, actor, reason, now)
    if to == MemberState.LEFT:
        member.interests.filter(confirmed_at__isnull=False, handled_at=None).update(handled_at=now)
    _record(member, actor, "member.move", now, reason=reason, changes={"state": [before, str(to)]})
    _told(member, now)
    return member


# --- the office's own work ---


@transaction.atomic
def assign(*, member: Member, to: Person | None, actor: Person, now: datetime) -> Member:
    """Say who in the office sees to it; None for nobody. Whoever is given it by another is told."""
    member = _locked(member)
    require(permissions.may_handle(actor, member.organisation, now))
    if to is not None and not queries.office_people(member.organisation).filter(pk=to.pk).exists():
        raise ValidationError({"assignee": _("Välj någon som arbetar på kansliet.")})
    before, member.assignee = member.assignee, to
    member.save(update_fields=["assignee"])
    if to is not None and to != before and to.pk != actor.pk:
        notices.tell_of_assignment(member, to, now)
    _record(
        member, actor, "member.assign", now,
        changes={"assignee": [str(before) if before else None, str(to) if to else None]},
    )  # fmt: skip
    return member


@transaction.atomic
def add_note(*, member: Member, text: str, actor: Person, now: datetime) -> MemberNote:
    """Write down something that only the office reads."""
    require(permissions.may_handle(actor, member.organisation, now))
    text = plain_text(text)
    if not text:
        raise ValidationError({"text": _("Ange vad du vill anteckna.")})
    return MemberNote.objects.create(member=member, author=actor, text=text[:4000], at=now)


@transaction.atomic
def remind(*, member: Member, on: date, text: str, person: Person, actor: Person, now: datetime) -> Reminder:
    """Have somebody in the office reminded of the member on a day to come."""
    require(permissions.may_handle(actor, member.organisation, now))
    wrong = {}
    text = plain_line(text)[:200]
    if not text:
        wrong["text"] = _("Ange vad som ska göras.")
    if on < to_local(now).date():
        wrong["on"] = _("Ange en dag som kommer.")
    if not queries.office_people(member.organisation).filter(pk=person.pk).exists():
        wrong["person"] = _("Välj någon som arbetar på kansliet.")
    if wrong:
        raise ValidationError(wrong)
    return Reminder.objects.create(member=member, on=on, text=text, person=person, made_at=now)


@transaction.atomic
def finish_reminder(*, reminder: Reminder, actor: Person, now: datetime) -> None:
    """What was to be remembered is done."""
    require(permissions.may_handle(actor, reminder.member.organisation, now))
    Reminder.objects.filter(pk=reminder.pk, done_at=None).update(done_at=now)


# --- what a member says of itself ---


@transaction.atomic
def save_profile(*, member: Member, values: Mapping[str, Any], actor: Person, now: datetime) -> Member:
    """Change fields of PROFILE. Raises ValidationError with the fields that are wrong."""
    member = _locked(member)
    require(permissions.may_edit_profile(actor, member, now))
    given = {name: values[name] for name in PROFILE if name in values}
    lists: dict[str, Sequence[str]] = {
        "orientations": Orientation.values, "needs": policy.Need.values, "offers": policy.Need.values,
        "ballots": policy.Ballot.values,
    }  # fmt: skip
    for name, known in lists.items():
        if name in given:
            given[name] = in_order(given[name] or (), known)
    for name in ("about", "needs_text", "offers_text"):
        if name in given:
            given[name] = plain_text(given[name] or "")[:3000]
    changed = [name for name, value in given.items() if getattr(member, name) != value]
    for name, value in given.items():
        setattr(member, name, value)
    try:
        member.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise ValidationError({k: v for k, v in error.message_dict.items() if k in PROFILE}) from error
    member.changed_at = now
    if permissions.speaks_for(actor, member):
        member.heard_at = now
    member.save()
    if changed:
        _record(member, actor, "member.profile", now, changes={"fields": [None, ", ".join(changed)]})
    _told(member, now)
    return member


@transaction.atomic
def add_contact(
    *, member: Member, name: str, email: str, role: str, title: str, actor: Person, now: datetime
) -> Invited | None:
    """Let somebody speak for the member. Gives whom to invite, or None when the person did already."""
    require(permissions.may_manage_contacts(actor, member, now))
    if role not in MemberContact.Role.values:
        raise ValidationError({"role": _("Välj en roll.")})
    row = InterestPerson(name=plain_line(name)[:80], email=email, role=role, title=plain_line(title)[:80])
    if not row.name:
        raise ValidationError({"name": _("Ange namnet.")})
    contact, new = _contact(member, row, True, now)
    if not new:
        return None
    _record(member, actor, "member.contact_add", now)
    return Invited(contact.person, contact)


@transaction.atomic
def end_contact(*, contact: MemberContact, actor: Person, now: datetime) -> None:
    """Somebody speaks for the member no longer. One may always end one's own."""
    member = _locked(contact.member)
    if contact.person_id != actor.pk:
        require(permissions.may_manage_contacts(actor, member, now))
    leads = MemberContact.objects.filter(member=member, ended_at=None, role=MemberContact.Role.LEAD)
    last = contact.role == MemberContact.Role.LEAD and not leads.exclude(pk=contact.pk).exists()
    if last and not permissions.works_in_office(actor, member.organisation):
        raise Refused(
            _("Du är den enda projektansvariga för {name}. Lägg till någon annan först, eller be kansliet.").format(
                name=member.name
            )
        )
    MemberContact.objects.filter(pk=contact.pk, ended_at=None).update(ended_at=now)
    _record(member, actor, "member.contact_end", now)


@transaction.atomic
def choose_shown(
    *,
    contact: MemberContact,
    title: str,
    phone: str,
    show_name: bool,
    show_email: bool,
    show_phone: bool,
    actor: Person,
) -> MemberContact:
    """What others in the network see of a person: their own choice alone."""
    if contact.person_id != actor.pk:
        raise Refused(_("Var och en väljer själv vad som visas."))
    contact.title, contact.phone = plain_line(title)[:80], plain_line(phone)[:40]
    contact.show_name, contact.show_email, contact.show_phone = show_name, show_email, show_phone
    contact.save(update_fields=["title", "phone", "show_name", "show_email", "show_phone"])
    return contact


def note_heard(*, member: Member | None, now: datetime) -> None:
    """The member has let something be heard: asked, answered, shared."""
    if member is not None:
        Member.objects.filter(Q(heard_at=None) | Q(heard_at__lt=now), pk=member.pk).update(heard_at=now)


def _new_member(network: Organisation, kind: str, code: str, name: str, county_code: str, now: datetime) -> Member:
    wanted = slugify(name.casefold().translate(str.maketrans("åäöéü", "aaoeu")))[:50] or "medlem"
    slug, number = wanted, 1
    while Member.objects.of(network).filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return Member.objects.create(
        organisation=network, kind=kind, code=code, name=name, slug=slug, county_code=county_code, created_at=now,
        heard_at=now,
    )  # fmt: skip


def _contact(member: Member, row: InterestPerson, show: bool, now: datetime) -> tuple[MemberContact, bool]:
    person = people.person_for(email=row.email, name=row.name, now=now)
    if not person.is_active:
        raise ValidationError({"email": _("Kontot med adressen {email} är avslutat.").format(email=row.email)})
    return MemberContact.objects.get_or_create(
        member=member,
        person=person,
        ended_at=None,
        defaults={
            "role": row.role, "title": row.title, "phone": row.phone, "show_name": show, "started_at": now,
        },
    )  # fmt: skip


def _with_tenant(member: Member, slug: str, invited: list[Invited], actor: Person, now: datetime) -> list[Invited]:
    """Make the member's organisation and give its people their roles there. Gives everybody to invite, each once."""
    short = member.name.removesuffix(" kommun").removesuffix(" stad").removeprefix("Region ")
    tenant = organisations.create_organisation(
        slug=slug,
        name=member.name,
        short_name=short[:30],
        kind=member.kind,
        actor=actor,
        now=now,
        code=member.code,
        inhabitants=member.inhabitants,
    )
    member.tenant = tenant
    member.save(update_fields=["tenant"])
    by_person = {each.person.pk: each for each in invited}
    roles = {
        MemberContact.Role.LEAD: (RoleName.ADMINISTRATOR, RoleName.LEAD),
        MemberContact.Role.ELECTED: (RoleName.ELECTED,),
    }
    for contact in queries.contacts(member):
        given = roles.get(contact.role)  # type: ignore[call-overload]
        if not given:
            continue
        granted = people.appoint(organisation=tenant, person=contact.person, roles=given, actor=actor, now=now)
        by_person[contact.person_id] = Invited(contact.person, contact, tuple(granted))
    return list(by_person.values())


def _link(member: Member, tenant: Organisation) -> None:
    require(permissions.may_link(member, tenant))
    other = Member.objects.of(member.organisation).filter(tenant=tenant).exclude(pk=member.pk).first()
    if other is not None:
        raise ValidationError({"tenant": _("Organisationen hör redan till {name}.").format(name=other.name)})
    member.tenant = tenant
    member.save(update_fields=["tenant"])


def _move(member: Member, to: MemberState, actor: Person | None, reason: str, now: datetime) -> None:
    before, member.state = member.state, to
    if to == MemberState.MEMBER:
        member.heard_at = now
    member.save()
    _note_change(member, before, actor, reason, now)


def _note_change(member: Member, before: str, actor: Person | None, reason: str, now: datetime) -> None:
    StateChange.objects.create(member=member, before=before, after=member.state, reason=reason, by=actor, at=now)


def tell_search(member: Member, now: datetime) -> None:
    """The member can be found by everybody, by what it says openly; one that is not in cannot."""
    key = str(member.pk)
    if member.state not in policy.IN:
        events.publish(Lost(network=member.organisation, kind="member", key=key))
        return
    words = [str(policy.Need(value).label) for value in member.offers if value in policy.Need.values]
    words += [str(Orientation(value).label) for value in member.orientations if value in Orientation.values]
    events.publish(
        Found(
            network=member.organisation,
            kind="member",
            key=key,
            title=member.name,
            text="\n".join([member.about, member.offers_text, *words]),
            url_name="network:member",
            url_kwargs={"member": member.slug},
            at=now,
        )
    )


def _told(member: Member, now: datetime) -> None:
    tell_search(member, now)
    events.publish(MemberChanged(member=member, now=now))


def _locked(member: Member) -> Member:
    return (
        Member.objects.select_for_update(of=("self",))
        .select_related("organisation", "tenant", "assignee")
        .get(pk=member.pk)
    )


def _reference(network: Organisation) -> str:
    while True:
        made = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(7))
        if not Interest.objects.of(network).filter(reference=made).exists():
            return made


@transaction.atomic
def note_contacts_taken(*, network: Organisation, number: int, actor: Person, now: datetime) -> None:
    """Put on record that somebody took out a list of those who speak for members."""
    audit.record(
        organisation_id=network.pk, actor=actor, verb="member.export_contacts", subject=network, now=now,
        changes={"people": [0, number]},
    )  # fmt: skip


def _record(
    member: Member,
    actor: Person,
    verb: str,
    now: datetime,
    *,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    audit.record(
        organisation_id=member.organisation_id, actor=actor, verb=verb, subject=member, now=now, reason=reason,
        changes=changes,
    )  # fmt: skip
