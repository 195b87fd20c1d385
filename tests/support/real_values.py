"""What can stand in the parameters of an organisation's addresses? For each parameter: real values of one municipality.

A cycle's own things are taken from the cycle that the address names. `TABLE` is the whole truth: an address with a parameter
that it does not know stops the guards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

from medborgarbudget.domain.assessment.links import token_of
from medborgarbudget.domain.assessment.models import Assessment, Criterion, ExpertQuestion
from medborgarbudget.domain.counting.models import Simulation
from medborgarbudget.domain.cycles.models import Cycle, Decision, Pot
from medborgarbudget.domain.delivery.models import Delivery
from medborgarbudget.domain.organisations.models import Area
from medborgarbudget.domain.paper.models import Desk, PaperBatch
from medborgarbudget.domain.people.models import Role, TwoPersonDeed
from medborgarbudget.domain.proposals.confirmation import token_for
from medborgarbudget.domain.proposals.models import Comment, Flag, Proposal, ProposalState
from medborgarbudget.domain.rolls.models import Roll
from medborgarbudget.domain.voting.models import AssistedVote, BallotLog, CodeLetterBatch
from medborgarbudget.domain.voting.school_links import token_of as token_of_class
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.notifications import Notification
from tests.support.two_municipalities import Municipality

Values = Callable[[Municipality, Cycle | None], Iterable[Any]]

PLACES_IN_A_ROW = frozenset({"part", "place", "number", "deed", "which", "old", "new", "version"})
"""Parameters that say which in a row (1, 2, 3), or of a few words, within the cycle and so lead to nobody else's things."""

WHOLE_INSTALLATION = {
    "konto/lank/<str:token>/": "a sign-in link is for a person, and people belong to no organisation",
    "konto/losenord/nytt/<str:uidb36>/<str:key>/": "a password is a person's",
    "konto/tvasteg/nycklar/<int:pk>/ta-bort/": "a key is a person's, and looked for among one's own",
    "konto/tvasteg/nycklar/<int:pk>/": "the same",
    "media/<path:path>": "pictures are public and their names random",
}


def _proposals(cycle: Cycle | None) -> Any:
    sent = Proposal.objects.filter(cycle=cycle).exclude(reference="")
    return sent.order_by("number")


