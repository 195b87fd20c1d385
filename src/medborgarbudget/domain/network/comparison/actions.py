"""What can be done with the comparison? Bring a cycle or a file, choose what is shown, approve, refuse, withdraw, publish a key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.comparison import permissions
from medborgarbudget.domain.network.comparison.files import FileCycle, read_file, read_key
from medborgarbudget.domain.network.comparison.measures import FIGURES, MEASURES
from medborgarbudget.domain.network.comparison.models import ComparableState, ComparedCycle, Origin, SigningKey
from medborgarbudget.domain.network.examples.figures import figures_of
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.content import plain_line
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import Refused, require

S = ComparableState


@transaction.atomic
def share_cycle(*, member: Member, cycle: Cycle, actor: Person, now: datetime, invented: bool = False) -> ComparedCycle:
    """Take a cycle of the member's own organisation here into the comparison, or take its figures anew."""
    require(permissions.may_bring(actor, member, now))
    if member.tenant_id is None or member.tenant_id != cycle.organisation_id:
        raise Refused(_("Omgången är en annan organisations."))
    found = figures_of(cycle)
    if found is None:
        raise Refused(_("Omgångens resultat är inte publicerat än."))
    row = ComparedCycle.objects.of(member.organisation).select_for_update().filter(cycle=cycle).first()
    row = row or ComparedCycle(
        organisation=member.organisation, member=member, cycle=cycle, shown=list(MEASURES), invented=invented
    )
    row.name, row.year = _free_name(row, member, cycle.name, cycle.year), cycle.year
    row.figures = {name: asdict(found).get(name) for name in FIGURES}
    row.origin, row.state, row.reason = Origin.INSTALLATION, S.SHOWN, ""
    row.received_at, row.received_by = now, actor
    row.save()
    _record(row, actor, "comparison.share", now)
    return row


def _free_name(row: ComparedCycle, member: Member, name: str, year: int) -> str:
    """The cycle's name, or one beside it when a file has brought a cycle of the same name."""
    taken = ComparedCycle.objects.of(member.organisation).filter(member=member, year=year).exclude(pk=row.pk)
    names = set(taken.values_list("name", flat=True))
    return name if name not in names else f"{name[:100]} ({_('i tjänsten')})"


@transaction.atomic
def receive_file(
    *, member: Member, content: bytes, actor: Person, now: datetime, invented: bool = False
) -> list[ComparedCycle]:
    """Take in a member's file, all of it or nothing. Signed by one of the member's keys it is shown at once; otherwise the office looks.

    A cycle that has been brought before is replaced. Raises ValidationError.
    """
    require(permissions.may_bring(actor, member, now))
    found = read_file(content)
    if found.member and found.member != member.code:
        raise ValidationError(
            _("Filen gäller %(code)s, men %(member)s har koden %(own)s.")
            % {"code": found.member, "member": member.name, "own": member.code}
        )
    key = None
    if found.key:
        key = SigningKey.objects.filter(member=member, public_key=found.key, ended_at=None).first()
        if key is None:
            raise ValidationError(
                _("Filen är signerad med en nyckel som inte är %(member)s:s. Lägg till nyckeln först.")
                % {"member": member.name}
            )
    return [_received(member, each, key, actor, now, invented=invented) for each in found.cycles]


def _received(
    member: Member, found: FileCycle, key: SigningKey | None, actor: Person, now: datetime, *, invented: bool
) -> ComparedCycle:
    row = (
        ComparedCycle.objects.of(member.organisation)
        .select_for_update()
        .filter(member=member, year=found.year, name=found.name)
        .first()
    )
    if row is not None and row.cycle_id is not None:
        raise ValidationError(
            _("%(name)s %(year)d hämtas direkt från omgången. Ta bort raden ur filen.")
            % {"name": found.name, "year": found.year}
        )
    row = row or ComparedCycle(
        organisation=member.organisation,
        member=member,
        name=found.name,
        year=found.year,
        shown=list(MEASURES),
        invented=invented,
    )
    row.figures, row.key, row.reason = found.figures, key, ""
    row.origin, row.state = (Origin.SIGNED, S.SHOWN) if key is not None else (Origin.FILE, S.WAITING)
    row.received_at, row.received_by, row.settled_at, row.settled_by = now, actor, None, None
    row.save()
    _record(row, actor, "comparison.receive", now)
    return row


