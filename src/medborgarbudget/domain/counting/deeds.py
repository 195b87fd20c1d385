"""Which deeds with a result take two people? Making it public, with or without the ballots themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.counting import actions, queries
from medborgarbudget.domain.people.models import RoleName, TwoPersonDeed
from medborgarbudget.domain.people.two_people import DeedKind, register
from medborgarbudget.domain.voting.deeds import second_of, vote_of

PUBLISH = "result.publish"


def _perform_publish(deed: TwoPersonDeed, *, now: datetime) -> None:
    actions.publish_result(
        vote=vote_of(deed),
        actor=deed.asked_by,
        second=second_of(deed),
        now=now,
        publish_ballots=bool(deed.payload.get("publish_ballots")),
    )


def _describe_publish(deed: TwoPersonDeed) -> list[tuple[str, str]]:
    vote = vote_of(deed)
    lines = [(_("Omröstning"), vote.title)]
    told = _("%(winners)d förslag vann, av %(ballots)d röster")
    lines += [
        (count.pot.name, told % {"winners": len(count.outcome["winners"]), "ballots": count.ballots})
        for count in queries.official_counts(vote)
    ]
    if deed.payload.get("publish_ballots"):
        share = f"{100 * queries.unique_patterns(vote):.1f}".replace(".", ",")
        told = _("Ja, utan personer och utan ordning. %(share)s procent av rösterna ser ut som ingen annan.")
        lines.append((_("Rösterna publiceras"), told % {"share": share}))
    else:
        lines.append((_("Rösterna publiceras"), _("Nej, bara summor")))
    return lines


def _to_count(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    return "staff:count", {"cycle": vote_of(deed).cycle.slug}


def register_all() -> None:
    """Make the deed known; called once, when the app is ready."""
    register(
        DeedKind(
            name=PUBLISH,
            title=gettext_lazy("Publicera resultatet"),
            roles=frozenset({RoleName.LEAD, RoleName.ADMINISTRATOR}),
            perform=_perform_publish,
            describe=_describe_publish,
            life=timedelta(hours=72),
            url=_to_count,
        )
    )
