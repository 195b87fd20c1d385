"""What do tests of the vote share? What would have come out of the printer."""

from __future__ import annotations

from typing import Any

import pytest

from medborgarbudget.domain.voting.actions import letters
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.printing import LetterToPrint


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> dict[str, LetterToPrint]:
    """Name (or number when there is none) → letter or slip, of every one printed in the test."""
    seen: dict[str, LetterToPrint] = {}

    def print_them(vote: Vote, coming: list[LetterToPrint], **_others: Any) -> bytes:
        seen.update({letter.name or letter.number: letter for letter in coming})
        return b"%PDF"

    monkeypatch.setattr(letters, "print_slips", print_them)
    monkeypatch.setattr(letters, "print_letters", print_them)
    return seen
