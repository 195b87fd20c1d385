"""Does the log prove what RFC 6962 says it proves, and never anything else?"""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from medborgarbudget.domain.voting import notes
from medborgarbudget.domain.voting.notes import Body
from medborgarbudget.domain.voting.tree import EMPTY, Tree, goes_on, leads_to

# The leaves and roots that certificate-transparency's own tests use.
HEX = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
LEAVES = [bytes.fromhex(text) for text in HEX]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return hashlib.sha256(b"\1" + plain_root(leaves[:middle]) + plain_root(leaves[middle:])).digest()


def test_known_roots() -> None:
    assert [Tree(LEAVES[:size]).root().hex() for size in range(1, 9)] == ROOTS
    assert Tree([]).root() == EMPTY


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 70), st.data())
def test_every_proof_holds_and_none_holds_for_anything_else(size: int, data: st.DataObject) -> None:
    leaves = [f"leaf {number}".encode() for number in range(size)]
    tree = Tree(leaves)
    shown = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, shown - 1))
    root, small = tree.root(), tree.root(shown)
    assert small == plain_root(leaves[:shown])
    path = tree.inclusion(index, shown)
    assert leads_to(leaves[index], index, shown, path, small)
    assert not leads_to(b"another", index, shown, path, small)
    assert not leads_to(leaves[index], index + 1, shown, path, small) or shown == 1
    assert not leads_to(leaves[index], index, shown, [*path, bytes(32)], small)
    consistent = tree.consistency(shown, size)
    assert goes_on(shown, small, size, root, consistent)
    assert not goes_on(shown, bytes(32), size, root, consistent)
    if shown < size:
        assert not goes_on(shown, small, size, small, consistent)
        assert not goes_on(shown, small, size, root, consistent[:-1])
    else:
        assert not goes_on(size, small, size, bytes(32), [])
    for wrong in (-1, shown):
        with pytest.raises(IndexError):
            tree.inclusion(wrong, shown)


def test_a_log_that_changed_one_early_leaf_never_goes_on() -> None:
    leaves = [bytes([number]) * 32 for number in range(20)]
    old = Tree(leaves[:13]).root()
    for place in range(13):
        other = Tree([*leaves[:place], b"x" * 32, *leaves[place + 1 :]])
        assert not goes_on(13, old, 20, other.root(), other.consistency(13))


def test_notes_are_signed_and_cosigned_as_c2sp_says() -> None:
    # The example key and note of C2SP signed-note (golang.org/x/mod/sumdb/note).
    key = notes.read_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    line = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    assert notes.signed_by(text, [line], key) == line
    assert notes.signed_by(text + "x", [line], key) is None
    private = Ed25519PrivateKey.generate()
    body = Body("example.se/lund/omrostning-1", 7, b"r" * 32)
    signed = notes.sign(body.text, body.origin, private)
    cosigned = notes.cosign(body.text, "example.se/vittne", private, 1_800_000_000)
    read, lines = notes.read_note(f"{body.text}\n{signed}\n{cosigned}\n")
    public = private.public_key().public_bytes_raw()
    log = notes.VerifierKey(body.origin, notes.ED25519, public)
    witness = notes.VerifierKey("example.se/vittne", notes.COSIGNATURE, public)
    assert read == body and notes.signed_by(body.text, lines, log) == signed
    assert notes.signed_by(body.text, lines, witness) == cosigned
    assert notes.read_key(str(witness)) == witness
    assert notes.signed_by(Body(body.origin, 8, body.root).text, lines, log) is None


@pytest.mark.parametrize(
    "text", ["", "x", "a+b+c", "a+00000000+AAAA", "x\n1\nAA==\n\n", "x\n-1\n" + "A" * 43 + "=\n\n", "x\nett\n\n\n"]
)
def test_nonsense_is_no_key_and_no_note(text: str) -> None:
    with pytest.raises(notes.NoteUnreadable):
        notes.read_key(text)
    with pytest.raises(notes.NoteUnreadable):
        notes.read_note(text)
