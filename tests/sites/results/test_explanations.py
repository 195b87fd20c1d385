from __future__ import annotations

import json
import re

import pytest
from django.core.cache import cache

from medborgarbudget.domain.counting import elections
from medborgarbudget.domain.counting.models import ComparisonRun, Count
from medborgarbudget.domain.counting.queries import official_counts
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation.audit import AuditEntry
from pbcount import RuleSpec
from tests.support.cast import grant
from tests.support.counting import counted_vote, published_vote, votes, with_costs
from tests.support.cycles import make_cycle

PAGE = "/lund/omgangar/2027/resultat/"
COMPARED = f"{PAGE}jamfor/"
STAFF = "/lund/personal/omgangar/2027/rakning/"
DIVIDED = {"n12": 60, "n3": 40, "n13": 30, "n24": 20}


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def cycle(lund, now):
    return make_cycle(lund, now, open_deeds=["vote"], pots=[1000])


@pytest.fixture
def divided(cycle):
    with_costs(cycle, 500, 480, 350, 400)
    return published_vote(cycle, votes(**DIVIDED), publish_ballots=True)


def address(vote, number):
    return f"{PAGE}forslag/{vote.options.get(number=number).proposal.reference}/"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().replace("\u00a0", " ")))


def fate(vote, number):
    return official_counts(vote)[0].story.of(number)


def test_a_winner_is_explained_with_who_paid_how_much(client, divided):
    winners = official_counts(divided)[0].outcome["winners"]
    told = fate(divided, int(winners[0]))
    page = text_of(client.get(address(divided, told.number)))
    assert "Varför vann förslaget?" in page and "hade tillsammans råd med det" in page
    assert f"{told.full} väljare betalade" in page
    assert "Så betalades det" in page and "Så gick det till, steg för steg" in page
    assert "150 röstade. Alla fick lika mycket att bestämma över" in page
    assert "Vad hade krävts" not in page


def test_a_loser_is_told_where_the_money_went_and_what_would_have_been_enough(client, divided):
    number = next(n for n in (2, 4, 1, 3) if not fate(divided, n).won and fate(divided, n).elsewhere)
    told = fate(divided, number)
    page = text_of(client.get(address(divided, number)))
    assert "Varför vann förslaget inte?" in page
    assert "Så långt räckte pengarna" in page and "Saknades" in page
    assert "Vart tog pengarna vägen?" in page and "Kvar när räkningen var slut" in page
    assert told.searched and told.more_votes
    assert f"{told.more_votes} röster till" in page and "men inte med en färre" in page


def test_while_it_is_searched_the_page_says_so(client, divided):
    kept = official_counts(divided)[0]
    story = kept.explanation
    number = next(each["number"] for each in story["fates"] if not each["won"])
    story["finished"] = False
    for each in story["fates"]:
        each |= {"searched": False, "more_votes": None, "lower_cost": None}
    Count.objects.filter(pk=kept.pk).update(explanation=story)
    assert "räknas ut just nu" in text_of(client.get(address(divided, number)))
    cache.clear()
    Count.objects.filter(pk=kept.pk).update(explanation={**story, "finished": True})
    assert "hade tagit för lång tid" in text_of(client.get(address(divided, number)))


def test_under_greedy_the_queue_is_explained(client, lund, now):
    cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[1000], rules={"counting_rule": "greedy"})
    with_costs(cycle, 700, 400, 200)
    vote = published_vote(cycle, votes(n1=60, n2=40, n3=20))
    lost = text_of(client.get(address(vote, 2)))
    assert "Det här fick 40 röster och 1 förslag fick fler" in lost
    assert "fanns 300 kr kvar av potten på 1 000 kr" in lost and "Det saknades 100 kr" in lost
    won = text_of(client.get(address(vote, 3)))
    assert "Potten när turen kom" in won and "Redan till andra förslag" in won


def test_the_result_and_the_proposal_lead_to_the_explanation(client, divided):
    assert address(divided, 1) in client.get(PAGE).content.decode()
    proposal = divided.options.get(number=1).proposal
    page = client.get(f"/lund/omgangar/2027/forslag/{proposal.reference}/").content.decode()
    assert address(divided, 1) in page


def test_nothing_is_explained_before_it_is_public_or_to_others(client, cycle, ystad):
    with_costs(cycle, 600, 600)
    vote = counted_vote(cycle, votes(n1=70, n2=40))
    for each in (address(vote, 1), COMPARED, f"{PAGE}pott-{vote.options.first().pot_id}-bevis.json"):
        assert client.get(each).status_code == 404
    assert client.get(f"{PAGE}forslag/FINNS-INTE/").status_code == 404


