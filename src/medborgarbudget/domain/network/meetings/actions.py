"""What can be done with meetings? Arrange, move and call off; register, wait, draw, leave; hold, evaluate, share what came of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from medborgarbudget.domain.network.meetings import notices, permissions, policy, queries
from medborgarbudget.domain.network.meetings.models import (
    Attendance,
    Audience,
    CalendarKey,
    EvaluationQuestion,
    EvaluationReply,
    Material,
    MaterialAudience,
    Meeting,
    MeetingDraw,
    MeetingKind,
    MeetingState,
    Mode,
    ProgrammeItem,
    QuestionKind,
    Registration,
    RegistrationState,
    Selection,
)
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.network.membership.queries import membership_of
from medborgarbudget.domain.network.pages.content import checked_text, is_safe_address
from medborgarbudget.domain.network.search.events import Found, Lost
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.actions import person_for
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.content import plain_line, plain_text
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.decisions import Refused, require

S = RegistrationState


@dataclass(frozen=True)
class MeetingContent:
    """What the office decides about a meeting. Moments are aware; None for places is no limit."""

    title: str
    starts_at: datetime
    ends_at: datetime
    kind: str = MeetingKind.MEETING
    summary: str = ""
    text: str = ""
    target_group: str = ""
    attendance: str = Attendance.DIGITAL
    audience: str = Audience.MEMBERS
    register_until: datetime | None = None
    venue: str = ""
    address: str = ""
    travel: str = ""
    digital_link: str = ""
    places: int | None = None
    digital_places: int | None = None
    max_per_member: int | None = None
    price: int = 0
    cost_note: str = ""
    asks_needs: bool = False
    selection: str = Selection.FIRST


@dataclass(frozen=True)
class ProgrammePart:
    """One line of a programme."""

    title: str
    at: time | None = None
    speaker: str = ""
    text: str = ""


# --- the office arranges ---


@transaction.atomic
def create_meeting(*, network: Organisation, content: MeetingContent, actor: Person, now: datetime) -> Meeting:
    """A draft."""
    require(permissions.may_arrange(actor, network, now))
    values = _checked(content)
    meeting = Meeting(organisation=network, slug=_free_slug(network, content.title), created_at=now, changed_at=now)
    for name, value in values.items():
        setattr(meeting, name, value)
    # Not made of the address: that may change while the meeting stands in people's calendars.
    meeting.uid = f"{secrets.token_hex(12)}@{network.slug}"
    meeting.check_in_code = f"{secrets.randbelow(900_000) + 100_000}"
    meeting.save()
    _record(meeting, actor, "meeting.create", now)
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, content: MeetingContent, actor: Person, now: datetime) -> Meeting:
    """Change what is decided. When time, place or form of a published meeting changes, everybody is told and confirms anew.

    More places let the first in line in. Fewer places than are taken are refused.
    """
    meeting = _locked(meeting)
    require(permissions.may_arrange(actor, meeting.organisation, now))
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("Träffen är inställd."))
    values = _checked(content)
    if meeting.state == MeetingState.PUBLISHED:
        if values["selection"] != meeting.selection:
            raise ValidationError({"selection": _("Hur platserna fördelas kan inte ändras när träffen är publicerad.")})
        _check_room(meeting, values)
    with override("sv"):
        before = ", ".join(part for part in (notices.when_in_words(meeting), meeting.venue, meeting.address) if part)
    moved = meeting.state == MeetingState.PUBLISHED and any(
        getattr(meeting, name) != values[name] for name in ("starts_at", "ends_at", "venue", "address", "attendance")
    )
    visible = moved or any(getattr(meeting, name) != values[name] for name in ("title", "summary"))
    changes = {
        name: [_plain(getattr(meeting, name)), _plain(value)]
        for name, value in values.items()
        if getattr(meeting, name) != value and name not in {"text", "digital_link"}
    }
    if moved and meeting.starts_at != values["starts_at"]:
        meeting.moved_from = meeting.starts_at
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.changed_at = now
    if meeting.state == MeetingState.PUBLISHED and visible:
        meeting.sequence += 1
    meeting.save()
    _record(meeting, actor, "meeting.change", now, changes=changes)
    if meeting.state == MeetingState.PUBLISHED:
        _leave_closed_modes(meeting, now)
        if moved and meeting.ends_at > now:
            told = list(_standing(meeting))
            Registration.objects.filter(pk__in=[row.pk for row in told]).update(must_confirm=True, confirmed_at=None)
            notices.tell_moved(meeting, before, told, now)
        _fill(meeting, now)
        _publish_found(meeting)
    return meeting


@transaction.atomic
def set_programme(
    *, meeting: Meeting, parts: Sequence[ProgrammePart], actor: Person, now: datetime
) -> list[ProgrammeItem]:
    """Write the programme anew, in this order."""
    meeting = _locked(meeting)
    require(permissions.may_arrange(actor, meeting.organisation, now))
    if len(parts) > policy.MAX_PROGRAMME:
        raise ValidationError(_("Programmet kan ha högst %(most)d punkter.") % {"most": policy.MAX_PROGRAMME})
    items = []
    for position, part in enumerate(parts):
        title = plain_line(part.title)
        if not title:
            raise ValidationError(_("Ange vad varje programpunkt heter."))
        items.append(
            ProgrammeItem(
                meeting=meeting,
                position=position,
                at=part.at,
                title=title[:150],
                speaker=plain_line(part.speaker)[:200],
                text=plain_line(part.text)[:500],
            )
        )
    meeting.programme.all().delete()
    ProgrammeItem.objects.bulk_create(items)
    meeting.changed_at = now
    meeting.save(update_fields=["changed_at"])
    _record(meeting, actor, "meeting.programme", now)
    if meeting.state == MeetingState.PUBLISHED:
        _publish_found(meeting)
    return items


@transaction.atomic
def publish_meeting(*, meeting: Meeting, actor: Person, now: datetime) -> Meeting:
    """Let everybody see it, and register. Where places will be drawn, the seed is made now and its fingerprint is public from now on."""
    meeting = _locked(meeting)
    require(permissions.may_publish(actor, meeting, now))
    if meeting.attendance != Attendance.DIGITAL and not meeting.venue:
        raise ValidationError({"venue": _("Ange lokalen innan du publicerar.")})
    meeting.state = MeetingState.PUBLISHED
    meeting.published_at = meeting.changed_at = now
    if meeting.selection != Selection.FIRST:
        meeting.seed = secrets.token_hex(16)
    meeting.save()
    _record(meeting, actor, "meeting.publish", now)
    _publish_found(meeting)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, actor: Person, now: datetime) -> Meeting:
    """Call it off. Everybody who has registered is told why, and calendars take it out."""
    meeting = _locked(meeting)
    require(permissions.may_cancel(actor, meeting, now))
    reason = plain_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange varför träffen ställs in. Alla anmälda får läsa det.")})
    meeting.state = MeetingState.CANCELLED
    meeting.cancelled_reason = reason[:300]
    meeting.sequence += 1
    meeting.changed_at = now
    meeting.save()
    _record(meeting, actor, "meeting.cancel", now, reason=reason)
    notices.tell_cancelled(meeting, _standing(meeting), now)
    events.publish(Lost(network=meeting.organisation, kind="meeting", key=str(meeting.pk)))
    return meeting


@transaction.atomic
def remove_draft(*, meeting: Meeting, actor: Person, now: datetime) -> None:
    """Throw a draft away."""
    meeting = _locked(meeting)
    require(permissions.may_arrange(actor, meeting.organisation, now))
    if meeting.state != MeetingState.DRAFT:
        raise Refused(_("Träffen är publicerad. Ställ in den i stället."))
    _record(meeting, actor, "meeting.remove", now)
    meeting.delete()


# --- people come and go ---


@transaction.atomic
def register(
    *,
    meeting: Meeting,
    person: Person,
    mode: str,
    now: datetime,
    diet: str = "",
    access: str = "",
    accept_waiting: bool = True,
) -> Registration:
    """Register a person, for the member they speak for if any: a place, a place in line, or an interest where places are drawn.

    Where it is full and the person does not want to wait, raises ValidationError at "accept_waiting" and nothing is stored. Sent twice it
    is one registration.
    """
    meeting = _locked(meeting)
    member = membership_of(meeting.organisation, person)
    kept = queries.registration_of(meeting, person)
    if kept is not None and kept.state in permissions.IN:
        return kept
    require(permissions.may_register(person, member, meeting, now, registration=kept))
    return _register(
        meeting, person, member, mode, now, diet=diet, access=access, accept_waiting=accept_waiting, kept=kept
    )


@transaction.atomic
def register_somebody(
    *, meeting: Meeting, email: str, name: str, member: Member | None, mode: str, actor: Person, now: datetime
) -> Registration:
    """The office registers somebody who has called or written, also after the last day."""
    meeting = _locked(meeting)
    require(permissions.may_arrange(actor, meeting.organisation, now))
    if meeting.state != MeetingState.PUBLISHED or meeting.ends_at <= now:
        raise Refused(_("Det går inte att anmäla någon till den här träffen."))
    try:
        person = person_for(email=email, name=plain_line(name), now=now)
    except ValidationError as wrong:
        raise ValidationError({"email": _("Ange en e-postadress som namn@exempel.se.")}) from wrong
    kept = queries.registration_of(meeting, person)
    if kept is not None and kept.state in permissions.IN:
        raise ValidationError({"email": _("Den personen är redan anmäld.")})
    made = _register(meeting, person, member, mode, now, kept=kept, registered_by=actor)
    if made.state == S.WAITING:
        # Those before may wait only because their member has all it may have.
        _fill(meeting, now)
        made.refresh_from_db()
    _record(meeting, actor, "meeting.register_somebody", now)
    return made


@transaction.atomic
def register_colleague(
    *,
    meeting: Meeting,
    member: Member,
    email: str,
    name: str,
    mode: str,
    accept_waiting: bool,
    actor: Person,
    now: datetime,
) -> Registration:
    """Somebody who speaks for a member registers a colleague, by the same rules as if they did it themselves.

    What the colleague needs is not asked here: the mail leads them to where they tell it.
    """
    meeting = _locked(meeting)
    if membership_of(meeting.organisation, actor) != member:
        raise Refused(_("Bara den som företräder en medlem kan anmäla kolleger."))
    require(permissions.may_register_colleagues(actor, member, meeting, now))
    name = plain_line(name)
    if not name:
        raise ValidationError({"name": _("Ange vad personen heter.")})
    brought = meeting.registrations.filter(registered_by=actor, state__in=permissions.IN).count()
    if brought >= policy.MOST_COLLEAGUES:
        raise Refused(
            _("Du har anmält %(n)d kolleger. Är ni fler? Hör av dig till kansliet.") % {"n": policy.MOST_COLLEAGUES}
        )
    try:
        person = person_for(email=email, name=name, now=now)
    except ValidationError as wrong:
        raise ValidationError({"email": _("Ange en e-postadress som namn@exempel.se.")}) from wrong
    if person.pk == actor.pk:
        raise ValidationError({"email": _("Det är din egen adress. Dig själv anmäler du på träffens sida.")})
    if not person.is_active:
        raise ValidationError({"email": _("Det går inte att anmäla någon med den adressen.")})
    kept = queries.registration_of(meeting, person)
    if kept is not None and kept.state in permissions.IN:
        raise ValidationError({"email": _("Den personen är redan anmäld.")})
    made = _register(
        meeting,
        person,
        member,
        mode,
        now,
        accept_waiting=accept_waiting,
        kept=kept,
        registered_by=actor,
        colleague=True,
    )
    _record(meeting, actor, "meeting.register_colleague", now)
    return made


def _register(
    meeting: Meeting,
    person: Person,
    member: Member | None,
    mode: str,
    now: datetime,
    *,
    diet: str = "",
    access: str = "",
    accept_waiting: bool = True,
    kept: Registration | None = None,
    registered_by: Person | None = None,
    colleague: bool = False,
) -> Registration:
    if mode not in policy.modes_of(meeting.attendance):
        raise ValidationError({"mode": _("Välj hur du vill delta.")})
    if member is not None and meeting.max_per_member is not None and meeting.selection == Selection.FIRST:
        others = queries.of_member(meeting, member)
        if others >= meeting.max_per_member:
            raise Refused(
                _("%(member)s har redan %(n)d anmälda, så många som varje medlem får vara. Prata med era anmälda om någon vill byta.")
                % {"member": member, "n": others}
            )  # fmt: skip
    state, seat = S.INTERESTED, None
    if meeting.selection == Selection.FIRST or meeting.drawn_at is not None:
        seat = _free_seat(meeting, mode)
        state = S.REGISTERED if seat is not None else S.WAITING
        if state == S.WAITING and not accept_waiting:
            raise ValidationError(
                {"accept_waiting": _("Platserna är slut. Kryssa i rutan om du vill stå på väntelistan.")}
            )
    last = meeting.registrations.aggregate(number=Max("number"), line=Max("line"))
    registration = kept or Registration(organisation_id=meeting.organisation_id, meeting=meeting, person=person)
    registration.meeting, registration.registered_by = meeting, registered_by
    registration.member, registration.mode, registration.state, registration.seat = member, mode, state, seat
    # Whoever comes back comes last.
    registration.number = (last["number"] or 0) + 1
    registration.line = (last["line"] or 0) + 1 if state == S.WAITING else 0
    registration.why = []
    registration.diet = plain_line(diet)[:300] if meeting.asks_needs else ""
    registration.access = plain_line(access)[:300] if meeting.asks_needs else ""
    registration.must_confirm, registration.confirmed_at, registration.checked_in_at = False, None, None
    registration.created_at = registration.created_at if kept is not None else now
    registration.changed_at = now
    registration.save()
    notices.tell_registered(registration, now, colleague=colleague)
    return registration


@transaction.atomic
def leave(*, registration: Registration, now: datetime, actor: Person | None = None) -> Registration:
    """Take a registration back: one's own, or by the office (`actor`). The first in line gets the place at once."""
    meeting = _locked(registration.meeting)
    registration = _standing(meeting).filter(pk=registration.pk).first() or registration
    if actor is not None:
        require(permissions.may_arrange(actor, meeting.organisation, now))
    require(permissions.may_leave(registration, meeting, now))
    registration.meeting = meeting
    registration.state, registration.seat, registration.line = S.CANCELLED, None, 0
    registration.diet = registration.access = ""
    registration.must_confirm, registration.changed_at = False, now
    registration.save()
    notices.tell_left(registration, now)
    _fill(meeting, now)
    return registration


