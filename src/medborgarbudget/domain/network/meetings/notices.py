"""What do those who have registered get to read? Kept and sent in Swedish, to each whom it concerns, also those who want no news."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.meetings import links
from medborgarbudget.domain.network.meetings.models import Meeting, Registration, RegistrationState
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.money import kronor
from medborgarbudget.foundation.notifications import NotificationKind, notify


def meeting_path(meeting: Meeting) -> str:
    """The meeting's page, within the network."""
    return f"/traffar/{meeting.slug}/"


def when_in_words(meeting: Meeting) -> str:
    """ "torsdag 3 december 2026 kl. 9.00–12.00", or with both days when it goes on over night."""
    first, last = to_local(meeting.starts_at), to_local(meeting.ends_at)
    day = dateformat.format(first, "l j F Y")
    if first.date() == last.date():
        return f"{day} kl. {dateformat.format(first, 'H.i')}–{dateformat.format(last, 'H.i')}"
    return f"{day} kl. {dateformat.format(first, 'H.i')} – {dateformat.format(last, 'l j F Y')} kl. {dateformat.format(last, 'H.i')}"


def _facts(meeting: Meeting) -> str:
    place = ", ".join(part for part in (meeting.venue, meeting.address) if part)
    return "\n".join(line for line in (when_in_words(meeting), place) if line)


@translation.override("sv")
def tell_registered(registration: Registration, now: datetime, *, colleague: bool = False) -> None:
    """The receipt: a place, a place in line, or an interest. `colleague`: it was somebody else at the member who registered."""
    meeting = registration.meeting
    if registration.state == RegistrationState.REGISTERED:
        subject = _("Du är anmäld: %(title)s") % {"title": meeting.title}
        body = _facts(meeting)
        if meeting.price:
            body += "\n\n" + _("Pris: %(price)s.") % {"price": kronor(meeting.price)}
        body += "\n\n" + _("På sidan finns en fil till din kalender. Där avanmäler du dig också om du får förhinder.")
    elif registration.state == RegistrationState.WAITING:
        subject = _("Du står på väntelistan: %(title)s") % {"title": meeting.title}
        body = _facts(meeting) + "\n\n" + _("Du får besked direkt om en plats blir ledig.")
    else:
        subject = _("Vi har tagit emot ditt intresse: %(title)s") % {"title": meeting.title}
        body = (
            _facts(meeting)
            + "\n\n"
            + _("Ditt nummer är %(number)d. Platserna fördelas när anmälan har stängt, och då får du besked.")
            % {"number": registration.number}
        )
    if registration.registered_by is not None:
        body += "\n\n" + _ways_on(meeting)
    if colleague:
        by = {"name": registration.registered_by, "member": registration.member}
        body = _("%(name)s har anmält dig för %(member)s.") % by + "\n\n" + body
    _tell([registration], subject, body, now, own=True)


def _ways_on(meeting: Meeting) -> str:
    """What the one who was registered by somebody else can do behind the link."""
    if meeting.asks_needs:
        return _(
            "Öppna din anmälan för att berätta vad du behöver i mat och tillgänglighet, eller för att avanmäla dig. Du behöver inte logga in."
        )
    return _("Öppna din anmälan om du vill avanmäla dig. Du behöver inte logga in.")


@translation.override("sv")
def tell_promoted(registrations: Iterable[Registration], now: datetime) -> None:
    """A place has become free for those who waited."""
    for registration in registrations:
        meeting = registration.meeting
        why = _(
            "En plats blev ledig och du stod först på väntelistan. Kan du inte komma? Avanmäl dig, så får nästa platsen."
        )
        subject = _("Du har fått en plats: %(title)s") % {"title": meeting.title}
        _tell([registration], subject, f"{_facts(meeting)}\n\n{why}", now, own=True)


@translation.override("sv")
def tell_left(registration: Registration, now: datetime) -> None:
    """The registration is taken back."""
    subject = _("Du är avanmäld: %(title)s") % {"title": registration.meeting.title}
    _tell([registration], subject, _("Du har ingen plats längre. Ta bort träffen ur din kalender."), now)


