"""What is kept of an electoral roll? Keyed references to persons, never their numbers; and until a file has been checked, its sealed pieces.

No row here tells whether somebody has voted, and none tells who is protected.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Cycle, CycleArea
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class RollState(models.TextChoices):
    CHECKING = "checking", _("Läses")
    REFUSED = "refused", _("Gick inte att läsa")
    CHECKED = "checked", _("Läst – väntar på godkännande")
    APPROVED = "approved", _("Gäller")
    REPLACED = "replaced", _("Ersatt av en nyare")
    DISCARDED = "discarded", _("Kastad")


class Roll(OwnedByOrganisation):
    """One reading of a file into a cycle's electoral roll. At most one is in force for a cycle.

    `min_age`, `age_on`, `group_kind` and `groups` are the rules it was checked by; who is too young, or in no such group, is left out.
    `summary` is what checking found, in numbers (see checking.py). `run` names the reading under way, so that one begun later ends an earlier.
    `compared_with` is the roll that was in force then. `has_contacts`: e-mail or telephone can be looked up.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="rolls")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=RollState.choices, default=RollState.CHECKING)
    file_name = models.CharField(max_length=120)
    request_key = models.CharField(max_length=64)
    bytes_total = models.BigIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    min_age = models.PositiveSmallIntegerField(default=0)
    age_on = models.DateField()
    group_kind = models.CharField(max_length=10, blank=True)
    groups = models.JSONField(default=list)
    run = models.CharField(max_length=32, blank=True)
    refusal = models.CharField(max_length=400, blank=True)
    summary = models.JSONField(default=dict)
    has_contacts = models.BooleanField(default=False)
    compared_with = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "version"], name="roll_version_unique"),
            models.UniqueConstraint(fields=["cycle", "request_key"], name="roll_asked_for_once"),
            models.UniqueConstraint(
                fields=["cycle"], condition=models.Q(state="approved"), name="one_roll_in_force_per_cycle"
            ),
        ]

    @property
    def percent(self) -> int:
        """How much of the file has been read."""
        return 100 * self.bytes_read // self.bytes_total if self.bytes_total else 0

    def __str__(self) -> str:
        return _("Röstlängd %(version)d").__str__() % {"version": self.version}


class UploadPiece(models.Model):
    """Some of an uploaded file, sealed. Gone as soon as the file has been checked."""

    roll = models.ForeignKey(Roll, on_delete=models.CASCADE, related_name="pieces")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "position"], name="upload_piece_once")]

    def __str__(self) -> str:
        return f"{self.roll_id} {self.position}"


class RejectedRow(models.Model):
    """A row of the file that was left out, and why; never what stood in it."""

    roll = models.ForeignKey(Roll, on_delete=models.CASCADE, related_name="rejected")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class RollEntry(models.Model):
    """Somebody who may vote. `area` empty: the whole municipality, the voter says in which area. `ended`: may not be let in any more."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    roll = models.ForeignKey(Roll, on_delete=models.CASCADE, related_name="entries", db_index=False)
    person_ref = models.BinaryField(max_length=32)
    area = models.ForeignKey(
        CycleArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    birth_year = models.PositiveSmallIntegerField()
    ended = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "person_ref"], name="person_once_per_roll")]

    def __str__(self) -> str:
        return str(self.uuid)


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-post")
    PHONE = "phone", _("Telefon")


class RollContact(models.Model):
    """A keyed hash of an address that the roll says a person reads."""

    roll = models.ForeignKey(Roll, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    kind = models.CharField(max_length=5, choices=ContactKind.choices)
    ref = models.BinaryField(max_length=32)
    person_ref = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "kind", "ref", "person_ref"], name="roll_contact_once")]

    def __str__(self) -> str:
        return f"{self.roll_id} {self.kind}"


class SealedAddresses(models.Model):
    """Names and addresses of some of the roll, sealed, for letters. Destroyed when the letters have been made, or the roll is no more.

    With a `school_class` they are the names of its pupils, for slips.
    """

    roll = models.ForeignKey(Roll, on_delete=models.CASCADE, related_name="addresses")
    area = models.ForeignKey(CycleArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    school_class = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.roll_id}: {self.number}"


class ChangeKind(models.TextChoices):
    ADD = "add", _("Lägga till en person")
    MOVE = "move", _("Flytta en person till ett annat område")
    END = "end", _("Ta bort en person")


class RollChange(models.Model):
    """A change to a roll in force, asked for by one and made when a second confirms (`at`). Counted publicly; names nobody."""

    roll = models.ForeignKey(Roll, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=5, choices=ChangeKind.choices)
    entry = models.ForeignKey(RollEntry, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class SamePerson(models.Model):
    """Two references that the file or an e-ID has shown to be one person: an old samordningsnummer and the personnummer given later.

    `other` is met on the way in, `person_ref` is what counts.
    """

    roll = models.ForeignKey(Roll, on_delete=models.CASCADE, related_name="same_persons", db_index=False)
    other = models.BinaryField(max_length=32)
    person_ref = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "other"], name="same_person_once")]

    def __str__(self) -> str:
        return str(self.roll_id)
