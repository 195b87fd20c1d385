"""How does anybody check a vote: its log, its proofs, the published package, and the programs to check them with?

Machines read most of this: checkpoints as C2SP has them, proofs as JSON, leaves as text. The page tells people what to do with it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from medborgarbudget.domain.counting.package import OPENER, VERIFIER, package_of
from medborgarbudget.domain.counting.protocol import protocol_of, sections_of
from medborgarbudget.domain.counting.queries import Result, publication_of, result_of
from medborgarbudget.domain.voting import keys, log, queries, receipts, urn, witnessing
from medborgarbudget.domain.voting.models import BallotLog, Checkpoint, KeyLevel, Vote
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest

FOLDER = "residents/voting"
TEXT = "text/plain; charset=utf-8"
LONGEST_NOTE = 8_000
HEX = re.compile("[0-9a-f]{64}")


def _vote(request: HttpRequest, cycle: str) -> Vote:
    asked = cast(OrganisationRequest, request)
    found = queries.vote_at(asked.organisation, cycle)
    if found is None or (found.cycle.published_at is None and not asked.roles):
        raise Http404
    return found


@public
@kept_for_visitors(60)
@require_GET
def audit(request: HttpRequest, cycle: str) -> HttpResponse:
    """What anybody can check, now and when the result is published."""
    vote = _vote(request, cycle)
    titles = {option["number"]: option["title"] for option in vote.definition["options"]}
    context = {
        "cycle": vote.cycle,
        "vote": vote,
        "tab": "residents:vote",
        "phase": queries.phase_of(vote, cast(OrganisationRequest, request).now).value,
        "log": queries.log_of(vote),
        "publication": publication_of(vote),
        "standard": vote.level == KeyLevel.STANDARD,
        "holders": [(one, urn.fingerprint(bytes(one.public_key))) for one in urn.holders_of(vote)],
        "log_key": str(log.log_verifier_key(vote)),
        "receipt_key": keys.receipt_public_key().hex(),
        "witnesses": [witnessing.witness_verifier_key(one) for one in witnessing.witnesses_of(vote)],
        "verifier_hash": hashlib.sha256(VERIFIER.read_bytes()).hexdigest(),
        "opener_hash": hashlib.sha256(OPENER.read_bytes()).hexdigest(),
        "extensions": queries.extensions_of(vote),
        "controls": [
            (receipts.short_code(bytes(one.leaf)), _titles(one.content or {}, titles))
            for one in queries.controls_of(vote)
        ],
    }
    return render(request, f"{FOLDER}/audit.html", context)


def _titles(ballot: dict[str, Any], titles: dict[int, str]) -> list[str]:
    """What a control had chosen, with points where there are some."""
    choices = ballot.get("choices") or []
    pairs = (
        choices.items()
        if isinstance(choices, dict)
        else (one if isinstance(one, list) else (one, None) for one in choices)
    )
    told = []
    for number, points in pairs:
        title = f"{number}. {titles.get(int(number), '?')}"
        told.append(title if points is None else f"{title}: {points}")
    return told


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def checkpoint(request: HttpRequest, cycle: str) -> HttpResponse:
    """The newest checkpoint with its co-signatures. An outside witness posts it back with a line of its own."""
    vote = _vote(request, cycle)
    if request.method == "POST":
        if len(request.body) > LONGEST_NOTE:
            return HttpResponse("too long\n", content_type=TEXT, status=413)
        made = witnessing.take_cosignature(vote=vote, note=request.body.decode(errors="replace"))
        return HttpResponse(f"{made.line}\n", content_type=TEXT)
    last = log.last_checkpoint(vote)
    if last is None:
        raise Http404
    response = HttpResponse(log.signed_note(last), content_type=TEXT)
    response["Cache-Control"] = "no-store"
    return response


@public
@kept_for_visitors(60)
@require_GET
def leaves(request: HttpRequest, cycle: str) -> HttpResponse:
    """Every leaf under the newest checkpoint, in its order, a line each."""
    vote = _vote(request, cycle)
    last = log.last_checkpoint(vote)
    lines = [leaf.hex() for leaf in log.leaves_of(vote, last.size)] if last is not None else []
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=TEXT)


@public
@require_GET
def inclusion(request: HttpRequest, cycle: str, leaf: str) -> JsonResponse:
    """The proof that a leaf is under the newest checkpoint."""
    vote = _vote(request, cycle)
    last = log.last_checkpoint(vote)
    if not HEX.fullmatch(leaf):
        raise Http404
    position = BallotLog.objects.filter(vote=vote, leaf=bytes.fromhex(leaf)).values_list("position", flat=True).first()
    if last is None or position is None or position >= last.size:
        raise Http404
    path = log.tree_at(vote, last).inclusion(position)
    return JsonResponse(
        {
            "leaf": leaf,
            "index": position,
            "size": last.size,
            "path": _encoded(path),
            "checkpoint": log.signed_note(last),
        }
    )


@public
@require_GET
def consistency(request: HttpRequest, cycle: str, old: int, new: int) -> JsonResponse:
    """The proof that the log at the newer of two checkpoints goes on from the older."""
    vote = _vote(request, cycle)
    newer = Checkpoint.objects.filter(vote=vote, size=new).first()
    if newer is None or not 0 < old <= new or not Checkpoint.objects.filter(vote=vote, size=old).exists():
        raise Http404
    return JsonResponse({"old": old, "new": new, "path": _encoded(log.tree_at(vote, newer).consistency(old))})


def _encoded(path: list[bytes]) -> list[str]:
    return [base64.b64encode(step).decode() for step in path]


@public
@kept_for_visitors(300)
@require_GET
def package(request: HttpRequest, cycle: str) -> HttpResponse:
    """Everything that is published of a finished vote, in one file."""
    vote = _vote(request, cycle)
    publication = publication_of(vote)
    if publication is None or not vote.urn_hash:
        raise Http404
    asked = cast(OrganisationRequest, request)
    name = f"{asked.organisation.slug}-{vote.cycle.slug}-omrostning.zip"
    return HttpResponse(
        package_of(vote, publication, asked.now),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@public
@kept_for_visitors(300)
@require_GET
def protocol(request: HttpRequest, cycle: str) -> HttpResponse:
    """The minutes of a published vote, to read and print. In Swedish whatever the reader's language: they are a document."""
    result, now = _published(request, cycle)
    context = {
        "cycle": result.vote.cycle,
        "vote": result.vote,
        "sections": sections_of(result, now),
        "tab": "residents:vote",
    }
    return render(request, f"{FOLDER}/protocol.html", context)


@public
@kept_for_visitors(300)
@require_GET
def protocol_pdf(request: HttpRequest, cycle: str) -> HttpResponse:
    """The same as a PDF."""
    result, now = _published(request, cycle)
    name = f"{cast(OrganisationRequest, request).organisation.slug}-{result.vote.cycle.slug}-protokoll.pdf"
    return HttpResponse(
        protocol_of(result, now),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _published(request: HttpRequest, cycle: str) -> tuple[Result, datetime]:
    vote = _vote(request, cycle)
    publication = publication_of(vote)
    if publication is None or not vote.urn_hash:
        raise Http404
    return result_of(vote, publication), cast(OrganisationRequest, request).now


@public
@require_GET
def opener(request: HttpRequest) -> HttpResponse:
    """The program of key holders."""
    return _program(OPENER.read_bytes(), "opener.py")


@public
@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """The program of whoever checks a vote."""
    return _program(VERIFIER.read_bytes(), "verifier.py")


def _program(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
