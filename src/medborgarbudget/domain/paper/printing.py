"""What does a ballot look like on paper? One per area, unmarked, with the numbers of the web; made by typst from ballot.typ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medborgarbudget.domain.ballots.kind import Control
from medborgarbudget.domain.voting.definition import Definition, PotOnBallot, Style
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.foundation.money import kronor

TEMPLATE = Path(__file__).with_name("ballot.typ")


def print_ballot(vote: Vote, style: Style) -> bytes:
    """A PDF in the language in use. Values go in as data, never as markup. Options withdrawn before printing are left out."""
    definition = definition_of(vote)
    pots = [definition.pots_by_id[pot] for pot in style.pots]
    if definition.how.free_areas:
        pots += [pot for pot in definition.pots if pot.id not in style.pots]
    content = {
        "language": get_language() or "sv",
        "organisation": vote.cycle.organisation.name,
        "title": _("Valsedel – %(cycle)s") % {"cycle": vote.cycle.name},
        "area": style.name,
        "lead": _(
            "Fyll i med penna. Skriv inget annat på valsedeln: ett namn eller ett annat kännetecken gör den ogiltig."
        ),
        "number_label": _("Nr"),
        "option_label": _("Förslag"),
        "cost_label": _("Kostnad"),
        "pots": [_pot(vote, definition, pot, free=pot.id not in style.pots) for pot in pots],
        "after_title": _("När du är klar"),
        "after": [
            _("Vik valsedeln så att ingen ser hur du har röstat."),
            _("Lägg den i den förseglade lådan i disken. Ta inte med den hem."),
            _("Rösten gäller och kan inte ändras. Har du röstat på webben förut räknas bara valsedeln."),
        ],
        "footer": _("Blev det fel? Lämna tillbaka valsedeln och be om en ny innan du lägger den i lådan."),
    }
    return bytes(
        typst.compile(
            str(TEMPLATE), format="pdf", sys_inputs={"content": json.dumps(content)}, ignore_system_fonts=True
        )
    )


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
