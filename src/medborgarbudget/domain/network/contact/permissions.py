"""Who may read and answer what comes in?"""

from __future__ import annotations

from datetime import datetime

from medborgarbudget.domain.network.contact.models import ContactMessage
from medborgarbudget.domain.network.membership.permissions import may_handle
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.decisions import Verdict


def may_answer(person: Person | None, message: ContactMessage, now: datetime) -> Verdict:
    """The office's own people answer, assign and sort."""
    return may_handle(person, message.organisation, now)
