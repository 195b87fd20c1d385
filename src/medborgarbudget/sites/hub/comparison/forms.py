"""What is filled in about figures for the comparison?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import FileInput, PlainForm
from medborgarbudget.domain.network.comparison.measures import MEASURES
from medborgarbudget.domain.network.membership.models import Member


class FileForm(PlainForm):
    """A file of figures."""

    file = forms.FileField(
        label=_("Fil med siffror"),
        help_text=_("JSON, eller en tabell sparad som CSV från Excel. Högst 1 MB."),
        max_length=300,
        widget=FileInput(".json,.csv,.txt,.tsv"),
    )


class MemberFileForm(FileForm):
    """The same, brought by the office for a member."""

    member: forms.ModelChoiceField[Member] = forms.ModelChoiceField(
        label=_("Medlem"), queryset=Member.objects.none(), empty_label=_("Välj medlem")
    )
    field_order = ["member", "file"]

    def __init__(self, *args: Any, members: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]


class ShownForm(PlainForm):
    """Which measures are shown of a cycle."""

    shown = forms.MultipleChoiceField(
        label=_("Vad får visas?"),
        help_text=_("Det du inte kryssar i visas inte för någon utanför kansliet."),
        choices=[(key, each.name) for key, each in MEASURES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class KeyForm(PlainForm):
    """A public key."""

    public_key = forms.CharField(
        label=_("Publik nyckel"),
        help_text=_("Ed25519, 44 tecken base64 eller en PEM-fil. Den privata nyckeln ska aldrig lämna ert system."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


class RefuseForm(PlainForm):
    """Why figures are not shown."""

    reason = forms.CharField(
        label=_("Varför visas de inte?"),
        help_text=_("Medlemmen läser det."),
        max_length=300,
        error_messages={"required": _("Ange varför. Medlemmen läser det.")},
    )
