"""Can an outsider check a published vote with one file, and does it find whatever an insider changes?

S9: the insider has the installation's keys and signs the changed package anew. What the database itself refuses is in
tests/domain/voting/test_public_log.py.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medborgarbudget.domain.counting.actions import count_vote, publish_result
from medborgarbudget.domain.counting.package import VERIFIER
from medborgarbudget.domain.cycles.models import Cycle, Pot
from medborgarbudget.domain.organisations.models import Area, Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import actions, keys, log, notes, witnessing
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.domain.voting.tree import Tree
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import grant, make_person
from tests.support.cycles import make_area, make_cycle
from tests.support.key_holders import open_standard, standard_vote, three_keys
from tests.support.packages import (
    Files,
    changed,
    edit,
    edit_vote,
    lines,
    opened_files,
    problems,
    published,
    resigned,
    verifier,
    zipped,
)
from tests.support.paper import read_and_approved
from tests.support.voting import cast, close, open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def maja(lund: Organisation) -> Person:
    return grant(make_person("Maja"), lund, RoleName.LEAD)


MADE: list[tuple[Vote, bytes]] = []


@pytest.fixture
def package(
    request: pytest.FixtureRequest, lund: Organisation, ystad: Organisation, hub: Organisation
) -> tuple[Vote, bytes]:
    """A published Bas vote in two areas, with a replaced ballot, a control, a void one, two checkpoints and witnesses. Made once."""
    if not MADE:
        MADE.append(_make(lund, request.getfixturevalue("doris"), request.getfixturevalue("maja")))
    return MADE[0]


def _make(lund: Organisation, doris: Person, maja: Person) -> tuple[Vote, bytes]:
    cycle = make_cycle(lund, database_now(), areas=["Norr", "Söder"], pots=[500_000, 700_000])
    Pot.objects.create(cycle=cycle, name="Hela Lund", amount=900_000, fixed_amount=900_000, position=9)
    vote = open_vote(cycle, actor=doris, second=maja)
    bulk_cast(vote, [("norr", [1, 2])] * 70 + [("norr", [3])] * 50 + [("söder", [5, 6])] * 60 + [("söder", [7])] * 55)
    witnessing.sequence(vote, database_now())
    cast(vote, "asta", [1], "norr")
    cast(vote, "asta", [2], "norr")
    cast(vote, "bo", [4], "norr", attempt_key="b" * 24)
    actions.make_control(vote=vote, attempt_key="b" * 24)
    stolen = cast(vote, "tjuv", [5], "söder")
    actions.void_ballot(vote=vote, receipt=stolen.code, reason="Stulen", actor=doris, second=maja, now=database_now())
    opened = actions.open_urn(vote=close(vote), actor=doris, second=maja, now=database_now())
    return opened, published(opened, doris, maja)


def test_a_published_vote_comes_out_right_and_says_what_became_of_a_receipt(
    package: tuple[Vote, bytes], tmp_path: Path
) -> None:
    vote, content = package
    assert problems(content) == []
    path = tmp_path / "paket.zip"
    path.write_bytes(content)
    key = str(log.log_verifier_key(vote))
    hub = next(key for key in map(witnessing.witness_verifier_key, witnessing.witnesses_of(vote)))
    command = [sys.executable, str(VERIFIER), str(path), "--nyckel", key, "--vittne", str(hub)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Allt som kontrollerades stämmer." in done.stdout and "INTE GJORD" not in done.stdout
    program = verifier()
    read = program.Package(content)
    assert dict(read.fates) == {"counted": 236, "replaced": 1, "control": 1, "void": 1}
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    stranger = notes.VerifierKey("example.se/vittne", notes.COSIGNATURE, other)
    assert "har inte skrivit under" in "".join(problems(content, "--vittne", str(stranger)))


def test_a_standard_vote_comes_out_right_with_its_holders_signatures(
    lund: Organisation, doris: Person, maja: Person, tmp_path: Path
) -> None:
    vote = standard_vote(make_cycle(lund, database_now()), tmp_path, actor=doris, second=maja)
    bulk_cast(vote, [("", [1, 2])] * 60 + [("", [3])] * 50)
    approved = actions.open_urn(vote=close(vote), actor=doris, second=maja, now=database_now())
    opened = open_standard(approved, three_keys()[1:], tmp_path, actor=doris)
    content = published(opened, doris, maja)
    assert problems(content) == []
    kept = changed(content, lambda files: edit(files, "vote.json", lambda told: told["statements"].pop()))
    assert "antalet underskrifter" in "".join(problems(resigned(kept, opened)))

    def other_holder(told: dict[str, Any]) -> None:
        told["holders"][0]["key"], told["holders"][1]["key"] = told["holders"][1]["key"], told["holders"][0]["key"]

    swapped = changed(content, lambda files: edit(files, "vote.json", other_holder))
    assert "annan nyckel än fingeravtrycket" in "".join(problems(resigned(swapped, opened)))


def test_a_vote_whose_ballots_stay_hidden_tells_only_sums(lund: Organisation, doris: Person, maja: Person) -> None:
    vote = open_vote(make_cycle(lund, database_now()), actor=doris, second=maja)
    bulk_cast(vote, [("", [1])] * 12 + [("", [2])] * 3)
    opened = actions.open_urn(vote=close(vote), actor=doris, second=maja, now=database_now())
    content = published(opened, doris, maja, publish_ballots=False)
    assert problems(content) == []
    files = opened_files(content)
    assert "ballots.txt" not in files and not [name for name in files if name.endswith(".pb")]
    told = json.loads(files["vote.json"])
    assert "salt" not in told and opened.urn_salt not in files["vote.json"].decode()
    assert json.loads(files["counts.json"])[0]["digest"] is None


def with_paper(
    cycle: Cycle, doris: Person, maja: Person, casts: list[tuple[str, list[int]]], paper: list[str], style: str = ""
) -> Vote:
    """An opened vote with these in envelopes, and a box of paper from one area."""
    vote = open_vote(cycle, actor=doris, second=maja)
    bulk_cast(vote, casts)
    vote = close(vote)
    read_and_approved(vote, paper, style=style)
    return actions.open_urn(vote=vote, actor=doris, second=maja, now=database_now())


def test_with_many_on_paper_each_list_is_there_and_both_are_counted(
    lund: Organisation, doris: Person, maja: Person
) -> None:
    casts: list[tuple[str, list[int]]] = [("", [1, 2])] * 70 + [("", [3])] * 40
    opened = with_paper(make_cycle(lund, database_now()), doris, maja, casts, ["1 4"] * 60 + ["4"] * 44)
    content = published(opened, doris, maja)
    assert problems(content) == []
    files = opened_files(content)
    assert len(files["ballots.txt"].splitlines()) == 110 and len(files["paper.txt"].splitlines()) == 104
    assert json.loads(files["counts.json"])[0]["votes"] == {"1": 130, "2": 70, "3": 40, "4": 104}
    for name, deed in {
        "one on paper is taken away": lines("paper.txt", lambda rows: rows.pop()),
        "one on paper is changed": lines("paper.txt", lambda rows: rows.__setitem__(0, '{"choices":[1,3],"style":""}')),
        "one on paper is another's": lines("paper.txt", lambda rows: rows.__setitem__(-1, rows[0])),
        "the list on paper is left out": lambda files: files.pop("paper.txt"),
        "their number is changed": edit_vote(lambda told: told.update(paper=told["paper"] + 1)),
        "one is moved to the envelopes": lambda files: (
            lines("ballots.txt", lambda rows: (rows.append('{"choices":[4],"style":""}'), rows.sort()))(files),
            lines("paper.txt", lambda rows: rows.pop())(files),
        ),
    }.items():
        assert problems(resigned(changed(content, deed), opened)), name


def test_ballots_are_not_published_when_few_are_on_paper_or_few_in_envelopes(
    lund: Organisation, doris: Person, maja: Person
) -> None:
    """Each list stands by itself, so the few in one of them could be recognised however many there are in all."""
    for slug, casts, paper in (
        ("2027", [("norr", [1])] * 120 + [("söder", [5])] * 120, ["5"] * 12),
        ("2028", [("norr", [1])] * 120 + [("söder", [5])] * 4, ["5"] * 104),
    ):
        cycle = make_cycle(lund, database_now(), slug=slug, areas=_areas(lund), pots=[500_000, 700_000])
        opened = with_paper(cycle, doris, maja, casts, paper, "söder")
        count_vote(vote=opened, actor=doris, now=database_now())
        with pytest.raises(Refused, match="på papper var för sig"):
            publish_result(vote=opened, actor=doris, now=database_now(), publish_ballots=True, second=maja)
        content = published(opened, doris, maja, publish_ballots=False)
        assert problems(content) == []
        assert not {"ballots.txt", "paper.txt"} & set(opened_files(content))


def _areas(lund: Organisation) -> list[Area]:
    names = ("Norr", "Söder")
    return list(Area.objects.filter(organisation=lund)) or [
        make_area(lund, name, position=n) for n, name in enumerate(names)
    ]


# --- what an insider changes ---


def swap_fates(rows: list[str]) -> None:
    """The replaced ballot is said to have been counted, and a counted one to have been replaced."""
    out, into = (
        next(i for i, r in enumerate(rows) if "replaced" in r),
        next(i for i, r in enumerate(rows) if "counted" in r),
    )
    rows[out], rows[into] = rows[out].replace("replaced", "counted"), rows[into].replace("counted", "lost")


def other_ballot(files: Files) -> None:
    """A ballot for 3 becomes one for 1, in the ballots and in the count's file."""
    rows = files["ballots.txt"].decode().splitlines()
    place = rows.index('{"choices":[3],"style":"norr"}')
    rows[place] = '{"choices":[1],"style":"norr"}'
    files["ballots.txt"] = "".join(f"{row}\n" for row in sorted(rows)).encode()


