"""What stands on a ballot on paper, whoever prints it: the pots of an area, how each is filled in, the options with the numbers of the web?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from medborgarbudget.domain.ballots.kind import Control
from medborgarbudget.domain.voting.definition import Definition, PotOnBallot, Style
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.money import kronor


def ballot_on_paper(vote: Vote, definition: Definition, style: Style) -> dict[str, Any]:
    """What pots.typ makes into a ballot. Options withdrawn before printing are left out."""
    pots = [definition.pots_by_id[pot] for pot in style.pots]
    if definition.how.free_areas:
        pots += [pot for pot in definition.pots if pot.id not in style.pots]
    return {
        "number_label": _("Nr"),
        "option_label": _("Förslag"),
        "cost_label": _("Kostnad"),
        "pots": [_pot(vote, definition, pot, free=pot.id not in style.pots) for pot in pots],
    }


def _pot(vote: Vote, definition: Definition, pot: PotOnBallot, *, free: bool) -> dict[str, Any]:
    kind = definition.how
    asked = {Control.TICK: _("Kryss"), Control.PICK: _("Kryss")}.get(kind.control, kind.asked())
    instruction = kind.on_paper(pot.limits)
    if free:
        instruction = _("Rösta här bara om det här är det område till som du väljer. %(how)s") % {"how": instruction}
    return {
        "name": _("%(pot)s – %(amount)s") % {"pot": pot.name, "amount": kronor(pot.amount)},
        "control": kind.control.value,
        "asked": asked,
        "instruction": instruction,
        "steps": [level.short or level.label for level in kind.levels(pot.limits)],
        "options": [
            {"number": str(option.number), "title": option.title, "cost": kronor(option.cost)}
            for option in definition.options
            if option.pot == pot.id and option.number not in vote.withdrawn
        ],
    }
