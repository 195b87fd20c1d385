"""Do the minutes and the package of a vote tell what came by post, in balance and without small numbers, and does the verifier hold them to it?"""

from __future__ import annotations

import pytest

from medborgarbudget.domain.counting.protocol import Section, sections_of
from medborgarbudget.domain.counting.queries import publication_of, result_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.paper.causes import Cause
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import actions
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.foundation.clock import database_now
from tests.support.cast import grant, make_person
from tests.support.packages import changed, edit_vote, problems, published, resigned, verifier
from tests.support.paper import read_and_approved, staff
from tests.support.posted import counted, letters_of, post, posting_vote, sort, web_vote
from tests.support.voting import close

pytestmark = pytest.mark.django_db


def _held(
    lund: Organisation,
    doris: Person,
    *,
    posted: int,
    desk: int,
    listed: int = 0,
    on_web: int = 30,
    ballots: bool = False,
) -> tuple[Vote, bytes, str]:
    """A published vote on the web, at a desk and by post; the package, and the receipt of a vote that a form took the place of."""
    maja = grant(make_person("Maja"), lund, RoleName.LEAD)
    vote = posting_vote(lund, doris, second=maja)
    bulk_cast(vote, [("", [1, 2])] * on_web)
    clerk = staff(vote, RoleName.DESK)
    coming = letters_of(vote, doris, posted)
    receipt = web_vote(vote, coming[0], [4])
    for letter in coming:
        post(vote, letter, clerk=clerk)
    for place in range(listed):
        post(vote, None, seen=Cause.NO_SLIP if place else Cause.NO_INNER, clerk=clerk)
    vote = close(vote)
    (box,) = sort(vote)
    counted(box, ["3"] * (posted - 1) + ["1 2 3 4"])
    if desk:
        read_and_approved(vote, ["1"] * desk)
    opened = actions.open_urn(vote=vote, actor=doris, second=maja, now=database_now())
    content = published(opened, doris, maja, publish_ballots=ballots)
    kept = Vote.objects.select_related("organisation", "cycle__organisation", "rule_sheet").get(pk=vote.pk)
    return kept, content, receipt.code


def _sections(vote: Vote) -> dict[str, Section]:
    publication = publication_of(vote)
    assert publication is not None
    return {one.heading: one for one in sections_of(result_of(vote, publication), database_now())}


def _rows(section: Section, caption: str) -> dict[str, str]:
    (table,) = [table for table in section.tables if table.caption == caption]
    return {row[0]: row[1] for row in table.rows}


def test_post_is_in_the_minutes_and_in_the_package_that_an_outsider_checks(lund: Organisation, doris: Person) -> None:
    vote, content, receipt = _held(lund, doris, posted=13, desk=95, listed=12, on_web=120, ballots=True)
    parts = _sections(vote)
    part = parts["Rösterna som kom med posten"]
    assert "13 kuvert öppnades, och i lådorna låg 13 valsedlar. 1 var ogiltiga och 12 räknades." in part.text
    assert _rows(part, "Listade kuvert") == {
        "Ingen lapp, eller en som inte går att läsa": "–",
        "Valsedeln låg inte i ett eget, förslutet kuvert": "–",
        "Listade i allt": "12",
    }
    assert _rows(part, "Ogiltiga valsedlar efter skäl")["Har för många val"] == "1"
    ways = {row[0]: row[1] for table in parts["Rösterna"].tables for row in table.rows}
    assert (ways["Kod med e-post"], ways["Papper"], ways["Blankett med posten"]) == ("120", "95", "12")
    assert "I lådorna låg 95 valsedlar" in parts["Rösterna på papper"].text

    assert problems(content) == []
    assert (
        verifier().standing(verifier().Package(content), receipt)
        == "ogiltig, eftersom personen röstade med posten efter det"
    )
    told = verifier().Package(content)
    assert (told.vote["paper"], len(told.paper)) == (107, 107) and told.vote["channels"]["posted"] == 12

    def moved(**numbers: int | None) -> str:
        files = changed(content, edit_vote(lambda data: data["channels"].update(numbers)))
        return "".join(problems(resigned(files, vote)))

    assert "i kuvert är inte alla" in moved(posted=13, email=119), "one from the web made one by post"
    assert "på papper går att räkna fram" in moved(posted=None), "hidden alone, it can be had"
    assert "alla röster" in moved(posted=11)


def test_few_by_post_are_told_neither_in_the_minutes_nor_in_the_package(lund: Organisation, doris: Person) -> None:
    vote, content, _receipt = _held(lund, doris, posted=4, desk=20, listed=3)
    parts = _sections(vote)
    part = parts["Rösterna som kom med posten"]
    assert "Så få" in part.text and "Färre än tio kuvert listades" in part.text
    assert part.tables == [] and not any(sign.isdigit() for sign in part.text)
    assert "Så få" in parts["Rösterna på papper"].text, "or the few by post could be had from those at desks"
    assert problems(content) == []
    channels = verifier().Package(content).vote["channels"]
    assert channels["posted"] is channels["paper"] is None and channels["email"] == 30


def test_nothing_is_said_of_post_where_none_came(lund: Organisation, doris: Person) -> None:
    vote, _content, _receipt = _held(lund, doris, posted=12, desk=0)
    assert "Rösterna på papper" not in _sections(vote)
    part = _sections(vote)["Rösterna som kom med posten"]
    assert "Alla kuvert öppnades." in part.text and len(part.tables) == 1
