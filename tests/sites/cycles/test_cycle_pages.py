"""Can a lead set up a cycle on the pages, is nothing typed lost, and does nobody else get in?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.urls import reverse

from medborgarbudget.domain.cycles import queries, steps
from medborgarbudget.domain.cycles.models import Cycle, Decision, Deed, Pot
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from tests.support.cast import grant, make_person
from tests.support.cycles import make_area, make_cycle
from tests.support.pages import PageClient

BASE = "/lund/personal/omgangar/"
PAGES = (
    "",
    "om/",
    "publicera/",
    "arkivera/",
    "steg/",
    "pengar/",
    "pengar/omraden/",
    "pengar/ny/",
    "regler/",
    "beslut/",
)


@pytest.fixture(autouse=True)
def at_noon(now: datetime) -> Any:
    with mock.patch("medborgarbudget.foundation.clock.now", return_value=now):
        yield


@pytest.fixture
def lead(client: PageClient, doris: Person) -> PageClient:
    return client.signed_in_as(doris)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def steps_data(cycle: Cycle, **changes: str) -> dict[str, Any]:
    """The steps form as the browser would send it back unchanged, with changes."""
    from medborgarbudget.foundation.clock import to_local

    data: dict[str, Any] = {"steg-INITIAL_FORMS": "0"}
    held = list(cycle.steps.all())
    data["steg-TOTAL_FORMS"] = str(len(held))
    for number, step in enumerate(held):
        data |= {
            f"steg-{number}-id": str(step.pk),
            f"steg-{number}-name": step.name,
            f"steg-{number}-description": step.description,
            f"steg-{number}-deeds": step.deeds,
        }
        for field in ("opens_at", "closes_at"):
            moment = getattr(step, field)
            local = to_local(moment) if moment else None
            data[f"steg-{number}-{field}_0"] = local.strftime("%Y-%m-%d") if local else ""
            data[f"steg-{number}-{field}_1"] = local.strftime("%H:%M") if local else ""
    return {**data, **changes}


# --- who gets in ---


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_those_who_lead_here(
    lund: Organisation, asta: Person, egil: Person, doris: Person, now: datetime, page: str
) -> None:
    make_cycle(lund, now, published=False)
    address = f"{BASE}2027/{page}"
    assert PageClient().get(address).status_code == 302
    assert PageClient().signed_in_as(asta).get(address).status_code == 403
    assert PageClient().signed_in_as(egil).get(address).status_code == 403
    assert PageClient().signed_in_as(doris).get(address).status_code == 200


@pytest.mark.parametrize("page", ["", "om/", "steg/", "pengar/", "regler/", "beslut/"])
def test_another_municipalitys_cycle_is_not_found(
    lund: Organisation, ystad: Organisation, egil: Person, now: datetime, page: str
) -> None:
    make_cycle(lund, now)
    assert PageClient().signed_in_as(egil).get(f"/ystad/personal/omgangar/2027/{page}").status_code == 404


def test_another_cycles_pot_and_decision_are_not_found(
    lead: PageClient, lund: Organisation, doris: Person, now: datetime
) -> None:
    make_cycle(lund, now, published=False)
    other = make_cycle(lund, now, slug="2026")
    assert lead.get(f"{BASE}2027/pengar/{other.pots.get().pk}/").status_code == 404
    assert lead.get(f"{BASE}2027/beslut/999/").status_code == 404
    assert lead.get(f"{BASE}2027/pengar/{10**30}/").status_code == 404


@pytest.mark.parametrize("role", [RoleName.ASSESSOR, RoleName.AUDITOR, RoleName.ELECTED, RoleName.DESK])
def test_other_staff_read_overview_rules_and_decisions_without_forms_to_change_them(
    lund: Organisation, now: datetime, role: RoleName
) -> None:
    make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    client = PageClient().signed_in_as(grant(make_person("Hedda"), lund, role))
    for page in ("regler/", "beslut/"):
        answer = client.get(f"{BASE}2027/{page}")
        assert answer.status_code == 200
        assert 'name="body"' not in text_of(answer) and 'name="min_age"' not in text_of(answer)
        assert client.post(f"{BASE}2027/{page}", {}).status_code == 403
    overview = text_of(client.get(f"{BASE}2027/"))
    assert "/steg/" not in overview and "/om/" not in overview


# --- begin ---


def test_three_answers_make_a_draft(lead: PageClient, lund: Organisation) -> None:
    assert lead.get(f"{BASE}ny/").status_code == 200
    answer = lead.post(
        f"{BASE}ny/", {"name": "Vår budget", "year": "2028", "origin": "seven", "budget": "1 500 000 kr"}
    )
    assert answer.status_code == 302
    cycle = Cycle.objects.get()
    assert (cycle.name, cycle.budget, cycle.steps.count(), cycle.published_at) == ("Vår budget", 1_500_000, 7, None)
    assert lead.get(answer.headers["Location"]).status_code == 200


def test_the_form_sent_twice_makes_one_cycle(lead: PageClient, lund: Organisation) -> None:
    data = {"name": "Vår budget", "year": "2028", "origin": "five"}
    first, second = lead.post(f"{BASE}ny/", data), lead.post(f"{BASE}ny/", data)
    assert first.headers["Location"] == second.headers["Location"]
    assert Cycle.objects.count() == 1


def test_last_years_cycle_is_copied(lead: PageClient, lund: Organisation, now: datetime) -> None:
    make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    page = text_of(lead.get(f"{BASE}ny/"))
    assert "Kopiera Medborgarbudget 2027" in page
    lead.post(f"{BASE}ny/", {"name": "B", "year": "2028", "origin": "copy:2027", "with_dates": "on"})
    assert steps.times_of(queries.cycle_of(lund, "2028"), Deed.PROPOSE)[0] is not None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": ""}, "Ange omgångens namn."),
        ({"name": "x" * 121}, "högst 120 tecken"),
        ({"year": "1999"}, "minst 2000"),
        ({"year": "i år"}, "med siffror"),
        ({"origin": ""}, "Välj svar på frågan"),
        ({"origin": "copy:hemlig"}, "bland alternativen"),
        ({"budget": "-5"}, "hela kronor"),
        ({"budget": "12,50"}, "hela kronor"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_the_rest_is_kept(
    lead: PageClient, lund: Organisation, data: dict[str, str], words: str
) -> None:
    good = {"name": "Vår budget", "year": "2028", "origin": "seven", "budget": "123456"}
    answer = lead.post(f"{BASE}ny/", {**good, **data})
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page
    for name, value in good.items():
        if name not in data and name != "origin":
            assert f'value="{value}"' in page
    assert not Cycle.objects.exists()


# --- facts, publish ---


def test_facts_and_themes_are_changed_together_or_not_at_all(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    cycle = make_cycle(lund, now, published=False)
    data = {
        "name": cycle.name, "year": "2027", "summary": "Ny text", "promise": cycle.promise, "level": "dialogue",
        "orientations": ["group"], "moderation": "before", "proposal_min_age": "7", "slug": "unga-2027",
        "reference_prefix": "UNG27", "themes": "Lek\nTystnad",
    }  # fmt: skip
    answer = lead.post(f"{BASE}2027/om/", {**data, "themes": "x" * 61})
    assert answer.status_code == 422 and "60 tecken" in text_of(answer) and "Ny text" in text_of(answer)
    many = lead.post(f"{BASE}2027/om/", {**data, "themes": "\n".join(str(number) for number in range(31))})
    assert many.status_code == 422 and "högst 30 teman" in text_of(many)
    cycle.refresh_from_db()
    assert cycle.summary != "Ny text"
    assert lead.post(f"{BASE}2027/om/", data).status_code == 302
    cycle.refresh_from_db()
    assert (cycle.slug, cycle.level, cycle.proposal_min_age) == ("unga-2027", "dialogue", 7)
    assert [theme.name for theme in queries.themes(cycle)] == ["Lek", "Tystnad"]


def test_a_reason_is_asked_for_when_proposals_may_have_come_in(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    for page in ("om/", "pengar/", "pengar/ny/", "regler/", "steg/"):
        assert "Varför ändrar du?" in text_of(lead.get(f"{BASE}2027/{page}"))


def test_publishing_says_what_is_missing_and_works_when_nothing_is(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    cycle = make_cycle(lund, now, published=False, promise="", open_deeds=(Deed.CRITERIA,))
    assert "Löftet saknas" in text_of(lead.get(f"{BASE}2027/publicera/"))
    refused = lead.post(f"{BASE}2027/publicera/")
    assert refused.status_code == 403 and "Löftet saknas" in text_of(refused)
    Cycle.objects.filter(pk=cycle.pk).update(promise="Vi gör det.")
    assert lead.post(f"{BASE}2027/publicera/").status_code == 302
    cycle.refresh_from_db()
    assert cycle.published_at == now


# --- steps ---


def test_buttons_change_the_form_and_only_save_changes_the_cycle(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    cycle = make_cycle(lund, now, published=False, open_deeds=(Deed.PROPOSE,))
    count = cycle.steps.count()
    typed = steps_data(cycle, **{"steg-0-name": "Skrivet men inte sparat", "steg-1-opens_at_0": "trettonde"})
    for order, expected in (
        ("add", count + 1),
        ("remove:1", count - 1),
        ("merge:0", count - 1),
        ("up:1", count),
        ("down:0", count),
    ):
        answer = lead.post(f"{BASE}2027/steg/", {**typed, "order": order})
        page = text_of(answer)
        assert answer.status_code == 200
        assert f'name="steg-TOTAL_FORMS" value="{expected}"' in page
        assert "Skrivet men inte sparat" in page
        assert "inte sparad än" in page
        assert "Något behöver ändras" not in page
        if order != "remove:1" and order != "merge:0":
            assert "trettonde" in page
    assert cycle.steps.count() == count
    assert not cycle.steps.filter(name__contains="Skrivet").exists()


def test_merging_and_splitting_keep_every_deed(lead: PageClient, lund: Organisation, now: datetime) -> None:
    cycle = make_cycle(lund, now, published=False)
    merged = text_of(lead.post(f"{BASE}2027/steg/", {**steps_data(cycle), "order": "merge:0"}))
    assert 'value="Kriterier och göra känt"' in merged
    data = steps_data(cycle, **{"steg-2-deeds": ["propose", "support", "comment"]})  # type: ignore[dict-item]
    split = text_of(lead.post(f"{BASE}2027/steg/", {**data, "order": "split:2"}))
    assert 'value="Stödja förslag"' in split and 'value="Kommentera förslag"' in split


@pytest.mark.parametrize("order", ["", "up:99", "merge:-1", "dance:1", "split:x", "remove:", "up:1e9", "down:²"])
def test_a_strange_order_changes_nothing(lead: PageClient, lund: Organisation, now: datetime, order: str) -> None:
    cycle = make_cycle(lund, now, published=False)
    answer = lead.post(f"{BASE}2027/steg/", {**steps_data(cycle), "order": order})
    assert f'name="steg-TOTAL_FORMS" value="{cycle.steps.count()}"' in text_of(answer)


def test_steps_are_saved_to_the_minute_in_swedish_time(lead: PageClient, lund: Organisation, now: datetime) -> None:
    cycle = make_cycle(lund, now, published=False, open_deeds=(Deed.CRITERIA,))
    cycle.steps.exclude(position__lte=2).delete()
    changes = {
        "steg-2-opens_at_0": "2027-07-01",
        "steg-2-opens_at_1": "08:30",
        "steg-2-closes_at_0": "2027-08-01",
        "steg-2-closes_at_1": "18:00",
    }
    answer = lead.post(f"{BASE}2027/steg/", {**steps_data(cycle, **changes), "order": "save"})
    assert answer.status_code == 302
    opens, _closes = steps.times_of(queries.cycle_of(lund, "2027"), Deed.PROPOSE)
    assert opens is not None and opens.isoformat() == "2027-07-01T06:30:00+00:00"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steg-0-name": ""}, "Ange namn."),
        ({"steg-0-opens_at_0": "2027-03-28", "steg-0-opens_at_1": "02:30"}, "den tiden finns inte"),
        ({"steg-0-opens_at_0": "2026-10-25", "steg-0-opens_at_1": "02:30"}, "finns två gånger"),
        ({"steg-0-closes_at_0": "2020-01-01"}, "måste stänga efter"),
        ({"steg-0-opens_at_0": "i går"}, "som ett datum"),
        ({"steg-0-opens_at_0": "0001-01-01"}, "Ange ett år mellan"),
        ({"steg-0-closes_at_0": "9999-12-31"}, "Ange ett år mellan"),
        ({"steg-0-deeds": []}, "Välj minst en sak"),
        ({"steg-0-deeds": ["dance"]}, "bland alternativen"),
        ({"steg-0-id": "424242"}, "ändrats av någon annan"),
        ({"steg-2-deeds": ["propose", "vote"]}, "inte öppna både"),
    ],
)
def test_wrong_steps_are_told_at_the_step_and_nothing_typed_is_lost(
    lead: PageClient, lund: Organisation, now: datetime, changes: dict[str, Any], words: str
) -> None:
    cycle = make_cycle(lund, now, published=False, open_deeds=(Deed.CRITERIA,))
    data = steps_data(cycle, **{"steg-1-description": "Kvar i rutan", **changes})
    answer = lead.post(f"{BASE}2027/steg/", {**data, "order": "save"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert words in page
    assert "Kvar i rutan" in page
    assert not cycle.steps.filter(description="Kvar i rutan").exists()


def test_a_ruined_form_is_no_server_error(lead: PageClient, lund: Organisation, now: datetime) -> None:
    make_cycle(lund, now, published=False)
    for data in ({}, {"steg-TOTAL_FORMS": "x"}, {"steg-TOTAL_FORMS": "-4"}, {"steg-TOTAL_FORMS": "9" * 30}):
        for order in ("save", "add"):
            assert lead.post(f"{BASE}2027/steg/", {**data, "order": order}).status_code in {200, 422}


# --- money, rules ---


def test_areas_are_chosen_and_the_money_shared_by_population(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    cycle = make_cycle(lund, now, published=False, pots=(1_000_000,))
    north, south = make_area(lund, "Norr", inhabitants=None), make_area(lund, "Söder", inhabitants=500)
    answer = lead.post(
        f"{BASE}2027/pengar/omraden/",
        {
            f"area_{north.pk}": "on",
            f"inhabitants_{north.pk}": "1000",
            f"area_{south.pk}": "on",
            f"inhabitants_{south.pk}": "500",
        },
    )
    assert answer.status_code == 302
    lead.post(f"{BASE}2027/pengar/efter-folkmangd/")
    assert [pot.amount for pot in queries.pots(cycle)] == [666_667, 333_333]
    assert "666 667 kr" in text_of(lead.get(f"{BASE}2027/pengar/"))


def test_a_pot_is_made_changed_and_taken_away(lead: PageClient, lund: Organisation, now: datetime) -> None:
    cycle = make_cycle(lund, now, published=False, areas=("Norr",), pots=(500_000,), budget=900_000)
    area = queries.areas(cycle).get()
    answer = lead.post(
        f"{BASE}2027/pengar/ny/",
        {"name": "Norr", "cycle_area": area.pk, "kind": "per_inhabitant", "per_inhabitant": "60", "cap": "40 000"},
    )
    assert answer.status_code == 302
    pot = Pot.objects.get(name="Norr")
    assert pot.amount == 40_000
    wrong = lead.post(
        f"{BASE}2027/pengar/{pot.pk}/",
        {"name": "Norr", "cycle_area": area.pk, "kind": "fixed", "fixed_amount": "400 001"},
    )
    assert wrong.status_code == 422 and "omgången har bara 900 000 kr" in text_of(wrong)
    assert (
        lead.post(f"{BASE}2027/pengar/{pot.pk}/", {"name": "Norr", "cycle_area": area.pk, "kind": "fixed"}).status_code
        == 422
    )
    assert lead.get(f"{BASE}2027/pengar/{pot.pk}/ta-bort/").status_code == 200
    assert lead.post(f"{BASE}2027/pengar/{pot.pk}/ta-bort/").status_code == 302
    assert not Pot.objects.filter(name="Norr").exists()


RULES = {
    "tie_to_place": "Du som bor i Lund", "min_age": "12", "age_on": "2027-05-01", "ballot_kind": "knapsack", "max_choices": "",
    "counting_rule": "equal-shares", "completion": "add1", "cost_ceiling": "250 000", "vote_threshold": "10",
    "identities": ["email_code", "code_letter"],
}  # fmt: skip


def test_rules_are_saved_shown_in_words_and_kept_as_versions(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    assert lead.post(f"{BASE}2027/regler/", RULES).status_code == 422, "a reason is needed"
    assert lead.post(f"{BASE}2027/regler/", {**RULES, "reason": "Fullmäktige ändrade"}).status_code == 302
    assert queries.rules_in_force(cycle).version == 2
    page = text_of(lead.get(f"{BASE}2027/regler/"))
    for words in (
        "Version 2",
        "Fullmäktige ändrade",
        "Doris",
        "har fyllt 12 år den 1 maj 2027",
        "så länge pengarna räcker",
        "Vad det betyder i praktiken",
    ):
        assert words in page


def test_a_vote_for_some_classes_is_kept_as_data_and_told_to_residents(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    some = {
        "group_kind": "class",
        "groups": "Lerbäckskolan 7B\r\n\r\n lerbäckskolan  7b\r\nFäladsskolan",
        "reason": "Skolval",
    }
    assert lead.post(f"{BASE}2027/regler/", {**RULES, **some}).status_code == 302
    rules = queries.rules_in_force(cycle)
    assert (rules.group_kind, rules.groups) == ("class", ["Lerbäckskolan 7B", "Fäladsskolan"])
    page = lead.get(f"{BASE}2027/regler/").content.decode()
    assert "Lerbäckskolan 7B\nFäladsskolan</textarea>" in page.replace("\r", "")
    told = "Du ska också gå i en av de här skolorna eller klasserna: Lerbäckskolan 7B, Fäladsskolan."
    assert told in page and told in text_of(PageClient().get("/lund/omgangar/2027/"))
    assert lead.post(f"{BASE}2027/regler/", {**RULES, "reason": "Alla"}).status_code == 302
    assert queries.rules_in_force(cycle).groups == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"ballot_kind": "up_to_k", "max_choices": ""}, "hur många förslag man får välja"),
        ({"max_choices": "51"}, "högst 50"),
        ({"cost_ceiling": "1 000 001"}, "Taket är högre än den största potten"),
        ({"cost_ceiling": "mycket"}, "hela kronor"),
        ({"identities": []}, "Välj"),
        ({"age_on": "31/2"}, "som ett datum"),
        ({"vote_threshold": "99999"}, "Så många röster kan inget förslag få"),
        ({"min_age": ""}, "Ange lägsta ålder"),
        ({"group_kind": "group"}, "Ange minst en, en på varje rad"),
        ({"groups": "7A"}, "Välj om det är grupper eller klasser"),
    ],
)
def test_wrong_rules_are_told_at_their_field(
    lead: PageClient, lund: Organisation, now: datetime, data: dict[str, Any], words: str
) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.CRITERIA,))
    answer = lead.post(f"{BASE}2027/regler/", {**RULES, **data})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Du som bor i Lund" in text_of(answer)
    assert queries.rules_in_force(cycle).version == 1


def test_when_voting_has_opened_pages_say_that_terms_are_frozen_and_refuse(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    make_cycle(lund, now, open_deeds=(Deed.VOTE,))
    for page in ("", "pengar/", "regler/"):
        assert "låsta sedan omröstningen öppnade" in text_of(lead.get(f"{BASE}2027/{page}"))
    assert lead.post(f"{BASE}2027/regler/", {**RULES, "reason": "r"}).status_code == 403
    assert lead.post(f"{BASE}2027/pengar/", {"budget": "5", "reason": "r"}).status_code == 403
    assert lead.post(f"{BASE}2027/pengar/efter-folkmangd/", {"share-reason": "r"}).status_code == 403


# --- decisions ---

DECISION = {
    "kind": "frame",
    "body": "Kommunstyrelsen",
    "decided_on": "2027-02-03",
    "paragraph": "41",
    "diary_number": "KS 2027/112",
}


def test_a_decision_is_registered_once_and_corrected_with_a_reason(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    make_cycle(lund, now)
    for _twice in range(2):
        assert lead.post(f"{BASE}2027/beslut/", DECISION).status_code == 302
    decision = Decision.objects.get()
    address = f"{BASE}2027/beslut/{decision.pk}/"
    assert lead.post(address, {**DECISION, "paragraph": "42"}).status_code == 422
    assert lead.post(address, {**DECISION, "paragraph": "42", "reason": "Skrivfel"}).status_code == 302
    decision.refresh_from_db()
    assert decision.paragraph == "42"


@pytest.mark.parametrize(
    ("field", "value"), [("link", "http://x.se"), ("decided_on", "2030-01-01"), ("body", ""), ("kind", "rykte")]
)
def test_a_wrong_decision_is_not_registered_and_what_was_typed_is_kept(
    lead: PageClient, lund: Organisation, now: datetime, field: str, value: str
) -> None:
    make_cycle(lund, now)
    answer = lead.post(f"{BASE}2027/beslut/", {**DECISION, field: value})
    assert answer.status_code == 422
    assert "KS 2027/112" in text_of(answer)
    assert not Decision.objects.exists()


# --- preview ---


def test_staff_see_the_pages_as_on_another_day_until_they_stop(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.PROPOSE,), published=False)
    opens, _closes = steps.times_of(cycle, Deed.VOTE)
    assert opens is not None
    answer = lead.post(f"{BASE}2027/forhandsvisa/", {"moment": opens.isoformat()})
    assert answer.headers["Location"] == "/lund/omgangar/2027/"
    page = text_of(lead.get("/lund/omgangar/2027/"))
    assert "Förhandsvisning" in page and "Rösta om vad som ska göras" in page
    assert "Förhandsvisning:" not in text_of(lead.get(f"{BASE}2027/"))
    stopped = lead.post("/lund/personal/omgangar/forhandsvisa/sluta/", {"next": "/lund/omgangar/2027/"})
    assert stopped.headers["Location"] == "/lund/omgangar/2027/"
    assert "Förhandsvisning:" not in text_of(lead.get("/lund/omgangar/2027/"))


def test_a_wrong_preview_moment_is_told_and_an_address_elsewhere_not_followed(
    lead: PageClient, lund: Organisation, now: datetime
) -> None:
    make_cycle(lund, now)
    for data in (
        {"moment": "2027-01-01T00:00:00"},
        {"moment": "x"},
        {"moment": "0001-01-01T00:00:00+00:00"},
        {"preview-at_0": "0001-01-01", "preview-at_1": "00:00"},
        {"preview-at_0": "2027-03-28", "preview-at_1": "02:30"},
        {},
    ):
        answer = lead.post(f"{BASE}2027/forhandsvisa/", data)
        assert answer.headers["Location"].endswith("/personal/omgangar/2027/#preview")
    stopped = lead.post("/lund/personal/omgangar/forhandsvisa/sluta/", {"next": "https://elsewhere.example/"})
    assert stopped.headers["Location"] == "/lund/"


def test_residents_cannot_preview(lund: Organisation, asta: Person, now: datetime) -> None:
    make_cycle(lund, now)
    assert (
        PageClient().signed_in_as(asta).post(f"{BASE}2027/forhandsvisa/", {"moment": now.isoformat()}).status_code
        == 403
    )


def test_every_page_of_a_cycle_has_its_name_and_tabs(lead: PageClient, lund: Organisation, now: datetime) -> None:
    make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    page = text_of(lead.get(f"{BASE}2027/regler/"))
    assert 'href="/lund/personal/omgangar/2027/regler/" aria-current="page"' in page
    assert reverse("staff:cycles", urlconf="medborgarbudget.config.urls_organisation") == "/personal/omgangar/"
    assert now - timedelta(days=60) < now
