"""What has to be remembered so that work counts once and floods stay small? Nothing that says who somebody is."""

from __future__ import annotations

from django.db import models

from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class SpentProof(models.Model):
    """Work that has been taken once. Thrown away when it would no longer be taken anyway."""

    signature = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.signature


class PostCount(OwnedByOrganisation):
    """How many posts have come from a place within a window. `key` is a keyed hash over place and window, so it cannot be followed over time."""

    key = models.CharField(max_length=64)
    number = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="one_count_per_place_and_window")]

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.number}"


class MailedCode(OwnedByOrganisation):
    """A code that was mailed for something that waits ("contact:7"). Only a keyed hash of it is kept."""

    about = models.CharField(max_length=60)
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "about"], name="one_code_at_a_time")]

    def __str__(self) -> str:
        return self.about
