"""medborgarbudget tidy: do what is due by the clock, and throw away what has done its work. Run it every hour, by cron or a timer."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from medborgarbudget.domain.network.meetings import housekeeping as meetings
from medborgarbudget.domain.voting import housekeeping
from medborgarbudget.foundation import clock


class Command(BaseCommand):
    help = "Throws away old codes, attempts and sessions, gives the logs of running votes their positions, and reminds of meetings."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions", verbosity=0)
        now = clock.now()
        for what, number in {**housekeeping.tidy(now), **meetings.tidy(now)}.items():
            self.stdout.write(f"{what}: {number}")
