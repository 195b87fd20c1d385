"""Which pages and news has the network, in which words, and what do readers answer?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from medborgarbudget.domain.network.pages import policy
from medborgarbudget.domain.network.pages.models import Page, PageFeedback, PageKind, PagePicture, PageVersion
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, Role


@dataclass(frozen=True)
class Words:
    """What a reader gets of a page: a version, and whether it is in another language than the one asked for."""

    page: Page
    version: PageVersion
    is_original: bool


def _public(network: Organisation) -> QuerySet[Page]:
    return Page.objects.of(network).filter(published_at__isnull=False, withdrawn_at=None)


def with_words(pages: Iterable[Page], language: str) -> list[Words]:
    """The published words of each page in the language, or in Swedish where it is not translated. One query."""
    rows = list(pages)
    versions = PageVersion.objects.filter(
        page__in=rows, published_at__isnull=False, language__in={language, policy.ORIGINAL}
    ).order_by("number")
    latest: dict[tuple[int, str], PageVersion] = {(row.page_id, row.language): row for row in versions}
    found = []
    for page in rows:
        version = latest.get((page.pk, language)) or latest.get((page.pk, policy.ORIGINAL))
        if version is not None:
            found.append(Words(page, version, version.language != language))
    return found


def front(network: Organisation, language: str) -> Words | None:
    """The front page's words, or None while the office has published none."""
    found = with_words(_public(network).filter(kind=PageKind.FRONT), language)
    return found[0] if found else None


def menu(network: Organisation, language: str) -> list[Words]:
    """The pages of the menu, in the office's order."""
    return with_words(_public(network).filter(kind=PageKind.PAGE, in_menu=True), language)


def public_news(network: Organisation) -> QuerySet[Page]:
    """Published news, latest first."""
    return _public(network).filter(kind=PageKind.NEWS).order_by("-published_at", "-id")


def public_page(network: Organisation, kind: str, slug: str, language: str) -> Words:
    """One published page. Raises Page.DoesNotExist."""
    page = _public(network).prefetch_related("responsibles__person").get(kind=kind, slug=slug)
    found = with_words([page], language)
    if not found:
        raise Page.DoesNotExist
    return found[0]


def pictures_of(network: Organisation, versions: Iterable[PageVersion]) -> dict[int, PagePicture]:
    """Id → picture, for those that the blocks show."""
    wanted = {block["picture"] for version in versions for block in version.blocks if block.get("type") == "picture"}
    return {row.pk: row for row in PagePicture.objects.of(network).filter(pk__in=wanted)} if wanted else {}


# --- for the office ---


def all_pages(network: Organisation) -> QuerySet[Page]:
    """Every page in order, with `title` (the latest Swedish words), `has_draft`, `languages` and how many answers wait."""
    latest = PageVersion.objects.filter(page=OuterRef("pk"), language=policy.ORIGINAL).order_by("-number")
    return (
        Page.objects.of(network)
        .annotate(
            title=Subquery(latest.values("title")[:1]),
            drafts=Count("versions", filter=Q(versions__published_at=None), distinct=True),
        )
        .order_by("position", "id")
    )


def published_languages(network: Organisation) -> dict[int, set[str]]:
    """Page id → languages it is published in."""
    found: dict[int, set[str]] = {}
    for page, language in PageVersion.objects.filter(
        page__organisation=network, published_at__isnull=False
    ).values_list("page_id", "language"):
        found.setdefault(page, set()).add(language)
    return found


def page_of(network: Organisation, pk: int) -> Page:
    """One page of the network. Raises Page.DoesNotExist."""
    return Page.objects.of(network).select_related("organisation").get(pk=pk)


def draft_of(page: Page, language: str) -> PageVersion | None:
    """The draft in the language, or None."""
    return page.versions.filter(language=language, published_at=None).first()


def published_of(page: Page, language: str) -> PageVersion | None:
    """What is published in the language now, or None."""
    return page.versions.filter(language=language, published_at__isnull=False).order_by("-number").first()


def latest_of(page: Page, language: str) -> PageVersion | None:
    """The draft, or what is published, or None."""
    return page.versions.filter(language=language).order_by("-number").first()


def history(page: Page, language: str) -> QuerySet[PageVersion]:
    """All versions in the language, latest first."""
    return page.versions.filter(language=language).select_related("changed_by").order_by("-number")


def is_behind(page: Page, language: str) -> bool:
    """Whether the translation was published before the original's latest change."""
    mine, original = published_of(page, language), published_of(page, policy.ORIGINAL)
    return (
        mine is not None
        and original is not None
        and (mine.published_at or mine.changed_at) < (original.published_at or original.changed_at)
    )


def people_of_the_office(network: Organisation) -> QuerySet[Person]:
    """Who can be named responsible for a page: those with a role in the office, by name."""
    return (
        Person.objects.filter(roles__in=Role.objects.of(network).filter(ended_at=None), is_active=True)
        .distinct()
        .order_by("name", "email")
    )


def feedback(network: Organisation) -> QuerySet[PageFeedback]:
    """Readers' answers, latest first."""
    return PageFeedback.objects.of(network).select_related("page", "handled_by")


def feedback_of(network: Organisation, pk: int) -> PageFeedback:
    """One answer. Raises PageFeedback.DoesNotExist."""
    return feedback(network).select_related("organisation").get(pk=pk)


def waiting_feedback(network: Organisation) -> QuerySet[PageFeedback]:
    """Answers with words that nobody has read."""
    return PageFeedback.objects.of(network).filter(handled_at=None).exclude(text="")


def helped_by_page(network: Organisation) -> dict[int, tuple[int, int]]:
    """Page id → (helped, answers in all)."""
    rows = (
        PageFeedback.objects.of(network)
        .values("page_id")
        .annotate(yes=Count("id", filter=Q(helped=True)), every=Count("id"))
        .order_by()
    )
    return {row["page_id"]: (row["yes"], row["every"]) for row in rows}


def answers_lately(page: Page, now: datetime) -> int:
    """How many answers the page has got in the last hour."""
    return page.feedback.filter(at__gt=now - timedelta(hours=1)).count()
