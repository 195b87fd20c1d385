"""medborgarbudget tidy: throw away what has done its work. Run it every hour, by cron or a timer."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from medborgarbudget.domain.rolls import housekeeping as rolls
from medborgarbudget.domain.voting import housekeeping
from medborgarbudget.foundation import clock


class Command(BaseCommand):
    help = "Throws away old codes, attempts, sessions, unread files and used addresses of rolls, and gives the logs of running votes their positions."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions", verbosity=0)
        now = clock.now()
        for what, number in {**housekeeping.tidy(now), **rolls.tidy(now)}.items():
            self.stdout.write(f"{what}: {number}")
