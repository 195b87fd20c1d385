"""The short runs of `make proof` that need a whole server: each prints its figure."""

from __future__ import annotations

import pytest

from proof import crowd, killing
from proof.servers import Postgres, Sqlite

pytestmark = pytest.mark.proof

KINDS = pytest.mark.parametrize("kind", [Sqlite, Postgres], ids=lambda kind: kind.name)


@KINDS
def test_r1_no_acknowledged_ballot_is_lost_under_kill_9(kind: type[Sqlite] | type[Postgres]) -> None:
    figures = killing.rounds_of(kind, 20)
    print(f"\nR1 {kind.name}: {figures}")
    assert killing.is_kept(figures), figures
    assert figures["killed_worker"] >= 6 and figures["killed_server"] >= 6
    assert bool(figures["killed_database"]) == (kind is Postgres)


@KINDS
def test_r4_a_crowd_gets_through_without_errors_and_with_the_right_total(kind: type[Sqlite] | type[Postgres]) -> None:
    figures = crowd.journeys(kind, 50, 5)
    print(f"\nR4 {kind.name}: {figures}")
    assert figures["errors"] == 0 and figures["opened"] == 50 and figures["right"]
