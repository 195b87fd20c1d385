from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache

from medborgarbudget.domain.counting.queries import official_counts
from medborgarbudget.domain.cycles.models import CycleArea, Decision
from medborgarbudget.domain.delivery.models import Delivery
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from pbcount import RuleSpec, count, pabulib
from tests.support.counting import counted_vote, published_vote, votes, with_costs
from tests.support.cycles import make_cycle
from tests.support.voting import open_vote, opened_vote

PAGE = "/lund/omgangar/2027/resultat/"
TABLE = f"{PAGE}resultat.csv"


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def cycle(lund, now):
    return make_cycle(lund, now, open_deeds=["vote"], pots=[1000])


def ballots_file(vote):
    return f"{PAGE}pott-{vote.options.first().pot_id}.pb"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode().replace("\u00a0", " "))


def test_the_page_tells_who_won_and_why(client, cycle):
    with_costs(cycle, 600, 600)
    vote = published_vote(cycle, votes(n1=70, n2=40))
    page = text_of(client.get(PAGE))
    assert "110 personer röstade. 1 förslag vann och delar på 600 kr." in page
    assert "70 väljare betalade" in page
    assert "De 40 som röstade på förslaget hade tillsammans" in page
    assert "Varför vann det inte?" in page
    page = text_of(client.get(f"{PAGE}rakna-om/"))
    assert official_counts(vote)[0].digest in page
    assert "--completion add1" in page and f"--ties cost-votes-seed:{vote.tie_seed}" in page


def test_it_is_called_a_voting_result_until_somebody_has_decided(client, cycle, now):
    with_costs(cycle, 600)
    published_vote(cycle, votes(n1=40))
    before = text_of(client.get(PAGE))
    assert "<h1>Röstningsresultat</h1>" in before
    assert "Det är beslutat" not in before
    Decision.objects.create(
        cycle=cycle,
        kind="winners",
        body="Kommunstyrelsen",
        decided_on=now.date(),
        paragraph="42",
        diary_number="KS 2027/12",
        registered_at=now,
    )
    cache.clear()
    after = text_of(client.get(PAGE))
    assert "Kommunstyrelsen beslutade" in after and "§ 42" in after
    assert "<h1>Resultat</h1>" in after


def states(cycle):
    yield "before the vote is prepared"
    open_vote(cycle)
    yield "while it is open"
    yield "closed"


