"""Which files of figures are read, and what is said of those that are not?"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ValidationError
from django.utils.translation import override

from medborgarbudget.domain.network.comparison.files import called, canonical, read_file, read_key
from medborgarbudget.domain.network.comparison.measures import FIGURES

HEAD = "Namn;År;Invånare;Pengar;Förslag;Bedömda;Godkända;Röstande;Röstande under 26;Ojämlikhet"
ROW = "Skolbudget åäö;2026;22 000;1 250 000 kr;100;90;40;900;120;12,5 %"


def table(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([head, *rows, ""]).encode(encoding)


def document(**changes: Any) -> dict[str, Any]:
    cycle = {"name": "Medborgarbudget", "year": 2026, "money": 1_250_000, "inhabitants": 22_000, "voters": 900}
    return {"format": "medborgarbudget-comparison", "version": 1, "member": "1981", "cycles": [cycle], **changes}


def signed(key: Ed25519PrivateKey, given: dict[str, Any]) -> dict[str, Any]:
    public = key.public_key().public_bytes_raw()
    signature = {
        "key": base64.b64encode(public).decode(),
        "value": base64.b64encode(key.sign(canonical(given))).decode(),
    }
    return {**given, "signature": signature}


def problems(content: bytes) -> str:
    with pytest.raises(ValidationError) as wrong:
        read_file(content)
    return " ".join(wrong.value.messages)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_a_table_as_excel_writes_it_is_read_whatever_its_letters_and_delimiter(encoding: str, delimiter: str) -> None:
    row = ROW.replace("12,5 %", "0.125") if delimiter == "," else ROW
    content = "\r\n".join([HEAD, row]).replace(";", delimiter).encode(encoding)
    [cycle] = read_file(content).cycles
    assert (cycle.name, cycle.year) == ("Skolbudget åäö", 2026)
    figures = cycle.figures
    assert (figures["money"], figures["inhabitants"], figures["voters_under_26"]) == (1_250_000, 22_000, 120)
    assert figures["inequality"] == pytest.approx(0.125)
    assert figures["deliveries"] is None


def test_english_headings_and_any_order_do_as_well() -> None:
    [cycle] = read_file(b"money,YEAR,Name\n5000,2025,Small\n").cycles
    assert (cycle.name, cycle.year, cycle.figures["money"]) == ("Small", 2025, 5000)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "tom"),
        (b"  \n ", "tom"),
        (b"x" * 1_000_001, "för stor"),
        (table(), "inga rader"),
        (table("X;2026", head="Namn;År"), "saknar kolumnen Pengar att fördela."),
        (table("X;2026;5;6", head="Namn;År;Pengar;Belopp"), "två kolumner för Pengar att fördela."),
        (table(ROW, ROW), "Rad 3: omgången står i filen två gånger"),
        (table(ROW.replace("900", "1e5")), "Rad 2: Röstande ska vara ett helt tal, inte ”1e5”."),
        (table(ROW.replace(";900;", ";-900;")), "Röstande ska vara"),
        (table(ROW.replace(";900;", ";23000;")), "Röstande är större än Invånare"),
        (table(ROW.replace("2026", "1492")), "året 1492"),
        (table(ROW.replace("1 250 000 kr", "")), "Rad 2: Pengar att fördela saknas."),
        (table(ROW.replace("1 250 000 kr", "0 kr")), "Pengar att fördela saknas"),
        (table(ROW.replace("1 250 000 kr", "mycket")), "Pengar att fördela ska vara ett helt tal, inte ”mycket”"),
        (table(ROW.replace("2026", "i fjol")), "År ska vara ett helt tal, inte ”i fjol”"),
        (table(ROW.replace("12,5 %", "112 %")), "Ojämlikhet mellan områden ska vara en andel mellan 0 och 1"),
        (table(ROW.replace("Skolbudget åäö", " ")), "Omgångens namn saknas"),
        (b"\x89PNG\r\n\x1a\n;;;\r\n;;", "saknar kolumnen"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_row(content: bytes, said: str) -> None:
    assert said in problems(content)


def test_all_faults_are_told_at_once_but_not_without_end() -> None:
    text = problems(table(*[f"R{n};2026;x;y;z;1;1;1;1;1" for n in range(50)]))
    assert "Rad 2:" in text
    assert "fel till" in text


@pytest.mark.parametrize("language", ["sv", "en", "fi"])
def test_columns_may_be_called_what_the_errors_call_them(language: str) -> None:
    row = dict.fromkeys(FIGURES, "1") | {"name": "X", "year": "2026"}
    with override(language):
        [cycle] = read_file(f"{';'.join(map(called, row))}\n{';'.join(row.values())}\n".encode()).cycles
    assert (cycle.name, cycle.year, cycle.figures) == ("X", 2026, dict.fromkeys(FIGURES, 1))


@pytest.mark.parametrize("language", ["sv", "fi"])
def test_no_error_names_a_key_of_ours(language: str) -> None:
    with override(language):
        rows = [dict.fromkeys(FIGURES, "x") | {"name": "", "year": "y"}, {"areas": [{"money": "x", "inhabitants": -1}]}]
        text = problems(json.dumps(document(cycles=[*rows, {"accepted": 2, "assessed": 1}])).encode())
        keys = {
            key for key in (*FIGURES, "year", "name", "areas.money") if re.search(rf"(?<![\w.]){key}(?![\w.])", text)
        }
    assert not keys, text


def test_json_is_read_and_inequality_worked_out_from_areas() -> None:
    given = document()
    given["cycles"][0]["areas"] = [{"inhabitants": 10, "money": 300}, {"inhabitants": 10, "money": 0}]
    found = read_file(json.dumps(given).encode())
    assert (found.member, found.key) == ("1981", "")
    assert found.cycles[0].figures["inequality"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "JSON"),
        (b"[1]", "format"),
        (b'{"a": NaN}', "JSON"),
        (b"[" * 100_000, "JSON"),
        (json.dumps(document(format="x")).encode(), "format"),
        (json.dumps(document(version=2)).encode(), "version"),
        (json.dumps(document(member="Sala")).encode(), "länskod"),
        (json.dumps(document(cycles=[])).encode(), "cycles"),
        (json.dumps(document(cycles=[1])).encode(), "Rad 1"),
        (json.dumps(document(cycles=[{"name": "A", "year": True, "money": 1}])).encode(), "År ska vara"),
        (
            json.dumps(document(cycles=[{"name": "A", "year": 2026, "money": 1.5}])).encode(),
            "Pengar att fördela ska vara",
        ),
        (json.dumps(document(signature="x")).encode(), "Signaturen går inte att läsa"),
        (json.dumps(document(signature={"key": "AAAA", "value": "AAAA"})).encode(), "Signaturen går inte att läsa"),
    ],
)
def test_what_is_wrong_with_json_is_told(content: bytes, said: str) -> None:
    assert said in problems(content)


def test_a_signature_holds_for_what_was_signed_and_for_nothing_else() -> None:
    key = Ed25519PrivateKey.generate()
    given = signed(key, document())
    found = read_file(json.dumps(given, indent=4).encode())
    assert found.key == base64.b64encode(key.public_key().public_bytes_raw()).decode()
    given["cycles"][0]["voters"] = 901
    assert "ändrats" in problems(json.dumps(given).encode())


def test_a_key_is_read_as_base64_or_pem_and_nothing_else() -> None:
    public = Ed25519PrivateKey.generate().public_key()
    plain = base64.b64encode(public.public_bytes_raw()).decode()
    assert read_key(f" {plain}\n") == plain
    assert read_key(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()) == plain
    for wrong in ("", "AAAA", "inte base64!", plain * 2):
        with pytest.raises(ValidationError):
            read_key(wrong)


def test_the_format_is_described() -> None:
    from pathlib import Path

    from medborgarbudget.domain.network.comparison.files import _COLUMNS

    text = (Path(__file__).parents[4] / "docs/reference/comparison-file.md").read_text()
    assert [name for name in _COLUMNS if f"`{name}`" not in text] == []
