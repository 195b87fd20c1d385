"""How are whole kronor written and read? Money is int everywhere; öre do not exist here."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NO_BREAK_SPACE = "\u00a0"
MAX_KRONOR = 100_000_000_000


def kronor(amount: int) -> str:
    """1250000 → "1 250 000 kr" with no-break spaces."""
    return spaced(amount) + NO_BREAK_SPACE + "kr"


def spaced(number: int) -> str:
    """1250000 → "1 250 000" with no-break spaces."""
    return f"{number:,}".replace(",", NO_BREAK_SPACE)


def parse_kronor(text: str) -> int:
    """ "1 250 000 kr" → 1250000. Raises ValidationError for decimals, signs and anything that is not whole kronor."""
    digits = re.sub(r"[\s\u00a0\u202f]|kr\.?$|:-$", "", text.strip(), flags=re.IGNORECASE)
    if not re.fullmatch(r"[0-9]{1,15}", digits):
        raise ValidationError(_("Ange beloppet i hela kronor, till exempel 250 000."), code="kronor")
    amount = int(digits)
    if amount > MAX_KRONOR:
        raise ValidationError(_("Beloppet är för stort."), code="kronor")
    return amount
