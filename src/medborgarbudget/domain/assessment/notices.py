"""What do proposers, assessors and officials get to read when something happens in an assessment?

What is kept and sent is Swedish, whatever language the one who did it reads: others than they will read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import dateformat, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.assessment import links
from medborgarbudget.domain.assessment.models import Assessment, Criterion, ExpertQuestion, Objection, Outcome
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.cycles.steps import moment_in_words
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals.addresses import own_path, status_path
from medborgarbudget.foundation.money import kronor
from medborgarbudget.foundation.notifications import NotificationKind, notify, send_mail


@translation.override("sv")
def day_in_words(day: date) -> str:
    """ "3 december 2027"."""
    return dateformat.format(day, "j F Y")


@translation.override("sv")
def reason_in_words(assessment: Assessment, not_met: Sequence[Criterion]) -> str:
    """The answer as the proposer reads it: the outcome, its reasons, and the money. Paragraphs are divided by empty lines."""
    parts = []
    if assessment.outcome == Outcome.ACCEPTED:
        parts.append(
            _("Förslaget går vidare till omröstningen. Det beräknas kosta %(cost)s.")
            % {"cost": kronor(assessment.cost or 0)}
        )
        if assessment.running_cost:
            parts.append(_("Sedan kostar det %(cost)s om året.") % {"cost": kronor(assessment.running_cost)})
        if assessment.conditions:
            parts.append(
                _("Det här är ändrat för att förslaget ska gå att genomföra: %(what)s")
                % {"what": assessment.conditions}
            )
        if assessment.reason:
            parts.append(assessment.reason)
    else:
        parts.append(_("Förslaget går inte vidare till omröstningen."))
        parts += [criterion.refusal_text for criterion in not_met]
        parts.append(assessment.reason)
    return "\n\n".join(parts)


def assessment_path(assessment: Assessment) -> str:
    """Staff's page of the assessment, within the organisation."""
    proposal = assessment.proposal
    return f"/personal/omgangar/{proposal.cycle.slug}/bedomning/{proposal.reference}/"


def objection_path(assessment: Assessment) -> str:
    """Where the proposer asks for a new look: signed in, or with the secret status key."""
    proposal = assessment.proposal
    if proposal.author_id is not None:
        return f"/omgangar/{proposal.cycle.slug}/forslag/{proposal.reference}/omprovning/"
    return f"/omgangar/{proposal.cycle.slug}/omprovning/{proposal.status_key}/"


@translation.override("sv")
def tell_assessor(
    assignee: Person, cycle: Cycle, assessments: Sequence[Assessment], deadline: date | None, now: datetime
) -> None:
    """One message for a whole batch."""
    count = len(assessments)
    body = "\n".join(f"• {row.proposal}" for row in assessments[:20])
    if count > 20:
        body += "\n" + _("… och %(n)d till.") % {"n": count - 20}
    if deadline is not None:
        body += "\n\n" + _("Klart senast %(day)s.") % {"day": day_in_words(deadline)}
    link = assessment_path(assessments[0]) if count == 1 else f"/personal/omgangar/{cycle.slug}/bedomning/?vy=mina"
    notify(
        person_ids=[assignee.pk],
        organisation=cycle.organisation,
        kind=NotificationKind.STAFF,
        subject=ngettext("Du har fått %(n)d förslag att bedöma", "Du har fått %(n)d förslag att bedöma", count)
        % {"n": count},
        body=body,
        link=link,
        now=now,
    )


@translation.override("sv")
def send_question(question: ExpertQuestion, now: datetime) -> None:
    """The mail with the signed link."""
    proposal = question.assessment.proposal
    organisation = proposal.cycle.organisation
    last = day_in_words(question.deadline)
    body = "\n\n".join(
        [
            _("%(who)s behöver hjälp med en fråga om ett förslag i medborgarbudgeten: ”%(title)s”.")
            % {"who": question.asked_by, "title": proposal.title},
            question.question,
            _("Svara senast %(day)s. Du behöver inget konto och svaret tar ett par minuter.") % {"day": last},
            _("Länken är personlig. Skicka den inte vidare till någon utanför %(organisation)s.")
            % {"organisation": organisation.name},
        ]
    )
    send_mail(
        to=question.email,
        organisation_name=organisation.name,
        subject=_("En fråga om förslaget ”%(title)s”") % {"title": proposal.title},
        body=body,
        url=organisation.base_url + links.path_to(question),
        url_text=_("Svara på frågan"),
    )


