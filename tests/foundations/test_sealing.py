"""What is locked opens with its own key, in its own place, unchanged, and never otherwise."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.foundations import sealing
from feedback.foundations.sealing import CannotOpen, TooLargeToSeal

unhurried = settings(deadline=None)  # a busy machine is no fault
keys = st.binary(min_size=32, max_size=32)
texts = st.binary(max_size=500)
OVERHEAD = 24 + 16  # nonce and tag


@given(keys, texts, texts)
@unhurried
def test_what_is_locked_opens_again(key: bytes, text: bytes, binding: bytes) -> None:
    locked = sealing.lock(key, text, bound_to=binding)
    assert sealing.unlock(key, locked, bound_to=binding) == text
    assert len(locked) == len(text) + OVERHEAD


@given(keys, keys, texts)
@unhurried
def test_another_key_opens_nothing(key: bytes, other: bytes, text: bytes) -> None:
    locked = sealing.lock(key, text, bound_to=b"here")
    if key != other:
        with pytest.raises(CannotOpen):
            sealing.unlock(other, locked, bound_to=b"here")


@given(keys, texts, texts, texts)
@unhurried
def test_another_place_opens_nothing(key: bytes, text: bytes, here: bytes, there: bytes) -> None:
    locked = sealing.lock(key, text, bound_to=here)
    if here != there:
        with pytest.raises(CannotOpen):
            sealing.unlock(key, locked, bound_to=there)


@given(texts, st.data())
@unhurried
def test_one_changed_bit_opens_nothing(text: bytes, data: st.DataObject) -> None:
    key = sealing.new_secret()
    locked = bytearray(sealing.lock(key, text, bound_to=b"here"))
    place = data.draw(st.integers(0, len(locked) * 8 - 1))
    locked[place // 8] ^= 1 << place % 8
    with pytest.raises(CannotOpen):
        sealing.unlock(key, bytes(locked), bound_to=b"here")


@given(st.binary(max_size=80))
@unhurried
def test_junk_opens_nothing_and_breaks_nothing(junk: bytes) -> None:
    pair = sealing.new_key_pair()
    with pytest.raises(CannotOpen):
        sealing.unlock(sealing.new_secret(), junk, bound_to=b"")
    with pytest.raises(CannotOpen):
        sealing.unseal(pair.private, junk)


def test_the_same_text_is_never_locked_the_same_way_twice() -> None:
    key, pair = sealing.new_secret(), sealing.new_key_pair()
    assert len({sealing.lock(key, b"text", bound_to=b"") for _ in range(20)}) == 20
    assert len({sealing.seal(pair.public, b"text") for _ in range(20)}) == 20


@given(texts)
@unhurried
def test_what_is_sealed_to_a_round_opens_with_its_private_half_alone(text: bytes) -> None:
    pair, other = sealing.new_key_pair(), sealing.new_key_pair()
    sealed = sealing.seal(pair.public, text)
    assert sealing.unseal(pair.private, sealed) == text
    assert len(sealed) == len(text) + 48
    with pytest.raises(CannotOpen):
        sealing.unseal(other.private, sealed)
    assert sealing.public_half(pair.private) == pair.public


@given(st.binary(max_size=sealing.LARGEST_ANSWER))
@settings(max_examples=50, deadline=None)
def test_padding_takes_nothing_away(text: bytes) -> None:
    padded = sealing.pad(text)
    assert sealing.unpad(padded) == text
    assert len(padded) in sealing.PADDED_SIZES


@pytest.mark.parametrize("size", sealing.PADDED_SIZES)
def test_a_slot_is_filled_to_the_last_byte_and_then_the_next_one_is_taken(size: int) -> None:
    full = b"x" * (size - 4)
    assert len(sealing.pad(full)) == size
    assert sealing.unpad(sealing.pad(full)) == full
    if size == sealing.PADDED_SIZES[-1]:
        assert len(full) == sealing.LARGEST_ANSWER
        with pytest.raises(TooLargeToSeal):
            sealing.pad(full + b"x")
    else:
        assert len(sealing.pad(full + b"x")) == 2 * size


def test_padding_is_the_same_whatever_the_text() -> None:
    assert sealing.PADDED_SIZES == (32768, 65536)
    assert {len(sealing.pad(b"x" * length)) for length in range(0, 32_765, 97)} == {32768}


@given(keys, texts, texts)
@unhurried
def test_a_key_for_one_purpose_says_nothing_of_another(secret: bytes, one: bytes, two: bytes) -> None:
    assert sealing.derive(secret, one) == sealing.derive(secret, one)
    assert (sealing.derive(secret, one) == sealing.derive(secret, two)) is (one == two)
    assert sealing.derive(secret, one) != secret
    assert len(sealing.derive(secret, one)) == 32


def test_no_word_is_spelt_otherwise_in_britain() -> None:
    """Drawn so often that each of the list is nearly sure to be among them; what is written down is what is typed."""
    drawn = set(sealing.new_phrase(60_000).split())
    assert len(drawn) > 7_400, "five of so many words are 64 bits"
    american = "colonize recognize paralyze color favorite laborer fiber theater kilometer gray pajamas leveled reveler"
    assert drawn.isdisjoint(american.split())


def test_a_key_from_words_depends_on_each_of_them_and_on_the_place() -> None:
    key = sealing.key_from_phrase("five words that were typed", b"here")
    assert len(key) == 32
    assert key == sealing.key_from_phrase("five words that were typed", b"here")
    assert key != sealing.key_from_phrase("five words that were types", b"here")
    assert key != sealing.key_from_phrase("five words that were typed", b"there")


def test_tokens_are_long_safe_in_an_address_and_never_the_same() -> None:
    tokens = {sealing.new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert {len(token) for token in tokens} == {43}
    assert not set("".join(tokens)) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(st.characters()))
@unhurried
def test_any_text_has_a_digest_of_its_own(token: str) -> None:
    assert len(sealing.digest(token)) == 32
    assert sealing.digest(token) != sealing.digest(token + "x")
    assert sealing.digest("a") == hashlib.sha256(b"a").digest()
