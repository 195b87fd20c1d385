"""Can a member find somebody to ask, and is a request seen through to what it led to?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.network.experts import actions, policy, queries
from medborgarbudget.domain.network.experts.actions import ExpertContent
from medborgarbudget.domain.network.experts.models import Expert, HelpRequest, RequestState, Topic
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import Notification
from tests.support.meetings import a_member

pytestmark = pytest.mark.django_db

INES = ExpertContent(
    name="Ines Falcão",
    kind="researcher",
    summary="Forskar om tillit.",
    topics=[Topic.METHOD, Topic.LAW],
    languages=["pt", "en"],
)


@pytest.fixture
def ines(hub: Organisation, frida: Person, now: datetime) -> Expert:
    return actions.create_expert(network=hub, content=INES, actor=frida, now=now)


@pytest.fixture
def solvik(hub: Organisation, asta: Person) -> Member:
    return a_member(hub, "Solvik", "0001", asta)


def ask(hub: Organisation, solvik: Member, asta: Person, now: datetime, **more: object) -> HelpRequest:
    values: dict[str, object] = {
        "expert": None,
        "topic": Topic.LAW,
        "text": "Vad får vi lova?",
        "wanted_by": None,
        "key": "k",
        **more,
    }
    return actions.ask(network=hub, member=solvik, asker=asta, now=now, **values)  # type: ignore[arg-type]


def handle(request: HelpRequest, frida: Person, now: datetime, **more: object) -> HelpRequest:
    values: dict[str, object] = {
        "state": RequestState.PASSED_ON, "text": "", "for_member": False, "expert": None, "assigned_to": frida, **more,
    }  # fmt: skip
    return actions.handle(request=request, actor=frida, now=now, **values)  # type: ignore[arg-type]


def test_the_directory_is_filtered_by_what_one_needs(
    hub: Organisation, frida: Person, ines: Expert, now: datetime
) -> None:
    marit = actions.create_expert(
        network=hub, content=replace(INES, name="Marit", topics=[Topic.YOUTH], languages=["no"]), actor=frida, now=now
    )
    hidden = actions.create_expert(network=hub, content=replace(INES, name="Dold", shown=False), actor=frida, now=now)
    every = list(queries.public_experts(hub))
    assert every == [ines, marit] and hidden not in every
    assert queries.matching(every, topic="youth") == [marit]
    assert queries.matching(every, language="pt") == [ines]
    assert queries.matching(every, topic="youth", language="pt") == []


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"name": " "}, "name"), ({"summary": ""}, "summary"), ({"topics": ["x"]}, "topics"), ({"kind": "x"}, "kind"),
        ({"website": "javascript:x"}, "website"), ({"text": "[x](data:x)"}, "text"),
    ],
)  # fmt: skip
def test_bad_words_of_an_expert_are_refused_at_their_field(
    hub: Organisation, frida: Person, now: datetime, fields: dict[str, object], at: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        actions.create_expert(network=hub, content=replace(INES, **fields), actor=frida, now=now)  # type: ignore[arg-type]
    assert at in wrong.value.message_dict


def test_a_request_goes_from_question_to_what_it_led_to(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, ines: Expert, now: datetime
) -> None:
    asked = ask(hub, solvik, asta, now)
    assert Notification.objects.get(person=frida).link == f"/kansli/experter/fragor/{asked.pk}/"
    assert (queries.new_requests(hub).count(), queries.still_requests(hub, now).count()) == (1, 0)
    with pytest.raises(Refused, match="inte förmedlad"):
        actions.tell_outcome(request=asked, member=solvik, outcome="yes", text="", actor=asta, now=now)
    asked = handle(asked, frida, now, expert=ines, text="Internt: ringde Ines.")
    assert [note.text for note in queries.notes(asked, for_member=False)] == ["Internt: ringde Ines."]
    assert "Internt" not in Notification.objects.get(person=asta).body
    fortnight = now + policy.FOLLOW_UP_AFTER + timedelta(days=1)
    assert (queries.new_requests(hub).count(), queries.still_requests(hub, fortnight).count()) == (0, 1)
    done = actions.tell_outcome(
        request=asked, member=solvik, outcome="yes", text="Vi skrev om löftet.", actor=asta, now=now
    )
    assert done.state == RequestState.CLOSED
    with pytest.raises(Refused, match="avslutad"):
        handle(done, frida, now)


def test_a_note_for_the_office_is_not_shown_to_the_member(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime
) -> None:
    asked = ask(hub, solvik, asta, now)
    handle(asked, frida, now, state=RequestState.NEW, text="Svår att nå.")
    handle(asked, frida, now, state=RequestState.NEW, text="Vi letar.", for_member=True)
    assert [note.text for note in queries.notes(asked, for_member=True)] == ["Vi letar."]
    assert Notification.objects.filter(person=asta).count() == 1


def test_a_no_has_a_reason_that_the_member_reads(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime
) -> None:
    asked = ask(hub, solvik, asta, now)
    for more in ({"text": ""}, {"text": "Ingen kunde."}):
        with pytest.raises(ValidationError):
            handle(asked, frida, now, state=RequestState.DECLINED, **more)
    assert (
        handle(asked, frida, now, state=RequestState.DECLINED, text="Ingen kunde.", for_member=True).state == "declined"
    )


def test_sent_twice_is_one_request(hub: Organisation, asta: Person, solvik: Member, now: datetime) -> None:
    assert ask(hub, solvik, asta, now).pk == ask(hub, solvik, asta, now).pk


def test_who_may_ask(hub: Organisation, asta: Person, solvik: Member, now: datetime) -> None:
    solvik.state = MemberState.PAUSED
    with pytest.raises(Refused, match="pausat"):
        ask(hub, solvik, asta, now)
    with pytest.raises(ValidationError):
        solvik.state = MemberState.MEMBER
        ask(hub, solvik, asta, now, wanted_by=now.date() - timedelta(days=1))


def test_another_members_request_is_not_mine_to_close(
    hub: Organisation, frida: Person, asta: Person, bo: Person, solvik: Member, now: datetime
) -> None:
    granby = a_member(hub, "Granby", "0002", bo)
    asked = handle(ask(hub, solvik, asta, now), frida, now)
    with pytest.raises(Refused):
        actions.tell_outcome(request=asked, member=granby, outcome="yes", text="", actor=bo, now=now)
    assert list(queries.requests_of_member(hub, granby)) == []
