"""Do members ask, answer, share and meet by the rules, and hear what they have asked to hear, no more and no less?"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from medborgarbudget.domain.network.room import actions, digests, permissions, queries
from medborgarbudget.domain.network.room.models import (
    Answer,
    ContactRequest,
    DigestChoice,
    DocumentVersion,
    Question,
    QuestionFollowing,
)
from medborgarbudget.domain.network.room.policy import Traits, match
from medborgarbudget.domain.network.search.events import Found, Lost
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.actions import close_account
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation import events
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.files import StoredDocument, documents, read_document
from medborgarbudget.foundation.notifications import Notification
from tests.support.cast import grant, make_person
from tests.support.network import LUND, SKANE, YSTAD, make_member

PDF = b"%PDF-1.7\nett papper"


@pytest.fixture
def lund_in(hub: Organisation, asta: Person) -> Person:
    """Asta, who speaks for Lund."""
    make_member(hub, LUND, asta)
    return asta


@pytest.fixture
def ystad_in(hub: Organisation, bo: Person) -> Person:
    """Bo, who speaks for Ystad."""
    make_member(hub, YSTAD, bo)
    return bo


def ask(
    hub: Organisation, actor: Person, now: datetime, *, title: str = "Hur gör ni?", topic: str = "start", key: str = "k"
) -> Question:
    return actions.ask(network=hub, topic=topic, title=title, text="Mer.", key=key, actor=actor, now=now)


def answer(question: Question, actor: Person, now: datetime, text: str = "Så här.", key: str = "a") -> Answer:
    return actions.answer(question=question, text=text, key=key, actor=actor, now=now)


def told(person: Person) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("id").values_list("subject", flat=True))


def office_file(kind: str = "word/document.xml", **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr(kind, b"<w/>")
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


def paper(content: bytes = PDF, name: str = "plan.pdf") -> StoredDocument:
    return read_document(SimpleUploadedFile(name, content))


# --- questions ---


def test_a_question_is_asked_once_and_followed_by_who_asks(hub: Organisation, lund_in: Person, now: datetime) -> None:
    assert ask(hub, lund_in, now) == ask(hub, lund_in, now)
    question = queries.questions(hub).get()
    assert (question.member.name, question.answer_count) == ("Lunds kommun", 0)  # type: ignore[union-attr]
    assert queries.follows(lund_in, question)


def test_answers_are_told_to_those_who_follow_and_not_to_who_answers(
    hub: Organisation, lund_in: Person, ystad_in: Person, now: datetime
) -> None:
    question = ask(hub, lund_in, now)
    for _twice in (1, 2):
        answer(question, ystad_in, now)
    assert told(lund_in) == ["Ystads kommun har svarat: Hur gör ni?"] and told(ystad_in) == []
    actions.follow(question=question, person=lund_in, on=False, now=now)
    answer(question, ystad_in, now, key="b")
    assert len(told(lund_in)) == 1
    answer(question, lund_in, now, key="c")
    assert told(ystad_in) == ["Lunds kommun har svarat: Hur gör ni?"], "who answers follows from then on"


def test_who_has_left_the_network_hears_nothing_more(
    hub: Organisation, lund_in: Person, ystad_in: Person, now: datetime
) -> None:
    question = ask(hub, lund_in, now)
    lund_in.memberships.update(ended_at=now)
    answer(question, ystad_in, now)
    assert told(lund_in) == []
    for deed in (lambda: ask(hub, lund_in, now, key="n"), lambda: answer(question, lund_in, now, key="n")):
        with pytest.raises(Refused):
            deed()


def test_topics_are_followed(hub: Organisation, lund_in: Person, ystad_in: Person, now: datetime) -> None:
    actions.choose_hearing(network=hub, person=ystad_in, topics=["voting", "nonsens"], frequency="none", now=now)
    ask(hub, lund_in, now, topic="start", key="1")
    ask(hub, lund_in, now, topic="voting", key="2")
    assert told(ystad_in) == ["Ny fråga om omröstning och räkning: Hur gör ni?"]
    assert queries.topics_followed(ystad_in, hub) == {"voting"}
    with pytest.raises(ValidationError):
        actions.choose_hearing(network=hub, person=ystad_in, topics=[], frequency="hourly", now=now)


def test_who_asks_says_which_answer_helped(
    hub: Organisation, lund_in: Person, ystad_in: Person, frida: Person, now: datetime
) -> None:
    question = ask(hub, lund_in, now)
    first, second = answer(question, ystad_in, now), answer(question, frida, now, key="b")
    with pytest.raises(Refused):
        actions.accept(question=question, answer=first, actor=ystad_in, now=now)
    actions.accept(question=question, answer=second, actor=lund_in, now=now)
    question = queries.question_of(hub, question.pk)
    assert queries.answers(question) == [second, first] and told(frida)[-1] == "Ditt svar hjälpte: Hur gör ni?"
    actions.accept(question=question, answer=None, actor=lund_in, now=now)
    other = ask(hub, lund_in, now, key="other")
    with pytest.raises(Refused):
        actions.accept(question=other, answer=first, actor=lund_in, now=now)


def test_words_are_ones_own(hub: Organisation, lund_in: Person, ystad_in: Person, frida: Person, now: datetime) -> None:
    question = ask(hub, lund_in, now)
    said = answer(question, ystad_in, now)
    actions.change_question(question=question, topic="money", title="Annat", text="", actor=lund_in, now=now)
    actions.change_answer(answer=said, text="Bättre", actor=ystad_in, now=now)
    for person in (ystad_in, frida):
        with pytest.raises(Refused):
            actions.change_question(question=question, topic="money", title="X", text="", actor=person, now=now)
    with pytest.raises(Refused):
        actions.change_answer(answer=said, text="X", actor=lund_in, now=now)
    assert (Question.objects.get().title, Answer.objects.get().text) == ("Annat", "Bättre")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"topic": "x"}, "topic"),
        ({"text": "x" * 5001}, "text"),
    ],
)
def test_a_question_that_is_wrong_is_not_stored(
    hub: Organisation, lund_in: Person, now: datetime, values: dict[str, str], field: str
) -> None:
    given = {"title": "Hur?", "topic": "start", "text": ""} | values
    with pytest.raises(ValidationError) as wrong:
        actions.ask(network=hub, key="k", actor=lund_in, now=now, **given)
    assert set(wrong.value.message_dict) == {field} and not Question.objects.exists()


def test_the_office_hides_with_a_reason_that_its_writer_reads(
    hub: Organisation, lund_in: Person, ystad_in: Person, frida: Person, now: datetime
) -> None:
    question = ask(hub, lund_in, now)
    said = answer(question, ystad_in, now)
    actions.accept(question=question, answer=said, actor=lund_in, now=now)
    with pytest.raises(Refused):
        actions.hide(thing=said, reason="Nej", actor=lund_in, now=now)
    with pytest.raises(ValidationError):
        actions.hide(thing=said, reason=" ", actor=frida, now=now)
    actions.hide(thing=said, reason="Reklam", actor=frida, now=now)
    question = queries.question_of(hub, question.pk)
    assert queries.answers(question) == [] and question.accepted_id is None
    assert "Reklam" in Notification.objects.filter(person=ystad_in).latest("id").body
    actions.hide(thing=question, reason="Dubblett", actor=frida, now=now)
    assert not queries.questions(hub).exists()


def test_who_only_reads_in_the_office_does_not_write(hub: Organisation, now: datetime) -> None:
    rut = grant(make_person("Rut"), hub, RoleName.AUDITOR)
    assert not permissions.may_take_part(rut, hub, now)
    with pytest.raises(Refused):
        ask(hub, rut, now)


@pytest.mark.writes
def test_questions_are_searched_in_answers_too_each_once(
    hub: Organisation, lund_in: Person, ystad_in: Person, now: datetime
) -> None:
    question = ask(hub, lund_in, now)
    answer(question, ystad_in, now, "Fika vid lekplatsen", "1")
    answer(question, ystad_in, now, "Mer fika", "2")
    found = queries.questions(hub, words="FIKA")
    assert list(found) == [question] and found.get().answer_count == 2
    assert not queries.questions(hub, words="fika", unanswered=True).exists()
    assert not queries.questions(hub, topic="money").exists()


def test_what_can_be_found_is_for_members_and_goes_when_it_is_hidden(
    hub: Organisation, lund_in: Person, frida: Person, now: datetime
) -> None:
    heard: list[object] = []
    for kind in (Found, Lost):
        events.subscribe(kind, heard.append)
    try:
        question = ask(hub, lund_in, now)
        assert isinstance(heard[-1], Found) and heard[-1].audience == "members" and heard[-1].key == str(question.pk)
        actions.hide(thing=question, reason="Fel", actor=frida, now=now)
        assert isinstance(heard[-1], Lost) and heard[-1].kind == "question"
    finally:
        for kind in (Found, Lost):
            events._handlers[kind].remove(heard.append)


# --- documents ---


def test_a_document_has_versions_and_the_same_file_is_no_new_one(
    hub: Organisation, lund_in: Person, ystad_in: Person, now: datetime
) -> None:
    given = {"topic": "start", "title": "Plan", "description": "Vår plan"}
    document = actions.share(network=hub, upload=paper(), key="1", actor=lund_in, now=now, **given)
    assert document == actions.share(network=hub, upload=paper(), key="1", actor=lund_in, now=now, **given)
    with pytest.raises(ValidationError):
        actions.add_version(document=document, upload=paper(), note="", key="2", actor=lund_in, now=now)
    with pytest.raises(Refused):
        actions.add_version(document=document, upload=paper(PDF + b"2"), note="", key="2", actor=ystad_in, now=now)
    for _twice in (1, 2):
        actions.add_version(document=document, upload=paper(PDF + b"2"), note="Rättad", key="2", actor=lund_in, now=now)
    assert [(row.number, row.note) for row in queries.versions(document)] == [(2, "Rättad"), (1, "")]
    assert queries.documents(hub).get().newest[0].number == 2  # type: ignore[attr-defined]
    with queries.version_of(hub, document.pk, 1).file.open() as kept:
        assert kept.read() == PDF
    actions.withdraw_document(document=document, actor=lund_in, now=now)
    with pytest.raises(DocumentVersion.DoesNotExist):
        queries.version_of(hub, document.pk, 1)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "plan.PDF", "plan.pdf"),
        (PDF, "..\\..\\hemlig.exe", "hemlig.pdf"),
        (PDF, "a/b/<c>.html", "c.pdf"),
        (office_file(), "brev.docx", "brev.docx"),
        (office_file("xl/workbook.xml"), "tabell.docx", "tabell.xlsx"),
        (office_file("ppt/presentation.xml"), "bild.pptx", "bild.pptx"),
    ],
)
def test_what_a_file_is_follows_from_its_content(content: bytes, name: str, kind: str) -> None:
    kept = paper(content, name)
    assert kept.name == kind and str(kept.content.name).endswith(".bin")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tom"),
        (b"<html><script>alert(1)</script>", "formatet"),
        (b"MZ\x90\x00", "formatet"),
        (b"\xd0\xcf\x11\xe0gammal", "gammalt"),
        (b"PK\x03\x04trasig", "läsa"),
        (office_file("annat.xml"), "formatet"),
        (office_file(**{"word/vbaProject.bin": b"x"}), "makron"),
        (office_file(**{"word/activeX/activeX1.xml": b"x"}), "makron"),
        (b"\xff\xd8\xfftrasig", "läsa"),
    ],
)
def test_what_is_no_document_or_can_run_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        paper(content, "plan.pdf")


def test_a_zip_that_says_it_is_enormous_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_UNPACKED", 100_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"0" * 100_001)
    with pytest.raises(ValidationError, match="för mycket"):
        paper(out.getvalue(), "bomb.docx")


# --- who should meet whom ---


BASE = Traits(
    kind="municipality",
    stage="on_the_way",
    orientations=["territory"],
    needs=["start", "voting"],
    inhabitants=10_000,
    county="12",
)


@pytest.mark.parametrize(
    ("theirs", "score", "words"),
    [
        (Traits("municipality"), 0, ""),
        (Traits("municipality", offers=["start"]), 6, "De kan hjälpa till med det ni söker"),
        (Traits("municipality", offers=["start", "voting", "money"]), 12, "att komma igång"),
        (Traits("municipality", orientations=["territory", "group"]), 3, "samma inriktning: territoriet"),
        (Traits("municipality", stage="ongoing"), 3, "ni är på väg att börja"),
        (Traits("municipality", finished_cycles=3), 3, "genomfört 3 omgångar"),
        (Traits("municipality", inhabitants=12_000), 2, "nästan lika stora"),
        (Traits("municipality", inhabitants=29_000), 1, "ungefär lika stora"),
        (Traits("municipality", inhabitants=31_000), 0, ""),
        (Traits("municipality", ballots=["knapsack"]), 2, "fyll en budget"),
        (Traits("municipality", county="12"), 1, "samma län"),
        (Traits("region", offers=["start"]), 5, "De kan hjälpa till"),
        (Traits("region"), 0, ""),
    ],
)  # fmt: skip
def test_a_match_weighs_what_its_reasons_say(theirs: Traits, score: int, words: str) -> None:
    found = match(BASE, theirs)
    assert found.score == score and words in " ".join(found.reasons)
    assert bool(found.reasons) == bool(score)


def test_new_members_are_led_to_experienced_ones_and_never_to_themselves_or_the_paused(
    hub: Organisation, asta: Person, now: datetime
) -> None:
    mine = make_member(hub, LUND, asta, stage="on_the_way", needs=["start"], orientations=["group"])
    helper = make_member(hub, YSTAD, stage="ongoing", offers=["start"])
    make_member(hub, SKANE, state="paused", stage="ongoing", offers=["start"], orientations=["group"])
    make_member(hub, "municipality-1280", state="left", offers=["start"])
    make_member(hub, "municipality-1282")
    assert [each.member for each in queries.suggestions(mine)] == [helper]


def test_a_contact_request_reaches_the_others_people_once(
    hub: Organisation, lund_in: Person, ystad_in: Person, now: datetime
) -> None:
    ystad = ystad_in.memberships.get().member
    for _twice in (1, 2):
        actions.ask_contact(to=ystad, text="Får vi ringa?", key="k", actor=lund_in, now=now)
    assert told(ystad_in) == ["Asta på Lunds kommun vill prata med er"]
    assert "asta@example.org" in Notification.objects.get(person=ystad_in).body
    with pytest.raises(Refused):
        actions.ask_contact(to=ystad, text="Oss själva", key="o", actor=ystad_in, now=now)
    with pytest.raises(ValidationError):
        actions.ask_contact(to=ystad, text=" ", key="t", actor=lund_in, now=now)
    for number in range(9):
        actions.ask_contact(to=ystad, text="Mer", key=f"k{number}", actor=lund_in, now=now)
    with pytest.raises(Refused, match="många i dag"):
        actions.ask_contact(to=ystad, text="För mycket", key="last", actor=lund_in, now=now)
    assert ContactRequest.objects.count() == 10


# --- summaries ---


MORNING = timedelta(days=1)


def test_a_summary_tells_what_is_new_once_to_those_who_want_it(
    hub: Organisation, lund_in: Person, ystad_in: Person, frida: Person, now: datetime
) -> None:
    actions.choose_hearing(network=hub, person=lund_in, topics=[], frequency="daily", now=now)
    actions.choose_hearing(network=hub, person=ystad_in, topics=[], frequency="none", now=now)
    ask(hub, ystad_in, now + timedelta(hours=1), title="Vad kostar det?")
    mail.outbox.clear()
    assert digests.send_due(now + timedelta(hours=2)) == 0, "not before a day has gone"
    assert digests.send_due(now + MORNING) == 1
    assert [letter.to for letter in mail.outbox] == [["asta@example.org"]]
    assert "Vad kostar det? (Ystads kommun)" in mail.outbox[0].body
    assert digests.send_due(now + MORNING) == 0 and digests.send_due(now + 2 * MORNING) == 0, (
        "nothing new, nothing sent"
    )
    question = Question.objects.get()
    answer(question, frida, now + 2 * MORNING + timedelta(hours=1))
    mail.outbox.clear()
    assert digests.send_due(now + 3 * MORNING) == 1
    assert "Nya svar på" in mail.outbox[0].body


def test_everybody_gets_one_a_week_until_they_choose_and_nothing_from_before_they_came(
    hub: Organisation, lund_in: Person, ystad_in: Person, now: datetime
) -> None:
    ask(hub, ystad_in, now - timedelta(days=3), key="old", title="Gammal")
    assert digests.send_due(now) == 0 and DigestChoice.objects.count() == 2
    ask(hub, ystad_in, now + timedelta(days=1), key="new", title="Färsk")
    assert digests.send_due(now + timedelta(days=6)) == 0
    mail.outbox.clear()
    assert digests.send_due(now + timedelta(days=7)) == 1, "who asked hears nothing of it"
    assert "Färsk" in mail.outbox[0].body and "Gammal" not in mail.outbox[0].body


def test_summaries_are_sent_in_the_morning(hub: Organisation, lund_in: Person, ystad_in: Person, now: datetime) -> None:
    actions.choose_hearing(network=hub, person=lund_in, topics=[], frequency="daily", now=now)
    ask(hub, ystad_in, now + timedelta(hours=1))
    night = now.replace(hour=3) + timedelta(days=2)
    assert digests.send_due(night) == 0 and digests.send_due(night.replace(hour=6)) == 1


def test_who_closes_the_account_follows_nothing(hub: Organisation, lund_in: Person, now: datetime) -> None:
    ask(hub, lund_in, now)
    actions.choose_hearing(network=hub, person=lund_in, topics=["start"], frequency="daily", now=now)
    close_account(person=lund_in, now=now)
    assert not QuestionFollowing.objects.exists() and not DigestChoice.objects.exists()
    assert queries.questions(hub).count() == 1
