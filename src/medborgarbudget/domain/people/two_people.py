"""Which deeds take two people, and how is one asked for, confirmed, declined or taken back?

A later part registers each kind of deed from its app's `ready`. The first person asks; another one, with the role and a second factor
shown within the last minutes, confirms; only then, and in the same transaction, is it done, with exactly the values that were asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed, TwoPersonState
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import YES, Refused, Verdict, no, require

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FRESH = timedelta(minutes=15)
"""How lately the second person must have shown their second factor."""

LIFE = timedelta(hours=72)


class Perform(Protocol):
    """Does the deed, inside the transaction that confirms it. Raises Refused when it can no longer be done; then nothing is stored."""

    def __call__(self, deed: TwoPersonDeed, *, now: datetime) -> None: ...


@dataclass(frozen=True)
class DeedKind:
    """A deed that takes two. `name` is also its verb in the log; `roles` may ask and confirm.

    `describe` tells the second person what would be done, as (label, text) pairs; `url` leads to the thing itself: (view name, its arguments).
    `file` leads to the file that the one who asked may then take out (see offered_files).
    """

    name: str
    title: str | _StrPromise
    roles: frozenset[RoleName]
    perform: Perform
    describe: Callable[[TwoPersonDeed], list[tuple[str, str]]]
    life: timedelta = LIFE
    url: Callable[[TwoPersonDeed], tuple[str, dict[str, Any]]] | None = None
    file: Callable[[TwoPersonDeed], tuple[str, dict[str, Any]]] | None = None


_kinds: dict[str, DeedKind] = {}


def register(kind: DeedKind) -> DeedKind:
    """Make a kind of deed known. Called once, from an AppConfig's `ready`."""
    _kinds[kind.name] = kind
    return kind


def kind_of(deed: TwoPersonDeed) -> DeedKind:
    """The kind of a deed that was asked for. One that no part knows any longer can be read, and confirmed by nobody."""
    return _kinds.get(deed.kind) or DeedKind(deed.kind, deed.kind, frozenset(), _refuse, lambda deed: [])


def _refuse(deed: TwoPersonDeed, *, now: datetime) -> None:
    raise Refused(_("Det här går inte längre att göra."))


def waiting(
    organisation: Organisation, *, kind: str | None = None, subject: models.Model | None = None
) -> QuerySet[TwoPersonDeed]:
    """What waits for a second person, latest first. What has expired is among it: it can still be taken back or asked for anew."""
    found = TwoPersonDeed.objects.of(organisation).filter(state=TwoPersonState.WAITING)
    if kind is not None:
        found = found.filter(kind=kind)
    if subject is not None:
        found = found.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return found.select_related("asked_by", "organisation")


def answered(organisation: Organisation) -> QuerySet[TwoPersonDeed]:
    """What has been answered, latest first."""
    found = TwoPersonDeed.objects.of(organisation).exclude(state=TwoPersonState.WAITING)
    return found.select_related("asked_by", "answered_by").order_by("-answered_at", "-id")


def deed_of(organisation: Organisation, deed_id: int) -> TwoPersonDeed:
    """One of the organisation's deeds. Raises TwoPersonDeed.DoesNotExist."""
    return (
        TwoPersonDeed.objects.of(organisation).select_related("asked_by", "answered_by", "organisation").get(pk=deed_id)
    )


def may_ask(person: Person | None, organisation: Organisation, kind: DeedKind, now: datetime) -> Verdict:
    """May the person ask for such a deed?"""
    if has_role(person, organisation, *kind.roles):
        return YES
    names = ", ".join(str(role.label).lower() for role in RoleName if role in kind.roles)
    return no(_("Det här får bara den göra som har någon av rollerna: %(roles)s.") % {"roles": names})


def may_confirm(person: Person | None, deed: TwoPersonDeed, now: datetime) -> Verdict:
    """May the person be the second one? Whether the second factor is fresh is asked when it is done."""
    if deed.state != TwoPersonState.WAITING:
        return no(_("Ärendet är redan avgjort."))
    if now >= deed.expires_at:
        return no(_("Det har gått för lång tid. Be om det på nytt."))
    if person is not None and person.pk == deed.asked_by_id:
        return no(_("Du har själv bett om det här. En annan person måste godkänna."))
    return may_ask(person, deed.organisation, kind_of(deed), now)


