"""Can staff take a vote from proposals to opened urn, with letters, and does nobody see how it stands?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from medborgarbudget.domain.cycles.models import Deed, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, TwoPersonDeed
from medborgarbudget.domain.voting import permissions, queries
from medborgarbudget.domain.voting.models import CodeLetterBatch
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.foundation.clock import database_now
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.rolls import confirm, second_person
from tests.support.two_people import confirmed
from tests.support.voting import accepted_proposals, close, open_vote

pytestmark = pytest.mark.django_db

BASE = "/lund/personal/omgangar/2027/"


def test_a_lead_sees_what_is_missing_prepares_corrects_and_opens(
    client: PageClient, lund: Organisation, doris: Person
) -> None:
    cycle = make_cycle(lund, database_now(), open_deeds=[Deed.VOTE])
    client.signed_in_as(doris)
    assert "Inget förslag har gått vidare" in client.get(f"{BASE}omrostning/").content.decode()
    assert client.post(f"{BASE}omrostning/forbered/").status_code == 403
    accepted_proposals(cycle)
    assert "Allt är klart" in client.get(f"{BASE}omrostning/").content.decode()
    for _twice in range(2):
        assert client.post(f"{BASE}omrostning/forbered/").status_code == 302
    vote = queries.vote_of(cycle)
    assert vote is not None
    assert "Två personer måste godkänna" in client.get(f"{BASE}omrostning/").content.decode()
    assert client.post(f"{BASE}omrostning/beslut/godkann/", {"reason": "Klar"}).status_code == 422
    client.post(f"{BASE}omrostning/beslut/godkann/", {"checked": "on", "reason": "Klar"})
    assert "Väntar på en andra person" in client.get(f"{BASE}omrostning/").content.decode()
    confirmed(lund)
    assert client.get(f"{BASE}omrostning/").status_code == 200
    assert client.get(f"{BASE}omrostning/valsedel/1/").status_code == 200
    assert client.get(f"{BASE}omrostning/valsedel/9/").status_code == 404
    assert client.get(f"{BASE}omrostning/forslag/2/").status_code == 200
    assert client.post(f"{BASE}omrostning/forslag/2/", {"reason": ""}).status_code == 422
    assert client.post(f"{BASE}omrostning/forslag/2/", {"reason": "Marken är såld."}).status_code == 302
    assert client.post(f"{BASE}omrostning/rattelse/", {"text": "Det ska stå Norra parken."}).status_code == 302
    assert client.get(f"{BASE}omrostning/gor-om/").status_code == 200
    assert client.post(f"{BASE}omrostning/gor-om/", {"reason": "Fel"}).status_code == 403
    bulk_cast(queries.vote_of(cycle), [("", [1, 3])] * 7)  # type: ignore[arg-type]
    page = client.get(f"{BASE}omrostning/").content.decode()
    assert ">7<" in page and "Omröstningen pågår till" in page
    assert client.get(f"{BASE}omrostning/beslut/urnan/").status_code == 403
    assert client.get(f"{BASE}omrostning/beslut/forlang/").status_code == 200
    assert client.get(f"{BASE}omrostning/beslut/ogiltig/").status_code == 200
    close(vote)
    assert client.get(f"{BASE}omrostning/beslut/urnan/").status_code == 200
    assert client.post(f"{BASE}omrostning/beslut/urnan/", {}).status_code == 422
    assert client.post(f"{BASE}omrostning/beslut/urnan/", {"sure": "on", "reason": "Dags"}).status_code == 302
    assert "Urnan öppnad" not in client.get(f"{BASE}omrostning/").content.decode()
    confirmed(lund)
    assert "Urnan öppnad" in client.get(f"{BASE}omrostning/").content.decode()
    assert client.get(f"{BASE}omrostning/beslut/kaffe/").status_code == 404


def test_nobody_is_asked_to_open_an_urn_with_slots_that_are_nobodys(
    client: PageClient, lund: Organisation, doris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(open_vote(make_cycle(lund, database_now()), actor=doris))
    client.signed_in_as(doris)
    monkeypatch.setattr(permissions, "unknown_slots", lambda vote: 2)
    answer = client.post(f"{BASE}omrostning/beslut/urnan/", {"sure": "on", "reason": "Dags"})
    assert answer.status_code == 422 and "2 platser i urnan hör inte till någon" in answer.content.decode()
    assert not TwoPersonDeed.objects.exists()


def test_letters_are_made_taken_once_and_replaced(client: PageClient, lund: Organisation, doris: Person) -> None:
    vote = open_vote(make_cycle(lund, database_now(), rules={"identities": [Identity.CODE_LETTER]}), actor=doris)
    client.signed_in_as(doris)
    page = client.get(f"{BASE}brev/").content.decode()
    key = re.search(r'name="request_key" value="([^"]+)"', page)
    assert key is not None
    for _twice in range(2):
        assert client.post(f"{BASE}brev/", {"wanted": "3", "request_key": key.group(1)}).status_code == 302
    batch = CodeLetterBatch.objects.get()
    assert client.post(f"{BASE}brev/", {"wanted": "0", "request_key": "x"}).status_code == 422
    document = client.post(f"{BASE}brev/{batch.pk}/hamta/")
    assert document.content.startswith(b"%PDF") and document.headers["Cache-Control"] == "no-store"
    again = client.post(f"{BASE}brev/{batch.pk}/hamta/")
    assert again.status_code == 409 and "redan hämtade av Doris" in again.content.decode()
    assert "Hämtade" in client.get(f"{BASE}brev/").content.decode()
    number = vote.code_letters.first().number  # type: ignore[union-attr]
    assert (
        client.post(
            f"{BASE}brev/ersatt/", {"replace-number": "1", "replace-deed": "new", "replace-reason": "Bort"}
        ).status_code
        == 422
    )
    new = client.post(
        f"{BASE}brev/ersatt/", {"replace-number": number, "replace-deed": "new", "replace-reason": "Bort"}
    )
    assert new.status_code == 302 and "/tva-personer/" in new["Location"]
    assert "väntar på godkännande" in client.get(f"{BASE}brev/").content.decode()
    confirm(TwoPersonDeed.objects.get(), second_person(vote.cycle))
    fresh = CodeLetterBatch.objects.exclude(pk=batch.pk).get()
    assert client.post(f"{BASE}brev/{fresh.pk}/hamta/").content.startswith(b"%PDF")
    assert (
        client.post(
            f"{BASE}brev/ersatt/", {"replace-number": number, "replace-deed": "end", "replace-reason": "Åter"}
        ).status_code
        == 302
    )


def test_a_vote_of_another_organisation_is_not_found(
    client: PageClient, lund: Organisation, ystad: Organisation, egil: Person, doris: Person
) -> None:
    open_vote(make_cycle(lund, database_now()), actor=doris, closes_in=timedelta(days=1))
    client.signed_in_as(egil)
    for path in ("omrostning/", "brev/", "omrostning/beslut/urnan/", "omrostning/nycklar/", "omrostning/valsedel/1/"):
        assert client.get(f"/ystad/personal/omgangar/2027/{path}").status_code == 404
        assert client.get(f"/lund/personal/omgangar/2027/{path}").status_code == 403
    assert client.get("/ystad/omgangar/2027/rosta/valj/1/").status_code == 404
