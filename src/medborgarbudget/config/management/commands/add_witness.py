"""medborgarbudget add-witness KEY: take co-signatures of logs from somebody outside the installation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from medborgarbudget.domain.voting.notes import NoteUnreadable
from medborgarbudget.domain.voting.witnessing import add_outside_witness
from medborgarbudget.foundation import clock


class Command(BaseCommand):
    help = "Takes co-signatures of votes' logs from an outside witness: name+hash+key, as in C2SP signed-note."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            witness = add_outside_witness(verifier_key=options["key"], now=clock.now())
        except NoteUnreadable as error:
            raise CommandError(
                "That is no key of a witness; it is written name+hash+key and is of the kind that co-signs."
            ) from error
        self.stdout.write(f"{witness.name} may co-sign.")