@transaction.atomic
def confirm(*, registration: Registration, now: datetime) -> Registration:
    """Say that one can come to the meeting as it is now."""
    meeting = _locked(registration.meeting)
    registration = Registration.objects.select_related("meeting").get(pk=registration.pk)
    if registration.state not in permissions.IN or meeting.state != MeetingState.PUBLISHED:
        raise Refused(_("Du är inte anmäld."))
    registration.must_confirm, registration.confirmed_at = False, now
    registration.save(update_fields=["must_confirm", "confirmed_at"])
    return registration


@transaction.atomic
def change_needs(*, registration: Registration, diet: str, access: str, now: datetime) -> Registration:
    """Change what one needs, until the meeting begins."""
    meeting = _locked(registration.meeting)
    require(permissions.may_leave(registration, meeting, now))
    registration.diet, registration.access = plain_line(diet)[:300], plain_line(access)[:300]
    registration.changed_at = now
    registration.save(update_fields=["diet", "access", "changed_at"])
    return registration


@transaction.atomic
def draw(*, meeting: Meeting, actor: Person, now: datetime) -> MeetingDraw:
    """Give the places of a meeting by lot or by rule, once. The seed is told, so that anybody can do it again."""
    meeting = _locked(meeting)
    require(permissions.may_draw(actor, meeting, now))
    interested = list(
        meeting.registrations.filter(state=S.INTERESTED).select_related("member", "person").order_by("number")
    )
    refused = queries.refused_last_time(meeting)
    applicants = [
        policy.Applicant(
            number=row.number,
            member=row.member.slug if row.member else "",
            is_new=row.member is not None and now - row.member.created_at < policy.NEW_MEMBER,
            was_refused=row.member_id in refused,
        )
        for row in interested
    ]
    by_number = {row.number: row for row in interested}
    with override("sv"):
        result = policy.placed(
            applicants,
            selection=meeting.selection,
            seed=meeting.seed,
            places=meeting.places if meeting.attendance != Attendance.DIGITAL else meeting.digital_places,
            max_per_member=meeting.max_per_member,
        )
    rows = []
    for line, each in enumerate(result, 1):
        row = by_number[each.number]
        row.meeting = meeting
        row.why, row.changed_at = list(each.why), now
        row.state, row.seat, row.line = S.WAITING, None, line
        row.save()
        rows.append({"number": each.number, "place": each.place, "chosen": each.chosen, "why": list(each.why)})
    for each in result:
        if each.chosen:
            row = by_number[each.number]
            row.seat = _free_seat(meeting, row.mode, past_the_line=True)
            if row.seat is not None:
                row.state, row.line = S.REGISTERED, 0
                row.save()
    meeting.drawn_at = now
    meeting.save(update_fields=["drawn_at"])
    made = MeetingDraw.objects.create(
        meeting=meeting,
        selection=meeting.selection,
        seed=meeting.seed,
        places=meeting.places if meeting.attendance != Attendance.DIGITAL else meeting.digital_places,
        rows=rows,
        at=now,
        by=actor,
    )
    _record(meeting, actor, "meeting.draw", now)
    notices.tell_drawn(interested, now)
    return made


