"""Can anyone read why a proposal won, compare the rules, and count the votes again in their own browser?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from medborgarbudget.domain.counting.queries import official_counts
from tests.journeys.conftest import Person
from tests.support.counting import published_vote, votes, with_costs
from tests.support.cycles import make_cycle

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_result_is_explained_compared_and_counted_again(
    people: Callable[..., Person], lund: Any, now: Any, width: int
) -> None:
    cache.clear()
    cycle = make_cycle(lund, now, open_deeds=["vote"], pots=[1000])
    with_costs(cycle, 500, 480, 350, 400)
    vote = published_vote(cycle, votes(n12=60, n3=40, n13=30, n24=20), publish_ballots=True)
    lost = next(fate for fate in official_counts(vote)[0].story.fates if not fate.won and fate.elsewhere)
    reference = vote.options.get(number=lost.number).proposal.reference
    base = "/lund/omgangar/2027/resultat/"
    visitor = people(width=width)
    visitor.opens(base).sees("Mer om resultatet").looks()
    visitor.page.get_by_role("link", name="Resultatet i siffror").click()
    visitor.sees("Vem fick bestämma?").looks()
    visitor.opens(f"{base}rakna-om/")
    visitor.page.get_by_role("button", name="Räkna om i min webbläsare").click()
    visitor.sees("Din webbläsare räknade rösterna och fick samma vinnare.").looks()
    visitor.opens(f"{base}forslag/{reference}/").sees("Vart tog pengarna vägen?").sees("Vad hade krävts för att vinna?")
    visitor.opens(f"{base}jamfor/").sees("Varför blir det olika?")
    without = people(javascript=False, width=width)
    without.opens(base)
    without.page.locator("summary").filter(has_text="Varför?").first.press("Enter")
    without.sees("Varför vann det?")
    without.opens(f"{base}siffror/").opens(f"{base}rakna-om/").opens(f"{base}forslag/{reference}/").opens(
        f"{base}jamfor/"
    )
