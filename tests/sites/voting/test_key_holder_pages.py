"""Can a lead take a Standard vote from key holders through rehearsal and opening to destroyed keys, on pages alone?"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medborgarbudget.domain.cycles.models import Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import queries
from medborgarbudget.domain.voting.models import Vote, VoteState
from medborgarbudget.foundation.clock import database_now
from tests.support.cycles import make_cycle
from tests.support.key_holders import new_key, opened_by_two, opener, three_keys
from tests.support.pages import PageClient
from tests.support.two_people import confirmed
from tests.support.voting import accepted_proposals, cast, close

pytestmark = pytest.mark.django_db
BASE = "/lund/personal/omgangar/2027/omrostning/"


def upload(prefix: str, files: list[bytes]) -> dict[str, SimpleUploadedFile]:
    names = (f"{prefix}-first", f"{prefix}-second")
    return {name: SimpleUploadedFile(f"{name}.json", content) for name, content in zip(names, files, strict=True)}


def fetched(client: PageClient, which: str, folder: Path) -> Path:
    answer = client.get(f"{BASE}nycklar/{which}.txt")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    (folder / which).write_bytes(content)
    return folder / which


def test_the_whole_way_with_three_key_holders(
    client: PageClient, lund: Organisation, doris: Person, tmp_path: Path
) -> None:
    cycle = make_cycle(lund, database_now(), open_deeds=[Deed.VOTE])
    accepted_proposals(cycle)
    client.signed_in_as(doris)
    assert "Vem ska kunna öppna urnan?" in client.get(BASE).content.decode()
    client.post(f"{BASE}forbered/", {"level": "standard"})
    page = client.get(BASE).content.decode()
    assert "Nyckelhållarna är inte klara" in page and "0 nyckelhållare av 3" in page
    assert client.get(f"{BASE}beslut/godkann/").status_code == 403
    assert "Vote" and client.get("/lund/omgangar/2027/rosta/").status_code == 200
    assert "två personer ska först godkänna" in client.get("/lund/omgangar/2027/rosta/").content.decode()
    program, keys = opener(), three_keys()
    for place, key in enumerate(keys, start=1):
        sent = {"name": key.name, "public_line": program.public_line(key.public), "read_aloud": "0000"}
        wrong = client.post(f"{BASE}nycklar/{place}/", sent)
        assert wrong.status_code == 422 and "Fingeravtrycket hör inte till" in wrong.content.decode()
        sent["read_aloud"] = program.fingerprint(key.public)
        assert client.post(f"{BASE}nycklar/{place}/", sent).status_code == 302
    assert client.get(f"{BASE}nycklar/4/").status_code == 404
    client.post(f"{BASE}nycklar/ovning/", {"do": "start"})
    file = fetched(client, "ovning", tmp_path)
    for pair in ((0, 1), (1, 2)):
        files = opened_by_two(file, keys[pair[0]], keys[pair[1]])
        broken = client.post(f"{BASE}nycklar/ovning/", upload("ovning", [files[0], files[0]]))
        assert broken.status_code == 422 and "en fil från var och en" in broken.content.decode().lower()
        assert client.post(f"{BASE}nycklar/ovning/", upload("ovning", files)).status_code == 302
    assert "Alla tre har övat" in client.get(f"{BASE}nycklar/").content.decode()
    client.post(f"{BASE}beslut/godkann/", {"checked": "on", "reason": "Klart"})
    confirmed(lund)
    vote = queries.vote_of(cycle)
    assert vote is not None and vote.state == VoteState.READY
    cast(vote, "asta", [1, 2])
    cast(vote, "bo", [3])
    assert client.get(f"{BASE}nycklar/urna.txt").status_code == 403
    assert "kan inte bytas" in client.get(f"{BASE}nycklar/").content.decode()
    close(vote)
    client.post(f"{BASE}beslut/urnan/", {"sure": "on", "reason": "Dags"})
    confirmed(lund)
    assert "Nivå Standard" in client.get(BASE).content.decode()
    file = fetched(client, "urna", tmp_path)
    files = opened_by_two(file, keys[2], keys[0])
    assert client.post(f"{BASE}nycklar/oppnad/", upload("urna", [files[0], b"{}"])).status_code == 422
    assert client.post(f"{BASE}nycklar/oppnad/", upload("urna", files)).status_code == 302
    assert sorted(ballot.choices for ballot in queries.opened_ballots(Vote.objects.get(pk=vote.pk))) == [[1, 2], [3]]
    text = program.destruction(keys[0])
    import json

    certificate = json.dumps({"statement": text, "signature": keys[0].sign(text)}).encode()
    sent = {"certificate": SimpleUploadedFile("f.json", certificate)}  # type: ignore[dict-item]
    assert client.post(f"{BASE}nycklar/forstord/", sent).status_code == 302
    bad = {"certificate": SimpleUploadedFile("f.json", b"[]")}
    assert client.post(f"{BASE}nycklar/forstord/", bad).status_code == 422
    page = client.get(f"{BASE}nycklar/").content.decode()
    assert "Förstörd" in page and "Nils Nyckel" in page


def test_changing_a_holder_waits_for_another_person(client: PageClient, lund: Organisation, doris: Person) -> None:
    cycle = make_cycle(lund, database_now(), open_deeds=[Deed.VOTE])
    accepted_proposals(cycle)
    client.signed_in_as(doris)
    client.post(f"{BASE}forbered/", {"level": "standard"})
    program = opener()

    def send(key: object, **more: str) -> int:
        values = {
            "name": key.name,  # type: ignore[attr-defined]
            "public_line": program.public_line(key.public),  # type: ignore[attr-defined]
            "read_aloud": program.fingerprint(key.public),  # type: ignore[attr-defined]
        }
        return client.post(f"{BASE}nycklar/1/", {**values, **more}).status_code

    assert send(three_keys()[0]) == 302
    fresh = new_key("Ny Person")
    assert send(fresh) == 422
    assert send(fresh, reason="Sjuk") == 302
    page = client.get(f"{BASE}nycklar/").content.decode()
    assert "Nils Nyckel" in page and "Ny Person" not in page and "Väntar på en andra person" in page
    confirmed(lund)
    assert "Ny Person" in client.get(f"{BASE}nycklar/").content.decode()


def test_a_bas_vote_has_no_key_holders_page(client: PageClient, lund: Organisation, doris: Person) -> None:
    cycle = make_cycle(lund, database_now(), open_deeds=[Deed.VOTE])
    accepted_proposals(cycle)
    client.signed_in_as(doris)
    client.post(f"{BASE}forbered/", {"level": "basic"})
    for path in ("nycklar/", "nycklar/1/", "nycklar/urna.txt"):
        assert client.get(BASE + path).status_code == 404
