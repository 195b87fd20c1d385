"""What waits for a member of staff today? Told by the parts of staff's site; see sites.access.waiting."""

from medborgarbudget.sites.access.waiting import Desk, Waiting

__all__ = ["Waiting", "waiting_for", "waits"]

DESK = Desk("medborgarbudget.sites.staff")
waits = DESK.waits
waiting_for = DESK.waiting_for
