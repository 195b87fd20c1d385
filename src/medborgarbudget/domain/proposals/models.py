"""What has been proposed, by whom, and what has been said about it?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Theme
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class Channel(models.TextChoices):
    WEB = "web", _("Webben")
    PAPER = "paper", _("Blankett eller brev")
    PHONE = "phone", _("Telefon")
    MEETING = "meeting", _("Möte")
    SCHOOL = "school", _("Skola")


class ProposalState(models.TextChoices):
    """From first idea to delivery. Only proposals.actions changes it; later steps of a cycle call it there."""

    DRAFT = "draft", _("Utkast")
    UNCONFIRMED = "unconfirmed", _("Väntar på att e-postadressen bekräftas")
    SUBMITTED = "submitted", _("Inlämnat – väntar på granskning")
    PUBLISHED = "published", _("Publicerat")
    UNDER_ASSESSMENT = "under_assessment", _("Bedöms")
    ACCEPTED = "accepted", _("Går vidare")
    REFUSED = "refused", _("Går inte vidare")
    ON_BALLOT = "on_ballot", _("Med i omröstningen")
    WON_VOTE = "won_vote", _("Vann omröstningen – väntar på beslut")
    NOT_WON = "not_won", _("Fick inte plats i budgeten")
    DECIDED = "decided", _("Beslutat att genomföras")
    DELIVERED = "delivered", _("Genomfört")
    WITHDRAWN = "withdrawn", _("Tillbakadraget av förslagsställaren")
    HIDDEN = "hidden", _("Dolt")


NOT_PUBLIC = (
    ProposalState.DRAFT,
    ProposalState.UNCONFIRMED,
    ProposalState.SUBMITTED,
    ProposalState.WITHDRAWN,
    ProposalState.HIDDEN,
)


class Proposal(OwnedByOrganisation):
    """One proposal. `number` counts within the cycle from when it is sent in; `reference` is what people quote ("SOL26-0042").

    `author` is empty for what staff entered for somebody without account; then `contact_*` says how to answer, for staff's eyes alone.
    `status_key` is the secret part of the status page's address. `cost` and `running_cost` are set by assessment, in kronor.
    `random_key` orders lists fairly: sorted by it, rotated per visitor.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField(null=True, blank=True)
    reference = models.CharField(max_length=24, blank=True)
    title = models.CharField(_("titel"), max_length=80)
    what = models.TextField(_("vad du föreslår"), max_length=3000)
    why = models.TextField(_("varför det behövs"), max_length=2000, blank=True)
    place = models.CharField(_("plats, i ord"), max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    cycle_area = models.ForeignKey(CycleArea, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals")
    display_name = models.CharField(_("namn som visas"), max_length=60, blank=True)
    contact_name = models.CharField(_("kontaktperson"), max_length=100, blank=True)
    contact_email = models.EmailField(_("e-post för svar"), blank=True)
    contact_phone = models.CharField(_("telefon för svar"), max_length=40, blank=True)
    association = models.CharField(_("förening"), max_length=100, blank=True)
    channel = models.CharField(_("hur förslaget kom in"), max_length=10, choices=Channel.choices, default=Channel.WEB)
    entered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=ProposalState.choices, default=ProposalState.DRAFT)
    status_key = models.CharField(max_length=43, unique=True)
    random_key = models.PositiveIntegerField()
    cost = models.BigIntegerField(null=True, blank=True)
    running_cost = models.BigIntegerField(null=True, blank=True)
    support_count = models.PositiveIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "cycle", "state"], name="proposal_cycle_state"),
            models.Index(fields=["cycle", "random_key"], name="proposal_random"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="proposal_number_unique"),
            models.UniqueConstraint(
                fields=["organisation", "reference"], condition=~Q(reference=""), name="proposal_reference_unique"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="proposal_point_whole_or_absent",
            ),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gt=0), name="proposal_cost_positive"),
            models.CheckConstraint(
                condition=Q(running_cost=None) | Q(running_cost__gte=0), name="proposal_running_cost_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.state not in NOT_PUBLIC


class ProposalPicture(models.Model):
    """A picture, re-encoded without any metadata by foundation.files. `alt` describes it for those who do not see it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="pictures")
    image = models.ImageField(upload_to="proposals/%Y/", width_field="width", height_field="height")
    thumbnail = models.ImageField(upload_to="proposals/%Y/")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    alt = models.CharField(_("vad bilden visar"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.alt or str(self.image.name)


class StatusChange(models.Model):
    """A step in a proposal's life with the reason told to everybody."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="status_changes")
    from_state = models.CharField(max_length=20, choices=ProposalState.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=ProposalState.choices)
    reason = models.TextField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.proposal} → {self.get_to_state_display()}"


class Support(models.Model):
    """A person stands behind a proposal, once."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="supports")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="supports")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="support_once")]

    def __str__(self) -> str:
        return f"{self.person_id} stöder {self.proposal_id}"


class Stance(models.TextChoices):
    FOR = "for", _("För")
    AGAINST = "against", _("Emot")
    QUESTION = "question", _("Fråga till förslagsställaren")


class Comment(models.Model):
    """Something said about a proposal. Hidden ones stay for staff; `answer_to` makes one level of answers."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="comments")
    author_name = models.CharField(max_length=80)
    stance = models.CharField(max_length=10, choices=Stance.choices)
    text = models.TextField(_("kommentar"), max_length=1500)
    answer_to = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["proposal", "at"], name="comment_proposal_at")]

    def __str__(self) -> str:
        return self.text[:60]


class Flag(models.Model):
    """Somebody thinks that a proposal or a comment breaks the rules; a moderator looks and decides."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="flags")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="flags")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("vad som är fel"), max_length=300)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    upheld = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "person"], condition=Q(comment=None, settled_at=None), name="flag_proposal_once"
            ),
            models.UniqueConstraint(
                fields=["comment", "person"], condition=Q(settled_at=None), name="flag_comment_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Following(models.Model):
    """A person wants to hear what happens to a proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="followings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="followings")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.person_id} följer {self.proposal_id}"
