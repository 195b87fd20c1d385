"""What does a ballot look like on paper? One per area, unmarked, with the numbers of the web; made by typst from ballot.typ."""

from __future__ import annotations

import json
from pathlib import Path

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medborgarbudget.domain.voting.definition import Style
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.on_paper import ballot_on_paper
from medborgarbudget.domain.voting.queries import definition_of

TEMPLATE = Path(__file__).with_name("ballot.typ")


def print_ballot(vote: Vote, style: Style) -> bytes:
    """A PDF in the language in use. Values go in as data, never as markup. Options withdrawn before printing are left out."""
    definition = definition_of(vote)
    content = {
        "language": get_language() or "sv",
        "organisation": vote.cycle.organisation.name,
        "title": _("Valsedel – %(cycle)s") % {"cycle": vote.cycle.name},
        "area": style.name,
        "lead": _(
            "Fyll i med penna. Skriv inget annat på valsedeln: ett namn eller ett annat kännetecken gör den ogiltig."
        ),
        **ballot_on_paper(vote, definition, style),
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
            str(TEMPLATE),
            root=str(TEMPLATE.parent.parent),
            format="pdf",
            sys_inputs={"content": json.dumps(content)},
            ignore_system_fonts=True,
        )
    )
