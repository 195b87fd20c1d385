"""What can be done in the members' room: ask, answer, follow, share, get in touch, and choose how often to hear?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership.actions import note_heard
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.network.membership.queries import membership_of
from medborgarbudget.domain.network.room import notices, permissions, policy, queries
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
from medborgarbudget.domain.network.room.policy import Frequency, Topic
from medborgarbudget.domain.network.search.events import MEMBERS, Found, Lost
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.content import is_readable, plain_line, plain_text
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.decisions import Refused, require
from medborgarbudget.foundation.files import StoredDocument

# --- questions and answers ---


@transaction.atomic
def ask(
    *, network: Organisation, topic: str, title: str, text: str, key: str, actor: Person, now: datetime
) -> Question:
    """Ask the network. Who asks follows the question. The same form sent twice asks once. Raises ValidationError per field."""
    require(permissions.may_take_part(actor, network, now))
    topic, title, text = _question_words(topic, title, text)
    # The network's row is the turnstile: the same form sent twice at once comes one at a time.
    Organisation.objects.select_for_update().get(pk=network.pk)
    earlier = Question.objects.of(network).filter(key=key).first()
    if earlier is not None:
        return earlier
    member = membership_of(network, actor)
    question = Question.objects.create(
        organisation=network, member=member, author=actor, topic=topic, title=title, text=text, key=key, asked_at=now,
        active_at=now,
    )  # fmt: skip
    QuestionFollowing.objects.create(question=question, person=actor)
    note_heard(member=member, now=now)
    notices.tell_of_question(question, now)
    tell_search(question, now)
    return question


@transaction.atomic
def change_question(*, question: Question, topic: str, title: str, text: str, actor: Person, now: datetime) -> Question:
    """Put one's question in other words."""
    question = _locked(question)
    require(permissions.may_change_question(actor, question, now))
    question.topic, question.title, question.text = _question_words(topic, title, text)
    question.changed_at = now
    question.save()
    tell_search(question, now)
    return question


@transaction.atomic
def answer(*, question: Question, text: str, key: str, actor: Person, now: datetime) -> Answer:
    """Answer a question. Whoever follows it is told, and who answers follows it from now on."""
    question = _locked(question)
    require(permissions.may_take_part(actor, question.organisation, now))
    text = _answer_words(text)
    earlier = question.answers.filter(key=key).first()
    if earlier is not None:
        return earlier
    member = membership_of(question.organisation, actor)
    made = Answer.objects.create(question=question, member=member, author=actor, text=text, key=key, at=now)
    question.active_at = now
    question.save(update_fields=["active_at"])
    note_heard(member=member, now=now)
    notices.tell_of_answer(made, now)
    QuestionFollowing.objects.get_or_create(question=question, person=actor)
    tell_search(question, now)
    return made


@transaction.atomic
def change_answer(*, answer: Answer, text: str, actor: Person, now: datetime) -> Answer:
    """Put one's answer in other words."""
    answer = Answer.objects.select_for_update(of=("self",)).select_related("question__organisation").get(pk=answer.pk)
    require(permissions.may_change_answer(actor, answer, now))
    answer.text, answer.changed_at = _answer_words(text), now
    answer.save()
    tell_search(answer.question, now)
    return answer


@transaction.atomic
def accept(*, question: Question, answer: Answer | None, actor: Person, now: datetime) -> Question:
    """Say which answer helped; None takes it back. Its author is told."""
    question = _locked(question)
    require(permissions.may_accept(actor, question, now))
    if answer is not None and (answer.question_id != question.pk or answer.hidden_at is not None):
        raise Refused(_("Svaret hör inte till frågan."))
    before, question.accepted = question.accepted_id, answer
    question.save(update_fields=["accepted"])
    if answer is not None and answer.pk != before and answer.author_id != actor.pk:
        notices.tell_of_accepting(answer, now)
    return question


@transaction.atomic
def hide(*, thing: Question | Answer, reason: str, actor: Person, now: datetime) -> None:
    """Take away what does not belong. Its author is told the reason; what was written is kept."""
    question = thing if isinstance(thing, Question) else thing.question
    require(permissions.may_hide(actor, question.organisation, now))
    reason = plain_line(reason)[: policy.LIMITS["reason"]]
    if not reason:
        raise ValidationError({"reason": _("Ange skälet. Den som skrev får läsa det.")})
    if thing.hidden_at is not None:
        return
    thing.hidden_at, thing.hidden_reason = now, reason
    thing.save(update_fields=["hidden_at", "hidden_reason"])
    if isinstance(thing, Answer):
        Question.objects.filter(pk=question.pk, accepted=thing).update(accepted=None)
        tell_search(question, now)
    else:
        events.publish(Lost(network=question.organisation, kind="question", key=str(question.pk)))
    notices.tell_of_hiding(thing, reason, now)
    audit.record(
        organisation_id=question.organisation_id, actor=actor, verb="room.hide", subject=thing, now=now, reason=reason
    )


