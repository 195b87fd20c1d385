"""Can a municipality register its interest in one go, lose nothing on the way, be admitted, and begin a cycle?"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.membership.models import Interest, Member, MemberContact, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import clock
from tests.support.cast import make_person
from tests.support.network import SKANE, interest_post, make_member, register
from tests.support.pages import PageClient

FORM = "/natverket/intresse/"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


def text_of(response: Any) -> str:
    return str(response.content.decode())


def link_in(letter: Any) -> str:
    found = re.findall(r"http://localhost:8000(/\S+)", letter.body)
    assert found, letter.body
    return str(found[-1])


def test_from_interest_to_the_members_first_cycle(client: PageClient, hub: Organisation, frida: Person) -> None:
    page = client.get(FORM)
    assert page.status_code == 200 and "Lunds kommun" in text_of(page) and "Region Skåne" in text_of(page)
    people = (
        {"name": "Asta Berg", "email": "asta@lund.example", "role": "lead"},
        {"name": "Bo Ek", "email": "bo@lund.example", "role": "elected"},
    )
    sent = client.post(FORM, interest_post(hub, people=people))
    assert sent.status_code == 302 and "/intresse/lage/" in sent.headers["Location"]
    receipt = client.get(sent.headers["Location"])
    interest = Interest.objects.get()
    assert interest.reference in text_of(receipt) and "Tack" in text_of(receipt)
    to = {letter.to[0]: letter for letter in mail.outbox}
    assert client.get(link_in(to["asta@lund.example"])).status_code == 200
    assert "Ny intresseanmälan: Lunds kommun" in to[frida.email].subject

    office = PageClient().signed_in_as(frida)
    assert "Lunds kommun" in text_of(office.get("/natverket/kansli/intressen/"))
    member = Member.objects.get()
    here = f"/natverket/kansli/medlemmar/{member.slug}/"
    shown = text_of(office.get(here))
    assert "Vi vill pröva i en by." in shown and "bo@lund.example" in shown
    assert office.post(f"{here}kontaktad/").status_code == 302
    member.refresh_from_db()
    assert member.state == MemberState.CONTACTED and member.assignee == frida
    mail.outbox.clear()
    assert office.get(f"{here}ta-in/").status_code == 200
    done = office.post(f"{here}ta-in/", {"place": "new", "slug": "lund"})
    assert done.status_code == 302, text_of(done)
    member.refresh_from_db()
    assert member.state == MemberState.MEMBER and member.tenant is not None and member.tenant.code == "1281"

    asta = Person.objects.get(email="asta@lund.example")
    assert sorted(asta.roles.values_list("role", flat=True)) == ["administrator", "lead"]
    assert {letter.to[0] for letter in mail.outbox} == {"asta@lund.example", "bo@lund.example"}
    letter = next(letter for letter in mail.outbox if letter.to == ["asta@lund.example"])
    link = link_in(letter)
    assert link.startswith("/lund/konto/lank/")
    lead = PageClient()
    signed_in = lead.post(link)
    assert signed_in.status_code == 302 and signed_in.headers["Location"] == "/lund/personal/omgangar/ny/"
    lead.signed_in_as(asta)
    begun = lead.post(
        "/lund/personal/omgangar/ny/",
        {"name": "Första omgången", "year": "2027", "origin": "eight", "budget": "500 000"},
    )
    assert begun.status_code == 302
    assert Cycle.objects.get(organisation=member.tenant).steps.count() == 8


def test_a_person_is_added_and_nothing_that_was_written_is_lost(client: PageClient, hub: Organisation) -> None:
    post = interest_post(hub, more="1", decision_body="Kommunstyrelsen")
    response = client.post(FORM, post)
    shown = text_of(response)
    assert response.status_code == 200 and 'name="person1-email"' in shown
    for kept in ("Lunds kommun", "Vi vill pröva i en by.", "Asta Berg", "Kommunstyrelsen", post["key"]):
        assert kept in shown
    assert 'value="young" id="id_needs_4" checked' in shown.replace(' aria-describedby="id_needs_helptext"', "")
    assert not Interest.objects.exists()


def test_errors_stand_at_their_fields_and_everything_is_kept(client: PageClient, hub: Organisation) -> None:
    people = ({"name": "", "email": "inte en adress", "role": "lead"},)
    response = client.post(FORM, interest_post(hub, people=people, orientations=[], agree=""))
    shown = text_of(response)
    assert response.status_code == 422
    for sentence in ("Välj minst en inriktning.", "Ange namn.", "Bekräfta att du anmäler på uppdrag."):
        assert sentence in shown
    assert "inte en adress" in shown and "Vi vill pröva i en by." in shown
    assert not Interest.objects.exists() and not mail.outbox


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("Uppsala", "Vilken menar du?"), ("Lund kommun och sånt", "Det finns ingen kommun eller region som heter så.")],
)
def test_a_name_that_is_not_clear_is_asked_about(
    client: PageClient, hub: Organisation, written: str, sentence: str
) -> None:
    response = client.post(FORM, interest_post(hub, body=written))
    assert response.status_code == 422 and sentence in text_of(response)


def test_one_of_those_suggested_is_picked(client: PageClient, hub: Organisation) -> None:
    assert client.post(FORM, interest_post(hub, body="Uppsala", pick="region-03")).status_code == 302
    assert Member.objects.get().name == "Region Uppsala"


def test_the_form_sent_twice_is_one_interest(client: PageClient, hub: Organisation) -> None:
    post = interest_post(hub)
    first, second = client.post(FORM, post), client.post(FORM, post)
    assert first.headers["Location"] == second.headers["Location"]
    assert Interest.objects.count() == 1


def test_without_javascript_a_code_is_mailed_and_nobody_reads_it_before(
    client: PageClient, hub: Organisation, frida: Person
) -> None:
    sent = client.post(FORM, interest_post(hub, altcha=""))
    here = sent.headers["Location"]
    assert "/intresse/bekrafta/" in here and not Member.objects.exists()
    assert [letter.to for letter in mail.outbox] == [["asta@example.org"]]
    assert client.get(here).status_code == 200
    assert client.post(here, {"code": "000"}).status_code == 422
    assert not Member.objects.exists()
    office = PageClient().signed_in_as(frida)
    assert "obekräftad" in text_of(office.get("/natverket/kansli/intressen/"))
    code = re.search(r"[0-9]{6}", mail.outbox[0].subject)
    assert code is not None
    link = link_in(mail.outbox[0])
    assert f'value="{code[0]}"' in text_of(client.get(link)), (
        "the link fills the code in and the button is pressed by a person"
    )
    assert not Member.objects.exists()
    done = client.post(here, {"code": f"{code[0][:3]} {code[0][3:]}"})
    assert done.status_code == 302 and "/intresse/lage/" in done.headers["Location"]
    assert Member.objects.get().state == MemberState.NEW
    assert client.post(here, {"code": code[0]}).status_code == 302
    assert Interest.objects.get().by_mail


def test_a_member_that_registers_again_becomes_an_addition_and_hears_nothing_of_others(
    client: PageClient, hub: Organisation, frida: Person
) -> None:
    member = make_member(hub, SKANE, make_person("Gunborg"), needs_text="Hemligt behov")
    sent = client.post(FORM, interest_post(hub, body="Region Skåne"))
    receipt = text_of(client.get(sent.headers["Location"]))
    assert "redan med" in receipt and "Gunborg" not in receipt and "Hemligt" not in receipt
    assert Member.objects.count() == 1
    office = PageClient().signed_in_as(frida)
    assert "Region Skåne" in text_of(office.get("/natverket/kansli/intressen/?vy=tillagg"))
    here = f"/natverket/kansli/medlemmar/{member.slug}/"
    interest = Interest.objects.get()
    mail.outbox.clear()
    person = interest.people.get()
    assert office.post(f"{here}tillagg/{interest.reference}/", {"people": [str(person.pk)]}).status_code == 302
    assert MemberContact.objects.filter(member=member, person__email="asta@example.org").exists()
    assert [letter.to for letter in mail.outbox] == [["asta@example.org"]]


def test_the_status_link_is_somebody_elses_secret(client: PageClient, hub: Organisation, lund: Organisation) -> None:
    interest = register(hub)
    from medborgarbudget.domain.network.membership.links import token_of

    token = token_of(interest)
    assert client.get(f"{FORM}lage/{token}/").status_code == 200
    assert client.get(f"{FORM}lage/{token[:-2]}xx/").status_code == 404
    assert client.get(f"{FORM}lage/finns-inte/").status_code == 404
