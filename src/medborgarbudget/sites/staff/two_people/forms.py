"""What does the second person write when they say no?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm


class DeclineForm(PlainForm):
    """Why it should not be done."""

    reason = forms.CharField(label=_("Varför du säger nej"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
