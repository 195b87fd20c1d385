"""Does setting up and changing a cycle do all that it should, and nothing it should not?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.cycles import actions, permissions, queries, readiness, steps
from medborgarbudget.domain.cycles.events import CycleCreated, DecisionRegistered, StepsChanged, TermsChanged
from medborgarbudget.domain.cycles.models import Cycle, Decision, Deed, Pot, RuleSheet
from medborgarbudget.domain.cycles.policy import RuleValues, StepPlan
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation import events
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import grant, make_person
from tests.support.cycles import make_area, make_cycle

pytestmark = pytest.mark.writes

DECISION = {
    "kind": "frame",
    "body": "Kommunstyrelsen",
    "decided_on": date(2027, 2, 3),
    "paragraph": "§ 41",
    "diary_number": "KS 2027/112",
}


@pytest.fixture
def heard() -> list[object]:
    """Events published during the test."""
    told: list[object] = []
    kinds = (CycleCreated, StepsChanged, DecisionRegistered)
    for kind in kinds:
        events.subscribe(kind, told.append)
    yield told  # type: ignore[misc]
    for kind in kinds:
        events._handlers[kind].remove(told.append)


def begin(lund: Organisation, doris: Person, now: datetime, **more: object) -> Cycle:
    values: dict[str, object] = {"name": "Medborgarbudget 2027", "year": 2027, "budget": 2_000_000, **more}
    return actions.create_from_template(organisation=lund, actor=doris, now=now, **values)  # type: ignore[arg-type]


def dated(cycle: Cycle, now: datetime) -> list[StepPlan]:
    """The cycle's steps, one after the other from a week ahead, ten days each."""
    plans = [readiness.plan_of(step) for step in cycle.steps.all()]
    return [
        replace(plan, opens_at=now + timedelta(days=7 + 10 * place), closes_at=now + timedelta(days=17 + 10 * place))
        for place, plan in enumerate(plans)
    ]


# --- begin, copy ---


def test_a_cycle_from_the_template_is_a_draft_with_the_eight_points(
    lund: Organisation, doris: Person, now: datetime, heard: list[object]
) -> None:
    cycle = begin(lund, doris, now)
    assert cycle.published_at is None
    assert (cycle.slug, cycle.reference_prefix) == ("2027", "LUN27")
    assert [step.name for step in cycle.steps.all()][:3] == ["Ta fram kriterier", "Göra känt", "Lämna förslag"]
    assert cycle.steps.count() == 8
    assert not cycle.steps.filter(opens_at__isnull=False).exists()
    assert queries.pots(cycle).get().amount == 2_000_000
    assert queries.rules_in_force(cycle).version == 1
    assert heard == [CycleCreated(cycle, None, doris, now)]
    assert AuditEntry.objects.get().verb == "cycle.create"


@pytest.mark.parametrize(("template", "count"), [("eight", 8), ("seven", 7), ("five", 5)])
def test_shorter_templates_have_fewer_steps(
    lund: Organisation, doris: Person, now: datetime, template: str, count: int
) -> None:
    assert begin(lund, doris, now, template=template).steps.count() == count


