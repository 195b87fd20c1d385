"""Whom can a member ask for help outside the network, and what came of it?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class ExpertKind(models.TextChoices):
    RESEARCHER = "researcher", _("Forskare")
    PRACTITIONER = "practitioner", _("Praktiker")
    NETWORK = "network", _("Internationellt nätverk")
    SISTER = "sister", _("Systerorganisation")
    CIVIL = "civil", _("Organisation i civilsamhället")


class Topic(models.TextChoices):
    """What somebody can help with."""

    START = "start", _("Komma igång och skriva ramar")
    METHOD = "method", _("Metod och upplägg")
    INCLUSION = "inclusion", _("Nå dem som sällan hörs")
    YOUTH = "youth", _("Barn och unga")
    DIGITAL = "digital", _("Digitala verktyg")
    COUNTING = "counting", _("Röstning och räkning")
    LAW = "law", _("Juridik och beslut")
    EVALUATION = "evaluation", _("Utvärdering och forskning")
    CLIMATE = "climate", _("Klimat och hållbarhet")
    INTERNATIONAL = "international", _("Internationellt utbyte")


class Expert(OwnedByOrganisation):
    """A person or an organisation that can help. `email` is the office's way to them and never shown.

    `languages` are codes such as "sv" and "pt"; `topics` values of Topic.
    """

    slug = models.SlugField(max_length=60)
    kind = models.CharField(_("slag"), max_length=20, choices=ExpertKind.choices)
    name = models.CharField(_("namn"), max_length=120)
    affiliation = models.CharField(_("organisation"), max_length=150, blank=True)
    country = models.CharField(_("land"), max_length=60, blank=True)
    languages = models.JSONField(_("språk"), default=list)
    topics = models.JSONField(_("ämnen"), default=list)
    summary = models.CharField(_("kort presentation"), max_length=300)
    text = models.TextField(_("mer"), max_length=4000, blank=True)
    website = models.URLField(_("webbplats"), max_length=300, blank=True)
    email = models.EmailField(_("e-post"), blank=True)
    is_partner = models.BooleanField(_("samarbetar med nätverket"), default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="expert_slug_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="expert_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class RequestState(models.TextChoices):
    NEW = "new", _("Ny")
    PASSED_ON = "passed_on", _("Förmedlad")
    ANSWERED = "answered", _("Besvarad")
    CLOSED = "closed", _("Avslutad")
    DECLINED = "declined", _("Gick inte att ordna")


class Outcome(models.TextChoices):
    YES = "yes", _("Ja, det hjälpte")
    PARTLY = "partly", _("Delvis")
    NO = "no", _("Nej")


class HelpRequest(OwnedByOrganisation):
    """A member asks for help, of somebody in particular or of whoever the office finds. `key` is the form's: sent twice is one."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="help_requests")
    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("ämne"), max_length=20, choices=Topic.choices)
    text = models.TextField(_("vad ni vill ha hjälp med"), max_length=2000)
    wanted_by = models.DateField(_("när ni behöver det"), null=True, blank=True)
    state = models.CharField(max_length=20, choices=RequestState.choices, default=RequestState.NEW)
    assigned_to = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("hjälpte det"), max_length=10, choices=Outcome.choices, blank=True)
    outcome_text = models.CharField(_("vad det ledde till"), max_length=600, blank=True)
    key = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["organisation", "state"], name="help_request_state")]
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="help_request_once")]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_topic_display()}"


class HelpNote(models.Model):
    """Something that happened with a request. `for_member`: the member reads it; else only the office."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="notes")
    state = models.CharField(max_length=20, choices=RequestState.choices)
    text = models.TextField(_("anteckning"), max_length=2000, blank=True)
    for_member = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
