"""medborgarbudget make-keys FILE: the keys that must lie outside the database and its backups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from medborgarbudget.config import environment


class Command(BaseCommand):
    help = "Makes a file of new random keys that only its owner can read."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if file.exists():
            raise CommandError(f"{file} finns redan. Nycklar skrivs aldrig över: då går lagda röster inte att öppna.")
        environment.write_keys(file)
        self.stdout.write(f"{file} är gjord. Spara en kopia på ett annat ställe än databasens säkerhetskopior.")
