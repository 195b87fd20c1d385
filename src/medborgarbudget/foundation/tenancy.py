"""Whose is this row? Every row that an organisation owns says so itself, and is asked for through its organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

if TYPE_CHECKING:
    from typing import Self

M = TypeVar("M", bound=models.Model)


class OwnedQuerySet(models.QuerySet[M]):
    """A query set whose first step names the organisation."""

    def of(self, organisation: models.Model) -> Self:
        """Only the rows of this organisation."""
        return self.filter(organisation_id=organisation.pk)


class OwnedByOrganisation(models.Model):
    """Base of what an organisation owns: another organisation's row is not found, never forbidden."""

    organisation: models.ForeignKey[Any, Any] = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
