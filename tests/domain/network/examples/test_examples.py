"""How does something become a good example, with which figures, and who keeps it true?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.examples import actions, housekeeping, policy, queries
from medborgarbudget.domain.network.examples.figures import figures_of, finished_cycles, hoover
from medborgarbudget.domain.network.examples.models import Example, ExampleState
from medborgarbudget.domain.network.examples.queries import Wanted
from medborgarbudget.domain.network.membership.models import MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import Notification
from tests.support.cast import NOW
from tests.support.counting import published_vote, votes, with_costs
from tests.support.cycles import make_cycle
from tests.support.delivery import deliver
from tests.support.knowledge import example_content, make_example, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(lund: Organisation) -> Cycle:
    return make_cycle(lund, NOW, open_deeds=["vote"], pots=[1000])


def slugs(hub: Organisation, **wanted: str) -> set[str]:
    return {row.title for row in queries.narrowed(hub, Wanted(**wanted))}


# --- figures ---


def test_a_cycle_tells_its_figures_when_its_result_is_public(cycle: Cycle, doris: Person) -> None:
    with_costs(cycle, 600, 300, 500)
    assert figures_of(cycle) is None
    assert finished_cycles(cycle.organisation) == []
    published_vote(cycle, votes(n1=70, n2=40))
    found = figures_of(cycle)
    assert found is not None
    assert (found.money, found.proposals, found.accepted, found.on_ballot, found.winners, found.voters) == (
        1000, 3, 3, 3, 2, 110,
    )  # fmt: skip
    assert (found.ballot_kind, found.counting_rule, found.inhabitants) == ("up_to_k", "equal-shares", 30_000)
    assert (found.deliveries, found.on_time) == (None, None)
    assert finished_cycles(cycle.organisation) == [cycle]
    for proposal in Proposal.objects.filter(cycle=cycle, state=ProposalState.WON_VOTE):
        deliver(proposal, doris, NOW)
    after = figures_of(cycle)
    assert after is not None
    assert (after.deliveries, after.delivered) == (2, 0)


def test_fewer_than_ten_voters_are_not_told(cycle: Cycle) -> None:
    with_costs(cycle, 600)
    published_vote(cycle, votes(n1=9))
    found = figures_of(cycle)
    assert found is not None
    assert found.voters is None


@pytest.mark.parametrize(
    ("parts", "index"),
    [
        ([(100, 10), (200, 20)], 0),
        ([(300, 10), (0, 10)], 0.5),
        ([(100, 75), (100, 25)], 0.25),
        ([(100, 10)], None),
        ([(0, 10), (0, 20)], None),
        ([], None),
    ],
)
def test_the_hoover_index_is_what_would_have_to_move(parts: list[tuple[float, float]], index: float | None) -> None:
    assert hoover(parts) == (None if index is None else pytest.approx(index))


# --- in one click ---


def test_a_finished_cycle_becomes_an_example_with_its_own_figures_whatever_is_typed(
    hub: Organisation, lund: Organisation, cycle: Cycle, doris: Person, frida: Person
) -> None:
    member = make_member(hub, "Lunds kommun", "1281", tenant=lund)
    with_costs(cycle, 600, 300)
    published_vote(cycle, votes(n1=70, n2=40))
    found = figures_of(cycle)
    assert found is not None
    content = replace(actions.content_of_cycle(cycle, member, found), money=99_999_999, voters=29_000)
    made = actions.make_of_cycle(cycle=cycle, member=member, content=content, actor=doris, now=NOW)
    assert (made.organisation, made.money, made.voters, made.county) == (hub, 1000, 110, "12")
    assert made.state == ExampleState.SUBMITTED
    with pytest.raises(Refused, match="redan"):
        actions.make_of_cycle(cycle=cycle, member=member, content=content, actor=doris, now=NOW)
    made = actions.publish_example(example=made, actor=frida, now=NOW)
    changed = actions.edit_example(
        example=made, content=example_content(money=5, voters=11), note="Bättre ord", actor=frida, now=NOW
    )
    assert (changed.title, changed.money, changed.voters, changed.version) == (
        "Eleverna byggde om skolgården",
        1000,
        110,
        2,
    )
    for proposal in Proposal.objects.filter(cycle=cycle, state=ProposalState.WON_VOTE):
        deliver(proposal, doris, NOW)
    again = actions.fetch_figures(example=changed, actor=frida, now=NOW)
    assert (again.deliveries, again.version) == (2, 3)
    assert [each.note for each in queries.versions(again)] == ["Nya siffror från omgången", "Bättre ord", "Inskickat"]


def test_others_cycles_and_unfinished_ones_are_not_made_examples(
    hub: Organisation, lund: Organisation, ystad: Organisation, cycle: Cycle, doris: Person, egil: Person
) -> None:
    member = make_member(hub, "Lunds kommun", "1281", tenant=lund)
    other = make_member(hub, "Ystads kommun", "1286", tenant=ystad)
    with pytest.raises(Refused, match="publicerat"):
        actions.make_of_cycle(cycle=cycle, member=member, content=example_content(), actor=doris, now=NOW)
    with pytest.raises(Refused, match="annan organisations"):
        actions.make_of_cycle(cycle=cycle, member=other, content=example_content(), actor=egil, now=NOW)
    with pytest.raises(Refused, match="Bara projektansvariga"):
        actions.make_of_cycle(cycle=cycle, member=member, content=example_content(), actor=egil, now=NOW)


@pytest.mark.writes
def test_the_database_itself_takes_one_example_of_a_cycle(hub: Organisation, cycle: Cycle, frida: Person) -> None:
    first, second = make_example(hub, frida), make_example(hub, frida, title="Ett till")
    Example.objects.filter(pk=first.pk).update(cycle=cycle)
    with pytest.raises(IntegrityError), transaction.atomic():
        Example.objects.filter(pk=second.pk).update(cycle=cycle)


# --- members and the office ---


def test_a_member_corrects_its_own_until_it_is_published(
    hub: Organisation, asta: Person, bo: Person, frida: Person
) -> None:
    mine = make_member(hub, contact=asta)
    make_member(hub, "Eda kommun", "1730", contact=bo)
    made = actions.submit_example(network=hub, content=example_content(), member=mine, actor=asta, now=NOW)
    assert slugs(hub) == set()
    actions.edit_example(example=made, content=example_content(title="Nytt"), note="", actor=asta, now=NOW)
    with pytest.raises(Refused, match="annan medlems"):
        actions.edit_example(example=made, content=example_content(), note="", actor=bo, now=NOW)
    with pytest.raises(Refused):
        actions.publish_example(example=made, actor=asta, now=NOW)
    actions.publish_example(example=made, actor=frida, now=NOW)
    assert slugs(hub) == {"Nytt"}
    with pytest.raises(Refused, match="Kansliet"):
        actions.edit_example(example=made, content=example_content(), note="", actor=asta, now=NOW)


def test_a_paused_member_and_a_stranger_send_nothing_in(hub: Organisation, asta: Person, bo: Person) -> None:
    make_member(hub, contact=asta, state=MemberState.PAUSED)
    for person, why in ((asta, "pausat"), (bo, "medlemmar")):
        with pytest.raises(Refused, match=why):
            actions.submit_example(network=hub, content=example_content(), member=None, actor=person, now=NOW)


def test_a_no_has_a_reason_and_what_is_withdrawn_is_gone_until_published_again(
    hub: Organisation, frida: Person
) -> None:
    first = make_example(hub, frida, publish=False)
    with pytest.raises(ValidationError):
        actions.decline_example(example=first, reason=" ", actor=frida, now=NOW)
    assert (
        actions.decline_example(example=first, reason="För kort.", actor=frida, now=NOW).declined_reason == "För kort."
    )
    second = make_example(hub, frida, title="Kvar")
    actions.withdraw_example(example=second, actor=frida, now=NOW)
    assert slugs(hub) == slugs(hub, words="kvar") == set()
    actions.publish_example(example=second, actor=frida, now=NOW)
    assert slugs(hub, words="kvar") == {"Kvar"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"summary": " "}, "summary"),
        ({"did": ""}, "did"),
        ({"place": ""}, "place"),
        ({"orientations": ()}, "orientations"),
        ({"orientations": ("space",)}, "orientations"),
        ({"body_kind": "planet"}, "body_kind"),
        ({"year": 1848}, "year"),
        ({"money": 0}, "money"),
        ({"winners": 13}, "winners"),
        ({"voters": 22_001}, "voters"),
        ({"voters": -1}, "voters"),
        ({"deliveries": 3, "delivered": 4}, "delivered"),
        ({"timed": 3, "on_time": 4}, "on_time"),
        ({"latitude": 59.0}, "latitude"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"contact": "nej"}, "contact"),
        ({"county": "02"}, "county"),
        ({"theme": "x"}, "theme"),
        ({"ballot_kind": "x"}, "ballot_kind"),
        ({"counting_rule": "x"}, "counting_rule"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    hub: Organisation, frida: Person, change: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        make_example(hub, frida, **change)
    assert list(wrong.value.error_dict) == [field]
    assert not Example.objects.exists()


def test_a_handful_of_voters_is_not_kept(hub: Organisation, frida: Person) -> None:
    assert make_example(hub, frida, voters=9).voters is None


def test_filters(hub: Organisation, frida: Person) -> None:
    make_example(hub, frida, title="Liten", inhabitants=14_999, money=499_999, voters=100)
    make_example(
        hub, frida, title="Stor", inhabitants=15_000, money=500_000, body_kind="region", county="12", orientations=("territory", "theme"),
        theme="health", target_group="older", ballot_kind="knapsack", counting_rule="greedy", voters=200,
    )  # fmt: skip
    make_example(hub, frida, title="Okänd", inhabitants=None, ballot_kind="", counting_rule="")
    assert slugs(hub, size="s") == {"Liten"}
    assert slugs(hub, size="m") == {"Stor"}
    assert slugs(hub, money="s") == {"Liten"}
    assert slugs(hub, orientation="theme") == slugs(hub, orientation="territory") == {"Stor"}
    assert slugs(hub, orientation="group") == {"Liten", "Okänd"}
    for name, value in {
        "body_kind": "region", "county": "12", "theme": "health", "target_group": "older", "ballot_kind": "knapsack",
        "counting_rule": "greedy",
    }.items():  # fmt: skip
        assert slugs(hub, **{name: value}) == {"Stor"}, name
    assert slugs(hub, words="skolgården", body_kind="region") == set()
    whole = queries.whole(hub)
    assert (whole.examples, whole.money, whole.voters) == (3, 1_499_999, 1_200)


def test_addresses_are_plain_and_never_the_same(hub: Organisation, frida: Person) -> None:
    made = [make_example(hub, frida, title="Åk på ÖN – 100 %") for _ in range(3)]
    assert [each.slug for each in made] == ["ak-pa-on-100", "ak-pa-on-100-2", "ak-pa-on-100-3"]
    assert make_example(hub, frida, title="☃☃").slug == "exempel"


def test_the_office_is_reminded_once_a_month_of_what_nobody_has_looked_at_for_a_year(
    hub: Organisation, frida: Person
) -> None:
    made = make_example(hub, frida)
    assert housekeeping.remind(NOW + timedelta(days=364)) == 0
    later = NOW + policy.CHECK_EVERY
    assert housekeeping.remind(later) == 1
    assert housekeeping.remind(later + timedelta(days=1)) == 0
    assert housekeeping.remind(later + policy.REMIND_AGAIN) == 1
    [last, first] = Notification.objects.filter(person=frida)
    assert first.link == last.link == "/kansli/exempel/?vy=kontrollera"
    actions.check_example(example=made, actor=frida, now=later)
    assert not queries.to_check(hub, to_local(later).date()).exists()
    assert housekeeping.remind(later + timedelta(days=90)) == 0


def test_another_networks_examples_are_not_here(hub: Organisation, lund: Organisation, frida: Person) -> None:
    made = make_example(hub, frida)
    with pytest.raises(Example.DoesNotExist):
        queries.public_example(lund, made.slug)
    assert not queries.published(lund).exists()
