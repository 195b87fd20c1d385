"""Who may carry winners out, change plans and tell of the work? Each answer is yes, or no with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.delivery import policy
from medborgarbudget.domain.delivery.models import Delivery
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation.decisions import YES, Verdict, no


def may_start(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Leads make deliveries of what has been decided."""
    if not has_role(person, cycle.organisation, RoleName.LEAD):
        return no(_("Bara projektansvariga för in vad som är beslutat."))
    return YES


def may_plan(person: Person | None, delivery: Delivery, now: datetime) -> Verdict:
    """Leads, and whoever is responsible, keep dates and money right."""
    if _leads(person, delivery) or _is_responsible(person, delivery):
        return YES
    return no(_("Bara projektansvariga och den som genomför förslaget ändrar planen."))


def may_update(person: Person | None, delivery: Delivery, now: datetime) -> Verdict:
    """Communicators too tell of the work."""
    if (
        _leads(person, delivery)
        or _is_responsible(person, delivery)
        or has_role(person, delivery.organisation, RoleName.COMMUNICATOR)
    ):
        return YES
    return no(_("Bara projektansvariga, kommunikatörer och den som genomför förslaget berättar om arbetet."))


def may_inaugurate(person: Person | None, delivery: Delivery, now: datetime) -> Verdict:
    """Whoever may tell of the work tells of its inauguration, once."""
    verdict = may_update(person, delivery, now)
    if not verdict:
        return verdict
    if delivery.state == policy.S.INAUGURATED:
        return no(_("Det är redan invigt."))
    if delivery.state == policy.S.STOPPED:
        return no(_("Det som inte genomförs kan inte invigas."))
    return YES


def may_stop(person: Person | None, delivery: Delivery, now: datetime) -> Verdict:
    """Leads stop what is not finished."""
    if not _leads(person, delivery):
        return no(_("Bara projektansvariga kan avbryta ett genomförande."))
    if delivery.state in policy.FINISHED:
        return no(_("Det är redan klart."))
    if delivery.state == policy.S.STOPPED:
        return no(_("Det är redan avbrutet."))
    return YES


def _leads(person: Person | None, delivery: Delivery) -> bool:
    return has_role(person, delivery.organisation, RoleName.LEAD)


def _is_responsible(person: Person | None, delivery: Delivery) -> bool:
    return (
        person is not None and delivery.responsible_person_id == person.pk and has_role(person, delivery.organisation)
    )
