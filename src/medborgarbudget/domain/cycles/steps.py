"""What may be done in a cycle at a given moment?

Told by the dates of its steps alone; nothing has to run for a step to open or close.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils import dateformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle, Deed, Step
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import YES, Verdict, no

END_OF_TIME = datetime.max.replace(tzinfo=UTC)

_MOMENT = {"sv": "l j F{year} \\k\\l. H.i", "fi": "l j. E{year} \\k\\l\\o H.i", "en": "l j F{year} \\a\\t H:i"}


def steps_of(cycle: Cycle) -> list[Step]:
    """The steps in their order. Asks the database once at most when `queries` gave the cycle."""
    return list(cycle.steps.all())


def is_open(step: Step, now: datetime) -> bool:
    """From its opening up to but not including its closing; without a closing it stays open."""
    return step.opens_at is not None and step.opens_at <= now and (step.closes_at is None or now < step.closes_at)


def is_past(step: Step, now: datetime) -> bool:
    """Whether it has been open and has closed."""
    return step.opens_at is not None and step.closes_at is not None and step.closes_at <= now


def deeds_by_the_clock(cycle: Cycle, now: datetime) -> frozenset[str]:
    """What the dates open at the moment, whether or not the cycle is published: for previews and checking a plan."""
    return frozenset(deed for step in steps_of(cycle) if is_open(step, now) for deed in step.deeds)


def open_deeds(cycle: Cycle, now: datetime) -> frozenset[str]:
    """Deed values that people may do now. A draft and an archived cycle open nothing."""
    if cycle.published_at is None or cycle.archived_at is not None:
        return frozenset()
    return deeds_by_the_clock(cycle, now)


def times_of(cycle: Cycle, deed: Deed) -> tuple[datetime | None, datetime | None]:
    """Earliest opening and latest closing of the steps with this deed.

    (None, None) if none is dated; the closing is None if one stays open.
    """
    dated = [step for step in steps_of(cycle) if deed in step.deeds and step.opens_at is not None]
    if not dated:
        return None, None
    opening = min(step.opens_at for step in dated if step.opens_at is not None)
    closings = [step.closes_at for step in dated]
    return opening, None if None in closings else max(closing for closing in closings if closing is not None)


def may_now(cycle: Cycle, deed: Deed, now: datetime) -> Verdict:
    """Whether the clock lets people do this in the cycle; the reason tells when it opens or that it has closed."""
    if cycle.published_at is None:
        return no(_("Omgången är inte publicerad än."))
    if cycle.archived_at is not None:
        return no(_("Omgången är avslutad och lagd i arkivet."))
    if deed in deeds_by_the_clock(cycle, now):
        return YES
    dated = [step for step in steps_of(cycle) if deed in step.deeds and step.opens_at is not None]
    coming = [step.opens_at for step in dated if step.opens_at is not None and step.opens_at > now]
    if coming:
        return no(_opens_later(deed, moment_in_words(min(coming), now)))
    closed = [step.closes_at for step in dated if step.closes_at is not None]
    if closed:
        return no(_has_closed(deed, moment_in_words(max(closed), now)))
    return no(_("Det är inte bestämt när det här öppnar i omgången."))


def _opens_later(deed: Deed, when: str) -> str:
    reasons = {
        Deed.PROPOSE: _("Du kan lämna förslag från %(when)s."),
        Deed.SUPPORT: _("Du kan stödja förslag från %(when)s."),
        Deed.COMMENT: _("Du kan kommentera förslag från %(when)s."),
        Deed.OBJECT: _("Du kan begära omprövning från %(when)s."),
        Deed.VOTE: _("Omröstningen öppnar %(when)s."),
    }
    return reasons.get(deed, _("Det här öppnar %(when)s.")) % {"when": when}


def _has_closed(deed: Deed, when: str) -> str:
    reasons = {
        Deed.PROPOSE: _("Tiden för att lämna förslag gick ut %(when)s."),
        Deed.SUPPORT: _("Tiden för att stödja förslag gick ut %(when)s."),
        Deed.COMMENT: _("Tiden för att kommentera gick ut %(when)s."),
        Deed.OBJECT: _("Tiden för att begära omprövning gick ut %(when)s."),
        Deed.VOTE: _("Omröstningen stängde %(when)s."),
    }
    return reasons.get(deed, _("Det här stängde %(when)s.")) % {"when": when}


def current_step(cycle: Cycle, now: datetime) -> Step | None:
    """The one step that pages call the present: of those open, the one that ends first. None between steps."""
    return _first_to_end(step for step in steps_of(cycle) if is_open(step, now))


def next_step(cycle: Cycle, now: datetime) -> Step | None:
    """The step that opens next."""
    coming = [step for step in steps_of(cycle) if step.opens_at is not None and step.opens_at > now]
    return min(coming, key=lambda step: (step.opens_at or END_OF_TIME, step.position), default=None)


def _first_to_end(steps: Iterable[Step]) -> Step | None:
    return min(steps, key=lambda step: (step.closes_at or END_OF_TIME, step.position), default=None)


def voting_has_opened(cycle: Cycle, now: datetime) -> bool:
    """Whether a published cycle's first voting has come; then rules and money are frozen, for ever."""
    opening, _closing = times_of(cycle, Deed.VOTE)
    return cycle.published_at is not None and opening is not None and opening <= now


def moment_in_words(moment: datetime, now: datetime) -> str:
    """ "torsdag 3 december kl. 18.00" in Swedish time and the language in use, with the year when it is not now's."""
    local = to_local(moment)
    year = "" if local.year == to_local(now).year else " Y"
    pattern = _MOMENT.get((get_language() or "sv").split("-")[0], _MOMENT["en"])
    return dateformat.format(local, pattern.format(year=year))