# --- holding it ---


@transaction.atomic
def check_in(*, registration: Registration, actor: Person, now: datetime, there: bool = True) -> Registration:
    """The office notes that somebody is there, or that it was a slip."""
    meeting = registration.meeting
    require(permissions.may_arrange(actor, meeting.organisation, now))
    if registration.state != S.REGISTERED:
        raise Refused(_("Bara den som har plats kan checka in."))
    if now < meeting.starts_at - policy.CHECK_IN_BEFORE:
        raise Refused(_("Incheckningen öppnar en timme innan träffen börjar."))
    registration.checked_in_at = (registration.checked_in_at or now) if there else None
    registration.save(update_fields=["checked_in_at"])
    return registration


@transaction.atomic
def check_in_with_code(*, registration: Registration, code: str, now: datetime) -> Registration:
    """Somebody checks in with the code that is shown at the meeting."""
    meeting = registration.meeting
    require(permissions.may_check_in(registration, meeting, now))
    if not secrets.compare_digest("".join(code.split()).encode(), meeting.check_in_code.encode()):
        raise ValidationError({"code": _("Koden stämmer inte. Den visas på skärmen eller på ett papper i lokalen.")})
    registration.checked_in_at = registration.checked_in_at or now
    registration.save(update_fields=["checked_in_at"])
    return registration


