from __future__ import annotations

import io
import time

import pytest
from django.core.management import call_command

from medborgarbudget.domain.counting.actions import recount
from medborgarbudget.domain.counting.elections import election_of
from medborgarbudget.domain.counting.export import pb_of
from medborgarbudget.domain.counting.file_problems import WORDS
from medborgarbudget.domain.counting.import_election import FileRefused, import_election
from medborgarbudget.domain.counting.queries import published_result
from medborgarbudget.domain.cycles.models import Cycle, Decision
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.domain.voting.models import OpenedBallot
from pbcount import RuleSpec, count, pabulib
from pbcount.pabulib.problem import MESSAGES
from tests.support.elections import GOOD, election_file

pytestmark = [pytest.mark.django_db, pytest.mark.writes]


def brought_in(data, now, **options):
    return import_election(data=data, file_name="prov.pb", now=now, **options)


def test_a_file_becomes_a_finished_cycle_with_a_published_result(now):
    done = brought_in(GOOD, now)
    assert done.organisation.name == "Solberga"
    assert done.cycle.published_at is not None
    assert Proposal.objects.filter(cycle=done.cycle).count() == 3
    assert OpenedBallot.objects.filter(vote=done.vote).count() == 120
    assert {proposal.title: proposal.state for proposal in Proposal.objects.filter(cycle=done.cycle)} == {
        "Lekplats; med gungor": ProposalState.WON_VOTE,
        "Träd": ProposalState.WON_VOTE,
        "Bibliotek": ProposalState.NOT_WON,
    }
    result = published_result(done.cycle)
    assert result.voters == 120
    assert result.publishes_ballots
    assert not Decision.objects.exists()
    assert done.agrees is True


def test_the_cycle_says_that_the_money_is_of_another_currency(now):
    assert "PLN" in brought_in(GOOD, now).cycle.summary


def test_the_count_has_the_digest_of_the_file(now):
    done = brought_in(GOOD, now)
    file = pabulib.read(GOOD)
    (counted,) = done.counts
    outcome = count(file.election, pabulib.official_spec(file))
    assert counted.digest == outcome.digest
    assert counted.outcome["winners"] == list(outcome.winners)
    assert election_of(done.vote, counted.pot).digest == file.election.digest
    assert all(again.same for again in recount(vote=done.vote, actor=None, now=now))


@pytest.mark.parametrize(
    "data",
    [
        GOOD,
        election_file(
            ballots=["v1;1;5", "v2;1,2;3,2.5", "v3;3,2;4,1"],
            vote_type="cumulative",
            extra="max_sum_points;5\n",
            columns=";points",
        ),
        election_file(ballots=["v1;1,2,3", "v2;2,3,1", "v3;3,1"], vote_type="ordinal"),
        election_file(ballots=["v1;1", "v2;2", "v3;3"], vote_type="choose-1", rule="greedy-no-skip"),
        election_file(ballots=["v1;1,2", "v2;2"], budget="100.50", rule="equalshares/add1"),
    ],
    ids=["approval", "points", "ranking", "one choice", "decimals"],
)
def test_what_is_exported_is_read_back_with_the_same_digest_and_winners(now, data):
    done = brought_in(data, now)
    (counted,) = done.counts
    file = pabulib.read(pb_of(counted))
    outcome = count(file.election, RuleSpec.from_json(counted.spec))
    assert outcome.digest == counted.digest
    assert list(outcome.winners) == counted.outcome["winners"]
    assert next(row.name for row in file.projects) == "Lekplats; med gungor"


def test_a_rule_that_cannot_be_counted_is_said_so(now):
    done = brought_in(election_file(ballots=["v1;1", "v2;1,2"], rule="greedy-custom"), now)
    assert done.notes and "greedy-custom" in done.notes[0]


def test_two_files_of_the_same_town_do_not_collide(now):
    first, second = brought_in(GOOD, now), brought_in(GOOD, now)
    assert first.organisation.slug != second.organisation.slug
    third = brought_in(GOOD, now, organisation=first.organisation)
    assert third.organisation == first.organisation
    assert third.cycle.slug != first.cycle.slug


def test_voters_areas_become_areas(now):
    ballots = [f"v{n};1;{'Norr' if n % 3 else 'Söder'}" for n in range(60)]
    done = brought_in(election_file(ballots=ballots, columns=";district"), now)
    assert {area.name: area.voters for area in published_result(done.cycle).turnout} == {"Norr": 40, "Söder": 20}


