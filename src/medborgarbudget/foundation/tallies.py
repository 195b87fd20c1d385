"""How many rows has each of several questions? Asked in one statement, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def tallies(questions: Sequence[QuerySet[Any]]) -> list[int]:
    """The number of rows of each query set, in order."""
    parts: list[str] = []
    values: list[Any] = []
    for question in questions:
        try:
            sql, parameters = question.order_by().values("pk").query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 - made by the ORM, with parameters apart
        values += parameters
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return [int(number) for number in cursor.fetchone()]
