"""Which good examples does the network show, from where, with which figures, and what did they say before?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.membership.models import BodyKind, Member
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class ExampleState(models.TextChoices):
    SUBMITTED = "submitted", _("Inskickat")
    PUBLISHED = "published", _("Publicerat")
    DECLINED = "declined", _("Tackades nej till")
    WITHDRAWN = "withdrawn", _("Borttaget")


class BallotUsed(models.TextChoices):
    """Ballots that members use, in this product or elsewhere; the names are those of cycles where it has them."""

    UP_TO_K = "up_to_k", _("Välj upp till ett antal förslag")
    KNAPSACK = "knapsack", _("Välj så länge pengarna räcker")
    POINTS = "points", _("Fördela poäng")
    RANKING = "ranking", _("Rangordna")
    GRADES = "grades", _("Betygsätt")
    PLUS_MINUS = "plus_minus", _("Röster för och emot")
    STAR = "star", _("Välj, och stjärnmärk ett förslag")
    MEETING = "meeting", _("Röstning på möte")
    OTHER = "other", _("Annat sätt")


class RuleUsed(models.TextChoices):
    EQUAL_SHARES = "equal-shares", _("Jämlika andelar")
    GREEDY = "greedy", _("Flest röster först")
    GREEDY_STOP = "greedy-stop", _("Flest röster först, stopp när pengarna inte räcker")
    POINTS = "points", _("Flest poäng först")
    PHRAGMEN = "phragmen", _("Phragméns metod")
    JUDGEMENT = "majority-judgement", _("Majoritetsomdöme")
    OTHER = "other", _("Annat sätt")


class TargetGroup(models.TextChoices):
    ALL = "all", _("Alla invånare")
    YOUNG = "young", _("Barn och unga")
    PUPILS = "pupils", _("Elever")
    OLDER = "older", _("Äldre")
    TENANTS = "tenants", _("Hyresgäster")
    EMPLOYEES = "employees", _("Medarbetare")
    ASSOCIATIONS = "associations", _("Föreningar")


class Theme(models.TextChoices):
    ANYTHING = "anything", _("Fritt tema")
    OUTDOORS = "outdoors", _("Parker och utemiljö")
    SAFETY = "safety", _("Trygghet")
    CULTURE = "culture", _("Kultur och fritid")
    SCHOOL = "school", _("Skola och lärande")
    HEALTH = "health", _("Hälsa")
    CLIMATE = "climate", _("Klimat och miljö")
    COUNTRYSIDE = "countryside", _("Landsbygd")
    SPORT = "sport", _("Idrott och rörelse")


class Example(OwnedByOrganisation):
    """A good example as everybody reads it. `orientation_line` holds Orientation values as library.models.line_of writes them.

    `cycle` is the cycle in this installation that the figures come from, if any; then they are its own and not typed by anybody.
    `version` is the number of the newest `ExampleVersion`.
    """

    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="examples")
    cycle = models.ForeignKey(Cycle, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    slug = models.SlugField(max_length=80)
    state = models.CharField(max_length=10, choices=ExampleState.choices, default=ExampleState.SUBMITTED)
    title = models.CharField(_("rubrik"), max_length=120)
    summary = models.CharField(_("kort om exemplet"), max_length=400)
    did = models.TextField(_("så gjorde ni"), max_length=5000)
    result = models.TextField(_("det blev"), max_length=3000, blank=True)
    learnt = models.TextField(_("det lärde ni er"), max_length=3000, blank=True)
    advice = models.TextField(_("råd till andra"), max_length=2000, blank=True)

    body_kind = models.CharField(_("kommun eller region"), max_length=20, choices=BodyKind.choices)
    place = models.CharField(_("plats"), max_length=100)
    county = models.CharField(_("län"), max_length=2, blank=True)
    inhabitants = models.PositiveIntegerField(_("antal invånare"), null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    orientation_line = models.CharField(max_length=80)
    theme = models.CharField(_("tema"), max_length=20, choices=Theme.choices, default=Theme.ANYTHING)
    target_group = models.CharField(_("målgrupp"), max_length=20, choices=TargetGroup.choices, default=TargetGroup.ALL)

    year = models.PositiveIntegerField(_("år"))
    money = models.BigIntegerField(_("pengar"))
    proposals = models.PositiveIntegerField(_("förslag"), null=True, blank=True)
    on_ballot = models.PositiveIntegerField(_("förslag i omröstningen"), null=True, blank=True)
    winners = models.PositiveIntegerField(_("vinnare"), null=True, blank=True)
    voters = models.PositiveIntegerField(_("röstande"), null=True, blank=True)
    ballot_kind = models.CharField(_("valsedel"), max_length=20, choices=BallotUsed.choices, blank=True)
    counting_rule = models.CharField(_("räknesätt"), max_length=30, choices=RuleUsed.choices, blank=True)
    deliveries = models.PositiveIntegerField(_("beslutade att genomföras"), null=True, blank=True)
    delivered = models.PositiveIntegerField(_("genomförda"), null=True, blank=True)
    timed = models.PositiveIntegerField(null=True, blank=True)
    on_time = models.PositiveIntegerField(_("klara i tid"), null=True, blank=True)

    link = models.URLField(_("länk till mer"), max_length=400, blank=True)
    contact = models.EmailField(_("funktionsadress för frågor"), blank=True)
    image = models.ImageField(upload_to="examples/", blank=True)
    thumbnail = models.ImageField(upload_to="examples/", blank=True)
    image_alt = models.CharField(_("vad bilden visar"), max_length=200, blank=True)
    invented = models.BooleanField(default=False)

    version = models.PositiveIntegerField(default=1)
    submitted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField()
    declined_reason = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    checked_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        indexes = [models.Index(fields=["organisation", "state", "-published_at"], name="example_latest")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="example_slug_unique"),
            models.UniqueConstraint(
                fields=["organisation", "cycle"],
                condition=Q(cycle__isnull=False) & Q(state__in=["submitted", "published"]),
                name="one_example_of_a_cycle",
            ),
            models.CheckConstraint(condition=Q(money__gt=0), name="example_money_positive"),
            models.CheckConstraint(condition=~Q(orientation_line=""), name="example_has_an_orientation"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, checked_on__isnull=False),
                name="example_published_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_reason=""), name="example_no_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(winners=None) | Q(on_ballot=None) | Q(winners__lte=F("on_ballot")),
                name="example_winners_were_on_the_ballot",
            ),
            models.CheckConstraint(
                condition=Q(delivered=None) | Q(deliveries=None) | Q(delivered__lte=F("deliveries")),
                name="example_delivered_were_decided",
            ),
            models.CheckConstraint(
                condition=Q(on_time=None) | Q(timed=None) | Q(on_time__lte=F("timed")), name="example_on_time_of_timed"
            ),
            models.CheckConstraint(condition=Q(image="") | ~Q(image_alt=""), name="example_picture_described"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="example_point_whole_or_absent",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def orientations(self) -> list[str]:
        return [each for each in self.orientation_line.split("|") if each]

    @property
    def turnout(self) -> float | None:
        """Voters as a share of all inhabitants, which is what can be compared whatever the age limit."""
        return self.voters / self.inhabitants if self.voters and self.inhabitants else None

    @property
    def per_inhabitant(self) -> int | None:
        """Kronor per inhabitant, whole."""
        return round(self.money / self.inhabitants) if self.inhabitants else None


class ExampleVersion(models.Model):
    """What an example said from a moment on, and why it was changed. `content` maps field → value."""

    example = models.ForeignKey(Example, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    note = models.CharField(_("vad som ändrades"), max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["example", "number"], name="example_version_unique")]

    def __str__(self) -> str:
        return f"{self.example} {self.number}"
