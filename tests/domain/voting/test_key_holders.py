"""Do three key holders, any two of whom open, keep a vote shut until it is over, and is every slip and trick on the way refused?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions, queries, urn
from medborgarbudget.domain.voting.models import BallotSlot, KeyHolder, KeyLevel, OpenedBallot, Vote, VoteState
from medborgarbudget.domain.voting.seal import leaf_of, seal
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.audit import as_owner
from tests.support.cycles import make_cycle
from tests.support.key_holders import (
    OPENER,
    new_key,
    open_standard,
    opened_by_two,
    opener,
    register,
    rehearse,
    standard_vote,
    three_keys,
)
from tests.support.voting import accepted_proposals, cast, close

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(lund: Organisation, doris: Person, tmp_path: Path) -> Vote:
    cycle = make_cycle(lund, database_now(), areas=["Norr", "Söder"], pots=[500_000, 700_000])
    return standard_vote(cycle, tmp_path, actor=doris)


@pytest.fixture
def draft(lund: Organisation, doris: Person) -> Vote:
    from datetime import timedelta

    from medborgarbudget.domain.cycles.models import Deed

    cycle = make_cycle(lund, database_now())
    accepted_proposals(cycle)
    step = next(step for step in cycle.steps.all() if Deed.VOTE in step.deeds)
    step.opens_at, step.closes_at = database_now() + timedelta(days=1), database_now() + timedelta(days=7)
    step.save()
    return actions.prepare_vote(cycle=cycle, actor=doris, now=database_now(), level=KeyLevel.STANDARD)


def urn_file(vote: Vote, folder: Path) -> Path:
    path = folder / "urna.txt"
    path.write_text("".join(urn.urn_of(vote)))
    return path


@pytest.mark.writes
@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (2, 0)])
def test_any_two_of_three_open_and_arrive_at_the_same(
    vote: Vote, doris: Person, tmp_path: Path, pair: tuple[int, int]
) -> None:
    cast(vote, "asta", [1], "norr")
    cast(vote, "asta", [1, 2], "norr")
    cast(vote, "bo", [5], "söder")
    assert not bytes(vote.sealed_private_key)
    keys = [three_keys()[place] for place in pair]
    opened = open_standard(close(vote), keys, tmp_path, actor=doris)
    ballots = sorted((ballot.style, ballot.choices) for ballot in queries.opened_ballots(opened))
    assert ballots == [("norr", [1, 2]), ("söder", [5])]
    assert opened.state == VoteState.OPENED and not BallotSlot.objects.filter(vote=vote).exists()
    statements = opened.opening_statements.filter(rehearsal=False)
    assert {one.holder.name for one in statements} == {key.name for key in keys}  # type: ignore[union-attr]
    assert all(f"plaintexts {opened.plaintext_hash}\n" in one.text for one in statements)
    assert opened.tally["fates"] == {"counted": 2, "replaced": 1}


@pytest.mark.writes
def test_nothing_is_read_in_when_the_two_do_not_agree_and_they_can_try_again(
    vote: Vote, doris: Person, tmp_path: Path
) -> None:
    for name, choices in (("asta", [1]), ("bo", [2]), ("cissi", [1, 2])):
        cast(vote, name, choices, "norr")
    approved = actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    program, (one, other, third) = opener(), three_keys()
    file = urn_file(approved, tmp_path)
    right = opened_by_two(file, one, other)
    read = program.read_urn(file)
    # The second holder puts a ballot of their own among those for the first: only the first arrives at it.
    false = program.canonical({"choices": [3], "style": "norr"}).encode()
    padded = len(false).to_bytes(4, "big") + false + bytes(200)
    stuffed = program.SUITE.encrypt(padded, _sealing_key(one), info=read.info(2, 1, "inner"))
    half = program.half_open(other, read, 1).split("\n")
    half[1] = "E " + __import__("base64").b64encode(stuffed).decode()
    body = "\n".join(half[:-2]) + "\n"
    import hashlib

    forged = body + "S " + other.sign(hashlib.sha256(body.encode()).hexdigest()) + "\n"
    cheated = json.dumps(program.open_half(one, read, forged), ensure_ascii=False).encode()
    tries = {
        "samma röster": [cheated, right[1]],
        "en fil från var och en": [right[0], right[0]],
        "en fil": [right[0]],
        "samma par": [right[0], opened_by_two(file, other, third)[1]],
        "går inte att läsa": [b"{}", right[1]],
        "Underskriften": [right[0].replace(b"ballots 3", b"ballots 4"), right[1]],
        "stämmer inte med det som är underskrivet": [
            right[0].replace(b'\\"choices\\":[2]', b'\\"choices\\":[1]'),
            right[1],
        ],
    }
    for words, files in tries.items():
        with pytest.raises(ValidationError, match=words):
            actions.hand_in_opening(vote=approved, files=files, actor=doris, now=database_now())
        assert not OpenedBallot.objects.exists() and BallotSlot.objects.filter(vote=vote).count() == 3
    actions.hand_in_opening(vote=approved, files=right[::-1], actor=doris, now=database_now())
    assert OpenedBallot.objects.count() == 3


def _sealing_key(key: object) -> object:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    return X25519PublicKey.from_public_bytes(key.public[:32])  # type: ignore[attr-defined]


def test_wrong_keys_wrong_urns_and_wrong_passwords_are_refused_with_a_reason(
    vote: Vote, doris: Person, tmp_path: Path
) -> None:
    cast(vote, "asta", [1], "norr")
    approved = actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    program, (one, other, _third) = opener(), three_keys()
    file = urn_file(approved, tmp_path)
    read = program.read_urn(file)
    with pytest.raises(program.Wrong, match="hör inte till"):
        program.half_open(new_key("Någon"), read, 2)
    half = program.half_open(one, read, 2)
    with pytest.raises(program.Wrong, match="underskriven"):
        program.open_half(other, read, half.replace("E ", "E A", 1))
    with pytest.raises(program.Wrong, match="till nyckelhållare 2"):
        program.open_half(three_keys()[2], read, half)
    changed = tmp_path / "annan.txt"
    changed.write_text(file.read_text().replace("Omröstning", "Omrostning", 1).replace("\\u00f6", "o", 1))
    with pytest.raises(program.Wrong, match="annan urna"):
        program.open_half(other, program.read_urn(changed), half)
    changed.write_text("\n".join(file.read_text().split("\n")[:1]) + "\n")
    with pytest.raises(program.Wrong, match="inte hel"):
        program.read_urn(changed)
    _key, text = program.new_key("Nils", "ett långt lösenord")
    with pytest.raises(program.Wrong, match="Lösenordet"):
        program.open_key(text, "ett annat lösenord")
    assert program.open_key(text, "ett långt lösenord").name == "Nils"


def test_a_standard_vote_does_not_open_without_three_holders_who_have_rehearsed(
    draft: Vote, doris: Person, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="0 nyckelhållare av 3"):
        actions.release_vote(vote=draft, actor=doris, now=database_now())
    with pytest.raises(Refused, match="alla tre"):
        actions.start_rehearsal(vote=draft, actor=doris, now=database_now())
    register(draft, three_keys(), actor=doris)
    with pytest.raises(Refused, match="har inte övat på att öppna: Nils Nyckel, Nora Nyckel, Noomi Nyckel"):
        actions.release_vote(vote=draft, actor=doris, now=database_now())
    made = actions.start_rehearsal(vote=draft, actor=doris, now=database_now())
    file = tmp_path / "ovning.txt"
    file.write_text(made.content)
    actions.hand_in_rehearsal(vote=draft, files=opened_by_two(file, *three_keys()[:2]), actor=doris, now=database_now())
    with pytest.raises(Refused, match="har inte övat på att öppna: Noomi Nyckel"):
        actions.release_vote(vote=draft, actor=doris, now=database_now())
    rehearse(draft, three_keys(), tmp_path, actor=doris)
    assert actions.release_vote(vote=draft, actor=doris, now=database_now()).state == VoteState.READY


def test_a_public_half_is_taken_only_with_the_fingerprint_read_aloud(draft: Vote, doris: Person) -> None:
    program, key = opener(), new_key("Nils")
    line, read = program.public_line(key.public), program.fingerprint(key.public)
    wrong = {
        "read_aloud": {"public_line": line, "read_aloud": program.fingerprint(new_key("x").public)},
        "public_line": {"public_line": line[:-3], "read_aloud": read},
        "name": {"public_line": line, "read_aloud": read, "name": " "},
        "place": {"public_line": line, "read_aloud": read, "place": 4},
    }
    for field, values in wrong.items():
        with pytest.raises(ValidationError) as error:
            actions.register_holder(
                vote=draft,
                actor=doris,
                now=database_now(),
                **{"place": 1, "name": "Nils", **values},  # type: ignore[arg-type]
            )
        assert list(error.value.message_dict) == [field]
    typed = read.lower().replace("-", " ").replace("0", "o")
    actions.register_holder(
        vote=draft, place=1, name="Nils", public_line=f" {line}\n", read_aloud=typed, actor=doris, now=database_now()
    )
    with pytest.raises(ValidationError, match="redan registrerad"):
        actions.register_holder(
            vote=draft, place=2, name="Nora", public_line=line, read_aloud=read, actor=doris, now=database_now()
        )
    assert urn.read_public(line) == key.public and urn.fingerprint(key.public) == read
    with pytest.raises(Refused, match="byts av två"):
        other = new_key("Nora")
        actions.register_holder(
            vote=draft,
            place=1,
            name="Nora",
            public_line=program.public_line(other.public),
            read_aloud=program.fingerprint(other.public),
            actor=doris,
            now=database_now(),
        )


def test_a_changed_holder_means_rehearsing_and_approving_anew_and_never_after_the_opening(
    draft: Vote, doris: Person, frida: Person, tmp_path: Path
) -> None:
    register(draft, three_keys(), actor=doris)
    rehearse(draft, three_keys(), tmp_path, actor=doris)
    actions.release_vote(vote=draft, actor=doris, now=database_now())
    fresh = new_key("Ny Nyckel")
    change = {
        "place": 3,
        "name": fresh.name,
        "public_line": opener().public_line(fresh.public),
        "second": frida,
        "reason": "Noomi är sjuk.",
        "actor": doris,
    }
    actions.change_holder(vote=draft, now=database_now(), **change)  # type: ignore[arg-type]
    again = Vote.objects.get(pk=draft.pk)
    assert again.state == VoteState.DRAFT and queries.missing_keys(again)
    assert KeyHolder.objects.filter(vote=draft).count() == 4
    keys = [*three_keys()[:2], fresh]
    rehearse(again, keys, tmp_path, actor=doris)
    released = actions.release_vote(vote=again, actor=doris, now=database_now())
    from datetime import timedelta

    from tests.support.voting import set_times

    running = set_times(released, database_now() - timedelta(hours=1), database_now() + timedelta(hours=1))
    with pytest.raises(Refused, match="kan inte bytas"):
        actions.change_holder(vote=running, now=database_now(), **change)  # type: ignore[arg-type]
    cast(running, "asta", [1])
    assert open_standard(close(running), keys[1:], tmp_path, actor=doris).received_count == 1


def test_rehearsal_envelopes_are_never_ballots(vote: Vote, doris: Person, tmp_path: Path) -> None:
    """Somebody with write access puts an envelope of the rehearsal into a slot: nobody can open the urn with it."""
    cast(vote, "asta", [1], "norr")
    false = seal(vote, queries.definition_of(vote), "norr", [2], rehearsal=True)
    BallotSlot.objects.filter(vote=vote).update(envelope=false, leaf=leaf_of(vote, false))
    with pytest.raises(Refused, match="1 kuvert"):
        actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    with as_owner():
        vote.log.update(leaf=leaf_of(vote, false))
    with pytest.raises(opener().Wrong, match="går inte att öppna"):
        open_standard(close(vote), three_keys()[:2], tmp_path, actor=doris)


def test_standard_envelopes_are_alike_in_size(vote: Vote) -> None:
    definition = queries.definition_of(vote)
    few, many = seal(vote, definition, "norr", [1]), seal(vote, definition, "norr", [1, 2, 3])
    assert len(few) == len(many)
    print(f"\na Standard envelope: {len(few)} bytes, sealed to three pairs in both orders")


def test_the_program_runs_alone_from_key_to_certificate(draft: Vote, doris: Person, tmp_path: Path) -> None:
    password = tmp_path / "losenord"
    password.write_text("ett långt lösenord\n")

    def run(*words: str, code: int = 0) -> str:
        command = [sys.executable, "-I", str(OPENER), "--losenord", str(password), *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    lines = {}
    for place in (1, 2, 3):
        said = run("nyckel", "--namn", f"Hållare {place}", "--ut", f"k{place}.json")
        lines[place] = next(line for line in said.split("\n") if line.startswith("mb1-"))
        actions.register_holder(
            vote=draft,
            place=place,
            name=f"Hållare {place}",
            public_line=lines[place],
            read_aloud=said.rpartition("plats: ")[2],
            actor=doris,
            now=database_now(),
        )
    assert "finns redan" in run("nyckel", "--namn", "x", "--ut", "k1.json", code=2)
    made = actions.start_rehearsal(vote=draft, actor=doris, now=database_now())
    (tmp_path / "urna.txt").write_text(made.content)
    run("halva", "k1.json", "urna.txt", "--till", "3")
    run("halva", "k3.json", "urna.txt", "--till", "1")
    assert made.expected in run("oppna", "k3.json", "urna.txt", "halva-1-till-3.txt")
    assert made.expected in run("oppna", "k1.json", "urna.txt", "halva-3-till-1.txt")
    files = [(tmp_path / f"oppnad-av-{place}.json").read_bytes() for place in (1, 3)]
    actions.hand_in_rehearsal(vote=draft, files=files, actor=doris, now=database_now())
    run("forstor", "k1.json")
    assert not (tmp_path / "k1.json").exists()
    certificate = next(tmp_path.glob("forstord-*.json")).read_bytes()
    with pytest.raises(Refused, match="inte före"):
        actions.note_destroyed_key(vote=draft, certificate=certificate, actor=doris, now=database_now())
    Vote.objects.filter(pk=draft.pk).update(state=VoteState.OPENED)
    holder = actions.note_destroyed_key(vote=draft, certificate=certificate, actor=doris, now=database_now())
    assert holder.place == 1 and holder.destroyed_at
    with pytest.raises(ValidationError, match="inte underskrivet"):
        actions.note_destroyed_key(
            vote=draft,
            certificate=certificate.replace(b'"signature": "', b'"signature": "AAAA'),
            actor=doris,
            now=database_now(),
        )


def test_s8_neither_the_service_nor_one_holder_alone_opens_anything(vote: Vote) -> None:
    """The attacker has the database, all keys of the installation, and the key of one holder; two holders would be needed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from django.conf import settings

    from medborgarbudget.domain.voting import keys
    from medborgarbudget.domain.voting.seal import ORDERS, layer_context

    for place in range(5):
        cast(vote, f"v{place}", [place % 3 + 1], "norr")
    program = opener()
    mine = X25519PrivateKey.from_private_bytes(three_keys()[0].opening)
    served = [X25519PrivateKey.from_private_bytes(bytes.fromhex(key)) for key in vars(settings.KEYS).values()]
    opened = tried = 0
    for slot in BallotSlot.objects.filter(vote=vote):
        for outer, inner in ORDERS:
            sealed = program.part(bytes(slot.envelope), outer, inner)
            half = (
                keys.SUITE.decrypt(sealed, mine, info=layer_context(vote, outer, inner, "outer"))
                if outer == 1
                else None
            )
            for content, layer in ((sealed, "outer"), (sealed, "inner"), (half, "inner")):
                for key in [*served, mine]:
                    if content is None or (key is mine and layer == "outer" and outer == 1):
                        continue
                    tried += 1
                    try:
                        keys.SUITE.decrypt(content, key, info=layer_context(vote, outer, inner, layer))
                        opened += 1
                    except InvalidTag:
                        continue
    print(f"\nS8 Standard: {tried} tries with the service's keys and one holder's, {opened} ballots opened")
    assert opened == 0 and tried > 100
