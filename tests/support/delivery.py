"""How do tests get deliveries? From won proposals and a decision, by the real action."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from medborgarbudget.domain.cycles.models import Cycle, Decision, DecisionKind
from medborgarbudget.domain.delivery import actions
from medborgarbudget.domain.delivery.models import Delivery
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation.clock import to_local
from tests.support.proposals import make_proposal


def make_decision(
    cycle: Cycle, now: datetime, kind: str = DecisionKind.WINNERS, *, summary: str = "", decided_on: date | None = None
) -> Decision:
    """An elected body's decision, a month ago."""
    return Decision.objects.create(
        cycle=cycle, kind=kind, body="Kommunstyrelsen", decided_on=decided_on or (to_local(now) - timedelta(days=30)).date(),
        paragraph="45", diary_number="KS 2027/12", summary=summary, registered_at=now,
    )  # fmt: skip


def make_delivery(
    cycle: Cycle,
    author: Person | None,
    lead: Person,
    now: datetime,
    *,
    title: str = "Fler bänkar vid ån",
    cost: int = 100_000,
    **fields: object,
) -> Delivery:
    """The delivery of a proposal that won."""
    proposal = make_proposal(cycle, author, ProposalState.WON_VOTE, title, cost, **fields)  # type: ignore[arg-type]
    return deliver(proposal, lead, now)


def deliver(proposal: Proposal, lead: Person, now: datetime) -> Delivery:
    """The delivery of a won proposal, by the cycle's decision on winners."""
    decision = Decision.objects.filter(cycle=proposal.cycle, kind=DecisionKind.WINNERS).first() or make_decision(
        proposal.cycle, now
    )
    [delivery] = actions.start_deliveries(decision=decision, proposals=[proposal], actor=lead, now=now)
    return delivery


def photo(name: str = "bygge.jpg", colour: str = "seagreen") -> SimpleUploadedFile:
    """A small JPEG as a browser sends it."""
    content = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")
