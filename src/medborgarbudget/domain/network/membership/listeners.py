"""What follows in the network when somebody closes their account? Subscribed to in apps.py."""

from __future__ import annotations

from medborgarbudget.domain.network.membership.models import MemberContact
from medborgarbudget.domain.people.events import AccountClosed


def stop_speaking(event: AccountClosed) -> None:
    """The person speaks for nobody any longer, and their telephone number goes."""
    held = MemberContact.objects.filter(person=event.person)
    held.update(phone="", title="", show_email=False, show_phone=False)
    held.filter(ended_at=None).update(ended_at=event.now)
