"""S10: are planted numbers, addresses, codes and choices nowhere to be found once people have come in by every way? (C86, C87)"""

from __future__ import annotations

import io
import logging
import traceback
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from medborgarbudget.domain.cycles.models import Cycle, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed
from medborgarbudget.domain.rolls.models import RollChange
from medborgarbudget.domain.voting.actions import letters
from medborgarbudget.domain.voting.models import AssistedVote, BallotSlot, CodeLetterBatch, EmailCode
from medborgarbudget.domain.voting.printing import LetterToPrint
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.sites.residents.voting import eid as eid_pages
from tests.support.cast import grant
from tests.support.cycles import make_cycle
from tests.support.eid import running_broker
from tests.support.pages import PageClient
from tests.support.rolls import ASTA, BO, DAVID, ELSA, confirm, csv_file, second_person
from tests.support.voting import open_vote

pytestmark = pytest.mark.django_db
STAFF = "/lund/personal/omgangar/2027/"
BASE = "/lund/omgangar/2027/rosta/"
HEAD = ["Personnummer", "Namn", "Adress", "Postnr", "Ort", "E-post"]


def chosen(client: PageClient) -> PageClient:
    client.post(BASE)
    client.post(f"{BASE}valj/1/", {"choice": [2, 4], "shown": [1, 2, 3, 4], "do": "next"})
    client.post(f"{BASE}granska/", {"do": "next"})
    return client


def cast(client: PageClient) -> None:
    page = client.get(f"{BASE}registrera/").content.decode()
    client.post(f"{BASE}registrera/", {"attempt": page.partition('name="attempt" value="')[2].partition('"')[0]})


def whole_database() -> str:
    """Every cell of every table, bytes as Latin letters so that text within them is found."""
    cells: list[str] = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                cells += [
                    bytes(cell).decode("latin-1") if isinstance(cell, (bytes, memoryview)) else str(cell)
                    for cell in row
                ]
    return "\n".join(cells)


