"""What does anybody need to check a published vote without trusting whoever held it? One zip file, for standalone/verifier.py.

Only what is public goes in: the definition, the log with its checkpoints, what those who opened the urn signed, the counts, the control
ballots, and the ballots themselves where it was decided to publish them. Small numbers are left out as on every page.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from medborgarbudget.domain.counting import elections, policy, queries
from medborgarbudget.domain.counting.channels import published_channels
from medborgarbudget.domain.counting.export import pb_of
from medborgarbudget.domain.counting.models import Count, ResultPublication
from medborgarbudget.domain.counting.privacy import BALLOTS_TO_PUBLISH, SMALLEST_CELL
from medborgarbudget.domain.counting.protocol import protocol_of
from medborgarbudget.domain.cycles.models import CycleArea
from medborgarbudget.domain.voting import keys, log, notes, urn
from medborgarbudget.domain.voting import standalone as opener_folder
from medborgarbudget.domain.voting.definition import canonical
from medborgarbudget.domain.voting.models import BallotLog, KeyHolder, OpenedBallot, Vote
from medborgarbudget.domain.voting.queries import controls_of, log_of, turnout
from medborgarbudget.foundation.audit import AuditEntry

FORMAT = "medborgarbudget package 1"
TAKES_TWO = (
    "vote.open",
    "vote.extend",
    "vote.approve_urn",
    "vote.void_slot",
    "vote.change_key_holder",
    "result.publish",
)
OPENER = Path(str(opener_folder.__file__)).with_name("opener.py")
VERIFIER = Path(__file__).parent / "standalone" / "verifier.py"
NO_DATE = (1980, 1, 1, 0, 0, 0)


def package_of(vote: Vote, publication: ResultPublication, now: datetime) -> bytes:
    """The whole package of a published vote, the same bytes each time but for the protocol's date."""
    counts = queries.official_counts(vote)
    files: dict[str, bytes] = {
        "vote.json": _json(_vote(vote, publication, counts)),
        "log.txt": _log(vote),
        "checkpoints.json": _json([log.signed_note(checkpoint) for checkpoint in reversed(log_of(vote).checkpoints)]),
        "controls.json": _json([{"leaf": bytes(one.leaf).hex(), "ballot": one.content} for one in controls_of(vote)]),
        "counts.json": _json([_count(vote, count, counts) for count in counts]),
        "protokoll.pdf": protocol_of(queries.result_of(vote, publication), now),
        "verifier.py": VERIFIER.read_bytes(),
        "opener.py": OPENER.read_bytes(),
    }
    if publication.publish_ballots:
        files["ballots.txt"] = _ballots(vote, on_paper=False)
        if vote.tally.get("paper"):
            files["paper.txt"] = _ballots(vote, on_paper=True)
        for count in counts:
            files[_file_of(count)] = pb_of(count)
    manifest = _json(
        {"format": FORMAT, "files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}}
    )
    files = {"manifest.json": manifest, "manifest.note": manifest_note(vote, manifest).encode(), **files}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, NO_DATE), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def manifest_note(vote: Vote, manifest: bytes) -> str:
    """The manifest's hash, signed by the organisation."""
    origin = log.origin_of(vote)
    text = f"{FORMAT}\n{origin}\n{hashlib.sha256(manifest).hexdigest()}\n"
    return f"{text}\n{notes.sign(text, origin, keys.log_key(vote.organisation_id))}\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False).encode()


