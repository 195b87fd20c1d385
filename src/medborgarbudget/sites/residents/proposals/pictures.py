"""How do photos come with an idea? Each is taken in for itself, so that one bad file loses neither the others nor what was written."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from medborgarbudget.domain.proposals import actions, queries
from medborgarbudget.domain.proposals.models import Proposal
from medborgarbudget.foundation.files import read_picture
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.residents.proposals.forms import IdeaForm


def keep_pictures(request: OrganisationRequest, form: IdeaForm, proposal: Proposal) -> None:
    """Take away the picture that is to go (`ta_bort`), keep what is said of the others (`alt_7`), take in the new ones.

    What is wrong with a file is told at the field, with the file's name.
    """
    gone = request.POST.get("ta_bort", "")
    for picture in queries.pictures(proposal):
        if str(picture.pk) == gone:
            actions.remove_picture(picture=picture)
            continue
        alt = request.POST.get(f"alt_{picture.pk}")
        if alt is not None and alt != picture.alt:
            actions.describe_picture(picture=picture, alt=alt)
    for upload in form.cleaned_data.get("pictures", []):
        try:
            actions.add_picture(proposal=proposal, picture=read_picture(upload), alt="", now=request.now)
        except ValidationError as error:
            form.add_error("pictures", [f"{upload.name}: {text}" for text in error.messages])
