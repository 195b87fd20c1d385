"""What does a view know of a request, beyond what Django tells?"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.http import HttpRequest, HttpResponseBase

from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person


class VisitorRequest(HttpRequest):
    """A request to the installation itself. `person` is the signed-in person or None; `now` the moment the request came in."""

    person: Person | None
    now: datetime
    order: int
    "The visitor's place in the fair order of lists, 0 … ORDERS − 1; see sites.access.visitor."


class OrganisationRequest(VisitorRequest):
    """A request to one organisation's pages. `roles` are the RoleName values that `person` has there."""

    organisation: Organisation
    roles: frozenset[str]


class StaffRequest(OrganisationRequest):
    """A request that a guard has let through to pages of staff."""

    person: Person


class SignedInRequest(OrganisationRequest):
    """A request that a guard has let through to pages for those signed in."""

    person: Person


class MemberRequest(OrganisationRequest):
    """A request that a guard has let through to a network's pages for members. `member` is None for the office's own people."""

    person: Person
    member: Member | None


class View(Protocol):
    """A Django view."""

    def __call__(self, request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase: ...
