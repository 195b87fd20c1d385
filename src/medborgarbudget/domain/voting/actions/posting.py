"""How does a letter get a form that can be posted back, and how is the slip that comes with it checked?"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.actions import letters
from medborgarbudget.domain.voting.identity import network_of
from medborgarbudget.domain.voting.keys import keyed_hash
from medborgarbudget.domain.voting.models import CodeLetter, Vote
from medborgarbudget.domain.voting.permissions import may_offer_forms
from medborgarbudget.domain.voting.slips import read_slip
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import require

ADDRESS_LINES = 5


@transaction.atomic
def offer_forms(*, vote: Vote, return_address: str, actor: Person, now: datetime) -> Vote:
    """From now on letters are made with a form to post back to this address, a line each; without one when it is empty.

    Letters that are made already stay as they are. Raises ValidationError.
    """
    vote = (
        Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation", "rule_sheet").get(pk=vote.pk)
    )
    require(may_offer_forms(actor, vote, now))
    lines = [" ".join(line.split()) for line in return_address.splitlines() if line.strip()]
    if len(lines) > ADDRESS_LINES:
        raise ValidationError({"return_address": _("Ange adressen på högst %(most)d rader.") % {"most": ADDRESS_LINES}})
    before, vote.return_address = vote.return_address, "\n".join(lines)[:300]
    vote.save(update_fields=["return_address"])
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.offer_forms",
        subject=vote,
        now=now,
        changes={"return_address": [before, vote.return_address]},
    )
    return vote


def check_slip(*, vote: Vote, slip: str, network: str, now: datetime) -> CodeLetter:
    """The letter that a slip's number and code belong to, whether it is still in force or not. Raises ValidationError.

    Wrong tries wait longer each time, as wrong codes do. Not in a transaction: what went wrong is noted though the answer is no.
    """
    number, code = read_slip(slip)
    key = keyed_hash(settings.KEYS.person, "wrong slip", str(vote.pk), number, network_of(network)).hex()
    wrong = letters.wrong_before(vote, key, now)
    found = CodeLetter.objects.filter(vote=vote, number=number).exclude(slip_hash="").first()
    right = letters.matches(found.slip_hash if found is not None else None, code)
    if found is None or not right:
        letters.note_wrong(vote, key, now)
        raise ValidationError(
            _(
                "Lappens nummer och kod hör inte ihop. Läs av lappen en gång till. Hör de ändå inte ihop väljer du det här nedanför."
            )
        )
    if wrong is not None:
        wrong.delete()
    return found
