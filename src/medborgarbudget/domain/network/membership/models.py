"""Which municipalities and regions belong to the network, and which people speak for them?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class BodyKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Kommun")
    REGION = "region", _("Region")


class MemberState(models.TextChoices):
    """How far a municipality or region has come on its way into the network, and out of it."""

    NEW = "new", _("Ny")
    CONTACTED = "contacted", _("Kontaktad")
    MEMBER = "member", _("Medlem")
    PAUSED = "paused", _("Pausad")
    LEFT = "left", _("Har lämnat")


class Member(OwnedByOrganisation):
    """A municipality or region as the network knows it.

    `organisation` is the network; `tenant` is the member's own organisation in the installation, if any.
    `code` is the municipality's (four digits) or county's (two) code in the official list.
    """

    kind = models.CharField(_("slag"), max_length=20, choices=BodyKind.choices)
    code = models.CharField(_("kod"), max_length=4)
    name = models.CharField(_("namn"), max_length=100)
    slug = models.SlugField(max_length=60)
    state = models.CharField(max_length=20, choices=MemberState.choices, default=MemberState.NEW)
    tenant = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "code"], name="member_once_per_network"),
            models.UniqueConstraint(fields=["organisation", "slug"], name="member_slug_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class MemberContact(models.Model):
    """A person who speaks for a member in the network: projektansvarig or elected representative. Ended ones stay for the record."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Projektansvarig")
        ELECTED = "elected", _("Förtroendevald")
        OTHER = "other", _("Annan kontakt")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("roll"), max_length=20, choices=Role.choices, default=Role.LEAD)
    title = models.CharField(_("titel"), max_length=80, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "person"], condition=models.Q(ended_at=None), name="one_running_contact"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.member}"
