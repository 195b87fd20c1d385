"""Does a page ask the database more often when there is more to show?"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from copy import copy
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.assessment.models import Assessment
from medborgarbudget.domain.cycles.models import Cycle, Decision, Step
from medborgarbudget.domain.delivery.models import Delivery
from medborgarbudget.domain.organisations.models import Area
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.domain.proposals.models import Comment, Flag, Following, Proposal, ProposalPicture, ProposalState
from medborgarbudget.domain.rolls.models import RejectedRow, Roll
from medborgarbudget.domain.voting.models import AssistedVote, CodeLetterBatch, Vote
from medborgarbudget.foundation import clock
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.notifications import Notification
from tests.support.pages import PageClient
from tests.support.two_municipalities import Municipality, World

MANY = 45
"""Rows added to the five or six that are there."""


def multiplied(rows: QuerySet[Any], **new: Callable[[int], Any]) -> list[Any]:
    """Copies of the rows, MANY in all, with these fields made anew; stored."""
    old = list(rows)
    assert old, f"no {rows.model.__name__} to copy"
    made = []
    for number in range(MANY):
        row = copy(old[number % len(old)])
        row.pk = None
        row._state = copy(row._state)
        row._state.fields_cache = {}
        for name, value in new.items():
            setattr(row, name, value(number))
        made.append(row)
    return list(rows.model._base_manager.bulk_create(made))


def more_proposals(place: Municipality, step: str, *states: ProposalState) -> list[Proposal]:
    """More sent proposals in the cycle at the step, with pictures."""
    cycle = place.cycles[step]
    sent = Proposal.objects.filter(cycle=cycle).exclude(reference="")
    made: list[Proposal] = multiplied(
        sent.filter(state__in=states) if states else sent,
        number=lambda n: 1000 + n,
        reference=lambda n: f"{cycle.reference_prefix}-{1000 + n}",
        status_key=lambda n: secrets.token_hex(16),
        random_key=lambda n: n * 7919,
        title=lambda n: f"Förslag nummer {n}",
    )
    multiplied(
        ProposalPicture.objects.filter(proposal__cycle=cycle), proposal_id=lambda n: made[n].pk, position=lambda n: 0
    )
    return made


def more_assessments(place: Municipality, step: str) -> None:
    made = more_proposals(place, step)
    multiplied(Assessment.objects.filter(proposal__cycle=place.cycles[step]), proposal_id=lambda n: made[n].pk)


def more_deliveries(place: Municipality) -> None:
    cycle = place.cycles["delivery"]
    made = more_proposals(place, "delivery", ProposalState.DECIDED, ProposalState.DELIVERED)
    multiplied(Delivery.objects.filter(proposal__cycle=cycle), proposal_id=lambda n: made[n].pk)


def more_decisions(place: Municipality) -> None:
    multiplied(Decision.objects.filter(cycle=place.cycles["delivery"]))


def more_colleagues(place: Municipality) -> None:
    people = Person.objects.bulk_create(
        Person(email=f"kollega{n}@example.org", name=f"Kollega {n}", password="!") for n in range(MANY)
    )
    Role.objects.bulk_create(
        Role(organisation=place.organisation, person=person, role=RoleName.DESK, granted_at=clock.now())
        for person in people
    )


def more_log(place: Municipality) -> None:
    multiplied(AuditEntry.objects.filter(organisation_id=place.organisation.pk)[:5])


def more_cycles(place: Municipality) -> None:
    made = multiplied(
        Cycle.objects.filter(organisation=place.organisation),
        slug=lambda n: f"omgang-{n}",
        name=lambda n: f"Omgång {n}",
        reference_prefix=lambda n: f"O{n}",
        year=lambda n: 1950 + n,
    )
    multiplied(Step.objects.filter(cycle=place.cycles["voting"]), cycle_id=lambda n: made[n].pk)


def more_comments(place: Municipality) -> None:
    multiplied(Comment.objects.filter(proposal__cycle=place.cycles["ideas"]))


def more_flags(place: Municipality) -> None:
    made = more_proposals(place, "ideas", ProposalState.PUBLISHED)
    multiplied(
        Flag.objects.filter(proposal__cycle=place.cycles["ideas"], comment=None), proposal_id=lambda n: made[n].pk
    )


def more_areas(place: Municipality) -> None:
    multiplied(
        Area.objects.filter(organisation=place.organisation),
        name=lambda n: f"By {n}", code=lambda n: f"by-{n}", position=lambda n: 10 + n,
    )  # fmt: skip


def more_letters(place: Municipality) -> None:
    multiplied(CodeLetterBatch.objects.filter(vote__cycle=place.cycles["voting"]), request_key=lambda n: f"mer-{n}")


def more_slips(place: Municipality) -> None:
    more = CodeLetterBatch.objects.filter(vote__cycle=place.cycles["voting"], kind="school")
    multiplied(more, request_key=lambda n: f"mer-{n}", label=lambda n: f"Klass {n}", finished_at=lambda n: clock.now())


def more_assisted(place: Municipality) -> None:
    vote = Vote.objects.get(cycle=place.cycles["voting"])
    AssistedVote.objects.bulk_create(
        AssistedVote(vote=vote, clerk=place.desk, hour=clock.now(), place="desk", checked="Körkort")
        for _more in range(MANY)
    )


def more_rolls(place: Municipality) -> None:
    multiplied(
        Roll.objects.filter(cycle=place.cycles["ideas"]), version=lambda n: 10 + n, request_key=lambda n: f"mer-{n}"
    )


def more_rejected(place: Municipality) -> None:
    multiplied(RejectedRow.objects.filter(roll__cycle=place.cycles["ideas"]), row=lambda n: n + 10)


def more_of_ones_own(place: Municipality) -> None:
    made = more_proposals(place, "ideas", ProposalState.PUBLISHED)
    Proposal.objects.filter(pk__in=[one.pk for one in made[:20]]).update(author=place.resident)
    Following.objects.bulk_create(
        Following(proposal=one, person=place.resident, since=clock.now()) for one in made[20:]
    )
    multiplied(
        Notification.objects.filter(organisation_id=place.organisation.pk),
        person_id=lambda n: place.resident.pk,
    )


GROWING: list[tuple[str, str, str, Callable[[Municipality], Any]]] = [
    # who looks, at which step's cycle, at which page, what there is more of
    ("", "ideas", "omgangar/{cycle}/forslag/", lambda place: more_proposals(place, "ideas")),
    ("", "ideas", "omgangar/{cycle}/forslag/?visa=karta", lambda place: more_proposals(place, "ideas")),
    ("", "ideas", "omgangar/{cycle}/", lambda place: more_proposals(place, "ideas")),
    ("", "ideas", "", lambda place: more_proposals(place, "ideas")),
    ("resident", "ideas", "omgangar/{cycle}/forslag/", lambda place: more_proposals(place, "ideas")),
    ("resident", "ideas", "omgangar/{cycle}/forslag/{reference}/", more_comments),
    ("resident", "ideas", "mitt/forslag/", more_of_ones_own),
    ("resident", "ideas", "mitt/", more_of_ones_own),
    ("resident", "ideas", "mitt/aviseringar/", more_of_ones_own),
    ("", "ideas", "omgangar/", more_cycles),
    ("", "ideas", "", more_cycles),
    ("", "delivery", "omgangar/{cycle}/besked/", lambda place: more_assessments(place, "delivery")),
    ("", "delivery", "omgangar/{cycle}/genomforande/", more_deliveries),
    ("", "delivery", "omgangar/{cycle}/", more_deliveries),
    ("", "delivery", "omgangar/{cycle}/", more_decisions),
    ("lead", "ideas", "personal/", more_cycles),
    ("lead", "ideas", "personal/", more_flags),
    ("lead", "assessment", "personal/", lambda place: more_assessments(place, "assessment")),
    ("lead", "ideas", "personal/omgangar/", more_cycles),
    ("lead", "ideas", "personal/omgangar/{cycle}/", lambda place: more_proposals(place, "ideas")),
    ("lead", "ideas", "personal/omgangar/{cycle}/forslag/", lambda place: more_proposals(place, "ideas")),
    ("lead", "ideas", "personal/omgangar/{cycle}/forslag/lista.csv", lambda place: more_proposals(place, "ideas")),
    ("lead", "ideas", "personal/omgangar/{cycle}/forslag/{reference}/", more_comments),
    ("lead", "ideas", "personal/omgangar/{cycle}/granskning/", more_flags),
    ("lead", "ideas", "personal/omgangar/{cycle}/granskning/", more_comments),
    ("lead", "assessment", "personal/omgangar/{cycle}/bedomning/", lambda place: more_assessments(place, "assessment")),
    (
        "lead", "assessment", "personal/omgangar/{cycle}/bedomning/listor/",
        lambda place: more_assessments(place, "assessment"),
    ),
    (
        "lead", "assessment", "personal/omgangar/{cycle}/bedomning/likvardighet/",
        lambda place: more_assessments(place, "assessment"),
    ),
    ("lead", "voting", "personal/omgangar/{cycle}/brev/", more_letters),
    ("lead", "voting", "personal/omgangar/{cycle}/skolklasser/", more_slips),
    ("lead", "voting", "personal/omgangar/{cycle}/rosthjalp/", more_assisted),
    ("lead", "ideas", "personal/omgangar/{cycle}/rostlangd/", more_rolls),
    ("lead", "ideas", "personal/omgangar/{cycle}/rostlangd/1/", more_rejected),
    ("lead", "delivery", "personal/omgangar/{cycle}/genomforande/", more_deliveries),
    ("lead", "delivery", "personal/omgangar/{cycle}/genomforande/nya/", more_deliveries),
    ("lead", "delivery", "personal/omgangar/{cycle}/beslut/", more_decisions),
    ("lead", "ideas", "personal/medarbetare/", more_colleagues),
    ("lead", "ideas", "personal/medarbetare/logg/", more_log),
    ("lead", "ideas", "personal/medarbetare/logg.csv", more_log),
    ("lead", "ideas", "personal/organisation/omraden/", more_areas),
    ("lead", "ideas", "personal/omgangar/{cycle}/pengar/omraden/", more_areas),
]  # fmt: skip


def asked(client: PageClient, address: str) -> list[str]:
    """The questions put to the database for a page, nothing being kept from before."""
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as questions:
        assert client.get(address).status_code == 200
    return [question["sql"] for question in questions]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "step", "page", "more"), GROWING, ids=[f"{row[0]} {row[2]} {n}" for n, row in enumerate(GROWING)]
)
def test_more_rows_ask_no_more_questions(
    world: World, who: str, step: str, page: str, more: Callable[[Municipality], Any]
) -> None:
    lund = world.lund
    client = PageClient()
    if who:
        client.signed_in_as(getattr(lund, who))
    cycle = lund.cycles[step]
    told = Comment.objects.filter(proposal__cycle=cycle).first()
    reference = told.proposal.reference if told else ""
    if "{reference}" in page:
        Comment.objects.filter(proposal__cycle=cycle).update(proposal=told.proposal)  # type: ignore[union-attr]
    address = f"/lund/{page.format(cycle=cycle.slug, reference=reference)}"
    asked(client, address)
    few = asked(client, address)
    more(lund)
    many = asked(client, address)
    assert len(many) <= len(few), "\n".join(sorted(set(many) - set(few)) or sorted(many))


@pytest.mark.django_db
def test_the_list_of_proposals_asks_twelve_questions_at_most_and_none_when_it_is_kept(world: World) -> None:
    more_proposals(world.lund, "ideas")
    client = PageClient()
    address = f"/lund/omgangar/{world.lund.cycles['ideas'].slug}/forslag/"
    assert len(asked(client, address)) <= 12
    client.get(address)
    with CaptureQueriesContext(connection) as questions:
        assert client.get(address).status_code == 200
    assert not list(questions)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "page"),
    [
        ("ideas", ""),
        ("ideas", "omgangar/"),
        ("ideas", "omgangar/{cycle}/"),
        ("ideas", "omgangar/{cycle}/forslag/{reference}/"),
        ("delivery", "omgangar/{cycle}/besked/"),
        ("delivery", "omgangar/{cycle}/resultat/"),
        ("delivery", "omgangar/{cycle}/genomforande/"),
        ("ideas", "sa-funkar-det/"),
    ],
)
def test_what_is_the_same_for_all_visitors_is_kept_for_them(world: World, step: str, page: str) -> None:
    cycle = world.lund.cycles[step]
    first = Proposal.objects.filter(cycle=cycle, state__in=[ProposalState.PUBLISHED, ProposalState.DECIDED])[0]
    address = f"/lund/{page.format(cycle=cycle.slug, reference=first.reference)}"
    client = PageClient()
    client.get(address)
    with CaptureQueriesContext(connection) as questions:
        assert client.get(address).status_code == 200
    assert not list(questions)
