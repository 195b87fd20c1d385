"""What can a person change about themselves?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.foundation.notifications import NotificationKind


class ProfileForm(PlainForm):
    """Name and language."""

    name = forms.CharField(
        label=_("Namn som andra ser"),
        max_length=80,
        required=False,
        help_text=_("Visas vid dina kommentarer. Du kan använda ditt förnamn eller något annat."),
    )
    language = forms.ChoiceField(label=_("Språk i mejl till dig"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, str(label).capitalize()) for code, label in settings.LANGUAGES if code in languages]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]


class MailForm(PlainForm):
    """What to be mailed about."""

    kinds = forms.MultipleChoiceField(
        label=_("Mejla mig om"), required=False, widget=forms.CheckboxSelectMultiple, choices=NotificationKind.choices
    )

    def __init__(self, *args: Any, network: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not network:
            shown = [choice for choice in NotificationKind.choices if choice[0] != NotificationKind.NETWORK]
            self.fields["kinds"].choices = shown  # type: ignore[attr-defined]


class CloseForm(PlainForm):
    """Are you sure?"""

    sure = forms.BooleanField(label=_("Ja, avsluta mitt konto för gott"))
