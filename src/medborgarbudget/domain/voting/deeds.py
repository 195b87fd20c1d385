"""Which deeds with a vote take two people? Each is asked for by one and confirmed by another; only then does the action run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.cycles.steps import moment_in_words
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed
from medborgarbudget.domain.people.two_people import DeedKind, register
from medborgarbudget.domain.voting import actions, urn
from medborgarbudget.domain.voting.models import KeyLevel, Vote
from medborgarbudget.domain.voting.queries import turnout
from medborgarbudget.foundation.decisions import Refused

ROLES = frozenset({RoleName.LEAD, RoleName.ADMINISTRATOR})
LIFE = timedelta(hours=72)

OPEN, EXTEND, OPEN_URN, VOID, CHANGE_HOLDER = (
    "vote.open",
    "vote.extend",
    "vote.open_urn",
    "vote.void_slot",
    "vote.change_key_holder",
)

Described = list[tuple[str, str]]


def vote_of(deed: TwoPersonDeed) -> Vote:
    """The vote that a deed is about."""
    return (
        Vote.objects.of(deed.organisation)
        .select_related("cycle__organisation", "organisation", "rule_sheet")
        .get(pk=deed.subject_id)
    )


def second_of(deed: TwoPersonDeed) -> Person:
    """The one who confirms."""
    if deed.answered_by is None:
        raise Refused(_("Det krävs två personer."))
    return deed.answered_by


def _to_vote(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    return "staff:vote", {"cycle": vote_of(deed).cycle.slug}


def _perform_open(deed: TwoPersonDeed, *, now: datetime) -> None:
    actions.release_vote(vote=vote_of(deed), actor=deed.asked_by, second=second_of(deed), now=now)


def _describe_open(deed: TwoPersonDeed) -> Described:
    vote = vote_of(deed)
    lines = [
        (_("Omröstning"), vote.title),
        (_("Öppnar"), moment_in_words(vote.opens_at, deed.asked_at)),
        (_("Stänger"), moment_in_words(vote.closes_at, deed.asked_at)),
        (_("Förslag på valsedeln"), str(vote.options.count())),
        (_("Valsedelns fingeravtryck"), vote.definition_hash),
        (_("Nivå"), str(KeyLevel(vote.level).label)),
    ]
    return lines + [
        (_("Nyckelhållare %(place)d") % {"place": holder.place}, _told(holder.name, holder.public_key))
        for holder in urn.holders_of(vote)
    ]


def _told(name: str, public: Any) -> str:
    return _("%(name)s, fingeravtryck %(print)s") % {"name": name, "print": urn.fingerprint(bytes(public))}


def _perform_extend(deed: TwoPersonDeed, *, now: datetime) -> None:
    actions.extend_vote(
        vote=vote_of(deed),
        closes_at=datetime.fromisoformat(deed.payload["closes_at"]),
        reason=deed.reason,
        actor=deed.asked_by,
        second=second_of(deed),
        now=now,
    )


def _describe_extend(deed: TwoPersonDeed) -> Described:
    vote = vote_of(deed)
    return [
        (_("Omröstning"), vote.title),
        (_("Stänger nu"), moment_in_words(vote.closes_at, deed.asked_at)),
        (_("Ska stänga"), moment_in_words(datetime.fromisoformat(deed.payload["closes_at"]), deed.asked_at)),
        (_("Sista tid att godkänna"), moment_in_words(vote.closes_at, deed.asked_at)),
    ]


def _perform_open_urn(deed: TwoPersonDeed, *, now: datetime) -> None:
    actions.open_urn(vote=vote_of(deed), actor=deed.asked_by, second=second_of(deed), now=now)


def _describe_open_urn(deed: TwoPersonDeed) -> Described:
    vote = vote_of(deed)
    standard = vote.level == KeyLevel.STANDARD
    return [
        (_("Omröstning"), vote.title),
        (_("Stängde"), moment_in_words(vote.closes_at, deed.asked_at)),
        (_("Kuvert i urnan"), str(turnout(vote).received)),
        (
            _("Vad som händer"),
            _("Urnan låses och får sitt fingeravtryck. Sedan kan två nyckelhållare öppna den.")
            if standard
            else _("Alla kuvert öppnas i slumpad ordning. Platserna och nyckeln förstörs. Det kan inte göras om."),
        ),
    ]


def _perform_void(deed: TwoPersonDeed, *, now: datetime) -> None:
    actions.void_ballot(
        vote=vote_of(deed),
        letter=deed.payload.get("letter", ""),
        receipt=deed.payload.get("receipt", ""),
        reason=deed.reason,
        actor=deed.asked_by,
        second=second_of(deed),
        now=now,
    )


def _describe_void(deed: TwoPersonDeed) -> Described:
    letter, receipt = deed.payload.get("letter", ""), deed.payload.get("receipt", "")
    return [
        (_("Omröstning"), vote_of(deed).title),
        (_("Rösten som lades med brev"), letter) if letter else (_("Rösten med kvittot"), receipt),
        (_("Vad som händer"), _("Rösten räknas inte. Personen kan rösta igen så länge omröstningen pågår.")),
    ]


def _perform_change_holder(deed: TwoPersonDeed, *, now: datetime) -> None:
    actions.change_holder(
        vote=vote_of(deed),
        place=int(deed.payload["place"]),
        name=deed.payload["name"],
        public_line=deed.payload["public_line"],
        reason=deed.reason,
        actor=deed.asked_by,
        second=second_of(deed),
        now=now,
    )


def _describe_change_holder(deed: TwoPersonDeed) -> Described:
    vote = vote_of(deed)
    place = int(deed.payload["place"])
    now_there = next((one for one in urn.holders_of(vote) if one.place == place), None)
    public = urn.read_public(deed.payload["public_line"]) or b""
    return [
        (_("Omröstning"), vote.title),
        (_("Plats"), str(place)),
        (_("Nu"), _told(now_there.name, now_there.public_key) if now_there is not None else _("ingen")),
        (_("Blir"), _told(deed.payload["name"], public)),
        (_("Efteråt"), _("Övningen görs om, och två personer godkänner på nytt att omröstningen öppnar.")),
    ]


def register_all() -> None:
    """Make the deeds known; called once, when the app is ready."""
    kinds = (
        (OPEN, gettext_lazy("Godkänn att omröstningen öppnar"), _perform_open, _describe_open),
        (EXTEND, gettext_lazy("Flytta när omröstningen stänger"), _perform_extend, _describe_extend),
        (OPEN_URN, gettext_lazy("Öppna urnan"), _perform_open_urn, _describe_open_urn),
        (VOID, gettext_lazy("Ogiltigförklara en röst"), _perform_void, _describe_void),
        (CHANGE_HOLDER, gettext_lazy("Byt nyckelhållare"), _perform_change_holder, _describe_change_holder),
    )
    for name, title, perform, describe in kinds:
        register(
            DeedKind(name=name, title=title, roles=ROLES, perform=perform, describe=describe, life=LIFE, url=_to_vote)
        )
