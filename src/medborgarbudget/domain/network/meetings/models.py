"""When does the network meet, who comes, and what came of it?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class MeetingKind(models.TextChoices):
    MEETING = "meeting", _("Nätverksträff")
    TRAINING = "training", _("Utbildning")
    VISIT = "visit", _("Studiebesök")
    TALK = "talk", _("Frågestund")


class Attendance(models.TextChoices):
    PLACE = "place", _("På plats")
    DIGITAL = "digital", _("Digitalt")
    BOTH = "both", _("På plats och digitalt")


class Mode(models.TextChoices):
    """How one person takes part."""

    PLACE = "place", _("På plats")
    DIGITAL = "digital", _("Digitalt")


class Audience(models.TextChoices):
    MEMBERS = "members", _("Medlemmar i nätverket")
    EVERYBODY = "everybody", _("Alla som är intresserade")


class Selection(models.TextChoices):
    """How places are given when more want to come than there is room for."""

    FIRST = "first", _("I den ordning anmälningarna kommer in")
    DRAW = "draw", _("Genom lottning")
    RULE = "rule", _("Efter regler, med lottning mellan lika")


class MeetingState(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    PUBLISHED = "published", _("Publicerad")
    CANCELLED = "cancelled", _("Inställd")


class Meeting(OwnedByOrganisation):
    """A meeting, training or study visit. Moments are in UTC and shown in Swedish time. `uid` is its name in calendars, for ever.

    `places` and `digital_places` are how many can come and join from afar; None is no limit. `digital_link` is told the registered shortly
    before. `sequence` counts changes that calendars must know of. `seed` decides draws; its SHA-256 is public from the start and the
    seed itself when the draw is made. `needs_forgotten_at`: when diet and access needs were thrown away.
    """

    kind = models.CharField(_("slag"), max_length=20, choices=MeetingKind.choices, default=MeetingKind.MEETING)
    slug = models.SlugField(_("adressnamn"), max_length=60)
    uid = models.CharField(max_length=80, unique=True)
    title = models.CharField(_("titel"), max_length=100)
    summary = models.CharField(_("kort om träffen"), max_length=300, blank=True)
    text = models.TextField(_("om träffen"), max_length=6000, blank=True)
    target_group = models.CharField(_("för vem"), max_length=200, blank=True)
    attendance = models.CharField(
        _("hur man deltar"), max_length=10, choices=Attendance.choices, default=Attendance.DIGITAL
    )
    audience = models.CharField(
        _("vilka som får anmäla sig"), max_length=10, choices=Audience.choices, default=Audience.MEMBERS
    )
    starts_at = models.DateTimeField(_("börjar"))
    ends_at = models.DateTimeField(_("slutar"))
    register_until = models.DateTimeField(_("sista anmälan"))
    venue = models.CharField(_("lokal"), max_length=120, blank=True)
    address = models.CharField(_("adress"), max_length=200, blank=True)
    travel = models.CharField(_("hitta dit"), max_length=500, blank=True)
    digital_link = models.URLField(_("länk till det digitala mötet"), max_length=500, blank=True)
    places = models.PositiveIntegerField(_("platser på plats"), null=True, blank=True)
    digital_places = models.PositiveIntegerField(_("digitala platser"), null=True, blank=True)
    max_per_member = models.PositiveIntegerField(_("högst så många per medlem"), null=True, blank=True)
    price = models.BigIntegerField(_("pris"), default=0)
    cost_note = models.CharField(_("egna kostnader"), max_length=300, blank=True)
    asks_needs = models.BooleanField(_("fråga om mat och tillgänglighet"), default=False)
    selection = models.CharField(_("hur platserna fördelas"), max_length=10, choices=Selection.choices, default="first")
    seed = models.CharField(max_length=64, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=MeetingState.choices, default=MeetingState.DRAFT)
    cancelled_reason = models.CharField(_("varför den är inställd"), max_length=300, blank=True)
    moved_from = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    check_in_code = models.CharField(max_length=6, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    needs_forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["organisation", "starts_at"], name="meeting_starts")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="meeting_slug_unique"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(register_until__lte=F("starts_at")), name="meeting_registration_ends_before_it_starts"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="meeting_price_not_negative"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_reason=""), name="meeting_cancelled_with_a_reason"
            ),
            models.CheckConstraint(condition=Q(drawn_at=None) | ~Q(seed=""), name="meeting_drawn_with_a_seed"),
        ]

    def __str__(self) -> str:
        return self.title


class ProgrammeItem(models.Model):
    """A part of a meeting; `at` is wall-clock time on the day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="programme")
    position = models.PositiveIntegerField(default=0)
    at = models.TimeField(_("klockslag"), null=True, blank=True)
    title = models.CharField(_("programpunkt"), max_length=150)
    speaker = models.CharField(_("medverkande"), max_length=200, blank=True)
    text = models.CharField(_("beskrivning"), max_length=500, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="programme_item_has_a_title")]

    def __str__(self) -> str:
        return self.title


