"""What do members and the office write about experts and help?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.network.experts import policy
from medborgarbudget.domain.network.experts.models import Expert, ExpertKind, Outcome, RequestState, Topic
from medborgarbudget.domain.people.models import Person


class AskForm(PlainForm):
    """A request for help."""

    topic = forms.ChoiceField(label=_("Vad gäller det?"), choices=Topic.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Vad vill ni ha hjälp med?"),
        help_text=_("Berätta var ni är i processen och vad ni har svårt att komma vidare med."),
        max_length=2000,
        widget=forms.Textarea,
    )
    wanted_by = forms.DateField(label=_("När behöver ni svar?"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)


class OutcomeForm(PlainForm):
    """What it led to."""

    outcome = forms.ChoiceField(label=_("Hjälpte det?"), choices=Outcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Vad ledde det till?"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": "4"}),
    )


class ExpertForm(PlainForm):
    """Somebody in the directory."""

    name = forms.CharField(label=_("Namn"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(label=_("Slag"), choices=ExpertKind.choices)
    affiliation = forms.CharField(label=_("Organisation"), max_length=150, required=False)
    country = forms.CharField(label=_("Land"), max_length=60, required=False)
    summary = forms.CharField(label=_("Kort presentation"), max_length=300, widget=forms.Textarea(attrs={"rows": "3"}))
    topics = forms.MultipleChoiceField(
        label=_("Kan hjälpa till med"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Språk"), choices=policy.LANGUAGES, widget=forms.CheckboxSelectMultiple, required=False
    )
    text = forms.CharField(label=_("Mer"), max_length=4000, required=False, widget=forms.Textarea)
    website = forms.CharField(label=_("Webbplats"), max_length=300, required=False)
    email = forms.EmailField(
        label=_("E-post"),
        help_text=_("Bara för kansliet. Visas aldrig."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    is_partner = forms.BooleanField(label=_("Samarbetar med nätverket"), required=False)
    shown = forms.BooleanField(label=_("Visa för alla"), required=False, initial=True)


class HandleForm(PlainForm):
    """What the office does with a request."""

    state = forms.ChoiceField(label=_("Läge"), widget=forms.RadioSelect)
    expert: forms.ModelChoiceField[Expert] = forms.ModelChoiceField(
        label=_("Förmedlad till"), queryset=Expert.objects.none(), required=False, empty_label=_("Ingen än")
    )
    assigned_to: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=_("Vem på kansliet som följer upp"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Ingen vald"),
    )
    text = forms.CharField(label=_("Anteckning"), max_length=2000, required=False, widget=forms.Textarea)
    for_member = forms.BooleanField(label=_("Medlemmen ska läsa anteckningen"), required=False)

    def __init__(self, *args: Any, state: str, experts: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (each.value, RequestState(each).label) for each in policy.states_after(state)
        ]
        self.fields["expert"].queryset = experts  # type: ignore[attr-defined]
        self.fields["assigned_to"].queryset = people  # type: ignore[attr-defined]
