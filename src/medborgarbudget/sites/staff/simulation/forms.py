"""What does a lead choose when trying a rule: which rule, on whose ballots?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medborgarbudget.design.forms import FileInput, KronorField, PlainForm
from medborgarbudget.domain.counting import policy
from medborgarbudget.domain.counting.invented import LEAST_BUDGET, MOST_BUDGET, Invention
from medborgarbudget.domain.counting.models import Count, SimulationSource

RULES = (
    ("equal-shares", _("Jämlika andelar – varje röst får lika stor del av pengarna")),
    ("greedy", _("Flest röster först – så länge pengarna räcker")),
    ("greedy-stop", _("Flest röster först – stopp vid det första som inte ryms")),
    ("bounded-overspending", _("Jämlika andelar som får tänjas – potten står för en del som fattas")),
    ("phragmen", _("Phragméns metod – pengarna kommer i samma takt till alla")),
    (
        "maximin-support",
        _("Jämnast delad kostnad – den som bär mest ska bära så lite som möjligt; tar lång tid med många röster"),
    ),
)
COMPLETIONS = (
    ("add1", _("Höj allas del lite i taget så länge fler förslag ryms")),
    ("add1-then-greedy", _("Höj allas del lite i taget, och ge resten till förslag med flest röster")),
    ("greedy", _("Ge resten till de förslag som har flest röster och ryms")),
    ("phragmen", _("Ge resten efter Phragméns metod")),
    ("none", _("Spara det som blir över")),
)
WEIGHING = ("equal-shares", "bounded-overspending")
"""Rules that ask what a proposal is worth to those who chose it."""
UTILITIES = (
    ("cost", _("Hur mycket förslaget kostar")),
    ("cardinality", _("Alla förslag lika mycket")),
)


class RuleForm(PlainForm):
    """The rule that is tried."""

    rule = forms.ChoiceField(label=_("Räknesätt"), choices=RULES, widget=forms.RadioSelect)
    completion = forms.ChoiceField(
        label=_("När pengar blir över med jämlika andelar"), choices=COMPLETIONS, required=False
    )
    utility = forms.ChoiceField(
        label=_("Vad ett förslag är värt med jämlika andelar"), choices=UTILITIES, required=False
    )
    threshold = forms.IntegerField(
        label=_("Minsta antal röster för att vinna"),
        help_text=_("0 betyder ingen gräns."),
        min_value=0,
        max_value=20_000_000,
    )

    def options(self) -> dict[str, Any]:
        """The rule as options of a rule spec."""
        given = self.cleaned_data
        shares = given["rule"] == "equal-shares"
        weighs = given["rule"] in WEIGHING
        return {
            "rule": given["rule"],
            "completion": (given["completion"] or "add1") if shares else "none",
            "utility": (given["utility"] or "cost") if weighs else "cost",
            "threshold": given["threshold"],
        }


class VoteForm(RuleForm):
    """On one of the organisation's own published votes."""

    source = forms.CharField(widget=forms.HiddenInput, initial=SimulationSource.VOTE)
    count = forms.TypedChoiceField(label=_("Omröstning"), coerce=int)

    def __init__(self, *args: Any, counts: list[Count], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counts = {each.pk: each for each in counts}
        self.fields["count"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{each.vote.cycle.name}, {each.pot.name}") for each in counts
        ]
        self.order_fields(["source", "count"])


class FileForm(RuleForm):
    """On a real election in a file."""

    source = forms.CharField(widget=forms.HiddenInput, initial=SimulationSource.FILE)
    file = forms.FileField(
        label=_("Fil med en omröstning (.pb)"),
        widget=FileInput(accept=".pb,text/plain"),
        help_text=_("I formatet .pb, som finns för hundratals verkliga omröstningar på pabulib.org. Högst 20 MB."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["source", "file"])


class InventedForm(RuleForm):
    """On an invented election."""

    source = forms.CharField(widget=forms.HiddenInput, initial=SimulationSource.INVENTED)
    voters = forms.IntegerField(label=_("Antal väljare"), min_value=10, max_value=policy.MOST_INVENTED_VOTERS)
    projects = forms.IntegerField(label=_("Antal förslag"), min_value=2, max_value=policy.MOST_INVENTED_PROJECTS)
    budget = KronorField(label=_("Pott"), min_value=LEAST_BUDGET, max_value=MOST_BUDGET)
    wanted = forms.IntegerField(
        label=_("Vad förslagen kostar tillsammans, i procent av potten"),
        help_text=_("300 betyder att bara vart tredje förslag ryms."),
        min_value=110,
        max_value=2000,
    )
    choices = forms.IntegerField(label=_("Högsta antal val på valsedeln"), min_value=1)
    groups = forms.IntegerField(
        label=_("Antal grupper av väljare"),
        help_text=_("Till exempel orter eller åldrar. Grupperna är olika stora."),
        min_value=1,
        max_value=policy.MOST_INVENTED_GROUPS,
    )
    spread = forms.IntegerField(
        label=_("Hur olika grupperna vill, från 0 till 100"),
        help_text=_("0: alla vill ungefär detsamma. 100: varje grupp vill nästan bara ha sitt."),
        min_value=0,
        max_value=100,
    )
    seed = forms.IntegerField(
        label=_("Startnummer"),
        help_text=_("Samma nummer ger samma röster. Byt det för att se om utfallet är en slump."),
        min_value=0,
        max_value=2**31 - 1,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["source", "voters", "projects", "budget", "wanted", "choices", "groups", "spread", "seed"])

    def invention(self) -> Invention:
        """The settings as they are kept."""
        return Invention(**{name: self.cleaned_data[name] for name in Invention.__dataclass_fields__})