def test_another_municipality_has_no_such_explanation(client, divided, ystad):
    for each in (address(divided, 1), COMPARED):
        assert client.get(each).status_code == 200
        assert client.get(each.replace("/lund/", "/ystad/")).status_code == 404


def test_a_hidden_proposal_is_neither_explained_nor_named(client, divided):
    shown = address(divided, 2)
    Proposal.objects.filter(number=2).update(state=ProposalState.HIDDEN, title="Elakt namn")
    assert client.get(shown).status_code == 404
    assert "Elakt namn" not in client.get(COMPARED).content.decode()


def test_few_voters_are_told_nothing_of(client, cycle):
    with_costs(cycle, 600, 600)
    vote = published_vote(cycle, votes(n1=6, n2=3))
    page = text_of(client.get(address(vote, 2)))
    assert "Så få röstade här" in page and "väljare" not in page and "Vart tog pengarna" not in page
    assert "Så få röstade här" in text_of(client.get(COMPARED))


def test_where_the_money_of_few_went_is_not_told(client, cycle):
    with_costs(cycle, 500, 480, 350, 400)
    vote = published_vote(cycle, votes(n12=60, n3=40, n24=9))
    told = fate(vote, 4)
    assert not told.won and told.votes == 9
    assert told.elsewhere == () and told.had is None and told.support is None
    assert "Vart tog pengarna" not in text_of(client.get(address(vote, 4)))


def test_money_of_few_among_many_is_told_together_with_more(cycle):
    """Three of the thirty who wanted the fifth also chose the first: alone they would be told of."""
    with_costs(cycle, 200, 200, 200, 200, 900)
    vote = published_vote(cycle, votes(n1=40, n2=40, n15=3, n25=14, n35=13, n3=30))
    told = fate(vote, 5)
    assert told.votes == 30 and not told.won
    assert 1 not in dict(told.elsewhere)
    hidden = dict(told.elsewhere)[0]
    assert hidden > 0 and len(dict(told.elsewhere)) == 2


# --- comparison ---


def test_the_comparison_shows_every_rule_with_measures_and_reasons(client, divided):
    page = text_of(client.get(COMPARED))
    for words in (
        "Hur hade det gått med ett annat räknesätt?", "Flest röster per krona", "Phragméns metod", "Störst sammanlagd nytta",
        "Hur ojämnt makten är delad", "Brill och Peters", "Varför blir det olika?", "(gäller)",
    ):  # fmt: skip
        assert words in page, words
    source = client.get(COMPARED).content.decode()
    winners = official_counts(divided)[0].outcome["winners"]
    assert source.count("matrix__yes") >= len(winners) * 2
    assert COMPARED in client.get(PAGE).content.decode()


def test_a_comparison_under_way_says_how_far_it_has_come(client, divided):
    ComparisonRun.objects.update(done=3, finished_at=None)
    assert "3 av 9" in text_of(client.get(COMPARED))


def test_the_comparison_asks_no_more_for_more_proposals(client, lund, now):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    used = []
    for slug, many in (("2027", 2), ("2028", 24)):
        cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[100_000], slug=slug)
        with_costs(cycle, *[600] * many)
        vote = published_vote(cycle, votes(n1=60, n12=50))
        for page in ("jamfor/", f"forslag/{vote.options.first().proposal.reference}/"):
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/lund/omgangar/{slug}/resultat/{page}")
            used.append(len(queries))
    assert used[:2] == used[2:] and max(used) <= 22


# --- staff ---


@pytest.fixture
def lead(client, doris):
    return client.signed_in_as(doris)


def test_staff_compare_before_others_may_and_the_look_is_recorded(lead, cycle):
    with_costs(cycle, 500, 500, 350)
    counted_vote(cycle, votes(n12=60, n3=40))
    page = text_of(lead.get(f"{STAFF}jamfor/"))
    assert "Inte publicerat" in page and "Varför blir det olika?" in page
    assert AuditEntry.objects.filter(verb="result.look").count() == 1


def test_a_comparison_that_stopped_is_taken_up_again(lead, cycle):
    with_costs(cycle, 500, 500)
    vote = counted_vote(cycle, votes(n1=60, n2=40))
    Count.objects.filter(vote=vote, official=False).delete()
    ComparisonRun.objects.update(done=0, finished_at=None)
    assert "Fortsätt om det har stannat" in text_of(lead.get(STAFF))
    assert lead.post(STAFF, {"do": "compare"}).status_code == 303
    assert Count.objects.filter(vote=vote, official=False).count() == 9


