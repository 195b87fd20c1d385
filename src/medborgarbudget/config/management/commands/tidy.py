"""medborgarbudget tidy: throw away what has done its work. Run it every hour, by cron or a timer."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from medborgarbudget.domain.network.examples import housekeeping as examples
from medborgarbudget.domain.network.newsletter import housekeeping as newsletter
from medborgarbudget.domain.voting import housekeeping
from medborgarbudget.foundation import clock


class Command(BaseCommand):
    help = "Throws away old codes, attempts and sessions, and gives the logs of running votes their positions."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions", verbosity=0)
        now = clock.now()
        done = {**housekeeping.tidy(now), **newsletter.tidy(now), "examples to check": examples.remind(now)}
        for what, number in done.items():
            self.stdout.write(f"{what}: {number}")