class RegistrationState(models.TextChoices):
    INTERESTED = "interested", _("Har anmält intresse")
    REGISTERED = "registered", _("Har plats")
    WAITING = "waiting", _("På väntelistan")
    CANCELLED = "cancelled", _("Avanmäld")


class Registration(OwnedByOrganisation):
    """One person's registration to one meeting. Whoever has a place has a seat, and no seat is had by two.

    `registered_by` is who registered somebody else: a colleague or the office; None for those who did it themselves. `number` is the order
    of arrival and the lot in a draw; `line` the order on the waiting list. `why` says in words how a draw or rule placed it. `diet` and
    `access` are thrown away some time after the meeting. `must_confirm`: the meeting moved after registration.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations")
    registered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    mode = models.CharField(_("hur du deltar"), max_length=10, choices=Mode.choices)
    state = models.CharField(max_length=20, choices=RegistrationState.choices)
    number = models.PositiveIntegerField()
    seat = models.PositiveIntegerField(null=True, blank=True)
    line = models.PositiveIntegerField(default=0)
    why = models.JSONField(default=list)
    diet = models.CharField(_("mat"), max_length=300, blank=True)
    access = models.CharField(_("tillgänglighet"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    must_confirm = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    has_evaluated = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="registered_once_per_meeting"),
            models.UniqueConstraint(fields=["meeting", "number"], name="registration_number_unique"),
            models.UniqueConstraint(
                fields=["meeting", "mode", "seat"], condition=Q(seat__isnull=False), name="one_person_per_seat"
            ),
            models.CheckConstraint(
                condition=Q(state="registered", seat__isnull=False) | (~Q(state="registered") & Q(seat=None)),
                name="a_seat_for_each_registered_and_no_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.meeting}"


class MeetingDraw(models.Model):
    """How the places of a meeting were given, for everybody to check. `rows`: [{"number", "place", "chosen", "why"}, …] in order."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="draw")
    selection = models.CharField(max_length=10, choices=Selection.choices)
    seed = models.CharField(max_length=64)
    places = models.PositiveIntegerField(null=True)
    rows = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_selection_display()}"


class Reminder(models.Model):
    """A reminder that has been sent, so that it is sent once."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20)
    sequence = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "kind", "sequence"], name="reminded_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.meeting_id}"


class MaterialAudience(models.TextChoices):
    PARTICIPANTS = "participants", _("De som var med")
    MEMBERS = "members", _("Alla medlemmar")
    EVERYBODY = "everybody", _("Alla")


class Material(models.Model):
    """Something from the meeting: a file, or an address such as a recording's. One of them, never both."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="material")
    title = models.CharField(_("titel"), max_length=150)
    url = models.URLField(_("länk"), max_length=500, blank=True)
    file = models.FileField(_("fil"), upload_to="meetings/%Y/", blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    size = models.PositiveIntegerField(default=0)
    audience = models.CharField(
        _("vilka som får se"), max_length=20, choices=MaterialAudience.choices, default=MaterialAudience.MEMBERS
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")), name="material_is_a_file_or_a_link"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionKind(models.TextChoices):
    SCALE = "scale", _("Betyg 1–5")
    CHOICE = "choice", _("Val bland svar")
    TEXT = "text", _("Egna ord")


class EvaluationQuestion(models.Model):
    """A question in the evaluation of a meeting. `options` are the answers to choose among, for a choice."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("slag"), max_length=10, choices=QuestionKind.choices)
    text = models.CharField(_("fråga"), max_length=200)
    options = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="evaluation_question_asks")]

    def __str__(self) -> str:
        return self.text


class EvaluationReply(models.Model):
    """Somebody's answers: question id → answer. Neither who nor when is kept, and the key says nothing of the order."""

    key = models.CharField(max_length=32, primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="replies")
    answers = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key


class CalendarKey(OwnedByOrganisation):
    """The secret part of the address of a person's own calendar."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=48, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="one_calendar_key_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id}"
