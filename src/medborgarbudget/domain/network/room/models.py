"""What do members ask and answer, which documents do they share, whom do they want to meet, and how often do they want to hear?"""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.network.room.policy import Frequency, Topic
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


def document_storage() -> Storage:
    """Where documents lie: outside what has addresses of its own."""
    return FileSystemStorage(location=settings.DOCUMENT_ROOT, base_url=None)


class Question(OwnedByOrganisation):
    """Asked by somebody who speaks for `member`, or by the office (None). `accepted` is the answer that helped, chosen by who asked."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="questions")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("ämne"), max_length=20, choices=Topic.choices)
    title = models.CharField(_("fråga"), max_length=120)
    text = models.TextField(_("mer om frågan"), blank=True)
    key = models.CharField(max_length=40)
    accepted = models.ForeignKey("Answer", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    active_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(_("skäl"), max_length=400, blank=True)

    class Meta:
        ordering = ["-active_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-active_at"], name="question_active")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="question_asked_once"),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="question_hidden_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Answer(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("svar"))
    key = models.CharField(max_length=40)
    at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(_("skäl"), max_length=400, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="answered_once"),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="answer_hidden_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class QuestionFollowing(models.Model):
    """A person hears of answers to a question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="followers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="question_followed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.question_id}"


class TopicFollowing(OwnedByOrganisation):
    """A person hears of new questions on a topic."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20, choices=Topic.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person", "topic"], name="topic_followed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.topic}"


class SharedDocument(OwnedByOrganisation):
    """A document in the room; what it holds is in its versions, the highest number the newest."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("ämne"), max_length=20, choices=Topic.choices)
    title = models.CharField(_("titel"), max_length=120)
    description = models.TextField(_("beskrivning"), blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-changed_at"], name="document_changed")]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    document = models.ForeignKey(SharedDocument, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.FileField(storage=document_storage, upload_to="%Y/")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("vad som är nytt"), max_length=300, blank=True)
    key = models.CharField(max_length=40)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_number"),
            models.UniqueConstraint(fields=["key"], name="document_version_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class ContactRequest(OwnedByOrganisation):
    """Somebody from a member wants to talk to another member."""

    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="requests_made")
    to_member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="requests_received")
    text = models.TextField()
    key = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="contact_asked_once")]

    def __str__(self) -> str:
        return f"{self.asker} → {self.to_member}"


class DigestChoice(OwnedByOrganisation):
    """How often a person wants a summary of what is new in the room, and until when the last one told."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    frequency = models.CharField(_("sammanfattning i mejl"), max_length=10, choices=Frequency.choices)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="one_digest_choice")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.frequency}"
