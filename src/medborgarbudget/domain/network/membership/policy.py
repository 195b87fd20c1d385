"""Which ways lead from one state of a member to another, what can one need and offer, and what does one agree to?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.membership.models import MemberState
from medborgarbudget.domain.people.models import RoleName

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

S = MemberState

OFFICE = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)
"""Roles in the network that work in its office."""
READERS = (*OFFICE, RoleName.AUDITOR, RoleName.ELECTED)
"""Roles in the network that read the office's pages."""

WAYS: dict[str, tuple[MemberState, ...]] = {
    S.NEW: (S.CONTACTED, S.MEMBER, S.LEFT),
    S.CONTACTED: (S.MEMBER, S.LEFT),
    S.MEMBER: (S.PAUSED, S.LEFT),
    S.PAUSED: (S.MEMBER, S.LEFT),
    S.LEFT: (S.CONTACTED, S.MEMBER),
}
"""From a state → where one may go from there."""

NEEDS_REASON = frozenset({S.PAUSED, S.LEFT})
IN = (S.MEMBER, S.PAUSED)
"""States in which one belongs to the network and reads its room."""
WAITING = (S.NEW, S.CONTACTED)
"""States of those who have shown interest and wait for the office."""

TONES: dict[str, str] = {S.NEW: "highlight", S.CONTACTED: "info", S.MEMBER: "success", S.PAUSED: "warning", S.LEFT: ""}
ICONS: dict[str, str] = {
    S.NEW: "star",
    S.CONTACTED: "phone",
    S.MEMBER: "check",
    S.PAUSED: "pause",
    S.LEFT: "arrow-right",
}

SILENT_AFTER = timedelta(days=90)
"""A member that nothing has been heard from for so long is shown to the office."""

STATUS_LINK_LASTS = timedelta(days=365)
UNCONFIRMED_KEPT = timedelta(days=3)
MOST_PEOPLE = 8
"""In one interest."""

ORIENTATION_HINTS: dict[str, _StrPromise] = {
    Orientation.TERRITORY: _("Hela kommunen eller regionen, eller delar av den."),
    Orientation.GROUP: _("Till exempel unga, hyresgäster, elever eller medarbetare."),
    Orientation.THEME: _("Till exempel trygghet, en park eller en skola."),
}


class Stage(models.TextChoices):
    ONGOING = "ongoing", _("Vi arbetar redan med medborgarbudget")
    ON_THE_WAY = "on_the_way", _("Vi är på väg att börja")


STAGE_SHORT: dict[str, _StrPromise] = {Stage.ONGOING: _("Pågående arbete"), Stage.ON_THE_WAY: _("På väg att börja")}


class Need(models.TextChoices):
    """What a member may want help with, and what an experienced one may help with: the same list, so that they can be matched."""

    START = "start", _("Att komma igång och få med sig politiken")
    CRITERIA = "criteria", _("Kriterier och löfte till invånarna")
    MONEY = "money", _("Pengar, potter och områden")
    REACH = "reach", _("Att nå dem som sällan hörs")
    YOUNG = "young", _("Barn och unga")
    ASSESSMENT = "assessment", _("Att bedöma och bearbeta förslag")
    VOTING = "voting", _("Omröstning, valsedel och räkning")
    DELIVERY = "delivery", _("Att genomföra i tid och berätta")
    EVALUATION = "evaluation", _("Utvärdering")
    DIGITAL = "digital", _("Digitala verktyg och tillgänglighet")


class Ballot(models.TextChoices):
    """Which kind of ballot a member has tried."""

    UP_TO_K = "up_to_k", _("Kryssa ett visst antal")
    KNAPSACK = "knapsack", _("Fyll en budget")
    POINTS = "points", _("Poäng eller rangordning")
    MEETING = "meeting", _("Omröstning på möten")


CONSENT_VERSION = "2026-11"
CONSENT: _StrPromise = _(
    "Jag anmäler på uppdrag av kommunen eller regionen. Kansliet får spara uppgifterna för att svara på intresset och för att "
    "driva nätverket. De personer som jag anger vet om det."
)
SHOW_NAMES: _StrPromise = _(
    "Andra medlemmar får se våra namn och vår roll. Var och en väljer sedan själv vad som visas."
)