def test_a_second_cycle_of_the_year_gets_an_address_of_its_own(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    begin(lund, doris, now)
    second = begin(lund, doris, now, name="Ungas medborgarbudget 2027")
    assert (second.slug, second.reference_prefix) == ("2027-2", "LUN27A")


def test_the_same_name_twice_is_refused_at_the_name(lund: Organisation, doris: Person, now: datetime) -> None:
    begin(lund, doris, now)
    with pytest.raises(ValidationError) as refusal:
        begin(lund, doris, now)
    assert list(refusal.value.message_dict) == ["name"]
    assert Cycle.objects.count() == 1


def test_the_same_name_in_another_municipality_is_fine(
    lund: Organisation, ystad: Organisation, doris: Person, egil: Person, now: datetime
) -> None:
    begin(lund, doris, now)
    other = actions.create_from_template(
        organisation=ystad, actor=egil, now=now, name="Medborgarbudget 2027", year=2027
    )
    assert other.slug == "2027"


def test_a_copy_has_the_set_up_and_nothing_that_people_did(
    lund: Organisation, doris: Person, now: datetime, heard: list[object]
) -> None:
    source = make_cycle(lund, now, open_deeds=(Deed.PROPOSE,), areas=("Norr", "Söder"), pots=(300, 700))
    actions.register_decision(cycle=source, actor=doris, now=now, **DECISION)  # type: ignore[arg-type]
    heard.clear()
    copy = actions.copy_cycle(source=source, actor=doris, now=now, name="Medborgarbudget 2028", year=2028)
    assert copy.published_at is None
    assert copy.copied_from == source
    assert [str(area) for area in queries.areas(copy)] == ["Norr", "Söder"]
    assert [(pot.name, pot.amount) for pot in queries.pots(copy)] == [("Norr", 300), ("Söder", 700)]
    assert all(pot.cycle_area and pot.cycle_area.cycle_id == copy.pk for pot in queries.pots(copy))
    assert queries.themes(copy).count() == 3
    assert queries.rules_in_force(copy).tie_to_place == queries.rules_in_force(source).tie_to_place
    assert not Decision.objects.filter(cycle=copy).exists()
    assert not copy.proposals.exists()
    assert heard == [CycleCreated(copy, source, doris, now)]
    opening, closing = steps.times_of(copy, Deed.PROPOSE)
    was, _closed = steps.times_of(source, Deed.PROPOSE)
    assert opening and was and closing
    assert opening - was == timedelta(weeks=52) or abs(opening - was - timedelta(weeks=52)) == timedelta(hours=1)


def test_a_copy_without_dates_has_none(lund: Organisation, doris: Person, now: datetime) -> None:
    source = make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    copy = actions.copy_cycle(source=source, actor=doris, now=now, name="B", year=2028, with_dates=False)
    assert not copy.steps.exclude(opens_at=None, closes_at=None).exists()


# --- publish, archive ---


def test_publishing_is_refused_with_a_list_of_what_is_missing(lund: Organisation, doris: Person, now: datetime) -> None:
    cycle = begin(lund, doris, now, budget=0)
    with pytest.raises(Refused) as refusal:
        actions.publish_cycle(cycle=cycle, actor=doris, now=now)
    for words in ("Löftet saknas", "Inget steg har något datum", "inga pengar"):
        assert words in str(refusal.value)
    cycle.refresh_from_db()
    assert cycle.published_at is None


def test_a_complete_cycle_is_published_once_and_for_good(
    lund: Organisation, doris: Person, now: datetime, heard: list[object]
) -> None:
    cycle = begin(lund, doris, now, promise="Vi gör det som vinner.")
    actions.save_steps(cycle=cycle, steps=dated(cycle, now), actor=doris, now=now)
    published = actions.publish_cycle(cycle=cycle, actor=doris, now=now)
    again = actions.publish_cycle(cycle=cycle, actor=doris, now=now + timedelta(days=1))
    assert again.published_at == published.published_at == now
    assert [type(event) for event in heard] == [CycleCreated, StepsChanged, StepsChanged]


def test_an_archived_cycle_opens_nothing_and_is_not_changed(lund: Organisation, doris: Person, now: datetime) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.DELIVER,))
    archived = actions.archive_cycle(cycle=cycle, actor=doris, now=now)
    assert steps.open_deeds(archived, now) == frozenset()
    with pytest.raises(Refused, match="arkivet"):
        actions.change_cycle(cycle=cycle, actor=doris, now=now, summary="Nytt", reason="Fel")


def test_a_cycle_is_not_archived_while_people_vote(lund: Organisation, doris: Person, now: datetime) -> None:
    with pytest.raises(Refused, match="omröstningen pågår"):
        actions.archive_cycle(cycle=make_cycle(lund, now, open_deeds=(Deed.VOTE,)), actor=doris, now=now)


# --- facts ---


def test_from_when_proposals_may_have_come_in_a_change_needs_a_reason_and_is_logged(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    with pytest.raises(ValidationError) as refusal:
        actions.change_cycle(cycle=cycle, actor=doris, now=now, promise="Något annat.")
    assert list(refusal.value.message_dict) == ["reason"]
    actions.change_cycle(cycle=cycle, actor=doris, now=now, promise="Något annat.", reason="Fullmäktige ändrade.")
    entry = AuditEntry.objects.get()
    assert entry.reason == "Fullmäktige ändrade."
    assert entry.changes["promise"][1] == "Något annat."


def test_the_address_stays_once_published(lund: Organisation, doris: Person, now: datetime) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.change_cycle(cycle=make_cycle(lund, now), actor=doris, now=now, slug="annat", reason="x")
    assert list(refusal.value.message_dict) == ["slug"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"year": 1999}, "year"),
        ({"slug": "Å b"}, "slug"),
        ({"slug": "ny"}, "slug"),
        ({"reference_prefix": "l 27"}, "reference_prefix"),
        ({"promise": "x" * 301}, "promise"),
        ({"level": "rule"}, "level"),
        ({"orientations": ["moon"]}, "orientations"),
        ({"proposal_min_age": 200}, "proposal_min_age"),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_field(
    lund: Organisation, doris: Person, now: datetime, facts: dict[str, object], field: str
) -> None:
    cycle = begin(lund, doris, now)
    with pytest.raises(ValidationError) as refusal:
        actions.change_cycle(cycle=cycle, actor=doris, now=now, **facts)
    assert list(refusal.value.message_dict) == [field]


