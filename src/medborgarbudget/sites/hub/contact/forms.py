"""What does somebody write to the office, and what does the office answer?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.network.contact.models import ContactTopic
from medborgarbudget.domain.network.contact.policy import LIMITS
from medborgarbudget.domain.people.models import Person


class MessageForm(PlainForm):
    """A message to the office."""

    topic = forms.ChoiceField(label=_("Vad gäller det?"), choices=[("", _("Välj")), *ContactTopic.choices])
    text = forms.CharField(label=_("Meddelande"), max_length=LIMITS["text"], widget=forms.Textarea(attrs={"rows": 7}))
    name = forms.CharField(
        label=_("Ditt namn"), max_length=LIMITS["name"], widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("Din e-postadress"), max_length=254, help_text=_("Dit svarar vi."))
    body_name = forms.CharField(
        label=_("Kommun, region eller annat som du kommer från"), max_length=LIMITS["body_name"], required=False
    )


class ReplyForm(PlainForm):
    """An answer, or a note for the office alone."""

    text = forms.CharField(
        label=_("Svar eller anteckning"), max_length=LIMITS["reply"], widget=forms.Textarea(attrs={"rows": 8})
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class AssignForm(PlainForm):
    """Who answers?"""

    assignee = forms.ModelChoiceField(
        label=_("Vem svarar?"), queryset=Person.objects.none(), required=False, empty_label=_("Ingen än")
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]
