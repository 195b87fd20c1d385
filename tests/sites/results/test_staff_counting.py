from __future__ import annotations

import io

import pytest
from docx import Document

from medborgarbudget.domain.counting.models import Count, Recount, ResultPublication
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.audit import AuditEntry
from tests.support.cast import grant
from tests.support.counting import counted_vote, published_vote, votes, with_costs
from tests.support.cycles import make_cycle
from tests.support.two_people import confirmed
from tests.support.voting import open_vote, opened_vote

BASE = "/lund/personal/omgangar/2027/rakning/"


@pytest.fixture
def cycle(lund, now):
    return make_cycle(lund, now, open_deeds=["vote"], pots=[1000])


@pytest.fixture
def lead(client, doris):
    return client.signed_in_as(doris)


def test_a_lead_counts_looks_and_publishes(lead, cycle):
    with_costs(cycle, 600, 600)
    opened_vote(cycle, votes(n1=70, n2=40))
    assert "Räkna rösterna" in lead.get(BASE).content.decode()
    assert lead.post(BASE, {"do": "count"}).status_code == 303
    assert Count.objects.filter(official=True).count() == 1
    looked = lead.get(f"{BASE}resultat/")
    assert "Inte publicerat" in looked.content.decode()
    assert AuditEntry.objects.filter(verb="result.look").count() == 1
    page = lead.get(f"{BASE}publicera/").content.decode()
    assert "har en kombination av val som ingen annan har" in page
    assert lead.post(f"{BASE}publicera/", {}).status_code == 422
    assert not ResultPublication.objects.exists()
    sent = {"looked": "on", "publish_ballots": "on", "reason": "Granskat"}
    assert lead.post(f"{BASE}publicera/", sent).status_code == 303
    assert not ResultPublication.objects.exists()
    assert "Väntar på att en andra person godkänner" in lead.get(BASE).content.decode()
    confirmed(cycle.organisation)
    assert ResultPublication.objects.get().publish_ballots
    assert "Publicerat" in lead.get(BASE).content.decode()


def test_a_recount_is_told_on_the_page(lead, cycle):
    with_costs(cycle, 600)
    counted_vote(cycle, votes(n1=40))
    lead.post(BASE, {"do": "recount"})
    assert Recount.objects.get().same
    assert "Samma resultat" in lead.get(BASE).content.decode()


def test_nothing_to_count_yet_is_said_and_refused(lead, cycle):
    assert "Det finns ingen omröstning att räkna än" in lead.get(BASE).content.decode()
    assert lead.post(BASE, {"do": "count"}).status_code == 404
    with_costs(cycle, 600)
    open_vote(cycle)
    assert "Öppna urnan" in lead.get(BASE).content.decode()
    assert lead.post(BASE, {"do": "count"}).status_code == 403
    for address in ("resultat/", "publicera/", "beslutsforslag.docx", "resultat.csv"):
        assert lead.get(f"{BASE}{address}").status_code == 403, address


def test_publishing_twice_is_refused_with_the_reason(lead, cycle):
    with_costs(cycle, 600)
    published_vote(cycle, votes(n1=40))
    response = lead.post(f"{BASE}publicera/", {"looked": "on"})
    assert response.status_code == 403
    assert "redan publicerat" in response.content.decode()


def test_few_ballots_cannot_be_chosen_for_publishing(lead, cycle):
    with_costs(cycle, 600)
    counted_vote(cycle, votes(n1=40))
    page = lead.get(f"{BASE}publicera/").content.decode()
    assert "minst 100 röster behövs" in page
    assert "publish_ballots" not in page
    lead.post(f"{BASE}publicera/", {"looked": "on", "publish_ballots": "on", "reason": "Granskat"})
    confirmed(cycle.organisation)
    assert not ResultPublication.objects.get().publish_ballots


def test_who_may_open_the_pages(client, lund, cycle, asta, egil):
    with_costs(cycle, 600)
    vote = counted_vote(cycle, votes(n1=110))
    pages = [
        "",
        "resultat/",
        "publicera/",
        "beslutsforslag.docx",
        "resultat.csv",
        f"pott-{vote.options.first().pot_id}.pb",
    ]
    for address in pages:
        assert client.get(f"{BASE}{address}").status_code == 302
    for person in (asta, egil):
        client.signed_in_as(person)
        for address in pages:
            assert client.get(f"{BASE}{address}").status_code == 403
    client.signed_in_as(grant(asta, lund, RoleName.AUDITOR))
    for address in pages:
        assert client.get(f"{BASE}{address}").status_code == (403 if address == "publicera/" else 200), address
    assert client.post(BASE, {"do": "recount"}).status_code == 403


def test_another_municipalitys_lead_finds_nothing(client, ystad, cycle, egil):
    with_costs(cycle, 600)
    vote = counted_vote(cycle, votes(n1=110))
    client.signed_in_as(egil)
    for address in (
        "",
        "resultat/",
        "publicera/",
        "beslutsforslag.docx",
        "resultat.csv",
        f"pott-{vote.options.first().pot_id}.pb",
    ):
        assert client.get(f"{BASE}{address}".replace("/lund/", "/ystad/")).status_code == 404


def test_the_proposal_for_decision_names_the_winners_and_opens_in_word(lead, lund, cycle):
    with_costs(cycle, 600, 700, 300, title="Förslag; nummer")
    cycle.proposals.filter(number=1).update(running_cost=4000)
    vote = counted_vote(cycle, votes(n1=70, n2=40, n3=60))
    response = lead.get(f"{BASE}beslutsforslag.docx")
    document = Document(io.BytesIO(response.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs).replace("\u00a0", " ")
    cells = [cell.text.replace("\u00a0", " ") for table in document.tables for row in table.rows for cell in row.cells]
    assert "föreslås besluta att genomföra följande förslag" in text
    assert "Förslag; nummer 1 (" in text and "600 kr" in text
    assert "[Nämnden]" in text
    assert any("4 000 kr" in cell for cell in cells)
    assert vote.counts.get(official=True).digest in cells
    assert document.core_properties.language == "sv-SE"
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    assert headings[0] == "Förslag till beslut"
    assert {"Bakgrund", "Så gick omröstningen till", "Röstningsresultat", "Ekonomiska konsekvenser"} <= set(headings)
    for table in document.tables:
        assert "tblHeader" in table.rows[0]._tr.xml
    assert b"vbaProject" not in response.content


def test_staff_take_out_the_ballots_and_it_is_recorded(lead, cycle):
    with_costs(cycle, 600)
    vote = counted_vote(cycle, votes(n1=40))
    assert lead.get(f"{BASE}pott-{vote.options.first().pot_id}.pb").content.startswith(b"META")
    assert lead.get(f"{BASE}pott-999999.pb").status_code == 404
    assert AuditEntry.objects.filter(verb="vote.export").count() == 1