# --- steps ---


def test_steps_are_renamed_merged_added_removed_and_reordered_in_one_go(
    lund: Organisation, doris: Person, now: datetime, heard: list[object]
) -> None:
    cycle = begin(lund, doris, now, template="five")
    ideas, assess, vote, decide, deliver = [readiness.plan_of(step) for step in cycle.steps.all()]
    heard.clear()
    plans = [
        replace(assess, name="Granska"),
        ideas,
        StepPlan("Fika", ("inform",)),
        vote,
        replace(deliver, deeds=(*deliver.deeds, "decide")),
    ]
    changed = actions.save_steps(cycle=cycle, steps=plans, actor=doris, now=now)
    assert [step.name for step in changed.steps.all()] == ["Granska", ideas.name, "Fika", "Rösta", deliver.name]
    assert not cycle.steps.filter(pk=decide.id).exists()
    assert [type(event) for event in heard] == [StepsChanged]
    actions.save_steps(
        cycle=cycle, steps=[readiness.plan_of(step) for step in changed.steps.all()], actor=doris, now=now
    )
    assert len(heard) == 1, "nothing changed, nothing announced"


def test_faulty_steps_leave_everything_as_it_was(lund: Organisation, doris: Person, now: datetime) -> None:
    cycle = begin(lund, doris, now, template="five")
    plans = dated(cycle, now)
    plans[2] = replace(plans[2], opens_at=plans[0].opens_at)
    with pytest.raises(actions.StepsError) as refusal:
        actions.save_steps(cycle=cycle, steps=plans, actor=doris, now=now)
    assert {(fault.place, fault.field) for fault in refusal.value.faults} == {(2, "opens_at")}
    assert not cycle.steps.exclude(opens_at=None).exists()


def test_a_step_of_another_cycle_is_not_taken(lund: Organisation, doris: Person, now: datetime) -> None:
    cycle, other = begin(lund, doris, now), begin(lund, doris, now, name="Annan")
    stolen = other.steps.all()[0]
    with pytest.raises(Refused):
        actions.save_steps(cycle=cycle, steps=[readiness.plan_of(stolen)], actor=doris, now=now)
    stolen.refresh_from_db()
    assert stolen.cycle == other


def test_an_opened_vote_stays_where_it_is_and_other_steps_may_move(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.VOTE,))
    plans = [readiness.plan_of(step) for step in cycle.steps.all()]
    place = next(place for place, plan in enumerate(plans) if "vote" in plan.deeds)
    later = plans[place].closes_at
    assert later is not None
    moved = [*plans]
    moved[place] = replace(plans[place], closes_at=later - timedelta(hours=1))
    with pytest.raises(Refused, match="låsta"):
        actions.save_steps(cycle=cycle, steps=moved, actor=doris, now=now, reason="Snabbare")
    with pytest.raises(Refused, match="låsta"):
        actions.save_steps(
            cycle=cycle, steps=[*plans[:place], *plans[place + 1 :]], actor=doris, now=now, reason="Bort"
        )
    renamed = [*plans]
    renamed[-1] = replace(plans[-1], name="Utvärdera")
    actions.save_steps(cycle=cycle, steps=renamed, actor=doris, now=now, reason="Bättre ord")


def test_a_vote_is_not_moved_to_a_time_that_has_passed(lund: Organisation, doris: Person, now: datetime) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.DECIDE,))
    cycle.steps.all().delete()
    plan = StepPlan("Rösta", ("vote",), now - timedelta(hours=1), now + timedelta(days=9))
    with pytest.raises(actions.StepsError, match="har passerat"):
        actions.save_steps(cycle=cycle, steps=[plan], actor=doris, now=now, reason="Nu")


# --- money ---


def test_pots_by_population_follow_the_budget_and_the_areas(lund: Organisation, doris: Person, now: datetime) -> None:
    cycle = begin(lund, doris, now, budget=1_000)
    queries.pots(cycle).delete()
    areas = [make_area(lund, name, inhabitants=number) for name, number in (("Norr", 2), ("Söder", 1))]
    actions.choose_areas(cycle=cycle, areas=areas, actor=doris, now=now)
    for area in queries.areas(cycle):
        actions.save_pot(cycle=cycle, name=str(area), kind="population_share", cycle_area=area, actor=doris, now=now)
    assert [pot.amount for pot in queries.pots(cycle)] == [667, 333]
    actions.set_budget(cycle=cycle, budget=2_000, actor=doris, now=now)
    assert [pot.amount for pot in queries.pots(cycle)] == [1_333, 667]
    actions.choose_areas(cycle=cycle, areas=areas, inhabitants={areas[1].pk: 2}, actor=doris, now=now)
    assert [pot.amount for pot in queries.pots(cycle)] == [1_000, 1_000]


