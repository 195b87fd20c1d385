"""What does whoever runs the installation write about a new organisation?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.organisations.models import SLUG, OrganisationKind


class OrganisationForm(PlainForm):
    """A new organisation and its first administrator."""

    name = forms.CharField(label=_("Namn"), max_length=100, help_text=_("Till exempel Lunds kommun."))
    short_name = forms.CharField(label=_("Kort namn"), max_length=30, help_text=_("Till exempel Lund."))
    kind = forms.ChoiceField(label=_("Slag"), choices=OrganisationKind.choices, widget=forms.RadioSelect)
    slug = forms.CharField(
        label=_("Adressnamn"),
        max_length=40,
        validators=[SLUG],
        help_text=_("Sist i webbadressen, till exempel lund. Går inte att ändra sedan."),
    )
    administrator_name = forms.CharField(label=_("Första administratörens namn"), max_length=80)
    administrator_email = forms.EmailField(label=_("Första administratörens e-postadress"), max_length=254)