@pytest.mark.parametrize("published", [False])
def test_nothing_leaks_before_publication(client, cycle, published):
    with_costs(cycle, 600, 600)
    vote = counted_vote(cycle, votes(n1=4321 // 30, n2=77))
    (counted,) = official_counts(vote)
    for address in (
        PAGE,
        TABLE,
        ballots_file(vote),
        *(PAGE + more for more in ("pott-999.pb", "siffror/", "rakna-om/", "jamfor/")),
    ):
        response = client.get(address)
        assert response.status_code == (200 if address == PAGE else 404), address
        source = response.content.decode()
        for secret in (counted.digest, counted.digest[:12], "144", "77", "vann", "Varje röst fick"):
            assert secret not in source, (address, secret)
    page = text_of(client.get(PAGE))
    assert "Rösterna räknas" in page
    for proposal in Proposal.objects.all():
        assert proposal.state == ProposalState.ON_BALLOT


def test_before_and_while_the_vote_is_open_the_page_says_when(client, cycle):
    assert "Omröstningen har inte börjat" in text_of(client.get(PAGE))
    cache.clear()
    with_costs(cycle, 600)
    open_vote(cycle)
    page = text_of(client.get(PAGE))
    assert "Omröstningen pågår till" in page
    assert "ingen se hur det går" in page


def test_an_opened_urn_alone_shows_nothing(client, cycle):
    with_costs(cycle, 600)
    opened_vote(cycle, votes(n1=40))
    assert "Rösterna räknas" in text_of(client.get(PAGE))


def test_the_ballots_are_downloaded_only_where_it_was_chosen_to_publish_them(client, lund, now):
    for slug, publish, status in (("2027", False, 404), ("2028", True, 200)):
        cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[1000], slug=slug)
        with_costs(cycle, 600, 300, title="Rad\nbrytning; och semikolon")
        vote = published_vote(cycle, votes(n1=60, n12=50), publish_ballots=publish)
        address = f"/lund/omgangar/{slug}/resultat/pott-{vote.options.first().pot_id}.pb"
        response = client.get(address)
        assert response.status_code == status
    file = pabulib.read(response.content)
    (counted,) = official_counts(vote)
    outcome = count(file.election, RuleSpec.from_json(counted.spec))
    assert (outcome.digest, list(outcome.winners)) == (counted.digest, counted.outcome["winners"])
    assert file.election.votes == (110, 50)
    assert file.projects[0].name == "Rad brytning; och semikolon 1"
    assert not pabulib_faults(response.content)
    assert "attachment" in response.headers["Content-Disposition"]


def pabulib_faults(content):
    from pbcount.pabulib.checking import check

    return [problem for problem in check(content) if problem.severity == "error"]


def test_the_table_has_a_row_for_each_proposal_and_no_formula(client, cycle):
    with_costs(cycle, 600, 600, title="=HYPERLINK(1);")
    published_vote(cycle, votes(n1=70, n2=40))
    lines = client.get(TABLE).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert '"\'=HYPERLINK(1); 1"' in lines[1]
    assert ";70;" in lines[1] and ";ja;" in lines[1]


def test_another_municipality_has_no_such_result(client, cycle, ystad):
    with_costs(cycle, 600)
    vote = published_vote(cycle, votes(n1=110), publish_ballots=True)
    for address in (PAGE, TABLE, ballots_file(vote), f"{PAGE}siffror/", f"{PAGE}rakna-om/"):
        assert client.get(address).status_code == 200
        assert client.get(address.replace("/lund/", "/ystad/")).status_code == 404


def test_another_cycles_pot_is_not_found_either(client, lund, now):
    one = make_cycle(lund, now, open_deeds=["vote"], pots=[1000])
    other = make_cycle(lund, now, open_deeds=["vote"], pots=[1000], slug="2028")
    for each in (one, other):
        with_costs(each, 600)
    published_vote(one, votes(n1=110), publish_ballots=True)
    elsewhere = published_vote(other, votes(n1=110), publish_ballots=True)
    assert client.get(ballots_file(elsewhere)).status_code == 404


def test_the_number_of_queries_is_the_same_for_few_and_many_proposals(client, lund, now, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    used = []
    for slug, many in (("2027", 2), ("2028", 24)):
        cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[100_000], slug=slug)
        with_costs(cycle, *[600] * many)
        published_vote(cycle, votes(n1=60, n12=50))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/lund/omgangar/{slug}/resultat/")
        used.append(len(queries))
    assert used[0] == used[1] <= 20


def test_small_numbers_are_not_on_the_page(client, cycle):
    with_costs(cycle, 600, 600)
    published_vote(cycle, votes(n1=6, n2=3))
    page = text_of(client.get(PAGE))
    assert "personer röstade" not in page
    assert "Så få röstade här" in page
    assert "Varför vann det" not in page


def test_a_digest_by_which_few_ballots_could_be_guessed_is_not_on_the_page(client, cycle):
    with_costs(cycle, 600, 600)
    vote = published_vote(cycle, votes(n1=60, n2=30))
    assert official_counts(vote)[0].digest not in client.get(f"{PAGE}rakna-om/").content.decode()


def test_turnout_by_area_hides_the_small_ones(client, lund, now):
    cycle = make_cycle(lund, now, open_deeds=["vote"], areas=["Norr", "Söder", "Ön"], pots=[1000, 500, 300])
    for area in CycleArea.objects.filter(cycle=cycle):
        with_costs(cycle, 200, area=area, title=str(area))
    published_vote(cycle, [("norr", [1])] * 60 + [("söder", [2])] * 45 + [("ön", [3])] * 7)
    page = text_of(client.get(f"{PAGE}siffror/"))
    assert "Områden med få röster visas inte" in page
    assert ">45<" not in page and "45 röster" not in page


def test_a_hidden_proposal_is_not_named(client, cycle):
    with_costs(cycle, 600, 600, title="Elakt namn")
    vote = published_vote(cycle, votes(n1=70, n2=40))
    Proposal.objects.filter(number=2).update(state=ProposalState.HIDDEN)
    page = text_of(client.get(PAGE))
    assert "Ett förslag som har dolts" in page
    assert "Elakt namn 2" not in page
    assert vote.options.count() == 2


def test_the_page_is_kept_for_visitors(client, cycle, django_assert_num_queries):
    with_costs(cycle, 600)
    published_vote(cycle, votes(n1=40))
    client.get(PAGE)
    with django_assert_num_queries(0):
        assert client.get(PAGE).status_code == 200


def test_the_browsers_recount_is_offered_only_where_the_ballots_are_published(client, lund, now):
    for slug, publish in (("2027", False), ("2028", True)):
        cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[1000], slug=slug)
        with_costs(cycle, 600)
        published_vote(cycle, votes(n1=110), publish_ballots=publish)
        page = client.get(f"/lund/omgangar/{slug}/resultat/rakna-om/").content.decode()
        assert ("data-recount" in page) is publish
        assert ("recount_button.js" in page) is publish