def test_an_area_with_a_pot_is_not_taken_away(lund: Organisation, doris: Person, now: datetime) -> None:
    cycle = make_cycle(
        lund, now - timedelta(days=100), open_deeds=(Deed.CRITERIA,), areas=("Norr",), pots=(500,), published=False
    )
    area = queries.areas(cycle).get()
    queries.pots(cycle).update(cycle_area=area)
    with pytest.raises(ValidationError, match="kan inte tas bort"):
        actions.choose_areas(cycle=cycle, areas=[], actor=doris, now=now)


def test_another_municipalitys_area_is_refused(
    lund: Organisation, ystad: Organisation, doris: Person, now: datetime
) -> None:
    with pytest.raises(ValidationError):
        actions.choose_areas(cycle=begin(lund, doris, now), areas=[make_area(ystad, "Hamnen")], actor=doris, now=now)


def test_pots_over_the_budget_are_refused_and_nothing_is_stored(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    cycle = begin(lund, doris, now, budget=1_000)
    with pytest.raises(ValidationError, match="bara"):
        actions.save_pot(
            cycle=cycle, pot=queries.pots(cycle).get(), name="Hela", fixed_amount=1_001, actor=doris, now=now
        )
    assert Pot.objects.get().amount == 1_000


def test_two_pots_for_the_whole_or_one_area_are_refused(lund: Organisation, doris: Person, now: datetime) -> None:
    cycle = begin(lund, doris, now, budget=1_000)
    with pytest.raises(ValidationError) as refusal:
        actions.save_pot(cycle=cycle, name="En till", fixed_amount=0, actor=doris, now=now)
    assert list(refusal.value.message_dict) == ["cycle_area"]


# --- rules ---

RULES = RuleValues(tie_to_place="Du som bor i Lund", min_age=12, max_choices=5)


def test_rules_of_a_draft_change_in_place_and_later_become_versions(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    draft = begin(lund, doris, now)
    assert actions.change_rules(cycle=draft, values=RULES, actor=doris, now=now).version == 1
    published = make_cycle(lund, now, open_deeds=(Deed.PROPOSE,), slug="2026")
    assert actions.change_rules(cycle=published, values=RULES, actor=doris, now=now, reason="Ny ålder").version == 2
    assert actions.change_rules(cycle=published, values=RULES, actor=doris, now=now).version == 2, (
        "the same rules again"
    )
    assert RuleSheet.objects.filter(cycle=published).count() == 2


def test_rules_money_and_areas_are_frozen_from_the_second_voting_opens(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    cycle = make_cycle(lund, now, open_deeds=(Deed.VOTE,))
    opened, _closed = steps.times_of(cycle, Deed.VOTE)
    assert opened is not None
    pot, new = queries.pots(cycle).get(), make_area(lund, "Ny")
    deeds = [
        lambda at: actions.change_rules(cycle=cycle, values=RULES, actor=doris, now=at, reason="r"),
        lambda at: actions.set_budget(cycle=cycle, budget=2_000_000, actor=doris, now=at, reason="r"),
        lambda at: actions.save_pot(cycle=cycle, pot=pot, name="N", fixed_amount=5, actor=doris, now=at, reason="r"),
        lambda at: actions.choose_areas(cycle=cycle, areas=[new], actor=doris, now=at, reason="r"),
        lambda at: actions.remove_pot(pot=pot, actor=doris, now=at, reason="r"),
    ]
    for deed in deeds:
        for moment in (opened, now, now + timedelta(days=500)):
            with pytest.raises(Refused, match="låsta sedan omröstningen öppnade"):
                deed(moment)
    for deed in deeds[:3]:
        deed(opened - timedelta(seconds=1))


def test_who_has_built_on_the_terms_can_refuse_a_change_and_nothing_of_it_stays(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    def refuse(event: TermsChanged) -> None:
        raise Refused("Valsedeln är förberedd.")

    cycle = make_cycle(lund, now, open_deeds=(Deed.ASSESS,))
    pot, new = queries.pots(cycle).get(), make_area(lund, "Ny")
    events.subscribe(TermsChanged, refuse)
    try:
        for deed in (
            lambda: actions.change_rules(cycle=cycle, values=RULES, actor=doris, now=now, reason="r"),
            lambda: actions.set_budget(cycle=cycle, budget=2_000_000, actor=doris, now=now, reason="r"),
            lambda: actions.save_pot(cycle=cycle, pot=pot, name="N", fixed_amount=5, actor=doris, now=now, reason="r"),
            lambda: actions.choose_areas(cycle=cycle, areas=[new], actor=doris, now=now, reason="r"),
            lambda: actions.remove_pot(pot=pot, actor=doris, now=now, reason="r"),
        ):
            with pytest.raises(Refused, match="förberedd"):
                deed()
    finally:
        events._handlers[TermsChanged].remove(refuse)
    assert RuleSheet.objects.count() == Pot.objects.count() == 1
    assert not AuditEntry.objects.exists()


# --- decisions ---


def test_a_decision_is_registered_once_and_announced(
    lund: Organisation, doris: Person, now: datetime, heard: list[object]
) -> None:
    cycle = make_cycle(lund, now)
    decision = actions.register_decision(cycle=cycle, actor=doris, now=now, **DECISION)  # type: ignore[arg-type]
    again = actions.register_decision(cycle=cycle, actor=doris, now=now, **DECISION)  # type: ignore[arg-type]
    assert decision == again
    assert decision.paragraph == "41"
    assert heard == [DecisionRegistered(decision, doris, now)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"body": " "}, "body"),
        ({"paragraph": "§"}, "paragraph"),
        ({"diary_number": ""}, "diary_number"),
        ({"kind": "whim"}, "kind"),
        ({"decided_on": date(2027, 3, 11)}, "decided_on"),
        ({"link": "http://lund.se/protokoll"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://lund.se/pro tokoll"}, "link"),
        ({"link": "https://lund.se/" + "a" * 400}, "link"),
        ({"summary": "x" * 2001}, "summary"),
        ({"kind": "deviation"}, "summary"),
    ],
)
def test_decisions_with_something_wrong_are_refused_at_the_field(
    lund: Organisation, doris: Person, now: datetime, change: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.register_decision(cycle=make_cycle(lund, now), actor=doris, now=now, **{**DECISION, **change})  # type: ignore[arg-type]
    assert list(refusal.value.message_dict) == [field]
    assert not Decision.objects.exists()


def test_a_decision_is_corrected_only_with_a_reason_and_the_old_words_stay_in_the_log(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    decision = actions.register_decision(cycle=make_cycle(lund, now), actor=doris, now=now, **DECISION)  # type: ignore[arg-type]
    with pytest.raises(ValidationError) as refusal:
        actions.correct_decision(decision=decision, actor=doris, now=now, reason=" ", paragraph="42")
    assert list(refusal.value.message_dict) == ["reason"]
    actions.correct_decision(decision=decision, actor=doris, now=now, reason="Skrivfel", paragraph="42")
    assert AuditEntry.objects.get(verb="decision.correct").changes == {"paragraph": ["41", "42"]}


# --- who may ---

MAY = {RoleName.ADMINISTRATOR, RoleName.LEAD}


@pytest.mark.parametrize("role", [None, *RoleName])
def test_only_leads_and_administrators_change_cycles(lund: Organisation, now: datetime, role: RoleName | None) -> None:
    person = make_person("Någon")
    if role is not None:
        grant(person, lund, role)
    cycle = make_cycle(lund, now, open_deeds=(Deed.PROPOSE,))
    allowed = role in MAY
    assert permissions.may_create(person, lund, now).allowed is allowed
    assert permissions.may_change(person, cycle, now).allowed is allowed
    assert permissions.may_change_terms(person, cycle, now).allowed is allowed
    assert permissions.may_register_decision(person, cycle, now).allowed is allowed
    assert permissions.may_archive(person, cycle, now).allowed is allowed
    if not allowed:
        assert "projektansvariga" in str(permissions.may_change(person, cycle, now).reason)


def test_a_lead_elsewhere_may_nothing_here(lund: Organisation, egil: Person, now: datetime) -> None:
    cycle = make_cycle(lund, now, published=False)
    for deed in (
        lambda: actions.publish_cycle(cycle=cycle, actor=egil, now=now),
        lambda: actions.change_rules(cycle=cycle, values=RULES, actor=egil, now=now),
        lambda: actions.copy_cycle(source=cycle, actor=egil, now=now, name="Stulen", year=2028),
        lambda: actions.register_decision(cycle=cycle, actor=egil, now=now, **DECISION),  # type: ignore[arg-type]
    ):
        with pytest.raises(Refused):
            deed()
