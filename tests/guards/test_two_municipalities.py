"""Can anything of one municipality be reached, seen or changed through the addresses of another?"""

from __future__ import annotations

from itertools import islice

import pytest
from django.conf import settings
from django.test import Client

from medborgarbudget.foundation.notifications import Notification
from tests.support.pages import PageClient
from tests.support.real_values import (
    PLACES_IN_A_ROW,
    WHOLE_INSTALLATION,
    parameters,
    real_addresses,
    unknown_parameters,
)
from tests.support.two_municipalities import World, row_counts, telling, with_every_role
from tests.support.urls import all_views

ROUTES = [route for route, _view in all_views(settings.ORGANISATION_URLCONF)]

NOT_THERE = {404, 405}
NOT_NOW = {403, 410}
"""In one's own cycle: what it is too early for is refused before anything is looked for, and a link nobody signed for it is dead."""


def test_the_table_of_real_values_knows_every_parameter() -> None:
    assert not {route: unknown for route in ROUTES if (unknown := unknown_parameters(route))}


@pytest.mark.django_db
def test_the_others_things_are_not_found_under_ones_own_address(world: World) -> None:
    lund, ystad = world.lund, world.ystad
    client = Client()
    PageClient.signed_in_as(client, with_every_role(lund.lead, lund))  # type: ignore[arg-type]
    Notification.objects.filter(organisation_id=ystad.organisation.pk).update(person=lund.lead)
    secrets = telling(ystad)
    before = row_counts()
    wrong: list[str] = []
    tried = 0
    for route in ROUTES:
        names = set(parameters(route))
        if not names or route in WHOLE_INSTALLATION:
            continue
        addresses: dict[str, set[int]] = {}
        for step, cycle in ystad.cycles.items() if "cycle" in names else [("", None)]:
            if not addresses:
                addresses |= dict.fromkeys(islice(real_addresses(route, ystad, cycle), 1), NOT_THERE)
            if names - PLACES_IN_A_ROW - {"cycle"} and cycle is not None:
                mixed = islice(real_addresses(route, ystad, cycle, own_cycle=lund.cycles[step]), 2)
                addresses |= dict.fromkeys(mixed, NOT_THERE | NOT_NOW)
        assert addresses, f"{route}: the world holds nothing to try it with"
        for address, allowed in addresses.items():
            tried += 1
            answers = [client.get(f"/lund/{address}"), client.post(f"/lund/{address}")]
            if (
                not {answer.status_code for answer in answers} <= allowed
                or answers[0].status_code == answers[1].status_code == 405
            ):
                wrong.append(f"{address}: {[answer.status_code for answer in answers]}")
            told = b"".join(answer.content for answer in answers).decode()
            wrong += [f"{address} tells {word}" for word in secrets if word in told]
    assert not wrong, "\n".join(wrong)
    assert tried > 150
    assert {label: count for label, count in row_counts().items() if count != before[label]} == {}