@transaction.atomic
def choose_shown(*, row: ComparedCycle, measures: Iterable[str], actor: Person, now: datetime) -> ComparedCycle:
    """The member chooses which measures are shown of the cycle."""
    row = _locked(row)
    require(permissions.may_bring(actor, row.member, now))
    wanted = set(measures)
    before, row.shown = row.shown, [key for key in MEASURES if key in wanted]
    row.save(update_fields=["shown"])
    _record(row, actor, "comparison.choose", now, changes={"shown": [before, row.shown]})
    return row


@transaction.atomic
def approve(*, row: ComparedCycle, actor: Person, now: datetime) -> ComparedCycle:
    """The office vouches for figures that nobody has signed."""
    row = _locked(row)
    require(permissions.may_settle(actor, row.organisation, now))
    if row.state not in {S.WAITING, S.REFUSED}:
        return row
    row.state, row.reason, row.settled_at, row.settled_by = S.SHOWN, "", now, actor
    row.save()
    _record(row, actor, "comparison.approve", now)
    return row


@transaction.atomic
def refuse(*, row: ComparedCycle, reason: str, actor: Person, now: datetime) -> ComparedCycle:
    """The office does not show it, and says why."""
    row = _locked(row)
    require(permissions.may_settle(actor, row.organisation, now))
    reason = plain_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange varför. Medlemmen läser det.")})
    row.state, row.reason, row.settled_at, row.settled_by = S.REFUSED, reason[:300], now, actor
    row.save()
    _record(row, actor, "comparison.refuse", now, reason=reason)
    return row


@transaction.atomic
def withdraw(*, row: ComparedCycle, actor: Person, now: datetime) -> ComparedCycle:
    """The member no longer takes part with the cycle."""
    row = _locked(row)
    require(permissions.may_bring(actor, row.member, now))
    row.state = S.WITHDRAWN
    row.save(update_fields=["state"])
    _record(row, actor, "comparison.withdraw", now)
    return row


@transaction.atomic
def add_key(*, member: Member, text: str, actor: Person, now: datetime) -> SigningKey:
    """Publish a key that the member's own systems sign with. Raises ValidationError at `public_key`."""
    require(permissions.may_bring(actor, member, now))
    public_key = read_key(text)
    if SigningKey.objects.filter(public_key=public_key).exists():
        raise ValidationError({"public_key": _("Nyckeln är redan tillagd. Gör en ny.")})
    key = SigningKey.objects.create(member=member, public_key=public_key, added_at=now, added_by=actor)
    _record_of(member.organisation, member, actor, "comparison.key", now, changes={"key": ["", public_key]})
    return key


@transaction.atomic
def end_key(*, key: SigningKey, actor: Person, now: datetime) -> None:
    """Nothing more is taken in by this key; what it has signed stays."""
    require(permissions.may_bring(actor, key.member, now))
    if SigningKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=now):
        _record_of(
            key.member.organisation, key.member, actor, "comparison.key_end", now, changes={"key": [key.public_key, ""]}
        )


def _locked(row: ComparedCycle) -> ComparedCycle:
    return (
        ComparedCycle.objects.select_for_update(of=("self",))
        .select_related("organisation", "member__organisation")
        .get(pk=row.pk)
    )


def _record(
    row: ComparedCycle,
    actor: Person,
    verb: str,
    now: datetime,
    *,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    _record_of(row.organisation, row, actor, verb, now, reason=reason, changes=changes)


def _record_of(
    network: Organisation,
    thing: ComparedCycle | Member,
    actor: Person,
    verb: str,
    now: datetime,
    *,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    audit.record(
        organisation_id=network.pk, actor=actor, verb=verb, subject=thing, now=now, reason=reason, changes=changes
    )
