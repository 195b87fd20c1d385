"""How do tests get a network with members, people who speak for them, and posts from browsers that have done their work?"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from altcha.v1 import Challenge, solve_challenge

from medborgarbudget.domain.network.human import actions as human
from medborgarbudget.domain.network.membership import actions, bodies
from medborgarbudget.domain.network.membership.content import InterestContent, PersonContent
from medborgarbudget.domain.network.membership.models import Interest, Member, MemberContact, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from tests.support.cast import NOW

LUND, YSTAD, SKANE = "municipality-1281", "municipality-1286", "region-12"


def make_member(
    network: Organisation,
    key: str = LUND,
    *people: Person,
    state: str = MemberState.MEMBER,
    now: datetime = NOW,
    **values: Any,
) -> Member:
    """A body of the official list as a member, with these people as project leads."""
    body = bodies.body_with_key(key)
    assert body is not None
    member = Member.objects.create(
        organisation=network, kind=body.kind, code=body.code, name=body.name, slug=key, county_code=body.county.code,
        state=state, created_at=now, joined_at=now if state in ("member", "paused") else None, heard_at=now, **values,
    )  # fmt: skip
    for person in people:
        speak_for(member, person, now=now)
    return member


def speak_for(
    member: Member, person: Person, role: str = MemberContact.Role.LEAD, now: datetime = NOW
) -> MemberContact:
    return MemberContact.objects.create(member=member, person=person, role=role, started_at=now)


def interest_content(key: str = LUND, *people: PersonContent, **values: Any) -> InterestContent:
    """What Asta in Lund would write, but for what is given."""
    body = bodies.body_with_key(key)
    assert body is not None
    given = {
        "stage": "on_the_way",
        "orientations": ["territory"],
        "needs": ["start"],
        "wants": "Vi vill pröva i en by.",
    }
    return InterestContent(body=body, people=people or (PersonContent("Asta", "asta@example.org"),), **(given | values))


def register(
    network: Organisation,
    key: str = LUND,
    *people: PersonContent,
    proven: bool = True,
    now: datetime = NOW,
    form_key: str = "",
    **values: Any,
) -> Interest:
    return actions.register_interest(
        network=network, content=interest_content(key, *people, **values), proven=proven,
        form_key=form_key or secrets.token_hex(16), language="sv", now=now,
    )  # fmt: skip


def proof(network: Organisation, form: str, now: datetime = NOW, **changes: Any) -> str:
    """What a browser sends when it has done its work."""
    work = human.challenge(organisation=network, form=form, now=now, work=50)
    return solved(work, **changes)


def solved(work: dict[str, Any], **changes: Any) -> str:
    solution = solve_challenge(
        Challenge(work["algorithm"], work["challenge"], work["maxNumber"], work["salt"], work["signature"])
    )
    assert solution is not None
    told = {name: work[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**told, "number": solution.number, **changes}).encode()).decode()


def interest_post(
    network: Organisation, now: datetime = NOW, people: Sequence[dict[str, str]] = (), **values: Any
) -> dict[str, Any]:
    """A whole post of the form for interest, with done work."""
    rows = people or ({"name": "Asta Berg", "email": "asta@example.org", "role": "lead"},)
    post: dict[str, Any] = {
        "key": secrets.token_hex(16), "people": str(len(rows)), "body": "Lunds kommun", "stage": "on_the_way",
        "orientations": ["territory"], "needs": ["start", "young"], "wants": "Vi vill pröva i en by.", "agree": "on",
        "altcha": proof(network, "interest", now),
    }  # fmt: skip
    for place, row in enumerate(rows):
        post |= {f"person{place}-{name}": value for name, value in row.items()}
    return post | values
