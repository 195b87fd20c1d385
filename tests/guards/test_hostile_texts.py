"""Is what people write shown as text everywhere, whatever it is? (C72, C83)

Everything that can be written in Lund is written over with markup that tries to break out, and every page is opened.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, Field, Model, TextField, Value
from django.db.models.functions import Cast, Concat

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.append_only import FIXED, LOG
from tests.support.pages import PageClient
from tests.support.promises import header_faults
from tests.support.real_values import WHOLE_INSTALLATION, parameters, real_addresses
from tests.support.two_municipalities import World
from tests.support.urls import all_views

PIECES = "/forslag/nytt/liknande/"
"""No page, but pieces that a script puts into one."""

BREAKING_OUT = "</script></title></textarea></svg>\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://evil.example";"tryck")'

PARTS = ("organisations", "people", "cycles", "proposals", "assessment", "voting", "delivery", "foundation")
NOT_WRITTEN = {
    "slug", "host", "code", "email", "password", "language", "reference", "reference_prefix", "status_key", "key", "logo",
    "contact_email", "link", "icon", "style", "number", "request_key", "definition_hash", "tie_seed", "leaf", "channel", "utility", "completion",
}  # fmt: skip
"""Texts that the product makes or checks the form of."""


def is_written(field: Field) -> bool:  # type: ignore[type-arg]
    """Whether somebody wrote it in words of their own."""
    plain = type(field) in {CharField, TextField}
    return plain and not field.choices and field.name not in NOT_WRITTEN and not field.name.endswith("_hash")


def write_over(text: str, parts: tuple[str, ...] = PARTS) -> int:
    """Write the text, with the row's number after it, wherever something is written; the number of fields."""
    written = 0
    for label in parts:
        for model in apps.get_app_config(label).get_models():
            fields = [
                field.name for field in model._meta.get_fields() if isinstance(field, Field) and is_written(field)
            ]
            if model._meta.label == "foundation.AuditEntry" or model._meta.db_table in {LOG, *FIXED} or not fields:
                continue  # nothing may change what is in the log; what is done from now on lands there
            written += len(fields)
            _write(model, fields, text)
    return written


def _write(model: type[Model], fields: list[str], text: str) -> None:
    new = Concat(Value(text + " "), Cast("pk", CharField()))
    for field in fields:
        model._base_manager.exclude(**{field: ""}).update(**{field: new})


def pages(world: World, routes: list[str], steps: list[str]) -> list[str]:
    """One address of each route in each cycle."""
    found = []
    for route in routes:
        for cycle in [world.lund.cycles[step] for step in steps] if "cycle" in parameters(route) else [None]:
            found += list(real_addresses(route, world.lund, cycle))[:1]
    return found


ROUTES = [route for route, _view in all_views(settings.ORGANISATION_URLCONF) if route not in WHOLE_INSTALLATION]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "staff", "steps"),
    [
        ("lead", True, ["ideas", "delivery"]),
        ("lead", True, ["assessment", "voting"]),
        ("", False, ["ideas", "assessment", "voting", "delivery"]),
        ("resident", False, ["ideas", "delivery"]),
    ],
)
def test_what_breaks_out_elsewhere_is_text_here(world: World, who: str, staff: bool, steps: list[str]) -> None:
    assert write_over(BREAKING_OUT) > 50
    client = PageClient()
    if who:
        client.signed_in_as(Person.objects.get(pk=getattr(world.lund, who).pk))
    routes = [route for route in ROUTES if route.startswith("personal/") == staff]
    assert_texts(client, "/lund/", [one for one in pages(world, routes, steps) if not one.endswith(PIECES)])


def assert_texts(client: PageClient, place: str, addresses: Iterable[str]) -> None:
    """What has been written over is shown on these pages, and as text."""
    wrong, shown = [], 0
    for address in addresses:
        try:
            response = client.get(f"{place}{address}")
        except AssertionError as fault:
            wrong.append(str(fault))
            continue
        if response.status_code >= 500:
            wrong.append(f"{address}: {response.status_code}")
        wrong += [f"{address}: {fault}" for fault in header_faults(response)]
        kind = response.headers.get("Content-Type", "")
        content = b"" if response.streaming else response.content
        if kind.startswith("text/html") and BREAKING_OUT.encode() in content:
            wrong.append(f"{address} shows it as markup")
        shown += b"onerror=alert" in content
    assert not wrong, "\n".join(wrong)
    assert shown > 15


@pytest.mark.django_db
def test_no_cell_of_a_table_is_a_formula(world: World) -> None:
    write_over(FORMULA)
    client = PageClient().signed_in_as(Person.objects.get(pk=world.lund.lead.pk))
    tables = [route for route in ROUTES if route.endswith(".csv")]
    assert len(tables) >= 4
    for address in pages(world, tables, ["ideas", "delivery"]):
        response = client.get(f"/lund/{address}")
        if response.status_code == 200:
            assert_no_formulas(address, response.content)


def assert_no_formulas(address: str, content: bytes) -> None:
    """No cell of the table is one that a spreadsheet would work out."""
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
    cells = [cell for row in rows for cell in row]
    assert len(rows) > 1 and not [cell for cell in cells if cell[:1] in {"=", "+", "@", "\t", "\r"}], address
    assert not [cell for cell in cells if cell[:1] == "-" and not cell[1:].replace(".", "").isdigit()], address