def pb_name(files: Files) -> str:
    return next(name for name in sorted(files) if name.endswith(".pb"))


def edit_pb(before: str, after: str) -> Callable[[Files], object]:
    def change(files: Files) -> None:
        text = files[pb_name(files)].decode()
        assert before in text, text[:400]
        files[pb_name(files)] = text.replace(before, after, 1).encode()

    return change


def drop_last_checkpoint(files: Files) -> None:
    edit(files, "checkpoints.json", lambda told: told[:-1])


def rewritten_log(vote: Vote) -> Callable[[Files], object]:
    """Another leaf in the first batch, and every checkpoint signed anew: only the witnesses' signatures are missing."""

    def change(files: Files) -> None:
        rows = files["log.txt"].decode().splitlines()
        rows[0] = "ab" * 32 + rows[0][64:]
        leaves = [bytes.fromhex(row[:64]) for row in rows]
        made = []
        for note in json.loads(files["checkpoints.json"]):
            size = int(note.split("\n")[1])
            body = notes.Body(log.origin_of(vote), size, Tree(leaves[:size]).root()).text
            made.append(
                f"{body}\n{notes.sign(body, log.origin_of(vote), keys.log_key(vote.organisation_id))}\n"
                + "".join(f"{line}\n" for line in note.split("\n\n")[1].split("\n")[1:] if line)
            )
        files["log.txt"] = "".join(f"{row}\n" for row in rows).encode()
        files["checkpoints.json"] = json.dumps(made).encode()

    return change


