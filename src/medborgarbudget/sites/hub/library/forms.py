"""What is written about an item of the library?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import FileInput, PlainForm
from medborgarbudget.domain.network.library import policy
from medborgarbudget.domain.network.library.actions import ItemContent
from medborgarbudget.domain.network.library.models import ItemKind, LibraryItem


class ItemForm(PlainForm):
    """An item, as the office edits it and as a member suggests it."""

    kind = forms.ChoiceField(label=_("Vad är det?"), choices=ItemKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Titel"), max_length=160)
    link = forms.CharField(
        label=_("Länk"),
        help_text=_("Börjar med https://. Du kan välja en fil i stället."),
        max_length=500,
        required=False,
    )
    file = forms.FileField(
        label=_("Fil"),
        help_text=_("PDF, Word, PowerPoint, Excel eller OpenDocument, högst 25 MB."),
        required=False,
        max_length=300,
        widget=FileInput(".pdf,.docx,.pptx,.xlsx,.odt,.odp"),
    )
    source = forms.CharField(
        label=_("Källa"),
        help_text=_("Vem som står bakom, till exempel en myndighet eller ett lärosäte."),
        max_length=120,
    )
    dated = forms.DateField(label=_("Datum"), help_text=_("Dagen som källan anger."))
    summary = forms.CharField(
        label=_("Sammanfattning"),
        help_text=_("Vad står det, och vad har en annan kommun för nytta av det? Skriv med egna ord."),
        max_length=2000,
        widget=forms.Textarea,
    )
    tags = forms.CharField(
        label=_("Ämnesord"),
        help_text=_("Skilj dem åt med komma, till exempel: ungdom, skola, omröstning."),
        max_length=250,
        required=False,
    )
    language = forms.ChoiceField(label=_("Språk"), choices=list(policy.LANGUAGES.items()), initial="sv")
    country = forms.ChoiceField(
        label=_("Land"),
        choices=[("", _("Inget särskilt land")), *policy.COUNTRIES.items()],
        required=False,
        initial="SE",
    )

    def content(self) -> ItemContent:
        """What was written, for the domain."""
        given = self.cleaned_data
        return ItemContent(
            kind=given["kind"],
            title=given["title"],
            summary=given["summary"],
            source=given["source"],
            dated=given["dated"],
            language=given["language"],
            country=given["country"],
            tags=policy.tags_of(given["tags"]),
            link=given["link"],
            file=given["file"] or None,
        )


def initial_of(item: LibraryItem) -> dict[str, Any]:
    """What the form shows of an item."""
    names = ("kind", "title", "link", "source", "dated", "summary", "language", "country")
    return {**{name: getattr(item, name) for name in names}, "tags": ", ".join(item.tags)}


class DeclineForm(PlainForm):
    """Why a suggestion is not taken in."""

    reason = forms.CharField(
        label=_("Varför tar ni inte in det?"),
        help_text=_("Den som tipsade läser det."),
        max_length=300,
        error_messages={"required": _("Ange varför. Den som tipsade får läsa det.")},
    )


class LinkForm(PlainForm):
    """Whether a link works."""

    problem = forms.CharField(
        label=_("Vad är fel med länken?"),
        help_text=_("Lämna tomt om den fungerar. Annars ser alla att länken är trasig."),
        max_length=200,
        required=False,
    )
