"""Who arranges meetings, who may come, and who may see what? Each answer is yes, or no with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.network.meetings import policy
from medborgarbudget.domain.network.meetings.models import (
    Audience,
    Material,
    MaterialAudience,
    Meeting,
    MeetingState,
    Mode,
    Registration,
    RegistrationState,
    Selection,
)
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation.decisions import YES, Verdict, no

ARRANGERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)

IN = (RegistrationState.REGISTERED, RegistrationState.WAITING, RegistrationState.INTERESTED)


def may_arrange(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """The office makes, changes and holds meetings."""
    if has_role(person, network, *ARRANGERS):
        return YES
    return no(_("Bara kansliets administratörer, projektansvariga och kommunikatörer ordnar träffar."))


def may_publish(person: Person | None, meeting: Meeting, now: datetime) -> Verdict:
    """A draft that has not begun yet."""
    verdict = may_arrange(person, meeting.organisation, now)
    if not verdict:
        return verdict
    if meeting.state != MeetingState.DRAFT:
        return no(_("Träffen är redan publicerad."))
    return YES


def may_cancel(person: Person | None, meeting: Meeting, now: datetime) -> Verdict:
    """A published meeting that is not over."""
    verdict = may_arrange(person, meeting.organisation, now)
    if not verdict:
        return verdict
    if meeting.state != MeetingState.PUBLISHED:
        return no(_("Bara en publicerad träff kan ställas in."))
    if meeting.ends_at <= now:
        return no(_("Träffen är redan över."))
    return YES


def may_draw(person: Person | None, meeting: Meeting, now: datetime) -> Verdict:
    """Once, when no more interest comes in."""
    verdict = may_arrange(person, meeting.organisation, now)
    if not verdict:
        return verdict
    if meeting.selection == Selection.FIRST or meeting.state != MeetingState.PUBLISHED:
        return no(_("Platserna fördelas i den ordning anmälningarna kommer in."))
    if meeting.drawn_at is not None:
        return no(_("Platserna är redan fördelade."))
    if now < meeting.register_until:
        return no(_("Platserna fördelas när sista dagen för intresseanmälan har passerat."))
    return YES


def may_register(
    person: Person | None, member: Member | None, meeting: Meeting, now: datetime, *, registration: Registration | None
) -> Verdict:
    """Whoever the meeting is for, in time. `registration` is the person's own, if any."""
    if meeting.state == MeetingState.CANCELLED:
        return no(_("Träffen är inställd."))
    if meeting.state != MeetingState.PUBLISHED:
        return no(_("Träffen är inte publicerad."))
    if meeting.starts_at <= now:
        return no(_("Träffen har redan börjat."))
    if now >= meeting.register_until:
        return no(_("Anmälan har stängt. Hör av dig till kansliet om du ändå vill vara med."))
    if registration is not None and registration.state in IN:
        return no(_("Du är redan anmäld."))
    if meeting.audience == Audience.MEMBERS and person is not None and not has_role(person, meeting.organisation):
        if member is None:
            return no(
                _(
                    "Träffen är till för nätverkets medlemmar. Är din kommun eller region medlem? Be kansliet lägga till dig."
                )
            )
        if member.state == MemberState.PAUSED:
            return no(
                _("%(member)s har pausat sitt medlemskap. Hör av er till kansliet när ni vill vara med igen.")
                % {"member": member}
            )
    return YES


def may_register_colleagues(person: Person | None, member: Member | None, meeting: Meeting, now: datetime) -> Verdict:
    """Whoever speaks for a member, while those colleagues could register themselves."""
    if member is None:
        return no(_("Bara den som företräder en medlem kan anmäla kolleger."))
    return may_register(person, member, meeting, now, registration=None)


def may_leave(registration: Registration, meeting: Meeting, now: datetime) -> Verdict:
    """Until the meeting begins."""
    if registration.state not in IN:
        return no(_("Du är inte anmäld."))
    if meeting.starts_at <= now:
        return no(_("Träffen har redan börjat."))
    return YES


def may_see_link(registration: Registration | None, meeting: Meeting, now: datetime) -> Verdict:
    """Whoever takes part from afar, from an hour before."""
    if registration is None or registration.state != RegistrationState.REGISTERED or registration.mode != Mode.DIGITAL:
        return no(_("Länken är till för den som är anmäld till det digitala mötet."))
    if meeting.state != MeetingState.PUBLISHED or not meeting.digital_link:
        return no(_("Det finns ingen länk."))
    if now < meeting.starts_at - policy.LINK_SHOWN_BEFORE:
        return no(_("Länken visas här en timme innan mötet börjar."))
    if now > meeting.ends_at + policy.LINK_SHOWN_AFTER:
        return no(_("Mötet är slut."))
    return YES


def may_check_in(registration: Registration | None, meeting: Meeting, now: datetime) -> Verdict:
    """With a place, from an hour before until a few hours after."""
    if registration is None or registration.state != RegistrationState.REGISTERED:
        return no(_("Bara den som har plats kan checka in."))
    if meeting.state != MeetingState.PUBLISHED:
        return no(_("Träffen är inställd."))
    if now < meeting.starts_at - policy.CHECK_IN_BEFORE:
        return no(_("Incheckningen öppnar en timme innan träffen börjar."))
    if now > meeting.ends_at + policy.CHECK_IN_AFTER:
        return no(_("Incheckningen har stängt. Säg till kansliet om du var med."))
    return YES


def may_evaluate(registration: Registration | None, meeting: Meeting, now: datetime) -> Verdict:
    """Once, by those who came (or had a place, where nobody was checked in), for a month."""
    if registration is None or registration.state != RegistrationState.REGISTERED:
        return no(_("Bara den som var med utvärderar träffen."))
    if meeting.state != MeetingState.PUBLISHED or meeting.ends_at > now:
        return no(_("Utvärderingen öppnar när träffen är slut."))
    if now > meeting.ends_at + policy.EVALUATION_OPEN:
        return no(_("Utvärderingen har stängt."))
    if registration.has_evaluated:
        return no(_("Du har redan svarat. Tack!"))
    return YES


def may_get_certificate(registration: Registration | None, meeting: Meeting, now: datetime) -> Verdict:
    """Whoever was there to the end."""
    if registration is None or registration.checked_in_at is None:
        return no(_("Intyget är till för den som har checkat in på träffen."))
    if meeting.ends_at > now:
        return no(_("Intyget finns när träffen är slut."))
    return YES


def may_read_material(
    person: Person | None,
    member: Member | None,
    registration: Registration | None,
    material: Material,
    meeting: Meeting,
) -> Verdict:
    """As the office decided for each: participants, members or everybody."""
    if material.audience == MaterialAudience.EVERYBODY or has_role(person, meeting.organisation):
        return YES
    if registration is not None and registration.state == RegistrationState.REGISTERED:
        return YES
    if material.audience == MaterialAudience.MEMBERS and member is not None:
        return YES
    if material.audience == MaterialAudience.MEMBERS:
        return no(_("Materialet är till för nätverkets medlemmar."))
    return no(_("Materialet är till för dem som var med på träffen."))
