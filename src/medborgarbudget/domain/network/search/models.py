"""What does the index hold of each thing that can be found?"""

from __future__ import annotations

from django.db import models

from medborgarbudget.domain.network.search.events import MEMBERS, PUBLIC
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class SearchEntry(OwnedByOrganisation):
    """One thing that people may find. `kind` and `key` name it within the network; `url_name` and `url_kwargs` lead to it.

    `title_stems` and `text_stems` are what is searched in; migration 0002 keeps the databases' own full-text index over them.
    """

    # The short columns come first, here and in migration 0001: SQLite reads a row only as far as it must, and texts are long.
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    language = models.CharField(max_length=8, default="sv")
    audience = models.CharField(max_length=10, choices=[(PUBLIC, "public"), (MEMBERS, "members")], default=PUBLIC)
    url_name = models.CharField(max_length=80)
    url_kwargs = models.JSONField(default=dict)
    title = models.CharField(max_length=300)
    title_stems = models.TextField()
    text = models.TextField(blank=True)
    text_stems = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "key"], name="found_once"),
            models.CheckConstraint(condition=models.Q(audience__in=[PUBLIC, MEMBERS]), name="found_by_known_audience"),
        ]
        indexes = [
            models.Index(fields=["organisation", "audience", "-at"], name="found_latest"),
            models.Index(fields=["organisation", "audience", "kind"], name="found_kinds"),
        ]

    def __str__(self) -> str:
        return self.title
