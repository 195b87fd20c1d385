"""Does a visitor see at a glance what is going on, what they can do and until when?"""

from __future__ import annotations

from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.cycles import actions, steps
from medborgarbudget.domain.cycles.models import Deed, Step
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient


@pytest.fixture(autouse=True)
def at_noon(now: datetime) -> object:
    """Pages are asked for at the moment of the tests, with nothing kept from another test."""
    cache.clear()
    with mock.patch("medborgarbudget.foundation.clock.now", return_value=now):
        yield


def propose(cycle: object, number: int, now: datetime, **values: object) -> Proposal:
    return Proposal.objects.create(
        **{
            "organisation_id": cycle.organisation_id,  # type: ignore[attr-defined]
            "cycle": cycle,
            "number": number,
            "reference": f"{cycle.reference_prefix}-{number:04d}",  # type: ignore[attr-defined]
            "title": f"Förslag {number}",
            "what": "En bänk i solen.",
            "state": ProposalState.PUBLISHED,
            "status_key": f"key-{cycle.pk}-{number}",  # type: ignore[attr-defined]
            "random_key": number,
            "created_at": now,
            "submitted_at": now + timedelta(seconds=number),
            "changed_at": now,
            **values,
        }
    )


def text_of(response: object) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())  # type: ignore[attr-defined]


def test_an_organisation_without_cycles_says_what_will_come(client: PageClient, lund: Organisation) -> None:
    page = text_of(client.get("/lund/"))
    assert "Ingen omgång pågår just nu" in page
    assert "Så funkar det" in page


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (Deed.PROPOSE, "Vad vill du se i Lunds?"),
        (Deed.OBJECT, "Förslagen har fått svar"),
        (Deed.ASSESS, "Nu bearbetas förslagen"),
        (Deed.VOTE, "Rösta om vad som ska göras i Lunds"),
        (Deed.DECIDE, "Omröstningen är klar"),
        (Deed.DELIVER, "Nu blir förslagen verklighet"),
    ],
)
def test_the_start_page_opens_with_what_is_going_on(
    client: PageClient, lund: Organisation, now: datetime, deed: Deed, words: str
) -> None:
    make_cycle(lund, now, open_deeds=(deed,))
    page = text_of(client.get("/lund/"))
    assert words in page
    if deed != Deed.DELIVER:
        assert "Till lördag 20 mars kl. 13.00" in page


def test_while_assessing_goes_on_the_page_does_not_say_that_all_have_been_answered(
    client: PageClient, lund: Organisation, now: datetime
) -> None:
    make_cycle(lund, now, open_deeds=(Deed.ASSESS, Deed.OBJECT, Deed.COMMENT))
    page = text_of(client.get("/lund/"))
    assert "Nu bearbetas förslagen" in page
    assert "har fått svar" not in page


def test_a_vote_comes_before_proposing_and_both_are_shown(
    client: PageClient, lund: Organisation, now: datetime
) -> None:
    make_cycle(lund, now, open_deeds=(Deed.PROPOSE,), slug="2028", name="Unga")
    make_cycle(lund, now, open_deeds=(Deed.VOTE,), slug="2027", name="Alla")
    page = text_of(client.get("/lund/"))
    assert page.index("Rösta om vad") < page.index("Fler omgångar") < page.index(">Unga<")


def test_while_people_vote_no_proposal_is_lifted_and_no_standing_shown(
    client: PageClient, lund: Organisation, now: datetime
) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.VOTE,))
    propose(cycle, 1, now, state=ProposalState.ON_BALLOT, cost=100, support_count=777)
    for address in ("/lund/", "/lund/omgangar/2027/"):
        page = text_of(client.get(address))
        assert "Förslag 1" not in page
        assert "777" not in page


