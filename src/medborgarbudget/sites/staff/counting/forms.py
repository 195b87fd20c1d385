"""What does a lead choose when publishing a result?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm


class PublishForm(PlainForm):
    """That the result has been looked at, whether the ballots are published too, and a word to the one who confirms."""

    looked = forms.BooleanField(
        label=_("Jag har granskat resultatet"),
        error_messages={"required": _("Granska resultatet och kryssa sedan i rutan.")},
    )
    publish_ballots = forms.BooleanField(
        label=_("Publicera rösterna, så att alla kan räkna om dem"),
        required=False,
        help_text=_(
            "Bara vilka förslag varje röst gäller publiceras, i slumpvis ordning. Inget om vem som röstade, när eller var."
        ),
    )
    reason = forms.CharField(
        label=_("Meddelande till den som ska godkänna"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
