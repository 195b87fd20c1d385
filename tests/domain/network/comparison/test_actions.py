"""Whose figures are compared, on whose word, and how much of them is shown?"""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ValidationError

from medborgarbudget.domain.network.comparison import actions, queries
from medborgarbudget.domain.network.comparison.measures import MEASURES, published, values_of
from medborgarbudget.domain.network.comparison.models import ComparableState, ComparedCycle, Origin
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.decisions import Refused
from tests.domain.network.comparison.test_files import document, signed, table
from tests.support.cast import NOW
from tests.support.counting import published_vote, votes, with_costs
from tests.support.cycles import make_cycle
from tests.support.knowledge import make_member

pytestmark = pytest.mark.django_db

FILE = table("Skolbudget;2026;22000;1100000;110;100;40;2200;220;0,2")


@pytest.fixture
def member(hub: Organisation, asta: Person) -> Member:
    return make_member(hub, contact=asta)


def shown(hub: Organisation) -> dict[str, dict[str, float | None]]:
    return {row.label: row.values for row in queries.shown(hub)}


def test_an_unsigned_file_waits_for_the_office(hub: Organisation, member: Member, asta: Person, frida: Person) -> None:
    [row] = actions.receive_file(member=member, content=FILE, actor=asta, now=NOW)
    assert (row.state, row.origin) == (ComparableState.WAITING, Origin.FILE)
    assert shown(hub) == {}
    with pytest.raises(Refused):
        actions.approve(row=row, actor=asta, now=NOW)
    actions.approve(row=row, actor=frida, now=NOW)
    assert shown(hub) == {
        "Sala kommun 2026": {
            "kronor": 50, "forslag": 5, "godkanda": 0.4, "deltagande": 0.1, "unga": 0.1, "jamlikhet": 0.8, "i-tid": None, "dagar": None,
        }
    }  # fmt: skip


def test_a_signed_file_is_shown_at_once_when_the_key_is_the_members(
    hub: Organisation, member: Member, asta: Person, bo: Person
) -> None:
    key = Ed25519PrivateKey.generate()
    given = signed(key, document())
    content = json.dumps(given).encode()
    with pytest.raises(ValidationError, match="Lägg till nyckeln"):
        actions.receive_file(member=member, content=content, actor=asta, now=NOW)
    published_key = actions.add_key(member=member, text=given["signature"]["key"], actor=asta, now=NOW)
    with pytest.raises(ValidationError, match="redan"):
        actions.add_key(member=member, text=given["signature"]["key"], actor=asta, now=NOW)
    [row] = actions.receive_file(member=member, content=content, actor=asta, now=NOW)
    assert (row.state, row.origin, row.key) == (ComparableState.SHOWN, Origin.SIGNED, published_key)
    other = make_member(hub, "Eda kommun", "1730", contact=bo)
    with pytest.raises(ValidationError, match="1981"):
        actions.receive_file(member=other, content=content, actor=bo, now=NOW)
    actions.end_key(key=published_key, actor=asta, now=NOW)
    with pytest.raises(ValidationError, match="Lägg till nyckeln"):
        actions.receive_file(member=member, content=content, actor=asta, now=NOW)
    assert len(shown(hub)) == 1, "what it has signed stays"


def test_nothing_of_a_file_with_faults_is_taken_in(hub: Organisation, member: Member, asta: Person) -> None:
    with pytest.raises(ValidationError):
        actions.receive_file(
            member=member, content=table("A;2026;9;5;1;1;1;1;1;0", "B;x;9;5;1;1;1;1;1;0"), actor=asta, now=NOW
        )
    assert not ComparedCycle.objects.exists()


def test_the_same_cycle_again_replaces_and_is_looked_at_anew(
    hub: Organisation, member: Member, asta: Person, frida: Person
) -> None:
    [row] = actions.receive_file(member=member, content=FILE, actor=asta, now=NOW)
    actions.approve(row=row, actor=frida, now=NOW)
    actions.choose_shown(row=row, measures=["kronor"], actor=asta, now=NOW)
    [again] = actions.receive_file(member=member, content=FILE.replace(b"1100000", b"2200000"), actor=asta, now=NOW)
    assert (again.pk, again.state, again.shown) == (row.pk, ComparableState.WAITING, ["kronor"])
    assert shown(hub) == {}


