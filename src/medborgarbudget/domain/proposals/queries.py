"""Which proposals, comments and flags are there? Organisation or cycle first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals import policy
from medborgarbudget.domain.proposals.models import (
    NOT_PUBLIC,
    Comment,
    Flag,
    Following,
    Proposal,
    ProposalPicture,
    ProposalState,
    StatusChange,
    Support,
)

_RELATED = ("cycle_area__area", "theme", "cycle")


def all_proposals(cycle: Cycle) -> QuerySet[Proposal]:
    """Everything that has been sent in, hidden and withdrawn too: for staff."""
    return (
        Proposal.objects.filter(organisation_id=cycle.organisation_id, cycle=cycle)
        .exclude(state__in=policy.NOT_SENT)
        .select_related(*_RELATED)
    )


def public_proposals(cycle: Cycle) -> QuerySet[Proposal]:
    """What everybody may see."""
    return all_proposals(cycle).exclude(state__in=NOT_PUBLIC)


def public_proposal(cycle: Cycle, reference: str) -> Proposal:
    """The proposal that people call by this reference. Raises Proposal.DoesNotExist when there is none to show."""
    return public_proposals(cycle).prefetch_related("pictures").get(reference=reference)


def staff_proposal(cycle: Cycle, reference: str) -> Proposal:
    """The same, hidden and withdrawn too. Raises Proposal.DoesNotExist."""
    return (
        all_proposals(cycle)
        .select_related(*_RELATED, "author", "entered_by")
        .prefetch_related("pictures")
        .get(reference=reference)
    )


def proposal_with_status_key(cycle: Cycle, status_key: str) -> Proposal:
    """The sent proposal with this secret key. Raises Proposal.DoesNotExist."""
    return (
        Proposal.objects.filter(organisation_id=cycle.organisation_id, cycle=cycle)
        .exclude(state=ProposalState.DRAFT)
        .select_related(*_RELATED, "author")
        .prefetch_related("pictures")
        .get(status_key=status_key)
    )


def drafts_of(person: Person, organisation: Organisation) -> QuerySet[Proposal]:
    """What a person has begun to write and not sent, last changed first."""
    return (
        Proposal.objects.of(organisation)
        .filter(author=person, state=ProposalState.DRAFT)
        .select_related(*_RELATED)
        .order_by("-changed_at", "-id")
    )


def sent_by(person: Person, organisation: Organisation) -> QuerySet[Proposal]:
    """What a person has sent, whatever became of it, newest first."""
    return (
        Proposal.objects.of(organisation)
        .filter(author=person)
        .exclude(state__in=policy.NOT_SENT)
        .select_related(*_RELATED)
        .prefetch_related("pictures")
        .order_by("-submitted_at", "-id")
    )


def draft(cycle: Cycle, pk: int) -> Proposal | None:
    """One draft, with its pictures."""
    return (
        Proposal.objects.filter(organisation_id=cycle.organisation_id, cycle=cycle, pk=pk)
        .select_related(*_RELATED, "author")
        .prefetch_related("pictures")
        .first()
    )


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. Empty means everything; numbers are primary keys."""

    words: str = ""
    areas: tuple[int, ...] = ()
    themes: tuple[int, ...] = ()
    states: tuple[str, ...] = field(default=())
    channel: str = ""


MOST_WORDS = 8


def narrowed(proposals: QuerySet[Proposal], wanted: Wanted) -> QuerySet[Proposal]:
    """The proposals that hold every word and are of the areas, themes and states."""
    for word in wanted.words.split()[:MOST_WORDS]:
        # A regular expression and not LIKE: SQLite's LIKE knows no capital Å, Ä and Ö.
        pattern = re.escape(word[:60])
        proposals = proposals.filter(
            Q(title__iregex=pattern) | Q(what__iregex=pattern) | Q(why__iregex=pattern)
            | Q(place__iregex=pattern) | Q(reference__iregex=pattern)
        )  # fmt: skip
    if wanted.areas:
        proposals = proposals.filter(cycle_area__in=wanted.areas)
    if wanted.themes:
        proposals = proposals.filter(theme__in=wanted.themes)
    if wanted.states:
        proposals = proposals.filter(state__in=wanted.states)
    if wanted.channel:
        proposals = proposals.filter(channel=wanted.channel)
    return proposals


