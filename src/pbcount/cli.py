"""The command ``pbcount``: count a .pb file, check it, or compare rules on it, count several in order.

Exit codes: 0 counted (or the file is sound), 2 the file is wrong, 3 the options do not fit.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from pbcount.counting import count
from pbcount.election import Election, ElectionError
from pbcount.explain import Explanation, explain
from pbcount.irresolute import all_outcomes
from pbcount.levels import count_levels
from pbcount.outcome import Outcome
from pbcount.pabulib import Agreement, PabulibError, PabulibFile, Problem, official, official_spec, read
from pbcount.pabulib.checking import check
from pbcount.pabulib.numbers import written
from pbcount.pots import count_pots
from pbcount.rules.contest import Progress
from pbcount.rules.equal_shares.accelerator import compile_now
from pbcount.spec import COMPLETIONS, RULES, STARTS, STOPS, UTILITIES, OptionsError, RuleSpec
from pbcount.tables import comparison_table, explanation_text, outcome_table

COUNTED, WRONG_FILE, WRONG_OPTIONS = 0, 2, 3


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        print(f"pbcount: {message}", file=sys.stderr)
        raise SystemExit(WRONG_OPTIONS)


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given[:1] == ["check"]:
            return _check(given[1:])
        if given[:1] == ["compare"]:
            return _compare(given[1:])
        if given[:1] == ["levels"]:
            return _levels(given[1:])
        if given[:1] == ["compile"]:
            return _compile(given[1:])
        return _count(given)
    except PabulibError as wrong:
        for problem in wrong.problems:
            print(f"pbcount: {problem}", file=sys.stderr)
        return WRONG_FILE
    except OptionsError as wrong:
        print(f"pbcount: {wrong}", file=sys.stderr)
        return WRONG_OPTIONS
    except BrokenPipeError:
        # Whoever read our output has read enough; keep Python from complaining when it flushes what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COUNTED


def _file_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.pb")
    parser.add_argument("--repair", action="store_true", help="put right what has one plain meaning, and say so")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _count_parser() -> _Parser:
    parser = _Parser(
        prog="pbcount",
        description="Count a participatory budgeting election. Also: pbcount check FILE.pb, pbcount compare FILE.pb, "
        "pbcount levels FILE.pb …, pbcount compile",
        epilog="Exit codes: 0 counted, 2 the file is wrong, 3 the options do not fit.",
    )
    _file_argument(parser)
    _rule_arguments(parser)
    parser.add_argument("--conflict", action="append", metavar="ID,ID", help="at most one of these may win; repeatable")
    parser.add_argument(
        "--pot", action="append", metavar="AREA:AMOUNT", help="set this much aside for an area; repeatable"
    )
    parser.add_argument("--roll-over", action="store_true", help="what pots leave, and the rest, goes to all areas")
    parser.add_argument("--irresolute", action="store_true", help="also every outcome that some tie order gives")
    parser.add_argument("--explain", metavar="ID", help="say why this project won or did not")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write outcome, explanation, pictures and report there")
    return parser


def _rule_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rule", required=True, choices=[*RULES, "official"])
    parser.add_argument("--utility", choices=UTILITIES)
    parser.add_argument("--completion", choices=COMPLETIONS)
    parser.add_argument("--start", choices=STARTS, help="where add1 starts (default: floor)")
    parser.add_argument("--stop", choices=STOPS, help="when add1 stops (default: over)")
    parser.add_argument("--ties", help="id (default), file or cost-votes-seed:HEX")
    parser.add_argument("--compare", choices=["greedy"], help="take greedy if more voters have more there")
    parser.add_argument("--threshold", type=int, help="fewer votes (or points) than this cannot win")
    parser.add_argument("--threshold-per-cost", metavar="F", help="votes/voters must reach F·cost/budget, as 1/3")
    parser.add_argument(
        "--places", action="append", metavar="COST:N", help="so many of those up to that cost; repeatable"
    )
    parser.add_argument("--fund-from", metavar="F", help="fund the first that does not fit if F of its cost is left")
    parser.add_argument("--at-least", type=int, metavar="N", help="shut out the dearest until so many win")


OPTIONS = (
    "utility",
    "completion",
    "start",
    "stop",
    "ties",
    "compare",
    "threshold",
    "threshold_per_cost",
    "fund_from",
    "at_least",
)


def _spec(arguments: argparse.Namespace, more: Mapping[str, Any]) -> RuleSpec | None:
    """The rule with its options, or None where the file decides."""
    options = {name: getattr(arguments, name) for name in OPTIONS if getattr(arguments, name) is not None} | dict(more)
    if arguments.places:
        options["places"] = tuple(_place(text) for text in arguments.places)
    if arguments.rule != "official":
        return RuleSpec(rule=arguments.rule, **options)
    for option in options:
        raise OptionsError(option, f"--rule official takes no --{option}: the file decides")
    return None


def _count(given: list[str]) -> int:
    arguments = _count_parser().parse_args(given)
    conflicts = [tuple(group.split(",")) for group in arguments.conflict or ()]
    spec = _spec(arguments, {"conflicts": tuple(conflicts)} if conflicts else {})
    file = _read(arguments.file, arguments.repair)
    if arguments.explain is not None and arguments.explain not in file.election.index:
        raise OptionsError("explain", f"there is no project {arguments.explain!r} in {arguments.file.name}")
    if arguments.pot or arguments.roll_over:
        return _pots(arguments, file.election, spec)
    agreement = official(file) if spec is None else None
    outcome = count(file.election, spec, _progress()) if spec else _outcome(agreement)
    reasons = explain(file.election, outcome) if arguments.explain is not None or arguments.out else None
    if arguments.out and reasons:
        _write(arguments.out, file.election, outcome, reasons)
    if arguments.json:
        told = as_json(file.election, outcome)
        if agreement:
            told["official"] = _agreement_json(agreement)
        if arguments.irresolute:
            told["all_outcomes"] = [list(winners) for winners in all_outcomes(file.election, outcome.spec)]
        if reasons and arguments.explain is not None:
            told["explanation"] = _explanation_json(reasons, arguments.explain)
        print(json.dumps(told, ensure_ascii=False))
        return COUNTED
    print(outcome_table(file.election, outcome))
    if arguments.irresolute:
        for winners in all_outcomes(file.election, outcome.spec):
            print(f"Possible: {', '.join(winners) or 'nothing'}")
    if agreement:
        print(_agreement_text(agreement))
    if reasons and arguments.explain is not None:
        print(explanation_text(file.election, outcome, reasons, arguments.explain))
    return COUNTED


def _place(text: str) -> tuple[int, int]:
    cost, _, number = text.partition(":")
    if not cost.isdecimal() or not number.isdecimal():
        raise OptionsError("places", f"places must be COST:NUMBER, not {text!r}")
    return int(cost), int(number)


def _pots(arguments: argparse.Namespace, election: Election, spec: RuleSpec | None) -> int:
    """Each pot counted, then the common rest."""
    for option in ("explain", "out", "irresolute"):
        if getattr(arguments, option):
            raise OptionsError(option, f"--{option} does not go with pots")
    if spec is None or not arguments.pot:
        raise OptionsError("pot", "pots need --pot AREA:AMOUNT and a rule of their own")
    pots: dict[str, int] = {}
    for text in arguments.pot:
        area, _, amount = text.rpartition(":")
        if not area or not (amount.isascii() and amount.isdecimal()):
            raise OptionsError("pot", f"a pot must be AREA:AMOUNT, not {text!r}")
        pots[area] = int(amount) * election.scale
    try:
        told = count_pots(election, pots, spec, arguments.roll_over)
    except ElectionError as wrong:
        raise OptionsError("pot", str(wrong)) from None
    parts = [*told.pots.items(), *([("", told.common)] if told.common else [])]
    if arguments.json:
        values: dict[str, Any] = {"pots": {}, "common": None, "winners": list(told.winners)}
        for area, outcome in parts:
            counted = as_json(election, outcome)
            values |= {"pots": {**values["pots"], area: counted}} if area else {"common": counted}
        print(json.dumps(values, ensure_ascii=False))
        return COUNTED
    for area, outcome in parts:
        print(f"{area or 'All areas'}: {outcome_table(election, outcome)}\n")
    return COUNTED


def _outcome(agreement: Agreement | None) -> Outcome:
    assert agreement is not None  # no spec means official
    return agreement.outcome


def _read(path: Path, repair: bool) -> PabulibFile:
    file = read(path, repair=repair, progress=_progress())
    for notice in file.notices:
        print(f"pbcount: {notice.severity}: {notice}", file=sys.stderr)
    return file


def _progress() -> Progress | None:
    """Tell how far it has come, to a person watching."""
    if not sys.stderr.isatty():
        return None

    def tell(what: str, done: int, whole: int | None) -> None:
        part = f"{100 * done // whole} %" if whole else str(done)
        print(f"\r{what}: {part}   ", end="\n" if done == whole else "", file=sys.stderr, flush=True)

    return tell


def _amount(units: int, scale: int) -> int | float:
    return units if scale == 1 else float(written(units, scale))


def as_json(election: Election, outcome: Outcome) -> dict[str, Any]:
    """The object that ``--json`` prints; money in whole units of the currency."""
    options = {name: value for name, value in outcome.spec.to_json().items() if name != "rule"}
    told: dict[str, Any] = {
        "rule": outcome.rule,
        "options": options,
        "ballots": outcome.voters,
        "projects": outcome.projects,
        "budget": _amount(outcome.budget, outcome.scale),
        "spent": _amount(outcome.spent, outcome.scale),
        "winners": list(outcome.winners),
        "ties": [
            {"round": tie.round, "projects": list(tie.projects), "chosen": tie.chosen, "mattered": tie.mattered}
            for tie in outcome.ties
        ],
        "digest": outcome.digest,
    }
    if outcome.endowment:
        told["endowment"] = {
            "start": str(outcome.endowment.start / outcome.scale),
            "final": str(outcome.endowment.final / outcome.scale),
            "added": outcome.endowment.added,
        }
    if outcome.comparison:
        told["comparison"] = {
            "other": outcome.comparison.other,
            "other_winners": list(outcome.comparison.other_winners),
            "more_here": outcome.comparison.more_here,
            "more_there": outcome.comparison.more_there,
            "taken": outcome.comparison.taken,
        }
    return told


def _agreement_json(agreement: Agreement) -> dict[str, Any]:
    return {
        "selected": None if agreement.selected is None else list(agreement.selected),
        "agrees": None if agreement.selected is None else agreement.agrees,
        "passed_over": list(agreement.passed_over),
        "only_counted": list(agreement.only_counted),
        "only_selected": list(agreement.only_selected),
    }


def _agreement_text(agreement: Agreement) -> str:
    if agreement.selected is None:
        return "The file does not say what was selected."
    if agreement.passed_over:
        names = ", ".join(agreement.passed_over)
        return f"Agrees with the file's own selection once {names} is left out; the file does not say why."
    if agreement.agrees:
        return "Agrees with the file's own selection."
    here, there = ", ".join(agreement.only_counted) or "none", ", ".join(agreement.only_selected) or "none"
    return f"Differs from the file's own selection: only counted {here}; only selected {there}."


def _explanation_json(reasons: Explanation, project: str) -> dict[str, Any]:
    told = reasons.of(project)
    values = {name: getattr(told, name) for name in told.__slots__}
    other = None if told.won else reasons.counterfactual(project)
    values["more_supporters"] = other.more_supporters if other else None
    values["lower_cost"] = other.lower_cost if other else None
    return values


def _write(folder: Path, election: Election, outcome: Outcome, reasons: Explanation) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "outcome.json").write_text(json.dumps(outcome.to_json(), ensure_ascii=False, indent=1))
        projects = [{name: getattr(each, name) for name in each.__slots__} for each in reasons.projects]
        whole = {
            "voters": reasons.voters,
            "voters_with_any": reasons.voters_with_any,
            "voters_by_wins": {str(wins): voters for wins, voters in reasons.voters_by_wins.items()},
            "tenths": list(reasons.tenths),
            "categories": [[share.name, share.votes, share.money] for share in reasons.categories],
            "areas": [[share.name, share.votes, share.money] for share in reasons.areas],
            "projects": projects,
            "scale": election.scale,
        }
        (folder / "explanation.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1))
        (folder / "table.txt").write_text(outcome_table(election, outcome) + "\n")
        from pbcount import report  # not needed otherwise, and so not loaded

        for picture in report.pictures(election, reasons):
            (folder / f"{picture.name}.svg").write_text(picture.svg())
        others = report.searched(election, outcome)
        (folder / "report.html").write_text(report.html(election, outcome, reasons, others))
    except OSError as wrong:
        raise OptionsError("out", f"cannot write to {folder}: {wrong.strerror}") from None


def _check(given: list[str]) -> int:
    parser = _Parser(prog="pbcount check", description="Is this .pb file sound? Exit code 0 if it is, 2 if not.")
    _file_argument(parser)
    arguments = parser.parse_args(given)
    problems = check(arguments.file, repair=arguments.repair)
    wrong = any(problem.severity == "error" for problem in problems)
    if arguments.json:
        print(json.dumps([_problem_json(problem) for problem in problems], ensure_ascii=False))
    else:
        for problem in problems:
            print(f"{problem.severity}: {problem}")
        print(f"{arguments.file.name}: {'not sound' if wrong else 'sound'}")
    return WRONG_FILE if wrong else COUNTED


def _problem_json(problem: Problem) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(problem, name) for name in ("severity", "line", "column", "code", "message")
    }
    values["params"] = {name: str(value) for name, value in problem.params.items()}
    return values


def _compare(given: list[str]) -> int:
    parser = _Parser(prog="pbcount compare", description="All rules that fit the ballots side by side, with measures.")
    _file_argument(parser)
    parser.add_argument("--ties", default="id", help="id (default), file or cost-votes-seed:HEX")
    arguments = parser.parse_args(given)
    RuleSpec("greedy", ties=arguments.ties)
    file = _read(arguments.file, arguments.repair)
    text, values = comparison_table(file.election, arguments.ties)
    print(json.dumps(values, ensure_ascii=False) if arguments.json else text)
    return COUNTED


def _levels(given: list[str]) -> int:
    parser = _Parser(
        prog="pbcount levels",
        description="Count districts and the whole city, or other levels, one after the other, in the order of the files.",
        epilog="A project named in a conflict is withdrawn from its count when another of the conflict has won before.",
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.pb")
    parser.add_argument("--repair", action="store_true", help="put right what has one plain meaning, and say so")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    _rule_arguments(parser)
    parser.add_argument(
        "--conflict",
        action="append",
        metavar="N:ID,N:ID",
        help="at most one of these may win: project ID of the first file is 1:ID, of the second 2:ID; repeatable",
    )
    arguments = parser.parse_args(given)
    paths: list[Path] = arguments.files
    conflicts = [[_levelled(part, len(paths)) for part in group.split(",")] for group in arguments.conflict or ()]
    chosen = _spec(arguments, {})
    counts = []
    for at, path in enumerate(paths):
        file = _read(path, arguments.repair)
        spec = chosen or official_spec(file)
        within = [tuple(name for one, name in group if one == at) for group in conflicts]
        spec = replace(spec, conflicts=spec.conflicts + tuple(names for names in within if len(names) > 1))
        counts.append((file.election, spec))
    try:
        outcomes = count_levels(counts, conflicts)
    except ElectionError as wrong:
        raise OptionsError("conflict", str(wrong)) from None
    told = [(path.name, election, each) for path, (election, _), each in zip(paths, counts, outcomes, strict=True)]
    if arguments.json:
        values = [{"file": name, **as_json(election, outcome)} for name, election, outcome in told]
        print(json.dumps({"levels": values}, ensure_ascii=False))
        return COUNTED
    for name, election, outcome in told:
        print(f"{name}: {outcome_table(election, outcome)}\n")
    return COUNTED


def _levelled(text: str, files: int) -> tuple[int, str]:
    """A project of one of the files: (which, id)."""
    number, _, name = text.partition(":")
    if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= files and name):
        raise OptionsError("conflict", f"a conflict must be N:ID,N:ID with N from 1 to {files}, not {text!r}")
    return int(number) - 1, name


def _compile(given: list[str]) -> int:
    parser = _Parser(
        prog="pbcount compile",
        description="Compile what makes long counts faster, to be kept for later counts. Once, after installing numba.",
    )
    parser.parse_args(given)
    if reason := compile_now():
        print(f"pbcount: nothing was compiled, and counts are as right without: {reason}", file=sys.stderr)
        return WRONG_OPTIONS
    print("Compiled. Long counts are faster from now on.")
    return COUNTED
