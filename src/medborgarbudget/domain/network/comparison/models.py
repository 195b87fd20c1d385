"""Which members' cycles are compared, from where do their figures come, and whose word is behind them?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class Origin(models.TextChoices):
    INSTALLATION = "installation", _("Direkt från omgången")
    SIGNED = "signed", _("Signerad fil")
    FILE = "file", _("Fil som kansliet har godkänt")


class ComparableState(models.TextChoices):
    WAITING = "waiting", _("Väntar på kansliet")
    SHOWN = "shown", _("Med i jämförelsen")
    REFUSED = "refused", _("Avböjd")
    WITHDRAWN = "withdrawn", _("Borttagen av medlemmen")


class ComparedCycle(OwnedByOrganisation):
    """A member's cycle in the comparison. `figures` has the keys of measures.FIGURES, `shown` the measures that the member shows.

    `cycle` is set when it is one in this installation; `key` is the key that signed the file.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="compared_cycles")
    cycle = models.ForeignKey(Cycle, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("omgång"), max_length=120)
    year = models.PositiveIntegerField(_("år"))
    figures = models.JSONField()
    shown = models.JSONField(default=list)
    origin = models.CharField(max_length=20, choices=Origin.choices)
    key = models.ForeignKey("SigningKey", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=ComparableState.choices)
    reason = models.CharField(_("varför inte"), max_length=300, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year", "member__name", "name"]
        indexes = [models.Index(fields=["organisation", "state", "-year"], name="compared_year")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "member", "year", "name"], name="compared_once"),
            models.UniqueConstraint(
                fields=["organisation", "cycle"], condition=Q(cycle__isnull=False), name="compared_cycle_once"
            ),
            models.CheckConstraint(condition=~Q(origin="signed") | Q(key__isnull=False), name="signed_by_a_key"),
            models.CheckConstraint(
                condition=~Q(origin="file") | ~Q(state="shown") | Q(settled_by__isnull=False),
                name="unsigned_shown_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="compared_no_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.name_and_year}"

    @property
    def name_and_year(self) -> str:
        """The cycle's name with its year, which many names have already."""
        return self.name if str(self.year) in self.name else f"{self.name} {self.year}"


class SigningKey(models.Model):
    """A member's public Ed25519 key, by which its own systems sign files of figures. An ended key stays for what it has signed."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="signing_keys")
    public_key = models.CharField(_("publik nyckel"), max_length=44, unique=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return f"{self.member} {self.public_key[:12]}…"
