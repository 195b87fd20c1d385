"""What do readers and the office write about pages?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PICTURES, FileInput, PlainForm
from medborgarbudget.domain.network.pages import policy
from medborgarbudget.domain.network.pages.content import BlockType
from medborgarbudget.domain.network.pages.models import PageKind
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.files import Picture, read_picture


class FeedbackForm(PlainForm):
    """Did it help?"""

    helped = forms.ChoiceField(
        label=_("Hjälpte den här sidan dig?"), choices=[("ja", _("Ja")), ("nej", _("Nej"))], widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Vad var bra, eller vad saknades?"),
        help_text=_("Skriv inga personuppgifter. Vill du ha svar? Använd kontaktformuläret i stället."),
        max_length=policy.FEEDBACK_TEXT,
        widget=forms.Textarea,
        required=False,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)


class NewPageForm(PlainForm):
    """The beginning of a page."""

    kind = forms.ChoiceField(
        label=_("Vad ska du skriva?"),
        choices=[(PageKind.PAGE.value, PageKind.PAGE.label), (PageKind.NEWS.value, PageKind.NEWS.label)],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Rubrik"), max_length=100)
    lead = forms.CharField(
        label=_("Ingress"),
        help_text=_("Det viktigaste, i en eller två meningar."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


class WordsForm(PlainForm):
    """Title and lead."""

    title = forms.CharField(label=_("Rubrik"), max_length=100)
    lead = forms.CharField(
        label=_("Ingress"),
        help_text=_("Det viktigaste, i en eller två meningar."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


MARKUP_HELP = _(
    "**fet**, *kursiv*, [länkens ord](https://adress). Tom rad ger nytt stycke, rader som börjar med - blir en lista."
)


class _BlockForm(PlainForm):
    """One block's words. Each type below takes what its kind in content.py takes."""

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class HeadingForm(_BlockForm):
    text = forms.CharField(label=_("Rubrik"), max_length=100)


class TextForm(_BlockForm):
    text = forms.CharField(
        label=_("Text"), help_text=MARKUP_HELP, max_length=6000, widget=forms.Textarea(attrs={"rows": "10"})
    )


class ListForm(_BlockForm):
    items = forms.CharField(
        label=_("Punkter"), help_text=_("En punkt per rad."), max_length=6000, widget=forms.Textarea
    )
    ordered = forms.BooleanField(label=_("Numrera punkterna"), required=False)


class FactsForm(_BlockForm):
    title = forms.CharField(label=_("Rubrik i rutan"), max_length=100)
    text = forms.CharField(label=_("Text"), help_text=MARKUP_HELP, max_length=3000, widget=forms.Textarea)


class StepsForm(_BlockForm):
    items = forms.CharField(
        label=_("Steg"),
        help_text=_("Stegets namn på en rad, beskrivningen på raderna under. Tom rad mellan stegen."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": "12"}),
    )


class PointsForm(_BlockForm):
    items = forms.CharField(
        label=_("Punkter"),
        help_text=_("Punktens rubrik på en rad, texten på raderna under. Tom rad mellan punkterna."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": "12"}),
    )


class QuoteForm(_BlockForm):
    text = forms.CharField(label=_("Citat"), max_length=600, widget=forms.Textarea)
    source = forms.CharField(label=_("Vem som säger det"), max_length=120, required=False)


class LinksForm(_BlockForm):
    items = forms.CharField(
        label=_("Länkkort"),
        help_text=_("Ett per rad: rubrik | adress | text."),
        max_length=6000,
        widget=forms.Textarea,
    )


class FaqForm(_BlockForm):
    items = forms.CharField(
        label=_("Frågor och svar"),
        help_text=_("Frågan på en rad, svaret på raderna under. Tom rad mellan frågorna."),
        max_length=12000,
        widget=forms.Textarea(attrs={"rows": "14"}),
    )


class TableForm(_BlockForm):
    caption = forms.CharField(label=_("Vad tabellen visar"), max_length=150)
    rows = forms.CharField(
        label=_("Rader"),
        help_text=_("Första raden är kolumnernas namn. Skilj kolumnerna åt med |."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": "10"}),
    )


class PictureForm(_BlockForm):
    """A new picture, or the words of one that is there."""

    upload = forms.FileField(label=_("Bild"), required=False, widget=FileInput(PICTURES), max_length=300)
    alt = forms.CharField(
        label=_("Vad bilden visar"),
        help_text=_("För den som inte ser bilden, till exempel ”Tolv personer runt ett bord i ett bibliotek”."),
        max_length=200,
    )
    caption = forms.CharField(label=_("Bildtext"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_picture = bool((self.initial or {}).get("picture"))
        self.read: Picture | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload = data.get("upload")
        if upload:
            try:
                self.read = read_picture(upload)
            except ValidationError as wrong:
                self.add_error("upload", wrong.messages)
        elif not self.has_picture and "upload" not in self.errors:
            self.add_error("upload", _now("Välj en bild."))
        return data


BLOCK_FORMS: dict[str, type[_BlockForm]] = {
    BlockType.HEADING: HeadingForm,
    BlockType.TEXT: TextForm,
    BlockType.LIST: ListForm,
    BlockType.FACTS: FactsForm,
    BlockType.STEPS: StepsForm,
    BlockType.POINTS: PointsForm,
    BlockType.QUOTE: QuoteForm,
    BlockType.PICTURE: PictureForm,
    BlockType.LINKS: LinksForm,
    BlockType.FAQ: FaqForm,
    BlockType.TABLE: TableForm,
}

RESPONSIBLES = 3


class ResponsiblesForm(PlainForm):
    """Up to three who answer for a page."""

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, RESPONSIBLES + 1):
            self.fields[f"person_{number}"] = forms.ModelChoiceField(
                label=_now("Ansvarig %(n)d") % {"n": number},
                queryset=people,
                required=False,
                empty_label=_now("Ingen vald"),
            )
            self.fields[f"title_{number}"] = forms.CharField(
                label=_now("Titel %(n)d") % {"n": number}, max_length=80, required=False
            )

    def chosen(self) -> list[tuple[Person, str]]:
        """Who is named, with titles."""
        data = self.cleaned_data
        return [
            (data[f"person_{n}"], data[f"title_{n}"]) for n in range(1, RESPONSIBLES + 1) if data.get(f"person_{n}")
        ]


class HandledForm(PlainForm):
    """What came of a reader's answer."""

    note = forms.CharField(label=_("Vad vi gjorde"), max_length=300, required=False)
