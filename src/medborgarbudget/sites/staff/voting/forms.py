"""What do staff write about a vote?"""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.cycles.models import CycleArea
from medborgarbudget.domain.voting.models import AssistedPlace, Vote, VoteOption
from medborgarbudget.domain.voting.policy import LETTERS_PER_VOTE, PUPILS_IN_A_CLASS


class ReasonForm(PlainForm):
    """Why an option is withdrawn or a ballot made anew."""

    reason = forms.CharField(label=_("Varför?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class NoticeForm(PlainForm):
    """A correction told beside the ballot."""

    option = forms.ModelChoiceField(
        label=_("Gäller"), queryset=VoteOption.objects.none(), required=False, empty_label=_("Hela valsedeln")
    )
    text = forms.CharField(
        label=_("Rättelse"),
        max_length=500,
        help_text=_("Skriv vad som var fel och vad som är rätt. Texten visas för alla som röstar."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, vote: Vote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].queryset = VoteOption.objects.filter(vote=vote)  # type: ignore[attr-defined]


class OpenForm(PlainForm):
    """The one who opens the urn says that they mean it."""

    sure = forms.BooleanField(label=_("Jag vill öppna urnan nu. Det kan inte göras om."))


class OrderForm(PlainForm):
    """How many letters, for which area?"""

    wanted = forms.IntegerField(label=_("Antal brev"), min_value=1, max_value=LETTERS_PER_VOTE)
    area = forms.ModelChoiceField(
        label=_("Område"),
        queryset=CycleArea.objects.none(),
        required=False,
        empty_label=_("Alla områden – väljaren väljer själv"),
        help_text=_("Ett brev för ett område ger bara tillträde till det områdets valsedel."),
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=50)

    def __init__(self, *args: Any, vote: Vote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = CycleArea.objects.filter(cycle_id=vote.cycle_id).select_related("area")
        if areas:
            self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        else:
            del self.fields["area"]
        self.fields["request_key"].initial = secrets.token_urlsafe(16)


class SlipsForm(PlainForm):
    """Slips for a school class."""

    school_class = forms.CharField(
        label=_("Skola och klass"),
        max_length=80,
        help_text=_("Till exempel: Lerbäckskolan 7B"),
        widget=forms.TextInput(),
    )
    wanted = forms.IntegerField(label=_("Antal elever"), min_value=1, max_value=PUPILS_IN_A_CLASS)
    area = forms.ModelChoiceField(
        label=_("Område"), queryset=CycleArea.objects.none(), required=False, empty_label=_("Eleverna väljer själva")
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=50)

    def __init__(self, *args: Any, vote: Vote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = CycleArea.objects.filter(cycle_id=vote.cycle_id).select_related("area")
        if areas:
            self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        else:
            del self.fields["area"]
        self.fields["request_key"].initial = secrets.token_urlsafe(16)


class AssistForm(PlainForm):
    """Who is to be helped, where, and how the clerk knows who it is."""

    number = forms.CharField(
        label=_("Personnummer eller samordningsnummer"),
        max_length=20,
        help_text=_("Används för att hitta personen och sparas inte."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    place = forms.ChoiceField(
        label=_("Var?"), choices=AssistedPlace.choices, initial=AssistedPlace.DESK, widget=forms.RadioSelect
    )
    checked = forms.CharField(
        label=_("Hur har du kontrollerat vem det är?"),
        max_length=120,
        help_text=_("Till exempel: körkort, eller motringning med kontrollfrågor. Skriv inga nummer."),
    )
    own_will = forms.BooleanField(label=_("Personen har själv bett om hjälp och väljer själv"))


class RollOrderForm(PlainForm):
    """Letters to everybody in the roll."""

    request_key = forms.CharField(widget=forms.HiddenInput, max_length=50)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = secrets.token_urlsafe(16)


class ReplaceForm(PlainForm):
    """Which letter gets a new code, or ends, and why?"""

    NEW, END = "new", "end"

    number = forms.CharField(label=_("Brevnummer"), max_length=40, required=False, help_text=_("Nio siffror."))
    person = forms.CharField(
        label=_("Eller personnummer, om brevet är borta"),
        max_length=20,
        required=False,
        help_text=_("Går bara när en röstlängd gäller. Används för att hitta personen och sparas inte."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    deed = forms.ChoiceField(
        label=_("Vad ska hända med brevet?"),
        choices=[
            (NEW, _("Ny kod – den gamla slutar gälla när en annan person har godkänt")),
            (END, _("Inget nytt brev – koden slutar gälla")),
        ],
        initial=NEW,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Varför?"), max_length=300, help_text=_("Till exempel: brevet har kommit bort."))
