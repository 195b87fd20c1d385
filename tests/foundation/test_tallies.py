"""Several questions, one statement, the right numbers."""

from __future__ import annotations

import pytest
from django.db.models import Count, Q

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.foundation.tallies import tallies

pytestmark = [pytest.mark.django_db, pytest.mark.writes]


def test_each_question_gets_its_own_number_in_one_statement(
    lund: Organisation, ystad: Organisation, doris: Person, egil: Person, django_assert_num_queries: object
) -> None:
    questions = [
        Organisation.objects.all(),
        Role.objects.of(lund).filter(Q(role=RoleName.LEAD) | Q(person__name="Ingen")),
        Person.objects.filter(pk__in=[]),
        Person.objects.annotate(n=Count("roles")).filter(n__gt=1).order_by("name"),
    ]
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert tallies(questions) == [2, 1, 0, 2]
    assert tallies([]) == []