@translation.override("sv")
def tell_of_answer(question: ExpertQuestion, *, first: bool, now: datetime) -> None:
    """Whoever asked, and whoever assesses, hears that the answer has come."""
    assessment = question.assessment
    people = {question.asked_by_id, assessment.assignee_id} - {None}
    subject = _("Svar på din fråga om ”%(title)s”") if first else _("Rättat svar på din fråga om ”%(title)s”")
    body = question.answer
    if question.answer_cost is not None:
        body += "\n\n" + _("Uppskattad kostnad: %(cost)s") % {"cost": kronor(question.answer_cost)}
    notify(
        person_ids=[pk for pk in people if pk is not None],
        organisation=assessment.proposal.cycle.organisation,
        kind=NotificationKind.STAFF,
        subject=subject % {"title": assessment.proposal.title},
        body=body + "\n\n" + question.answered_by,
        link=assessment_path(assessment),
        now=now,
    )


@translation.override("sv")
def tell_of_return(proposer: Person, assessment: Assessment, reason: str, now: datetime) -> None:
    """Whoever proposed an outcome hears what the second person wants changed."""
    notify(
        person_ids=[proposer.pk],
        organisation=assessment.proposal.cycle.organisation,
        kind=NotificationKind.STAFF,
        subject=_("Bedömningen av ”%(title)s” behöver ändras") % {"title": assessment.proposal.title},
        body=reason,
        link=assessment_path(assessment),
        now=now,
    )


@translation.override("sv")
def tell_provisional_answer(
    assessment: Assessment, not_met: Sequence[Criterion], closes: datetime, now: datetime
) -> None:
    """The proposer reads the answer, its reason, and how to ask for a new look."""
    refused = assessment.outcome == Outcome.REFUSED
    parts = [reason_in_words(assessment, not_met)]
    if refused:
        parts.append(
            _("Beskedet är preliminärt. Om du tycker att vi har missat något kan du begära omprövning till %(when)s.")
            % {"when": moment_in_words(closes, now)}
        )
    else:
        parts.append(_("Beskedet är preliminärt tills den slutliga listan är publicerad."))
    _tell_proposer(
        assessment,
        subject=_("Preliminärt besked om ditt förslag ”%(title)s”") % {"title": assessment.proposal.title},
        body="\n\n".join(parts),
        path=objection_path(assessment) if refused else "",
        url_text=_("Läs beskedet och begär omprövning") if refused else _("Se ditt förslag"),
        now=now,
    )


@translation.override("sv")
def tell_of_objection(objection: Objection, now: datetime) -> None:
    """Leads hear that a new look is asked for, and the proposer that it has come in."""
    assessment = objection.assessment
    organisation = assessment.proposal.cycle.organisation
    leads = Person.objects.filter(roles__organisation=organisation, roles__ended_at=None, roles__role=RoleName.LEAD)
    notify(
        person_ids=leads.values_list("pk", flat=True),
        organisation=organisation,
        kind=NotificationKind.STAFF,
        subject=_("Omprövning begärd: ”%(title)s”") % {"title": assessment.proposal.title},
        body=objection.text,
        link=assessment_path(assessment),
        now=now,
    )
    _tell_proposer(
        assessment,
        subject=_("Din begäran om omprövning har kommit in"),
        body=_(
            "En person som inte var med om det första beskedet tittar på ”%(title)s” igen. Du får ett svar med motivering."
        )
        % {"title": assessment.proposal.title}
        + "\n\n"
        + objection.text,
        path="",
        url_text=_("Se ditt förslag"),
        now=now,
    )


@translation.override("sv")
def tell_of_new_look(objection: Objection, now: datetime) -> None:
    """The proposer reads the answer to the objection."""
    assessment = objection.assessment
    verdict = (
        _("Vi har ändrat oss: förslaget går vidare.")
        if objection.upheld
        else _("Vi står fast vid att förslaget inte går vidare.")
    )
    _tell_proposer(
        assessment,
        subject=_("Svar på din begäran om omprövning av ”%(title)s”") % {"title": assessment.proposal.title},
        body=verdict + "\n\n" + objection.answer,
        path="",
        url_text=_("Se ditt förslag"),
        now=now,
    )


def _tell_proposer(assessment: Assessment, *, subject: str, body: str, path: str, url_text: str, now: datetime) -> None:
    """By notification to whoever has an account, else by mail to the address for answers; else staff call or write."""
    proposal = assessment.proposal
    organisation = proposal.cycle.organisation
    if proposal.author_id is not None:
        notify(
            person_ids=[proposal.author_id],
            organisation=organisation,
            kind=NotificationKind.OWN_PROPOSAL,
            subject=subject,
            body=body,
            link=path or own_path(proposal),
            now=now,
        )
    elif proposal.contact_email:
        send_mail(
            to=proposal.contact_email,
            organisation_name=organisation.name,
            subject=subject,
            body=body,
            url=organisation.base_url + (path or status_path(proposal)),
            url_text=url_text,
        )
