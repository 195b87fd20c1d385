"""What do we know of a person? Everything that is theirs, in a file that they and a machine can read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from medborgarbudget.domain.network.meetings.models import Registration
from medborgarbudget.domain.network.membership.models import MemberContact
from medborgarbudget.domain.network.room.models import Answer, Question
from medborgarbudget.domain.people.models import Person, Role
from medborgarbudget.domain.proposals.models import Comment, Following, Proposal, Support
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.notifications import Notification, mail_wanted


def takeout(person: Person, now: datetime) -> dict[str, Any]:
    """Keys in Swedish, since people read it. Covers all organisations: the account is one. Votes are not there: nobody
    can tell whose they are."""
    proposals = Proposal.objects.filter(author=person).select_related("organisation", "cycle").order_by("created_at")
    comments = Comment.objects.filter(author=person).select_related("proposal").order_by("at")
    supports = Support.objects.filter(person=person).select_related("proposal").order_by("at")
    followings = Following.objects.filter(person=person).select_related("proposal").order_by("since")
    told = Notification.objects.filter(person=person).order_by("created_at")
    contacts = MemberContact.objects.filter(person=person).select_related("member").order_by("started_at")
    questions = Question.objects.filter(author=person).order_by("asked_at")
    answers = Answer.objects.filter(author=person).select_related("question").order_by("at")
    meetings = Registration.objects.filter(person=person).select_related("meeting", "member").order_by("created_at")
    roles = Role.objects.filter(person=person).select_related("organisation").order_by("granted_at")
    return {
        "hämtat": _time(now),
        "konto": {
            "e-post": person.email,
            "namn": person.name,
            "språk": person.language,
            "skapat": _time(person.date_joined),
            "senast inloggad": _time(person.last_login),
        },
        "mejl om": mail_wanted(person.pk),
        "roller": [
            {
                "organisation": role.organisation.name,
                "roll": role.get_role_display(),
                "från": _time(role.granted_at),
                "till": _time(role.ended_at),
            }
            for role in roles
        ],
        "förslag": [
            {
                "organisation": proposal.organisation.name,
                "omgång": proposal.cycle.name,
                "nummer": proposal.reference,
                "titel": proposal.title,
                "vad": proposal.what,
                "varför": proposal.why,
                "plats": proposal.place,
                "latitud": proposal.latitude,
                "longitud": proposal.longitude,
                "namn som visas": proposal.display_name,
                "kontakt": [proposal.contact_name, proposal.contact_email, proposal.contact_phone],
                "läge": proposal.get_state_display(),
                "skapat": _time(proposal.created_at),
                "inlämnat": _time(proposal.submitted_at),
            }
            for proposal in proposals
        ],
        "kommentarer": [
            {
                "förslag": comment.proposal.reference,
                "slag": comment.get_stance_display(),
                "text": comment.text,
                "namn som visas": comment.author_name,
                "när": _time(comment.at),
            }
            for comment in comments
        ],
        "stöd": [{"förslag": support.proposal.reference, "när": _time(support.at)} for support in supports],
        "följer": [
            {"förslag": following.proposal.reference, "sedan": _time(following.since)} for following in followings
        ],
        "företräder i nätverk": [
            {
                "medlem": contact.member.name,
                "roll": contact.get_role_display(),
                "titel": contact.title,
                "telefon": contact.phone,
                "från": _time(contact.started_at),
                "till": _time(contact.ended_at),
            }
            for contact in contacts
        ],
        "frågor i nätverk": [
            {"fråga": question.title, "text": question.text, "när": _time(question.asked_at)} for question in questions
        ],
        "svar i nätverk": [
            {"fråga": answer.question.title, "text": answer.text, "när": _time(answer.at)} for answer in answers
        ],
        "träffar": [
            {
                "träff": row.meeting.title,
                "när": _time(row.meeting.starts_at),
                "för": str(row.member or ""),
                "deltar": row.get_mode_display(),
                "läge": row.get_state_display(),
                "mat": row.diet,
                "tillgänglighet": row.access,
                "incheckad": _time(row.checked_in_at),
            }
            for row in meetings
        ],
        "aviseringar": [
            {"ämne": note.subject, "text": note.body, "när": _time(note.created_at), "läst": _time(note.read_at)}
            for note in told
        ],
    }


def _time(moment: datetime | None) -> str | None:
    return to_local(moment).isoformat(timespec="seconds") if moment else None
