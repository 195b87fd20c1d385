"""medborgarbudget tidy: throw away what has done its work, and send what the clock calls for. Run it every hour, by cron or a timer."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from medborgarbudget.domain.network.contact import actions as contact
from medborgarbudget.domain.network.examples import housekeeping as examples
from medborgarbudget.domain.network.human import actions as human
from medborgarbudget.domain.network.meetings import housekeeping as meetings
from medborgarbudget.domain.network.membership import housekeeping as membership
from medborgarbudget.domain.network.newsletter import housekeeping as newsletter
from medborgarbudget.domain.network.room import digests
from medborgarbudget.domain.rolls import housekeeping as rolls
from medborgarbudget.domain.voting import housekeeping
from medborgarbudget.foundation import clock


class Command(BaseCommand):
    help = (
        "Throws away old codes, attempts, sessions and used files, gives the logs of running votes their positions, "
        "and sends reminders and summaries."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions", verbosity=0)
        now = clock.now()
        rooms = (human, membership, contact, meetings, newsletter)
        for part in (housekeeping, rolls, *rooms):
            for what, number in part.tidy(now).items():
                self.stdout.write(f"{what}: {number}")
        self.stdout.write(f"examples to check: {examples.remind(now)}")
        self.stdout.write(f"summaries: {digests.send_due(now)}")