def keys_of(proposals: QuerySet[Proposal]) -> list[tuple[int, int]]:
    """(id, random_key) of each, for the fair order."""
    return list(proposals.order_by().values_list("pk", "random_key"))


def in_this_order(proposals: QuerySet[Proposal], ids: Iterable[int]) -> list[Proposal]:
    """These proposals, in the order of the ids, with their pictures."""
    wanted = list(ids)
    found = {proposal.pk: proposal for proposal in proposals.filter(pk__in=wanted).prefetch_related("pictures")}
    return [found[pk] for pk in wanted if pk in found]


def placed(proposals: QuerySet[Proposal]) -> list[Proposal]:
    """Those with a point, with no more of them than a map needs."""
    return list(
        proposals.filter(latitude__isnull=False)
        .select_related(None)
        .only("pk", "reference", "title", "latitude", "longitude", "random_key")
        .order_by("random_key", "pk")
    )


def similar(cycle: Cycle, text: str, *, but_not: int | None = None, most: int = 4) -> list[Proposal]:
    """Public proposals that share most uncommon words with a text, the likest first; words in the title weigh more."""
    words = _telling_words(text)
    if not words:
        return []
    rows = public_proposals(cycle).select_related(None).order_by().values_list("pk", "title", "what", "place")
    scores: list[tuple[int, int]] = []
    for pk, title, what, place in rows:
        in_title, in_text = _telling_words(title), _telling_words(f"{what} {place}")
        score = 3 * len(words & in_title) + len(words & in_text)
        if score >= 3 and pk != but_not:
            scores.append((score, pk))
    best = [pk for _score, pk in sorted(scores, key=lambda item: (-item[0], item[1]))[:most]]
    return in_this_order(public_proposals(cycle), best)


