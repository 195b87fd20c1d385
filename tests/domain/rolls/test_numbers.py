"""Is one person one number in every form, and what is no number refused without being repeated? (C52)"""

from __future__ import annotations

from datetime import date

import pytest

from medborgarbudget.domain.rolls.personnummer import Number, NumberRefused, age_on, read_number
from medborgarbudget.domain.rolls.policy import ColumnsRefused, plain_email, plain_phone, read_columns, read_protected

TODAY = date(2027, 3, 10)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("8001010001", "198001010001"),
        ("19800101-0001", "198001010001"),
        ("198001010001", "198001010001"),
        (" 800101–0001 ", "198001010001"),
        ("'19800101 0001", "198001010001"),
        ("800101+0001", "188001010001"),
        ("18800101+0001", "188001010001"),
        ("19900178-9818", "199001789818"),
        ("900178-9818", "199001789818"),
        ("2703100004", "202703100004"),
        ("2703110003", "192703110003"),
    ],
)
def test_every_form_of_a_number_is_the_same_person(written: str, digits: str) -> None:
    assert read_number(written, TODAY).digits == digits


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "saknas"),
        ("19800101-0002", "Kontrollsiffran"),
        ("19900178-9811", "Kontrollsiffran"),
        ("20270311-0002", "framtiden"),
        ("19800230-0009", "finns inte"),
        ("19900195-0000", "finns inte"),
        ("19800101+0001", "100 år"),
        ("1.98001E+11", "grundpotensform"),
        ("801010001", "9 siffror"),
        ("TF8001010001", "ÅÅÅÅMMDD"),
        ("１９８００１０１０００１", "ÅÅÅÅMMDD"),
        ("00000000-0000", "finns inte"),
        ("19800101-00010", "ÅÅÅÅMMDD"),
    ],
)
def test_what_is_no_number_is_refused_without_being_repeated(written: str, why: str) -> None:
    with pytest.raises(NumberRefused, match=why) as refused:
        read_number(written, TODAY)
    assert not written or written not in str(refused.value)


def test_a_number_does_not_show_itself() -> None:
    assert "1980" not in repr(read_number("198001010001", TODAY)) and isinstance(
        read_number("198001010001", TODAY), Number
    )


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2011, 3, 10), date(2027, 3, 9), 15),
        (date(2011, 3, 10), date(2027, 3, 10), 16),
        (date(2012, 2, 29), date(2028, 2, 28), 15),
        (date(2012, 2, 29), date(2028, 2, 29), 16),
        (date(2011, 2, 28), date(2027, 2, 28), 16),
        (date(2012, 2, 29), date(2027, 2, 28), 14),
    ],
)
def test_age_is_counted_on_the_day(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_columns_are_known_by_their_headings_in_both_languages() -> None:
    assert read_columns(["Person-nr", "OMRÅDE", "Skyddade personuppgifter", "Skostorlek"]).places == {
        "person": 0,
        "area": 1,
        "protected": 2,
    }
    assert read_columns(["First name", "personal_identity_number", "District", "E-mail"]).places == {
        "first": 0,
        "person": 1,
        "area": 2,
        "email": 3,
    }
    assert read_columns(["Pnr", "", "x"]).unknown == 1
    for wrong in (["Namn", "Område"], ["19800101-0001", "Asta"], ["Pnr", "Personnummer"]):
        with pytest.raises(ColumnsRefused) as refused:
            read_columns(wrong)
        assert "Asta" not in str(refused.value) and "1980" not in str(refused.value)


def test_protection_is_yes_no_or_refused() -> None:
    assert [read_protected(text) for text in ("J", "ja", "01003", "Sekretess", "1")] == [True] * 5
    assert [read_protected(text) for text in ("", "N", "nej", "0", " ")] == [False] * 5
    assert read_protected("kanske") is None


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("070-123 45 67", "+46701234567"),
        ("+46 (0)70 123 45 67", "+46701234567"),
        ("0046701234567", "+46701234567"),
        ("701234567", "+46701234567"),
        ("+358 40 1234567", "+358401234567"),
        ("112", None),
        ("", None),
        ("070-ABC", None),
        ("+4670123456789012345", None),
    ],
)
def test_a_telephone_number_has_one_form(written: str, plain: str | None) -> None:
    assert plain_phone(written) == plain


def test_an_address_has_one_form() -> None:
    assert plain_email(" Asta+rost@Example.ORG ") == "asta@example.org"
