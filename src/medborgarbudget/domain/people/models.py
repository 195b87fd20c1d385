"""Who are the people, and which roles do they have in which organisation?"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class PersonManager(BaseUserManager["Person"]):
    """Makes accounts; the e-mail address is the name one signs in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        if password is None:
            person.set_unusable_password()
        else:
            person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """One account in the whole installation. `name` is what others see; roles say what it may do where.

    `is_operator`: runs the installation and may create organisations; sees no organisation's data by that.
    """

    email = models.EmailField(_("e-postadress"), max_length=254, unique=True)
    name = models.CharField(_("namn"), max_length=80, blank=True)
    language = models.CharField(_("språk"), max_length=8, default="sv")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_unique_whatever_case")]

    def __str__(self) -> str:
        return self.name or _("Namnlös person").__str__()

    @property
    def is_staff(self) -> bool:
        """Django's admin is not used; nobody is staff of it."""
        return False


class RoleName(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administratör")
    LEAD = "lead", _("Projektansvarig")
    COMMUNICATOR = "communicator", _("Kommunikatör")
    ASSESSOR = "assessor", _("Bedömare")
    DESK = "desk", _("Desk och telefon")
    AUDITOR = "auditor", _("Granskare")
    ELECTED = "elected", _("Förtroendevald")


class Role(OwnedByOrganisation):
    """A person's role in an organisation, from when until when, given by whom. Ended roles stay for the record."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=RoleName.choices)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "role"], condition=models.Q(ended_at=None), name="one_running_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.get_role_display()}"


class TwoPersonState(models.TextChoices):
    WAITING = "waiting", _("Väntar på en andra person")
    DONE = "done", _("Godkänd och utförd")
    DECLINED = "declined", _("Avslagen")
    WITHDRAWN = "withdrawn", _("Tillbakadragen")


class TwoPersonDeed(OwnedByOrganisation):
    """A deed that one person has asked for and another has to confirm before it is done: what, with which values, why, and the answer.

    `kind` names the deed (two_people.DeedKind); `subject_type` and `subject_id` the row it is about; `payload` holds the values it is done
    with, exactly as the second person saw them. Rows are never deleted.
    """

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    subject_name = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=TwoPersonState.choices, default=TwoPersonState.WAITING)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["organisation", "state", "-asked_at"], name="two_person_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | models.Q(answered_by__isnull=False) & ~models.Q(answered_by=models.F("asked_by")),
                name="done_by_two_different_people",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "subject_type", "subject_id"],
                condition=models.Q(state="waiting"),
                name="asked_for_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_name}"


class OfferedFile(OwnedByOrganisation):
    """A file with data about many people that two have decided may be taken out: once, by whoever asked, until a moment.

    The file itself is never kept. It is made when it is taken, and of those who have been forgotten since there is nothing in it.
    """

    deed = models.OneToOneField(TwoPersonDeed, on_delete=models.PROTECT, related_name="offered_file")
    until = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.deed)
