"""Does a code for signing in wait behind a count? Each line has a worker of its own, as `serve` starts them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

import medborgarbudget
from medborgarbudget.config.management.commands.serve import worker_options
from medborgarbudget.domain.counting import background
from medborgarbudget.foundation import notifications, queues


@pytest.fixture
def stored(settings) -> Iterator[None]:
    """Tasks wait in the database, as in production."""
    settings.TASKS = {
        "default": {**settings.TASKS["default"], "BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for each, handler in handlers.items():
        signal.signal(each, handler)


def work(queue: str) -> None:
    """Let the line's worker do what waits, and end."""
    call_command("db_worker", *worker_options(queue), "--batch", verbosity=0)


def state_of(path: str) -> str:
    return str(DBTaskResult.objects.get(task_path__endswith=path).status)


def send(subject: str) -> None:
    notifications.send_mail(to="anna@example.se", organisation_name="Lund", subject=subject, body="Hej.")


@pytest.mark.writes
@pytest.mark.django_db(transaction=True)
def test_a_mail_behind_a_long_count_is_sent_while_the_count_still_waits_or_runs(stored):
    background.finish_story.enqueue(1)
    background.compare_rules.enqueue(1)
    send("Din kod")
    # One count has been begun by its worker and does not end; the other waits behind it.
    DBTaskResult.objects.get(task_path__endswith="compare_rules").claim("another")
    work(queues.SOON)
    assert [each.subject for each in mail.outbox] == ["Din kod"]
    assert state_of("compare_rules") == TaskResultStatus.RUNNING
    assert state_of("finish_story") == TaskResultStatus.READY
    work(queues.LONG)
    assert state_of("finish_story") == TaskResultStatus.SUCCESSFUL


@pytest.mark.writes
@pytest.mark.django_db(transaction=True)
def test_a_code_goes_before_news_to_many(stored, asta):
    notifications.mail_person.enqueue(asta.pk, "Lund", "Nytt om ditt förslag", "Hej.", "http://localhost/")
    send("Din kod")
    work(queues.SOON)
    assert [each.subject for each in mail.outbox] == ["Din kod", "Nytt om ditt förslag"]


def every_task() -> dict[str, Task]:
    found = {}
    root = Path(next(iter(medborgarbudget.__path__)))
    for path in root.rglob("*.py"):
        if "\n@task(" in path.read_text():
            module = import_module(".".join(("medborgarbudget", *path.relative_to(root).with_suffix("").parts)))
            found |= {name: value for name, value in vars(module).items() if isinstance(value, Task)}
    return found


def test_every_task_waits_in_a_line_that_has_a_worker_and_mail_never_in_the_long_one():
    tasks = every_task()
    assert {each.queue_name for each in tasks.values()} == set(queues.ALL) == set(settings.TASKS["default"]["QUEUES"])
    soon = {name for name, each in tasks.items() if each.queue_name == queues.SOON}
    assert soon == {"mail_person", "mail_address", "mail_code", "text_code"}