def test_earlier_cycles_show_what_they_gave(client: PageClient, lund: Organisation, now: datetime) -> None:
    old = make_cycle(lund, now - timedelta(days=400), slug="2025", name="Medborgarbudget 2025")
    for number, state in enumerate(("delivered", "decided", "not_won", "refused", "hidden", "draft"), 1):
        propose(old, number, now, state=state, cost=250_000)
    page = text_of(client.get("/lund/"))
    assert "Medborgarbudget 2025" in page
    assert "500 000 kr" in page
    assert "4 förslag" in page
    assert "2 genomförs" in page


def test_drafts_are_seen_by_staff_alone_and_marked(
    client: PageClient, lund: Organisation, doris: Person, asta: Person, now: datetime
) -> None:
    make_cycle(lund, now, published=False, open_deeds=(Deed.PROPOSE,))
    assert client.get("/lund/omgangar/2027/").status_code == 404
    assert PageClient().signed_in_as(asta).get("/lund/omgangar/2027/").status_code == 404
    assert "Medborgarbudget 2027" not in text_of(client.get("/lund/"))
    assert "Utkast" in text_of(client.signed_in_as(doris).get("/lund/omgangar/2027/"))


def test_another_municipalitys_cycle_is_not_found(
    client: PageClient, lund: Organisation, ystad: Organisation, egil: Person, now: datetime
) -> None:
    make_cycle(lund, now)
    assert client.get("/ystad/omgangar/2027/").status_code == 404
    assert client.signed_in_as(egil).get("/ystad/omgangar/2027/").status_code == 404


def test_a_cycles_page_tells_promise_money_rules_decisions_and_dates(
    client: PageClient, lund: Organisation, doris: Person, now: datetime
) -> None:
    cycle = make_cycle(
        lund,
        now,
        open_deeds=(Deed.PROPOSE,),
        areas=("Norr", "Söder"),
        pots=(400_000, 600_000),
        rules={"cost_ceiling": 200_000},
    )
    actions.register_decision(
        cycle=cycle, kind="frame", body="Kommunstyrelsen", decided_on=now.date(), paragraph="12", diary_number="KS 2027/1",
        link="https://lund.example/protokoll", actor=doris, now=now,
    )  # fmt: skip
    page = text_of(client.get("/lund/omgangar/2027/"))
    for words in (
        cycle.promise,
        "1 000 000 kr",
        "33 kr per invånare",
        "600 000 kr",
        "Du väljer upp till 3 förslag.",
        "högst 200 000 kr",
        "har fyllt 6 år",
        "Röstningen är rådgivande",
        "KS 2027/1",
        'href="https://lund.example/protokoll"',
        "Från söndag 28 februari kl. 13.00 till lördag 20 mars kl. 13.00.",
    ):
        assert words in page


def test_a_cycle_without_anything_is_still_a_page(client: PageClient, lund: Organisation, now: datetime) -> None:
    cycle = make_cycle(lund, now, promise="", level="", orientations=["gone"])
    Step.objects.filter(cycle=cycle).delete()
    cycle.pots.all().delete()
    cycle.rule_sheets.all().delete()
    assert client.get("/lund/omgangar/2027/").status_code == 200
    assert client.get("/lund/").status_code == 200


def test_a_cycle_s_text_is_shown_and_never_run(client: PageClient, lund: Organisation, now: datetime) -> None:
    make_cycle(lund, now, open_deeds=(Deed.PROPOSE,), name="<script>alert(1)</script>", promise="<b>Löfte</b>")
    assert "<script>alert(1)" not in text_of(client.get("/lund/"))
    assert "<b>Löfte" not in text_of(client.get("/lund/omgangar/2027/"))