@translation.override("sv")
def tell_moved(meeting: Meeting, before: str, registrations: Iterable[Registration], now: datetime) -> None:
    """Time, place or form has changed; each confirms anew."""
    _tell(
        registrations,
        _("Ändrad: %(title)s") % {"title": meeting.title},
        _("Så här är det nu:")
        + "\n"
        + _facts(meeting)
        + "\n\n"
        + _("Så här var det: %(before)s") % {"before": before}
        + "\n\n"
        + _("Bekräfta på sidan att du kan komma, eller avanmäl dig. Hämta kalenderfilen igen, så flyttas träffen i din kalender."),
        now,
        own=True,
    )  # fmt: skip


@translation.override("sv")
def tell_cancelled(meeting: Meeting, registrations: Iterable[Registration], now: datetime) -> None:
    """It will not be held."""
    _tell(
        registrations,
        _("Inställd: %(title)s") % {"title": meeting.title},
        meeting.cancelled_reason
        + "\n\n"
        + _("Det gällde %(when)s. Hämta kalenderfilen på sidan, så tas träffen bort ur din kalender.")
        % {"when": when_in_words(meeting)},
        now,
    )


@translation.override("sv")
def tell_drawn(registrations: Iterable[Registration], now: datetime) -> None:
    """Who got a place, and why or why not."""
    for registration in registrations:
        meeting = registration.meeting
        if registration.state == RegistrationState.REGISTERED:
            subject = _("Du har fått en plats: %(title)s") % {"title": meeting.title}
        else:
            subject = _("Du fick ingen plats den här gången: %(title)s") % {"title": meeting.title}
        body = " ".join(registration.why) + "\n\n"
        if registration.state == RegistrationState.WAITING:
            body += _("Du står på väntelistan och får besked om en plats blir ledig.") + "\n\n"
        body += _("På sidan kan alla se hur platserna fördelades och räkna om lottningen.")
        _tell([registration], subject, body, now)


@translation.override("sv")
def tell_soon(meeting: Meeting, registrations: Iterable[Registration], now: datetime) -> None:
    """The reminder."""
    body = _facts(meeting)
    if meeting.travel:
        body += "\n\n" + meeting.travel
    body += "\n\n" + _("Får du förhinder? Avanmäl dig på sidan, så får någon annan platsen.")
    _tell(registrations, _("Påminnelse: %(title)s") % {"title": meeting.title}, body, now, always=False, own=True)


@translation.override("sv")
def tell_evaluation(meeting: Meeting, registrations: Iterable[Registration], now: datetime) -> None:
    """The meeting is over: how was it?"""
    _tell(
        registrations,
        _("Hur var träffen? %(title)s") % {"title": meeting.title},
        _("Svara på några frågor. Det tar en minut och ingen ser vem som har svarat vad."),
        now,
        always=False,
    )


@translation.override("sv")
def tell_material(meeting: Meeting, registrations: Iterable[Registration], now: datetime) -> None:
    """There is material now."""
    _tell(
        registrations,
        _("Material från träffen: %(title)s") % {"title": meeting.title},
        _("Nu finns det material från träffen på dess sida."),
        now,
        always=False,
    )


def _tell(
    registrations: Iterable[Registration],
    subject: str,
    body: str,
    now: datetime,
    *,
    always: bool = True,
    own: bool = False,
) -> None:
    """Tell them all. `own`: those whom somebody else registered are led to the page that opens without an account."""
    rows = list(registrations)
    if not rows:
        return
    meeting = rows[0].meeting
    apart = [row for row in rows if own and row.registered_by_id is not None]
    together = [row.person_id for row in rows if not (own and row.registered_by_id is not None)]
    for people, link in [
        (together, meeting_path(meeting)), *(([row.person_id], links.path_to(row)) for row in apart)
    ]:  # fmt: skip
        notify(
            person_ids=people,
            organisation=meeting.organisation,
            kind=NotificationKind.NETWORK,
            subject=subject,
            body=body,
            link=link,
            now=now,
            always_mail=always,
        )
