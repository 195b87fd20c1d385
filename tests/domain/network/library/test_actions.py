"""What comes into the library, by whom, and what is then found?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from medborgarbudget.domain.network.library import actions, policy, queries
from medborgarbudget.domain.network.library.models import ItemState
from medborgarbudget.domain.network.library.queries import Wanted
from medborgarbudget.domain.network.membership.models import MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import NOW
from tests.support.knowledge import item_content, make_item, make_member

pytestmark = pytest.mark.django_db


def titles(hub: Organisation, **wanted: str) -> list[str]:
    return [item.title for item in queries.narrowed(hub, Wanted(**wanted))]


def test_a_members_suggestion_is_seen_by_the_office_alone_until_it_publishes(
    hub: Organisation, frida: Person, asta: Person
) -> None:
    member = make_member(hub, contact=asta)
    item = actions.suggest_item(network=hub, content=item_content(), member=member, actor=asta, now=NOW)
    assert titles(hub) == []
    assert titles(hub, words="skolbudget") == []
    assert list(queries.suggestions(hub)) == [item]
    actions.change_item(item=item, content=item_content(title="Skolbudget"), publish=True, actor=frida, now=NOW)
    assert titles(hub, words="skolbudgeten") == ["Skolbudget"]


def test_who_is_no_member_suggests_nothing_and_a_member_publishes_nothing(
    hub: Organisation, asta: Person, bo: Person
) -> None:
    with pytest.raises(Refused, match="medlemmar"):
        actions.suggest_item(network=hub, content=item_content(), member=None, actor=bo, now=NOW)
    make_member(hub, contact=asta, state=MemberState.MEMBER)
    with pytest.raises(Refused, match="kansliets"):
        actions.publish_item(network=hub, content=item_content(), actor=asta, now=NOW)


def test_a_suggestion_is_declined_with_a_reason_once(hub: Organisation, frida: Person, asta: Person) -> None:
    make_member(hub, contact=asta)
    item = actions.suggest_item(network=hub, content=item_content(), member=None, actor=asta, now=NOW)
    with pytest.raises(ValidationError):
        actions.decline_item(item=item, reason="  ", actor=frida, now=NOW)
    actions.decline_item(item=item, reason="Finns redan.", actor=frida, now=NOW)
    with pytest.raises(ValidationError):
        actions.decline_item(item=item, reason="Igen.", actor=frida, now=NOW)
    assert queries.suggested_by(hub, asta).get().declined_reason == "Finns redan."


def test_the_same_link_is_not_taken_in_twice(hub: Organisation, frida: Person) -> None:
    item = make_item(hub, frida)
    with pytest.raises(ValidationError) as wrong:
        make_item(hub, frida, title="Samma igen")
    assert "Vägledning om skolbudget" in str(wrong.value.error_dict["link"])
    actions.withdraw_item(item=item, actor=frida, now=NOW)
    make_item(hub, frida, title="Ny plats för samma länk")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "podd"}, "kind"),
        ({"title": " \u202e "}, "title"),
        ({"summary": ""}, "summary"),
        ({"source": ""}, "source"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "exempel"}, "link"),
        ({"link": ""}, "link"),
        ({"language": "xx"}, "language"),
        ({"country": "ZZ"}, "country"),
        ({"tags": [str(n) for n in range(9)]}, "tags"),
        ({"file": SimpleUploadedFile("virus.exe", b"MZ")}, "file"),
        ({"file": SimpleUploadedFile("falsk.pdf", b"<html>")}, "file"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_stored(
    hub: Organisation, frida: Person, change: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        make_item(hub, frida, **change)
    assert list(wrong.value.error_dict) == [field]
    assert not queries.published(hub).exists()


def test_filters_narrow_and_can_be_put_together(hub: Organisation, frida: Person) -> None:
    make_item(hub, frida, title="A", kind="law", tags=["skola"], country="SE", link="https://a.example/")
    make_item(
        hub, frida, title="B", kind="law", tags=["skolan"], country="FI", language="fi", link="https://b.example/"
    )
    make_item(hub, frida, title="C", kind="film", tags=["skola"], country="", link="https://c.example/")
    assert titles(hub, kind="law", tag="skola") == ["A"], "a tag is a whole word"
    assert titles(hub, language="fi") == ["B"]
    assert sorted(titles(hub, tag="skola")) == ["A", "C"]
    assert titles(hub, words="A", kind="film") == []
    found = queries.choices(hub)
    assert (found.kinds, dict(found.tags), found.countries) == (
        {"law": 2, "film": 1},
        {"skola": 2, "skolan": 1},
        {"SE": 1, "FI": 1},
    )


def test_a_broken_link_is_marked_until_it_is_mended(hub: Organisation, frida: Person, asta: Person) -> None:
    item = make_item(hub, frida)
    today = to_local(NOW).date()
    assert not queries.for_office(hub, "links", today).exists()
    assert queries.for_office(hub, "links", today + policy.CHECK_EVERY).get() == item
    make_member(hub, contact=asta)
    actions.report_broken(item=item, actor=asta, now=NOW)
    assert queries.for_office(hub, "links", today).get() == item, "what a reader reports comes to the office"
    item = actions.check_link(item=item, problem="Sidan finns inte.", actor=frida, now=NOW)
    assert item.has_broken_link
    item = actions.change_item(
        item=item,
        content=item_content(link="https://ny.example/"),
        publish=False,
        actor=frida,
        now=NOW + timedelta(days=1),
    )
    assert not item.has_broken_link
    assert item.state == ItemState.PUBLISHED


def test_what_is_withdrawn_is_not_found(hub: Organisation, frida: Person) -> None:
    item = make_item(hub, frida)
    actions.withdraw_item(item=item, actor=frida, now=NOW)
    assert titles(hub, words="skolbudget") == titles(hub) == []


def test_tags_are_told_apart_by_commas_and_are_small_letters() -> None:
    assert policy.tags_of(" Ungdom, skola;UNGDOM , ny|form ,") == ["ungdom", "skola", "ny form"]
