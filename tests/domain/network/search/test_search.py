"""Does the index find what there is to find, alike on both databases, and never tell of what is not for the one who asks?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from medborgarbudget.domain.network.search import actions
from medborgarbudget.domain.network.search.events import MEMBERS, Found, Lost
from medborgarbudget.domain.network.search.models import SearchEntry
from medborgarbudget.domain.network.search.queries import Answer, keys_found, search, snippet_of, terms_of
from medborgarbudget.domain.network.search.words import stem
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.foundation import events
from tests.support.cast import NOW
from tests.support.knowledge import make_item

pytestmark = [pytest.mark.django_db, pytest.mark.writes]


def tell(hub: Organisation, key: str, title: str, text: str = "", **more: Any) -> None:
    given = {"kind": "page", "url_name": "network:search", "at": NOW, **more}
    events.publish(Found(network=hub, key=key, title=title, text=text, **given))


def found(hub: Organisation, words: str, *, members_too: bool = False, **more: Any) -> list[str]:
    return [hit.entry.key for hit in search(hub, words, members_too=members_too, **more).hits]


@pytest.mark.parametrize(
    ("forms", "one"),
    [
        ("bänk bänken bänkar bänkarna", "bänk"),
        ("medborgarbudget medborgarbudgeten medborgarbudgetar medborgarbudgetarna medborgarbudge", "medborgarbudg"),
        ("kommun kommunen kommuner kommunens", "kommun"),
        ("förslag förslaget förslagen förslagets", "förslag"),
        ("möte mötet möten", "möt"),
        ("paket paketet paketen", "pak"),
        ("jämlikhet jämlik", "jämlik"),
    ],
)
def test_forms_of_a_word_are_one(forms: str, one: str) -> None:
    assert {stem(form) for form in forms.split()} == {one}


def test_a_word_is_found_in_its_other_forms(hub: Organisation) -> None:
    tell(hub, "a", "Nya bänkar vid ån", "Kommunens parker rustas.")
    assert found(hub, "bänken") == ["a"]
    assert found(hub, "kommunen parken") == ["a"]
    assert found(hub, "BÄNKARNA") == ["a"]


def test_letters_with_rings_and_dots_are_letters_of_their_own(hub: Organisation) -> None:
    tell(hub, "sheep", "Får på bete")
    tell(hub, "father", "Far och son")
    assert found(hub, "får") == ["sheep"]
    assert found(hub, "far") == ["father"]
    assert found(hub, "få\u0308r") == []
    assert found(hub, "fa\u030ar") == ["sheep"], "the same letter put together of two"


def test_the_beginning_of_a_long_word_finds_it_and_a_half_typed_last_word_too(hub: Organisation) -> None:
    tell(hub, "a", "Medborgarbudgetens historia")
    assert found(hub, "medborgarlön historia") == []
    assert found(hub, "medborgarb historia") == ["a"]
    assert found(hub, "historia me") == ["a"]
    assert found(hub, "me historia") == [], "a short word that is not the last is a word of its own"


def test_all_words_must_be_there_and_the_title_weighs_most(hub: Organisation) -> None:
    tell(hub, "text", "Något annat", "Om skolan i byn. " + "Ord. " * 20)
    tell(hub, "title", "Skolan", "Kort.")
    tell(hub, "none", "Byn", "Utan det andra ordet.")
    assert found(hub, "skolan") == ["title", "text"]
    assert found(hub, "skolan byn") == ["text"]


def test_equally_good_ones_stand_with_the_newest_first(hub: Organisation) -> None:
    for number in range(3):
        tell(hub, f"k{number}", "Parken", at=NOW + timedelta(days=number))
    assert found(hub, "parken") == ["k2", "k1", "k0"]
    assert found(hub, "") == ["k2", "k1", "k0"]


def test_what_is_for_members_is_neither_shown_nor_counted_to_others(hub: Organisation) -> None:
    tell(hub, "open", "Skolbudget för alla")
    tell(hub, "closed", "Skolbudget för medlemmar", kind="question", audience=MEMBERS)
    answer = search(hub, "skolbudget", members_too=False)
    assert (answer.total, answer.kinds, [hit.entry.key for hit in answer.hits]) == (1, {"page": 1}, ["open"])
    assert search(hub, "skolbudget", members_too=False, kind="question").total == 0
    assert search(hub, "skolbudget", members_too=True).kinds == {"page": 1, "question": 1}
    assert keys_found(hub, "skolbudget", kind="question") == []


def test_another_network_is_another_world(hub: Organisation, lund: Organisation) -> None:
    tell(hub, "a", "Parken")
    assert search(lund, "parken", members_too=True) == Answer()
    assert search(lund, "", members_too=True).total == 0


def test_telling_again_changes_and_losing_takes_away(hub: Organisation) -> None:
    tell(hub, "a", "Gammal rubrik")
    tell(hub, "a", "Ny rubrik")
    assert found(hub, "gammal") == []
    assert found(hub, "ny") == ["a"]
    events.publish(Lost(hub, "page", "a"))
    assert found(hub, "ny") == []
    assert search(hub, "", members_too=True).total == 0


def test_a_row_deleted_behind_our_back_is_not_found(hub: Organisation) -> None:
    tell(hub, "a", "Parken")
    SearchEntry.objects.of(hub)._raw_delete("default")
    assert found(hub, "parken") == []


@pytest.mark.parametrize(
    "words",
    [
        'skol"bänk', "skol* OR bänk", "(bänk", "bänk:*", "a & b | !c", "'; DROP TABLE x; --", "\\", "^", "NEAR(a b)", "-", '""', "%", "_", "🙂",
        "title_stems:bänk", "bänk" * 200, " ".join(["ord"] * 300), "\x00", "<b>",
    ],
)  # fmt: skip
def test_nothing_typed_is_taken_for_a_command(hub: Organisation, words: str) -> None:
    tell(hub, "a", "Bänk")
    answer = search(hub, words, members_too=False)
    assert answer.total == len(answer.hits) <= 1


def test_pages_follow_on_one_another_and_one_past_the_end_is_the_last(hub: Organisation) -> None:
    for number in range(45):
        tell(hub, f"k{number:02d}", "Parken", at=NOW + timedelta(minutes=number))
    seen = [key for page in (1, 2, 3) for key in found(hub, "parken", page=page)]
    assert seen == [f"k{number:02d}" for number in reversed(range(45))]
    assert search(hub, "parken", members_too=False, page=99).page == 3
    assert search(hub, "parken", members_too=False, page=1).pages == 3


def test_found_words_are_marked_and_the_rest_is_only_text() -> None:
    snippet = snippet_of("<script>alert(1)</script> Skolans bänkar & bord", terms_of("bänken"))
    assert snippet == "&lt;script&gt;alert(1)&lt;/script&gt; Skolans <mark>bänkar</mark> &amp; bord"


def test_a_snippet_is_taken_around_the_first_word_found() -> None:
    text = "Början. " + "utfyllnad " * 100 + "här står bänken " + "slut " * 100
    snippet = snippet_of(text, terms_of("bänk"))
    assert "<mark>bänken</mark>" in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < 300


def test_rebuilding_gives_back_what_was_lost_and_keeps_what_rooms_did_not_tell(hub: Organisation, frida: Any) -> None:
    item = make_item(hub, frida)
    tell(hub, "other", "Parkernas bänkar")
    SearchEntry.objects.of(hub).filter(kind="library").delete()
    SearchEntry.objects.of(hub).update(title_stems="fel", text_stems="fel")
    call_command("rebuild_search")
    assert found(hub, "skolbudget") == [str(item.pk)]
    assert found(hub, "bänk") == ["other"]
    assert found(hub, "fel") == []
    assert actions.rebuild(network=hub) == 2