def _vote(vote: Vote, publication: ResultPublication, counts: list[Count]) -> dict[str, Any]:
    told = {
        "format": FORMAT,
        "organisation": vote.organisation_id,
        "organisation_name": vote.organisation.name,
        "vote": vote.pk,
        "title": vote.title,
        "level": vote.level,
        "opens_at": vote.opens_at.isoformat(),
        "closes_at": vote.closes_at.isoformat(),
        "extensions": vote.extensions,
        "opened_at": vote.opened_at.isoformat() if vote.opened_at is not None else None,
        "published_at": publication.published_at.isoformat(),
        "definition": vote.definition,
        "definition_hash": vote.definition_hash,
        "withdrawn": vote.withdrawn,
        "tie_seed": vote.tie_seed,
        "rule": elections.official_spec(vote).to_json(),
        "urn_hash": vote.urn_hash,
        "receipt_key": keys.receipt_public_key().hex(),
        "log_key": str(log.log_verifier_key(vote)),
        "witnesses": _witnesses(vote),
        "holders": [
            {
                "place": holder.place,
                "name": holder.name,
                "key": urn.public_line(bytes(holder.public_key)),
                "fingerprint": urn.fingerprint(bytes(holder.public_key)),
                "destroyed": holder.destroyed_signature,
            }
            for holder in KeyHolder.objects.filter(vote=vote, replaced_at=None).order_by("place")
        ],
        "statements": [
            {"text": one.text, "signature": one.signature} for one in vote.opening_statements.filter(rehearsal=False)
        ],
        "turnout": _turnout(vote, counts),
        "paper": _told(vote.tally.get("paper", 0)),
        "channels": published_channels(vote.tally.get("channels", {})),
        "destroyed": {"slots": vote.tally.get("slots_destroyed"), "key": vote.tally.get("key_destroyed", False)},
        "minutes": minutes_of(vote),
    }
    if publication.publish_ballots:
        told["salt"] = vote.urn_salt
    return told


def _witnesses(vote: Vote) -> dict[str, str]:
    return {
        one.witness: one.verifier_key
        for checkpoint in log_of(vote).checkpoints
        for one in checkpoint.cosignatures.all()
    }


def _turnout(vote: Vote, counts: list[Count]) -> dict[str, int | None]:
    areas = {area.area.code: area for area in CycleArea.objects.filter(cycle_id=vote.cycle_id).select_related("area")}
    by_style = {style["code"]: 0 for style in vote.definition["styles"]} | (turnout(vote).by_style or {})
    return queries.disclosure_of(by_style, counts, areas).by_style


def minutes_of(vote: Vote) -> list[dict[str, Any]]:
    """What was done that takes two people, when, and whether two did it. Without names."""
    found = AuditEntry.objects.filter(
        organisation_id=vote.organisation_id,
        subject_type=vote._meta.label_lower,
        subject_id=str(vote.pk),
        verb__in=TAKES_TWO,
    ).order_by("at", "id")
    return [{"verb": one.verb, "at": one.at.isoformat(), "two": _by_two(one)} for one in found]


def _by_two(entry: AuditEntry) -> bool:
    second = entry.changes.get("second", [None, None])[1]
    return bool(second) and second != entry.actor_name


def _log(vote: Vote) -> bytes:
    rows = BallotLog.objects.filter(vote=vote).order_by("position").values_list("leaf", "fate")
    return "".join(f"{bytes(leaf).hex()} {fate}\n" for leaf, fate in rows.iterator()).encode()


def _told(paper: int) -> int | None:
    """The number of ballots on paper, unless it is too small to be told."""
    return paper if paper == 0 or paper >= SMALLEST_CELL else None


def _ballots(vote: Vote, *, on_paper: bool) -> bytes:
    rows = OpenedBallot.objects.filter(vote=vote, on_paper=on_paper).values_list("style", "choices")
    lines = sorted(canonical({"style": style, "choices": choices}).decode() for style, choices in rows.iterator())
    return "".join(f"{line}\n" for line in lines).encode()


def _count(vote: Vote, count: Count, counts: list[Count]) -> dict[str, Any]:
    areas = {area.area.code: area for area in CycleArea.objects.filter(cycle_id=vote.cycle_id).select_related("area")}
    told = queries.disclosure_of(turnout(vote).by_style or {}, counts, areas)
    shows = count.pot_id in told.pots and policy.shows_numbers(count.ballots)
    many = count.ballots >= BALLOTS_TO_PUBLISH
    return {
        "pot": count.pot_id,
        "file": _file_of(count),
        "spec": count.spec,
        "digest": count.digest if many else None,
        "winners": count.outcome["winners"],
        "spent": count.spent,
        "ballots": count.ballots if shows else None,
        "votes": {str(fate.number): fate.votes for fate in count.story.fates} if shows else None,
    }


def _file_of(count: Count) -> str:
    return f"pott-{count.pot_id}.pb"