@transaction.atomic
def set_questions(
    *, meeting: Meeting, questions: Sequence[tuple[str, str, Sequence[str]]], actor: Person, now: datetime
) -> list[EvaluationQuestion]:
    """Write the evaluation's questions (kind, text, options) anew. Not when somebody has answered."""
    meeting = _locked(meeting)
    require(permissions.may_arrange(actor, meeting.organisation, now))
    if meeting.replies.exists():
        raise Refused(_("Någon har redan svarat, så frågorna kan inte ändras."))
    if len(questions) > policy.MAX_QUESTIONS:
        raise ValidationError(_("Högst %(most)d frågor. Fler orkar ingen svara på.") % {"most": policy.MAX_QUESTIONS})
    made = []
    for position, (kind, text, options) in enumerate(questions):
        words = plain_line(text)
        if not words or kind not in QuestionKind.values:
            raise ValidationError(_("Ange vad du vill fråga och vilket slags svar du vill ha."))
        choices = list(dict.fromkeys(plain_line(option)[:80] for option in options if plain_line(option)))
        if kind == QuestionKind.CHOICE and len(choices) < 2:
            raise ValidationError(_("Frågan ”%(text)s” behöver minst två svar att välja bland.") % {"text": words})
        made.append(
            EvaluationQuestion(
                meeting=meeting,
                position=position,
                kind=kind,
                text=words[:200],
                options=choices[:10] if kind == QuestionKind.CHOICE else [],
            )
        )
    meeting.questions.all().delete()
    for question in made:
        question.save()
    _record(meeting, actor, "meeting.questions", now)
    return made


