"""What follows in the room when somebody closes their account, or when the search begins anew? Subscribed to in apps.py."""

from __future__ import annotations

from medborgarbudget.domain.network.room import actions, queries
from medborgarbudget.domain.network.room.models import DigestChoice, QuestionFollowing, TopicFollowing
from medborgarbudget.domain.network.search.events import ToldAnew
from medborgarbudget.domain.people.events import AccountClosed


def stop_hearing(event: AccountClosed) -> None:
    """The person follows nothing and is sent nothing. What they wrote stays, under no name."""
    for model in (QuestionFollowing, TopicFollowing, DigestChoice):
        model.objects.filter(person=event.person).delete()


def tell_all(event: ToldAnew) -> None:
    """Everything that is shown in the room."""
    for question in queries.questions(event.network):
        actions.tell_search(question, question.active_at)
    for document in queries.documents(event.network):
        actions.tell_search_of_document(document, document.changed_at)
