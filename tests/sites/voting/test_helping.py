"""Can staff help somebody to vote, and a class, so that it is listed, single, and says nothing of who or what? (C33, C48, D-093, D-096)"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from medborgarbudget.domain.cycles.models import Cycle, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import policy
from medborgarbudget.domain.voting.actions import letters
from medborgarbudget.domain.voting.models import AssistedVote, BallotSlot, CodeLetterBatch, Vote
from medborgarbudget.domain.voting.printing import LetterToPrint
from medborgarbudget.domain.voting.school_links import token_of
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.clock import database_now
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.rolls import ASTA, BO, ELSA, make_roll
from tests.support.voting import open_vote

pytestmark = pytest.mark.django_db
STAFF = "/lund/personal/omgangar/2027/"
BASE = "/lund/omgangar/2027/rosta/"


@pytest.fixture
def cycle(lund: Organisation, doris: Person) -> Cycle:
    return make_cycle(
        lund, database_now(), rules={"identities": [Identity.EMAIL_CODE, Identity.SCHOOL_CLASS, Identity.ASSISTED]}
    )  # fmt: skip


@pytest.fixture
def vote(cycle: Cycle, doris: Person) -> Vote:
    return open_vote(cycle, actor=doris)


@pytest.fixture
def clerk(lund: Organisation) -> Person:
    return grant(make_person("Klara"), lund, RoleName.DESK)


def helped(client: PageClient, number: str = ASTA, **others: str) -> Any:
    form = {"number": number, "place": "desk", "checked": "Körkort", "own_will": "on", **others}
    return client.post(f"{STAFF}rosthjalp/", form)


def choose_and_cast(client: PageClient, choice: int) -> Any:
    client.post(BASE)
    client.post(f"{BASE}valj/1/", {"choice": [choice], "shown": [1, 2, 3, 4], "do": "next"})
    client.post(f"{BASE}granska/", {"do": "next"})
    assert client.get(f"{BASE}vem/").status_code == 302, "staff have shown who it is"
    page = client.get(f"{BASE}registrera/").content.decode()
    assert "Du hjälper någon att rösta" in page
    return client.post(f"{BASE}registrera/", {"attempt": page.partition('name="attempt" value="')[2].partition('"')[0]})


def test_a_clerk_helps_two_people_after_each_other(client: PageClient, vote: Vote, clerk: Person) -> None:
    client.signed_in_as(clerk)
    assert helped(client)["Location"] == BASE
    assert "registrerad" in choose_and_cast(client, 1).content.decode()
    assert client.get(f"{BASE}registrera/")["Location"] == f"{BASE}granska/", "the second person starts clean"
    helped(client, BO, place="phone", checked="Motringning")
    choose_and_cast(client, 2)
    helped(client, ASTA)
    choose_and_cast(client, 3)
    assert sorted(BallotSlot.objects.values_list("channel", "version")) == [("assisted", 1), ("assisted", 2)]
    page = client.get(f"{STAFF}rosthjalp/").content.decode()
    assert page.count("<td") == 15 and "Motringning" in page and ASTA not in page
    assert AssistedVote.objects.filter(cast=True).count() == 3
    assert all(each.hour.minute == 0 for each in AssistedVote.objects.all())
    assert ASTA not in str(list(AssistedVote.objects.values_list())) + str(list(AuditEntry.objects.values_list()))


def test_help_is_refused_with_a_reason(
    client: PageClient, vote: Vote, clerk: Person, doris: Person, monkeypatch: Any
) -> None:
    client.signed_in_as(clerk)
    for number, others, words in (
        ("19900118-9812", {}, "Kontrollsiffran"),
        (ASTA, {"checked": " "}, "Ange"),
        (ASTA, {"checked": f"ID {ASTA}"}, "inga nummer"),
        (ASTA, {"own_will": ""}, "Kryssa i"),
    ):
        answer = helped(client, number, **others)
        assert answer.status_code == 422 and words in answer.content.decode(), words
    assert not AssistedVote.objects.exists()
    monkeypatch.setattr("medborgarbudget.domain.voting.permissions.ASSISTED_A_DAY", 1)
    helped(client)
    assert helped(client, BO).status_code == 403
    lead = PageClient().signed_in_as(doris)
    assert "Desk och telefon" in lead.get(f"{STAFF}rosthjalp/").content.decode() and helped(lead).status_code == 403


def test_help_lasts_half_an_hour(client: PageClient, vote: Vote, clerk: Person, monkeypatch: Any) -> None:
    client.signed_in_as(clerk)
    helped(client)
    monkeypatch.setattr("medborgarbudget.sites.access.ballot_draft.ASSISTED_FOR", timedelta(seconds=-1))
    client.post(BASE)
    client.post(f"{BASE}valj/1/", {"choice": [1], "shown": [1, 2, 3, 4], "do": "next"})
    assert client.get(f"{BASE}registrera/")["Location"] == f"{BASE}vem/"
    assert timedelta(minutes=30) == policy.ASSISTED_FOR


def test_with_a_roll_only_those_in_it_are_helped(
    client: PageClient, cycle: Cycle, clerk: Person, doris: Person
) -> None:
    step = next(step for step in cycle.steps.all() if "vote" in step.deeds)
    step.opens_at, step.closes_at = database_now() + timedelta(days=1), database_now() + timedelta(days=9)
    step.save()
    cycle.rule_sheets.update(identities=[Identity.CODE_LETTER, Identity.ASSISTED])
    make_roll(Cycle.objects.get(pk=cycle.pk), [[ASTA]])
    open_vote(Cycle.objects.get(pk=cycle.pk), actor=doris)
    client.signed_in_as(clerk)
    assert "finns inte i röstlängden" in helped(client, BO).content.decode()
    assert helped(client, ASTA).status_code == 302


def test_another_than_the_clerk_looks_through_a_day_of_help(
    client: PageClient, vote: Vote, clerk: Person, doris: Person, lund: Organisation
) -> None:
    noon = (database_now() - timedelta(days=1)).replace(hour=11, minute=0, second=0, microsecond=0)
    for number in range(7):
        AssistedVote.objects.create(
            vote=vote, clerk=clerk, hour=noon, place="phone", checked=f"Motring {number}", cast=True
        )
    review = f"{STAFF}rosthjalp/granskning/"
    day = f"{review}{clerk.pk}/{noon.date().isoformat()}/"
    client.signed_in_as(clerk)
    assert client.get(review).status_code == 403 and client.post(day).status_code == 403
    auditor = PageClient().signed_in_as(grant(make_person("Vera"), lund, RoleName.AUDITOR))
    assert "Granska hjälpen" in auditor.get(f"{STAFF}rosthjalp/").content.decode()
    page = auditor.get(review).content.decode()
    assert "Klara" in page and "Inte granskad" in page and "högst 60 personer" in page and day in page
    page = auditor.get(day).content.decode()
    assert "5 av 7" in page and page.count("Motring") == 5
    wrong = auditor.post(day, {"remark": f"Såg {ASTA}"})
    assert wrong.status_code == 422 and "Skriv inga personnummer" in wrong.content.decode()
    assert auditor.post(day, {"remark": "Väl många på en timme."})["Location"] == review
    page = PageClient().signed_in_as(doris).get(review).content.decode()
    assert "Med anmärkning" in page and "Vera: Väl många på en timme." in page
    assert auditor.post(day, {"remark": ""}).status_code == 403 and "redan granskad" not in page
    for wrong_day in (f"{review}{clerk.pk}/2027-13-01/", f"{review}{doris.pk}/{noon.date().isoformat()}/"):
        assert auditor.get(wrong_day).status_code == 404


@pytest.fixture
def slips(monkeypatch: pytest.MonkeyPatch) -> list[LetterToPrint]:
    seen: list[LetterToPrint] = []
    real = letters.print_slips

    def print_them(vote: Vote, coming: list[LetterToPrint], **others: Any) -> bytes:
        seen.extend(coming)
        return real(vote, coming, **others)

    monkeypatch.setattr(letters, "print_slips", print_them)
    return seen


def test_a_teacher_takes_the_slips_once_and_each_pupil_votes_once(
    client: PageClient, vote: Vote, clerk: Person, slips: list[LetterToPrint], ystad: Organisation
) -> None:
    client.signed_in_as(clerk)
    form = {"school_class": " Lerbäck  7B ", "wanted": "3", "request_key": secrets.token_urlsafe(12)}
    for _twice in range(2):
        assert client.post(f"{STAFF}skolklasser/", form).status_code == 302
    again = client.post(f"{STAFF}skolklasser/", {**form, "school_class": "lerbäck 7b", "request_key": "another-key"})
    assert again.status_code == 422 and "redan fått lappar" in again.content.decode()
    assert client.post(f"{STAFF}skolklasser/", {**form, "wanted": "41", "request_key": "third"}).status_code == 422
    batch = CodeLetterBatch.objects.get()
    link = f"/lund/skolklass/{token_of(batch)}/"
    assert link in client.get(f"{STAFF}skolklasser/").content.decode()
    teacher = PageClient()
    assert "Lerbäck 7B" in teacher.get(link).content.decode()
    assert teacher.get(f"/lund/skolklass/{batch.pk}:x/").status_code == 404
    assert teacher.get(link.replace("/lund/", "/ystad/")).status_code == 404
    taken = teacher.post(link)
    assert taken.content.startswith(b"%PDF") and taken.headers["Cache-Control"] == "no-store" and len(slips) == 3
    assert teacher.post(link).status_code == 409 and "redan hämtade" in teacher.get(link).content.decode()
    assert client.post(f"{STAFF}skolklasser/{batch.pk}/hamta/").status_code == 409
    assert "Hämtade med länken" in client.get(f"{STAFF}skolklasser/").content.decode()
    for choice in (1, 2):
        pupil = PageClient()
        pupil.post(BASE)
        pupil.post(f"{BASE}valj/1/", {"choice": [choice], "shown": [1, 2, 3, 4], "do": "next"})
        assert "en lapp med en kod i skolan" in pupil.get(f"{BASE}vem/").content.decode()
        slip = {"way": "letter", "letter-number": slips[0].number, "letter-code": slips[0].secret.lower()}
        assert pupil.post(f"{BASE}vem/", slip)["Location"] == f"{BASE}registrera/"
        page = pupil.get(f"{BASE}registrera/").content.decode()
        pupil.post(f"{BASE}registrera/", {"attempt": page.partition('name="attempt" value="')[2].partition('"')[0]})
    assert list(BallotSlot.objects.values_list("channel", "version")) == [("school", 2)]


def test_with_a_roll_a_class_is_chosen_from_it_and_each_slip_has_a_name(
    client: PageClient, cycle: Cycle, clerk: Person, doris: Person, slips: list[LetterToPrint]
) -> None:
    step = next(step for step in cycle.steps.all() if "vote" in step.deeds)
    step.opens_at, step.closes_at = database_now() + timedelta(days=1), database_now() + timedelta(days=9)
    step.save()
    cycle.rule_sheets.update(identities=[Identity.SCHOOL_CLASS], group_kind="class", groups=["Lerbäck"])
    rows = [[ASTA, "Lerbäck", "7B", "Asta Ek"], [BO, "Lerbäck", "7C", "Bo Alm"], [ELSA, "Fälad", "7B", "Elsa Ek"]]
    make_roll(Cycle.objects.get(pk=cycle.pk), rows, ["Personnummer", "Skola", "Klass", "Namn"])
    vote = open_vote(Cycle.objects.get(pk=cycle.pk), actor=doris)
    client.signed_in_as(clerk)
    page = client.get(f"{STAFF}skolklasser/").content.decode()
    assert "Lerbäck 7B, 1 elev" in page and "Fälad" not in page and "Antal elever" not in page
    form = {"school_class": "Fälad 7B", "request_key": secrets.token_urlsafe(12)}
    assert client.post(f"{STAFF}skolklasser/", form).status_code == 422
    for name in ("Lerbäck 7B", "Lerbäck 7C"):
        form = {"school_class": name, "request_key": secrets.token_urlsafe(12)}
        assert client.post(f"{STAFF}skolklasser/", form).status_code == 302
    assert "Alla klasser i röstlängden har fått lappar" in client.get(f"{STAFF}skolklasser/").content.decode()
    first = CodeLetterBatch.objects.get(label="Lerbäck 7B")
    assert PageClient().post(f"/lund/skolklass/{token_of(first)}/").content.startswith(b"%PDF")
    assert [slip.name for slip in slips] == ["Asta Ek"]
    public = PageClient().get(BASE).content.decode()
    assert "Du ska också gå i Lerbäck." in public and "finnas i röstlängden" in public
    assert "Öppen omröstning" not in public and vote.pk