def follow(*, question: Question, person: Person, on: bool, now: datetime) -> None:
    """Hear of answers to the question, or no longer."""
    if on:
        require(permissions.may_take_part(person, question.organisation, now))
        QuestionFollowing.objects.get_or_create(question=question, person=person)
    else:
        QuestionFollowing.objects.filter(question=question, person=person).delete()


@transaction.atomic
def choose_hearing(*, network: Organisation, person: Person, topics: list[str], frequency: str, now: datetime) -> None:
    """Which topics to hear of at once, and how often to get a summary by mail."""
    if frequency not in Frequency.values:
        raise ValidationError({"frequency": _("Välj hur ofta.")})
    wanted = {topic for topic in topics if topic in Topic.values}
    TopicFollowing.objects.of(network).filter(person=person).exclude(topic__in=wanted).delete()
    for topic in wanted:
        TopicFollowing.objects.get_or_create(organisation=network, person=person, topic=topic)
    choice, made = DigestChoice.objects.get_or_create(
        organisation=network, person=person, defaults={"frequency": frequency, "sent_at": now}
    )
    if not made and choice.frequency != frequency:
        choice.frequency, choice.sent_at = frequency, choice.sent_at or now
        choice.save()


# --- documents ---


@transaction.atomic
def share(
    *,
    network: Organisation,
    topic: str,
    title: str,
    description: str,
    upload: StoredDocument,
    key: str,
    actor: Person,
    now: datetime,
) -> SharedDocument:
    """Share a document. The same form sent twice shares once. Raises ValidationError per field."""
    require(permissions.may_take_part(actor, network, now))
    topic, title, description = _document_words(topic, title, description)
    Organisation.objects.select_for_update().get(pk=network.pk)
    earlier = DocumentVersion.objects.select_related("document").filter(key=key).first()
    if earlier is not None and earlier.document.organisation_id == network.pk:
        return earlier.document
    member = membership_of(network, actor)
    document = SharedDocument.objects.create(
        organisation=network, member=member, author=actor, topic=topic, title=title, description=description,
        created_at=now, changed_at=now,
    )  # fmt: skip
    _keep(document, upload, 1, "", key, actor, now)
    note_heard(member=member, now=now)
    tell_search_of_document(document, now)
    return document


@transaction.atomic
def add_version(
    *, document: SharedDocument, upload: StoredDocument, note: str, key: str, actor: Person, now: datetime
) -> DocumentVersion:
    """A newer version; earlier ones stay. The same file as the newest is refused."""
    document = SharedDocument.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=document.pk)
    require(permissions.may_change_document(actor, document, now))
    earlier = document.versions.filter(key=key).first()
    if earlier is not None:
        return earlier
    newest = document.versions.first()
    if newest is not None and newest.sha256 == upload.sha256:
        raise ValidationError({"file": _("Filen är densamma som den senaste versionen.")})
    number = newest.number + 1 if newest else 1
    made = _keep(document, upload, number, plain_line(note)[: policy.LIMITS["note"]], key, actor, now)
    document.changed_at = now
    document.save(update_fields=["changed_at"])
    tell_search_of_document(document, now)
    return made


@transaction.atomic
def change_document(
    *, document: SharedDocument, topic: str, title: str, description: str, actor: Person, now: datetime
) -> SharedDocument:
    """Describe it otherwise."""
    require(permissions.may_change_document(actor, document, now))
    document.topic, document.title, document.description = _document_words(topic, title, description)
    document.save(update_fields=["topic", "title", "description"])
    tell_search_of_document(document, now)
    return document


@transaction.atomic
def withdraw_document(*, document: SharedDocument, actor: Person, now: datetime) -> None:
    """Take a document out of the room. It can no longer be fetched."""
    require(permissions.may_change_document(actor, document, now))
    SharedDocument.objects.filter(pk=document.pk, withdrawn_at=None).update(withdrawn_at=now)
    events.publish(Lost(network=document.organisation, kind="document", key=str(document.pk)))
    audit.record(organisation_id=document.organisation_id, actor=actor, verb="room.withdraw", subject=document, now=now)


