"""What is worth reading, seeing and following, from where, and does its link still lead there?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class ItemKind(models.TextChoices):
    METHOD = "method", _("Metod")
    GUIDE = "guide", _("Vägledning")
    FILM = "film", _("Film")
    NEWS = "news", _("Omvärldsbevakning")
    RESEARCH = "research", _("Forskning")
    LAW = "law", _("Lag och regler")


class ItemState(models.TextChoices):
    SUGGESTED = "suggested", _("Föreslagen")
    PUBLISHED = "published", _("Publicerad")
    DECLINED = "declined", _("Tackades nej till")
    WITHDRAWN = "withdrawn", _("Borttagen")


def line_of(values: Iterable[str]) -> str:
    """ "|skola|ungdom|": several short values in a text that can be searched for one of them on any database."""
    kept = [value for value in dict.fromkeys(values) if value]
    return f"|{'|'.join(kept)}|" if kept else ""


class LibraryItem(OwnedByOrganisation):
    """Something from the world, with the office's own words about it. `dated` is the day the source gives, `country` an ISO code.

    `tag_line` holds the tags as `line_of` writes them. A link that has been found broken stays, marked, until somebody mends it.
    """

    kind = models.CharField(_("slag"), max_length=10, choices=ItemKind.choices)
    title = models.CharField(_("titel"), max_length=160)
    summary = models.TextField(_("sammanfattning"), max_length=2000)
    source = models.CharField(_("källa"), max_length=120)
    dated = models.DateField(_("datum"))
    language = models.CharField(_("språk"), max_length=8, default="sv")
    country = models.CharField(_("land"), max_length=2, blank=True)
    tag_line = models.CharField(max_length=400, blank=True)
    link = models.URLField(_("länk"), max_length=500, blank=True)
    file = models.FileField(_("fil"), upload_to="library/", blank=True)
    file_name = models.CharField(max_length=160, blank=True)
    invented = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.SUGGESTED)
    suggested_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    suggested_for = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    declined_reason = models.CharField(_("varför inte"), max_length=300, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    link_problem = models.CharField(_("vad som är fel med länken"), max_length=200, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-dated", "-id"]
        indexes = [models.Index(fields=["organisation", "state", "-dated"], name="library_latest")]
        constraints = [
            models.CheckConstraint(condition=~Q(link="") | ~Q(file=""), name="library_item_leads_somewhere"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_reason=""), name="library_no_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="library_published_when"
            ),
            models.UniqueConstraint(
                fields=["organisation", "link"],
                condition=~Q(link="") & Q(state__in=["suggested", "published"]),
                name="library_link_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tags(self) -> list[str]:
        return [tag for tag in self.tag_line.split("|") if tag]

    @property
    def has_broken_link(self) -> bool:
        return bool(self.link_problem)
