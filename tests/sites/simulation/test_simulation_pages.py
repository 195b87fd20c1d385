from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medborgarbudget.domain.counting import wording
from medborgarbudget.domain.counting.models import Simulation, SimulationState
from medborgarbudget.domain.cycles.models import CountingRule
from medborgarbudget.sites.staff.simulation.forms import RULES
from tests.domain.counting.test_simulating import FILE
from tests.support.counting import published_vote, votes, with_costs
from tests.support.cycles import make_cycle

PAGE = "/lund/personal/omgangar/2027/regler/prova/"
RULE = {"rule": "equal-shares", "completion": "add1", "utility": "cost", "threshold": "0"}
INVENTED = {
    **RULE, "source": "invented", "voters": "200", "projects": "8", "budget": "400 000", "wanted": "300", "choices": "3",
    "groups": "2", "spread": "70", "seed": "5",
}  # fmt: skip


@pytest.fixture
def cycle(lund, now):
    return make_cycle(lund, now, open_deeds=["vote"], pots=[1000])


@pytest.fixture
def lead(client, doris):
    return client.signed_in_as(doris)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().replace("\u00a0", " ")))


def test_the_rules_lead_to_trying_them(lead, cycle):
    assert PAGE in lead.get("/lund/personal/omgangar/2027/regler/").content.decode()


def test_every_rule_is_either_offered_for_a_vote_or_said_to_be_only_for_trying(lead, cycle):
    rules = text_of(lead.get("/lund/personal/omgangar/2027/regler/"))
    only_tried = {"bounded-overspending", "phragmen", "maximin-support"}
    assert only_tried.isdisjoint(CountingRule.values)
    for rule in only_tried:
        assert rule in dict(RULES) and wording.rule_name({"rule": rule}) in rules
    assert "har inget sådant bevis än" in rules


@pytest.mark.parametrize("rule", ["bounded-overspending", "maximin-support"])
def test_a_rule_that_is_only_for_trying_is_tried(lead, cycle, rule):
    assert lead.post(PAGE, {**INVENTED, "rule": rule}).status_code == 302
    page = text_of(lead.get(f"{PAGE}{Simulation.objects.get().pk}/"))
    assert f"{wording.rule_name({'rule': rule})} (prövas)" in page


def test_an_invented_vote_is_tried_and_compared(lead, cycle):
    assert "Antal väljare" in text_of(lead.get(f"{PAGE}?pa=invented"))
    response = lead.post(PAGE, INVENTED)
    made = Simulation.objects.get()
    assert response.status_code == 302 and response.headers["Location"].endswith(f"{PAGE}{made.pk}/")
    page = text_of(lead.get(f"{PAGE}{made.pk}/"))
    assert "(prövas)" in page and "Varför blir det olika?" in page and "Grupper som blev förbigångna" in page
    assert "200 påhittade väljare, 8 förslag" in text_of(lead.get(PAGE))


def test_own_votes_come_first_when_there_are_any(lead, cycle):
    assert "Antal väljare" in text_of(lead.get(PAGE))
    assert "ingen publicerad omröstning än" in text_of(lead.get(f"{PAGE}?pa=vote"))
    with_costs(cycle, 600, 600)
    vote = published_vote(cycle, votes(n1=70, n2=40))
    assert "Hela potten" in text_of(lead.get(PAGE))
    official = vote.counts.get(official=True)
    assert lead.post(PAGE, {**RULE, "rule": "phragmen", "source": "vote", "count": official.pk}).status_code == 302
    assert Simulation.objects.get().result["counts"][0]["spec"]["rule"] == "phragmen"


def test_a_file_is_tried(lead, cycle):
    upload = SimpleUploadedFile("stad.pb", FILE.encode())
    assert lead.post(PAGE, {**RULE, "source": "file", "file": upload}).status_code == 302
    assert "Träd; stora" in text_of(lead.get(f"{PAGE}{Simulation.objects.get().pk}/"))


def test_a_bad_file_is_told_at_its_field_and_the_rule_is_not_lost(lead, cycle):
    upload = SimpleUploadedFile("stad.pb", FILE.replace("b;500;", "b;fem;").encode())
    response = lead.post(PAGE, {**RULE, "rule": "greedy-stop", "threshold": "17", "source": "file", "file": upload})
    assert response.status_code == 422
    source = response.content.decode()
    error = re.search(r'id="id_file_error".*?</p>', source, re.DOTALL)
    assert error and "Rad 15, kolumn cost" in error.group()
    assert 'value="17"' in source and re.search(r'value="greedy-stop"[^>]*checked', source)
    assert not Simulation.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("voters", "1"), ("voters", "många"), ("projects", "900"), ("budget", "10"), ("choices", "9"), ("spread", "101")],
)
def test_bad_settings_are_told_at_their_field(lead, cycle, field, value):
    response = lead.post(PAGE, {**INVENTED, field: value})
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Simulation.objects.exists()


def test_another_votes_number_or_a_made_up_source_is_no_way_in(lead, cycle, ystad, now):
    other = make_cycle(ystad, now, open_deeds=["vote"], pots=[1000])
    with_costs(other, 600)
    foreign = published_vote(other, votes(n1=70)).counts.get(official=True)
    assert lead.post(PAGE, {**RULE, "source": "vote", "count": foreign.pk}).status_code == 422
    assert lead.post(PAGE, {**RULE, "source": "allt"}).status_code == 422
    assert not Simulation.objects.exists()


def test_one_under_way_can_be_watched_and_left_without_scripts(lead, cycle):
    lead.post(PAGE, INVENTED)
    made = Simulation.objects.get()
    Simulation.objects.update(state=SimulationState.RUNNING, result=None, done=3, total=8)
    page = lead.get(f"{PAGE}{made.pk}/")
    assert "3 av 8" in text_of(page) and "Du kan lämna sidan" in text_of(page)
    assert f'href="{PAGE}{made.pk}/"' in page.content.decode() and 'hx-trigger="every 2s"' in page.content.decode()


def test_one_that_failed_says_why(lead, cycle):
    lead.post(PAGE, INVENTED)
    Simulation.objects.update(state=SimulationState.FAILED, result=None, problem="Filen har inga röster.")
    assert "Filen har inga röster." in text_of(lead.get(f"{PAGE}{Simulation.objects.get().pk}/"))


def test_one_is_removed_after_a_question(lead, cycle):
    lead.post(PAGE, INVENTED)
    address = f"{PAGE}{Simulation.objects.get().pk}/ta-bort/"
    assert "Ta bort provet?" in text_of(lead.get(address)) and Simulation.objects.exists()
    assert lead.post(address).status_code == 302
    assert not Simulation.objects.exists()


def test_another_municipalitys_trials_are_not_found(client, doris, egil, cycle, ystad, now):
    client.signed_in_as(doris)
    client.post(PAGE, INVENTED)
    made = Simulation.objects.get()
    make_cycle(ystad, now, open_deeds=["vote"], pots=[1000])
    client.signed_in_as(egil)
    for ending in ("", "ta-bort/"):
        assert client.get(f"/ystad/personal/omgangar/2027/regler/prova/{made.pk}/{ending}").status_code == 404
    assert client.get(PAGE).status_code == 403


def test_another_cycles_trials_are_not_found_either(lead, cycle, lund, now):
    lead.post(PAGE, INVENTED)
    make_cycle(lund, now, open_deeds=["vote"], pots=[1000], slug="2028")
    made = Simulation.objects.get()
    assert lead.get(f"/lund/personal/omgangar/2028/regler/prova/{made.pk}/").status_code == 404
