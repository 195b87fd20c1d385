"""Is the room for members alone, and can they ask, answer, share and fetch there without losing anything?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.network.room import actions
from medborgarbudget.domain.network.room.models import Answer, ContactRequest, DocumentVersion, Question, SharedDocument
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import clock
from tests.support.cast import make_organisation, make_person
from tests.support.network import LUND, YSTAD, make_member
from tests.support.pages import PageClient

ROOM = "/natverket/rummet/"
PDF = b"%PDF-1.7\nett papper"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(settings, "DOCUMENT_ROOT", tmp_path)
    cache.clear()


@pytest.fixture
def lund_in(hub: Organisation, asta: Person) -> PageClient:
    make_member(hub, LUND, asta)
    return PageClient().signed_in_as(asta)


@pytest.fixture
def ystad_in(hub: Organisation, bo: Person) -> PageClient:
    make_member(hub, YSTAD, bo)
    return PageClient().signed_in_as(bo)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_an_empty_room_says_what_will_come(lund_in: PageClient, frida: Person) -> None:
    for page in ("", "fragor/", "dokument/", "prata-med/", "sa-hor-du/", "fragor/ny/", "dokument/nytt/"):
        assert lund_in.get(ROOM + page).status_code == 200, page
        assert PageClient().signed_in_as(frida).get(ROOM + page).status_code == 200, page
    assert "Skriv er sida" in text_of(lund_in.get(ROOM))


def test_from_question_to_the_answer_that_helped(
    hub: Organisation, lund_in: PageClient, ystad_in: PageClient, frida: Person
) -> None:
    wrong = lund_in.post(f"{ROOM}fragor/ny/", {"title": "", "text": "Lång text som ska finnas kvar", "topic": "start"})
    assert wrong.status_code == 422 and "Lång text som ska finnas kvar" in text_of(wrong)
    post = {"title": "Hur når vi <b>unga</b>?", "text": "Mer", "topic": "young", "key": "k"}
    asked = lund_in.post(f"{ROOM}fragor/ny/", post)
    assert (
        asked.status_code == 302
        and lund_in.post(f"{ROOM}fragor/ny/", post).headers["Location"] == asked.headers["Location"]
    )
    here = asked.headers["Location"]
    assert "Hur når vi &lt;b&gt;unga&lt;/b&gt;?" in text_of(ystad_in.get(here))
    assert ystad_in.post(here, {"text": "  "}).status_code == 422
    assert ystad_in.post(here, {"text": "Genom skolan.", "key": "a"}).status_code == 302
    answer = Answer.objects.get()
    assert lund_in.post(f"{here}svar/{answer.pk}/hjalpte/").status_code == 302
    assert "Hjälpte" in text_of(ystad_in.get(here)) and "Fick hjälp" in text_of(ystad_in.get(f"{ROOM}fragor/"))
    assert ystad_in.post(f"{here}svar/{answer.pk}/hjalpte/").status_code == 403
    assert (
        ystad_in.post(f"{here}svar/{answer.pk}/andra/", {"text": "Genom skolan och fritidsgården."}).status_code == 302
    )
    assert lund_in.get(f"{here}svar/{answer.pk}/andra/").status_code == 403
    assert lund_in.post(f"{here}folj/", {"gor": "sluta"}).status_code == 302
    assert ystad_in.get(f"{here}andra/").status_code == 403
    assert lund_in.post(f"{here}andra/", {"title": "Hur når vi unga?", "text": "", "topic": "reach"}).status_code == 302
    assert "Hur når vi unga?" in text_of(lund_in.get(f"{ROOM}fragor/?amne=reach&sok=fritidsgården"))
    assert lund_in.get(f"{here}dolj/").status_code == 403
    office = PageClient().signed_in_as(frida)
    assert office.post(f"{here}svar/{answer.pk}/dolj/", {"reason": "Reklam"}).status_code == 302
    assert office.post(f"{here}dolj/", {"reason": ""}).status_code == 422
    assert office.post(f"{here}dolj/", {"reason": "Dubblett"}).status_code == 302
    assert lund_in.get(here).status_code == 404


def test_documents_are_handed_out_as_downloads_to_members_alone(
    hub: Organisation, lund_in: PageClient, ystad_in: PageClient, client: PageClient
) -> None:
    def post(content: bytes = PDF, **more: Any) -> dict[str, Any]:
        return {"title": "Plan", "topic": "start", "file": SimpleUploadedFile("plan.pdf", content), **more}

    refused = lund_in.post(f"{ROOM}dokument/nytt/", post(b"<script>alert(1)</script>", description="Beskrivningen"))
    assert refused.status_code == 422 and "Beskrivningen" in text_of(refused) and not SharedDocument.objects.exists()
    here = lund_in.post(f"{ROOM}dokument/nytt/", post()).headers["Location"]
    fetched = ystad_in.get(f"{here}1/hamta/")
    assert b"".join(fetched.streaming_content) == PDF
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    assert fetched.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in fetched.headers["Cache-Control"]
    assert client.get(f"{here}1/hamta/").status_code == 302
    assert PageClient().signed_in_as(make_person("Utomstående")).get(f"{here}1/hamta/").status_code == 403
    kept = DocumentVersion.objects.get().file.name
    for guess in (f"/natverket/media/{kept}", f"/natverket/media/documents/{kept}", f"/media/{kept}"):
        assert client.get(guess).status_code == 404
    assert ystad_in.get(f"{here}version/").status_code == 403
    assert lund_in.post(f"{here}version/", {"file": SimpleUploadedFile("plan.pdf", PDF)}).status_code == 422
    assert (
        lund_in.post(
            f"{here}version/", {"file": SimpleUploadedFile("plan.pdf", PDF + b"2"), "note": "Rättad"}
        ).status_code
        == 302
    )
    assert "Rättad" in text_of(ystad_in.get(here))
    assert lund_in.post(f"{here}andra/", {"title": "Planen", "topic": "money", "description": ""}).status_code == 302
    assert "Planen" in text_of(ystad_in.get(f"{ROOM}dokument/?amne=money&sok=planen"))
    assert lund_in.get(f"{here}ta-bort/").status_code == 200 and SharedDocument.objects.get().withdrawn_at is None
    assert lund_in.post(f"{here}ta-bort/").status_code == 302
    assert ystad_in.get(f"{here}1/hamta/").status_code == 404


def test_another_networks_questions_and_documents_are_not_found(lund_in: PageClient, now: datetime) -> None:
    other, eva = make_organisation("annat", "Annat nätverk", "network"), make_person("Eva")
    make_member(other, YSTAD, eva)
    question = actions.ask(network=other, topic="start", title="Hemlig", text="", key="k", actor=eva, now=now)
    for page in ("", "andra/", "dolj/"):
        assert lund_in.get(f"{ROOM}fragor/{question.pk}/{page}").status_code == 404
    assert lund_in.post(f"{ROOM}fragor/{question.pk}/folj/").status_code == 404
    assert "Hemlig" not in text_of(lund_in.get(f"{ROOM}fragor/"))
    assert lund_in.get("/annat/rummet/").status_code == 403


def test_a_member_asks_another_to_get_in_touch(hub: Organisation, lund_in: PageClient, ystad_in: PageClient) -> None:
    here = f"{ROOM}prata-med/{YSTAD}/"
    assert lund_in.get(here).status_code == 200
    assert lund_in.post(here, {"text": ""}).status_code == 422
    assert lund_in.post(here, {"text": "Får vi ringa?", "key": "k"}).status_code == 302
    assert ContactRequest.objects.get().to_member.code == "1286"
    assert ystad_in.post(here, {"text": "Oss själva"}).status_code == 403


def test_how_often_to_hear_is_ones_own_choice(lund_in: PageClient) -> None:
    assert lund_in.post(f"{ROOM}sa-hor-du/", {"topics": ["voting"], "frequency": "daily"}).status_code == 302
    shown = text_of(lund_in.get(f"{ROOM}sa-hor-du/"))
    assert 'value="voting" id="id_topics_6" checked' in shown and 'value="daily" id="id_frequency_0" checked' in shown
    assert lund_in.post(f"{ROOM}sa-hor-du/", {"frequency": "x"}).status_code == 422


def test_the_room_asks_few_questions_and_no_more_when_there_are_more(
    hub: Organisation, lund_in: PageClient, ystad_in: PageClient, asta: Person, bo: Person, now: datetime
) -> None:
    def fill(start: int) -> Question:
        for number in range(start, start + 4):
            question = actions.ask(
                network=hub, topic="start", title=f"F{number}", text="", key=f"{number}", actor=asta, now=now
            )
            for said in range(start + 1):
                actions.answer(question=question, text="Svar", key=f"{said}", actor=bo, now=now)
        return question

    question = fill(0)
    pages = [ROOM, f"{ROOM}fragor/", f"{ROOM}fragor/{question.pk}/", f"{ROOM}dokument/"]

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert lund_in.get(page).status_code == 200
        return len(counted)

    before = [asked(page) for page in pages]
    fill(4)
    assert [asked(page) for page in pages] == before and max(before) <= 15
