"""How does a resident vote? Choose first, show who you are last, one submit; nothing counts before it.

The way is: area (if there are several) → choose, one page per pot → review → who you are → register. Each page sends back to the first
one that is not done. Choices lie sealed in the session until they are cast.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medborgarbudget.domain.ballots.kind import Control
from medborgarbudget.domain.cycles.models import Deed, Identity
from medborgarbudget.domain.cycles.queries import rules_in_force
from medborgarbudget.domain.cycles.steps import times_of
from medborgarbudget.domain.cycles.wording import group_in_words
from medborgarbudget.domain.rolls.models import ContactKind
from medborgarbudget.domain.rolls.queries import roll_facts, roll_in_force
from medborgarbudget.domain.voting import actions, queries, receipts
from medborgarbudget.domain.voting.actions.casting import BallotInvalid, LetterReplaced, receipt_of_attempt
from medborgarbudget.domain.voting.definition import Definition
from medborgarbudget.domain.voting.identity import Voter
from medborgarbudget.domain.voting.keys import receipt_public_key
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.policy import precedence, validate
from medborgarbudget.domain.voting.queries import Phase
from medborgarbudget.domain.voting.slips import last_post_day
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access.ballot_draft import Draft, drop_draft, keep_draft, read_draft
from medborgarbudget.sites.access.cycles import public_cycle_or_404
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.residents.voting.forms import (
    AreaForm,
    CodeForm,
    EmailForm,
    LetterForm,
    PhoneForm,
    ReceiptForm,
)
from medborgarbudget.sites.residents.voting.pages import (
    PotPage,
    cards,
    chosen_cards,
    is_number,
    pot_pages,
    problem_lines,
    ways_in_words,
)

FOLDER = "residents/voting"

STAGES = ("choose", "review", "identify", "cast")


def _private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Pages about one person's ballot are never kept, also not for the browser's Back."""

    @wraps(view)
    def kept_nowhere(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        add_never_cache_headers(response)
        return response

    return kept_nowhere


class _Way:
    """One request on the way to a cast ballot: the vote, its definition and the draft."""

    def __init__(self, request: OrganisationRequest, cycle: str, found: Vote | None = None) -> None:
        found = found or queries.vote_at(request.organisation, cycle)
        if found is None or (found.cycle.published_at is None and not request.roles):
            raise Http404
        self.request = request
        self.vote: Vote = found
        self.definition: Definition = queries.definition_of(found)
        self.draft: Draft = read_draft(request, found)
        if self.draft.style is None and len(self.definition.styles) == 1:
            self.draft.style = self.definition.styles[0].code

    @property
    def pots(self) -> tuple[int, ...]:
        """The pots of this voter's ballot: those of their own area, then that of the area chosen freely."""
        own = self.definition.pots_of(self.draft.style or "") or ()
        return own + self.definition.pots_of_free_area(self.draft.style or "", self.draft.other)

    @property
    def pages(self) -> list[PotPage]:
        return pot_pages(self.definition, self.pots, self.draft.as_choices(self.definition))

    @property
    def is_open(self) -> bool:
        return queries.phase_of(self.vote, self.request.now) is Phase.OPEN

    @property
    def assisted_minutes(self) -> int | None:
        """How many minutes are left of helping somebody; None when nobody is being helped."""
        if not self.draft.assisted or self.draft.identified is None:
            return None
        return max(int(self.draft.time_left(self.request.now).total_seconds() // 60), 0)

    def url(self, name: str, **kwargs: Any) -> str:
        return reverse(f"residents:{name}", kwargs={"cycle": self.vote.cycle.slug, **kwargs})

    def go(self, name: str, **kwargs: Any) -> HttpResponse:
        return redirect(self.url(name, **kwargs))

    def keep(self) -> None:
        keep_draft(self.request, self.vote, self.draft)

    def may_identify(self) -> HttpResponse | None:
        """None when it is time to show who one is: to cast what is chosen, or to learn whether a vote is registered. Else where to go."""
        if self.draft.to_statement:
            return None if queries.tells_standing(self.vote, self.request.now) else self.go("vote")
        if not self.is_open:
            return self.go("vote")
        return self.go("vote-review") if self.problems() else None

    def identified(self) -> HttpResponse:
        """Where to go when the voter has shown who they are."""
        return self.go("vote-statement" if self.draft.to_statement else "vote-cast")

    def problems(self) -> list[str]:
        return problem_lines(
            validate(
                self.definition, self.draft.style or "", self.draft.as_choices(self.definition), self.vote.withdrawn
            )
        )

    def page(self, template: str, stage: str, status: int = 200, **context: Any) -> HttpResponse:
        style = self.definition.styles_by_code.get(self.draft.style or "")
        return render(
            self.request,
            f"{FOLDER}/{template}.html",
            {
                "cycle": self.vote.cycle,
                "vote": self.vote,
                "style": style,
                "several_styles": len(self.definition.styles) > 1,
                "stage": stage,
                "stage_number": STAGES.index(stage) + 1 if stage in STAGES else 0,
                "stage_count": len(STAGES),
                "unsent": bool(self.draft.choices),
                "assisted_minutes": self.assisted_minutes,
                "noindex": True,
                **context,
            },
            status=status,
        )


# --- where one begins ---


@public
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """What the vote is about and when; the way in while it is open, and what happened when it is over."""
    found = queries.vote_at(request.organisation, cycle)
    if found is None:
        return _not_prepared(request, cycle)
    way = _Way(request, cycle, found)
    if request.method == "POST":
        return _begin(way)
    return _vote_page(way)


def _begin(way: _Way) -> HttpResponse:
    if not way.is_open:
        return way.go("vote")
    if len(way.definition.styles) > 1:
        form = _area_form(way, way.request.POST)
        if not form.is_valid():
            return _vote_page(way, form, status=422)
        way.draft.style = form.cleaned_data["style"]
        way.draft.other = form.cleaned_data.get("other", "")
        way.draft.drop({option.number for option in way.definition.options if option.pot not in way.pots})
    way.keep()
    return way.go("vote-choose", part=1)


def _area_form(way: _Way, data: Any = None) -> AreaForm:
    choices = [(style.code, style.name) for style in way.definition.styles]
    return AreaForm(
        data,
        choices=choices,
        with_other=way.definition.how.free_areas > 0,
        initial={"style": way.draft.style, "other": way.draft.other},
    )


def _vote_page(way: _Way, form: AreaForm | None = None, status: int = 200) -> HttpResponse:
    rules = way.vote.rule_sheet
    # The page's frame and its parts all ask for the steps.
    prefetch_related_objects([way.vote.cycle], "steps")
    context = {
        "phase": queries.phase_of(way.vote, way.request.now).value,
        "form": form or (_area_form(way) if len(way.definition.styles) > 1 else None),
        "rules": rules,
        "tab": "residents:vote",
        "ways_in": ways_in_words(queries.identities_of(rules)),
        "groups": group_in_words(rules.group_kind, rules.groups),
        "has_roll": roll_in_force(way.vote.cycle) is not None,
        "ones_word": queries.takes_ones_word(way.vote),
        "pots": way.definition.pots,
        "option_count": len(way.definition.options) - len(way.vote.withdrawn),
        "notices": way.vote.notices.filter(option=None),
        "extensions": queries.extensions_of(way.vote),
        "noindex": False,
    }
    response = way.page("vote", "vote", status=status, **context)
    add_never_cache_headers(response)
    return response


def _not_prepared(request: OrganisationRequest, slug: str) -> HttpResponse:
    cycle = public_cycle_or_404(request, slug)
    opens, closes = times_of(cycle, Deed.VOTE)
    rules = rules_in_force(cycle)
    context = {
        "cycle": cycle,
        "opens": opens,
        "closes": closes,
        "rules": rules,
        "groups": group_in_words(rules.group_kind, rules.groups),
        "tab": "residents:vote",
    }
    return render(request, f"{FOLDER}/not_prepared.html", context)


# --- choosing ---


@public
@_private
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: OrganisationRequest, cycle: str, part: int) -> HttpResponse:
    """One page of the ballot. Without JavaScript "Räkna om" and the filter send the page in and show it again, with nothing lost."""
    way = _Way(request, cycle)
    if not way.is_open or way.draft.style not in way.definition.styles_by_code:
        return way.go("vote")
    if not 1 <= part <= len(way.pots):
        raise Http404
    if request.method == "POST":
        return _chosen(way, part)
    return _choose_page(way, part)


def _chosen(way: _Way, part: int) -> HttpResponse:
    pot = way.pots[part - 1]
    unread = _take_marks(way, pot)
    way.keep()
    if way.request.headers.get("X-Autosave"):
        return HttpResponse(status=204, content_type="text/plain")
    if "theme" in way.request.POST:
        theme = way.request.POST["theme"]
        return redirect(
            way.url("vote-choose", part=part) + (f"?tema={theme}" if theme.isascii() and theme.isdigit() else "")
        )
    if way.request.POST.get("do") == "update":
        return redirect(way.url("vote-choose", part=part) + _theme_query(way))
    if way.request.POST.get("do") == "back":
        return way.go("vote-choose", part=part - 1) if part > 1 else way.go("vote")
    wrong = [_("Ange ett helt tal vid %(title)s.") % {"title": title} for title, _text in unread.values()]
    choices = way.draft.as_choices(way.definition)
    wrong += problem_lines(
        [each for each in validate(way.definition, way.draft.style or "", choices) if each.pot == pot]
    )
    if wrong:
        typed = {number: text for number, (_title, text) in unread.items()}
        return _choose_page(way, part, wrong, status=422, typed=typed)
    return way.go("vote-choose", part=part + 1) if part < len(way.pots) else way.go("vote-review")


def _take_marks(way: _Way, pot: int) -> dict[int, tuple[str, str]]:
    """Take in what one page of the ballot sent. Gives what is no number where one was asked for: option → (title, what was typed)."""
    mine = {option.number: option.title for option in way.definition.options if option.pot == pot}
    post, unread = way.request.POST, {}
    if way.definition.how.has_values:
        for number, title in mine.items():
            text = post.get(f"mark-{number}")
            if text is None:
                continue
            text = "".join(text.split())
            if is_number(text):
                value = int(text.replace("−", "-"))
                way.draft.mark(number, None if way.definition.how.control is Control.NUMBER and value == 0 else value)
            elif text:
                unread[number] = (title, text[:40])
            else:
                way.draft.mark(number, None)
        return unread
    ticked = [number for number in _numbers(post.getlist("choice")) if number in mine]
    # Of things to pick one of, picking one, or none, takes the place of whatever was picked before, also behind a filter.
    picked = way.definition.how.control is Control.PICK and "choice" in post
    shown = list(mine) if picked else [number for number in _numbers(post.getlist("shown")) if number in mine]
    way.draft.choose(ticked, shown)
    return unread


def _theme_query(way: _Way) -> str:
    theme = way.request.GET.get("tema", "")
    return f"?tema={theme}" if theme.isascii() and theme.isdigit() else ""


def _choose_page(
    way: _Way,
    part: int,
    problems: list[str] | None = None,
    status: int = 200,
    typed: dict[int, str] | None = None,
) -> HttpResponse:
    pages = way.pages
    page = pages[part - 1]
    numbers = [option.number for option in way.definition.options if option.pot == page.pot.id]
    everything = cards(way.vote, queries.options_for_page(way.vote, numbers), page, way.request.order, typed)
    theme = _theme_query(way).partition("=")[2]
    themes = sorted(
        {(card.theme_id, card.theme) for card in everything if card.theme_id is not None}, key=lambda item: item[1]
    )
    shown = [card for card in everything if not theme or str(card.theme_id) == theme]
    hidden = [card for card in everything if card not in shown and card.checked]
    return way.page(
        "choose",
        "choose",
        status=status,
        page=page,
        pages=pages,
        cards=shown,
        hidden=hidden,
        themes=[(str(pk), name) for pk, name in themes],
        theme=theme,
        total=len(everything),
        problems=problems or [],
        notices=way.vote.notices.filter(option=None),
        action=way.url("vote-choose", part=part) + _theme_query(way),
        wide=True,
    )


def _numbers(texts: list[str]) -> list[int]:
    return list(dict.fromkeys(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 7))


# --- reviewing ---


@public
@_private
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """What has been chosen, in the order chosen, and what is still wrong with it."""
    way = _Way(request, cycle)
    if not way.is_open or way.draft.style not in way.definition.styles_by_code:
        return way.go("vote")
    if request.method == "POST":
        removed = _numbers(request.POST.getlist("remove"))
        if removed:
            way.draft.drop(removed)
            way.keep()
            return way.go("vote-review")
        change = _numbers(request.POST.getlist("change"))
        if change:
            return way.go("vote-choose", part=change[0])
        if way.problems():
            return _review_page(way, status=422)
        if way.draft.to_statement:
            way.draft.to_statement = False
            way.keep()
        return way.go("vote-identify")
    return _review_page(way)


def _review_page(way: _Way, status: int = 200) -> HttpResponse:
    return way.page("review", "review", status=status, problems=way.problems(), parts=_parts(way))


def _parts(way: _Way) -> list[dict[str, Any]]:
    """The ballot as it stands, pot by pot."""
    options = queries.options_for_page(way.vote, way.draft.choices)
    return [{"page": page, "cards": chosen_cards(way.vote, options, page)} for page in way.pages]


# --- who one is ---


@public
@_private
@require_http_methods(["GET", "HEAD", "POST"])
def identify(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """Show who you are: by e-ID, by a letter, or by a code sent to an address or a telephone."""
    way = _Way(request, cycle)
    elsewhere = way.may_identify()
    if elsewhere is not None:
        return elsewhere
    if way.draft.assisted and way.draft.voter(request.now) is not None:
        return way.identified()
    ways_in = queries.identities_of(way.vote.rule_sheet)
    chosen = _way_in(way, ways_in)
    email = (
        EmailForm(
            request.POST if chosen == "email" else None,
            rules=way.vote.rule_sheet,
            known_only=_known_only(way),
            initial={"email": way.draft.address or (request.person.email if request.person else "")},
        )
        if Identity.EMAIL_CODE in ways_in
        else None
    )
    phone = (
        PhoneForm(
            request.POST if chosen == "phone" else None,
            rules=way.vote.rule_sheet,
            known_only=_known_only(way),
            prefix="sms",
        )
        if Identity.SMS_CODE in ways_in
        else None
    )
    letter = (
        LetterForm(request.POST if chosen == "letter" else None, prefix="letter")
        if {Identity.CODE_LETTER, Identity.SCHOOL_CLASS} & set(ways_in)
        else None
    )
    if request.method == "POST":
        answer = _by_code(way, email, ContactKind.EMAIL) if email is not None and email.is_bound else None
        answer = answer or (_by_code(way, phone, ContactKind.PHONE) if phone is not None and phone.is_bound else None)
        answer = answer or (_by_letter(way, letter) if letter is not None and letter.is_bound else None)
        if answer is not None:
            return answer
    context = {
        "email": email,
        "phone": phone,
        "letter": letter,
        "by_letter": Identity.CODE_LETTER in ways_in,
        "by_school": Identity.SCHOOL_CLASS in ways_in,
        "providers": settings.EID_PROVIDERS if Identity.EID in ways_in else (),
        "assisted": Identity.ASSISTED in ways_in,
        "has_roll": roll_in_force(way.vote.cycle) is not None,
    }
    return way.page("identify", "identify", status=422 if request.method == "POST" else 200, **context)


def _way_in(way: _Way, offered: Sequence[str]) -> str:
    """Which of the forms was sent; the first one that is offered when the answer does not tell."""
    if way.request.method != "POST":
        return ""
    names = {
        "email": {Identity.EMAIL_CODE},
        "phone": {Identity.SMS_CODE},
        "letter": {Identity.CODE_LETTER, Identity.SCHOOL_CLASS},
    }
    there = [name for name, identities in names.items() if identities & set(offered)]
    sent = way.request.POST.get("way", "")
    return sent if sent in there else next(iter(there), "")


def _by_code(way: _Way, form: EmailForm, kind: ContactKind) -> HttpResponse | None:
    if not form.is_valid():
        return None
    address = form.cleaned_data[kind.value].strip()
    try:
        sent = actions.send_code(
            vote=way.vote,
            kind=kind,
            address=address,
            network=_address_of(way.request),
            browser=way.draft.browser,
            now=way.request.now,
        )
    except (ValidationError, Refused) as error:
        form.add_error(None, str(error)) if isinstance(error, Refused) else form.add_error(None, error)
        return None
    way.draft.address, way.draft.by = address, kind.value
    way.draft.identified = None
    way.keep()
    if not sent.sent:
        _tell_wait(way, sent)
    return way.go("vote-code")


def _tell_wait(way: _Way, sent: actions.SentCode) -> None:
    minutes = max(1, -(-int(sent.wait.total_seconds()) // 60))
    messages.warning(
        way.request,
        _("En kod har nyss skickats dit. Använd den om du har den. En ny kod kan skickas om %(minutes)d min.")
        % {"minutes": minutes},
    )


def _by_letter(way: _Way, form: LetterForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        voter = actions.check_letter(
            vote=way.vote,
            number=form.cleaned_data["number"],
            code=form.cleaned_data["code"],
            network=_address_of(way.request),
            now=way.request.now,
        )
        _require_own_area(way, voter)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    way.draft.let_in(voter, way.request.now)
    way.request.session.cycle_key()
    way.keep()
    return way.identified()


def _require_own_area(way: _Way, voter: Voter) -> None:
    """Raises ValidationError when the voter belongs to another area than the one they have chosen in."""
    if voter.style is not None and voter.style != way.draft.style and not way.draft.to_statement:
        found = way.definition.styles_by_code.get(voter.style)
        raise ValidationError(
            _("Du röstar i %(area)s. Gå tillbaka till början och välj det området.")
            % {"area": found.name if found is not None else voter.style}
        )


@public
@_private
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """The code that came by e-mail."""
    way = _Way(request, cycle)
    elsewhere = way.may_identify()
    if elsewhere is not None:
        return elsewhere
    if way.draft.voter(request.now) is not None:
        return way.identified()
    if not way.draft.address:
        return way.go("vote-identify")
    kind = ContactKind(way.draft.by)
    if request.method == "POST" and request.POST.get("do") == "again":
        sent = actions.send_code(
            vote=way.vote,
            kind=kind,
            address=way.draft.address,
            network=_address_of(request),
            browser=way.draft.browser,
            now=request.now,
        )
        if sent.sent:
            messages.success(request, _("En ny kod är på väg. Den förra gäller inte längre."))
        else:
            _tell_wait(way, sent)
        return way.go("vote-code")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            voter = actions.check_code(
                vote=way.vote,
                kind=kind,
                address=way.draft.address,
                browser=way.draft.browser,
                code=form.cleaned_data["code"],
                now=request.now,
            )
            _require_own_area(way, voter)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            way.draft.let_in(voter, request.now)
            request.session.cycle_key()
            way.keep()
            return way.identified()
    return way.page(
        "code",
        "identify",
        form=form,
        address=way.draft.address,
        by=way.draft.by,
        known_only=_known_only(way),
        status=422 if request.method == "POST" else 200,
    )


def _known_only(way: _Way) -> bool:
    return roll_in_force(way.vote.cycle) is not None


def _address_of(request: OrganisationRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


# --- casting ---


@public
@_private
@require_http_methods(["GET", "HEAD", "POST"])
def cast(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """The one submit. The receipt is the answer to it, so that nothing stands between the ballot in the urn and the word that it is there."""
    if request.method == "POST":
        return _cast(request, cycle)
    way = _Way(request, cycle)
    if not way.is_open:
        return way.go("vote")
    if way.problems():
        return way.go("vote-review")
    way.draft.to_statement = False
    if way.draft.voter(request.now) is None:
        way.keep()
        return way.go("vote-identify")
    way.keep()
    return way.page("cast", "cast", parts=_parts(way), attempt=way.draft.attempt)


def _cast(request: OrganisationRequest, cycle: str) -> HttpResponse:
    way = _Way(request, cycle)
    arrived = queries.arrival_of(way.vote)
    attempt = request.POST.get("attempt", "")
    voter = way.draft.voter(request.now)
    if voter is None or way.draft.style is None:
        # Sent twice: the first has emptied the session, and this one gets the receipt of the first.
        receipt = receipt_of_attempt(vote=way.vote, attempt_key=attempt)
        if receipt is not None:
            return _receipt_page(way, receipt)
        messages.warning(request, _("Din röst är inte registrerad. Visa vem du är igen; det gäller i en timme."))
        return way.go("vote-identify")
    try:
        receipt = actions.cast_ballot(
            vote=way.vote,
            style=way.draft.style,
            choices=way.draft.as_choices(way.definition),
            voter=voter,
            attempt_key=attempt,
            arrived=arrived,
        )
    except BallotInvalid as error:
        messages.error(request, _("Din röst är inte registrerad: %(why)s") % {"why": " ".join(error.messages)})
        return way.go("vote-review")
    except LetterReplaced as error:
        way.draft.identified = None
        way.keep()
        messages.error(request, _("Din röst är inte registrerad: %(why)s") % {"why": str(error)})
        return way.go("vote-identify")
    if way.draft.assisted:
        actions.note_assisted_cast(vote=way.vote, assisted=way.draft.assisted)
    drop_draft(request, way.vote)
    return _receipt_page(way, receipt)


def _receipt_page(way: _Way, receipt: receipts.Receipt) -> HttpResponse:
    way.draft = Draft()
    check_url = way.request.build_absolute_uri(way.url("vote-check")) + f"#{receipt.code}"
    return way.page(
        "receipt", "receipt", receipt=receipt, check_url=check_url, attempt=way.request.POST.get("attempt", "")
    )


@public
@_private
@require_POST
def control(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """Turn the ballot just cast into a control: not counted, opened in public at the end. Then the voter votes again."""
    way = _Way(request, cycle)
    leaf = actions.make_control(vote=way.vote, attempt_key=request.POST.get("attempt", ""))
    return way.page("control", "receipt", code=receipts.short_code(leaf))


@public
@_private
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """Is a vote registered for me? A signed answer, for whoever shows who they are in any of the vote's ways."""
    way = _Way(request, cycle)
    told = queries.tells_standing(way.vote, request.now)
    if request.method == "POST":
        way.draft.to_statement = True
        way.draft.identified = None
        way.keep()
        return way.go("vote-identify")
    voter = way.draft.voter(request.now) if way.draft.to_statement and told else None
    made = receipts.statement_about(way.vote, voter, database_now()) if voter is not None else None
    if made is not None:
        drop_draft(request, way.vote)
        way.draft = Draft()
    return way.page("statement", "statement", made=made, may=told, tab="residents:vote")


@public
@require_POST
def leave(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """Forget the choices and who was let in: for a shared computer."""
    way = _Way(request, cycle)
    drop_draft(request, way.vote)
    messages.success(request, _("Dina val är borttagna från den här webbläsaren. Inget nytt är registrerat."))
    return way.go("vote")


# --- checking ---


@public
@_private
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """What has become of the vote on a receipt? While the vote is open only that it is in the log."""
    way = _Way(request, cycle)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    standing = leaf = position = None
    if form.is_bound and form.is_valid():
        standing, leaf = queries.standing_of(way.vote, form.cleaned_data["receipt"])
        position = queries.position_of(way.vote, leaf) if leaf else None
        if standing is queries.Standing.UNREADABLE:
            form.add_error(
                "receipt", _("Ange kvittots kod med 16 tecken. Den består av siffror och bokstäver utom I, L, O och U.")
            )
            standing = None
    return way.page(
        "check",
        "check",
        status=422 if form.errors else 200,
        form=form,
        standing=standing.value if standing else "",
        leaf=leaf.hex() if leaf else "",
        position=position,
        phase=queries.phase_of(way.vote, request.now).value,
    )


@public
@require_GET
def about(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """How the vote is protected, what it does not protect from, and what anybody can check."""
    way = _Way(request, cycle)
    rules = way.vote.rule_sheet
    held = sorted({held for held, _new, _replaces in precedence()}, key=[row[0] for row in precedence()].index)
    table = [(row, [(new, takes) for one, new, takes in precedence() if one is row]) for row in held]
    return way.page(
        "about",
        "about",
        ones_word=queries.takes_ones_word(way.vote),
        rules=rules,
        facts=roll_facts(way.vote.cycle),
        table=table,
        channels=held,
        last_post_day=last_post_day(way.vote),
        receipt_key=receipt_public_key().hex(),
        public_key=bytes(way.vote.public_key).hex(),
        tab="residents:vote",
        noindex=False,
    )


@public
@require_GET
def definition(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """The ballot definition as data: what every envelope is bound to."""
    way = _Way(request, cycle)
    content = {
        "definition": way.vote.definition,
        "sha256": way.vote.definition_hash,
        "withdrawn": way.vote.withdrawn,
        "tie_seed": way.vote.tie_seed,
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
