"""What does a proof do with the product's own code: make a vote, let voters in, and look into the urn afterwards?

Run as `python -m proof.inside DEED …`, in the environment of a scene.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

SLUG = "prov"
OPTIONS = 12


def setup() -> None:
    """A municipality with a vote that is open for a week, voted in by e-mailed code."""
    from bench.scratch import configure

    configure()
    from medborgarbudget.foundation.clock import database_now
    from tests.support.cast import make_organisation
    from tests.support.cycles import make_cycle
    from tests.support.voting import open_vote

    open_vote(make_cycle(make_organisation(SLUG, "Provs kommun"), database_now()), per_area=OPTIONS)


def _vote():  # type: ignore[no-untyped-def]
    from medborgarbudget.domain.voting.models import Vote

    return Vote.objects.select_related("cycle__organisation", "rule_sheet").get()


def sessions(voters: int, times: int) -> None:
    """Sessions of voters who have chosen and shown who they are, `times` for each voter: a line of keys a voter."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from medborgarbudget.domain.voting.identity import email_voter
    from medborgarbudget.sites.residents.voting.draft import Draft, keep_draft

    vote, rows = _vote(), []
    for voter in range(voters):
        for turn in range(times):
            request = type("Request", (), {"session": {}})()
            draft = Draft(style="", choices=[(voter + turn) % OPTIONS + 1])
            draft.let_in(email_voter(vote, f"v{voter}@example.org"), timezone.now())
            keep_draft(request, vote, draft)
            store = SessionStore()
            rows.append(
                Session(
                    session_key=store._get_new_session_key(),  # type: ignore[attr-defined]
                    session_data=store.encode(request.session),
                    expire_date=timezone.now() + timedelta(days=1),
                )
            )
    Session.objects.bulk_create(rows, batch_size=200)
    keys = [row.session_key for row in rows]
    print(json.dumps([keys[place : place + times] for place in range(0, len(keys), times)]))


def judge(told: str) -> None:
    """Hold what the clients were told against what the database holds; then close, open and count the urn.

    `told`: JSON {voter: [[attempt key, receipt code or null], …] in the order tried}.
    """
    from medborgarbudget.domain.voting import actions, receipts
    from medborgarbudget.domain.voting.identity import email_voter, slot_of
    from medborgarbudget.domain.voting.models import BallotLog, BallotSlot, CastAttempt
    from medborgarbudget.foundation.clock import database_now
    from tests.support.voting import close, leader_of

    vote = _vote()
    logged = {bytes(leaf)[:10] for leaf in BallotLog.objects.filter(vote=vote).values_list("leaf", flat=True)}
    attempts = {key: bytes(leaf) for key, leaf in CastAttempt.objects.filter(vote=vote).values_list("key", "leaf")}
    lost, wrong, acknowledged, unknown = [], [], 0, 0
    stories: dict[str, list[list[str | None]]] = json.loads(told)
    for voter, story in stories.items():
        last = max((place for place, (_key, code) in enumerate(story) if code), default=None)
        for _key, code in story:
            acknowledged += bool(code)
            if code and receipts.beginning_of(code) not in logged:
                lost.append(code)
        entered = {attempts[str(key)] for key, _code in story if key in attempts}
        held = BallotSlot.objects.filter(
            vote=vote, slot=slot_of(vote, email_voter(vote, f"{voter}@example.org"))
        ).first()
        unknown += held is not None and last is None
        if last is not None:
            # What the slot holds is the last that was acknowledged, or one sent after it whose answer never came.
            may_hold = {attempts[str(key)] for key, _code in story[last:] if key in attempts}
            if held is None or bytes(held.leaf) not in may_hold:
                lost.append(voter)
        elif held is not None and bytes(held.leaf) not in entered:
            wrong.append(voter)
    slots = BallotSlot.objects.filter(vote=vote).count()
    opened = actions.open_urn(vote=close(vote), actor=leader_of(vote.cycle), now=database_now())
    print(
        json.dumps(
            {
                "acknowledged": acknowledged,
                "lost": len(lost),
                "wrong": len(wrong),
                "entered_without_answer": unknown,
                "slots": slots,
                "opened": opened.received_count,
                "voters": len(stories),
            }
        )
    )


def total() -> None:
    """Close and open the urn; how many ballots, and how many chose each option."""
    from medborgarbudget.domain.voting import actions
    from medborgarbudget.domain.voting.models import OpenedBallot
    from medborgarbudget.foundation.clock import database_now
    from tests.support.voting import close, leader_of

    vote = _vote()
    opened = actions.open_urn(vote=close(vote), actor=leader_of(vote.cycle), now=database_now())
    tally = [0] * OPTIONS
    for choices in OpenedBallot.objects.filter(vote=vote).values_list("choices", flat=True):
        for option in choices:
            tally[option - 1] += 1
    print(json.dumps({"opened": opened.received_count, "choices": tally}))


if __name__ == "__main__":
    deed, *rest = sys.argv[1:]
    if deed == "setup":
        setup()
    else:
        import django

        django.setup()
        if deed == "sessions":
            sessions(int(rest[0]), int(rest[1]))
        elif deed == "judge":
            judge(sys.stdin.read())
        elif deed == "total":
            total()
