"""How is an organisation made from the command line? With its first administrator, who is told by mail."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from medborgarbudget.domain.network.pages.actions import start_from_template
from medborgarbudget.domain.organisations import actions
from medborgarbudget.domain.organisations.models import OrganisationKind
from medborgarbudget.domain.people import actions as people
from medborgarbudget.foundation import clock
from medborgarbudget.sites.access.accounts import invite_administrator


class Command(BaseCommand):
    """medborgarbudget create-organisation lund "Lunds kommun" anna@lund.se"""

    help = "Make an organisation and its first administrator, who gets a mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="last part of the address: a-z, digits and hyphens")
        parser.add_argument("name", help="the organisation's whole name")
        parser.add_argument("administrator", help="the first administrator's e-mail address")
        parser.add_argument(
            "--short-name", default="", help="shown where there is little room; the first word otherwise"
        )
        parser.add_argument("--kind", choices=OrganisationKind.values, default=OrganisationKind.MUNICIPALITY.value)
        parser.add_argument("--administrator-name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            with transaction.atomic():
                made = actions.create_organisation(
                    slug=options["slug"],
                    name=options["name"],
                    short_name=options["short_name"] or options["name"].split()[0][:30],
                    kind=options["kind"],
                    actor=None,
                    now=now,
                )
                administrator = people.appoint_first_administrator(
                    organisation=made,
                    email=options["administrator"],
                    name=options["administrator_name"],
                    actor=None,
                    now=now,
                )
                if made.kind == OrganisationKind.NETWORK:
                    start_from_template(network=made, actor=None, now=now)
                invite_administrator(made, administrator)
        except (ValidationError, IndexError) as error:
            raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from error
        self.stdout.write(f"{made.name}: {made.base_url}/\n{administrator.email} is administrator.")