def _keep(
    document: SharedDocument,
    upload: StoredDocument,
    number: int,
    note: str,
    key: str,
    actor: Person,
    now: datetime,
) -> DocumentVersion:
    version = DocumentVersion(
        document=document, number=number, name=upload.name, media_type=upload.media_type, size=upload.size,
        sha256=upload.sha256, note=note, key=key, by=actor, at=now,
    )  # fmt: skip
    version.file.save(str(upload.content.name), upload.content, save=False)
    version.save()
    return version


# --- getting in touch ---


@transaction.atomic
def ask_contact(*, to: Member, text: str, key: str, actor: Person, now: datetime) -> ContactRequest:
    """Ask another member's people to get in touch. They are told, with the asker's address to answer to."""
    network = to.organisation
    require(permissions.may_take_part(actor, network, now))
    member = membership_of(network, actor)
    if member is not None and member.pk == to.pk:
        raise Refused(_("Du företräder själv {name}.").format(name=to.name))
    if to.state != MemberState.MEMBER:
        raise Refused(_("{name} tar en paus från nätverket just nu.").format(name=to.name))
    text = plain_text(text)
    if not is_readable(text):
        raise ValidationError({"text": _("Ange vad du vill fråga eller få hjälp med.")})
    Organisation.objects.select_for_update().get(pk=network.pk)
    earlier = ContactRequest.objects.of(network).filter(key=key).first()
    if earlier is not None:
        return earlier
    if queries.requests_of(actor, network, now - timedelta(days=1)) >= policy.MOST_REQUESTS:
        raise Refused(_("Du har frågat många i dag. Fortsätt i morgon, eller ställ frågan till alla i rummet."))
    made = ContactRequest.objects.create(
        organisation=network, asker=actor, from_member=member, to_member=to, text=text[:2000], key=key, at=now
    )
    note_heard(member=member, now=now)
    notices.tell_of_contact_request(made, now)
    return made


def _question_words(topic: str, title: str, text: str) -> tuple[str, str, str]:
    wrong = {}
    title, text = plain_line(title), plain_text(text)
    if topic not in Topic.values:
        wrong["topic"] = _("Välj ett ämne.")
    if not is_readable(title):
        wrong["title"] = _("Ange frågan.")
    elif len(title) > policy.LIMITS["title"]:
        wrong["title"] = _too_long(_("Frågan"), title, policy.LIMITS["title"])
    if len(text) > policy.LIMITS["text"]:
        wrong["text"] = _too_long(_("Texten"), text, policy.LIMITS["text"])
    if wrong:
        raise ValidationError(wrong)
    return topic, title, text


def _answer_words(text: str) -> str:
    text = plain_text(text)
    if not is_readable(text):
        raise ValidationError({"text": _("Ange ditt svar.")})
    if len(text) > policy.LIMITS["text"]:
        raise ValidationError({"text": _too_long(_("Svaret"), text, policy.LIMITS["text"])})
    return text


def _document_words(topic: str, title: str, description: str) -> tuple[str, str, str]:
    wrong = {}
    title, description = plain_line(title), plain_text(description)
    if topic not in Topic.values:
        wrong["topic"] = _("Välj ett ämne.")
    if not is_readable(title):
        wrong["title"] = _("Ange en titel.")
    elif len(title) > policy.LIMITS["title"]:
        wrong["title"] = _too_long(_("Titeln"), title, policy.LIMITS["title"])
    if len(description) > policy.LIMITS["description"]:
        wrong["description"] = _too_long(_("Beskrivningen"), description, policy.LIMITS["description"])
    if wrong:
        raise ValidationError(wrong)
    return topic, title, description


def _too_long(what: str, text: str, limit: int) -> str:
    return _("{what} får vara högst {limit} tecken. Du har skrivit {number}.").format(
        what=what, limit=limit, number=len(text)
    )


def tell_search(question: Question, now: datetime) -> None:
    """The question as it is now, with its answers, can be found by members."""
    said = question.answers.filter(hidden_at=None).values_list("text", flat=True)
    events.publish(
        Found(
            network=question.organisation, kind="question", key=str(question.pk), title=question.title,
            text="\n\n".join([question.text, *said]), url_name="network:question", url_kwargs={"question": question.pk},
            at=now, audience=MEMBERS,
        )
    )  # fmt: skip


def tell_search_of_document(document: SharedDocument, now: datetime) -> None:
    """The document can be found by members, by its title and description."""
    events.publish(
        Found(
            network=document.organisation, kind="document", key=str(document.pk), title=document.title,
            text=document.description, url_name="network:document", url_kwargs={"document": document.pk}, at=now,
            audience=MEMBERS,
        )
    )  # fmt: skip


def _locked(question: Question) -> Question:
    return Question.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=question.pk)
