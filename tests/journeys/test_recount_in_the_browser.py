"""Does the recount that runs in a reader's browser agree with what the elections are known to give?"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "src/medborgarbudget/sites/residents/static/residents/recount.js"
ELECTIONS = ROOT.parent / "shared" / "pb"
SLOW = {("France_Toulouse_2022.pb", "add1")}
"""Half a minute each in a browser; counted too when RECOUNT_ALL=1."""

COUNT = """async ([script, text, specs]) => {
  const { readPb, recount } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const election = readPb(text);
  if (!["approval", "choose-1"].includes(election.kind)) return null;
  const winners = [];
  for (const spec of specs) winners.push(await recount(election, spec));
  return winners;
}"""

pytestmark = pytest.mark.journey


def specs_of(options: str) -> dict[str, str]:
    return dict(re.findall(r"--(\S+) (\S+)", options))


def test_the_browser_agrees_on_every_real_election(browser: Browser) -> None:
    if not ELECTIONS.exists():
        pytest.skip("the real elections are not beside the checkout (../shared/pb)")
    expected = json.loads((ELECTIONS / "expected.json").read_text())
    script = SCRIPT.read_text()
    page = browser.new_page()
    compared = 0
    for file, outcomes in expected.items():
        wanted = {
            options: winners
            for options, winners in outcomes.items()
            if specs_of(options)["rule"] in {"greedy", "equal-shares"}
            and (os.environ.get("RECOUNT_ALL") or (file, specs_of(options).get("completion")) not in SLOW)
        }
        text = (ELECTIONS / file).read_text(encoding="utf-8")
        given = page.evaluate(COUNT, [script, text, [specs_of(options) for options in wanted]])
        if given is None:
            continue
        for (options, winners), found in zip(wanted.items(), given, strict=True):
            assert sorted(found) == sorted(winners), f"{file} {options}"
            compared += 1
    page.close()
    assert compared >= 358
