"""What do the main pages look like? Serves the demo on loopback and photographs ten pages at 360 and 1280 px into screenshots/.

make screenshots                       ten main pages
scripts/screenshots.py /solvik/ …      these pages instead; `--as doris@solvik.example` signs in, `--no-javascript` turns scripts off
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (360, 1280)
YEAR = date.today().year
PAGES = (
    ("installation", "", "/"),
    ("start", "", "/solvik/"),
    ("omgang", "", f"/granby/omgangar/{YEAR}/"),
    ("forslag", "", f"/granby/omgangar/{YEAR}/forslag/"),
    ("lamna-forslag", "", f"/granby/omgangar/{YEAR}/forslag/nytt/"),
    ("rosta", "", f"/solvik/omgangar/{YEAR}/rosta/"),
    ("resultat", "", f"/solvik/omgangar/{YEAR - 1}/resultat/"),
    ("genomforande", "", f"/solvik/omgangar/{YEAR - 1}/genomforande/"),
    ("skrivbord", "doris@solvik.example", "/solvik/personal/"),
    ("bedomningar", "frida@malarskog.example", f"/malarskog/personal/omgangar/{YEAR}/bedomning/"),
)
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--as", dest="person", default="", help="e-mail address of a demo person")
    parser.add_argument("--no-javascript", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "screenshots")
    options = parser.parse_args()
    pages = [(re.sub(r"\W+", "-", path).strip("-") or "start", options.person, path) for path in options.paths] or list(
        PAGES
    )
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="medborgarbudget-pictures-") as folder:
        port = _free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "MEDBORGARBUDGET_DEMO": "1",
            "MEDBORGARBUDGET_DATA": folder,
            "MEDBORGARBUDGET_URL": address,
        }
        program = [str(ROOT / ".venv/bin/medborgarbudget")]
        subprocess.run([*program, "demo"], env=environment, check=True)
        server = subprocess.Popen([*program, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait_for(address)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
                )
                failed = sum(
                    _photograph(browser, address, page, width, options.out, javascript=not options.no_javascript)
                    for width in WIDTHS
                    for page in pages
                )
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=30)
    print(f"{len(pages) * len(WIDTHS)} pictures in {options.out}")
    return 1 if failed else 0


def _photograph(
    browser: Browser, address: str, page: tuple[str, str, str], width: int, out: Path, *, javascript: bool
) -> bool:
    name, person, path = page
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        java_script_enabled=javascript,
        reduced_motion="reduce",
        locale="sv-SE",
    )
    try:
        tab = context.new_page()
        if person:
            tab.goto(f"{address}/demo/")
            tab.locator(f'form:has(input[value="{person}"]) button').click()
            tab.wait_for_load_state()
        response = tab.goto(address + path)
        tab.screenshot(path=out / f"{name}-{width}.png", full_page=True)
        status = response.status if response else 0
        if status != 200:
            print(f"{path}: {status}")
        return status != 200
    finally:
        context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    sys.exit(main())
