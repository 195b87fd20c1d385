"""What does a lead fill in about a cycle: its beginning, facts, steps, areas, pots, rules and decisions?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design.forms import KronorField, MomentField, PlainForm
from medborgarbudget.domain.ballots.kind import MAX_CHOICES, MAX_POINTS
from medborgarbudget.domain.cycles import template
from medborgarbudget.domain.cycles.models import (
    BallotKind,
    CountingRule,
    Cycle,
    CycleArea,
    DecisionKind,
    Deed,
    GroupKind,
    Identity,
    Moderation,
    Orientation,
    ParticipationLevel,
    Pot,
    PotKind,
)
from medborgarbudget.domain.cycles.policy import MAX_AGE, RuleValues, StepPlan, in_order
from medborgarbudget.domain.organisations.models import Area

COPY = "copy:"


def take_errors(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Put what the domain found wrong at the form's fields; what has no field there goes to the form as a whole."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal.messages)
        return
    for field, messages in refusal.message_dict.items():
        form.add_error(field if field in form.fields else None, messages)


class ReasonForm(PlainForm):
    """Why something is changed that others may already rely on; only asked for then."""

    reason = forms.CharField(
        label=gettext_lazy("Varför ändrar du?"),
        help_text=gettext_lazy("Förslag kan redan ha kommit in. Skälet sparas i loggen."),
        max_length=300,
    )

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needed:
            del self.fields["reason"]

    @property
    def words(self) -> str:
        """The reason, or nothing."""
        return str(self.cleaned_data.get("reason", ""))


class NewCycleForm(PlainForm):
    """Three questions, and a draft is there."""

    name = forms.CharField(label=gettext_lazy("Omgångens namn"), max_length=120)
    year = forms.IntegerField(label=gettext_lazy("År"), min_value=2000, max_value=2100)
    origin = forms.ChoiceField(label=gettext_lazy("Vad vill du utgå från?"), widget=forms.RadioSelect)
    with_dates = forms.BooleanField(
        label=gettext_lazy("Flytta med datumen när jag kopierar"),
        help_text=gettext_lazy("Samma veckodagar och klockslag, det nya året. Du kan ändra dem sedan."),
        required=False,
        initial=True,
    )
    budget = KronorField(
        label=gettext_lazy("Hur mycket pengar finns?"),
        help_text=gettext_lazy("Hela omgångens pengar. Lämna tomt om det inte är beslutat."),
        required=False,
    )

    def __init__(self, *args: Any, cycles: Iterable[Cycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [(each.key, each.name) for each in template.TEMPLATES]
        choices += [(f"{COPY}{cycle.slug}", _("Kopiera %(cycle)s") % {"cycle": cycle.name}) for cycle in cycles]
        self.fields["origin"].choices = choices  # type: ignore[attr-defined]


class FactsForm(ReasonForm):
    """What the cycle says about itself. The address and the proposals' prefix only while it is a draft."""

    name = forms.CharField(label=gettext_lazy("Omgångens namn"), max_length=120)
    year = forms.IntegerField(label=gettext_lazy("År"), min_value=2000, max_value=2100)
    summary = forms.CharField(
        label=gettext_lazy("Kort beskrivning"),
        help_text=gettext_lazy("Står överst på omgångens sida. En eller två meningar."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    promise = forms.CharField(
        label=gettext_lazy("Vad lovar ni, i en mening?"),
        help_text=gettext_lazy(
            "Till exempel: Kommunstyrelsen har lovat att genomföra de förslag som får plats i budgeten."
        ),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Steg på delaktighetstrappan"), choices=ParticipationLevel.choices, widget=forms.RadioSelect
    )
    orientations = forms.MultipleChoiceField(
        label=gettext_lazy("Inriktning"),
        choices=Orientation.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    moderation = forms.ChoiceField(
        label=gettext_lazy("Granskning av förslag"), choices=Moderation.choices, widget=forms.RadioSelect
    )
    proposal_min_age = forms.IntegerField(
        label=gettext_lazy("Lägsta ålder för att föreslå"),
        help_text=gettext_lazy("0 betyder ingen gräns."),
        min_value=0,
        max_value=MAX_AGE,
    )
    slug = forms.CharField(
        label=gettext_lazy("Adress"),
        help_text=gettext_lazy("Det som står sist i omgångens adress. Kan inte ändras när omgången är publicerad."),
        max_length=40,
    )
    reference_prefix = forms.CharField(
        label=gettext_lazy("Början på förslagens nummer"),
        help_text=gettext_lazy("Till exempel LUN27, som ger förslag LUN27-0001."),
        max_length=12,
    )
    themes = forms.CharField(
        label=gettext_lazy("Teman, ett på varje rad"),
        help_text=gettext_lazy("Den som föreslår väljer ett av dem."),
        required=False,
        widget=forms.Textarea(attrs={"rows": "6"}),
    )

    def __init__(self, *args: Any, cycle: Cycle, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, needed=needed, **kwargs)
        if cycle.published_at is not None:
            del self.fields["slug"], self.fields["reference_prefix"]
        if needed:
            self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])


# --- steps ---


class StepForm(PlainForm):
    """One step of a cycle."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=gettext_lazy("Namn"), max_length=80)
    description = forms.CharField(label=gettext_lazy("Beskrivning för invånarna"), max_length=400, required=False)
    opens_at = MomentField(label=gettext_lazy("Öppnar"), required=False)
    closes_at = MomentField(label=gettext_lazy("Stänger"), required=False)
    deeds = forms.MultipleChoiceField(
        label=gettext_lazy("Vad steget öppnar"),
        choices=Deed.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def plan(self) -> StepPlan:
        """The step as plain values; the form is valid."""
        clean = self.cleaned_data
        return StepPlan(
            id=clean["id"],
            name=clean["name"],
            description=clean["description"],
            deeds=tuple(clean["deeds"]),
            opens_at=clean["opens_at"],
            closes_at=clean["closes_at"],
        )

    @property
    def opened(self) -> str:
        """What the step opens, in words, from whatever is chosen in the form."""
        chosen = self["deeds"].value() or []
        return ", ".join(str(Deed(each).label) for each in in_order(chosen))


class StepFormSet(BaseFormSet[StepForm]):
    """All steps of a cycle, in order."""

    def without_errors(self) -> StepFormSet:
        """What was typed, shown again as it stands: after a row was moved nothing is judged yet."""
        self._errors: list[ErrorDict] = []
        self._non_form_errors = ErrorList()
        for form in self.forms:
            form._errors = ErrorDict()  # type: ignore[attr-defined]
        return self


Steps = cast(
    type[StepFormSet], forms.formset_factory(StepForm, formset=StepFormSet, extra=0, max_num=40, absolute_max=60)
)
PREFIX = "steg"
PARTS = ("id", "name", "description", "opens_at_0", "opens_at_1", "closes_at_0", "closes_at_1")

Row = dict[str, list[str]]


def typed_rows(data: QueryDict) -> list[Row]:
    """What was typed into the steps, unjudged: name of a field's part → values."""
    try:
        total = min(int(data.get(f"{PREFIX}-TOTAL_FORMS", "0")), 60)
    except ValueError:
        total = 0
    return [
        {part: data.getlist(f"{PREFIX}-{number}-{part}") for part in (*PARTS, "deeds")}
        for number in range(max(total, 0))
    ]


def rows_as_data(rows: Sequence[Row]) -> QueryDict:
    """The rows as a formset reads them."""
    data = QueryDict(mutable=True)
    data[f"{PREFIX}-TOTAL_FORMS"] = str(len(rows))
    data[f"{PREFIX}-INITIAL_FORMS"] = str(len(rows))  # none of them may be left empty
    for number, row in enumerate(rows):
        for part, values in row.items():
            data.setlist(f"{PREFIX}-{number}-{part}", values)
    return data


def changed_rows(rows: list[Row], order: str) -> list[Row]:
    """The rows after an order such as "add", "up:2", "down:0", "merge:1", "split:3" or "remove:2". An unknown order changes nothing."""
    verb, _colon, number = order.partition(":")
    if verb == "add":
        return [*rows, {part: [""] for part in PARTS} | {"deeds": []}]
    place = int(number) if number.isdecimal() else -1
    if not 0 <= place < len(rows):
        return rows
    rows = [*rows]
    if verb == "up" and place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    elif verb == "down" and place + 1 < len(rows):
        rows[place], rows[place + 1] = rows[place + 1], rows[place]
    elif verb == "remove":
        del rows[place]
    elif verb == "merge" and place + 1 < len(rows):
        rows[place : place + 2] = [_merged(rows[place], rows[place + 1])]
    elif verb == "split" and len(rows[place]["deeds"]) > 1:
        rows[place : place + 1] = _split(rows[place])
    return rows


def _said(row: Row, part: str) -> str:
    return (row[part] or [""])[0].strip()


def _merged(first: Row, second: Row) -> Row:
    """Both rows as one, as policy.merged does for what is stored: dates as typed sort as they stand (2027-03-31, 18:00)."""
    one = {**first}
    names = [_said(row, "name") for row in (first, second)]
    if all(names):
        one["name"] = [_("%(one)s och %(other)s") % {"one": names[0], "other": names[1][:1].lower() + names[1][1:]}]
    else:
        one["name"] = ["".join(names)]
    one["description"] = [
        " ".join(text for text in (_said(first, "description"), _said(second, "description")) if text)
    ]
    one["deeds"] = list(in_order({*first["deeds"], *second["deeds"]}))
    for field, choose in (("opens_at", min), ("closes_at", max)):
        moments = [
            (_said(row, f"{field}_0"), _said(row, f"{field}_1")) for row in (first, second) if _said(row, f"{field}_0")
        ]
        day, hour = choose(moments) if moments else ("", "")
        one[f"{field}_0"], one[f"{field}_1"] = [day], [hour]
    if any(_said(row, "opens_at_0") and not _said(row, "closes_at_0") for row in (first, second)):
        one["closes_at_0"], one["closes_at_1"] = [""], [""]
    return one


def _split(row: Row) -> list[Row]:
    """A row for each thing that it opened; the first keeps the name and the stored step."""
    first, *others = in_order(row["deeds"])
    rows = [{**row, "deeds": [first]}]
    rows += [
        {**row, "id": [""], "name": [str(Deed(each).label)], "description": [""], "deeds": [each]} for each in others
    ]
    return rows


# --- money ---


class BudgetForm(ReasonForm):
    """How much money the cycle has."""

    budget = KronorField(label=gettext_lazy("Belopp för hela omgången"))

    field_order = ("budget", "reason")


class AreasForm(ReasonForm):
    """Into which of the organisation's areas the cycle is divided, and with how many inhabitants each."""

    def __init__(
        self, *args: Any, areas: Sequence[Area], chosen: Mapping[int, CycleArea], needed: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, needed=needed, **kwargs)
        self.areas = list(areas)
        for area in self.areas:
            held = chosen.get(area.pk)
            self.fields[f"area_{area.pk}"] = forms.BooleanField(
                label=area.name, required=False, initial=held is not None
            )
            self.fields[f"inhabitants_{area.pk}"] = forms.IntegerField(
                label=_("Invånare i %(area)s") % {"area": area.name},
                required=False,
                min_value=0,
                max_value=20_000_000,
                initial=held.inhabitants if held is not None else area.inhabitants,
                error_messages={"invalid": _("Ange antalet invånare i %(area)s med siffror.") % {"area": area.name}},
            )
            number = self.fields[f"inhabitants_{area.pk}"].widget
            number.attrs["inputmode"] = "numeric"
            number.input_type = "text"
        if needed:
            self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def rows(self) -> list[tuple[Any, Any]]:
        """A checkbox and a number for each area."""
        return [(self[f"area_{area.pk}"], self[f"inhabitants_{area.pk}"]) for area in self.areas]

    def chosen(self) -> tuple[list[Area], dict[int, int | None]]:
        """The areas, and the inhabitants of each by its id."""
        areas = [area for area in self.areas if self.cleaned_data.get(f"area_{area.pk}")]
        return areas, {area.pk: self.cleaned_data.get(f"inhabitants_{area.pk}") for area in areas}


class PotForm(ReasonForm):
    """One pot."""

    name = forms.CharField(label=gettext_lazy("Pottens namn"), max_length=100)
    cycle_area = forms.ModelChoiceField(
        label=gettext_lazy("Område"),
        queryset=CycleArea.objects.none(),
        required=False,
        empty_label=gettext_lazy("Hela omgången"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Hur bestäms beloppet?"), choices=PotKind.choices, widget=forms.RadioSelect
    )
    fixed_amount = KronorField(
        label=gettext_lazy("Belopp"), help_text=gettext_lazy("När beloppet är fast."), required=False
    )
    per_inhabitant = forms.IntegerField(
        label=gettext_lazy("Kronor per invånare"),
        help_text=gettext_lazy("När beloppet följer antalet invånare."),
        min_value=1,
        max_value=100_000,
        required=False,
    )
    cap = KronorField(
        label=gettext_lazy("Högst"),
        help_text=gettext_lazy("Tak för pottar med kronor per invånare. Tomt betyder inget tak."),
        min_value=1,
        required=False,
    )

    def __init__(self, *args: Any, cycle: Cycle, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, needed=needed, **kwargs)
        self.fields["cycle_area"].queryset = CycleArea.objects.filter(cycle=cycle).select_related("area")  # type: ignore[attr-defined]
        if needed:
            self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def values(self) -> dict[str, Any]:
        """What save_pot takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}

    @staticmethod
    def initial_of(pot: Pot) -> dict[str, Any]:
        """The pot as the form shows it."""
        return {
            "name": pot.name,
            "cycle_area": pot.cycle_area_id,
            "kind": pot.kind,
            "fixed_amount": pot.fixed_amount,
            "per_inhabitant": pot.per_inhabitant,
            "cap": pot.cap,
        }


# --- rules ---

COMPLETION_CHOICES = (
    ("add1", gettext_lazy("Höj allas del lite i taget så länge fler förslag ryms")),
    ("add1-then-greedy", gettext_lazy("Höj allas del lite i taget, och ge resten till förslag med flest röster")),
    ("greedy", gettext_lazy("Ge resten till de förslag som har flest röster och ryms")),
    ("none", gettext_lazy("Spara det som blir över")),
)


class RulesForm(ReasonForm):
    """The rule sheet."""

    tie_to_place = forms.CharField(
        label=gettext_lazy("Vem får rösta, i ord?"),
        help_text=gettext_lazy("Till exempel: Du som bor, går i skola eller arbetar i Lund"),
        max_length=200,
    )
    min_age = forms.IntegerField(
        label=gettext_lazy("Lägsta ålder för att rösta"),
        help_text=gettext_lazy("0 betyder ingen gräns."),
        min_value=0,
        max_value=MAX_AGE,
    )
    age_on = forms.DateField(
        label=gettext_lazy("Åldern räknas den"),
        help_text=gettext_lazy("Tomt betyder den dag man röstar."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d"),
    )
    group_kind = forms.ChoiceField(
        label=gettext_lazy("Är omröstningen för alla dem?"),
        choices=[("", gettext_lazy("Ja")), *GroupKind.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    groups = forms.CharField(
        label=gettext_lazy("Vilka grupper, skolor eller klasser?"),
        help_text=gettext_lazy(
            "En på varje rad, som de heter i röstlängdens kolumn Grupp, eller Skola och Klass. Till exempel: Lerbäckskolan 7B. "
            "Bara skolans namn betyder alla klasser där."
        ),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "4"}),
    )
    ballot_kind = forms.ChoiceField(
        label=gettext_lazy("Valsedel"), choices=BallotKind.choices, widget=forms.RadioSelect
    )
    max_choices = forms.IntegerField(
        label=gettext_lazy("Högsta antal val"),
        help_text=gettext_lazy("När man väljer upp till ett antal förslag, eller rangordnar."),
        min_value=1,
        max_value=MAX_CHOICES,
        required=False,
    )
    min_choices = forms.IntegerField(
        label=gettext_lazy("Lägsta antal val"),
        help_text=gettext_lazy("0 betyder ingen gräns. Gäller den som röstar i en pott; man får alltid lämna en pott."),
        min_value=0,
        max_value=MAX_CHOICES,
        required=False,
    )
    points_total = forms.IntegerField(
        label=gettext_lazy("Antal poäng att ge"),
        help_text=gettext_lazy("När man fördelar poäng."),
        min_value=1,
        max_value=MAX_POINTS,
        required=False,
    )
    points_each = forms.IntegerField(
        label=gettext_lazy("Högsta antal poäng på ett förslag"),
        help_text=gettext_lazy("1 betyder att poäng inte får läggas på hög. Tomt betyder ingen gräns."),
        min_value=1,
        max_value=MAX_POINTS,
        required=False,
    )
    counting_rule = forms.ChoiceField(
        label=gettext_lazy("Räknesätt"),
        help_text=gettext_lazy("Vilka räknesätt som passar beror på valsedeln."),
        choices=CountingRule.choices,
        widget=forms.RadioSelect,
    )
    completion = forms.ChoiceField(
        label=gettext_lazy("När pengar blir över med jämlika andelar"), choices=COMPLETION_CHOICES, required=False
    )
    cost_ceiling = KronorField(
        label=gettext_lazy("Högsta kostnad för ett förslag"),
        help_text=gettext_lazy("Tomt betyder inget tak."),
        required=False,
    )
    vote_threshold = forms.IntegerField(
        label=gettext_lazy("Minsta antal röster för att vinna"),
        help_text=gettext_lazy("0 betyder ingen gräns."),
        min_value=0,
        max_value=20_000_000,
    )
    identities = forms.MultipleChoiceField(
        label=gettext_lazy("Hur visar man vem man är?"),
        help_text=gettext_lazy(
            "Med en röstlängd skickas koder bara till den e-post och de nummer som står i den. Utan röstlängd kan e-legitimation "
            "inte stå bredvid koder, för då kan samma person rösta två gånger."
        ),
        choices=Identity.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, needed=needed, **kwargs)
        if needed:
            self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    @staticmethod
    def initial_of(values: RuleValues) -> dict[str, Any]:
        """The rules as the form shows them."""
        return {**asdict(values), "groups": "\n".join(values.groups)}

    def values(self, utility: str) -> RuleValues:
        """The rules as plain values. `utility` is kept from the rules in force."""
        clean = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        clean["identities"] = tuple(clean["identities"])
        clean["groups"] = tuple(line.strip() for line in clean["groups"].splitlines() if line.strip())
        clean["completion"] = clean["completion"] or "add1"
        clean["min_choices"] = clean["min_choices"] or 0
        return RuleValues(utility=utility, **clean)


# --- decisions, preview ---


class DecisionForm(PlainForm):
    """A decision as minuted."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Slag av beslut"), choices=DecisionKind.choices, widget=forms.RadioSelect
    )
    body = forms.CharField(
        label=gettext_lazy("Vem beslutade?"), help_text=gettext_lazy("Till exempel kommunstyrelsen"), max_length=100
    )
    decided_on = forms.DateField(label=gettext_lazy("Datum för beslutet"), widget=forms.DateInput(format="%Y-%m-%d"))
    paragraph = forms.CharField(label=gettext_lazy("Paragraf"), max_length=20)
    diary_number = forms.CharField(label=gettext_lazy("Diarienummer"), max_length=40)
    link = forms.CharField(
        label=gettext_lazy("Länk till protokollet"),
        help_text=gettext_lazy("Börjar med https://"),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    summary = forms.CharField(
        label=gettext_lazy("Vad beslutades?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "4"}),
    )


class CorrectionForm(DecisionForm):
    """The same, put right, with a reason."""

    reason = forms.CharField(
        label=gettext_lazy("Varför rättas beslutet?"),
        help_text=gettext_lazy("Det som stod tidigare finns kvar i loggen."),
        max_length=300,
    )


class PreviewForm(PlainForm):
    """At which moment residents' pages are to be seen."""

    at = MomentField(label=gettext_lazy("Visa invånarnas sidor som de är"))
