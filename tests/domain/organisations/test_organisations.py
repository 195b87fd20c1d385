"""How is an organisation made and changed, and what is refused?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.cycles.models import Cycle, CycleArea
from medborgarbudget.domain.organisations import actions, policy, queries
from medborgarbudget.domain.organisations.models import Area, Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.files import AreaShape

pytestmark = pytest.mark.django_db
SQUARE = {"type": "Polygon", "coordinates": [[[13.0, 55.6], [13.1, 55.6], [13.1, 55.7], [13.0, 55.6]]]}


def make(now: datetime, **values: Any) -> Organisation:
    plain = {"slug": "solvik", "name": "Solviks kommun", "short_name": "Solvik", "kind": "municipality"}
    return actions.create_organisation(**{**plain, **values}, actor=None, now=now)


def shape(name: str, code: str, inhabitants: int | None = None) -> AreaShape:
    return AreaShape(name=name, code=code, geometry=SQUARE, inhabitants=inhabitants)


def test_an_organisation_speaks_swedish_first_and_is_recorded(now: datetime) -> None:
    made = make(now, languages=["fi"])
    assert made.languages == ["sv", "fi"]
    assert [entry.verb for entry in audit.entries(made.pk)] == ["organisation.create"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "drift"}, "slug"),
        ({"slug": "static"}, "slug"),
        ({"slug": "Solvik"}, "slug"),
        ({"slug": "a" * 41}, "slug"),
        ({"slug": "lund"}, "slug"),
        ({"name": "LUNDS kommun"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"kind": "kingdom"}, "kind"),
        ({"code": "12"}, "code"),
        ({"inhabitants": -1}, "inhabitants"),
        ({"host": "localhost"}, "host"),
        ({"host": "testserver"}, "host"),
        ({"host": "http://solvik.se/"}, "host"),
        ({"host": "solvik.se:80"}, "host"),
        ({"contact_email": "inte en adress"}, "contact_email"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    lund: Organisation, now: datetime, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        make(now, **values)
    assert field in refusal.value.message_dict
    assert Organisation.objects.count() == 1


def test_reserved_names_cover_the_installations_own_addresses() -> None:
    from medborgarbudget.config.urls import urlpatterns

    firsts = {str(pattern.pattern).partition("/")[0] for pattern in urlpatterns} - {""}
    assert firsts <= policy.RESERVED_SLUGS


def test_settings_change_all_or_nothing(lund: Organisation, doris: Person, now: datetime) -> None:
    later = now + timedelta(days=1)
    with pytest.raises(ValidationError):
        actions.change_settings(organisation=lund, values={"short_name": "L", "code": "x"}, actor=doris, now=later)
    lund.refresh_from_db()
    assert lund.short_name == "Lunds"
    changed = actions.change_settings(
        organisation=lund, values={"short_name": "Lund", "host": "Budget.Lund.SE."}, actor=doris, now=later
    )
    assert (changed.host, changed.changed_at) == ("budget.lund.se", later)
    entry = audit.entries(lund.pk)[0]
    assert entry.changes["short_name"] == ["Lunds", "Lund"]


def test_two_organisations_cannot_have_the_same_host(
    lund: Organisation, ystad: Organisation, doris: Person, now: datetime
) -> None:
    actions.change_settings(organisation=lund, values={"host": "budget.se"}, actor=doris, now=now)
    with pytest.raises(ValidationError) as refusal:
        actions.change_settings(organisation=ystad, values={"host": "BUDGET.se"}, actor=doris, now=now)
    assert list(refusal.value.message_dict) == ["host"]


def test_an_area_is_added_changed_and_removed(lund: Organisation, doris: Person, now: datetime) -> None:
    facts: dict[str, Any] = {"code": "norr", "kind": "place", "inhabitants": 10, "actor": doris, "now": now}
    area = actions.save_area(organisation=lund, area=None, name="Norr", **facts)
    actions.save_area(organisation=lund, area=area, name="Norra Lund", **facts)
    with pytest.raises(ValidationError) as refusal:
        actions.save_area(organisation=lund, area=None, name="Norra Lund", **facts)
    assert set(refusal.value.message_dict) == {"name", "code"}
    actions.remove_area(area=area, actor=doris, now=now)
    assert [entry.verb for entry in audit.entries(lund.pk)] == ["area.remove", "area.change", "area.create"]


def test_an_area_that_a_cycle_uses_stays_and_the_cycle_is_named(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    area = Area.objects.create(organisation=lund, name="Norr", code="norr")
    cycle = Cycle.objects.create(
        organisation=lund, slug="2027", name="Lund 2027", year=2027, promise="x", level="influence",
        reference_prefix="L", created_at=now, changed_at=now,
    )  # fmt: skip
    CycleArea.objects.create(cycle=cycle, area=area)
    with pytest.raises(Refused, match="Norr används i Lund 2027"):
        actions.remove_area(area=area, actor=doris, now=now)
    assert list(queries.areas(lund)) == [area]
    assert not audit.entries(lund.pk).exists()


def test_a_file_adds_new_areas_and_changes_those_with_the_same_code(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    Area.objects.create(organisation=lund, name="Norr", code="norr", inhabitants=5)
    told = actions.store_areas(
        organisation=lund, shapes=[shape("Norra", "norr"), shape("Söder", "soder", 7)], actor=doris, now=now
    )
    assert told == (1, 1)
    assert list(queries.areas(lund).values_list("name", "inhabitants")) == [("Norra", 5), ("Söder", 7)]


def test_a_file_whose_name_belongs_to_another_code_stores_nothing(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    Area.objects.create(organisation=lund, name="Norr", code="norr")
    with pytest.raises(ValidationError, match="Område nr 2"):
        actions.store_areas(organisation=lund, shapes=[shape("Ny", "ny"), shape("NORR", "annan")], actor=doris, now=now)
    assert queries.areas(lund).count() == 1
