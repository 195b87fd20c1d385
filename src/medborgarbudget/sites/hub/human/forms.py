"""What does somebody write to show that they are a person?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm


class CodeForm(PlainForm):
    """The code that came by mail."""

    code = forms.CharField(
        label=_("Koden i mejlet"),
        max_length=20,
        help_text=_("Sex siffror. Det gör inget om du skriver mellanslag."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--short"}
        ),
    )