BAD = {
    "empty": (b"", "Filen är tom"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe", "UTF-8"),
    "zero bytes": (b"META\x00\nkey;value\n", "inte en textfil"),
    "another text": (b"hej\nhopp\n", "META"),
    "another encoding": (GOOD.decode().encode("cp1252"), "UTF-8"),
    "no votes section": (GOOD.split(b"VOTES")[0], "Avsnittet VOTES saknas"),
    "no cost column": (GOOD.replace(b"project_id;cost;", b"project_id;price;"), "Kolumnen cost saknas i PROJECTS"),
    "no vote column": (GOOD.replace(b"voter_id;vote", b"voter_id;choice"), "Kolumnen vote saknas i VOTES"),
    "a project twice": (GOOD.replace(b"\n2;300;", b"\n1;300;"), "Projektet 1 finns två gånger"),
    "a negative cost": (GOOD.replace(b"\n2;300;", b"\n2;-300;"), "kolumn cost: '-300' är negativt"),
    "a cost in words": (GOOD.replace(b"\n2;300;", b"\n2;trehundra;"), "kolumn cost: 'trehundra' är inte ett tal"),
    "an unknown project": (
        GOOD.replace(b"v7;1,2", b"v7;1,9"),
        "kolumn vote: Valsedeln nämner ett projekt som inte finns i PROJECTS: 9",
    ),
    "a voter twice": (GOOD.replace(b"\nv7;", b"\nv8;"), "Väljaren v8 finns två gånger"),
    "no budget": (GOOD.replace(b"budget;1000\n", b""), "Nyckeln budget saknas"),
    "an unknown kind of vote": (
        GOOD.replace(b"vote_type;approval", b"vote_type;veto"),
        "kolumn vote_type: 'veto' är inte något av",
    ),
    "a quote never closed": (GOOD.replace(b'"Lekplats; med gungor"', b'"Lekplats; med gungor'), "citattecken"),
    "a huge line": (GOOD.replace(b"Bibliotek", b"B" * 300_000), "Cellen är längre än"),
    "no projects": (election_file(ballots=["v1;"], projects=()), ""),
    "no ballots": (election_file(ballots=[]), "inga röster"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_place_and_nothing_is_stored(now, case):
    data, said = BAD[case]
    with pytest.raises(FileRefused) as refused:
        brought_in(data, now)
    assert said in "\n".join(refused.value.reasons)
    assert not Organisation.objects.exists()
    assert not Cycle.objects.exists()


def test_the_place_of_a_fault_is_told_by_line_and_column(now):
    with pytest.raises(FileRefused) as refused:
        brought_in(GOOD.replace(b"\n2;300;", b"\n2;-300;"), now)
    line = GOOD[: GOOD.index(b"\n2;300;")].count(b"\n") + 2
    assert refused.value.reasons == [f"Rad {line}, kolumn cost: '-300' är negativt. Belopp får inte vara under noll."]


def test_a_failure_late_on_leaves_nothing_behind(now, monkeypatch):
    def fail(**_given):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("medborgarbudget.domain.counting.import_election.publish_result", fail)
    with pytest.raises(RuntimeError):
        brought_in(GOOD, now)
    assert not Organisation.objects.exists()
    assert not OpenedBallot.objects.exists()


def test_every_fault_the_reader_knows_has_swedish_words():
    assert set(MESSAGES) <= set(WORDS)


def test_the_command_refuses_on_standard_error_with_exit_2(tmp_path):
    path = tmp_path / "fel.pb"
    path.write_bytes(GOOD.replace(b"\n2;300;", b"\n2;-300;"))
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_election", str(path), stderr=said)
    assert ended.value.code == 2
    assert "Inget är sparat" in said.getvalue()
    assert "kolumn cost" in said.getvalue()
    for wrong in (str(tmp_path / "saknas.pb"), str(tmp_path)):
        with pytest.raises(SystemExit) as ended:
            call_command("import_election", wrong, stderr=io.StringIO())
        assert ended.value.code == 2


def test_the_command_tells_where_the_result_is(tmp_path, lund):
    path = tmp_path / "bra.pb"
    path.write_bytes(GOOD)
    said = io.StringIO()
    call_command("import_election", str(path), organisation="lund", name="Solbergas omgång", stdout=said)
    assert "/lund/omgangar/solbergas-omgang/resultat/" in said.getvalue()


def test_the_number_of_queries_does_not_grow_with_the_ballots(now, django_assert_max_num_queries):
    many = election_file(ballots=[f"v{n};{n % 3 + 1}" for n in range(1500)])
    started = time.perf_counter()
    with django_assert_max_num_queries(160):
        brought_in(many, now)
    assert time.perf_counter() - started < 60