@transaction.atomic
def evaluate(*, registration: Registration, answers: Mapping[int, str], now: datetime) -> None:
    """Keep somebody's answers (question id → answer) apart from who they are; only that they have answered is noted."""
    meeting = _locked(registration.meeting)
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    require(permissions.may_evaluate(registration, meeting, now))
    kept: dict[str, Any] = {}
    for question in queries.questions(meeting):
        given = plain_text(answers.get(question.pk, ""))
        if not given:
            continue
        if question.kind == QuestionKind.SCALE:
            if given not in {"1", "2", "3", "4", "5"}:
                raise ValidationError({f"q_{question.pk}": _("Välj ett betyg från 1 till 5.")})
            kept[str(question.pk)] = int(given)
        elif question.kind == QuestionKind.CHOICE:
            if given not in question.options:
                raise ValidationError({f"q_{question.pk}": _("Välj ett av svaren.")})
            kept[str(question.pk)] = given
        else:
            kept[str(question.pk)] = given[:1000]
    if not kept:
        raise ValidationError(_("Svara på minst en fråga."))
    EvaluationReply.objects.create(key=secrets.token_hex(16), meeting=meeting, answers=kept)
    registration.has_evaluated = True
    registration.save(update_fields=["has_evaluated"])


@transaction.atomic
def add_material(
    *,
    meeting: Meeting,
    title: str,
    audience: str,
    actor: Person,
    now: datetime,
    url: str = "",
    file_name: str = "",
    content: bytes | None = None,
    tell: bool = False,
) -> Material:
    """Share a file or an address from the meeting. `tell`: those who were there hear of it."""
    require(permissions.may_arrange(actor, meeting.organisation, now))
    title, url = plain_line(title), url.strip()
    if not title:
        raise ValidationError({"title": _("Ange vad materialet heter.")})
    if audience not in MaterialAudience.values:
        raise ValidationError({"audience": _("Välj vilka som får se materialet.")})
    if bool(url) == (content is not None):
        raise ValidationError({"url": _("Ange en länk eller välj en fil, inte båda.")})
    if url and not (url.startswith(("https://", "http://")) and is_safe_address(url)):
        raise ValidationError({"url": _("Ange en webbadress som https://exempel.se.")})
    stored = Material(meeting=meeting, title=title[:150], url=url, audience=audience, added_at=now)
    if content is not None:
        suffix = PurePath(file_name).suffix.lower()
        starts = policy.FILE_STARTS.get(suffix)
        if starts is None or not content.startswith(starts):
            raise ValidationError(
                {"file": _("Filen går inte att använda. Välj en %(kinds)s.") % {"kinds": ", ".join(policy.FILE_STARTS)}}
            )
        if len(content) > policy.MAX_FILE:
            raise ValidationError(
                {"file": _("Filen är för stor. Den får vara högst %(most)d MB.") % {"most": policy.MAX_FILE // 2**20}}
            )
        stored.file_name, stored.size = plain_line(PurePath(file_name).name)[-150:], len(content)
        stored.file.save(f"{secrets.token_hex(10)}{suffix}", ContentFile(content), save=False)
    stored.save()
    _record(meeting, actor, "meeting.material", now)
    if tell:
        notices.tell_material(meeting, meeting.registrations.filter(state=S.REGISTERED).select_related("meeting__organisation"), now)  # fmt: skip
    return stored


@transaction.atomic
def remove_material(*, material: Material, actor: Person, now: datetime) -> None:
    """Take material away, file and all."""
    meeting = material.meeting
    require(permissions.may_arrange(actor, meeting.organisation, now))
    if material.file:
        storage, name = material.file.storage, str(material.file.name)
        transaction.on_commit(lambda: storage.delete(name))
    material.delete()
    _record(meeting, actor, "meeting.remove_material", now)


@transaction.atomic
def note_participants_taken(*, meeting: Meeting, number: int, needs: bool, actor: Person, now: datetime) -> None:
    """Put on record that somebody took out a list of participants with contact data, and whether with what they need."""
    changes = {"people": [0, number], "needs": [False, needs]}
    _record(meeting, actor, "meeting.export_participants", now, changes=changes)


def calendar_key_for(*, network: Organisation, person: Person, now: datetime, anew: bool = False) -> CalendarKey:
    """The secret of the person's own calendar, made when first asked for; `anew` makes the old address stop working."""
    key = secrets.token_urlsafe(24)
    try:
        with transaction.atomic():
            found, made = CalendarKey.objects.get_or_create(
                organisation=network, person=person, defaults={"key": key, "created_at": now}
            )
    except IntegrityError:
        return CalendarKey.objects.get(organisation=network, person=person)
    if anew and not made:
        found.key, found.created_at = key, now
        found.save(update_fields=["key", "created_at"])
    return found


# --- shared ---


def _locked(meeting: Meeting) -> Meeting:
    """The meeting as it stands now, held until the transaction ends: seats are given to one at a time."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=meeting.pk)


def _standing(meeting: Meeting) -> Any:
    return meeting.registrations.filter(state__in=permissions.IN).select_related(
        "meeting__organisation", "person", "member"
    )


def _free_seat(meeting: Meeting, mode: str, *, past_the_line: bool = False) -> int | None:
    """The lowest free seat, or None when it is full or others wait for it."""
    limit = queries.places_in(meeting, mode)
    rows = meeting.registrations.filter(mode=mode, seat__isnull=False).values_list("seat", flat=True)
    taken = {seat for seat in rows if seat is not None}
    if limit is None:
        return max(taken, default=0) + 1
    if not past_the_line and meeting.registrations.filter(mode=mode, state=S.WAITING).exists():
        return None
    if len(taken) >= limit:
        return None
    return next(seat for seat in range(1, len(taken) + 2) if seat not in taken)


def _fill(meeting: Meeting, now: datetime) -> list[Registration]:
    """Give free seats to those who wait, in order, and tell them. Nobody's member gets more than it may."""
    if meeting.state != MeetingState.PUBLISHED or meeting.starts_at <= now:
        return []
    promoted = []
    for mode in policy.modes_of(meeting.attendance):
        for row in _standing(meeting).filter(mode=mode, state=S.WAITING).order_by("line"):
            if row.member_id is not None and meeting.max_per_member is not None:
                had = meeting.registrations.filter(member_id=row.member_id, state=S.REGISTERED).count()
                if had >= meeting.max_per_member:
                    continue
            seat = _free_seat(meeting, mode, past_the_line=True)
            if seat is None:
                break
            row.meeting = meeting
            row.state, row.seat, row.line, row.changed_at = S.REGISTERED, seat, 0, now
            row.save()
            promoted.append(row)
    notices.tell_promoted(promoted, now)
    return promoted


def _check_room(meeting: Meeting, values: Mapping[str, Any]) -> None:
    """Refuse fewer places than are taken."""
    open_modes = policy.modes_of(values["attendance"])
    counts = {mode: meeting.registrations.filter(mode=mode, state=S.REGISTERED).count() for mode in Mode}
    for mode, field in ((Mode.PLACE, "places"), (Mode.DIGITAL, "digital_places")):
        if mode not in open_modes:
            continue
        coming = counts[mode] + sum(counts[other] for other in Mode if other not in open_modes)
        limit = values[field]
        if limit is not None and coming > limit:
            raise ValidationError({field: _("%(n)d har redan plats. Ange minst så många.") % {"n": coming}})


def _leave_closed_modes(meeting: Meeting, now: datetime) -> None:
    """Those who were to come in a way that is no longer there come in the other; there is room, or it would have been refused."""
    modes = policy.modes_of(meeting.attendance)
    for row in _standing(meeting).exclude(mode__in=modes).order_by("state", "number"):
        row.mode = modes[0]
        if row.state == S.REGISTERED:
            row.seat = _free_seat(meeting, row.mode, past_the_line=True)
        row.changed_at = now
        row.save()


def _checked(content: MeetingContent) -> dict[str, Any]:
    """The values as they are stored. Raises ValidationError with a message per field."""
    values = asdict(content)
    wrong: dict[str, str] = {}
    for name, most in (
        ("title", 100), ("summary", 300), ("target_group", 200), ("venue", 120), ("address", 200), ("travel", 500), ("cost_note", 300),
    ):  # fmt: skip
        values[name] = plain_line(values[name])
        if len(values[name]) > most:
            wrong[name] = _("Texten får vara högst %(most)d tecken.") % {"most": most}
    if not values["title"]:
        wrong["title"] = _("Ange vad träffen heter.")
    for name, choices in (
        ("kind", MeetingKind), ("attendance", Attendance), ("audience", Audience), ("selection", Selection),
    ):  # fmt: skip
        if values[name] not in choices.values:
            wrong[name] = _("Välj bland alternativen.")
    if values["ends_at"] <= values["starts_at"]:
        wrong["ends_at"] = _("Träffen måste sluta efter att den börjar.")
    values["register_until"] = values["register_until"] or values["starts_at"]
    if values["register_until"] > values["starts_at"]:
        wrong["register_until"] = _("Sista anmälan måste vara innan träffen börjar.")
    for name in ("places", "digital_places", "max_per_member"):
        if values[name] is not None and values[name] < 1:
            wrong[name] = _("Ange minst 1, eller lämna tomt.")
    if values["price"] < 0:
        wrong["price"] = _("Ange ett pris som är noll eller mer.")
    values["digital_link"] = values["digital_link"].strip()
    if values["digital_link"] and not values["digital_link"].startswith("https://"):
        wrong["digital_link"] = _("Ange en webbadress som börjar med https://.")
    if values["selection"] != Selection.FIRST and "attendance" not in wrong:
        if values["attendance"] == Attendance.BOTH:
            wrong["selection"] = _("Platser kan fördelas när alla deltar på samma sätt. Välj på plats eller digitalt.")
        elif (values["places"] if values["attendance"] == Attendance.PLACE else values["digital_places"]) is None:
            name = "places" if values["attendance"] == Attendance.PLACE else "digital_places"
            wrong[name] = _("Ange hur många platser som ska fördelas.")
    if wrong:
        raise ValidationError(wrong)
    values["text"] = checked_text(values["text"], "text")
    return values


def _free_slug(network: Organisation, title: str) -> str:
    base = slugify(title.lower().translate(str.maketrans("åäöé", "aaoe")))[:50].strip("-") or "traff"
    if base in {"mina", "ny", "anmalan"}:
        base = f"{base}-traff"
    taken = set(Meeting.objects.of(network).filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in taken)


def _publish_found(meeting: Meeting) -> None:
    words = [meeting.summary, meeting.text, meeting.venue, meeting.target_group]
    words += [f"{item.title} {item.speaker}" for item in meeting.programme.all()]
    events.publish(
        Found(
            network=meeting.organisation,
            kind="meeting",
            key=str(meeting.pk),
            title=meeting.title,
            text="\n".join(word for word in words if word),
            url_name="network:meeting",
            url_kwargs={"slug": meeting.slug},
            at=meeting.starts_at,
        )
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _record(
    meeting: Meeting,
    actor: Person,
    verb: str,
    now: datetime,
    *,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    audit.record(
        organisation_id=meeting.organisation_id,
        actor=actor,
        verb=verb,
        subject=meeting,
        now=now,
        reason=reason,
        changes=changes,
    )
