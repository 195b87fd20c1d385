"""How does somebody come to run the installation? By this command, on the machine itself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from medborgarbudget.domain.people import actions
from medborgarbudget.foundation import clock


class Command(BaseCommand):
    """medborgarbudget create-operator anna@example.se"""

    help = "Let a person make organisations at /drift/. The account is made if there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = actions.make_operator(email=options["email"], name=options["name"], now=clock.now())
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"{person.email} may open /drift/ after signing in with a link and adding a second factor.")
