"""Are places drawn as was promised, who was there noted, answers kept apart from people, and what is not needed forgotten?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from medborgarbudget.domain.network.meetings import actions, certificate, housekeeping, permissions, policy, queries
from medborgarbudget.domain.network.meetings.models import (
    EvaluationReply,
    MaterialAudience,
    Meeting,
    Mode,
    Registration,
    RegistrationState,
    Selection,
)
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import NOW
from tests.support.meetings import NOON, a_meeting, a_member, changed, people

S = RegistrationState
pytestmark = pytest.mark.django_db
NAMES = ("Asta", "Bo", "Cissi", "Disa", "Egon", "Fia", "Gun", "Hans")
PDF = b"%PDF-1.7 ett blad"


def join(meeting: Meeting, person: Person, now: datetime = NOW, mode: str = Mode.PLACE) -> Registration:
    return actions.register(meeting=meeting, person=person, mode=mode, now=now)


def came(meeting: Meeting, frida: Person, *names: str) -> list[Registration]:
    rows = [join(meeting, person) for person in people(*names)]
    for row in rows:
        actions.check_in(registration=row, actor=frida, now=NOON)
    return rows


# --- drawing ---


def test_interest_is_drawn_as_the_public_seed_says(hub: Organisation, frida: Person, now: datetime) -> None:
    meeting = a_meeting(hub, frida, selection=Selection.DRAW, places=3)
    promised = policy.fingerprint(meeting.seed)
    rows = [join(meeting, person) for person in people(*NAMES)]
    assert {row.state for row in rows} == {S.INTERESTED} and [row.number for row in rows] == list(range(1, 9))
    with pytest.raises(Refused, match="sista dagen"):
        actions.draw(meeting=meeting, actor=frida, now=now)
    made = actions.draw(meeting=meeting, actor=frida, now=meeting.register_until)
    assert policy.fingerprint(made.seed) == promised
    by_hand = sorted(range(1, 9), key=lambda number: policy.lot(made.seed, number))
    assert [row["number"] for row in made.rows] == by_hand
    assert set(Registration.objects.filter(state=S.REGISTERED).values_list("number", flat=True)) == set(by_hand[:3])
    waiting = Registration.objects.filter(state=S.WAITING).order_by("line")
    assert [row.number for row in waiting] == by_hand[3:]
    assert all("Lotten avgjorde." in row.why for row in Registration.objects.all())
    # The line moves in the order of the draw.
    actions.leave(registration=Registration.objects.get(number=by_hand[0]), now=meeting.register_until)
    assert Registration.objects.get(number=by_hand[3]).state == S.REGISTERED


def test_who_was_refused_last_time_and_who_is_new_go_first(hub: Organisation, frida: Person, now: datetime) -> None:
    crowd = people(*NAMES[:6])
    bodies = [
        a_member(hub, name, f"000{n}", person, joined=now - timedelta(days=30) if n == 5 else None)
        for n, (name, person) in enumerate(zip(("Alby", "Berga", "Celle", "Dala", "Ekby", "Fors"), crowd, strict=True))
    ]
    first = a_meeting(hub, frida, selection=Selection.RULE, places=2, title="Första besöket")
    for person in crowd[:4]:
        join(first, person)
    actions.draw(meeting=first, actor=frida, now=first.register_until)
    lost = set(first.registrations.filter(state=S.WAITING).values_list("member_id", flat=True))
    later = NOON + timedelta(days=30)
    second = a_meeting(
        hub, frida, selection=Selection.RULE, places=3, title="Andra besöket", starts_at=later,
        ends_at=later + timedelta(hours=2), register_until=later - timedelta(days=5),
    )  # fmt: skip
    for person in crowd:
        join(second, person)
    assert queries.refused_last_time(second) == lost
    actions.draw(meeting=second, actor=frida, now=second.register_until)
    got = set(second.registrations.filter(state=S.REGISTERED).values_list("member_id", flat=True))
    assert got == lost | {bodies[5].pk}


def test_how_places_are_given_stands_once_published(hub: Organisation, frida: Person, now: datetime) -> None:
    meeting = a_meeting(hub, frida, selection=Selection.DRAW, places=3)
    with pytest.raises(ValidationError) as wrong:
        changed(meeting, frida, now, selection=Selection.FIRST)
    assert "selection" in wrong.value.message_dict
    with pytest.raises(ValidationError) as wrong:
        a_meeting(hub, frida, selection=Selection.DRAW, places=None)
    assert "places" in wrong.value.message_dict


# --- at the meeting ---


def test_the_link_is_for_the_registered_shortly_before(hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida, attendance="both", digital_link="https://mote.example/1")
    asta, bo = people("Asta", "Bo")
    here, there = join(meeting, asta), join(meeting, bo, mode=Mode.DIGITAL)
    hour = timedelta(hours=1)
    assert not permissions.may_see_link(there, meeting, NOON - hour - timedelta(seconds=1))
    assert permissions.may_see_link(there, meeting, NOON - hour)
    assert not permissions.may_see_link(there, meeting, meeting.ends_at + hour)
    assert not permissions.may_see_link(here, meeting, NOON), "who comes in person does not need it"
    assert not permissions.may_see_link(None, meeting, NOON)


def test_the_code_checks_in_at_the_time_of_the_meeting_only(hub: Organisation, frida: Person, now: datetime) -> None:
    meeting = a_meeting(hub, frida)
    [asta] = people("Asta")
    row = join(meeting, asta)
    row.meeting = meeting
    with pytest.raises(Refused, match="en timme innan"):
        actions.check_in_with_code(registration=row, code=meeting.check_in_code, now=now)
    with pytest.raises(ValidationError):
        actions.check_in_with_code(registration=row, code="0", now=NOON)
    spaced = f" {meeting.check_in_code[:3]} {meeting.check_in_code[3:]} "
    assert actions.check_in_with_code(registration=row, code=spaced, now=NOON).checked_in_at == NOON
    with pytest.raises(Refused):
        actions.check_in(registration=row, actor=asta, now=NOON)
    assert actions.check_in(registration=row, actor=frida, now=NOON, there=False).checked_in_at is None


def test_the_certificate_is_for_who_was_there(hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida)
    [row] = came(meeting, frida, "Asta")
    [away] = [join(meeting, person) for person in people("Bo")]
    after = meeting.ends_at + timedelta(hours=1)
    row.refresh_from_db()
    assert permissions.may_get_certificate(row, meeting, after)
    assert not permissions.may_get_certificate(row, meeting, NOON)
    assert not permissions.may_get_certificate(away, meeting, after)
    row.person.name = "Asta #let x = 1 *Öberg*"
    assert certificate.certificate(row, after).startswith(b"%PDF-")


# --- afterwards ---


def asked(meeting: Meeting, frida: Person) -> list[int]:
    made = actions.set_questions(
        meeting=meeting,
        questions=[
            ("scale", "Hur var det?", ()),
            ("choice", "Lärde du dig något?", ("Ja", "Nej")),
            ("text", "Mer?", ()),
        ],
        actor=frida,
        now=NOW,
    )
    return [row.pk for row in made]


def test_answers_are_kept_apart_from_who_gave_them(hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida)
    scale, choice, text = asked(meeting, frida)
    rows = came(meeting, frida, *NAMES[:6])
    after = meeting.ends_at + timedelta(hours=2)
    for number, row in enumerate(rows):
        actions.evaluate(
            registration=row,
            answers={scale: "5" if number else "4", choice: "Ja", text: f"ord {9 - number}"},
            now=after,
        )
    assert {field.name for field in EvaluationReply._meta.get_fields()} == {"key", "meeting", "answers"}
    replies, results = queries.evaluation(meeting)
    assert replies == 6
    assert results[0].scale is not None and results[0].scale.mean == pytest.approx(29 / 6)
    assert results[0].scale.counts is None, "one gave a 4"
    assert results[1].counts == {"Ja": 6, "Nej": 0}
    assert results[2].texts == [f"ord {n}" for n in range(4, 10)], "by the alphabet, not by who came first"
    with pytest.raises(Refused, match="redan svarat"):
        actions.evaluate(registration=rows[0], answers={scale: "1"}, now=after)
    with pytest.raises(Refused, match="redan svarat"):
        actions.set_questions(meeting=meeting, questions=[], actor=frida, now=after)


def test_few_answers_tell_nothing(hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida)
    scale, choice, text = asked(meeting, frida)
    for row in came(meeting, frida, *NAMES[:4]):
        actions.evaluate(registration=row, answers={scale: "3", choice: "Ja", text: "hemligt"}, now=meeting.ends_at)
    _replies, results = queries.evaluation(meeting)
    assert results[0].scale is not None and results[0].scale.mean is None
    assert results[1].counts is None and results[2].texts == []


def test_nonsense_answers_are_refused_and_nothing_is_kept(hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida)
    scale, choice, _text = asked(meeting, frida)
    [row] = came(meeting, frida, "Asta")
    for answers in ({scale: "6"}, {choice: "Kanske"}, {}, {scale: "4", choice: "Kanske"}):
        with pytest.raises(ValidationError):
            actions.evaluate(registration=row, answers=answers, now=meeting.ends_at)
    row.refresh_from_db()
    assert not row.has_evaluated and not EvaluationReply.objects.exists()


def test_material_is_for_those_it_is_meant_for(hub: Organisation, frida: Person) -> None:
    asta, bo, cissi = people("Asta", "Bo", "Cissi")
    body = a_member(hub, "Solvik", "0001", bo)
    meeting = a_meeting(hub, frida)
    row = join(meeting, asta)
    given = {
        audience: actions.add_material(
            meeting=meeting, title=audience.name, audience=audience, url="https://film.example/1", actor=frida, now=NOW
        )
        for audience in MaterialAudience
    }

    def sees(person: Person, member: object, registration: Registration | None) -> list[str]:
        return [
            audience.value
            for audience, one in given.items()
            if permissions.may_read_material(person, member, registration, one, meeting)  # type: ignore[arg-type]
        ]

    assert sees(asta, None, row) == ["participants", "members", "everybody"]
    assert sees(bo, body, None) == ["members", "everybody"]
    assert sees(cissi, None, None) == ["everybody"]
    assert sees(frida, None, None) == ["participants", "members", "everybody"]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"title": " "}, "title"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://x.example", "content": PDF, "file_name": "x.pdf"}, "url"),
        ({"url": ""}, "url"),
        ({"url": "", "content": b"MZ", "file_name": "x.pdf"}, "file"),
        ({"url": "", "content": PDF, "file_name": "x.exe"}, "file"),
        ({"audience": "alla"}, "audience"),
    ],
)
def test_bad_material_is_refused_at_its_field(
    hub: Organisation, frida: Person, fields: dict[str, object], at: str
) -> None:
    meeting = a_meeting(hub, frida)
    values: dict[str, object] = {"title": "Bilder", "audience": "members", "url": "https://x.example", **fields}
    with pytest.raises(ValidationError) as wrong:
        actions.add_material(meeting=meeting, actor=frida, now=NOW, **values)  # type: ignore[arg-type]
    assert at in wrong.value.message_dict and not meeting.material.exists()


# --- the clock ---


def test_reminders_are_sent_a_week_and_a_day_before_and_once(hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida)
    asta, bo = people("Asta", "Bo")
    join(meeting, asta)
    late = join(meeting, bo, NOON - timedelta(days=3))
    mail.outbox.clear()
    week, day = NOON - timedelta(days=7), NOON - timedelta(days=1)
    assert housekeeping.tidy(week - timedelta(minutes=5))["meeting reminders"] == 0
    assert housekeeping.tidy(week + timedelta(minutes=5))["meeting reminders"] == 1
    assert [one.to for one in mail.outbox] == [[asta.email]], "Bo has just got the receipt"
    assert housekeeping.tidy(week + timedelta(hours=1))["meeting reminders"] == 0
    assert housekeeping.tidy(day + timedelta(minutes=5))["meeting reminders"] == 2
    actions.leave(registration=late, now=day)
    assert housekeeping.tidy(day + timedelta(hours=2))["meeting reminders"] == 0


def test_a_cancelled_meeting_reminds_nobody_and_a_moved_one_again(
    hub: Organisation, frida: Person, now: datetime
) -> None:
    meeting = a_meeting(hub, frida)
    [asta] = people("Asta")
    join(meeting, asta)
    assert housekeeping.tidy(NOON - timedelta(days=7))["meeting reminders"] == 1
    later = NOON + timedelta(days=7)
    changed(meeting, frida, NOON - timedelta(days=6), starts_at=later, ends_at=later + timedelta(hours=1))
    assert housekeeping.tidy(later - timedelta(days=7))["meeting reminders"] == 1
    meeting.refresh_from_db()
    actions.cancel_meeting(meeting=meeting, reason="Sjukdom.", actor=frida, now=now)
    assert housekeeping.tidy(later - timedelta(days=1))["meeting reminders"] == 0


def test_those_who_were_there_are_asked_how_it_was_once(hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida)
    asked(meeting, frida)
    [row] = came(meeting, frida, "Asta")
    join(meeting, people("Bo")[0])
    mail.outbox.clear()
    after = meeting.ends_at + timedelta(hours=2)
    assert housekeeping.tidy(after)["meeting evaluations asked for"] == 1
    assert [one.to for one in mail.outbox] == [[row.person.email]]
    assert housekeeping.tidy(after + timedelta(hours=1))["meeting evaluations asked for"] == 0


def test_needs_are_forgotten_two_weeks_after(hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida, asks_needs=True)
    [asta] = people("Asta")
    row = actions.register(meeting=meeting, person=asta, mode="place", diet="Vegan", access="Hörslinga", now=NOW)
    assert (row.diet, row.access) == ("Vegan", "Hörslinga")
    housekeeping.tidy(meeting.ends_at + timedelta(days=13))
    row.refresh_from_db()
    assert row.diet == "Vegan"
    assert housekeeping.tidy(meeting.ends_at + timedelta(days=14))["meetings whose needs were forgotten"] == 1
    row.refresh_from_db()
    assert (row.diet, row.access) == ("", "") and row.state == S.REGISTERED
    assert housekeeping.tidy(meeting.ends_at + timedelta(days=15))["meetings whose needs were forgotten"] == 0


def test_needs_that_were_not_asked_for_are_not_kept(hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida, asks_needs=False)
    row = actions.register(meeting=meeting, person=people("Asta")[0], mode="place", diet="Vegan", now=NOW)
    assert row.diet == ""


# --- what the office writes ---


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"title": "  "}, "title"),
        ({"ends_at": NOON}, "ends_at"),
        ({"register_until": NOON + timedelta(minutes=1)}, "register_until"),
        ({"places": 0}, "places"),
        ({"digital_link": "http://osaker.example"}, "digital_link"),
        ({"text": "[klicka](javascript:alert(1))"}, "text"),
        ({"kind": "fest"}, "kind"),
        ({"price": -1}, "price"),
        ({"selection": "draw", "attendance": "both", "places": 3}, "selection"),
    ],
)
def test_bad_content_is_refused_at_its_field(
    hub: Organisation, frida: Person, fields: dict[str, object], at: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        a_meeting(hub, frida, **fields)
    assert at in wrong.value.message_dict and not Meeting.objects.exists()


def test_only_the_office_arranges(hub: Organisation, frida: Person, asta: Person, doris: Person) -> None:
    for person in (asta, doris):
        with pytest.raises(Refused):
            a_meeting(hub, person)
    meeting = a_meeting(hub, frida)
    for deed in (
        lambda: actions.cancel_meeting(meeting=meeting, reason="x", actor=asta, now=NOW),
        lambda: actions.set_programme(meeting=meeting, parts=[], actor=asta, now=NOW),
        lambda: actions.draw(meeting=meeting, actor=asta, now=NOON),
        lambda: actions.set_questions(meeting=meeting, questions=[], actor=asta, now=NOW),
    ):
        with pytest.raises(Refused):
            deed()
