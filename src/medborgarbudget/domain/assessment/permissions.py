"""Who may assess, sign, publish and object, and when? Each answer is yes, or no with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.assessment import policy, queries
from medborgarbudget.domain.assessment.models import (
    Assessment,
    AssessmentState,
    Criterion,
    ExpertQuestion,
    Objection,
    Outcome,
)
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import may_now, moment_in_words
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import YES, Verdict, no


def may_prepare_vote(cycle: Cycle) -> Verdict:
    """Whether every proposer has been answered, so that the ballot can be made; the reason counts those who have not."""
    missing = queries.unanswered(cycle).count()
    objections = queries.unanswered_objections(cycle).count()
    reasons = []
    if missing:
        reasons.append(
            ngettext(
                "%(n)d förslag har inte fått något slutligt besked.",
                "%(n)d förslag har inte fått något slutligt besked.",
                missing,
            )
            % {"n": missing}
        )
    if objections:
        reasons.append(
            ngettext(
                "%(n)d begäran om omprövning är inte besvarad.",
                "%(n)d begäranden om omprövning är inte besvarade.",
                objections,
            )
            % {"n": objections}
        )
    if reasons:
        return no(" ".join([*reasons, _("Alla förslagsställare ska ha fått svar innan omröstningen kan förberedas.")]))
    if not queries.accepted(cycle).exists():
        return no(_("Inget förslag har gått vidare, så det finns inget att rösta om."))
    return YES


# --- criteria ---


def may_edit_criteria(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Leads shape the criteria until the first outcome is signed: after that a new question would be asked of some and not of others."""
    if not has_role(person, cycle.organisation, RoleName.LEAD):
        return no(_("Bara projektansvariga ändrar kriterierna."))
    if queries.live(cycle).exclude(state__in=[AssessmentState.OPEN, AssessmentState.PROPOSED]).exists():
        return no(_("Kriterierna är låsta, för det finns bedömningar som är klara."))
    return YES


def may_change_criterion(person: Person | None, criterion: Criterion, now: datetime) -> Verdict:
    """The same, and a criterion that has been answered is locked."""
    verdict = may_edit_criteria(person, criterion.cycle, now)
    if not verdict:
        return verdict
    if queries.is_used(criterion):
        return no(_("Kriteriet är låst, för en bedömning har redan svarat på det."))
    return YES


# --- assessing ---


