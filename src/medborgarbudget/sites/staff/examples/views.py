"""How does a finished cycle become a good example in the network, in one click?"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.design.parts import Fact
from medborgarbudget.design.templatetags.design import number as grouped
from medborgarbudget.domain.network.examples import actions, permissions, queries
from medborgarbudget.domain.network.examples.figures import CycleFigures, figures_of
from medborgarbudget.domain.network.examples.models import BallotUsed, RuleUsed
from medborgarbudget.domain.network.examples.policy import CONTENT_FIELDS, ExampleContent
from medborgarbudget.foundation.decisions import require
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.delivery.table import take_errors


class WordsForm(PlainForm):
    """The words; the figures are the cycle's."""

    title = forms.CharField(label=gettext_lazy("Rubrik"), max_length=120)
    summary = forms.CharField(
        label=gettext_lazy("Kort om exemplet"),
        help_text=gettext_lazy("Två meningar som får någon att vilja läsa mer."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    did = forms.CharField(label=gettext_lazy("Så gjorde ni"), max_length=5000, widget=forms.Textarea)
    learnt = forms.CharField(
        label=gettext_lazy("Det lärde ni er"), max_length=3000, widget=forms.Textarea, required=False
    )
    advice = forms.CharField(
        label=gettext_lazy("Råd till andra"), max_length=2000, widget=forms.Textarea, required=False
    )


@staff()
def cycle_example(request: StaffRequest, cycle: str) -> HttpResponse:
    """What the network will show of the cycle, and the button that sends it there."""
    found = staff_cycle_or_404(request, cycle)
    member = queries.membership_of_tenant(request.organisation)
    figures = figures_of(found)
    example = queries.example_of_cycle(found)
    verdict = permissions.may_make_of_cycle(request.person, found, member, request.now)
    content = actions.content_of_cycle(found, member, figures) if member is not None and figures is not None else None
    form = WordsForm(request.POST or None, initial=_initial(content))
    if request.method == "POST":
        require(verdict)
        if member is not None and content is not None and form.is_valid():
            given = {name: getattr(content, name) for name in CONTENT_FIELDS}
            try:
                actions.make_of_cycle(
                    cycle=found,
                    member=member,
                    content=ExampleContent(**{**given, **form.cleaned_data}),
                    actor=request.person,
                    now=request.now,
                )
            except ValidationError as wrong:
                take_errors(form, wrong)
            else:
                messages.success(request, _("Tack! Nätverkets kansli läser exemplet och publicerar det."))
                return HttpResponseRedirect(reverse("staff:cycle-example", kwargs={"cycle": found.slug}))
    return render(
        request,
        "staff/examples/example.html",
        {
            "cycle": found,
            "tab": "staff:cycle-example",
            "member": member,
            "figures": figures,
            "facts": _facts(figures) if figures else [],
            "example": example,
            "example_url": f"{example.organisation.base_url}/exempel/{example.slug}/"
            if example is not None and example.state == "published"
            else "",
            "verdict": verdict,
            "form": form,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _initial(content: ExampleContent | None) -> dict[str, str]:
    return {name: getattr(content, name) for name in WordsForm.base_fields} if content is not None else {}


def _facts(figures: CycleFigures) -> list[Fact]:
    facts = [Fact(_("att fördela"), kronor(figures.money))]
    if figures.proposals is not None:
        facts.append(Fact(_("förslag lämnades"), grouped(figures.proposals)))
    if figures.voters is not None:
        facts.append(Fact(_("röstade"), grouped(figures.voters)))
    if figures.winners is not None:
        facts.append(Fact(_("förslag vann"), grouped(figures.winners)))
    if figures.deliveries:
        note = (
            _("%(kept)s av %(all)s blev klara i tid")
            % {"kept": grouped(figures.on_time or 0), "all": grouped(figures.timed)}
            if figures.timed
            else ""
        )
        done = _("%(done)s av %(all)s") % {"done": grouped(figures.delivered or 0), "all": grouped(figures.deliveries)}
        facts.append(Fact(_("är genomförda"), done, note))
    names = {**dict(BallotUsed.choices), **dict(RuleUsed.choices)}
    if figures.ballot_kind:
        facts.append(Fact(_("valsedel"), str(names.get(figures.ballot_kind, figures.ballot_kind))))
    if figures.counting_rule:
        facts.append(Fact(_("räknesätt"), str(names.get(figures.counting_rule, figures.counting_rule))))
    return facts
