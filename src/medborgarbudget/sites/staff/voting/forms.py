"""What do staff write about a vote?"""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from medborgarbudget.design.forms import FileInput, MomentField, PlainForm
from medborgarbudget.domain.cycles.models import CycleArea
from medborgarbudget.domain.voting.actions.letters import read_number
from medborgarbudget.domain.voting.models import AssistedPlace, KeyLevel, Vote, VoteOption
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


class LevelForm(PlainForm):
    """Who holds the key to the urn? Chosen when the ballot is prepared."""

    level = forms.ChoiceField(
        label=_("Vem ska kunna öppna urnan?"),
        choices=[
            (KeyLevel.STANDARD, _("Tre nyckelhållare, två av dem tillsammans (Standard)")),
            (KeyLevel.BASIC, _("Tjänsten själv (Bas) – för små omröstningar, skolval och prov")),
        ],
        initial=KeyLevel.BASIC,
        widget=forms.RadioSelect,
        help_text=_(
            "Med Standard kan inte ens den som driver tjänsten se rösterna i förväg. Det kräver tre personer som gör var sin nyckel och övar en gång."
        ),
    )


class AskForm(PlainForm):
    """A deed that takes two people: why?"""

    reason = forms.CharField(label=_("Varför?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, vote: Vote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vote = vote


class OpenForm(AskForm):
    """That a prepared vote may open."""

    checked = forms.BooleanField(label=_("Jag har granskat valsedeln i varje område, tiderna och reglerna"))
    field_order = ["checked", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Meddelande till den som ska godkänna")


class ExtendForm(AskForm):
    """A later end."""

    closes_at = MomentField(label=_("Ny tid då omröstningen stänger"))
    field_order = ["closes_at", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_at"].initial = self.vote.closes_at
        self.fields["reason"].help_text = _("Väljarna läser det.")


class OpenUrnForm(AskForm):
    """The one who asks for the urn to be opened says that they mean it."""

    sure = forms.BooleanField(label=_("Jag vill öppna urnan nu. Det kan inte göras om."))
    field_order = ["sure", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Meddelande till den som ska godkänna")


class VoidForm(AskForm):
    """Which ballot is void, found by the letter it was cast with or by its receipt?"""

    letter = forms.CharField(
        label=_("Brevnummer"), max_length=40, required=False, help_text=_("Nio siffror, om rösten lades med ett brev.")
    )
    receipt = forms.CharField(
        label=_("Kvittots kod"),
        max_length=60,
        required=False,
        help_text=_("Sexton tecken, om du har kvittot i stället."),
    )
    field_order = ["letter", "receipt", "reason"]

    def clean_letter(self) -> str:
        return read_number(self.cleaned_data["letter"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if bool(values.get("letter")) == bool(values.get("receipt")):
            self.add_error("letter", _("Ange brevnumret eller kvittots kod, ett av dem."))
        return values


class HolderForm(PlainForm):
    """A key holder: name, the public half as a line, and the fingerprint that the holder reads aloud."""

    name = forms.CharField(label=_("Nyckelhållarens namn"), max_length=120)
    public_line = forms.CharField(
        label=_("Den öppna halvan"),
        max_length=200,
        help_text=_("En rad som börjar med mb1-. Nyckelhållaren kan mejla den; den är inte hemlig."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )
    read_aloud = forms.CharField(
        label=_("Fingeravtrycket som nyckelhållaren läser upp"),
        max_length=60,
        help_text=_(
            "Sexton tecken. Ring upp personen på ett nummer du känner till, eller träffas, och skriv det du hör. Kopiera det inte ur mejlet."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=_("Varför byts nyckelhållaren?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, changes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not changes:
            del self.fields["reason"]


class OpenedFilesForm(PlainForm):
    """What two key holders arrived at."""

    first = forms.FileField(label=_("Filen från den ena nyckelhållaren"), widget=FileInput(accept="application/json"))
    second = forms.FileField(
        label=_("Filen från den andra nyckelhållaren"), widget=FileInput(accept="application/json")
    )


class CertificateForm(PlainForm):
    """A holder's certificate that the key is destroyed."""

    certificate = forms.FileField(
        label=_("Intyg om en förstörd nyckel"),
        help_text=_("Filen forstord-…json som programmet skrev när nyckeln förstördes."),
        widget=FileInput(accept="application/json"),
    )


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


class ReturnForm(PlainForm):
    """Where forms are posted back to; empty for letters without a form."""

    return_address = forms.CharField(
        label=_("Adress dit blanketten postas"),
        max_length=300,
        required=False,
        help_text=_("En rad för varje rad på kuvertet. Lämna tomt om breven inte ska ha någon blankett."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


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


class RollSlipsForm(PlainForm):
    """Slips for a class that the roll knows: each pupil's own, with their name."""

    school_class = forms.ChoiceField(label=_("Skola och klass"))
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=50)

    def __init__(self, *args: Any, classes: list[tuple[str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].choices = [  # type: ignore[attr-defined]
            (name, ngettext("%(name)s, %(n)d elev", "%(name)s, %(n)d elever", number) % {"name": name, "n": number})
            for name, number in classes
        ]
        self.fields["request_key"].initial = secrets.token_urlsafe(16)


class ReviewHelpForm(PlainForm):
    """What somebody else has to say of the help that a clerk gave on a day."""

    remark = forms.CharField(
        label=_("Anmärkning"),
        max_length=300,
        required=False,
        help_text=_("Lämna tomt om allt är som det ska. Skriv inga personnummer."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


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


class AskToTakeForm(PlainForm):
    """Why the letters to the roll are taken out now, for the one who confirms."""

    reason = forms.CharField(
        label=_("Varför breven hämtas nu, till exempel vilket tryckeri de ska till"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Ange varför.")},
    )
