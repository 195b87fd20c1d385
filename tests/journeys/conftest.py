"""How do journeys drive a browser? Headless Chromium on loopback, with axe on every page met, and a clock that the story can move."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.http import HttpRequest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from medborgarbudget.domain.people.models import Person as Account
from medborgarbudget.domain.voting import queries as voting_queries
from medborgarbudget.foundation import clock
from medborgarbudget.sites.access import fresh_factor
from tests.support.pages import PageClient

# Playwright's loop runs in the test's thread; Django would take that for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SEEN = Path(__file__).resolve().parents[2] / "build" / "journeys"
"""Where pictures of a failed journey's last pages are put."""

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
        )
        yield running
        running.close()


class Person:
    """Somebody at a browser of their own. Every page they come to is held against axe."""

    def __init__(self, context: BrowserContext, address: str, *, javascript: bool = True) -> None:
        self.javascript = javascript
        self.context = context
        self.address = address
        self.page: Page = context.new_page()
        self.page.set_default_timeout(45_000)
        self.met: list[str] = []
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._hear)
        self.page.on("request", self._note)
        self.strange: list[str] = []

    def _hear(self, message: Any) -> None:
        # A form that was refused comes back with status 422, which the browser calls a failed load.
        if message.type == "error" and "status of 422" not in message.text:
            self.errors.append(f"{self.page.url}: {message.text}")

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strange.append(request.url)

    def opens(self, path: str) -> Person:
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self.looks()

    def opens_at_both_widths(self, path: str) -> Person:
        """Look at a page on a wide screen and, without loading it again, on a phone."""
        self.page.set_viewport_size({"width": 1280, "height": 800})
        self.opens(path)
        self.page.set_viewport_size({"width": 360, "height": 800})
        return self.looks()

    def is_signed_in_as(self, account: Account) -> Person:
        """Come in without the pages for it, which other journeys take."""
        cookie = PageClient().signed_in_as(account).cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        return self

    def clicks(self, name: str, *, role: str = "", exact: bool = False) -> Person:
        """Press the button or follow the link with this name, and look at the page it leads to."""
        found = (
            self.page.get_by_role(role, name=name, exact=exact)
            if role
            # type: ignore[arg-type]
            else (
                self.page.get_by_role("button", name=name, exact=exact).or_(
                    self.page.get_by_role("link", name=name, exact=exact)
                )
            )
        )
        found.first.click()
        self.page.wait_for_load_state()
        return self.looks()

    def fills(self, **fields: str) -> Person:
        """Type into fields by their form names."""
        for name, value in fields.items():
            field = self.page.locator(f'[name="{name}"]:visible').first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        return self

    def ticks(self, label: str) -> Person:
        self.page.get_by_label(label).first.check()
        return self

    def sees(self, text: str) -> Person:
        self.page.get_by_text(text).filter(visible=True).first.wait_for(state="visible")
        return self

    def looks(self) -> Person:
        """Hold the page against axe and our own rules: one h1, no sideways scroll, nothing fetched from elsewhere, no script error."""
        self.met.append(self.page.url)
        assert not self.page.get_by_text("Något gick fel hos oss").count(), f"500 at {self.page.url}"
        assert self.page.locator("h1").count() == 1, f"{self.page.locator('h1').count()} h1 at {self.page.url}"
        if self.javascript:  # axe is a script itself
            found = Axe().run(
                self.page,
                options={
                    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                    "resultTypes": ["violations"],
                },
            )
            assert not found.response["violations"], f"{self.page.url}: {found.generate_report()}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} scrolls {wide} px sideways"
        assert not self.strange, f"fetched from elsewhere: {self.strange}"
        assert not self.errors, f"script errors: {self.errors}"
        return self


@pytest.fixture
def people(
    browser: Browser, live_server: Any, settings: Any, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Person]]:
    """Make a person at a browser: people(), people(javascript=False), people(width=360)."""
    settings.PUBLIC_URL = live_server.url
    SEEN.mkdir(parents=True, exist_ok=True)
    contexts: list[BrowserContext] = []

    def make(*, javascript: bool = True, width: int = 1280) -> Person:
        context = browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            locale="sv-SE",
            reduced_motion="reduce",
        )
        contexts.append(context)
        return Person(context, live_server.url, javascript=javascript)

    yield make
    for number, context in enumerate(contexts):
        if getattr(request.node, "failed", False):
            for page in context.pages:
                print(f"person {number} was at {page.url}; see {SEEN}/{number}.png")
                page.screenshot(path=SEEN / f"{number}.png", full_page=True)
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report


class Time:
    """The story's clock: what the sites and the database's clock both say."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def passes(self, **amount: float) -> None:
        self.moment += timedelta(**amount)


@pytest.fixture
def story_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Time]:
    """Replace both clocks at the edge; everything below is told the time."""
    time = Time(clock.now().replace(microsecond=0))
    with (
        everywhere("now", clock.now, lambda: time.moment),
        everywhere("database_now", clock.database_now, lambda: time.moment),
    ):
        # A cast asks the database for its clock in the same breath as for the vote.
        monkeypatch.setattr(voting_queries, "arrival_of", lambda vote: time.moment)
        # When somebody last showed a second factor is told by the machine's clock: move it into the story as it stands.
        shown = fresh_factor.factor_at

        def in_the_story(request: HttpRequest) -> datetime | None:
            at = shown(request)
            return time.moment - (datetime.now(UTC) - at) if at is not None else None

        with everywhere("factor_at", shown, in_the_story):
            yield time


@contextmanager
def everywhere(name: str, real: Any, played: Any) -> Iterator[None]:
    """Put `played` where modules have imported `real`; afterwards `real` again, also in modules that were loaded meanwhile."""
    _replace(name, real, played)
    try:
        yield
    finally:
        _replace(name, played, real)


def _replace(name: str, old: Any, new: Any) -> None:
    for module in [module for module in sys.modules.values() if getattr(module, name, None) is old]:
        setattr(module, name, new)


def last_mail(to: str) -> str:
    """The text of the newest mail to an address."""
    for message in reversed(mail.outbox):
        if to in message.to:
            return str(message.body)
    raise AssertionError(f"no mail to {to}; there are {[message.to for message in mail.outbox]}")


def link_in(text: str) -> str:
    """The first address in a mail."""
    found = re.search(r"https?://\S+", text)
    assert found, text
    return found[0]
