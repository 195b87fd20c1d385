"""Do pages keep what the office writes: typed blocks, versions, translations, and readers' answers?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.network.pages import actions, content, policy, queries, template
from medborgarbudget.domain.network.pages.content import BlockType
from medborgarbudget.domain.network.pages.models import Page, PageFeedback, PageKind, PageVersion
from medborgarbudget.domain.network.search.events import Found
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import grant, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(hub: Organisation, frida: Person, now: datetime) -> Page:
    return actions.create_page(network=hub, kind=PageKind.PAGE, title="Vad kostar det?", actor=frida, now=now)


def add(page: Page, frida: Person, now: datetime, text: str, language: str = "sv") -> PageVersion:
    return actions.save_block(
        page=page, language=language, block_type=BlockType.TEXT, given={"text": text}, actor=frida, now=now
    )


def shown(page: Page, language: str = "sv") -> list[str]:
    words = queries.public_page(page.organisation, PageKind.PAGE, page.slug, language)
    return [block["text"] for block in words.version.blocks]


# --- blocks ---


@pytest.mark.parametrize(
    ("block_type", "given", "kept"),
    [
        ("heading", {"text": " Så  här "}, {"text": "Så här"}),
        ("text", {"text": "Ett\r\n\r\n\r\n\r\ntvå\x07"}, {"text": "Ett\n\ntvå"}),
        ("list", {"items": "- ett\n\ntvå", "ordered": True}, {"items": ["ett", "två"], "ordered": True}),
        ("facts", {"title": "Fakta", "text": "Mer"}, {"title": "Fakta", "text": "Mer"}),
        ("steps", {"items": "Ett\nGör så\n\nTvå"}, {"items": [["Ett", "Gör så"], ["Två", ""]]}),
        ("points", {"items": "Ett\nmer\nän så"}, {"items": [["Ett", "mer\nän så"]]}),
        ("quote", {"text": "Klokt.", "source": "Asta"}, {"text": "Klokt.", "source": "Asta"}),
        ("links", {"items": "Start | / | Hit | dit"}, {"items": [["Start", "/", "Hit | dit"]]}),
        ("faq", {"items": "Varför?\nDärför."}, {"items": [["Varför?", "Därför."]]}),
        (
            "table",
            {"caption": "År", "rows": "A | B\n1 | 2"},
            {"caption": "År", "head": ["A", "B"], "rows": [["1", "2"]]},
        ),
    ],
)
def test_a_block_is_kept_as_plain_values_and_comes_back_as_typed(
    block_type: str, given: dict[str, Any], kept: dict[str, Any]
) -> None:
    block = content.cleaned(block_type, given)
    assert block == {"type": block_type, **kept}
    again = content.cleaned(block_type, content.as_typed(block))
    assert again == block


@pytest.mark.parametrize(
    ("block_type", "given", "at"),
    [
        ("heading", {"text": ""}, "text"),
        ("text", {"text": "[x](javascript:alert(1))"}, "text"),
        ("text", {"text": "[x](//ond.example)"}, "text"),
        ("text", {"text": "[x](data:text/html,hej)"}, "text"),
        ("steps", {"items": "Bara ett"}, "items"),
        ("links", {"items": "Utan adress"}, "items"),
        ("links", {"items": "X | javascript:alert(1)"}, "items"),
        ("faq", {"items": "Fråga utan svar?"}, "items"),
        ("table", {"caption": "x", "rows": "A | B\n1 | 2 | 3"}, "rows"),
        ("table", {"caption": "", "rows": "A\n1"}, "caption"),
        ("picture", {"picture": None, "alt": "x"}, "picture"),
        ("picture", {"picture": 1, "alt": ""}, "alt"),
        ("okänt", {}, "type"),
    ],
)
def test_a_bad_block_is_refused_at_its_field(block_type: str, given: dict[str, Any], at: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        content.cleaned(block_type, given)
    assert at in wrong.value.message_dict


def test_blocks_are_added_changed_moved_and_taken_out(page: Page, frida: Person, now: datetime) -> None:
    for text in ("ett", "två", "tre"):
        draft = add(page, frida, now, text)
    ids = [block["id"] for block in draft.blocks]
    actions.move_block(page=page, language="sv", block_id=ids[2], up=True, actor=frida, now=now)
    actions.move_block(page=page, language="sv", block_id=ids[0], up=True, actor=frida, now=now)
    actions.save_block(
        page=page, language="sv", block_type="text", given={"text": "2"}, block_id=ids[1], actor=frida, now=now
    )
    draft = actions.remove_block(page=page, language="sv", block_id=ids[0], actor=frida, now=now)
    assert [block["text"] for block in draft.blocks] == ["tre", "2"]
    with pytest.raises(Refused, match="finns inte längre"):
        actions.remove_block(page=page, language="sv", block_id=ids[0], actor=frida, now=now)


def test_another_networks_picture_is_no_picture(page: Page, frida: Person, now: datetime) -> None:
    with pytest.raises(ValidationError):
        actions.save_block(
            page=page, language="sv", block_type="picture", given={"picture": 99, "alt": "x"}, actor=frida, now=now
        )


# --- versions ---


def test_a_draft_is_not_shown_until_it_is_published(
    hub: Organisation, page: Page, frida: Person, now: datetime
) -> None:
    add(page, frida, now, "ett")
    with pytest.raises(Page.DoesNotExist):
        shown(page)
    actions.publish(page=page, language="sv", actor=frida, now=now)
    assert shown(page) == ["ett"]
    later = now + timedelta(days=1)
    add(page, frida, later, "två")
    assert shown(page) == ["ett"]
    actions.publish(page=page, language="sv", actor=frida, now=later)
    assert shown(page) == ["ett", "två"]
    page.refresh_from_db()
    assert (page.published_at, page.updated_at) == (now, later)
    with pytest.raises(Refused, match="inget nytt"):
        actions.publish(page=page, language="sv", actor=frida, now=later)


def test_an_earlier_version_can_be_taken_back_and_none_is_lost(page: Page, frida: Person, now: datetime) -> None:
    for number, text in enumerate(("ett", "två")):
        add(page, frida, now, text)
        actions.publish(page=page, language="sv", actor=frida, now=now + timedelta(days=number))
    first = queries.history(page, "sv").get(number=1)
    actions.restore(version=first, actor=frida, now=now)
    actions.publish(page=page, language="sv", actor=frida, now=now + timedelta(days=5))
    assert shown(page) == ["ett"]
    assert [len(one.blocks) for one in queries.history(page, "sv")] == [1, 2, 1]


def test_a_thrown_draft_leaves_what_is_published(page: Page, frida: Person, now: datetime) -> None:
    with pytest.raises(Refused):
        actions.throw_draft(page=page, language="sv", actor=frida, now=now)
    add(page, frida, now, "ett")
    actions.publish(page=page, language="sv", actor=frida, now=now)
    add(page, frida, now, "slask")
    actions.throw_draft(page=page, language="sv", actor=frida, now=now)
    assert shown(page) == ["ett"] and queries.draft_of(page, "sv") is None


def test_a_withdrawn_page_is_gone_for_readers_and_can_come_back(
    page: Page, frida: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[object] = []
    monkeypatch.setattr(actions.events, "publish", heard.append)
    add(page, frida, now, "ett")
    actions.publish(page=page, language="sv", actor=frida, now=now)
    actions.withdraw(page=page, actor=frida, now=now)
    with pytest.raises(Page.DoesNotExist):
        shown(page)
    with pytest.raises(Refused):
        actions.answer(page=Page.objects.get(), helped=True, text="", language="sv", key="k", now=now)
    actions.publish(page=page, language="sv", actor=frida, now=now)
    assert shown(page) == ["ett"]
    assert [type(one).__name__ for one in heard] == ["Found", "Lost", "Found"]
    assert isinstance(heard[0], Found) and heard[0].url_kwargs == {"slug": "vad-kostar-det"} and "ett" in heard[0].text


def test_what_was_published_is_not_removed(page: Page, frida: Person, now: datetime) -> None:
    other = actions.create_page(network=page.organisation, kind="page", title="Slask", actor=frida, now=now)
    actions.remove_page(page=other, actor=frida, now=now)
    actions.publish(page=page, language="sv", actor=frida, now=now)
    with pytest.raises(Refused, match="Dra in"):
        actions.remove_page(page=page, actor=frida, now=now)
    assert Page.objects.count() == 1


# --- languages ---


def test_a_translation_begins_with_the_swedish_words_and_follows_after(
    page: Page, frida: Person, now: datetime
) -> None:
    add(page, frida, now, "ett")
    actions.start_draft(page=page, language="en", actor=frida, now=now)
    with pytest.raises(Refused, match="svenska sidan först"):
        actions.publish(page=page, language="en", actor=frida, now=now)
    actions.publish(page=page, language="sv", actor=frida, now=now)
    words = queries.public_page(page.organisation, "page", page.slug, "en")
    assert words.is_original and words.version.language == "sv"
    draft = queries.draft_of(page, "en")
    assert draft is not None
    actions.save_block(
        page=page,
        language="en",
        block_type="text",
        given={"text": "one"},
        block_id=draft.blocks[0]["id"],
        actor=frida,
        now=now,
    )
    actions.publish(page=page, language="en", actor=frida, now=now + timedelta(hours=1))
    assert shown(page, "en") == ["one"] and shown(page) == ["ett"]
    assert not queries.is_behind(page, "en")
    add(page, frida, now, "nytt")
    actions.publish(page=page, language="sv", actor=frida, now=now + timedelta(days=1))
    assert queries.is_behind(page, "en")


def test_only_the_networks_languages(page: Page, frida: Person, now: datetime) -> None:
    with pytest.raises(ValidationError):
        actions.start_draft(page=page, language="de", actor=frida, now=now)


# --- order, template, who ---


def test_order_and_menu_are_the_offices(hub: Organisation, frida: Person, now: datetime) -> None:
    pages = [
        actions.create_page(network=hub, kind="page", title=title, actor=frida, now=now) for title in ("A", "B", "C")
    ]
    for one in pages:
        actions.publish(page=one, language="sv", actor=frida, now=now)
    actions.arrange(
        network=hub, order=[pages[2].pk, pages[0].pk, 999], in_menu=[pages[0].pk, pages[2].pk], actor=frida, now=now
    )
    assert [row.version.title for row in queries.menu(hub, "sv")] == ["C", "A"]


def test_addresses_are_unique_and_plain(hub: Organisation, frida: Person, now: datetime) -> None:
    slugs = [
        actions.create_page(network=hub, kind="page", title=title, actor=frida, now=now).slug
        for title in ("Åka på studiebesök", "Åka på studiebesök", "???", "Nyheter")
    ]
    assert slugs == ["aka-pa-studiebesok", "aka-pa-studiebesok-2", "sida", "nyheter-sida"]


def test_the_template_makes_a_whole_network(hub: Organisation, frida: Person, now: datetime) -> None:
    made = actions.start_from_template(network=hub, actor=frida, now=now, shown=True)
    assert len(made) == len(template.PAGES) >= 9
    for language in ("sv", "en", "fi"):
        front = queries.front(hub, language)
        assert front is not None and not front.is_original and front.version.blocks
    assert [row.page.slug for row in queries.menu(hub, "sv")][:3] == ["om-natverket", "for-vem", "mal"]
    with pytest.raises(Refused, match="redan sidor"):
        actions.start_from_template(network=hub, actor=frida, now=now)


def test_only_writers_write(hub: Organisation, page: Page, asta: Person, now: datetime) -> None:
    reader = grant(make_person("Rut"), hub, RoleName.AUDITOR)
    for person in (asta, reader):
        with pytest.raises(Refused):
            add(page, person, now, "ett")
        with pytest.raises(Refused):
            actions.publish(page=page, language="sv", actor=person, now=now)
    writer = grant(make_person("Kaj"), hub, RoleName.COMMUNICATOR)
    assert add(page, writer, now, "ett").changed_by == writer


# --- readers ---


def test_an_answer_sent_twice_is_one_and_nothing_tells_who(page: Page, frida: Person, now: datetime) -> None:
    actions.publish(page=page, language="sv", actor=frida, now=now)
    page.refresh_from_db()
    for _turn in range(2):
        actions.answer(page=page, helped=False, text="Jag hittar inte priset.", language="sv", key="samma", now=now)
    kept = PageFeedback.objects.get()
    assert queries.waiting_feedback(page.organisation).count() == 1
    actions.handle_feedback(feedback=kept, note="Priset är tillagt.", actor=frida, now=now)
    assert queries.waiting_feedback(page.organisation).count() == 0
    assert queries.helped_by_page(page.organisation) == {page.pk: (0, 1)}
    assert not {"person", "ip", "session"} & {field.name for field in PageFeedback._meta.get_fields()}


def test_a_flood_of_answers_is_stopped(page: Page, frida: Person, now: datetime) -> None:
    actions.publish(page=page, language="sv", actor=frida, now=now)
    page.refresh_from_db()
    for number in range(policy.FEEDBACK_AN_HOUR):
        actions.answer(page=page, helped=True, text="", language="sv", key=f"k{number}", now=now)
    with pytest.raises(Refused, match="Många svarar"):
        actions.answer(page=page, helped=True, text="", language="sv", key="en till", now=now)
    later = now + timedelta(hours=1, minutes=1)
    assert actions.answer(page=page, helped=True, text="", language="sv", key="senare", now=later)
