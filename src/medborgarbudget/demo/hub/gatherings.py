"""Which pages, meetings and experts has the demo's network?"""

from __future__ import annotations

from datetime import timedelta

from medborgarbudget.demo.hub import Hub
from medborgarbudget.domain.network.pages import actions as pages
from medborgarbudget.domain.network.pages.content import BlockType
from medborgarbudget.domain.network.pages.models import PageKind

NEWS = (
    (
        40,
        "Femton medlemmar i nätverket",
        "När den femtonde medlemmen gick med i veckan var alla tre inriktningarna med: territoriet, grupper och teman.",
        ((BlockType.TEXT, {"text": "Det betyder att det nu finns någon att fråga för nästan alla som går med.\n\nNya medlemmar är välkomna hela året."}),),
    ),
    (
        16,
        "Studiebesök: anmäl ert intresse",
        "I vår åker vi och ser hur en kommun lät eleverna bestämma över skolgården. Platserna fördelas efter regler som alla kan läsa.",
        (
            (BlockType.TEXT, {"text": "Platserna är färre än de som brukar vilja åka. Därför fördelas de när intresseanmälan har stängt, och alla får veta **varför** de kom med eller inte."}),
            (BlockType.LINKS, {"items": "Alla träffar | /traffar/ | Läs programmet och anmäl intresse."}),
        ),
    ),
    (
        5,
        "Nytt stöd för den som ska skriva ett ramärende",
        "Medlemsrummet har fått en mall för beslutet om pengar, mål och ramar. Den är prövad i fyra kommuner.",
        ((BlockType.TEXT, {"text": "Mallen ger rubriker, exempel på formuleringar och en lista över det som brukar glömmas bort."}),),
    ),
)  # fmt: skip


def build(hub: Hub) -> None:
    """Tell it by the product's own verbs."""
    _pages(hub)


def _pages(hub: Hub) -> None:
    network, vera, hugo, began = hub.network, hub.office["vera"], hub.office["hugo"], hub.now - timedelta(days=200)
    for page in pages.start_from_template(network=network, actor=hugo, now=began, shown=True):
        pages.set_responsibles(
            page=page,
            people=[(vera, "Utvecklingsledare"), (hugo, "Kommunikatör")],
            actor=hugo,
            now=began + timedelta(hours=1),
        )
        if page.slug in {"kostnad", "om-natverket"}:
            _reword(hub, page.slug)
        pages.answer(page=page, helped=True, text="", language="sv", key=f"demo-{page.pk}", now=hub.now)
        if page.slug == "modellen":
            pages.answer(
                page=page,
                helped=False,
                text="Jag hittar inte hur lång tid varje steg brukar ta. Kan ni skriva det?",
                language="sv",
                key=f"demo-b-{page.pk}",
                now=hub.now - timedelta(days=2),
            )
    for days, title, lead, blocks in NEWS:
        at = hub.now - timedelta(days=days)
        page = pages.create_page(network=network, kind=PageKind.NEWS, title=title, lead=lead, actor=hugo, now=at)
        for block_type, given in blocks:
            pages.save_block(page=page, language="sv", block_type=block_type, given=given, actor=hugo, now=at)
        pages.set_responsibles(page=page, people=[(hugo, "Kommunikatör")], actor=hugo, now=at)
        pages.publish(page=page, language="sv", actor=hugo, now=at)


def _reword(hub: Hub, slug: str) -> None:
    """Some pages have been published again since, so that their versions have something to show."""
    from medborgarbudget.domain.network.pages import queries

    page = next(row for row in queries.all_pages(hub.network) if row.slug == slug)
    later, hugo = hub.now - timedelta(days=21), hub.office["hugo"]
    pages.save_block(
        page=page,
        language="sv",
        block_type=BlockType.FACTS,
        given={"title": "Frågor om det här?", "text": "Skriv till kansliet, så svarar vi inom två dagar."},
        actor=hugo,
        now=later,
    )
    pages.publish(page=page, language="sv", actor=hugo, now=later)
