"""What is one participatory budgeting: its steps, areas, pots, rule sheet and political decisions?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.organisations.models import SLUG, Area
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class Orientation(models.TextChoices):
    """What the cycle is about, in SKR's words; a cycle has one or more."""

    TERRITORY = "territory", _("Territoriet – kommunen eller regionen, eller delar av den")
    GROUP = "group", _("En särskild grupp eller grupper")
    THEME = "theme", _("Teman eller institutioner")


class ParticipationLevel(models.TextChoices):
    """The ladder of participation: how much the promise gives away."""

    INFORMATION = "information", _("Information")
    CONSULTATION = "consultation", _("Konsultation")
    DIALOGUE = "dialogue", _("Dialog")
    INFLUENCE = "influence", _("Inflytande")
    CO_DECISION = "co_decision", _("Medbeslutande")


class Deed(models.TextChoices):
    """What a step opens. A merged step opens several."""

    CRITERIA = "criteria", _("Ta fram kriterier")
    INFORM = "inform", _("Göra känt")
    PROPOSE = "propose", _("Lämna förslag")
    SUPPORT = "support", _("Stödja förslag")
    COMMENT = "comment", _("Kommentera förslag")
    ASSESS = "assess", _("Bedöma förslag")
    OBJECT = "object", _("Begära omprövning")
    VOTE = "vote", _("Rösta")
    DECIDE = "decide", _("Fatta beslut")
    DELIVER = "deliver", _("Genomföra")
    FOLLOW_UP = "follow_up", _("Följa upp")


class Moderation(models.TextChoices):
    AFTER = "after", _("I efterhand – förslag syns direkt")
    BEFORE = "before", _("I förväg – förslag syns när de har granskats")


class Cycle(OwnedByOrganisation):
    """One whole participatory budgeting. `orientations` lists Orientation values.

    A draft (`published_at` empty) is seen by staff alone.
    """

    slug = models.CharField(_("adressnamn"), max_length=40, validators=[SLUG])
    name = models.CharField(_("namn"), max_length=120)
    year = models.PositiveIntegerField(_("år"))
    summary = models.CharField(_("kort beskrivning"), max_length=300, blank=True)
    promise = models.CharField(_("vad vi lovar, i en mening"), max_length=300)
    level = models.CharField(_("steg på delaktighetstrappan"), max_length=20, choices=ParticipationLevel.choices)
    orientations = models.JSONField(_("inriktning"), default=list)
    reference_prefix = models.CharField(_("början på förslagens nummer"), max_length=12)
    budget = models.BigIntegerField(_("pengar avsatta i hela omgången"), default=0)
    moderation = models.CharField(
        _("granskning av förslag"), max_length=10, choices=Moderation.choices, default=Moderation.AFTER
    )
    proposal_min_age = models.PositiveSmallIntegerField(_("lägsta ålder för att föreslå"), default=0)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="cycle_slug_unique"),
            models.UniqueConstraint(fields=["organisation", "name"], name="cycle_name_unique"),
            models.UniqueConstraint(fields=["organisation", "reference_prefix"], name="cycle_prefix_unique"),
            models.CheckConstraint(condition=Q(budget__gte=0), name="cycle_budget_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """A dated part of a cycle, open from `opens_at` up to but not including `closes_at`; no job opens or closes it.

    `deeds` lists Deed values. A step without times is planned and opens nothing.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(_("namn"), max_length=80)
    description = models.CharField(_("beskrivning"), max_length=400, blank=True)
    deeds = models.JSONField(_("vad steget öppnar"), default=list)
    position = models.PositiveIntegerField()
    opens_at = models.DateTimeField(_("öppnar"), null=True, blank=True)
    closes_at = models.DateTimeField(_("stänger"), null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="step_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CycleArea(models.Model):
    """An area that the cycle is divided into, with the number of inhabitants it was planned with."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="cycle_areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    inhabitants = models.PositiveIntegerField(_("antal invånare"), null=True, blank=True)

    class Meta:
        ordering = ["area__position", "area__name"]
        constraints = [models.UniqueConstraint(fields=["cycle", "area"], name="area_once_per_cycle")]

    def __str__(self) -> str:
        return self.area.name


class Theme(models.Model):
    """What proposals of a cycle may be about, for filters and pictures. `icon` is a name of design's icons."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(_("namn"), max_length=60)
    icon = models.CharField(max_length=30, default="tree")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["cycle", "name"], name="theme_once_per_cycle")]

    def __str__(self) -> str:
        return self.name


class PotKind(models.TextChoices):
    FIXED = "fixed", _("Fast belopp")
    PER_INHABITANT = "per_inhabitant", _("Kronor per invånare, med tak")
    POPULATION_SHARE = "population_share", _("Andel av omgångens pengar efter folkmängd")


