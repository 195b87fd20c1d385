"""What do desk, clerks, leads and auditor write about ballots on paper?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.ballots.kind import Control
from medborgarbudget.domain.paper.causes import BY_HAND
from medborgarbudget.domain.paper.lookup import lookups_of
from medborgarbudget.domain.paper.models import Desk
from medborgarbudget.domain.paper.policy import MOST_BALLOTS, SEEN_BY_THE_CLERK
from medborgarbudget.domain.voting.definition import Definition
from medborgarbudget.domain.voting.models import Vote

SHOWN_ID = gettext_lazy("Står i disken och har visat legitimation")


class DeskForm(PlainForm):
    """A new desk."""

    name = forms.CharField(
        label=gettext_lazy("Vad heter disken?"), max_length=80, help_text=gettext_lazy("Till exempel: Stadsbiblioteket")
    )


class FindForm(PlainForm):
    """Who stands here?"""

    way = forms.ChoiceField(label=gettext_lazy("Sök på"), widget=forms.RadioSelect)
    query = forms.CharField(
        label=gettext_lazy("Brevnummer eller adress"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    reason = forms.CharField(label=gettext_lazy("Varför söker du?"), max_length=200, initial=SHOWN_ID)

    def __init__(self, *args: Any, vote: Vote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(each.name, str(each.label)) for each in lookups_of(vote)]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        if ways:
            self.fields["way"].initial = ways[0][0]
        if len(ways) == 1:
            self.fields["way"].widget = forms.HiddenInput()
            self.fields["query"].label = ways[0][1]


class ExchangeForm(PlainForm):
    """A spoiled ballot is given back."""

    reason = forms.CharField(
        label=gettext_lazy("Varför byts den?"), max_length=200, initial=gettext_lazy("Kryssade fel")
    )


class PostedForm(PlainForm):
    """An envelope that came by post."""

    day = forms.DateField(label=gettext_lazy("Dagen det kom"), widget=forms.DateInput(format="%Y-%m-%d"))
    slip = forms.CharField(
        label=gettext_lazy("Lappens nummer och kod"),
        help_text=gettext_lazy("Läs av rutan på lappen, eller skriv numret och sedan koden."),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters", "autofocus": True}
        ),
    )
    seen = forms.ChoiceField(
        label=gettext_lazy("Är något fel med det?"),
        required=False,
        choices=[
            ("", gettext_lazy("Nej: en lapp och ett eget, förslutet kuvert")),
            *((cause.value, cause.label) for cause in BY_HAND),
        ],
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("seen") and not values.get("slip"):
            self.add_error("slip", _("Läs av lappen, eller välj vad som är fel."))
        return values


class BoxForm(PlainForm):
    """A sealed box that comes in."""

    desk = forms.ModelChoiceField(label=gettext_lazy("Disk"), queryset=Desk.objects.none(), empty_label=None)
    day = forms.DateField(label=gettext_lazy("Dag"), widget=forms.DateInput(format="%Y-%m-%d"))
    seal_number = forms.CharField(label=gettext_lazy("Plombens nummer"), max_length=40)
    check_ins = forms.IntegerField(
        label=gettext_lazy("Antal avprickade"),
        help_text=gettext_lazy("Hur många som prickades av på listan i disken den dagen."),
        min_value=0,
        max_value=MOST_BALLOTS,
    )
    spoiled = forms.IntegerField(
        label=gettext_lazy("Antal förstörda valsedlar i kuvertet"),
        help_text=gettext_lazy(
            "De som lämnades tillbaka och byttes i disken. De läggs i ett eget kuvert, aldrig i lådan."
        ),
        initial=0,
        min_value=0,
        max_value=MOST_BALLOTS,
    )

    def __init__(self, *args: Any, vote: Vote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = Desk.objects.filter(vote=vote, posted=False)  # type: ignore[attr-defined]


class OpenForm(PlainForm):
    """The box is opened and its ballots counted."""

    ballots = forms.IntegerField(
        label=gettext_lazy("Antal valsedlar i lådan"),
        help_text=gettext_lazy("Numrera dem 1, 2, 3 … med blyerts på baksidan, i den ordning de ligger."),
        min_value=0,
        max_value=MOST_BALLOTS,
    )
    explanation = forms.CharField(
        label=gettext_lazy("Förklaring"),
        help_text=gettext_lazy("Behövs om valsedlarna är fler än de avprickade, eller om de bytta inte stämmer."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExplainForm(PlainForm):
    explanation = forms.CharField(
        label=gettext_lazy("Förklaring"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(PlainForm):
    reason = forms.CharField(label=gettext_lazy("Varför?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class PaperForm(PlainForm):
    """What stands on one ballot, in one line."""

    style = forms.ChoiceField(label=gettext_lazy("Valsedel"))
    line = forms.CharField(
        label=gettext_lazy("Det som står på valsedeln"),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "autofocus": "autofocus"}),
    )
    seen = forms.ChoiceField(label=gettext_lazy("Räknas den?"), required=False)

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        styles = [(style.code, style.name) for style in definition.styles]
        self.fields["style"].choices = styles  # type: ignore[attr-defined]
        if len(styles) == 1:
            self.fields["style"].widget = forms.HiddenInput()
            self.fields["style"].initial = styles[0][0]
            # The one ballot of a vote without areas has no code.
            self.fields["style"].required = False
        self.fields["line"].help_text = how_to_type(definition)
        self.fields["seen"].choices = [  # type: ignore[attr-defined]
            ("", _("Som den står – reglerna avgör")),
            *((code, str(text)) for code, text in SEEN_BY_THE_CLERK.items()),
        ]


class RowsForm(PlainForm):
    """Many ballots at once, read in a spreadsheet."""

    rows = forms.CharField(
        label=gettext_lazy("Rader"),
        max_length=2_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].help_text = (
            _("En rad per valsedel: nummer; område; det som står på den. Till exempel 1; %(area)s; 3 7.")
            % {"area": definition.styles[0].name}
            if len(definition.styles) > 1
            else _("En rad per valsedel: nummer; det som står på den. Till exempel 1; 3 7. Tabbar går också bra.")
        )


def how_to_type(definition: Definition) -> str:
    """The grammar of a line for this kind of ballot."""
    match definition.how.control:
        case Control.TICK | Control.PICK:
            return _("Skriv numren på det som är kryssat, till exempel 3 7 12. Lämna tomt om inget är kryssat.")
        case Control.PLACE:
            return _("Skriv numren i ordning, plats 1 först: 7 3 12. Står samma plats två gånger skriver du 7=1 3=1.")
        case Control.NUMBER:
            return _("Skriv nummer och poäng, till exempel 3=5 7=2.")
    levels = definition.how.levels(definition.pots[0].limits)
    return _("Skriv nummer och värde, till exempel 3=%(value)s. Värden: %(values)s.") % {
        "value": levels[0].value,
        "values": ", ".join(f"{level.value} {level.label}" for level in levels),
    }
