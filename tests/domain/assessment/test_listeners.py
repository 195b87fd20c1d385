"""Does the assessment follow what happens earlier in a cycle?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from medborgarbudget.domain.assessment import actions, queries
from medborgarbudget.domain.cycles.actions import change_rules, copy_cycle, create_from_template
from medborgarbudget.domain.cycles.models import Deed
from medborgarbudget.domain.cycles.queries import rules_in_force
from medborgarbudget.domain.cycles.readiness import values_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation.decisions import Refused
from tests.support.assessment import open_one, signed
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.proposals import make_proposal


def test_a_new_cycle_has_the_usual_criteria(lund: Organisation, doris: Person, now: datetime) -> None:
    cycle = create_from_template(organisation=lund, actor=doris, now=now, name="Medborgarbudget 2028", year=2028)
    assert queries.criteria(cycle).count() == 8


def test_a_copied_cycle_has_last_years_own_criteria(lund: Organisation, doris: Person, now: datetime) -> None:
    last = make_cycle(lund, now)
    words = {"code": "barn", "question": "Är det bra för barn?", "refusal_text": "Det är inte bra för barn."}
    actions.save_criterion(cycle=last, criterion=None, actor=doris, now=now, **words)
    cycle = copy_cycle(source=last, actor=doris, now=now, name="Medborgarbudget 2028", year=2028)
    assert [(row.code, row.question, row.refusal_text) for row in queries.criteria(cycle)] == [tuple(words.values())]


def test_the_ceiling_stays_over_what_two_people_have_signed(
    lund: Organisation, doris: Person, asta: Person, now: datetime
) -> None:
    gustav = grant(make_person("Gustav"), lund, RoleName.ASSESSOR)
    cycle = make_cycle(lund, now, open_deeds=[Deed.ASSESS], rules={"cost_ceiling": 400_000})
    signed(make_proposal(cycle, asta), "yes", now, doris, gustav, cost=120_000)
    open_one(make_proposal(cycle, asta, title="Pågår"), now, doris)
    rules = values_of(rules_in_force(cycle))
    with pytest.raises(Refused, match="Fler bänkar vid ån"):
        change_rules(cycle=cycle, values=replace(rules, cost_ceiling=119_999), actor=doris, now=now, reason="Sparar")
    assert rules_in_force(cycle).cost_ceiling == 400_000
    change_rules(cycle=cycle, values=replace(rules, cost_ceiling=120_000), actor=doris, now=now, reason="Sparar")
    assert rules_in_force(cycle).cost_ceiling == 120_000