def may_withdraw(person: Person | None, deed: TwoPersonDeed, now: datetime) -> Verdict:
    """May the person take back what was asked for? Only whoever asked."""
    if deed.state != TwoPersonState.WAITING:
        return no(_("Ärendet är redan avgjort."))
    if person is None or person.pk != deed.asked_by_id:
        return no(_("Bara den som bad om det kan dra tillbaka det."))
    return YES


def is_fresh(factor_at: datetime | None, now: datetime) -> bool:
    """Whether a second factor shown at that moment still holds for a deed that takes two."""
    return factor_at is not None and now - factor_at <= FRESH


@transaction.atomic
def ask(
    *,
    kind: str,
    subject: models.Model,
    organisation: Organisation,
    payload: dict[str, Any],
    reason: str,
    actor: Person,
    now: datetime,
) -> TwoPersonDeed:
    """Ask for a deed. One that waits already for the same thing is refused, unless it has expired: then it is closed and asked for anew."""
    wanted = _kinds[kind]
    require(may_ask(actor, organisation, wanted, now))
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Ange varför.")})
    waiting(organisation, kind=kind, subject=subject).filter(expires_at__lte=now).update(
        state=TwoPersonState.WITHDRAWN, answered_at=now
    )
    try:
        with transaction.atomic():
            deed = TwoPersonDeed.objects.create(
                organisation=organisation,
                kind=kind,
                subject_type=subject._meta.label_lower,
                subject_id=str(subject.pk),
                subject_name=str(subject)[:200],
                payload=payload,
                reason=reason[:500],
                asked_by=actor,
                asked_at=now,
                expires_at=now + wanted.life,
            )
    except IntegrityError as twice:
        raise Refused(
            _("Det väntar redan på att en andra person godkänner. Dra tillbaka det först."), conflict=True
        ) from twice
    _record(deed, "ask", actor, reason, now)
    return deed


@transaction.atomic
def confirm(*, deed: TwoPersonDeed, actor: Person, factor_at: datetime | None, now: datetime) -> TwoPersonDeed:
    """Be the second person, and have it done. `factor_at` is when the actor last showed, in this session, a second factor that is not new."""
    deed = _locked(deed)
    require(may_confirm(actor, deed, now))
    if not is_fresh(factor_at, now):
        raise Refused(_("Visa din andra faktor igen. Den får vara högst 15 minuter gammal."))
    deed.state, deed.answered_by, deed.answered_at = TwoPersonState.DONE, actor, now
    deed.save(update_fields=["state", "answered_by", "answered_at"])
    kind_of(deed).perform(deed, now=now)
    _record(deed, "confirm", actor, "", now)
    return deed


@transaction.atomic
def decline(*, deed: TwoPersonDeed, reason: str, actor: Person, now: datetime) -> TwoPersonDeed:
    """Say no as the second person, and why."""
    deed = _locked(deed)
    require(may_confirm(actor, deed, now))
    if not reason.strip():
        raise ValidationError({"reason": _("Ange varför.")})
    return _answer(deed, TwoPersonState.DECLINED, "decline", reason.strip(), actor, now)


@transaction.atomic
def withdraw(*, deed: TwoPersonDeed, actor: Person, now: datetime) -> TwoPersonDeed:
    """Take back what one has asked for."""
    deed = _locked(deed)
    require(may_withdraw(actor, deed, now))
    return _answer(deed, TwoPersonState.WITHDRAWN, "withdraw", "", actor, now)


def _answer(
    deed: TwoPersonDeed, state: TwoPersonState, word: str, reason: str, actor: Person, now: datetime
) -> TwoPersonDeed:
    deed.state, deed.answered_by, deed.answered_at, deed.answer_reason = state, actor, now, reason[:500]
    deed.save(update_fields=["state", "answered_by", "answered_at", "answer_reason"])
    _record(deed, word, actor, reason, now)
    return deed


def _locked(deed: TwoPersonDeed) -> TwoPersonDeed:
    return (
        TwoPersonDeed.objects.of(deed.organisation)
        .select_for_update(of=("self",))
        .select_related("asked_by", "organisation")
        .get(pk=deed.pk)
    )


def _record(deed: TwoPersonDeed, word: str, actor: Person, reason: str, now: datetime) -> None:
    audit.record(
        organisation_id=deed.organisation_id,
        actor=actor,
        verb=f"two_people.{word}",
        subject=deed,
        now=now,
        reason=reason,
        changes={"kind": [None, deed.kind], "asked_by": [None, str(deed.asked_by)]},
    )