def forged_statement(vote: Vote) -> Callable[[Files], object]:
    """Another ballot, and the opening signed anew by the service: the published count gives it away."""

    def change(files: Files) -> None:
        told = json.loads(files["vote.json"])
        one = told["statements"][0]
        one["text"] = one["text"].replace("ballots 236", "ballots 237")
        one["signature"] = base64.b64encode(keys.receipt_key(_receipt_seed()).sign(one["text"].encode())).decode()
        files["vote.json"] = json.dumps(told).encode()

    return change


def _receipt_seed() -> str:
    from django.conf import settings

    return str(settings.KEYS.receipt)


def move_winner(told: list[dict[str, Any]]) -> None:
    told[0]["winners"] = told[0]["winners"][::-1] if len(told[0]["winners"]) > 1 else [*told[0]["winners"], "4"]


def other_number(told: dict[str, Any]) -> None:
    one = told["statements"][0]
    one["text"] = one["text"].replace("ballots 236", "ballots 235")


def smaller(told: list[str]) -> list[str]:
    return [told[0].replace("\n235\n", "\n234\n"), *told[1:]]


def other_control(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**told[0], "ballot": {"choices": [1], "style": "norr"}}]


def tampers(vote: Vote) -> dict[str, Callable[[Files], object]]:
    """What an insider with the organisation's key changes in a published vote; each must be found."""
    return {
        "a ballot is changed": other_ballot,
        "a ballot is added": lines("ballots.txt", lambda rows: rows.append(rows[-1])),
        "a ballot is removed": lines("ballots.txt", lambda rows: rows.pop(3)),
        "a ballot breaks the limit": lines("ballots.txt", lambda rows: rows.__setitem__(0, '{"choices":[1,2,3,4],"style":"norr"}')),
        "a ballot is moved to another area": lines("ballots.txt", lambda rows: rows.__setitem__(0, rows[0].replace("norr", "söder"))),
        "ballots are in another order": lines("ballots.txt", lambda rows: rows.reverse()),
        "a leaf is removed": lines("log.txt", lambda rows: rows.pop(5)),
        "a leaf is added": lines("log.txt", lambda rows: rows.append("cd" * 32 + " counted")),
        "a leaf stands twice": lines("log.txt", lambda rows: rows.__setitem__(1, rows[0])),
        "two leaves change places": lines("log.txt", lambda rows: rows.__setitem__(slice(0, 2), rows[1::-1])),
        "fates are swapped": lines("log.txt", swap_fates),
        "a counted ballot is called replaced": lines("log.txt", lambda rows: rows.__setitem__(0, rows[0].replace("counted", "replaced"))),
        "a void ballot has no decision": edit_vote(lambda told: told.update(minutes=[x for x in told["minutes"] if x["verb"] != "vote.void_slot"])),
        "the last checkpoint is dropped": drop_last_checkpoint,
        "the log is rewritten and signed anew": rewritten_log(vote),
        "a checkpoint has another size": lambda files: edit(files, "checkpoints.json", smaller),
        "a proposal's cost is changed": edit_vote(lambda told: told["definition"]["options"][0].update(cost=1)),
        "the definition and its hash are changed": edit_vote(
            lambda told: (
                told["definition"]["pots"][0].update(amount=999),
                told.update(definition_hash=hashlib.sha256(verifier().canonical(told["definition"]).encode()).hexdigest()),
            )
        ),
        "the tie seed is changed": edit_vote(lambda told: told.update(tie_seed="00" * 16)),
        "the rule is changed": edit_vote(lambda told: told["rule"].update(completion="none")),
        "the end is moved past the opening": edit_vote(lambda told: told.update(closes_at=told["opened_at"])),
        "an extension is invented": edit_vote(
            lambda told: told.update(extensions=[{"from": told["opens_at"], "to": told["closes_at"], "at": told["closes_at"], "reason": "x"}])
        ),
        "one person opened the urn": edit_vote(lambda told: [x.update(two=False) for x in told["minutes"] if x["verb"] == "vote.approve_urn"]),
        "the urn's hash is changed": edit_vote(lambda told: told.update(urn_hash="0" * 64)),
        "the opening's number is changed": edit_vote(other_number),
        "the opening is signed anew with another number": forged_statement(vote),
        "a control is hidden": lambda files: edit(files, "controls.json", lambda told: []),
        "a control is invented": lambda files: edit(files, "controls.json", lambda told: [*told, {"leaf": "ab" * 32, "ballot": told[0]["ballot"]}]),
        "a control says something else": lambda files: edit(files, "controls.json", other_control),
        "a winner is changed": lambda files: edit(files, "counts.json", lambda told: move_winner(told)),
        "the money used is changed": lambda files: edit(files, "counts.json", lambda told: told[0].update(spent=told[0]["spent"] - 1)),
        "a proposal's votes are changed": lambda files: edit(files, "counts.json", lambda told: told[0]["votes"].update({"1": 1})),
        "a count is left out": lambda files: edit(files, "counts.json", lambda told: told[1:]),
        "the count's file has another budget": edit_pb("budget;500000", "budget;600000"),
        "the count's file has another ballot": edit_pb(";1,2\n", ";3\n"),
        "the turnout is changed": edit_vote(lambda told: told["turnout"].update(norr=told["turnout"]["norr"] + 1)),
        "a small area gets its number": edit_vote(lambda told: told["turnout"].update(norr=5)),
        "the destruction is not minuted": edit_vote(lambda told: told["destroyed"].update(key=False)),
        "an unknown witness signs": edit_vote(lambda told: told["witnesses"].clear()),
    }  # fmt: skip


