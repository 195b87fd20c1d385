"""Can staff read in a roll, see it in numbers, have it approved and change a person, while no page or address shows anybody?"""

from __future__ import annotations

import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medborgarbudget.domain.cycles.models import Cycle, Deed, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed
from medborgarbudget.domain.rolls.models import Roll, RollState
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.sites.staff.rolls.upload import SealedUpload
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.rolls import ASTA, BO, COORDINATION, ELSA, confirm, csv_file, read_in, second_person

pytestmark = pytest.mark.django_db
BASE = "/lund/personal/omgangar/2027/rostlangd/"


@pytest.fixture
def cycle(lund: Organisation, doris: Person) -> Cycle:
    now = database_now()
    rules = {"identities": [Identity.CODE_LETTER]}
    return make_cycle(
        lund, now - timedelta(days=30), open_deeds=[Deed.PROPOSE], areas=["Norr"], pots=[900_000], rules=rules
    )


def sent(content: bytes, name: str = "langd.csv", **others: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content), "request_key": secrets.token_urlsafe(16), **others}


def test_from_file_to_roll_in_force(client: PageClient, cycle: Cycle, doris: Person) -> None:
    client.signed_in_as(doris)
    assert "Ingen röstlängd gäller" in client.get(BASE).content.decode()
    content = csv_file([["Personnummer", "Område"], [ASTA, "Norr"], [BO, "Norr"], ["19900118-9812", "Norr"]])
    form = sent(content, f"{ASTA}.csv")
    answer = client.post(f"{BASE}ladda-upp/", form)
    assert answer.status_code == 302 and answer["Location"] == f"{BASE}1/"
    page = client.get(f"{BASE}1/").content.decode()
    assert (
        "2 personer" in page and "Kontrollsiffran" in page and "ingen kolumn för skyddade" in page and ASTA not in page
    )
    assert "Lämna 1 rader utanför" in page
    assert client.get(f"{BASE}1/lage/", HTTP_HX_REQUEST="true").headers["HX-Refresh"] == "true"
    assert client.post(f"{BASE}1/godkann/", {"reason": ""}).status_code == 422
    assert client.post(f"{BASE}1/godkann/", {"reason": "Uttag i dag"}).status_code == 422
    answer = client.post(f"{BASE}1/godkann/", {"reason": "Uttag i dag", "leave_out": "on"}, follow=True)
    assert "2 personer" in answer.content.decode(), "the second person sees what the first saw"
    assert "Väntar på en annan person" in client.get(f"{BASE}1/").content.decode()
    confirm(TwoPersonDeed.objects.get(), second_person(cycle))
    assert "2 personer får rösta" in client.get(BASE).content.decode()
    assert client.get(f"{BASE}2/").status_code == 404


def test_a_person_is_changed_as_a_case(client: PageClient, cycle: Cycle, doris: Person) -> None:
    assert client.signed_in_as(doris).get(f"{BASE}arende/").status_code == 404
    roll = read_in(cycle, csv_file([["Pnr", "Område"], [ASTA, "Norr"]]))
    Roll.objects.filter(pk=roll.pk).update(state=RollState.APPROVED)
    form = {"kind": "add", "number": ASTA, "area": "", "reason": "Flyttat in."}
    wrong = client.post(f"{BASE}arende/", form)
    assert wrong.status_code == 422 and "finns redan" in wrong.content.decode()
    answer = client.post(f"{BASE}arende/", {**form, "number": ELSA}, follow=True)
    assert answer.status_code == 200 and ELSA not in answer.content.decode() and "1945" in answer.content.decode()
    confirm(TwoPersonDeed.objects.get(), second_person(cycle))
    assert "Lägga till en person" in client.get(f"{BASE}1/").content.decode()


def test_faults_of_a_file_are_told_on_its_page_and_a_reading_can_be_thrown_away(
    client: PageClient, cycle: Cycle, doris: Person
) -> None:
    client.signed_in_as(doris)
    assert client.post(f"{BASE}ladda-upp/", sent(b"")).status_code == 422
    assert client.post(f"{BASE}ladda-upp/", {"request_key": "x"}).status_code == 422
    client.post(f"{BASE}ladda-upp/", sent(b"Namn;Ort\r\nAsta;Lund\r\n"))
    assert "saknar en kolumn" in client.get(f"{BASE}1/").content.decode()
    assert client.post(f"{BASE}1/kasta/").status_code == 302
    assert client.post(f"{BASE}1/fortsatt/").status_code == 302
    assert Roll.objects.get().state == RollState.DISCARDED


def test_a_token_is_still_asked_for_though_the_check_is_made_later(cycle: Cycle, doris: Person) -> None:
    strict = PageClient(enforce_csrf_checks=True).signed_in_as(doris)
    assert strict.post(f"{BASE}ladda-upp/", sent(b"Pnr\r\n")).status_code == 403
    token = strict.get(BASE).content.decode().partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    content = csv_file([["Pnr", "Område"], [ASTA, "Norr"]])
    assert strict.post(f"{BASE}ladda-upp/", sent(content, csrfmiddlewaretoken=token)).status_code == 302


def test_only_leads_read_in_and_an_auditor_looks(client: PageClient, cycle: Cycle, lund: Organisation) -> None:
    read_in(cycle, csv_file([["Pnr", "Område"], [COORDINATION, "Norr"]]))
    auditor = grant(make_person("Vera"), lund, RoleName.AUDITOR)
    client.signed_in_as(auditor)
    assert client.get(BASE).status_code == client.get(f"{BASE}1/").status_code == 200
    assert client.post(f"{BASE}ladda-upp/", sent(b"x")).status_code == 403
    assert client.post(f"{BASE}1/kasta/").status_code == 403


def test_an_upload_lies_sealed_on_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[Any] = []

    def named() -> Any:
        made.append(tempfile.NamedTemporaryFile(dir=tmp_path))  # noqa: SIM115
        return made[0]

    monkeypatch.setattr("medborgarbudget.sites.staff.rolls.upload.tempfile.TemporaryFile", named)
    upload = SealedUpload("x.csv", "text/csv")
    content = (f"{ASTA};Norr\r\n".encode() * 200_000) + os.urandom(7)
    for start in range(0, len(content), 65_536):
        upload.add(content[start : start + 65_536])
    upload.finish()
    made[0].flush()
    assert ASTA.encode() not in Path(made[0].name).read_bytes()
    assert b"".join(upload.chunks()) == content == b"".join(upload.chunks()) and upload.size == len(content)


def test_a_file_beyond_the_limit_is_refused(client: PageClient, cycle: Cycle, doris: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr("medborgarbudget.sites.staff.rolls.upload.LARGEST_FILE", 1_000)
    client.signed_in_as(doris)
    answer = client.post(f"{BASE}ladda-upp/", sent(b"Pnr\r\n" + b"x" * 5_000))
    assert answer.status_code == 422 and "större än" in answer.content.decode() and not Roll.objects.exists()
