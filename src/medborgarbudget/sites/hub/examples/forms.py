"""What is written about a good example?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import PICTURES, FileInput, KronorField, PlainForm
from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.examples.models import BallotUsed, Example, RuleUsed, TargetGroup, Theme
from medborgarbudget.domain.network.examples.policy import CONTENT_FIELDS, FIRST_YEAR, ExampleContent
from medborgarbudget.domain.network.membership.models import BodyKind
from medborgarbudget.domain.network.places import COUNTIES
from medborgarbudget.foundation.files import Picture, read_picture

UNKNOWN = ("", _("Vet inte"))


class WordsForm(PlainForm):
    """The words: what one reads first, what was done, what came of it."""

    title = forms.CharField(
        label=_("Rubrik"), help_text=_("Säg vad som hände, inte vad projektet hette."), max_length=120
    )
    summary = forms.CharField(
        label=_("Kort om exemplet"),
        help_text=_("Två meningar som får någon att vilja läsa mer."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    did = forms.CharField(label=_("Så gjorde ni"), max_length=5000, widget=forms.Textarea)
    result = forms.CharField(label=_("Det blev"), max_length=3000, widget=forms.Textarea, required=False)
    learnt = forms.CharField(label=_("Det lärde ni er"), max_length=3000, widget=forms.Textarea, required=False)
    advice = forms.CharField(
        label=_("Råd till andra"),
        help_text=_("Vad skulle du säga till en kommun som börjar i dag?"),
        max_length=2000,
        widget=forms.Textarea,
        required=False,
    )


class AboutForm(PlainForm):
    """Where, for whom, and about what."""

    body_kind = forms.ChoiceField(label=_("Kommun eller region"), choices=BodyKind.choices, widget=forms.RadioSelect)
    place = forms.CharField(label=_("Kommunens eller regionens namn"), max_length=100)
    county = forms.ChoiceField(label=_("Län"), choices=[("", _("Inget valt")), *COUNTIES.items()], required=False)
    orientations = forms.MultipleChoiceField(
        label=_("Inriktning"), choices=Orientation.choices, widget=forms.CheckboxSelectMultiple
    )
    theme = forms.ChoiceField(label=_("Tema"), choices=Theme.choices, initial=Theme.ANYTHING)
    target_group = forms.ChoiceField(label=_("Målgrupp"), choices=TargetGroup.choices, initial=TargetGroup.ALL)
    latitude = forms.FloatField(
        label=_("Latitud"),
        help_text=_("För kartan, i grader, till exempel 57.78."),
        min_value=54,
        max_value=70,
        required=False,
    )
    longitude = forms.FloatField(
        label=_("Longitud"), help_text=_("Till exempel 14.16."), min_value=9, max_value=26, required=False
    )


class FiguresForm(PlainForm):
    """The numbers; everything but year and money may be left empty."""

    year = forms.IntegerField(label=_("År"), min_value=FIRST_YEAR, max_value=2100)
    money = KronorField(label=_("Pengar att fördela"), min_value=1)
    inhabitants = forms.IntegerField(label=_("Antal invånare"), min_value=1, max_value=20_000_000, required=False)
    proposals = forms.IntegerField(label=_("Förslag som lämnades"), min_value=0, max_value=1_000_000, required=False)
    on_ballot = forms.IntegerField(label=_("Förslag i omröstningen"), min_value=0, max_value=100_000, required=False)
    winners = forms.IntegerField(label=_("Förslag som vann"), min_value=0, max_value=100_000, required=False)
    voters = forms.IntegerField(
        label=_("Antal som röstade"),
        help_text=_("Färre än tio visas inte."),
        min_value=0,
        max_value=20_000_000,
        required=False,
    )
    ballot_kind = forms.ChoiceField(label=_("Valsedel"), choices=[UNKNOWN, *BallotUsed.choices], required=False)
    counting_rule = forms.ChoiceField(label=_("Räknesätt"), choices=[UNKNOWN, *RuleUsed.choices], required=False)
    deliveries = forms.IntegerField(label=_("Förslag som beslutades"), min_value=0, max_value=100_000, required=False)
    delivered = forms.IntegerField(label=_("Förslag som är genomförda"), min_value=0, max_value=100_000, required=False)
    on_time = forms.IntegerField(label=_("Genomförda i tid"), min_value=0, max_value=100_000, required=False)


class PictureForm(PlainForm):
    """A picture, a link, and where to ask."""

    picture = forms.FileField(
        label=_("Bild"),
        help_text=_("Utan bild ritar vi en efter temat. Fråga dem som syns på bilden först."),
        required=False,
        max_length=300,
        widget=FileInput(PICTURES),
    )
    image_alt = forms.CharField(
        label=_("Vad bilden visar"), help_text=_("För den som inte ser den."), max_length=200, required=False
    )
    link = forms.CharField(
        label=_("Länk till mer"), help_text=_("Börjar med https://."), max_length=400, required=False
    )
    contact = forms.CharField(
        label=_("Funktionsadress för frågor"),
        help_text=_("En gemensam e-postadress, inte en persons."),
        max_length=254,
        required=False,
    )


class ExampleForms:
    """The parts of the form together. Without `figures` the numbers are a cycle's and are not asked for."""

    def __init__(
        self, data: Any, files: Any, *, initial: dict[str, Any] | None = None, figures: bool = True, about: bool = True
    ) -> None:
        self.words = WordsForm(data, initial=initial)
        self.about = AboutForm(data, initial=initial) if about else None
        self.figures = FiguresForm(data, initial=initial) if figures else None
        self.picture = PictureForm(data, files, initial=initial)
        self.read: Picture | None = None

    @property
    def parts(self) -> list[PlainForm]:
        return [part for part in (self.words, self.about, self.figures, self.picture) if part is not None]

    @property
    def has_errors(self) -> bool:
        return any(part.is_bound and part.errors for part in self.parts)

    def is_valid(self) -> bool:
        """All parts, so that everything wrong is told at once; reads the picture."""
        fine = [part.is_valid() for part in self.parts]
        upload = self.picture.cleaned_data.get("picture") if self.picture.is_valid() else None
        if upload:
            try:
                self.read = read_picture(upload)
            except ValidationError as wrong:
                self.picture.add_error("picture", wrong.messages)
                return False
        return all(fine)

    def content(self, base: ExampleContent | None = None) -> ExampleContent:
        """What was written, over what stood there before where a part was not asked for."""
        given: dict[str, Any] = {name: getattr(base, name) for name in CONTENT_FIELDS} if base else {}
        for part in self.parts:
            given |= {name: value for name, value in part.cleaned_data.items() if name in CONTENT_FIELDS}
        given["orientations"] = tuple(given["orientations"])
        if self.figures is not None:
            given["timed"] = given["delivered"] if given["on_time"] is not None else None
        return ExampleContent(**given)

    def take_errors(self, wrong: ValidationError) -> None:
        """Put a domain's errors at the fields they are about."""
        for name, errors in getattr(
            wrong, "error_dict", {"": wrong.error_list if hasattr(wrong, "error_list") else [wrong]}
        ).items():
            part = next((part for part in self.parts if name in part.fields), self.words)
            part.add_error(name if name in part.fields else None, errors)


def content_of(example: Example) -> ExampleContent:
    """What a stored example says."""
    given = {name: getattr(example, name) for name in CONTENT_FIELDS if name != "orientations"}
    return ExampleContent(**given, orientations=tuple(example.orientations))


def initial_of(content: ExampleContent) -> dict[str, Any]:
    """What the form shows of it."""
    return {name: getattr(content, name) for name in CONTENT_FIELDS}


class DeclineForm(PlainForm):
    """Why an example is not taken in, or not yet."""

    reason = forms.CharField(
        label=_("Varför?"),
        help_text=_("Den som skickade in exemplet läser det, och kan skicka in på nytt."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": _("Ange varför. Den som skickade in exemplet läser det.")},
    )


class NoteForm(PlainForm):
    """What was changed, for the list of versions."""

    note = forms.CharField(
        label=_("Vad ändrade du?"), help_text=_("Står i listan över versioner."), max_length=200, required=False
    )
