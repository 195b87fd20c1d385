"""What follows in the network when somebody closes their account, or when the search begins anew? Subscribed to in apps.py."""

from __future__ import annotations

from medborgarbudget.domain.network.membership import actions, queries
from medborgarbudget.domain.network.membership.models import MemberContact
from medborgarbudget.domain.network.search.events import ToldAnew
from medborgarbudget.domain.people.events import AccountClosed


def stop_speaking(event: AccountClosed) -> None:
    """The person speaks for nobody any longer, and their telephone number goes."""
    held = MemberContact.objects.filter(person=event.person)
    held.update(phone="", title="", show_email=False, show_phone=False)
    held.filter(ended_at=None).update(ended_at=event.now)


def tell_all(event: ToldAnew) -> None:
    """Everybody who belongs to the network."""
    for member in queries.public_members(event.network).select_related("organisation"):
        actions.tell_search(member, member.changed_at or member.created_at)
