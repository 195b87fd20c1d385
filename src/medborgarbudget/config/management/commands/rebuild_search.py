"""medborgarbudget rebuild-search: build the networks' search indexes anew from what their rooms have to show."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from medborgarbudget.domain.network.search import actions
from medborgarbudget.domain.organisations.models import OrganisationKind
from medborgarbudget.domain.organisations.queries import organisations


class Command(BaseCommand):
    help = "Builds the networks' search indexes anew. Safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        for network in organisations().filter(kind=OrganisationKind.NETWORK):
            self.stdout.write(f"{network}: {actions.rebuild(network=network)}")
