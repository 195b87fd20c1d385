"""What does the network tell about itself? Pages and news made of typed blocks, each text in versions and languages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class PageKind(models.TextChoices):
    FRONT = "front", _("Startsida")
    PAGE = "page", _("Sida")
    NEWS = "news", _("Nyhet")


class Page(OwnedByOrganisation):
    """One page of the network; its words are in its versions.

    `published_at` is when Swedish was published first, `updated_at` latest. `withdrawn_at`: no longer for others to see.
    """

    kind = models.CharField(_("slag"), max_length=10, choices=PageKind.choices, default=PageKind.PAGE)
    slug = models.SlugField(_("adressnamn"), max_length=60)
    position = models.PositiveIntegerField(default=0)
    in_menu = models.BooleanField(_("visas i menyn"), default=True)
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="page_slug_unique"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(kind="front"), name="one_front_page_per_network"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.published_at is not None and self.withdrawn_at is None


class PageVersion(models.Model):
    """A page's words in one language. At most one per language is a draft; published ones are never changed.

    `blocks` is a list of {"id", "type", …}, one type's keys in content.py.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=8, default="sv")
    number = models.PositiveIntegerField()
    title = models.CharField(_("rubrik"), max_length=100)
    lead = models.CharField(_("ingress"), max_length=400, blank=True)
    blocks = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "language", "number"], name="page_version_number_unique"),
            models.UniqueConstraint(
                fields=["page", "language"], condition=Q(published_at=None), name="one_draft_per_page_and_language"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="page_version_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class PageResponsible(models.Model):
    """Somebody who answers for what a page says, shown on it."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="responsibles")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("titel"), max_length=80, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["page", "person"], name="responsible_once_per_page")]

    def __str__(self) -> str:
        return f"{self.person}, {self.title}" if self.title else str(self.person)


class PagePicture(OwnedByOrganisation):
    """A picture that pages can show, re-encoded without metadata."""

    image = models.ImageField(upload_to="pages/%Y/", width_field="width", height_field="height")
    thumbnail = models.ImageField(upload_to="pages/%Y/")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.image.name)


class PageFeedback(OwnedByOrganisation):
    """Somebody's answer to "did this help?". Nothing is kept of who it was. `key` is the form's: sent twice is kept once."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="feedback")
    helped = models.BooleanField(_("hjälpte det här dig?"))
    text = models.TextField(_("vad saknades"), max_length=1000, blank=True)
    language = models.CharField(max_length=8, default="sv")
    at = models.DateTimeField()
    key = models.CharField(max_length=32)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("vad vi gjorde"), max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["organisation", "-at"], name="page_feedback_at")]
        constraints = [models.UniqueConstraint(fields=["page", "key"], name="page_feedback_once")]

    def __str__(self) -> str:
        return self.text[:60]
