"""Who and what belongs to the network in the tests? Sala is a member without an organisation here; Lund may be one with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from medborgarbudget.domain.network.examples import actions as examples
from medborgarbudget.domain.network.examples.models import Example
from medborgarbudget.domain.network.examples.policy import ExampleContent
from medborgarbudget.domain.network.library import actions as library
from medborgarbudget.domain.network.library.actions import ItemContent
from medborgarbudget.domain.network.library.models import LibraryItem
from medborgarbudget.domain.network.membership.models import BodyKind, Member, MemberContact, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from tests.support.cast import NOW


def make_member(
    hub: Organisation,
    name: str = "Sala kommun",
    code: str = "1981",
    *,
    tenant: Organisation | None = None,
    contact: Person | None = None,
    state: str = MemberState.MEMBER,
) -> Member:
    """A member of the network, with somebody who speaks for it."""
    member = Member.objects.create(
        organisation=hub,
        kind=BodyKind.MUNICIPALITY,
        code=code,
        name=name,
        slug=name.split()[0].lower(),
        state=state,
        tenant=tenant,
        created_at=NOW,
    )
    if contact is not None:
        MemberContact.objects.create(member=member, person=contact, started_at=NOW)
    return member


def item_content(**changes: Any) -> ItemContent:
    given: dict[str, Any] = {
        "kind": "guide",
        "title": "Vägledning om skolbudget",
        "summary": "Så låter en skola eleverna fördela pengar.",
        "source": "En myndighet",
        "dated": date(2027, 1, 15),
        "tags": ["skola", "ungdom"],
        "link": "https://exempel.example/skolbudget",
    }
    return ItemContent(**{**given, **changes})


def make_item(hub: Organisation, editor: Person, now: datetime = NOW, **changes: Any) -> LibraryItem:
    """Something published in the library."""
    return library.publish_item(network=hub, content=item_content(**changes), actor=editor, now=now)


def example_content(**changes: Any) -> ExampleContent:
    given: dict[str, Any] = {
        "title": "Eleverna byggde om skolgården",
        "summary": "Tre skolor delade på en halv miljon.",
        "did": "Vi började med verkstäder i alla klasser.",
        "learnt": "Börja i god tid.",
        "body_kind": "municipality",
        "place": "Sala kommun",
        "county": "19",
        "orientations": ("group",),
        "year": 2026,
        "money": 500_000,
        "inhabitants": 22_000,
        "proposals": 80,
        "on_ballot": 12,
        "winners": 4,
        "voters": 900,
        "ballot_kind": "up_to_k",
        "counting_rule": "equal-shares",
        "theme": "school",
        "target_group": "pupils",
    }
    return ExampleContent(**{**given, **changes})


def make_example(
    hub: Organisation,
    editor: Person,
    now: datetime = NOW,
    *,
    publish: bool = True,
    member: Member | None = None,
    **changes: Any,
) -> Example:
    """An example, published unless told otherwise."""
    made = examples.submit_example(
        network=hub, content=example_content(**changes), member=member, actor=editor, now=now
    )
    return examples.publish_example(example=made, actor=editor, now=now) if publish else made
