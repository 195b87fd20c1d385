"""Who writes the network's pages? Each answer is yes, or no with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.network.pages.models import Page, PageKind
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation.decisions import YES, Verdict, no

WRITERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)


def may_write(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """The office's leads, communicators and administrators write, publish and order pages."""
    if has_role(person, network, *WRITERS):
        return YES
    return no(_("Bara kansliets administratörer, projektansvariga och kommunikatörer skriver sidor."))


def may_remove(person: Person | None, page: Page, now: datetime) -> Verdict:
    """Only what has never been published can be removed; the rest is withdrawn and its history kept."""
    verdict = may_write(person, page.organisation, now)
    if not verdict:
        return verdict
    if page.published_at is not None:
        return no(_("Sidan har varit publicerad. Dra in den i stället, så finns historiken kvar."))
    return YES


def may_withdraw(person: Person | None, page: Page, now: datetime) -> Verdict:
    """The front page is always there."""
    verdict = may_write(person, page.organisation, now)
    if not verdict:
        return verdict
    if page.kind == PageKind.FRONT:
        return no(_("Startsidan kan inte dras in."))
    if not page.is_public:
        return no(_("Sidan är inte publicerad."))
    return YES
