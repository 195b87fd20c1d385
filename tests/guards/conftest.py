"""Which world do the guards look at? Two municipalities in full swing, made once for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.support.two_municipalities import World, world_in_database


@pytest.fixture(scope="module")
def world_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The rows, in a transaction around the whole file that is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world_in_database()
        transaction.set_rollback(True)


@pytest.fixture
def world(world_rows: World, db: None) -> World:
    """Lund and Ystad. What a test changes is undone after it."""
    cache.clear()
    return world_rows
