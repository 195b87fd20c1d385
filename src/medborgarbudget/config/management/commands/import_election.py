"""`medborgarbudget import-election FILE.pb [--organisation SLUG] [--name NAME]`: store a real election as a finished cycle with its result."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from medborgarbudget.domain.counting.import_election import FileRefused, import_election
from medborgarbudget.domain.organisations.queries import organisation_with_slug
from medborgarbudget.foundation import clock

SHOWN = 50
"""More reasons than this are summed up: the file is something else altogether."""


class Command(BaseCommand):
    """Reads the file, stores it whole or not at all, and says where the result can be seen. Exit 2 when the file is refused."""

    help = "Läs in en verklig omröstning ur en .pb-fil (Pabulib) som en avslutad omgång med räknat och publicerat resultat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="filen med omröstningen")
        parser.add_argument(
            "--organisation", help="adressnamnet på organisationen som ska få omgången; annars skapas en ny"
        )
        parser.add_argument("--name", default="", help="omgångens namn; annars bildas det av filens uppgifter")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("sv"):
            self._import(options["file"], options["organisation"], options["name"])

    def _import(self, path: Path, slug: str | None, name: str) -> None:
        organisation = organisation_with_slug(slug) if slug else None
        if slug and organisation is None:
            self._refuse([_("Det finns ingen organisation med adressnamnet %(slug)s.") % {"slug": slug}])
        try:
            data = path.read_bytes()
        except OSError as wrong:
            self._refuse(
                [_("Filen %(path)s kan inte öppnas: %(reason)s.") % {"path": path, "reason": wrong.strerror or wrong}]
            )
        try:
            done = import_election(
                data=data, file_name=path.name, now=clock.now(), organisation=organisation, name=name
            )
        except FileRefused as wrong:
            self._refuse(
                [_("Filen %(file)s har inte lästs in. Inget är sparat.") % {"file": path.name}, *wrong.reasons]
            )
        (counted,) = done.counts
        self.stdout.write(
            _("%(organisation)s, %(cycle)s: %(ballots)s röster om %(options)s förslag, %(winners)s vann.")
            % {
                "organisation": done.organisation,
                "cycle": done.cycle,
                "ballots": counted.ballots,
                "options": len(counted.story.fates),
                "winners": len(counted.story.winners),
            }
        )
        for note in done.notes:
            self.stdout.write(note)
        self.stdout.write(f"{done.organisation.base_url}/omgangar/{done.cycle.slug}/resultat/")

    def _refuse(self, lines: list[str]) -> NoReturn:
        for line in lines[:SHOWN]:
            self.stderr.write(line)
        if len(lines) > SHOWN:
            self.stderr.write(_("… och %(count)s fel till.") % {"count": len(lines) - SHOWN})
        sys.exit(2)
