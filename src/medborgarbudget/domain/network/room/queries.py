"""What has been asked and shared in the room, who follows what, and who should meet whom?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from medborgarbudget.domain.cycles.models import Cycle, DecisionKind
from medborgarbudget.domain.network.membership import queries as membership
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.network.room import policy
from medborgarbudget.domain.network.room.models import (
    Answer,
    ContactRequest,
    DigestChoice,
    DocumentVersion,
    Question,
    QuestionFollowing,
    SharedDocument,
    TopicFollowing,
)
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person


@dataclass(frozen=True)
class Suggestion:
    """A member that one should meet, with the reasons in words."""

    member: Member
    match: policy.Match


def questions(
    network: Organisation, *, topic: str = "", words: str = "", unanswered: bool = False
) -> QuerySet[Question]:
    """Questions that are shown, the one that something last happened to first; each with `answer_count`."""
    found = (
        Question.objects.of(network)
        .filter(hidden_at=None)
        .select_related("author", "member", "organisation")
        .annotate(answer_count=Count("answers", filter=Q(answers__hidden_at=None)))
    )
    if topic:
        found = found.filter(topic=topic)
    for word in words.split():
        said = Answer.objects.filter(question=OuterRef("pk"), hidden_at=None, text__icontains=word)
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word) | Exists(said))
    if unanswered:
        found = found.filter(answer_count=0)
    return found.order_by("-active_at", "-pk")


def question_of(network: Organisation, question_id: int) -> Question:
    """A question that is shown. Raises Question.DoesNotExist."""
    return questions(network).get(pk=question_id)


def answers(question: Question) -> list[Answer]:
    """Answers that are shown, the one that helped first, then as they came."""
    rows = list(question.answers.filter(hidden_at=None).select_related("author", "member"))
    return sorted(rows, key=lambda answer: answer.pk != question.accepted_id)


def follows(person: Person, question: Question) -> bool:
    return QuestionFollowing.objects.filter(question=question, person=person).exists()


def topics_followed(person: Person, network: Organisation) -> set[str]:
    return set(TopicFollowing.objects.of(network).filter(person=person).values_list("topic", flat=True))


def topic_counts(network: Organisation) -> Counter[str]:
    """Topic → number of questions."""
    return Counter(Question.objects.of(network).filter(hidden_at=None).values_list("topic", flat=True))


def documents(network: Organisation, *, topic: str = "", words: str = "") -> QuerySet[SharedDocument]:
    """Documents that are shared, the last changed first; each with `newest`: a list of its newest version."""
    newest = DocumentVersion.objects.filter(document=OuterRef("document")).order_by("-number").values("number")[:1]
    found = (
        SharedDocument.objects.of(network)
        .filter(withdrawn_at=None)
        .select_related("author", "member", "organisation")
        .prefetch_related(
            Prefetch(
                "versions",
                queryset=DocumentVersion.objects.filter(number=Subquery(newest)).select_related("by"),
                to_attr="newest",
            )
        )
    )
    if topic:
        found = found.filter(topic=topic)
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(description__icontains=word))
    return found.order_by("-changed_at", "-pk")


def document_of(network: Organisation, document_id: int) -> SharedDocument:
    """A document that is shared. Raises SharedDocument.DoesNotExist."""
    return documents(network).get(pk=document_id)


def versions(document: SharedDocument) -> QuerySet[DocumentVersion]:
    """Its versions, the newest first."""
    return document.versions.select_related("by")


def version_of(network: Organisation, document_id: int, number: int) -> DocumentVersion:
    """A version of a document that is shared. Raises DocumentVersion.DoesNotExist."""
    return DocumentVersion.objects.select_related("document").get(
        document__organisation=network, document__withdrawn_at=None, document_id=document_id, number=number
    )


def traits_of(members: Sequence[Member]) -> dict[int, policy.Traits]:
    """Member id → what matters for whom it should meet. What an organisation has finished counts as experience."""
    tenants = [member.tenant_id for member in members if member.tenant_id]
    decided = Cycle.objects.filter(organisation_id__in=tenants, decisions__kind=DecisionKind.WINNERS)
    finished = dict(decided.values_list("organisation_id").annotate(number=Count("pk", distinct=True)).order_by())
    tried: dict[int, set[str]] = {}
    for tenant, kind in decided.values_list("organisation_id", "rule_sheets__ballot_kind").order_by().distinct():
        tried.setdefault(tenant, set()).add(kind)
    return {
        member.pk: policy.Traits(
            kind=member.kind,
            stage=member.stage,
            orientations=tuple(member.orientations),
            needs=tuple(member.needs),
            offers=tuple(member.offers),
            ballots={*member.ballots, *tried.get(member.tenant_id or 0, ())},
            inhabitants=member.inhabitants,
            county=member.county_code,
            finished_cycles=finished.get(member.tenant_id or 0, 0),
        )
        for member in members
    }


def suggestions(member: Member, limit: int = 5) -> list[Suggestion]:
    """Those that the member may learn from, the best first; nobody without a reason."""
    others = list(membership.public_members(member.organisation).filter(state=MemberState.MEMBER).exclude(pk=member.pk))
    traits = traits_of([member, *others])
    found = [Suggestion(other, policy.match(traits[member.pk], traits[other.pk])) for other in others]
    ranked = sorted(
        (each for each in found if each.match.score >= policy.WORTH_A_TALK),
        key=lambda each: (-each.match.score, each.member.name),
    )
    return ranked[:limit]


def requests_of(person: Person, network: Organisation, since: datetime) -> int:
    """How many contact requests the person has made since then."""
    return ContactRequest.objects.of(network).filter(asker=person, at__gte=since).count()


def digest_of(person: Person, network: Organisation) -> str:
    """How often the person wants a summary."""
    chosen = DigestChoice.objects.of(network).filter(person=person).values_list("frequency", flat=True).first()
    return chosen or policy.UNLESS_CHOSEN
