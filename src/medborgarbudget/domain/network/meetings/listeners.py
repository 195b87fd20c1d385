"""What happens to somebody's registrations when they close their account?"""

from __future__ import annotations

from medborgarbudget.domain.network.meetings import actions
from medborgarbudget.domain.network.meetings.models import CalendarKey, MeetingState, Registration
from medborgarbudget.domain.network.meetings.permissions import IN
from medborgarbudget.domain.people.events import AccountClosed


def give_back_places(event: AccountClosed) -> None:
    """Places at meetings to come go to others; the person's own calendar stops; what they need is forgotten everywhere."""
    mine = Registration.objects.filter(person=event.person)
    coming = mine.filter(state__in=IN, meeting__starts_at__gt=event.now, meeting__state=MeetingState.PUBLISHED)
    for registration in coming.select_related("meeting__organisation"):
        actions.leave(registration=registration, now=event.now)
    mine.update(diet="", access="")
    CalendarKey.objects.filter(person=event.person).delete()