def test_staff_take_out_the_count_and_its_proof_and_it_is_recorded(lead, cycle):
    with_costs(cycle, 600, 600)
    vote = counted_vote(cycle, votes(n1=70, n2=40))
    (kept,) = official_counts(vote)
    whole = json.loads(lead.get(f"{STAFF}pott-{kept.pot_id}.json").content)
    assert whole == kept.outcome and whole["digest"] == kept.digest
    proof = json.loads(lead.get(f"{STAFF}pott-{kept.pot_id}-bevis.json").content)
    assert proof["certificate"] == kept.outcome["certificate"] and proof["digest"] == kept.digest
    assert proof["rule"] == "equal-shares" and proof["winners"] == kept.outcome["winners"]
    assert AuditEntry.objects.filter(verb="vote.export").count() == 2
    assert lead.get(f"{STAFF}pott-999999-bevis.json").status_code == 404


def test_a_rule_without_proof_has_none_to_take_out(lead, lund, now):
    cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[1000], rules={"counting_rule": "greedy"})
    with_costs(cycle, 600)
    vote = counted_vote(cycle, votes(n1=70))
    pot = vote.options.first().pot_id
    assert lead.get(f"{STAFF}pott-{pot}-bevis.json").status_code == 404
    assert "Räkningens bevis" not in lead.get(STAFF).content.decode()


def test_a_recount_says_whether_the_proof_holds(lead, cycle):
    with_costs(cycle, 600, 600)
    vote = counted_vote(cycle, votes(n1=70, n2=40))
    lead.post(STAFF, {"do": "recount"})
    assert "Räkningens bevis håller också" in text_of(lead.get(STAFF))
    (kept,) = official_counts(vote)
    kept.outcome["certificate"]["rows"][0]["poor"] += 5
    kept.save(update_fields=["outcome"])
    lead.post(STAFF, {"do": "recount"})
    assert "räkningens bevis håller inte" in text_of(lead.get(STAFF))


def test_who_may_take_out_what(client, lund, cycle, asta, egil):
    with_costs(cycle, 600)
    vote = counted_vote(cycle, votes(n1=110))
    pot = vote.options.first().pot_id
    pages = ("jamfor/", f"pott-{pot}.json", f"pott-{pot}-bevis.json")
    for person in (asta, egil):
        client.signed_in_as(person)
        assert {client.get(f"{STAFF}{page}").status_code for page in pages} == {403}
    client.signed_in_as(grant(asta, lund, RoleName.AUDITOR))
    assert {client.get(f"{STAFF}{page}").status_code for page in pages} == {200}


def test_the_proof_is_public_only_with_the_ballots(client, lund, now):
    for slug, publish, status in (("2027", False, 404), ("2028", True, 200)):
        cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[1000], slug=slug)
        with_costs(cycle, 600, 300)
        vote = published_vote(cycle, votes(n1=60, n12=50), publish_ballots=publish)
        base = f"/lund/omgangar/{slug}/resultat/"
        assert client.get(f"{base}pott-{vote.options.first().pot_id}-bevis.json").status_code == status
        assert ("bevis.json" in client.get(f"{base}rakna-om/").content.decode()) is publish


@pytest.mark.parametrize(
    ("rule", "won", "steps"),
    [
        ("bounded-overspending", "hade råd med det, eller nästan", "stod potten för det som fattades"),
        ("maximin-support", "pengarna räckte när turen kom till det", "delas jämnast mellan dem"),
    ],
)
def test_a_count_by_a_rule_that_is_only_tried_would_be_explained_too(client, cycle, monkeypatch, rule, won, steps):
    monkeypatch.setattr(elections, "official_spec", lambda _vote: RuleSpec(rule, ties="id"))
    with_costs(cycle, 500, 480, 350, 400)
    vote = published_vote(cycle, votes(**DIVIDED), publish_ballots=True)
    winners = [int(winner) for winner in official_counts(vote)[0].outcome["winners"]]
    page = text_of(client.get(address(vote, winners[0])))
    assert won in page and steps in page
    loser = next(number for number in (1, 2, 3, 4) if number not in winners)
    page = text_of(client.get(address(vote, loser)))
    assert "Det vann inte, för" in page and "Vad hade krävts för att vinna?" in page
