"""Who may ask, answer, share and hide in the members' room?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership.permissions import works_in_office
from medborgarbudget.domain.network.membership.queries import membership_of
from medborgarbudget.domain.network.room.models import Answer, Question, SharedDocument
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.decisions import YES, Verdict, no


def may_take_part(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """Members' people and the office write; who only reads in the office (auditor, elected) does not."""
    if works_in_office(person, network) or membership_of(network, person) is not None:
        return YES
    return no(_("Bara medlemmar och kansliet skriver här."))


def may_change_question(person: Person | None, question: Question, now: datetime) -> Verdict:
    """Whoever asked changes the words."""
    if person is not None and question.author_id == person.pk:
        return may_take_part(person, question.organisation, now)
    return no(_("Bara den som frågade ändrar frågan."))


def may_accept(person: Person | None, question: Question, now: datetime) -> Verdict:
    """Whoever asked says which answer helped; the office may too, for one who does not come back."""
    if works_in_office(person, question.organisation) or (person is not None and question.author_id == person.pk):
        return YES
    return no(_("Bara den som frågade, eller kansliet, väljer det svar som hjälpte."))


def may_change_answer(person: Person | None, answer: Answer, now: datetime) -> Verdict:
    """Whoever answered changes the words."""
    if person is not None and answer.author_id == person.pk:
        return YES
    return no(_("Bara den som svarade ändrar svaret."))


def may_hide(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """The office hides what does not belong, with a reason."""
    if works_in_office(person, network):
        return YES
    return no(_("Bara kansliet döljer det som andra har skrivit."))


def may_change_document(person: Person | None, document: SharedDocument, now: datetime) -> Verdict:
    """Whoever shared it, colleagues who speak for the same member, and the office."""
    if person is None:
        return no(_("Logga in först."))
    own = membership_of(document.organisation, person)
    if document.author_id == person.pk or works_in_office(person, document.organisation):
        return YES
    if own is not None and own.pk == document.member_id:
        return YES
    return no(_("Bara de som delade dokumentet, och kansliet, ändrar det."))
