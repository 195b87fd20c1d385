from __future__ import annotations

import pytest

from medborgarbudget.domain.counting.actions import count_vote, publish_result, recount
from medborgarbudget.domain.counting.elections import election_of, spec_of
from medborgarbudget.domain.counting.models import Count, Recount
from medborgarbudget.domain.counting.queries import official_counts, published_result, result_of
from medborgarbudget.domain.cycles.models import CycleArea
from medborgarbudget.domain.proposals.models import Proposal, ProposalState, StatusChange
from medborgarbudget.domain.voting.models import OpenedBallot, VoteOption, VoteState
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from pbcount import RuleSpec
from pbcount import count as pbcount_count
from tests.support.audit import as_owner
from tests.support.counting import counted_vote, published_vote, votes, with_costs
from tests.support.cycles import make_cycle
from tests.support.voting import close, leader_of, open_vote, opened_vote

pytestmark = pytest.mark.writes

GREEDY = {"counting_rule": "greedy"}


@pytest.fixture
def cycle(lund, now):
    return make_cycle(lund, now, open_deeds=["vote"], pots=[1000])


def winners_of(vote):
    (count,) = official_counts(vote)
    return sorted(int(number) for number in count.outcome["winners"])


def test_a_count_gives_what_pbcount_gives_on_the_stored_ballots(cycle):
    with_costs(cycle, 700, 300, 400, 100)
    vote = counted_vote(cycle, votes(n12=50, n2=10, n34=30, n3=10))
    (count,) = official_counts(vote)
    outcome = pbcount_count(election_of(vote, count.pot), spec_of(vote.rule_sheet, vote.tie_seed))
    assert count.digest == outcome.digest
    assert count.outcome["winners"] == list(outcome.winners)
    assert count.spent == outcome.spent <= 1000
    assert RuleSpec.from_json(count.spec).ties == f"cost-votes-seed:{vote.tie_seed}"


def test_the_count_is_compared_with_the_other_rule(cycle):
    with_costs(cycle, 700, 300)
    vote = counted_vote(cycle, votes(n1=60, n2=50))
    (result,) = result_of(vote, None).pots
    assert result.comparison.spec["rule"] == "greedy"


def test_greedy_goes_on_with_cheaper_ones_after_one_that_does_not_fit(lund, now):
    cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[1000], rules=GREEDY)
    with_costs(cycle, 800, 300, 200)
    vote = counted_vote(cycle, votes(n1=90, n2=80, n3=60))
    assert winners_of(vote) == [1, 3]
    (result,) = result_of(vote, None).pots
    assert (result.comparison.spec["rule"], result.comparison.spec["completion"]) == ("equal-shares", "add1")


def test_a_proposal_under_the_threshold_cannot_win(lund, now):
    cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[1000], rules={**GREEDY, "vote_threshold": 20})
    with_costs(cycle, 100, 100)
    vote = counted_vote(cycle, votes(n1=19, n2=20))
    assert winners_of(vote) == [2]
    assert "minst 20" in " ".join(_why(vote, 1))


def test_a_proposal_that_was_withdrawn_is_never_chosen_and_its_votes_are_gone(lund, now):
    cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[1000], rules=GREEDY)
    with_costs(cycle, 600, 600)
    vote = opened_vote(cycle, votes(n1=30, n12=5, n2=10))
    VoteOption.objects.filter(vote=vote, number=1).update(
        withdrawn_at=vote.closes_at, withdrawn_reason="Marken är såld."
    )
    vote.withdrawn = [1]
    vote.save(update_fields=["withdrawn"])
    count_vote(vote=vote, actor=leader_of(cycle), now=database_now())
    assert winners_of(vote) == [2]
    (count,) = official_counts(vote)
    assert count.ballots == 15
    assert _why(vote, 1) == ["Marken är såld."]


def test_nobody_counts_before_the_urn_is_opened(cycle):
    with_costs(cycle, 100)
    vote = open_vote(cycle)
    with pytest.raises(Refused, match="Öppna urnan först"):
        count_vote(vote=vote, actor=leader_of(cycle), now=database_now())
    with pytest.raises(Refused, match="Öppna urnan först"):
        count_vote(vote=close(vote), actor=leader_of(cycle), now=database_now())
    assert not Count.objects.exists()


def test_only_those_who_lead_in_the_organisation_count(cycle, egil, asta):
    with_costs(cycle, 100)
    vote = opened_vote(cycle, votes(n1=12))
    for person in (egil, asta):
        with pytest.raises(Refused, match="Bara projektansvarig"):
            count_vote(vote=vote, actor=person, now=database_now())


def test_counting_twice_stores_nothing_new(cycle):
    with_costs(cycle, 100, 200)
    vote = counted_vote(cycle, votes(n1=12, n2=15))
    before = list(Count.objects.values_list("pk", "digest"))
    again = count_vote(vote=vote, actor=leader_of(cycle), now=database_now())
    assert list(Count.objects.values_list("pk", "digest")) == before
    assert [each.pk for each in again] == [each.pk for each in official_counts(vote)]


def test_a_recount_says_that_it_came_out_the_same(cycle):
    with_costs(cycle, 100, 200)
    vote = counted_vote(cycle, votes(n1=12, n2=15))
    (again,) = recount(vote=vote, actor=leader_of(cycle), now=database_now())
    assert again.same
    assert AuditEntry.objects.filter(verb="vote.recount").count() == 1


def test_a_recount_says_when_somebody_has_touched_a_ballot(cycle):
    with_costs(cycle, 100, 200)
    vote = counted_vote(cycle, votes(n1=12, n2=15))
    ballot = OpenedBallot.objects.filter(vote=vote, choices=[1]).first()
    with as_owner():
        OpenedBallot.objects.filter(pk=ballot.pk).update(choices=[2])
    (again,) = recount(vote=vote, actor=leader_of(cycle), now=database_now())
    assert not again.same
    assert Recount.objects.get().digest != official_counts(vote)[0].digest


