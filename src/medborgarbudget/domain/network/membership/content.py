"""What may an interest say? The words as given, cleaned and held to the rules, with each error at its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.membership import bodies, policy
from medborgarbudget.domain.network.membership.models import MemberContact
from medborgarbudget.domain.proposals.content import plain_line, plain_text

LIMITS = {"wants": 3000, "needs_text": 2000, "decision_body": 120, "decision_paragraph": 20}


@dataclass(frozen=True)
class PersonContent:
    """A person named in an interest."""

    name: str
    email: str
    role: str = MemberContact.Role.LEAD
    title: str = ""
    phone: str = ""


@dataclass(frozen=True)
class InterestContent:
    """What somebody can write when they register interest."""

    body: bodies.Body
    stage: str
    orientations: Sequence[str]
    people: Sequence[PersonContent]
    organisation_number: str = ""
    wants: str = ""
    needs: Sequence[str] = ()
    needs_text: str = ""
    decision_body: str = ""
    decision_date: date | None = None
    decision_paragraph: str = ""
    show_names: bool = False


def cleaned(content: InterestContent, today: date) -> InterestContent:
    """The content as it is stored. Raises ValidationError with a message per field."""
    wrong: dict[str, str] = {}
    number = content.organisation_number.strip()
    if number:
        found = bodies.organisation_number(number)
        if found is None:
            wrong["organisation_number"] = _(
                "Ange organisationsnumret som för kommuner och regioner, till exempel 212000-1132. Kontrollera siffrorna."
            )
        elif content.body.number and found != content.body.number:
            wrong["organisation_number"] = _("Det är inte organisationsnumret för {name}.").format(
                name=content.body.name
            )
        number = found or number
    if content.stage not in policy.Stage.values:
        wrong["stage"] = _("Välj hur långt ni har kommit.")
    if not content.orientations or not set(content.orientations) <= set(Orientation.values):
        wrong["orientations"] = _("Välj minst en inriktning.")
    if not set(content.needs) <= set(policy.Need.values):
        wrong["needs"] = _("Välj bland behoven i listan.")
    texts = {name: plain_text(getattr(content, name)) for name in ("wants", "needs_text")}
    texts |= {
        name: plain_line(getattr(content, name)).removeprefix("§").strip()
        for name in ("decision_body", "decision_paragraph")
    }
    for name, text in texts.items():
        if len(text) > LIMITS[name]:
            wrong[name] = _("Texten får vara högst {limit} tecken. Du har skrivit {number}.").format(
                limit=LIMITS[name], number=len(text)
            )
    if (content.decision_date or texts["decision_paragraph"]) and not texts["decision_body"]:
        wrong["decision_body"] = _("Ange vem som har beslutat, till exempel kommunstyrelsen.")
    if content.decision_date is not None and content.decision_date > today:
        wrong["decision_date"] = _("Ange en dag som har varit. Är beslutet inte fattat än lämnar du fältet tomt.")
    people = _people(content.people, wrong)
    if wrong:
        raise ValidationError(wrong)
    return replace(
        content,
        organisation_number=number or content.body.number,
        people=people,
        orientations=in_order(content.orientations, Orientation.values),
        needs=in_order(content.needs, policy.Need.values),
        wants=texts["wants"],
        needs_text=texts["needs_text"],
        decision_body=texts["decision_body"],
        decision_paragraph=texts["decision_paragraph"],
    )


def _people(given: Sequence[PersonContent], wrong: dict[str, str]) -> list[PersonContent]:
    people: dict[str, PersonContent] = {}
    for person in given:
        email, name = person.email.strip().lower(), plain_line(person.name)[:80]
        try:
            validate_email(email)
        except ValidationError:
            wrong["people"] = _("Ange en e-postadress för var och en, som namn@exempel.se.")
            continue
        if not name:
            wrong["people"] = _("Ange namnet på var och en.")
            continue
        if person.role not in MemberContact.Role.values:
            wrong["people"] = _("Välj en roll för var och en.")
            continue
        people.setdefault(
            email,
            PersonContent(name, email, person.role, plain_line(person.title)[:80], plain_line(person.phone)[:40]),
        )
    if not people and "people" not in wrong:
        wrong["people"] = _("Ange minst en person som vi kan höra av oss till.")
    elif len(people) > policy.MOST_PEOPLE:
        wrong["people"] = _("Ange högst {limit} personer. Fler kan läggas till sedan.").format(limit=policy.MOST_PEOPLE)
    elif people and all(person.role != MemberContact.Role.LEAD for person in people.values()):
        wrong["people"] = _("Ange minst en projektansvarig.")
    return list(people.values())


def in_order(chosen: Iterable[str], known: Sequence[str]) -> list[str]:
    """The chosen values in the order in which they are offered; what is not offered is left out."""
    wanted = set(chosen)
    return [value for value in known if value in wanted]
