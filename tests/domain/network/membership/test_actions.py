"""Does a municipality come into the network, live in it and leave it by the rules, and is nothing told twice or to the wrong ones?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection

from medborgarbudget.domain.network.membership import actions, housekeeping, permissions, policy, queries
from medborgarbudget.domain.network.membership.content import PersonContent
from medborgarbudget.domain.network.membership.models import (
    Interest,
    Member,
    MemberContact,
    MemberState,
    Reminder,
    StateChange,
)
from medborgarbudget.domain.network.membership.queries import Wanted
from medborgarbudget.domain.network.search.events import Found, Lost, ToldAnew
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.actions import close_account
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation import events
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import Notification
from tests.support.cast import grant, make_person
from tests.support.network import LUND, SKANE, YSTAD, interest_content, make_member, register, speak_for

S = MemberState


def subjects(person: Person) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("id").values_list("subject", flat=True))


# --- interest ---


def test_an_interest_makes_a_member_to_be_and_tells_sender_and_office(
    hub: Organisation, frida: Person, now: datetime
) -> None:
    interest = register(
        hub, LUND, decision_body="Kommunstyrelsen", decision_date=date(2027, 1, 8), decision_paragraph="§ 12"
    )
    member = interest.member
    assert member is not None and (member.state, member.name, member.county_code) == (S.NEW, "Lunds kommun", "12")
    assert member.organisation_number == "212000-1132" and interest.decision_paragraph == "12"
    assert {letter.to[0] for letter in mail.outbox} == {"asta@example.org", frida.email}
    assert subjects(frida) == ["Ny intresseanmälan: Lunds kommun"]
    assert StateChange.objects.filter(member=member, after=S.NEW).count() == 1


def test_an_unproven_interest_is_seen_by_nobody_until_it_is_confirmed(
    hub: Organisation, frida: Person, now: datetime
) -> None:
    interest = register(hub, proven=False)
    assert not Member.objects.exists() and not mail.outbox and not subjects(frida)
    assert list(queries.unconfirmed(hub)) == [interest]
    actions.confirm_interest(interest=interest, now=now)
    actions.confirm_interest(interest=interest, now=now)
    assert Member.objects.get().state == S.NEW and len(subjects(frida)) == 1


def test_the_same_person_again_replaces_what_nobody_has_handled(
    hub: Organisation, frida: Person, now: datetime
) -> None:
    first = register(hub, wants="Ett")
    second = register(hub, wants="Två", now=now + timedelta(hours=1))
    first.refresh_from_db()
    assert first.replaced_at is not None and second.replaced_at is None
    assert queries.member_of(hub, first.member.slug).open_interests == 1
    other = register(hub, LUND, PersonContent("Bo", "bo@example.org"))
    assert other.member == first.member and Member.objects.count() == 1


def test_a_member_that_registers_again_stays_as_it_is(
    hub: Organisation, frida: Person, bo: Person, now: datetime
) -> None:
    member = make_member(hub, LUND, bo, about="Vår text", needs=["money"])
    interest = register(hub, LUND, PersonContent("Ny Person", "ny@example.org"), needs=["young"])
    member.refresh_from_db()
    assert interest.addition and interest.member == member
    assert (member.state, member.about, member.needs) == (S.MEMBER, "Vår text", ["money"])
    assert [contact.person for contact in queries.contacts(member)] == [bo], "nobody is let in by having written"
    receipt = next(letter for letter in mail.outbox if letter.to == ["ny@example.org"])
    assert "Bo" not in receipt.body and "medlem" not in receipt.subject.lower()


def test_one_that_left_and_comes_back_waits_under_its_old_name(hub: Organisation, frida: Person, now: datetime) -> None:
    member = make_member(hub, LUND, state=S.LEFT)
    register(hub)
    member.refresh_from_db()
    assert member.state == S.CONTACTED and Member.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"stage": "nej"}, "stage"),
        ({"orientations": []}, "orientations"),
        ({"orientations": ["annat"]}, "orientations"),
        ({"needs": ["annat"]}, "needs"),
        ({"organisation_number": "212000-1133"}, "organisation_number"),
        ({"organisation_number": "212000-1124"}, "organisation_number"),
        ({"decision_paragraph": "4"}, "decision_body"),
        ({"decision_body": "KS", "decision_date": date(2027, 3, 11)}, "decision_date"),
        ({"wants": "x" * 3001}, "wants"),
        ({"people": [PersonContent("Asta", "asta")]}, "people"),
        ({"people": [PersonContent(" ", "asta@example.org")]}, "people"),
        ({"people": [PersonContent("Asta", "asta@example.org", "elected")]}, "people"),
        ({"people": [PersonContent(f"P{n}", f"p{n}@example.org") for n in range(9)]}, "people"),
    ],
)
def test_nothing_is_stored_of_an_interest_that_is_wrong(
    hub: Organisation, now: datetime, values: dict[str, object], field: str
) -> None:
    from dataclasses import replace

    content = replace(interest_content(), **values)  # type: ignore[arg-type]
    with pytest.raises(ValidationError) as wrong:
        actions.register_interest(network=hub, content=content, proven=True, form_key="k", language="sv", now=now)
    assert set(wrong.value.message_dict) == {field}
    assert not Interest.objects.exists() and not Member.objects.exists() and not mail.outbox


def test_somebody_named_twice_is_one_person(hub: Organisation) -> None:
    people = (PersonContent("Asta", "asta@example.org"), PersonContent("Asta B", "ASTA@example.org "))
    assert register(hub, LUND, *people).people.count() == 1


# --- the way in and out ---


def test_the_ways_between_states_are_those_of_the_table(hub: Organisation, frida: Person, now: datetime) -> None:
    for before in S:
        for after in S:
            member = make_member(hub, LUND, state=before)
            assert bool(permissions.may_move(frida, member, after, now)) == (after in policy.WAYS[before]), (
                before,
                after,
            )
            member.delete()


@pytest.mark.parametrize("role", [RoleName.AUDITOR, RoleName.ELECTED, RoleName.DESK, None])
def test_who_only_reads_changes_nothing(hub: Organisation, role: str | None, now: datetime) -> None:
    member, person = make_member(hub, LUND, state=S.NEW), make_person("Rut")
    if role:
        grant(person, hub, role)
    for deed in (
        lambda: actions.mark_contacted(member=member, actor=person, now=now),
        lambda: actions.admit(member=member, actor=person, now=now),
        lambda: actions.add_note(member=member, text="Nej", actor=person, now=now),
        lambda: actions.assign(member=member, to=person, actor=person, now=now),
        lambda: actions.add_contact(
            member=member, name="A", email="a@example.org", role="lead", title="", actor=person, now=now
        ),
    ):
        with pytest.raises(Refused):
            deed()
    member.refresh_from_db()
    assert member.state == S.NEW


def test_admitting_makes_contacts_and_an_organisation_where_the_lead_may_begin(
    hub: Organisation, frida: Person, now: datetime
) -> None:
    people = (PersonContent("Asta", "asta@lund.example"), PersonContent("Bo", "bo@lund.example", "elected"))
    member = register(hub, LUND, *people, show_names=True).member
    assert member is not None
    invited = actions.admit(member=member, new_tenant_slug="lund", actor=frida, now=now)
    member.refresh_from_db()
    assert member.state == S.MEMBER and member.joined_at == now
    assert member.tenant is not None and (member.tenant.kind, member.tenant.code) == ("municipality", "1281")
    roles = {each.person.email: sorted(role.role for role in each.roles) for each in invited}
    assert roles == {"asta@lund.example": ["administrator", "lead"], "bo@lund.example": ["elected"]}
    assert not Interest.objects.filter(handled_at=None).exists()
    assert AuditEntry.objects.filter(verb="member.admit", organisation_id=hub.pk).exists()
    assert not frida.roles.filter(organisation=member.tenant).exists(), "the office gets no way into the member's own"
    with pytest.raises(Refused):
        actions.admit(member=member, actor=frida, now=now)


def test_a_taken_address_undoes_the_whole_admission(
    hub: Organisation, lund: Organisation, frida: Person, now: datetime
) -> None:
    member = register(hub).member
    assert member is not None
    with pytest.raises(ValidationError):
        actions.admit(member=member, new_tenant_slug="lund", actor=frida, now=now)
    member.refresh_from_db()
    assert member.state == S.NEW and not MemberContact.objects.exists()


def test_an_organisation_is_linked_only_where_one_of_the_members_people_decides(
    hub: Organisation,
    lund: Organisation,
    ystad: Organisation,
    frida: Person,
    doris: Person,
    asta: Person,
    now: datetime,
) -> None:
    member = make_member(hub, LUND, asta)
    with pytest.raises(Refused, match="Ingen av dem"):
        actions.link_tenant(member=member, tenant=lund, actor=frida, now=now)
    speak_for(member, doris)
    assert list(queries.tenants_that_may_be(member)) == [lund]
    actions.link_tenant(member=member, tenant=lund, actor=frida, now=now)
    other = make_member(hub, YSTAD, doris)
    with pytest.raises(ValidationError):
        actions.link_tenant(member=other, tenant=lund, actor=frida, now=now)


def test_pausing_and_leaving_have_a_reason_and_close_the_room(
    hub: Organisation, frida: Person, asta: Person, now: datetime
) -> None:
    member = make_member(hub, LUND, asta)
    with pytest.raises(ValidationError):
        actions.move(member=member, to=S.PAUSED, reason=" ", actor=frida, now=now)
    actions.move(member=member, to=S.PAUSED, reason="Val i höst", actor=frida, now=now)
    assert queries.membership_of(hub, asta) == member
    actions.move(member=member, to=S.LEFT, reason="Ny majoritet", actor=frida, now=now)
    assert queries.membership_of(hub, asta) is None
    actions.move(member=member, to=S.MEMBER, reason="", actor=frida, now=now)
    assert queries.membership_of(hub, asta) == member


def test_one_that_never_was_in_is_admitted_not_taken_back(hub: Organisation, frida: Person, now: datetime) -> None:
    member = make_member(hub, LUND, state=S.CONTACTED)
    with pytest.raises(Refused):
        actions.move(member=member, to=S.MEMBER, reason="", actor=frida, now=now)


def test_the_office_adds_by_hand_those_of_the_list_and_others(hub: Organisation, frida: Person, now: datetime) -> None:
    def add(kind: str, code: str, name: str = "", county: str = "") -> Member:
        return actions.add_member(
            network=hub, kind=kind, code=code, name=name, county_code=county, actor=frida, now=now
        )

    assert (add("municipality", "1281").name, Member.objects.get().state) == ("Lunds kommun", S.CONTACTED)
    assert add("municipality", "9901", "Påhittade kommun", "12").slug == "pahittade-kommun"
    for values in (("municipality", "1281"), ("municipality", "9902"), ("stad", "1280"), ("region", "99", "X", "77")):
        with pytest.raises(ValidationError):
            add(*values)
    assert Member.objects.count() == 2


# --- the office's work ---


def test_a_reminder_is_told_once_when_its_day_has_come(hub: Organisation, frida: Person, now: datetime) -> None:
    member, today = make_member(hub), date(2027, 3, 10)
    actions.remind(member=member, on=today + timedelta(days=2), text="Ring", person=frida, actor=frida, now=now)
    assert housekeeping.tidy(now)["reminders"] == 0
    later = now + timedelta(days=2)
    assert [housekeeping.tidy(later)["reminders"] for _twice in (1, 2)] == [1, 0]
    assert subjects(frida) == ["Påminnelse om Lunds kommun"]
    assert queries.reminders_due(hub, frida, today + timedelta(days=2)).count() == 1
    actions.finish_reminder(reminder=Reminder.objects.get(), actor=frida, now=later)
    assert not queries.reminders_due(hub, None, today + timedelta(days=9)).exists()


@pytest.mark.parametrize("values", [{"text": ""}, {"on": date(2027, 3, 9)}, {"person": "asta"}])
def test_a_reminder_that_makes_no_sense_is_refused(
    hub: Organisation, frida: Person, asta: Person, now: datetime, values: dict[str, object]
) -> None:
    given = {"on": date(2027, 3, 12), "text": "Ring", "person": frida} | values
    if given["person"] == "asta":
        given["person"] = asta
    with pytest.raises(ValidationError):
        actions.remind(member=make_member(hub), actor=frida, now=now, **given)  # type: ignore[arg-type]


def test_unconfirmed_interests_are_thrown_away_after_three_days(
    hub: Organisation, frida: Person, now: datetime
) -> None:
    register(hub, proven=False)
    register(hub, YSTAD, now=now)
    assert housekeeping.tidy(now + timedelta(days=2))["unconfirmed interests"] == 0
    assert housekeeping.tidy(now + timedelta(days=4))["unconfirmed interests"] == 1
    assert [row.code for row in Interest.objects.all()] == ["1286"]


def test_members_that_are_silent_are_found_and_heard_again(
    hub: Organisation, frida: Person, asta: Person, now: datetime
) -> None:
    quiet = make_member(hub, LUND, asta, now=now - timedelta(days=100))
    make_member(hub, YSTAD, now=now - timedelta(days=10))
    assert list(queries.silent(hub, now)) == [quiet]
    actions.save_profile(member=quiet, values={"about": "Vi lever"}, actor=asta, now=now)
    assert not queries.silent(hub, now).exists()
    actions.note_heard(member=quiet, now=now - timedelta(days=200))
    assert not queries.silent(hub, now).exists(), "what is told late takes nothing back"


def test_assigning_tells_whoever_is_given_the_member(hub: Organisation, frida: Person, now: datetime) -> None:
    member, gun = make_member(hub), grant(make_person("Gun"), hub, RoleName.COMMUNICATOR)
    actions.assign(member=member, to=gun, actor=frida, now=now)
    actions.assign(member=member, to=frida, actor=frida, now=now)
    assert subjects(gun) == ["Du håller kontakten med Lunds kommun"] and subjects(frida) == []
    with pytest.raises(ValidationError):
        actions.assign(member=member, to=make_person("Utomstående"), actor=frida, now=now)


# --- the member's own ---


def test_a_members_people_write_its_page_and_others_do_not(
    hub: Organisation, frida: Person, asta: Person, bo: Person, now: datetime
) -> None:
    member = make_member(hub, LUND, asta)
    make_member(hub, YSTAD, bo)
    actions.save_profile(
        member=member,
        values={"about": "Hej\u202e", "needs": ["young", "start", "nonsens"], "inhabitants": 130_000},
        actor=asta,
        now=now,
    )
    member.refresh_from_db()
    assert (member.about, member.needs, member.inhabitants) == ("Hej", ["start", "young"], 130_000)
    for stranger in (bo, make_person("Utomstående")):
        with pytest.raises(Refused):
            actions.save_profile(member=member, values={"about": "Nej"}, actor=stranger, now=now)
    actions.save_profile(member=member, values={"about": "Kansliet hjälpte"}, actor=frida, now=now)
    with pytest.raises(ValidationError) as wrong:
        actions.save_profile(member=member, values={"website": "javascript:alert(1)"}, actor=asta, now=now)
    assert set(wrong.value.message_dict) == {"website"}


def test_leads_let_others_in_and_the_last_one_stays(
    hub: Organisation, asta: Person, bo: Person, frida: Person, now: datetime
) -> None:
    member = make_member(hub, LUND, asta)
    own = queries.own_contact(member, asta)
    assert own is not None
    with pytest.raises(Refused, match="enda projektansvariga"):
        actions.end_contact(contact=own, actor=asta, now=now)
    invited = actions.add_contact(
        member=member, name="Bo", email=bo.email, role="elected", title="", actor=asta, now=now
    )
    assert invited is not None and invited.person == bo
    assert (
        actions.add_contact(member=member, name="Bo", email=bo.email, role="lead", title="", actor=asta, now=now)
        is None
    )
    with pytest.raises(Refused):
        actions.end_contact(contact=own, actor=bo, now=now)
    with pytest.raises(Refused):
        actions.add_contact(member=member, name="C", email="c@example.org", role="lead", title="", actor=bo, now=now)
    actions.end_contact(contact=own, actor=frida, now=now)
    assert queries.membership_of(hub, asta) is None


def test_each_chooses_alone_what_others_see(hub: Organisation, asta: Person, frida: Person, now: datetime) -> None:
    contact = speak_for(make_member(hub), asta)
    shown = {"title": "Strateg", "phone": "0123", "show_name": False, "show_email": True, "show_phone": False}
    with pytest.raises(Refused):
        actions.choose_shown(contact=contact, actor=frida, **shown)  # type: ignore[arg-type]
    actions.choose_shown(contact=contact, actor=asta, **shown)  # type: ignore[arg-type]
    contact.refresh_from_db()
    assert (contact.show_name, contact.show_email, contact.phone) == (False, True, "0123")


def test_who_closes_the_account_speaks_for_nobody(hub: Organisation, asta: Person, now: datetime) -> None:
    contact = speak_for(make_member(hub), asta)
    MemberContact.objects.update(phone="0123", show_phone=True)
    close_account(person=asta, now=now)
    contact.refresh_from_db()
    assert contact.ended_at == now and contact.phone == "" and not contact.show_phone


def test_members_can_be_found_while_they_are_in(hub: Organisation, frida: Person, asta: Person, now: datetime) -> None:
    heard: list[object] = []
    for kind in (Found, Lost):
        events.subscribe(kind, heard.append)
    try:
        member = make_member(hub, LUND, asta)
        actions.save_profile(member=member, values={"about": "Öppet", "needs_text": "Hemligt"}, actor=asta, now=now)
        found = heard[-1]
        assert isinstance(found, Found) and found.audience == "public"
        assert "Öppet" in found.text and "Hemligt" not in found.text
        heard.clear()
        events.publish(ToldAnew(network=hub))
        assert [each.key for each in heard] == [str(member.pk)]  # type: ignore[attr-defined]
        actions.move(member=member, to=S.LEFT, reason="Slut", actor=frida, now=now)
        assert isinstance(heard[-1], Lost)
    finally:
        for kind in (Found, Lost):
            events._handlers[kind].remove(heard.append)


@pytest.mark.writes
def test_members_are_narrowed_on_both_databases(hub: Organisation, asta: Person) -> None:
    lund = make_member(hub, LUND, asta, needs=["young"], offers=["start"], orientations=["group"], about="Skolor")
    make_member(hub, YSTAD, needs=["money"], orientations=["territory"])
    make_member(hub, SKANE, state=S.LEFT)
    everything = queries.all_members(hub)
    for wanted in (
        Wanted(words="lund skol"), Wanted(words="Asta"), Wanted(need="young"), Wanted(offer="start"), Wanted(orientation="group"),
    ):  # fmt: skip
        assert list(queries.narrowed(everything, wanted)) == [lund], wanted
    assert queries.narrowed(everything, Wanted(states=[S.LEFT])).count() == 1
    assert queries.narrowed(everything, Wanted(kind="municipality", county="12")).count() == 2
    assert not queries.narrowed(everything, Wanted(words="' OR 1=1 --")).exists()


# --- at once ---


@pytest.mark.writes
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_form", [True, False])
def test_the_same_interest_twice_at_once_is_one_to_handle(hub: Organisation, same_form: bool) -> None:
    def run(number: int) -> None:
        try:
            register(hub, form_key="samma" if same_form else f"form{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(run, range(4)))
    assert Member.objects.count() == 1
    assert Interest.objects.count() == (1 if same_form else 4)
    assert queries.all_members(hub).get().open_interests == 1


@pytest.mark.writes
@pytest.mark.django_db(transaction=True)
def test_two_in_the_office_who_admit_at_once_admit_once(hub: Organisation, frida: Person, now: datetime) -> None:
    member = register(hub).member
    assert member is not None

    def run(_number: int) -> str:
        try:
            actions.admit(member=member, actor=frida, now=now)
            return "admitted"
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        answers = sorted(threads.map(run, range(3)))
    assert answers == ["admitted", "refused", "refused"]
    assert MemberContact.objects.count() == 1 and StateChange.objects.filter(after=S.MEMBER).count() == 1