def test_a_member_chooses_what_is_shown_and_others_do_not(
    hub: Organisation, member: Member, asta: Person, bo: Person, frida: Person
) -> None:
    make_member(hub, "Eda kommun", "1730", contact=bo)
    [row] = actions.receive_file(member=member, content=FILE, actor=asta, now=NOW)
    actions.approve(row=row, actor=frida, now=NOW)
    with pytest.raises(Refused):
        actions.choose_shown(row=row, measures=[], actor=bo, now=NOW)
    actions.choose_shown(row=row, measures=["deltagande", "finns-inte"], actor=asta, now=NOW)
    values = shown(hub)["Sala kommun 2026"]
    assert {key for key, value in values.items() if value is not None} == {"deltagande"}
    actions.choose_shown(row=row, measures=[], actor=asta, now=NOW)
    assert shown(hub) == {}


def test_who_withdraws_or_leaves_the_network_is_not_compared(
    hub: Organisation, member: Member, asta: Person, frida: Person
) -> None:
    [row] = actions.receive_file(member=member, content=FILE, actor=asta, now=NOW)
    actions.approve(row=row, actor=frida, now=NOW)
    Member.objects.update(state=MemberState.LEFT)
    assert shown(hub) == {}
    Member.objects.update(state=MemberState.MEMBER)
    actions.withdraw(row=row, actor=asta, now=NOW)
    assert shown(hub) == {}


def test_a_refusal_has_a_reason(hub: Organisation, member: Member, asta: Person, frida: Person) -> None:
    [row] = actions.receive_file(member=member, content=FILE, actor=asta, now=NOW)
    with pytest.raises(ValidationError):
        actions.refuse(row=row, reason="", actor=frida, now=NOW)
    assert actions.refuse(row=row, reason="Fel år.", actor=frida, now=NOW).reason == "Fel år."


def test_a_cycle_here_brings_its_own_figures_and_a_file_does_not_replace_them(
    hub: Organisation, lund: Organisation, ystad: Organisation, asta: Person, bo: Person, frida: Person
) -> None:
    member = make_member(hub, "Lunds kommun", "1281", tenant=lund, contact=asta)
    other = make_member(hub, "Ystads kommun", "1286", tenant=ystad, contact=bo)
    cycle = make_cycle(lund, NOW, open_deeds=["vote"], pots=[1000])
    with_costs(cycle, 600, 300)
    with pytest.raises(Refused, match="publicerat"):
        actions.share_cycle(member=member, cycle=cycle, actor=asta, now=NOW)
    published_vote(cycle, votes(n1=70, n2=80), publish_ballots=True)
    with pytest.raises(Refused, match="annan organisations"):
        actions.share_cycle(member=other, cycle=cycle, actor=bo, now=NOW)
    assert queries.may_be_shared(member) == [cycle]
    row = actions.share_cycle(member=member, cycle=cycle, actor=asta, now=NOW)
    assert queries.may_be_shared(member) == []
    assert row.state == ComparableState.SHOWN
    [values] = shown(hub).values()
    assert values["deltagande"] == pytest.approx(150 / 30_000)
    assert len(queries.published_counts(hub)) == 1
    line = f"{cycle.name};{cycle.year};22000;1100000;110;100;40;2200;220;0,2"
    with pytest.raises(ValidationError, match="direkt från omgången"):
        actions.receive_file(member=member, content=table(line), actor=asta, now=NOW)
    actions.withdraw(row=row, actor=asta, now=NOW)
    assert queries.published_counts(hub) == []


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({"voters": 9, "voters_under_26": 3}, (None, None)),
        ({"voters": 10, "voters_under_26": 5}, (10, None)),
        ({"voters": 100, "voters_under_26": 9}, (100, None)),
        ({"voters": 100, "voters_under_26": 91}, (100, None)),
        ({"voters": 100, "voters_under_26": 10}, (100, 10)),
        ({"voters": None, "voters_under_26": 40}, (None, None)),
    ],
)
def test_small_groups_are_never_told(figures: dict[str, int | None], told: tuple[int | None, int | None]) -> None:
    found = published(figures)
    assert (found["voters"], found["voters_under_26"]) == told
    values = values_of({"inhabitants": 1000, **figures}, MEASURES)
    assert (values["deltagande"] is None) == (told[0] is None)
    assert (values["unga"] is None) == (told[1] is None)


def test_the_middle_is_told_from_three_on() -> None:
    class Row:
        def __init__(self, value: float | None) -> None:
            self.values = {"kronor": value}

    assert queries.middle([Row(1), Row(2)], "kronor") is None  # type: ignore[list-item]
    assert queries.middle([Row(9), Row(1), Row(None), Row(2)], "kronor") == 2  # type: ignore[list-item]
    assert queries.middle([Row(1), Row(2), Row(4), Row(9)], "kronor") == 3  # type: ignore[list-item]
