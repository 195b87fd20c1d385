"""medborgarbudget demo: build the demo, move a cycle to a step, add a real election, or say where everything is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from medborgarbudget.demo import build, timeline
from medborgarbudget.demo.places import GRANBY, HUB, OPERATOR, OPERATOR_DOMAIN, PASSWORD, PLACES
from medborgarbudget.domain.ballots.kinds import KINDS
from medborgarbudget.foundation import clock


class Command(BaseCommand):
    help = "Builds the demo: two invented municipalities and a region, each in a step of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-missing", action="store_true", help="do nothing if the demo is built already")
        parser.add_argument(
            "--step", choices=list(timeline.MOMENTS), help="build an organisation's present cycle at this step"
        )
        parser.add_argument(
            "--ballot",
            choices=list(KINDS),
            default="",
            help="with --step: let that cycle vote with this kind of ballot",
        )
        parser.add_argument("--organisation", default=GRANBY.slug, help="which one --step moves")
        parser.add_argument("--election", type=Path, help="add a municipality with this .pb election")
        parser.add_argument(
            "--addresses", action="store_true", help="only say where everything is and whom to sign in as"
        )
        parser.add_argument("--port", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        address = f"http://127.0.0.1:{options['port']}" if options["port"] else settings.PUBLIC_URL
        if options["addresses"]:
            self._tell(address)
            return
        call_command("migrate", verbosity=0, interactive=False)
        now = clock.now()
        if not build.is_built():
            self.stdout.write("Building the demo …")
            build.build(now, self._say)
        elif not (options["step"] or options["election"] or options["if_missing"]):
            self.stdout.write("Building the demo anew …")
            for place in PLACES:
                build.build_place(place, now, self._say)
            build.witness_logs(now)
        if options["step"]:
            try:
                place = build.place_with_slug(options["organisation"])
            except KeyError as known:
                raise CommandError(
                    f"Det finns ingen organisation med det namnet i demon. Välj bland: {known.args[0]}."
                ) from known
            build.build_place(place, now, self._say, options["step"], options["ballot"])
            self.stdout.write(f"{place.name}: {address}/{place.slug}/ (steg: {options['step']})")
        if options["election"]:
            call_command("import_election", str(options["election"]))

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()

    def _tell(self, address: str) -> None:
        write = self.stdout.write
        write("")
        write(f"Medborgarbudget: {address}/")
        for place in PLACES:
            write(f"  {place.name + ':':20} {address}/{place.slug}/")
        write(f"  {'Logga in som …:':20} {address}/demo/          (ett klick, eller lösenord nedan)")
        write(f"  {'Demons post:':20} {address}/demo/post/     (mejl som demon skulle ha skickat)")
        write(f"  {'Komponenter:':20} {address}/design/")
        write("")
        write(f"Lösenord för alla: {PASSWORD}")
        for place in PLACES:
            for player in place.players:
                roles = ", ".join(str(role.label).lower() for role in player.roles) or (
                    "medlem i nätverket" if place is HUB else "invånare"
                )
                write(f"  {player.email(place.slug):28} {player.name:20} {roles}")
        write(f"  {OPERATOR.email(OPERATOR_DOMAIN):28} {OPERATOR.name:20} driver installationen")
        write(f"Medarbetare behöver också en engångskod: den visas på {address}/demo/")
        write("Ctrl-C avslutar.")
        self.stdout.flush()
