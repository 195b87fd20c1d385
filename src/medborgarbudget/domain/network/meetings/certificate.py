"""What does the certificate of taking part look like on paper? One A4 page, made by typst from certificate.typ."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import typst
from django.utils import dateformat, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.network.meetings import notices
from medborgarbudget.domain.network.meetings.models import Registration
from medborgarbudget.foundation.clock import to_local

TEMPLATE = Path(__file__).with_name("certificate.typ")


def certificate(registration: Registration, now: datetime) -> bytes:
    """A PDF. Values go in as data, never as markup."""
    meeting = registration.meeting
    hours = round((meeting.ends_at - meeting.starts_at).total_seconds() / 3600)
    with translation.override("sv"):
        facts = [[_("Tid"), notices.when_in_words(meeting)]]
        place = ", ".join(part for part in (meeting.venue, meeting.address) if part)
        where = place if registration.mode == "place" and place else registration.get_mode_display()
        facts.append([_("Plats"), str(where)])
        facts.append([_("Slag"), str(meeting.get_kind_display())])
        if 0 < hours < 12:
            facts.append([_("Omfattning"), ngettext("%(n)d timme", "%(n)d timmar", hours) % {"n": hours}])
        content = {
            "network": meeting.organisation.name,
            "title": _("Intyg"),
            "name": str(registration.person),
            "member": str(registration.member or ""),
            "sentence": _("har deltagit i"),
            "meeting": meeting.title,
            "facts": facts,
            "programme_label": _("Ur programmet"),
            "programme": [item.title for item in meeting.programme.all()[:8]],
            "issued": _("Utfärdat %(day)s av %(network)s.")
            % {"day": dateformat.format(to_local(now), "j F Y"), "network": meeting.organisation.name},
        }
    return bytes(
        typst.compile(
            str(TEMPLATE), format="pdf", sys_inputs={"content": json.dumps(content)}, ignore_system_fonts=True
        )
    )
