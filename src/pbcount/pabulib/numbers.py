"""Which whole number of the smallest unit does a decimal text stand for?"""

from __future__ import annotations

import re
from fractions import Fraction

_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]*))?")
DIGITS = 15
DECIMALS = 12


class NumberError(ValueError):
    """``code`` is a code of ``Problem``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decimal(text: str) -> Fraction:
    """A plain decimal number; nothing like 1e5, inf, or digits of other scripts."""
    if len(text) <= DIGITS and text.isascii() and text.isdigit():
        return Fraction(int(text))
    found = _NUMBER.fullmatch(text)
    if not found:
        if _NUMBER.fullmatch(text.replace(",", ".", 1)):
            raise NumberError("number-comma")
        raise NumberError("number-wrong")
    sign, whole, part = found.groups()
    part = (part or "").rstrip("0")
    if len(whole.lstrip("0")) > DIGITS or len(part) > DECIMALS:
        raise NumberError("number-large")
    value = Fraction(int(whole + part), 10 ** len(part))
    return -value if sign == "-" else value


def money(text: str) -> Fraction:
    value = decimal(text)
    if value < 0:
        raise NumberError("number-negative")
    return value


def written(units: int, scale: int) -> str:
    """The decimal text of an amount in units; ``scale`` units (a power of ten) make one."""
    if scale == 1:
        return str(units)
    digits = len(str(scale)) - 1
    sign, units = ("-", -units) if units < 0 else ("", units)
    whole, part = divmod(units, scale)
    decimals = f"{part:0{digits}d}".rstrip("0")
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def power_of_ten(values: list[Fraction]) -> int:
    """The least power of ten that makes all of them whole."""
    scale = 1
    for value in values:
        while (value * scale).denominator != 1:
            scale *= 10
    return scale
