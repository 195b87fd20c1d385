"""What waits for somebody in the network's office today? Told by the rooms of the network; see sites.access.waiting."""

from medborgarbudget.sites.access.waiting import Desk, Waiting
from medborgarbudget.sites.hub.desk.rooms import ORDER, SITE

__all__ = ["Waiting", "waiting_for", "waits"]

DESK = Desk(SITE, ORDER)
waits = DESK.waits
waiting_for = DESK.waiting_for
