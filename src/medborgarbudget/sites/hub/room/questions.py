"""What do members ask one another, and what do they answer?"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from medborgarbudget.design.forms import take_errors
from medborgarbudget.domain.network.room import actions, permissions, queries
from medborgarbudget.domain.network.room.models import Answer, Question
from medborgarbudget.domain.network.room.policy import Topic
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import member
from medborgarbudget.sites.access.request import MemberRequest
from medborgarbudget.sites.hub.room.forms import AnswerForm, HideForm, QuestionForm
from medborgarbudget.sites.hub.room.views import tabs_of

PER_PAGE = 20


@member
@never_cache
def questions(request: MemberRequest) -> HttpResponse:
    """All questions, by topic and word."""
    topic = request.GET.get("amne", "")
    topic = topic if topic in Topic.values else ""
    words = " ".join(request.GET.get("sok", "").replace("\x00", " ").split())[:100]
    unanswered = request.GET.get("svar") == "inget"
    found = queries.questions(request.organisation, topic=topic, words=words, unanswered=unanswered)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    counts = queries.topic_counts(request.organisation)
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "tabs": tabs_of("network:questions"),
        "page": page,
        "topic": topic,
        "words": words,
        "unanswered": unanswered,
        "topics": [(value, label, counts[value]) for value, label in Topic.choices],
        "query": query.urlencode(),
        "any": bool(counts),
        "may_write": bool(permissions.may_take_part(request.person, request.organisation, request.now)),
    }
    return render(request, "network/room/questions.html", context)


@member
@never_cache
def new(request: MemberRequest) -> HttpResponse:
    """Ask."""
    require(permissions.may_take_part(request.person, request.organisation, request.now))
    topic = request.GET.get("amne", "")
    form = QuestionForm(request.POST or None, initial={"key": secrets.token_hex(16), "topic": topic})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.ask(
                network=request.organisation,
                topic=given["topic"],
                title=given["title"],
                text=given["text"],
                key=given["key"] or secrets.token_hex(16),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Din fråga finns nu i rummet. Du får veta när någon svarar."))
            return _to(made)
    return _form(request, form, "question_form", reverse("network:questions"))


@member
@never_cache
def question(request: MemberRequest, question: int) -> HttpResponse:
    """A question and its answers; the form for one more."""
    found = _question_or_404(request, question)
    form = AnswerForm(request.POST or None, initial={"key": secrets.token_hex(16)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.answer(
                question=found,
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"] or secrets.token_hex(16),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Tack! Den som frågade får veta att du har svarat."))
            return HttpResponseRedirect(f"{_address(found)}#svar{made.pk}")
    context = {
        "question": found,
        "answers": queries.answers(found),
        "form": form,
        "follows": queries.follows(request.person, found),
        "may": {
            "write": bool(permissions.may_take_part(request.person, request.organisation, request.now)),
            "change": bool(permissions.may_change_question(request.person, found, request.now)),
            "accept": bool(permissions.may_accept(request.person, found, request.now)),
            "hide": bool(permissions.may_hide(request.person, request.organisation, request.now)),
        },
    }
    return render(request, "network/room/question.html", context, status=422 if form.errors else 200)


@member
@never_cache
def change(request: MemberRequest, question: int) -> HttpResponse:
    """Other words for one's question."""
    found = _question_or_404(request, question)
    require(permissions.may_change_question(request.person, found, request.now))
    initial = {name: getattr(found, name) for name in ("title", "text", "topic")}
    form = QuestionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in initial}
        try:
            actions.change_question(question=found, actor=request.person, now=request.now, **given)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return _to(found)
    return _form(request, form, "question_form", _address(found), changing=True)


@member
@never_cache
def change_answer(request: MemberRequest, question: int, answer: int) -> HttpResponse:
    """Other words for one's answer."""
    found = _question_or_404(request, question)
    row = _answer_or_404(found, answer)
    require(permissions.may_change_answer(request.person, row, request.now))
    form = AnswerForm(request.POST or None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_answer(answer=row, text=form.cleaned_data["text"], actor=request.person, now=request.now)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return HttpResponseRedirect(f"{_address(found)}#svar{row.pk}")
    return _form(request, form, "answer_form", _address(found))


@member
@require_POST
def accept(request: MemberRequest, question: int, answer: int) -> HttpResponse:
    """This answer helped, or after all not."""
    found = _question_or_404(request, question)
    row = _answer_or_404(found, answer)
    taken_back = request.POST.get("gor") == "angra"
    actions.accept(question=found, answer=None if taken_back else row, actor=request.person, now=request.now)
    return HttpResponseRedirect(f"{_address(found)}#svar{row.pk}")


@member
@require_POST
def follow(request: MemberRequest, question: int) -> HttpResponse:
    """Hear of answers, or no longer."""
    found = _question_or_404(request, question)
    on = request.POST.get("gor") != "sluta"
    actions.follow(question=found, person=request.person, on=on, now=request.now)
    messages.info(request, _("Du får veta när någon svarar.") if on else _("Du följer inte längre frågan."))
    return _to(found)


@member
@never_cache
def hide(request: MemberRequest, question: int, answer: int | None = None) -> HttpResponse:
    """The office takes away what does not belong."""
    found = _question_or_404(request, question)
    thing: Question | Answer = found if answer is None else _answer_or_404(found, answer)
    require(permissions.may_hide(request.person, request.organisation, request.now))
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hide(thing=thing, reason=form.cleaned_data["reason"], actor=request.person, now=request.now)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Det är dolt, och den som skrev har fått veta varför."))
            back = reverse("network:questions") if answer is None else _address(found)
            return HttpResponseRedirect(back)
    return _form(request, form, "hide", _address(found), thing=thing)


def _form(request: MemberRequest, form: Any, template: str, here: str, **more: Any) -> HttpResponse:
    context = {"form": form, "here": here, **more}
    return render(request, f"network/room/{template}.html", context, status=422 if form.errors else 200)


def _question_or_404(request: MemberRequest, question: int) -> Question:
    try:
        return queries.question_of(request.organisation, min(question, 2**62))
    except Question.DoesNotExist as missing:
        raise Http404 from missing


def _answer_or_404(question: Question, answer: int) -> Answer:
    row = (
        question.answers.select_related("question__organisation", "author")
        .filter(pk=min(answer, 2**62), hidden_at=None)
        .first()
    )
    if row is None:
        raise Http404
    return row


def _address(question: Question) -> str:
    return reverse("network:question", kwargs={"question": question.pk})


def _to(question: Question) -> HttpResponse:
    return HttpResponseRedirect(_address(question))