@pytest.mark.parametrize("address", ["/lund/", "/lund/omgangar/", "/lund/sa-funkar-det/"])
def test_pages_ask_the_database_as_often_for_many_as_for_few(lund: Organisation, now: datetime, address: str) -> None:
    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert PageClient().get(address).status_code == 200
        return len(queries)

    first = make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    propose(first, 1, now)
    few = asked()
    for year in range(2010, 2020):
        old = make_cycle(
            lund, now - timedelta(days=400), slug=str(year), name=f"Omgång {year}", reference_prefix=f"OLD{year}"
        )
        for number in range(1, 6):
            propose(old, number, now, state="delivered", cost=10)
    for number in range(2, 30):
        propose(first, number, now)
    assert asked() == few
    assert few <= 12


def test_an_anonymous_visitor_is_answered_without_asking_the_database(
    lund: Organisation, now: datetime, django_assert_num_queries: object
) -> None:
    make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    addresses = ("/lund/", "/lund/omgangar/2027/", "/lund/sa-funkar-det/", "/lund/omgangar/")
    for address in addresses:
        PageClient().get(address)
    with django_assert_num_queries(0):  # type: ignore[operator]
        for address in addresses:
            assert PageClient().get(address).status_code == 200


def test_the_pages_weigh_little(client: PageClient, lund: Organisation, now: datetime) -> None:
    make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    assert len(client.get("/lund/").content) < 60_000
    assert len(client.get("/lund/omgangar/2027/").content) < 60_000


def test_the_tabs_show_what_is_relevant_by_now(lund: Organisation, now: datetime) -> None:
    from medborgarbudget.sites.residents.templatetags.resident_frames import relevant_parts

    cycle = make_cycle(lund, now, open_deeds=(Deed.VOTE,))
    opened, closed = steps.times_of(cycle, Deed.VOTE)
    assert opened and closed
    assert "residents:vote" not in relevant_parts(cycle, opened - timedelta(seconds=1))
    assert "residents:vote" in relevant_parts(cycle, opened)
    after = relevant_parts(cycle, closed)
    assert "residents:result" in after and "residents:vote" not in after


def test_the_stylesheet_holds_the_organisations_colours(client: PageClient, lund: Organisation) -> None:
    lund.theme = {"accent": "#0b6b7c"}
    lund.save()
    answer = client.get("/lund/tema.css")
    assert answer.headers["Content-Type"].startswith("text/css")
    assert b"#0b6b7c" in answer.content


@pytest.mark.parametrize(
    ("last_open", "words"),
    [
        (None, "Snart är det dags i Lunds"),
        (Deed.PROPOSE, "Tack för alla förslag"),
        (Deed.OBJECT, "Snart är det dags att rösta"),
        (Deed.VOTE, "Omröstningen är klar"),
    ],
)
def test_between_steps_the_page_says_what_comes(
    client: PageClient, lund: Organisation, now: datetime, last_open: Deed | None, words: str
) -> None:
    cycle = make_cycle(lund, now)
    order = [Deed.PROPOSE, Deed.ASSESS, Deed.OBJECT, Deed.VOTE, Deed.DECIDE]
    place = order.index(last_open) if last_open else -1
    Step.objects.filter(cycle=cycle).delete()
    for number, deed in enumerate(order):
        opens = now + timedelta(days=10 * (number - place) - 5 if number > place else 10 * (number - place) - 15)
        Step.objects.create(
            cycle=cycle,
            name=deed.label,
            deeds=[deed],
            position=number,
            opens_at=opens,
            closes_at=opens + timedelta(days=9),
        )
    assert words in text_of(client.get("/lund/"))


def test_a_page_under_a_tab_marks_it(lund: Organisation) -> None:
    from medborgarbudget.sites.access.frame import mark_tab

    links = [{"name": "a", "url": "/c/"}, {"name": "b", "url": "/c/forslag/"}]
    for path, named, expected in (
        ("/c/", "", "a"),
        ("/c/forslag/1/", "", "b"),
        ("/c/annat/", "b", "b"),
        ("/x/", "", ""),
    ):
        mark_tab(links, named, path)
        assert [link["name"] for link in links if link["current"]] == ([expected] if expected else [])
