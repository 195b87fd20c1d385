"""Who hears of what in the room, and in which words?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership import queries as membership
from medborgarbudget.domain.network.room.models import (
    Answer,
    ContactRequest,
    Question,
    QuestionFollowing,
    TopicFollowing,
)
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.notifications import NotificationKind, notify


def tell_of_question(question: Question, now: datetime) -> None:
    """Those who follow the topic hear of a new question."""
    followers = TopicFollowing.objects.of(question.organisation).filter(topic=question.topic)
    for person in _hearing(question.organisation, followers.values_list("person_id", flat=True), question.author_id):
        with translation.override(person.language):
            _tell(
                question,
                person,
                _("Ny fråga om {topic}: {title}").format(
                    topic=question.get_topic_display().lower(), title=question.title
                ),
                question.text[:600] or _("Läs frågan i rummet."),
                now,
            )


def tell_of_answer(answer: Answer, now: datetime) -> None:
    """Those who follow the question hear of an answer."""
    question = answer.question
    followers = QuestionFollowing.objects.filter(question=question).values_list("person_id", flat=True)
    for person in _hearing(question.organisation, followers, answer.author_id):
        with translation.override(person.language):
            who = str(answer.member) if answer.member else question.organisation.name
            _tell(
                question,
                person,
                _("{who} har svarat: {title}").format(who=who, title=question.title),
                answer.text[:600],
                now,
            )


def tell_of_accepting(answer: Answer, now: datetime) -> None:
    """Whoever gave the answer that helped hears of it."""
    for person in _hearing(answer.question.organisation, [answer.author_id], 0):
        with translation.override(person.language):
            _tell(
                answer.question,
                person,
                _("Ditt svar hjälpte: {title}").format(title=answer.question.title),
                _("Den som frågade har valt ditt svar som det som hjälpte."),
                now,
            )


def tell_of_hiding(thing: Question | Answer, reason: str, now: datetime) -> None:
    """Whoever wrote what the office has hidden hears why."""
    question = thing if isinstance(thing, Question) else thing.question
    person = thing.author
    with translation.override(person.language):
        what = _("Din fråga är dold") if isinstance(thing, Question) else _("Ditt svar är dolt")
        notify(
            person_ids=[person.pk],
            organisation=question.organisation,
            kind=NotificationKind.NETWORK,
            subject=f"{what}: {question.title}"[:200],
            body=_("Kansliet har dolt det, av det här skälet: {reason}").format(reason=reason),
            link="/rummet/",
            now=now,
        )


def tell_of_contact_request(request: ContactRequest, now: datetime) -> None:
    """The other member's people hear who wants to talk, about what, and where to answer."""
    network = request.organisation
    who = str(request.from_member) if request.from_member else network.name
    for contact in membership.contacts(request.to_member):
        with translation.override(contact.person.language):
            notify(
                person_ids=[contact.person_id],
                organisation=network,
                kind=NotificationKind.NETWORK,
                subject=_("{person} på {who} vill prata med er").format(person=request.asker, who=who)[:200],
                body=_("{text}\n\nSvara till {person} på {email}.").format(
                    text=request.text, person=request.asker, email=request.asker.email
                ),
                link=f"/medlemmar/{request.from_member.slug}/" if request.from_member else "/rummet/",
                now=now,
            )


def _hearing(network: Organisation, ids: Iterable[int], but: int) -> list[Person]:
    """Those of the people who still belong to the network, without the one who did it."""
    wanted = {pk for pk in ids if pk != but}
    return list(membership.people_in_network(network).filter(pk__in=wanted)) if wanted else []


def _tell(question: Question, person: Person, subject: str, body: str, now: datetime) -> None:
    notify(
        person_ids=[person.pk],
        organisation=question.organisation,
        kind=NotificationKind.NETWORK,
        subject=subject[:200],
        body=body,
        link=f"/rummet/fragor/{question.pk}/",
        now=now,
    )