def test_each_pot_is_counted_on_its_own(lund, now):
    cycle = make_cycle(lund, now, open_deeds=["vote"], areas=["Norr", "Söder"], pots=[1000, 500], rules=GREEDY)
    norr, soder = CycleArea.objects.filter(cycle=cycle).order_by("area__position")
    with_costs(cycle, 900, 200, area=norr, title="Norr")
    with_costs(cycle, 400, 300, area=soder, title="Söder")
    vote = counted_vote(
        cycle, [("norr", [1])] * 20 + [("norr", [2])] * 11 + [("söder", [3])] * 12 + [("söder", [4])] * 30
    )
    spent = {count.pot.name: (count.ballots, count.spent, count.outcome["winners"]) for count in official_counts(vote)}
    assert spent == {"Norr": (31, 900, ["1"]), "Söder": (42, 300, ["4"])}


def test_a_vote_without_a_single_ballot_has_a_result_without_winners(cycle):
    with_costs(cycle, 100, 200)
    vote = counted_vote(cycle, [])
    assert winners_of(vote) == []


def test_publishing_tells_every_proposal_how_it_went_and_why(cycle):
    with_costs(cycle, 600, 600)
    vote = published_vote(cycle, votes(n1=70, n2=40))
    won, lost = Proposal.objects.order_by("number")
    assert (won.state, lost.state) == (ProposalState.WON_VOTE, ProposalState.NOT_WON)
    reason = StatusChange.objects.get(proposal=won, to_state=ProposalState.WON_VOTE).reason
    assert reason.startswith("Förslaget vann omröstningen. 70 väljare betalade")
    reason = StatusChange.objects.get(proposal=lost, to_state=ProposalState.NOT_WON).reason
    assert "De 40 som röstade på förslaget hade tillsammans" in reason
    assert "beslut" not in reason.lower()
    vote.refresh_from_db()
    assert vote.state == VoteState.PUBLISHED


def test_a_result_is_published_once_and_only_when_it_is_counted(cycle):
    with_costs(cycle, 600)
    vote = opened_vote(cycle, votes(n1=12))
    lead = leader_of(cycle)
    with pytest.raises(Refused, match="Räkna rösterna först"):
        publish_result(vote=vote, actor=lead, now=database_now())
    count_vote(vote=vote, actor=lead, now=database_now())
    publish_result(vote=vote, actor=lead, now=database_now())
    with pytest.raises(Refused, match="redan publicerat"):
        publish_result(vote=vote, actor=lead, now=database_now())


def test_fewer_than_a_hundred_ballots_are_not_published_themselves(cycle):
    with_costs(cycle, 600)
    vote = counted_vote(cycle, votes(n1=99))
    with pytest.raises(Refused, match="minst 100 röster"):
        publish_result(vote=vote, actor=leader_of(cycle), now=database_now(), publish_ballots=True)
    assert published_result(cycle) is None


def test_what_would_have_made_it_win_is_exact(cycle):
    with_costs(cycle, 600, 600)
    vote = counted_vote(cycle, votes(n1=70, n2=40))
    (count,) = official_counts(vote)
    lost = count.story.of(2)
    election, spec = election_of(vote, count.pot), spec_of(vote.rule_sheet, vote.tie_seed)
    assert lost.more_votes and lost.lower_cost
    assert "2" in pbcount_count(election.with_supporters("2", lost.more_votes), spec).winners
    assert "2" not in pbcount_count(election.with_supporters("2", lost.more_votes - 1), spec).winners
    cheaper = next(project for project in election.projects if project.id == "2")
    for cost, wins in ((lost.lower_cost, True), (lost.lower_cost + 1, False)):
        changed = election.with_project(type(cheaper)(**{**_fields(cheaper), "cost": cost}))
        assert ("2" in pbcount_count(changed, spec).winners) is wins


def test_a_pot_with_fewer_than_ten_ballots_shows_no_numbers_and_gives_no_reason_with_numbers(cycle):
    with_costs(cycle, 600, 600)
    vote = published_vote(cycle, votes(n1=6, n2=3))
    result = published_result(cycle)
    assert result.voters is None
    assert not result.pots[0].shows_numbers
    assert result.pots[0].voters is None
    reason = StatusChange.objects.get(proposal__number=1, to_state=ProposalState.WON_VOTE).reason
    assert reason == "Förslaget vann omröstningen."
    assert winners_of(vote) == [1]


def test_an_area_with_few_voters_hides_itself_another_and_both_pots_numbers(lund, now):
    cycle = make_cycle(
        lund, now, open_deeds=["vote"], areas=["Norr", "Söder", "Ön"], pots=[1000, 500, 300], rules=GREEDY
    )
    for place, area in enumerate(CycleArea.objects.filter(cycle=cycle).order_by("area__position")):
        with_costs(cycle, 200, area=area, title=f"Område {place}")
    ballots = [("norr", [1])] * 60 + [("söder", [2])] * 45 + [("ön", [3])] * 7
    published_vote(cycle, ballots)
    result = published_result(cycle)
    assert {area.name: area.voters for area in result.turnout} == {"Norr": 60, "Söder": None, "Ön": None}
    assert {pot.pot.name: pot.shows_numbers for pot in result.pots} == {"Norr": True, "Söder": False, "Ön": False}


def _why(vote, number):
    from medborgarbudget.domain.counting.queries import result_of

    (pot,) = result_of(vote, None).pots
    return next(each.why for each in pot.options if each.number == number)


def _fields(project):
    return {name: getattr(project, name) for name in project.__slots__}