def test_planted_secrets_are_found_nowhere(
    lund: Organisation, doris: Person, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    seen: list[LetterToPrint] = []

    def printed(vote: Any, coming: list[LetterToPrint], **others: Any) -> bytes:
        seen.extend(coming)
        return b"%PDF"

    monkeypatch.setattr(letters, "print_letters", printed)
    addresses: list[str] = []
    traces: list[str] = []
    request = PageClient.request

    def noted(self: PageClient, **given: Any) -> Any:
        answer = request(self, **given)
        addresses.append(f"{given.get('PATH_INFO')}?{given.get('QUERY_STRING', '')}")
        addresses.append(
            answer.headers.get("Location", "") if urlsplit(answer.headers.get("Location", "")).netloc == "" else ""
        )
        return answer

    monkeypatch.setattr(PageClient, "request", noted)
    cache.clear()
    try:
        with running_broker() as broker:
            settings.EID_PROVIDERS = (broker.provider(),)
            cycle = make_cycle(
                lund,
                database_now(),
                rules={"identities": [Identity.EID, Identity.CODE_LETTER, Identity.EMAIL_CODE, Identity.ASSISTED]},
            )
            step = next(step for step in cycle.steps.all() if "vote" in step.deeds)
            step.opens_at, step.closes_at = database_now() + timedelta(days=1), database_now() + timedelta(days=9)
            step.save()
            rows = [
                [ASTA, "Planta Testsson", "Plantvägen 1", "22222", "Lund", "planta@example.org"],
                [BO, "Plant Två", "Plantvägen 2", "22222", "Lund", "plant2@example.org"],
                [DAVID, "Plant Tre", "Plantvägen 3", "22222", "Lund", "plant3@example.org"],
                [f"{ASTA[:-1]}9", "Plant Fel", "Plantvägen 4", "22222", "Lund", ""],
            ]
            staff = PageClient().signed_in_as(grant(doris, lund, RoleName.DESK))
            file = SimpleUploadedFile(f"{ASTA}.csv", csv_file([HEAD, *rows]))
            staff.post(f"{STAFF}rostlangd/ladda-upp/", {"file": file, "request_key": "k" * 20})
            staff.post(f"{STAFF}rostlangd/1/godkann/", {"reason": "Uttag", "leave_out": "on"})
            confirm(TwoPersonDeed.objects.get(), second_person(cycle))
            vote = open_vote(Cycle.objects.get(pk=cycle.pk), actor=doris)
            staff.post(f"{STAFF}rostlangd/arende/", {"kind": "add", "number": ELSA, "reason": "Flyttat in"})
            staff.post(f"{STAFF}brev/rostlangd/", {"roll-request_key": "r" * 20})
            assert "Klara. Två personer beslutar" in staff.get(f"{STAFF}brev/").content.decode()
            staff.post(f"{STAFF}brev/fa-hamta/", {"take-reason": "Till tryckeriet"})
            confirm(TwoPersonDeed.objects.get(kind="letters.take_roll"), second_person(cycle))
            assert "Hämta breven (PDF, en gång)" in staff.get(f"{STAFF}brev/").content.decode()
            assert staff.post(f"{STAFF}brev/{CodeLetterBatch.objects.get().pk}/hamta/").content.startswith(b"%PDF")
            staff.post(f"{STAFF}brev/ersatt/", {"replace-person": BO, "replace-deed": "new", "replace-reason": "Bort"})
            staff.post(f"{STAFF}rosthjalp/", {"number": DAVID, "place": "desk", "checked": "Pass", "own_will": "on"})
            staff.get(f"{BASE}valj/1/")
            by_eid = chosen(PageClient())
            by_eid.get(
                "/lund/e-legitimation/svar/", broker.answer_to(by_eid.get(f"{BASE}e-legitimation/prov/")["Location"])
            )
            cast(by_eid)
            by_letter = chosen(PageClient())
            asta = next(letter for letter in seen if letter.name == "Plant Två")
            slip = {"way": "letter", "letter-number": asta.number, "letter-code": asta.secret}
            by_letter.post(f"{BASE}vem/", slip)
            cast(by_letter)
            by_email = chosen(PageClient())
            declared = {"way": "email", "email": "plant3@example.org", "old_enough": "on", "belongs": "on"}
            by_email.post(f"{BASE}vem/", declared)
            code = mail.outbox[-1].subject[:9]
            by_email.post(f"{BASE}kod/", {"code": code})
            with monkeypatch.context() as broken:
                broken.setattr(eid_pages, "eid_voter", lambda *given: 1 / 0)
                failing = chosen(PageClient(raise_request_exception=False))
                there = broker.answer_to(failing.get(f"{BASE}e-legitimation/prov/")["Location"])
                error_page = failing.get("/lund/e-legitimation/svar/", there)
                assert error_page.status_code == 500
                traces.append(error_page.content.decode())
        secret_of = {letter.secret for letter in seen}
        planted = {
            "personnummer": {
                form
                for number in (ASTA, BO, DAVID, ELSA)
                for form in (number, number[2:], f"{number[:8]}-{number[8:]}", f"{number[2:8]}-{number[8:]}")
            },
            "names and addresses": {"Planta", "Testsson", "Plant Två", "Plant Tre", "Plantvägen"},
            "mail addresses": {"planta@example.org", "plant2@example.org", "plant3@example.org"},
            "codes": secret_of | {code, code.replace(" ", "")} | {f"{one[:4]}-{one[4:8]}-{one[8:]}" for one in secret_of},
            "choices": {"[2,4]", "[2, 4]", "2,4,"},
        }  # fmt: skip
        sessions = " ".join(str(session.get_decoded()) for session in Session.objects.all())
        spool = " ".join(f"{message.subject} {message.body}" for message in mail.outbox)
        places = {
            "database": whole_database(),
            "sessions": sessions,
            "log": log.getvalue(),
            "addresses": "\n".join(addresses),
            "error pages and traces": "\n".join(traces) + "".join(traceback.format_stack()),
            "audit and deeds": str(list(TwoPersonDeed.objects.values_list())),
        }
        assert len(seen) == 3 and len(secret_of) == 3 and sessions and "roll.approve" in places["database"]
        found: dict[str, int] = {}
        for where, text in places.items():
            for what, words in planted.items():
                found[f"{what} in {where}"] = sum(word in text for word in words)
        found["personnummer in mails"] = sum(word in spool for word in planted["personnummer"])
        found["choices in mails"] = sum(word in spool for word in planted["choices"])
        with capsys.disabled():
            total = sum(len(words) for words in planted.values())
            print(f"\nS10: {total} planted words, {len(places) + 1} places: {sum(found.values())} found")
        assert not {name: number for name, number in found.items() if number}
        assert (BallotSlot.objects.filter(vote=vote).count(), AssistedVote.objects.count()) == (2, 1)
        assert RollChange.objects.count() == 1 and EmailCode.objects.filter(ended=True).count() == 1
    finally:
        root.removeHandler(handler)
        root.level = level
        cache.clear()