def test_s9_whatever_an_insider_changes_is_found(package: tuple[Vote, bytes]) -> None:
    vote, content = package
    table = tampers(vote)
    missed = []
    told = []
    for name, deed in table.items():
        files = changed(content, deed)
        assert zipped(files) != zipped(opened_files(content)), name
        found = problems(resigned(files, vote))
        if not found:
            missed.append(name)
        told += [f"  {len(told) + 1:2}. {name} → {found[0] if found else 'NOT FOUND'}"]
    assert problems(resigned(opened_files(content), vote)) == [], "signing anew is no fault by itself"
    print(f"\nS9: {len(table)} changes by an insider who signs anew, {len(table) - len(missed)} found")
    if os.environ.get("PROOF_REASONS"):
        print("\n".join(told))
    assert not missed and len(table) >= 20


def test_a_package_changed_on_the_way_is_found_by_its_signature(package: tuple[Vote, bytes]) -> None:
    _vote, content = package
    files = opened_files(content)
    for name in files:
        place = len(files[name]) // 2
        touched = {**files, name: files[name][:place] + bytes([files[name][place] ^ 1]) + files[name][place + 1 :]}
        assert problems(zipped(touched)), name
    assert problems(zipped({name: text for name, text in files.items() if name != "protokoll.pdf"}))
    assert problems(zipped({**files, "extra.txt": b"x"}))
    assert problems(b"not a zip")


def test_the_verifiers_own_signatures_are_those_of_the_library() -> None:
    for _round in range(20):
        private = Ed25519PrivateKey.generate()
        public, message = private.public_key().public_bytes_raw(), os.urandom(50)
        signature = private.sign(message)
        assert verifier().signed(public, message, signature)
        for place in (0, 31, 32, 63):
            wrong = bytearray(signature)
            wrong[place] ^= 1
            assert not verifier().signed(public, message, bytes(wrong))
        assert not verifier().signed(public, message + b"x", signature)


def test_a_receipt_is_looked_up_in_the_package(package: tuple[Vote, bytes]) -> None:
    _vote, content = package
    read = verifier().Package(content)
    from medborgarbudget.domain.voting.receipts import short_code

    for leaf, fate in read.log[:3] + [row for row in read.log if row[1] != "counted"]:
        word = {"counted": "räknad", "replaced": "ersatt", "control": "kontroll", "void": "ogiltig"}[fate]
        assert word in verifier().standing(read, short_code(bytes.fromhex(leaf)).lower())
    with pytest.raises(verifier().Wrong, match="finns inte"):
        verifier().standing(read, "0" * 16)
