"""What is the slip that is posted back with a form, which letters have a form, and until which day may it come in?

The slip's code is made from the letter's, one way: whoever opens the post can show that the letter was sent back, and cannot vote with it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from medborgarbudget.domain.voting.definition import Style
from medborgarbudget.domain.voting.models import BatchKind, CodeLetterBatch, Vote
from medborgarbudget.domain.voting.policy import LETTER_CODE_LENGTH
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.domain.voting.receipts import ALPHABET, read_signs
from medborgarbudget.foundation.clock import to_local

NUMBER_LENGTH = 9


def slip_code(secret: str) -> str:
    """The code on the slip of a letter with this secret. The secret cannot be had from it."""
    value = int.from_bytes(hmac.digest(secret.encode(), b"medborgarbudget slip 1", hashlib.sha256)[:8], "big")
    return "".join(ALPHABET[value >> (5 * place) & 31] for place in range(LETTER_CODE_LENGTH))


def read_slip(text: str) -> tuple[str, str]:
    """Number and code of a slip as typed or scanned: "123456789-ABCD-EFGH-JKMN". Raises ValidationError."""
    signs = read_signs(text)
    number, code = signs[:NUMBER_LENGTH], signs[NUMBER_LENGTH:]
    if not (number.isascii() and number.isdigit() and len(number) == NUMBER_LENGTH):
        raise ValidationError(_("Ange lappens nummer, 9 siffror, och sedan koden, 12 tecken."))
    if len(code) != LETTER_CODE_LENGTH or any(sign not in ALPHABET for sign in code):
        raise ValidationError(_("Ange lappens kod efter numret. Den har 12 tecken."))
    return number, code


def form_style(vote: Vote, batch: CodeLetterBatch) -> Style | None:
    """The ballot that goes with the batch's letters to be posted back; None when they have no form.

    A letter that is not for one area, in a vote with several, has none: nobody can know which ballot to print.
    """
    if not vote.return_address or batch.kind == BatchKind.SCHOOL:
        return None
    definition = definition_of(vote)
    if len(definition.styles) == 1:
        return definition.styles[0]
    return definition.styles_by_code.get(batch.cycle_area.area.code) if batch.cycle_area is not None else None


def last_post_day(vote: Vote) -> date:
    """The last day that an envelope may come in: the one before the vote closes, so that there is time to register it."""
    return to_local(vote.closes_at).date() - timedelta(days=1)
