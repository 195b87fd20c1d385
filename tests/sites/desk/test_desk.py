"""Does the desk show each member of staff what waits for them, and nobody else's?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.cycles.models import Deed, Step
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.sites.access.waiting import Desk, Waiting
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient


@pytest.fixture(autouse=True)
def at_noon(now: datetime) -> Any:
    with mock.patch("medborgarbudget.foundation.clock.now", return_value=now):
        yield


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_a_lead_sees_steps_that_open_or_close_within_a_week_and_what_is_missing(
    client: PageClient, lund: Organisation, doris: Person, now: datetime
) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    Step.objects.filter(cycle=cycle, deeds=["propose"]).update(closes_at=now + timedelta(days=1))
    make_cycle(lund, now, slug="2028", name="Utkastet", published=False, promise="", open_deeds=(Deed.CRITERIA,))
    page = text_of(client.signed_in_as(doris).get("/lund/personal/"))
    assert "Hej Doris" in page
    assert page.index("Kan inte vänta") < page.index("”Förslag” stänger torsdag 11 mars kl. 13.00")
    assert "Saknas innan omgången kan publiceras" in page


def test_an_assessor_is_not_troubled_with_the_leads_work(lund: Organisation, now: datetime) -> None:
    make_cycle(lund, now, published=False, promise="")
    assessor = grant(make_person("Hedda"), lund, RoleName.ASSESSOR)
    page = text_of(PageClient().signed_in_as(assessor).get("/lund/personal/"))
    assert "Saknas innan" not in page
    assert "Bedömare" in page


def test_an_empty_desk_says_so(client: PageClient, lund: Organisation, doris: Person) -> None:
    assert "Inget väntar på dig just nu" in text_of(client.signed_in_as(doris).get("/lund/personal/"))


def test_the_desk_is_for_staff(client: PageClient, lund: Organisation, asta: Person, egil: Person) -> None:
    assert client.get("/lund/personal/").status_code == 302
    assert PageClient().signed_in_as(asta).get("/lund/personal/").status_code == 403
    assert PageClient().signed_in_as(egil).get("/lund/personal/").status_code == 403


def test_parts_add_what_waits_and_nothing_is_left_out_but_zeros(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    desk = Desk("medborgarbudget.demo")  # a package without rooms
    items = [
        Waiting("Lugnt", Person.objects.filter(pk=doris.pk), "/a/"),
        Waiting("Noll", 0, "/b/"),
        Waiting("Ingen", Person.objects.filter(name="Ingen"), "/b/"),
        Waiting("Bråttom", 2, "/c/", urgent=True),
    ]
    desk.waits(lambda *_about: items)
    found = desk.waiting_for(lund, doris, frozenset({"lead"}), now)
    assert [(item.label, item.count) for item in found] == [("Bråttom", 2), ("Lugnt", 1)]


def test_the_desk_asks_as_often_for_many_cycles_as_for_one(lund: Organisation, doris: Person, now: datetime) -> None:
    client = PageClient().signed_in_as(doris)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/lund/personal/").status_code == 200
        return len(queries)

    make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    few = asked()
    for year in range(2030, 2038):
        make_cycle(lund, now, slug=str(year), name=str(year), open_deeds=(Deed.PROPOSE,), published=year % 2 == 0)
    assert asked() == few