TABLE: dict[tuple[str, str], Values] = {
    # (how the address goes on from or up to the parameter, or "" for any; parameter) → values
    ("", "cycle"): lambda place, cycle: [cycle.slug] if cycle else [],
    ("genomforande/", "reference"): lambda place, cycle: _few(
        Delivery.objects.filter(proposal__cycle=cycle).values_list("proposal__reference", flat=True)
    ),
    ("bedomning/", "reference"): lambda place, cycle: _few(
        Assessment.objects.filter(proposal__cycle=cycle).order_by("pk").values_list("proposal__reference", flat=True)
    ),
    ("", "reference"): lambda place, cycle: _few(_proposals(cycle).values_list("reference", flat=True)),
    ("", "key"): lambda place, cycle: _few(_proposals(cycle).values_list("status_key", flat=True)),
    ("bekrafta/", "token"): lambda place, cycle: [
        token_for(each) for each in Proposal.objects.filter(cycle=cycle, state=ProposalState.UNCONFIRMED)
    ],
    ("svara/", "token"): lambda place, cycle: [
        token_of(each) for each in ExpertQuestion.objects.filter(assessment__proposal__cycle=cycle)[:1]
    ],
    ("rostlangd/", "version"): lambda place, cycle: Roll.objects.filter(cycle=cycle).values_list("version", flat=True),
    ("e-legitimation/", "provider"): lambda place, cycle: ["finns-inte"],
    ("skolklass/", "token"): lambda place, cycle: [
        token_of_class(each) for each in CodeLetterBatch.objects.filter(vote__organisation=place.organisation, kind="school")
    ],
    ("beslut/", "deed"): lambda place, cycle: ["godkann", "forlang", "urnan", "ogiltig"],
    ("nycklar/", "which"): lambda place, cycle: ["ovning", "urna"],
    ("bevis/", "leaf"): lambda place, cycle: [
        bytes(leaf).hex() for leaf in _few(BallotLog.objects.filter(vote__cycle=cycle).values_list("leaf", flat=True))
    ],
    ("bevis/", "old"): lambda place, cycle: [1],
    ("-", "new"): lambda place, cycle: [1],
    ("", "part"): lambda place, cycle: [1],
    ("", "place"): lambda place, cycle: [1],
    ("", "number"): lambda place, cycle: [1],
    ("", "pot"): lambda place, cycle: Pot.objects.filter(cycle=cycle).values_list("pk", flat=True),
    ("", "decision"): lambda place, cycle: Decision.objects.filter(cycle=cycle).values_list("pk", flat=True),
    ("bunt/", "batch"): lambda place, cycle: PaperBatch.objects.filter(vote__cycle=cycle).values_list("pk", flat=True),
    ("", "desk_id"): lambda place, cycle: Desk.objects.filter(vote__cycle=cycle).values_list("pk", flat=True),
    ("", "batch"): lambda place, cycle: CodeLetterBatch.objects.filter(vote__cycle=cycle).values_list("pk", flat=True),
    ("", "simulation"): lambda place, cycle: Simulation.objects.filter(cycle=cycle).values_list("pk", flat=True),
    ("", "flag"): lambda place, cycle: Flag.objects.filter(proposal__cycle=cycle).values_list("pk", flat=True),
    ("", "comment"): lambda place, cycle: _few(
        Comment.objects.filter(proposal__cycle=cycle).values_list("pk", flat=True)
    ),
    ("kriterier/", "pk"): lambda place, cycle: _few(Criterion.objects.filter(cycle=cycle).values_list("pk", flat=True)),
    ("fraga/", "pk"): lambda place, cycle: ExpertQuestion.objects.filter(
        assessment__proposal__cycle=cycle
    ).values_list("pk", flat=True),
    ("", "deed_id"): lambda place, cycle: TwoPersonDeed.objects.of(place.organisation).values_list("pk", flat=True),
    ("granskning/", "clerk"): lambda place, cycle: _few(
        AssistedVote.objects.filter(vote__cycle=cycle).values_list("clerk", flat=True)
    ),
    ("", "day"): lambda place, cycle: [
        to_local(note.hour).date().isoformat() for note in _few(AssistedVote.objects.filter(vote__cycle=cycle))
    ],
    ("", "draft"): lambda place, cycle: Proposal.objects.filter(
        organisation=place.organisation, state=ProposalState.DRAFT
    ).values_list("pk", flat=True),
    ("aviseringar/", "pk"): lambda place, cycle: _few(
        Notification.objects.filter(organisation_id=place.organisation.pk).order_by("-pk").values_list("pk", flat=True)
    ),
    ("", "person_id"): lambda place, cycle: [place.desk.pk],
    ("", "area_id"): lambda place, cycle: _few(
        Area.objects.filter(organisation=place.organisation).values_list("pk", flat=True)
    ),
    ("", "role_id"): lambda place, cycle: _few(
        Role.objects.filter(organisation=place.organisation, ended_at=None).order_by("-pk").values_list("pk", flat=True)
    ),
}  # fmt: skip

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def parameters(route: str) -> list[str]:
    """The names of a route's parameters, in order."""
    return PARAMETER.findall(route)


def unknown_parameters(route: str) -> list[str]:
    """Those that the table does not tell values of."""
    if route in WHOLE_INSTALLATION:
        return []
    return [name for name, _where in _places(route) if _entry(route, name) is None]


def real_addresses(
    route: str, place: Municipality, cycle: Cycle | None, *, own_cycle: Cycle | None = None
) -> Iterator[str]:
    """The route filled with the municipality's real values; with `own_cycle` in place of the cycle's name, if one is given.

    A question belongs to one proposal; those that do not fit together are tried all the same.
    """
    names = parameters(route)
    choices: list[list[Any]] = []
    for name in names:
        entry = _entry(route, name)
        assert entry is not None, f"{route}: tests/support/real_values.py does not know {name}"
        values = [own_cycle.slug] if name == "cycle" and own_cycle else list(entry(place, cycle))
        choices.append(values)
    for values in product(*choices):
        filled = iter(values)
        yield PARAMETER.sub(lambda _match: str(next(filled)), route)  # noqa: B023


def _few(values: Any) -> list[Any]:
    return list(values[:2])


def _places(route: str) -> Iterator[tuple[str, str]]:
    for match in PARAMETER.finditer(route):
        yield match[1], route[: match.start()]


def _entry(route: str, name: str) -> Values | None:
    before = dict(_places(route))[name]
    for (ending, known), values in TABLE.items():
        if known == name and before.endswith(ending):
            return values
    return None
