"""Which municipalities and regions belong to the network or want to, and which people speak for them?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
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
    `code` is the municipality's (four digits) or county's (two) code in the official list; `county_code` tells where on the map it is.
    `orientations`, `needs`, `offers` and `ballots` hold values of the choices in policy.py and cycles.models.Orientation.
    `heard_at` is when the member last let anything be heard: registered, edited its profile, asked or answered.
    """

    kind = models.CharField(_("slag"), max_length=20, choices=BodyKind.choices)
    code = models.CharField(_("kod"), max_length=4)
    name = models.CharField(_("namn"), max_length=100)
    slug = models.SlugField(max_length=60)
    county_code = models.CharField(_("län"), max_length=2, blank=True)
    organisation_number = models.CharField(_("organisationsnummer"), max_length=11, blank=True)
    inhabitants = models.PositiveIntegerField(_("antal invånare"), null=True, blank=True)
    state = models.CharField(_("läge"), max_length=20, choices=MemberState.choices, default=MemberState.NEW)
    tenant = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    stage = models.CharField(_("hur långt vi har kommit"), max_length=20, blank=True)
    orientations = models.JSONField(_("inriktningar"), default=list, blank=True)
    about = models.TextField(_("om oss"), blank=True)
    needs = models.JSONField(_("det vi vill ha hjälp med"), default=list, blank=True)
    needs_text = models.TextField(_("mer om vad vi behöver"), blank=True)
    offers = models.JSONField(_("det vi kan hjälpa andra med"), default=list, blank=True)
    offers_text = models.TextField(_("mer om vad vi kan hjälpa till med"), blank=True)
    ballots = models.JSONField(_("valsedlar som vi har prövat"), default=list, blank=True)
    website = models.URLField(_("webbplats"), max_length=300, blank=True)
    assignee = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["organisation", "state"], name="member_state")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "code"], name="member_once_per_network"),
            models.UniqueConstraint(fields=["organisation", "slug"], name="member_slug_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class MemberContact(models.Model):
    """A person who speaks for a member in the network: projektansvarig or elected representative. Ended ones stay for the record.

    Others in the network see the name and role; `show_email` and `show_phone` are the person's own choice.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("Projektansvarig")
        ELECTED = "elected", _("Förtroendevald")
        OTHER = "other", _("Annan kontakt")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("roll"), max_length=20, choices=Role.choices, default=Role.LEAD)
    title = models.CharField(_("titel"), max_length=80, blank=True)
    phone = models.CharField(_("telefon"), max_length=40, blank=True)
    show_name = models.BooleanField(_("visa mitt namn"), default=True)
    show_email = models.BooleanField(_("visa min e-postadress"), default=False)
    show_phone = models.BooleanField(_("visa mitt telefonnummer"), default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "person"], condition=models.Q(ended_at=None), name="one_running_contact"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.member}"


class Interest(OwnedByOrganisation):
    """What somebody wrote when they registered interest for a municipality or region, kept as it was written.

    It waits unseen until it is confirmed by a human check or a mailed code (`confirmed_at`); then it belongs to a member, made new when
    the network did not know the body. `addition`: the body was a member already. The same person's later interest for the same body
    takes the place of one that nobody has handled (`replaced_at`), so the office sees one.
    """

    kind = models.CharField(_("slag"), max_length=20, choices=BodyKind.choices)
    code = models.CharField(_("kod"), max_length=4)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="interests")
    reference = models.CharField(max_length=12)
    form_key = models.CharField(max_length=40)
    email = models.EmailField(max_length=254)
    organisation_number = models.CharField(_("organisationsnummer"), max_length=11, blank=True)
    stage = models.CharField(_("hur långt vi har kommit"), max_length=20)
    orientations = models.JSONField(_("inriktningar"), default=list)
    wants = models.TextField(_("det vi vill pröva"), blank=True)
    needs = models.JSONField(_("det vi vill ha hjälp med"), default=list, blank=True)
    needs_text = models.TextField(_("mer om vad vi behöver"), blank=True)
    decision_body = models.CharField(_("beslutat av"), max_length=120, blank=True)
    decision_date = models.DateField(_("beslutsdag"), null=True, blank=True)
    decision_paragraph = models.CharField(_("paragraf"), max_length=20, blank=True)
    show_names = models.BooleanField(_("andra medlemmar får se våra namn"), default=False)
    consent_version = models.CharField(max_length=20)
    language = models.CharField(max_length=8, default="sv")
    submitted_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    by_mail = models.BooleanField(default=False)
    addition = models.BooleanField(default=False)
    handled_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-submitted_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-submitted_at"], name="interest_submitted")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="interest_reference_unique"),
            models.UniqueConstraint(fields=["organisation", "form_key"], name="interest_sent_once"),
            models.UniqueConstraint(
                fields=["organisation", "kind", "code", "email"],
                condition=Q(confirmed_at__isnull=False, handled_at=None, replaced_at=None),
                name="one_open_interest_per_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(member__isnull=False), name="confirmed_interest_has_member"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class InterestPerson(models.Model):
    """A person named in an interest."""

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("namn"), max_length=80)
    email = models.EmailField(_("e-postadress"), max_length=254)
    phone = models.CharField(_("telefon"), max_length=40, blank=True)
    title = models.CharField(_("titel"), max_length=80, blank=True)
    role = models.CharField(
        _("roll"), max_length=20, choices=MemberContact.Role.choices, default=MemberContact.Role.LEAD
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class MemberNote(models.Model):
    """What the office has written down about a member. Only the office reads it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("anteckning"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:60]


class Reminder(models.Model):
    """A day on which the office wants to be reminded of a member."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="reminders")
    on = models.DateField(_("dag"))
    text = models.CharField(_("vad som ska göras"), max_length=200)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return self.text


class StateChange(models.Model):
    """A member came from one state to another: when, by whom, and why."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="changes")
    before = models.CharField(max_length=20, choices=MemberState.choices, blank=True)
    after = models.CharField(max_length=20, choices=MemberState.choices)
    reason = models.CharField(_("skäl"), max_length=400, blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
