"""What do proposers and asked officials write?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import KronorField, PlainForm


class ObjectionForm(PlainForm):
    """Why the answer should be another."""

    text = forms.CharField(
        label=_("Varför bör vi bedöma förslaget på nytt?"),
        help_text=_(
            "Berätta vad vi har missat eller missförstått. Skriv gärna om något i förslaget kan ändras så att det går."
        ),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Ange varför bedömningen bör ändras.")},
    )


class ExpertAnswerForm(PlainForm):
    """An official's answer to one question."""

    answer = forms.CharField(
        label=_("Ditt svar"),
        help_text=_("Går det att genomföra? Vad skulle behöva ändras?"),
        max_length=3000,
        widget=forms.Textarea,
        error_messages={"required": _("Ange ditt svar.")},
    )
    cost = KronorField(
        label=_("Uppskattad kostnad"),
        help_text=_("I hela kronor, det som det kostar att genomföra. Lämna tomt om du inte vet."),
        min_value=1,
        required=False,
    )
    name = forms.CharField(
        label=_("Ditt namn"),
        help_text=_("Så att den som frågade vet vem som har svarat. Svaret visas inte för allmänheten."),
        max_length=100,
        error_messages={"required": _("Ange ditt namn.")},
    )