def may_open_assessments(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Leads start the assessment while the cycle's step for it is open."""
    if not has_role(person, cycle.organisation, RoleName.LEAD):
        return no(_("Bara projektansvariga startar bedömningen."))
    return may_now(cycle, Deed.ASSESS, now)


def may_assign(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Leads say who assesses what, until when."""
    if not has_role(person, cycle.organisation, RoleName.LEAD):
        return no(_("Bara projektansvariga fördelar bedömningar."))
    return YES


def may_take(person: Person | None, assessment: Assessment, now: datetime) -> Verdict:
    """An assessor may take on what nobody has."""
    if not has_role(person, assessment.organisation, RoleName.ASSESSOR, RoleName.LEAD):
        return no(_("Bara bedömare och projektansvariga bedömer förslag."))
    if assessment.assignee_id is not None:
        return no(_("Någon annan har redan bedömningen."))
    return _is_running(assessment)


def may_assess(person: Person | None, assessment: Assessment, now: datetime) -> Verdict:
    """An assessor works on their own and on what nobody has, while the step is open; a lead on all, until they are signed."""
    if has_role(person, assessment.organisation, RoleName.LEAD):
        return _is_running(assessment)
    if person is None or not has_role(person, assessment.organisation, RoleName.ASSESSOR):
        return no(_("Bara bedömare och projektansvariga bedömer förslag."))
    if assessment.assignee_id not in {None, person.pk}:
        return no(_("Bedömningen ligger hos någon annan. Be den projektansvariga om du ska ta över den."))
    step = may_now(assessment.proposal.cycle, Deed.ASSESS, now)
    return _is_running(assessment) if step else step


def _is_running(assessment: Assessment) -> Verdict:
    if assessment.proposal.state in {ProposalState.WITHDRAWN, ProposalState.HIDDEN}:
        return no(_("Förslaget är tillbakadraget eller dolt och bedöms inte längre."))
    if assessment.state == AssessmentState.PROPOSED:
        return no(_("Bedömningen väntar på en andra person. Ta tillbaka den om något ska ändras."))
    if assessment.state != AssessmentState.OPEN:
        return no(_("Bedömningen är klar och kan inte ändras."))
    return YES


def may_ask_expert(person: Person | None, assessment: Assessment, now: datetime) -> Verdict:
    """Whoever may assess may ask other departments."""
    return may_assess(person, assessment, now)


def may_answer_question(question: ExpertQuestion, now: datetime) -> Verdict:
    """Whoever has the link may answer, and correct the answer, until the assessment is signed or the link is too old."""
    if question.withdrawn_at is not None:
        return no(_("Frågan är återtagen, så du behöver inte svara."))
    assessment = question.assessment
    if assessment.proposal.state in {ProposalState.WITHDRAWN, ProposalState.HIDDEN}:
        return no(_("Förslaget bedöms inte längre, så du behöver inte svara."))
    if assessment.state not in {AssessmentState.OPEN, AssessmentState.PROPOSED}:
        return no(_("Bedömningen är klar, så svaret kan inte ändras längre. Tack för hjälpen!"))
    if to_local(now).date() > policy.link_works_until(question.deadline):
        return no(_("Tiden för att svara har gått ut. Kontakta den som frågade om du ändå vill svara."))
    return YES


# --- two people ---


def may_sign(person: Person | None, assessment: Assessment, now: datetime) -> Verdict:
    """Another assessor or lead than the one who proposed the outcome signs it, or sends it back."""
    if not has_role(person, assessment.organisation, RoleName.ASSESSOR, RoleName.LEAD):
        return no(_("Bara bedömare och projektansvariga signerar bedömningar."))
    if assessment.proposal.state in {ProposalState.WITHDRAWN, ProposalState.HIDDEN}:
        return no(_("Förslaget är tillbakadraget eller dolt och bedöms inte längre."))
    if assessment.state != AssessmentState.PROPOSED:
        return no(_("Det finns inget föreslaget besked att signera."))
    if person is not None and assessment.proposed_by_id == person.pk:
        return no(_("Du föreslog beskedet, så en annan person ska signera det."))
    return YES


def may_take_back(person: Person | None, assessment: Assessment, now: datetime) -> Verdict:
    """The one who proposed the outcome, or a lead, takes it back before it is signed."""
    lead = has_role(person, assessment.organisation, RoleName.LEAD)
    if not lead and (person is None or assessment.proposed_by_id != person.pk):
        return no(_("Bara den som föreslog beskedet och projektansvariga kan ta tillbaka det."))
    if assessment.state != AssessmentState.PROPOSED:
        return no(_("Det finns inget föreslaget besked att ta tillbaka."))
    return YES


def may_reopen(person: Person | None, assessment: Assessment, now: datetime) -> Verdict:
    """A lead opens a signed assessment again, as long as nobody has been told."""
    if not has_role(person, assessment.organisation, RoleName.LEAD):
        return no(_("Bara projektansvariga öppnar en klar bedömning igen."))
    if assessment.state != AssessmentState.SIGNED:
        return no(_("Bara en bedömning som är klar och inte meddelad kan öppnas igen."))
    return YES


# --- telling ---


def may_publish_provisional(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Leads publish the provisional list when every proposal has a signed answer that has not been told."""
    verdict = _may_publish(person, cycle)
    if not verdict:
        return verdict
    if not queries.live(cycle).filter(state=AssessmentState.SIGNED).exists():
        return no(_("Det finns inget klart besked att lämna."))
    return YES


def may_publish_final(person: Person | None, cycle: Cycle, now: datetime) -> Verdict:
    """Leads publish the final list when the time to object has passed and every objection is answered.

    A cycle without a step for objections goes straight from signed to final.
    """
    verdict = _may_publish(person, cycle)
    if not verdict:
        return verdict
    objected = queries.unanswered_objections(cycle).count()
    if objected:
        return no(
            ngettext(
                "%(n)d begäran om omprövning är inte besvarad.",
                "%(n)d begäranden om omprövning är inte besvarade.",
                objected,
            )
            % {"n": objected}
        )
    closes = queries.objections_close_at(cycle)
    if closes is not None and now < closes:
        return no(
            _("Förslagsställarna kan begära omprövning till %(when)s. Efter det kan den slutliga listan publiceras.")
            % {"when": moment_in_words(closes, now)}
        )
    counts = queries.counts_by_state(cycle)
    if not counts[AssessmentState.PROVISIONAL] and not counts[AssessmentState.SIGNED]:
        return no(_("Det finns inget besked som väntar på att bli slutligt."))
    refused = queries.live(cycle).filter(state=AssessmentState.SIGNED, outcome=Outcome.REFUSED)
    if refused.exists() and queries.takes_objections(cycle):
        return no(_("Publicera den preliminära listan först, så att de som får nej kan begära omprövning."))
    return YES


def _may_publish(person: Person | None, cycle: Cycle) -> Verdict:
    if not has_role(person, cycle.organisation, RoleName.LEAD):
        return no(_("Bara projektansvariga lämnar besked."))
    if cycle.published_at is None:
        return no(_("Omgången är inte publicerad än."))
    moderation = queries.in_moderation(cycle)
    if moderation:
        return no(
            ngettext("%(n)d förslag väntar på granskning.", "%(n)d förslag väntar på granskning.", moderation)
            % {"n": moderation}
        )
    unopened = queries.to_open(cycle).count()
    counts = queries.counts_by_state(cycle)
    unfinished = unopened + counts[AssessmentState.OPEN] + counts[AssessmentState.PROPOSED]
    if unfinished:
        return no(
            ngettext("%(n)d förslag är inte färdigbedömt.", "%(n)d förslag är inte färdigbedömda.", unfinished)
            % {"n": unfinished}
        )
    return YES


def may_give_final_answer(person: Person | None, assessment: Assessment, now: datetime) -> Verdict:
    """Leads make one answer final: a yes as soon as it is signed, a no when its time to object has passed or there is none."""
    if not has_role(person, assessment.organisation, RoleName.LEAD):
        return no(_("Bara projektansvariga lämnar besked."))
    cycle = assessment.proposal.cycle
    if assessment.state == AssessmentState.PROVISIONAL:
        closes = queries.objections_close_at(cycle)
        if (
            assessment.outcome == Outcome.REFUSED
            and closes is not None
            and now < closes
            and queries.objection_of(assessment) is None
        ):
            return no(
                _("Förslagsställaren kan fortfarande begära omprövning, till %(when)s.")
                % {"when": moment_in_words(closes, now)}
            )
        return YES
    if assessment.state == AssessmentState.SIGNED:
        if assessment.outcome == Outcome.REFUSED and queries.takes_objections(cycle):
            return no(_("Lämna ett preliminärt besked först, så att förslagsställaren kan begära omprövning."))
        return YES
    if assessment.state == AssessmentState.OBJECTED:
        return no(_("Svara på begäran om omprövning först."))
    if assessment.state == AssessmentState.FINAL:
        return no(_("Det slutliga beskedet är redan lämnat."))
    return no(_("Bedömningen är inte färdig."))


# --- objecting ---


def may_object(person: Person | None, assessment: Assessment, now: datetime, *, by_link: bool = False) -> Verdict:
    """The proposer asks for a new look at a provisional no, in time. `by_link`: came with the proposal's own secret link."""
    proposal = assessment.proposal
    own = by_link or (person is not None and proposal.author_id == person.pk)
    if not own:
        return no(_("Bara den som lämnade förslaget kan begära omprövning."))
    if assessment.state in {AssessmentState.OPEN, AssessmentState.PROPOSED, AssessmentState.SIGNED}:
        return no(_("Förslaget har inte fått något besked än, så det finns inget att ompröva."))
    if assessment.state == AssessmentState.OBJECTED:
        return no(_("Du har redan begärt omprövning. Du får svar så snart den är klar."))
    if queries.objection_of(assessment) is not None:
        return no(_("Förslaget är omprövat, och det beskedet gäller."))
    if assessment.outcome == Outcome.ACCEPTED:
        return no(_("Förslaget går vidare, så det finns inget att ompröva."))
    if assessment.state == AssessmentState.FINAL:
        return no(_("Beskedet är slutligt och går inte att ompröva."))
    if proposal.state in {ProposalState.WITHDRAWN, ProposalState.HIDDEN}:
        return no(_("Förslaget är tillbakadraget eller dolt."))
    closes = queries.objections_close_at(proposal.cycle)
    if closes is None or now >= closes:
        return no(
            _("Tiden för att begära omprövning gick ut %(when)s.") % {"when": moment_in_words(closes, now)}
            if closes
            else _("Du kan inte begära omprövning i den här omgången.")
        )
    return YES


def may_answer_objection(person: Person | None, objection: Objection, now: datetime) -> Verdict:
    """Somebody who has had no hand in the first answer looks again."""
    assessment = objection.assessment
    if not has_role(person, assessment.organisation, RoleName.ASSESSOR, RoleName.LEAD):
        return no(_("Bara bedömare och projektansvariga omprövar."))
    if objection.upheld is not None:
        return no(_("Begäran är redan besvarad."))
    if assessment.proposal.state in {ProposalState.WITHDRAWN, ProposalState.HIDDEN}:
        return no(_("Förslaget är tillbakadraget eller dolt."))
    if person is not None and person.pk in {assessment.signed_by_id, assessment.proposed_by_id}:
        return no(_("Du var med om det första beskedet. En annan person ska ompröva det."))
    return YES
