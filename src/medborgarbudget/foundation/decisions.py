"""May this be done, and if not, why? One answer with a reason that a person can read, for pages, API and commands alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with a reason in plain Swedish. Truthy when allowed."""

    allowed: bool
    reason: str | _StrPromise = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(allowed=True)


def no(reason: str | _StrPromise) -> Verdict:
    """A refusal; the reason says why and, where it can, what to do instead."""
    return Verdict(allowed=False, reason=reason)


class Refused(Exception):  # noqa: N818 - it reads as the sentence "refused"
    """A deed that may not be done. `str()` gives the reason; pages show it with status 403, or 409 when time ran out."""

    def __init__(self, reason: str | _StrPromise, *, conflict: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.conflict = conflict

    def __str__(self) -> str:
        return str(self.reason)


def require(verdict: Verdict) -> None:
    """Raise `Refused` with the verdict's reason unless it is yes."""
    if not verdict:
        raise Refused(verdict.reason)