class Pot(models.Model):
    """Money set aside for an area, or for the whole organisation when `cycle_area` is empty.

    `amount` is what cycles.policy computed, in kronor. Each pot is counted on its own. An area without a pot of its own
    votes on the pot of the whole.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="pots")
    cycle_area = models.ForeignKey(CycleArea, on_delete=models.PROTECT, null=True, blank=True, related_name="pots")
    name = models.CharField(_("namn"), max_length=100)
    kind = models.CharField(_("hur beloppet bestäms"), max_length=20, choices=PotKind.choices, default=PotKind.FIXED)
    fixed_amount = models.BigIntegerField(_("belopp"), null=True, blank=True)
    per_inhabitant = models.PositiveIntegerField(_("kronor per invånare"), null=True, blank=True)
    cap = models.BigIntegerField(_("högst"), null=True, blank=True)
    amount = models.BigIntegerField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "name"], name="pot_name_unique"),
            models.UniqueConstraint(fields=["cycle", "cycle_area"], name="one_pot_per_area"),
            models.UniqueConstraint(fields=["cycle"], condition=Q(cycle_area=None), name="one_pot_for_the_whole"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="pot_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name


class BallotKind(models.TextChoices):
    """How one marks a ballot; each is described in domain/ballots, by the same name."""

    UP_TO_K = "up_to_k", _("Välj upp till ett antal förslag")
    OWN_AND_FREE = "own_and_free", _("Eget område och ett till – upp till ett antal förslag i vart och ett")
    ONE = "one", _("Välj ett förslag")
    KNAPSACK = "knapsack", _("Välj förslag så länge pengarna räcker")
    POINTS = "points", _("Fördela poäng")
    RANKING = "ranking", _("Rangordna förslag")
    GRADES = "grades", _("Ge betyg")
    PLUS_MINUS = "plus_minus", _("Plus och minus")
    STAR = "star", _("Ge stjärnor, 0 till 5")


class CountingRule(models.TextChoices):
    """How winners are chosen, by the names of pbcount."""

    EQUAL_SHARES = "equal-shares", _("Jämlika andelar – varje röst får lika stor del av pengarna")
    GREEDY = "greedy", _("Flest röster först – så länge pengarna räcker")
    POINTS = "points", _("Flest poäng först – så länge pengarna räcker")
    MAJORITY_JUDGEMENT = "majority-judgement", _("Bästa mittbetyg först – så länge pengarna räcker")
    PLUS_MINUS = "plus-minus", _("Plus minus minus, störst skillnad först – så länge pengarna räcker")
    STAR = "star", _("Stjärnor och tvekamp – så länge pengarna räcker")


class Identity(models.TextChoices):
    """How a voter shows who they are, in the order that the ways are offered."""

    EID = "eid", _("E-legitimation")
    EMAIL_CODE = "email_code", _("Egna uppgifter och en kod till e-posten")
    SMS_CODE = "sms_code", _("Egna uppgifter och en kod i sms")
    CODE_LETTER = "code_letter", _("Kod i brev")
    SCHOOL_CLASS = "school_class", _("Kod på en lapp från skolan")
    ASSISTED = "assisted", _("Hjälp av personal vid disk eller i telefon")


class GroupKind(models.TextChoices):
    """What a vote for some only is narrowed to, besides age and tie to the place."""

    GROUP = "group", _("Bara de som är med i vissa grupper")
    CLASS = "class", _("Bara elever i vissa skolor eller klasser")


class RuleSheet(models.Model):
    """A version of the cycle's rules. The highest is in force; when voting opens it is frozen and no new one is taken.

    `identities` lists Identity values. `completion` and `utility` are options of pbcount. `groups` names, as the roll does, who a vote is for
    when it is not for everybody (`group_kind`).
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="rule_sheets")
    version = models.PositiveIntegerField()
    min_age = models.PositiveSmallIntegerField(_("lägsta ålder för att rösta"), default=0)
    age_on = models.DateField(_("åldern räknas den"), null=True, blank=True)
    tie_to_place = models.CharField(_("vem som får rösta, i ord"), max_length=200)
    group_kind = models.CharField(_("för vissa"), max_length=10, choices=GroupKind.choices, blank=True)
    groups = models.JSONField(_("grupper eller klasser"), default=list, blank=True)
    ballot_kind = models.CharField(_("valsedel"), max_length=20, choices=BallotKind.choices, default=BallotKind.UP_TO_K)
    max_choices = models.PositiveSmallIntegerField(_("högsta antal val"), null=True, blank=True)
    min_choices = models.PositiveSmallIntegerField(_("lägsta antal val"), default=0)
    points_total = models.PositiveSmallIntegerField(_("antal poäng att ge"), null=True, blank=True)
    points_each = models.PositiveSmallIntegerField(_("högsta antal poäng på ett förslag"), null=True, blank=True)
    counting_rule = models.CharField(
        _("räknesätt"), max_length=30, choices=CountingRule.choices, default=CountingRule.EQUAL_SHARES
    )
    completion = models.CharField(_("när pengar blir över"), max_length=30, default="add1")
    utility = models.CharField(max_length=20, default="cost")
    cost_ceiling = models.BigIntegerField(_("högsta kostnad för ett förslag"), null=True, blank=True)
    vote_threshold = models.PositiveIntegerField(_("minsta antal röster för att vinna"), default=0)
    identities = models.JSONField(_("hur man visar vem man är"), default=list)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("varför reglerna ändras"), max_length=300, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "version"], name="rule_sheet_version_unique"),
            models.CheckConstraint(
                condition=models.Q(group_kind__in=["", *GroupKind.values]), name="rule_sheet_group_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} – version {self.version}"


class DecisionKind(models.TextChoices):
    FRAME = "frame", _("Rambeslut")
    BALLOT_LIST = "ballot_list", _("Beslut om vilka förslag som går till omröstning")
    WINNERS = "winners", _("Beslut om vilka förslag som genomförs")
    DEVIATION = "deviation", _("Beslut att avvika från röstningsresultatet")


class Decision(models.Model):
    """What an elected body decided, as minuted."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("slag av beslut"), max_length=20, choices=DecisionKind.choices)
    body = models.CharField(_("vem som beslutade"), max_length=100)
    decided_on = models.DateField(_("datum"))
    paragraph = models.CharField(_("paragraf"), max_length=20)
    diary_number = models.CharField(_("diarienummer"), max_length=40)
    link = models.URLField(_("länk till protokollet"), max_length=400, blank=True)
    summary = models.TextField(_("vad som beslutades"), max_length=2000, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["decided_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.body} {self.decided_on} § {self.paragraph}"