def test_a_winner_tells_when_it_is_built_once_it_is_decided(client, cycle, now):
    with_costs(cycle, 600, 300, 600)
    published_vote(cycle, votes(n12=70, n3=40))
    assert "klara" not in text_of(client.get(PAGE))
    won = list(Proposal.objects.filter(cycle=cycle, state=ProposalState.WON_VOTE).order_by("number"))
    decision = Decision.objects.create(
        cycle=cycle,
        kind="winners",
        body="Kommunstyrelsen",
        decided_on=now.date(),
        paragraph="42",
        diary_number="KS 2027/12",
        registered_at=now,
    )
    for proposal, plan in zip(won, ({"planned_for": date(2031, 6, 1)}, {"finished_on": date(2027, 2, 1)}), strict=True):
        Delivery.objects.create(
            organisation=cycle.organisation,
            proposal=proposal,
            decision=decision,
            state="done" if "finished_on" in plan else "planned",
            budget=proposal.cost,
            created_at=now,
            changed_at=now,
            **plan,
        )
    cache.clear()
    page = text_of(client.get(PAGE))
    assert "1 av 2 är klart." in page
    assert "Planerat till 1 jun 2031" in page and "Klart 1 feb" in page
    assert f"/lund/omgangar/2027/genomforande/{won[0].reference}/" in page


def test_many_losers_are_unfolded_and_few_are_not(client, lund, now):
    for slug, many, folded in (("2027", 10, False), ("2028", 24, True)):
        cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[600], slug=slug)
        with_costs(cycle, *[600] * many)
        published_vote(cycle, votes(n1=60, n2=50))
        page = text_of(client.get(f"/lund/omgangar/{slug}/resultat/"))
        assert ("förslag till som inte vann" in page) is folded
        assert all(f'id="forslag-{number}"' in page for number in range(1, many + 1))


def test_the_numbers_in_the_picture_stand_at_the_winners(client, cycle):
    with_costs(cycle, 200, 500, 300)
    published_vote(cycle, votes(n123=110))
    page = client.get(PAGE).content.decode()
    places = re.findall(r'id="forslag-(\d)".*?outcome__place" aria-hidden="true">(\d)<', page, re.DOTALL)
    assert dict(places) == {"1": "3", "2": "1", "3": "2"}


def test_each_page_leads_to_the_others(client, cycle):
    with_costs(cycle, 600, 600)
    published_vote(cycle, votes(n1=70, n2=40), publish_ballots=True)
    page = client.get(PAGE).content.decode()
    for more in ("siffror/", "jamfor/", "rakna-om/"):
        assert f'href="{PAGE}{more}"' in page
        assert f'href="{PAGE}"' in client.get(f"{PAGE}{more}").content.decode()
