"""What is filled in about the newsletter?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.network.newsletter import policy


class AskForm(PlainForm):
    """Somebody wants it."""

    email = forms.EmailField(label=_("E-postadress"), max_length=254)
    language = forms.ChoiceField(label=_("Språk"), choices=list(policy.LANGUAGES.items()), initial="sv")
    consent = forms.BooleanField(
        label=policy.CONSENT, error_messages={"required": _("Kryssa i rutan för att få nyhetsbrevet.")}
    )


class IssueForm(PlainForm):
    """The head of an issue."""

    title = forms.CharField(label=_("Rubrik"), help_text=_("Står som mejlets ämne."), max_length=120)
    intro = forms.CharField(label=_("Inledning"), max_length=2000, widget=forms.Textarea, required=False)
    language = forms.ChoiceField(
        label=_("Språk"),
        help_text=_("Går till dem som har valt det språket."),
        choices=list(policy.LANGUAGES.items()),
        initial="sv",
    )


class ItemForm(PlainForm):
    """A part of an issue."""

    title = forms.CharField(label=_("Rubrik"), max_length=300)
    text = forms.CharField(label=_("Text"), max_length=1500, widget=forms.Textarea, required=False)


class SendForm(PlainForm):
    """The last question before it goes out."""

    sure = forms.BooleanField(label=_("Ja, jag har läst igenom det och det ska skickas"))
