"""Who did what to which thing, when, and why? An append-only record of deeds by staff and system, per organisation.

Ids are plain numbers, not foreign keys: the record outlives what it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class AuditEntry(models.Model):
    """One deed. `changes` maps field → [old, new]; never holds ballots, codes or contact data."""

    organisation_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    subject_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        app_label = "foundation"
        indexes = [models.Index(fields=["organisation_id", "-at"], name="audit_organisation_at")]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_type} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit entry is written once and never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An audit entry is never deleted.")


def record(
    *,
    organisation_id: int | None,
    actor: AbstractBaseUser | None,
    verb: str,
    subject: models.Model,
    now: datetime,
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry. `verb` is a short English word such as "cycle.publish"; pages translate it."""
    return AuditEntry.objects.create(
        organisation_id=organisation_id,
        at=now,
        actor_id=actor.pk if actor is not None else None,
        actor_name=str(actor)[:150] if actor is not None else "",
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_name=str(subject)[:200],
        reason=reason,
        changes=changes or {},
    )


def entries(
    organisation_id: int | None,
    *,
    actor_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Iterable[str] = (),
) -> models.QuerySet[AuditEntry]:
    """An organisation's entries, latest first. `kinds` are first parts of verbs ("cycle", "role"); `until` is not included."""
    found = AuditEntry.objects.filter(organisation_id=organisation_id)
    if actor_id is not None:
        found = found.filter(actor_id=actor_id)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    wanted = models.Q()
    for kind in kinds:
        wanted |= models.Q(verb__startswith=f"{kind}.")
    return found.filter(wanted)


def actors(organisation_id: int | None) -> list[tuple[int, str]]:
    """Who has done something there: (id, latest name), by name."""
    rows = AuditEntry.objects.filter(organisation_id=organisation_id, actor_id__isnull=False)
    named = dict(rows.order_by("at", "id").values_list("actor_id", "actor_name"))
    return sorted(((int(pk), name) for pk, name in named.items() if pk is not None), key=lambda row: row[1].casefold())


def verbs(organisation_id: int | None) -> list[str]:
    """Which verbs occur there, in order of the alphabet."""
    return sorted(
        set(AuditEntry.objects.filter(organisation_id=organisation_id).values_list("verb", flat=True).order_by())
    )
