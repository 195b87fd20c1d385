"""Do the minutes of a vote hold what an auditor looks for: channels, paper against check-ins, causes, deeds of two and their roles?"""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from medborgarbudget.domain.counting.actions import count_vote, publish_result
from medborgarbudget.domain.counting.channels import published_channels
from medborgarbudget.domain.counting.protocol import Section, protocol_of, sections_of
from medborgarbudget.domain.counting.queries import publication_of, result_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import actions
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.foundation.clock import database_now
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.paper import read_and_approved
from tests.support.voting import cast, close, open_vote

pytestmark = pytest.mark.django_db


def _held(lund: Organisation, doris: Person, lines: list[str], *, check_ins: int | None = None) -> Vote:
    """A published vote on the web and on paper, with a replaced ballot, a control and a void one."""
    maja = grant(make_person("Maja"), lund, RoleName.LEAD)
    vote = open_vote(make_cycle(lund, database_now()), actor=doris, second=maja)
    bulk_cast(vote, [("", [1, 2])] * 30)
    cast(vote, "asta", [1])
    cast(vote, "asta", [2])
    cast(vote, "bo", [4], attempt_key="b" * 24)
    actions.make_control(vote=vote, attempt_key="b" * 24)
    stolen = cast(vote, "tjuv", [3])
    actions.void_ballot(vote=vote, receipt=stolen.code, reason="Stulen", actor=doris, second=maja, now=database_now())
    vote = close(vote)
    read_and_approved(vote, lines, check_ins=check_ins)
    opened = actions.open_urn(vote=vote, actor=doris, second=maja, now=database_now())
    count_vote(vote=opened, actor=doris, now=database_now())
    publish_result(vote=opened, actor=doris, second=maja, now=database_now(), publish_ballots=False)
    return Vote.objects.select_related("organisation", "cycle__organisation", "rule_sheet").get(pk=vote.pk)


def _sections(vote: Vote) -> dict[str, Section]:
    return {one.heading: one for one in sections_of(result_of(vote, publication_of(vote)), database_now())}


def _table(section: Section, head: str) -> dict[str, list[str]]:
    found = next(table for table in section.tables if table.head[0] == head)
    return {row[0]: row[1:] for row in found.rows}


def test_the_minutes_tell_paper_against_check_ins_and_why_ballots_do_not_count(
    lund: Organisation, doris: Person, client: Client
) -> None:
    lines = ["1 4"] * 12 + [""] * 2 + ["1 2 3 4"]
    vote = _held(lund, doris, lines, check_ins=16)
    parts = _sections(vote)
    paper = parts["Rösterna på papper"]
    assert (
        "I lådorna låg 15 valsedlar. 16 personer hade prickats av. 3 valsedlar var ogiltiga och 12 räknades."
        in paper.text
    )
    assert _table(paper, "Skäl") == {"Är tom": ["2"], "Har för många val": ["1"], "Ogiltiga i allt": ["3"]}
    (desk,) = _table(paper, "Bord").values()
    assert desk[1:] == ["16", "15", "3"]
    fates = _table(parts["Rösterna"], "Kuvert som har kommit in")
    assert [fates[name] for name in fates] == [["31"], ["1"], ["1"], ["0"], ["0"], ["1"]]
    assert _table(parts["Rösterna"], "Räknade röster efter sätt att rösta") == {
        "Kod med e-post": ["31"],
        "Papper": ["12"],
    }
    two = _table(parts["Beslutat av två personer"], "Vad")
    assert {
        "Omröstningen fick öppna",
        "Urnan fick öppnas",
        "En röst ogiltigförklarades",
        "Resultatet publicerades",
    } <= set(two)
    _when, who, reason = two["En röst ogiltigförklarades"]
    assert who == "Doris (administratör, projektansvarig) och Maja (projektansvarig)" and reason == "Stulen"
    assert [name for name in two if name.startswith("Lådan")]
    assert {"Den offentliga loggen", "Öppningen", "Förstört"} <= set(parts)

    cache.clear()
    page = client.get(f"/lund/omgangar/{vote.cycle.slug}/rosta/granskning/protokoll/")
    shown = page.content.decode()
    assert page.status_code == 200 and "Ogiltiga valsedlar efter skäl" in shown and vote.urn_hash in shown
    assert "Har för många val" in shown and "None" not in shown
    pdf = client.get(f"/lund/omgangar/{vote.cycle.slug}/rosta/granskning/protokoll.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert protocol_of(result_of(vote, publication_of(vote)), database_now())[:4] == b"%PDF"


def test_few_on_paper_are_not_told_in_any_way(lund: Organisation, doris: Person, client: Client) -> None:
    vote = _held(lund, doris, ["1"] * 4 + [""])
    paper = _sections(vote)["Rösterna på papper"]
    assert paper.tables == [] and paper.rows == [] and not any(sign.isdigit() for sign in paper.text)
    assert set(
        _table(_sections(vote)["Rösterna"], "Räknade röster efter sätt att rösta").values().__iter__().__next__()
    ) == {"–"}
    assert client.get(f"/lund/omgangar/{vote.cycle.slug}/rosta/granskning/protokoll/").status_code == 200


def test_the_minutes_are_public_only_when_the_result_is(lund: Organisation, doris: Person, client: Client) -> None:
    cache.clear()
    vote = open_vote(make_cycle(lund, database_now()), actor=doris)
    for name in ("protokoll/", "protokoll.pdf"):
        assert client.get(f"/lund/omgangar/{vote.cycle.slug}/rosta/granskning/{name}").status_code == 404


def test_a_hidden_way_of_voting_cannot_be_had_from_the_number_of_envelopes() -> None:
    told = published_channels({"email": 500, "letter": 5, "paper": 40})
    assert told["letter"] is None and told["email"] is None, "505 envelopes less 500 by e-mail is 5 by letter"
    assert published_channels({"email": 500, "paper": 40}) == {"email": 500, "paper": 40}
    assert published_channels({"email": 500, "letter": 60, "paper": 40}) == {"email": 500, "letter": 60, "paper": 40}
    assert published_channels({"email": 12}) == {"email": 12}


def test_few_of_the_two_ways_on_paper_cannot_be_had_from_the_other() -> None:
    told = published_channels({"email": 500, "letter": 60, "paper": 50, "posted": 5})
    assert told == {"email": 500, "letter": 60, "paper": None, "posted": None}
    told = published_channels({"email": 500, "letter": 60, "paper": 5})
    assert told == dict.fromkeys(told), "565 less 500 and the log's 560 would tell of the 5"
    told = published_channels({"email": 500, "letter": 60, "paper": 50, "posted": 40})
    assert None not in told.values()
    told = published_channels({"email": 500, "letter": 5, "paper": 50, "posted": 40})
    assert (told["email"], told["letter"], told["paper"]) == (None, None, 50)
