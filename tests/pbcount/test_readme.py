"""Do the examples of the library's README run and print what they say, those of the command too?"""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

import pbcount
from pbcount.cli import main

README = Path(pbcount.__file__).with_name("README.md")


def test_the_examples_of_the_readme_run() -> None:
    failed, tried = doctest.testfile(str(README), module_relative=False)
    assert tried > 15
    assert failed == 0


def test_the_commands_of_the_readme_print_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = README.read_text(encoding="utf-8")
    file = re.search(r"^META\n.*?(?=^```)", text, re.MULTILINE | re.DOTALL)
    console = re.search(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert file and console
    (tmp_path / "small.pb").write_text(file[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = re.split(r"^\$ pbcount ", console[1], flags=re.MULTILINE)[1:]
    assert len(commands) == 2
    for command in commands:
        line, printed = command.split("\n", 1)
        assert main(shlex.split(line)) == 0
        assert capsys.readouterr().out == printed


def test_every_command_and_option_that_the_readme_names_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    known = capsys.readouterr().out
    text = README.read_text(encoding="utf-8")
    section = text[text.index("## The command") : text.index("## How it is exact")]
    assert {option for option in re.findall(r"--[a-z-]+", section) if option not in known} <= {"--help"}
