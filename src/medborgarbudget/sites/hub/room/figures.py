"""How much was asked, answered and shared within a period?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.network.room.models import Answer, ContactRequest, DocumentVersion, Question
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.sites.hub.desk.figures import Figure, counts


@counts
def room(network: Organisation, since: datetime, until: datetime) -> list[Figure]:
    heading = _("Medlemsrummet")
    asked = Question.objects.of(network).filter(hidden_at=None, asked_at__gte=since, asked_at__lt=until)
    answered = Answer.objects.filter(question__organisation=network, hidden_at=None, at__gte=since, at__lt=until)
    shared = DocumentVersion.objects.filter(document__organisation=network, at__gte=since, at__lt=until)
    meant = ContactRequest.objects.of(network).filter(at__gte=since, at__lt=until)
    return [
        Figure(heading, _("Frågor"), str(asked.count())),
        Figure(
            heading,
            _("Frågor som fick hjälp"),
            str(asked.exclude(accepted=None).count()),
            _("den som frågade har valt ett svar"),
        ),
        Figure(heading, _("Svar"), str(answered.count())),
        Figure(heading, _("Delade dokument"), str(shared.filter(number=1).count())),
        Figure(heading, _("Kontakter mellan medlemmar"), str(meant.count())),
    ]