_COMMON = frozenset(
    """alla allt att att av bara behöver behövs bli blir borde bra bygg bygga dag den denna det detta dom där därför eller en
    ett fler flera fram från får för förslag göra ha han har hela här i in inte jag kan kommer kommun kommunen kunna man med
    men mer mera mot mycket måste ny nya nytt när någon något några och också om oss på samt se sin sitt ska skulle som så
    till tycker under upp ut utan vad var vi vid vill väg är även över många plats platser gör finns finnas dem deras
    the and for with more new our that this park parken""".split()  # noqa: SIM905 - a list of words is read as words
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENDINGS = (
    "arnas",
    "ernas",
    "ornas",
    "arna",
    "erna",
    "orna",
    "ens",
    "ets",
    "ar",
    "er",
    "or",
    "en",
    "et",
    "an",
    "na",
    "n",
    "a",
    "s",
)


def _telling_words(text: str) -> frozenset[str]:
    """The words of four letters or more that say something, without Swedish endings: bänkar, bänken and bänk are one."""
    stems = set()
    for word in _WORD.findall(text.casefold()[:4000]):
        if word in _COMMON:
            continue
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                word = word[: -len(ending)]
                break
        stems.add(word)
    return frozenset(stems)


def history(proposal: Proposal) -> list[StatusChange]:
    """What has happened, oldest first."""
    return list(StatusChange.objects.filter(proposal=proposal).select_related("by").order_by("at", "id"))


def comments(proposal: Proposal, *, hidden_too: bool = False) -> list[Comment]:
    """Top-level comments, oldest first, each with `answers` prefetched in the same way."""
    shown = Comment.objects.filter(proposal=proposal).order_by("at", "id")
    if not hidden_too:
        shown = shown.filter(hidden_at=None)
    return list(shown.filter(answer_to=None).prefetch_related(Prefetch("answers", queryset=shown)))


def comment_of(proposal: Proposal, pk: int) -> Comment | None:
    """A comment of the proposal that is shown."""
    return Comment.objects.filter(proposal=proposal, pk=pk, hidden_at=None).first()


@dataclass(frozen=True)
class Standing:
    """What a person has already done with a proposal."""

    supports: bool = False
    follows: bool = False
    has_flagged: bool = False


def standing_of(person: Person | None, proposal: Proposal) -> Standing:
    """In one query; nothing done when nobody is signed in."""
    if person is None:
        return Standing()
    row = (
        Proposal.objects.filter(pk=proposal.pk)
        .values_list(
            Exists(Support.objects.filter(proposal=OuterRef("pk"), person=person)),
            Exists(Following.objects.filter(proposal=OuterRef("pk"), person=person)),
            Exists(Flag.objects.filter(proposal=OuterRef("pk"), person=person, comment=None, settled_at=None)),
        )
        .first()
    )
    return Standing(*row) if row else Standing()


def followers(proposal: Proposal) -> list[int]:
    """Ids of the people who want to hear of it."""
    return list(Following.objects.filter(proposal=proposal).values_list("person_id", flat=True))


def followed_by(person: Person, organisation: Organisation) -> QuerySet[Proposal]:
    """Public proposals that a person follows, last followed first."""
    return (
        Proposal.objects.of(organisation)
        .filter(followings__person=person)
        .exclude(state__in=NOT_PUBLIC)
        .select_related(*_RELATED)
        .prefetch_related("pictures")
        .order_by("-followings__since", "-id")
    )


def awaiting_review(cycle: Cycle) -> QuerySet[Proposal]:
    """Sent in and waiting for somebody to look, oldest first."""
    return (
        all_proposals(cycle)
        .filter(state=ProposalState.SUBMITTED)
        .prefetch_related("pictures")
        .order_by("submitted_at", "id")
    )


def open_flags(cycle: Cycle) -> QuerySet[Flag]:
    """Flags that nobody has settled, oldest first."""
    return (
        Flag.objects.filter(proposal__organisation_id=cycle.organisation_id, proposal__cycle=cycle, settled_at=None)
        .select_related("proposal__cycle", "comment", "person")
        .order_by("at", "id")
    )


def waiting_by_cycle(organisation: Organisation) -> list[tuple[Cycle, int, int]]:
    """Cycles with something to moderate: how many proposals wait to be looked at and how many flags to be settled."""
    waiting = Q(proposals__state=ProposalState.SUBMITTED)
    flagged = Q(proposals__flags__isnull=False, proposals__flags__settled_at=None)
    cycles = (
        Cycle.objects.of(organisation)
        .filter(archived_at=None)
        .annotate(
            new=Count("proposals", filter=waiting, distinct=True),
            flagged=Count("proposals__flags", filter=flagged, distinct=True),
        )
        .filter(Q(new__gt=0) | Q(flagged__gt=0))
    )
    return [(cycle, cycle.new, cycle.flagged) for cycle in cycles]


def flag_in(cycle: Cycle, pk: int) -> Flag | None:
    """One flag of the cycle, settled or not."""
    return (
        Flag.objects.filter(proposal__organisation_id=cycle.organisation_id, proposal__cycle=cycle, pk=pk)
        .select_related("proposal__cycle__organisation", "comment")
        .first()
    )


def counts_by_state(cycle: Cycle) -> dict[str, int]:
    """How many sent proposals there are in each state that has any."""
    rows = all_proposals(cycle).select_related(None).order_by().values("state").annotate(number=Count("pk"))
    return {row["state"]: row["number"] for row in rows}


def comment_in(cycle: Cycle, pk: int) -> Comment | None:
    """A comment in the cycle, hidden or not."""
    return (
        Comment.objects.filter(proposal__organisation_id=cycle.organisation_id, proposal__cycle=cycle, pk=pk)
        .select_related("proposal__organisation", "proposal__cycle")
        .first()
    )


def flags_of(proposal: Proposal) -> list[Flag]:
    """Every flag on the proposal and its comments, newest first."""
    return list(
        Flag.objects.filter(proposal=proposal).select_related("person", "comment", "settled_by").order_by("-at", "-id")
    )


def pictures(proposal: Proposal) -> list[ProposalPicture]:
    """The proposal's pictures in their order."""
    return list(ProposalPicture.objects.filter(proposal=proposal).order_by("position", "id"))
