"""What do members write in their room?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import FileInput, PlainForm
from medborgarbudget.domain.network.room import policy
from medborgarbudget.domain.network.room.policy import Frequency, Topic
from medborgarbudget.foundation.files import StoredDocument, read_document
from medborgarbudget.foundation.files.documents import ACCEPT


class QuestionForm(PlainForm):
    """A question to the network."""

    title = forms.CharField(
        label=_("Din fråga"),
        max_length=policy.LIMITS["title"],
        help_text=_("En mening, till exempel: Hur når vi dem som inte är på nätet?"),
    )
    text = forms.CharField(
        label=_("Mer om frågan"),
        max_length=policy.LIMITS["text"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    topic = forms.ChoiceField(label=_("Ämne"), choices=[("", _("Välj ämne")), *Topic.choices])
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class AnswerForm(PlainForm):
    """An answer."""

    text = forms.CharField(
        label=_("Ditt svar"), max_length=policy.LIMITS["text"], widget=forms.Textarea(attrs={"rows": 5})
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class HideForm(PlainForm):
    """Why?"""

    reason = forms.CharField(
        label=_("Skäl"), max_length=policy.LIMITS["reason"], help_text=_("Den som skrev får läsa det."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class _UploadForm(PlainForm):
    """A form with a document, read when everything else is in order."""

    file = forms.FileField(
        label=_("Fil"),
        help_text=_("PDF, Word, Excel, PowerPoint eller en bild, högst 25 MB. Filer med makron tas inte emot."),
        widget=FileInput(ACCEPT),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    upload: StoredDocument

    def clean_file(self) -> Any:
        given = self.cleaned_data.get("file")
        if given is not None:
            self.upload = read_document(given)
        return given


class DocumentForm(_UploadForm):
    """A new document."""

    title = forms.CharField(label=_("Titel"), max_length=policy.LIMITS["title"])
    description = forms.CharField(
        label=_("Vad det är och vad man kan ha det till"),
        max_length=policy.LIMITS["description"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    topic = forms.ChoiceField(label=_("Ämne"), choices=[("", _("Välj ämne")), *Topic.choices])
    field_order = ["file", "title", "description", "topic"]


class DescriptionForm(PlainForm):
    """A document's title and description."""

    title = forms.CharField(label=_("Titel"), max_length=policy.LIMITS["title"])
    description = forms.CharField(
        label=_("Vad det är och vad man kan ha det till"),
        max_length=policy.LIMITS["description"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    topic = forms.ChoiceField(label=_("Ämne"), choices=Topic.choices)


class VersionForm(_UploadForm):
    """A newer version."""

    note = forms.CharField(label=_("Vad är nytt?"), max_length=policy.LIMITS["note"], required=False)
    field_order = ["file", "note"]


class HearingForm(PlainForm):
    """What to hear of, and how often."""

    topics = forms.MultipleChoiceField(
        label=_("Berätta genast när någon frågar om"),
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    frequency = forms.ChoiceField(label=_("Sammanfattning i mejl"), choices=Frequency.choices, widget=forms.RadioSelect)


class AskForm(PlainForm):
    """What does one want of another member?"""

    text = forms.CharField(
        label=_("Vad vill du fråga eller få hjälp med?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
