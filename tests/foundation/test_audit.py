"""Is what has been done written down for good?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.files import csv_text, inert

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(lund: Organisation, doris: Person, now: datetime) -> AuditEntry:
    return audit.record(organisation_id=lund.pk, actor=doris, verb="cycle.publish", subject=lund, now=now, reason="Nu")


def test_an_entry_tells_who_what_when_and_why(
    entry: AuditEntry, doris: Person, lund: Organisation, now: datetime
) -> None:
    held = AuditEntry.objects.get()
    assert (held.actor_id, held.actor_name, held.subject_name, held.reason, held.at) == (
        doris.pk,
        "Doris",
        lund.name,
        "Nu",
        now,
    )


def test_an_entry_is_not_saved_again_or_deleted(entry: AuditEntry) -> None:
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


@pytest.mark.writes
@pytest.mark.parametrize(
    "statement", ["UPDATE foundation_auditentry SET reason = 'x'", "DELETE FROM foundation_auditentry"]
)
def test_the_database_itself_refuses(entry: AuditEntry, statement: str) -> None:
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(reason="x")
    assert AuditEntry.objects.get().reason == "Nu"


def test_entries_are_found_by_person_time_and_kind(
    entry: AuditEntry, lund: Organisation, bo: Person, now: datetime
) -> None:
    later = now + timedelta(days=1)
    audit.record(organisation_id=lund.pk, actor=bo, verb="role.grant", subject=bo, now=later)
    audit.record(organisation_id=lund.pk + 1, actor=bo, verb="role.grant", subject=bo, now=later)
    found = audit.entries(lund.pk)
    assert [one.verb for one in found] == ["role.grant", "cycle.publish"]
    assert [one.verb for one in audit.entries(lund.pk, actor_id=bo.pk)] == ["role.grant"]
    assert [one.verb for one in audit.entries(lund.pk, until=later)] == ["cycle.publish"]
    assert [one.verb for one in audit.entries(lund.pk, since=later)] == ["role.grant"]
    assert [one.verb for one in audit.entries(lund.pk, kinds=["role"])] == ["role.grant"]
    assert [name for _pk, name in audit.actors(lund.pk)] == ["Bo", "Doris"]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "\n+1"])
def test_nothing_in_a_table_is_run_as_a_formula(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert f"'{text.strip()[0]}" in csv_text([text], [[text]]) or csv_text([text], [[text]]).count("'") == 2


def test_a_table_opens_in_a_swedish_spreadsheet() -> None:
    assert csv_text(["a", "b"], [[1, None], ["å;ä", "x\ny"]]) == '\ufeffa;b\r\n1;\r\n"å;ä";"x\ny"\r\n'
