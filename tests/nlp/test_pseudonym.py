from __future__ import annotations

import hashlib
import hmac
from dataclasses import astuple, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.pseudonym import (
    ANONYMOUS,
    TOKEN_BYTES,
    Petitioner,
    PetitionerFields,
    Pseudonymizer,
    near_tokens,
)

KEY = bytes(range(32))
FULL = PetitionerFields(
    "慕容守拙", "15400127788", "990101199003070018", "锦棠苑3栋207", "A0001234", "shouzhuo@example.com"
)


def read(**values: str) -> Petitioner:
    return Pseudonymizer(KEY).read(PetitionerFields(**values))


def all_bytes(petitioner: Petitioner) -> bytes:
    return b"".join(value for value in astuple(petitioner) if isinstance(value, bytes))


def test_a_pseudonym_is_the_first_half_of_hmac_sha_256_under_the_fields_own_key() -> None:
    key = hmac.digest(KEY, b"petitioner/phone", "sha256")
    expected = hmac.new(key, b"15400127788", hashlib.sha256).digest()[:TOKEN_BYTES]
    assert read(phone="154 0012 7788").phone == expected


def test_one_value_has_unrelated_pseudonyms_in_two_fields_and_under_two_keys() -> None:
    same = "15400127788"
    assert read(phone=same).phone != read(account=same).account
    other = Pseudonymizer(bytes(range(1, 33)))
    assert other.read(PetitionerFields(phone=same)).phone != read(phone=same).phone
    assert other.key_name != Pseudonymizer(KEY).key_name


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        Pseudonymizer(b"short")


def test_no_raw_value_and_no_pseudonym_shows_in_a_representation() -> None:
    petitioner = Pseudonymizer(KEY).read(FULL)
    shown = repr(petitioner) + str(petitioner) + repr(FULL) + repr(Pseudonymizer(KEY))
    for value in astuple(FULL):
        assert value not in shown
    assert petitioner.phone is not None
    assert petitioner.phone.hex() not in shown and repr(petitioner.phone) not in shown


def test_no_raw_value_is_left_in_the_record() -> None:
    kept = all_bytes(Pseudonymizer(KEY).read(FULL))
    for value in (*astuple(FULL), "murong", "守拙", "锦棠苑", "5400127788"):
        assert value.encode() not in kept


@given(st.integers(0, 10), st.integers(0, 9), st.sampled_from(["change", "drop", "swap"]))
def test_phones_one_slip_apart_share_a_variant(at: int, digit: int, kind: str) -> None:
    phone = "15412907386"
    slipped = {
        "change": phone[:at] + str(digit) + phone[at + 1 :],
        "drop": phone[:at] + phone[at + 1 :],
        "swap": phone[:at] + phone[at + 1 : at + 2] + phone[at] + phone[at + 2 :],
    }[kind]
    other = read(phone=slipped)
    if other.phone is not None:
        assert near_tokens(read(phone=phone).phone_near) & near_tokens(other.phone_near)


def test_phones_of_two_people_share_none() -> None:
    first, second = read(phone="15412907386"), read(phone="15899301427")
    assert not near_tokens(first.phone_near) & near_tokens(second.phone_near)


def test_homophones_share_their_sound_and_a_wrong_syllable_leaves_a_variant() -> None:
    first, second, third = read(name="王晓玮"), read(name="汪小伟"), read(name="王大玮")
    assert first.name != second.name and first.sound == second.sound
    assert near_tokens(first.name_near) & near_tokens(third.name_near)


def test_a_shared_surname_or_a_shared_beginning_is_no_near_name() -> None:
    assert not near_tokens(read(name="王伟").name_near) & near_tokens(read(name="王芳").name_near)
    brothers = read(name="王建国"), read(name="王建军")
    assert not near_tokens(brothers[0].name_near) & near_tokens(brothers[1].name_near)
    assert brothers[0].name_start == brothers[1].name_start is not None


@pytest.mark.parametrize("name", ["匿名", "匿名用户", "保密"])
def test_who_asks_to_be_anonymous_leaves_no_pseudonym_of_any_field(name: str) -> None:
    values = {field.name: getattr(FULL, field.name) for field in fields(FULL)} | {"name": name}
    assert read(**values) == ANONYMOUS


def test_a_flag_makes_a_petition_anonymous_whatever_it_says() -> None:
    assert Pseudonymizer(KEY).read(FULL, anonymous=True) == ANONYMOUS


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"name": "市民", "phone": "00000000000"},
        {"name": "王女士"},
        {"address": "锦棠苑"},
        {"phone": "1.54E+10"},
    ],
)
def test_fields_that_say_nothing_of_a_person_make_an_anonymous_petition(values: dict[str, str]) -> None:
    assert read(**values) == ANONYMOUS


def test_a_blank_name_leaves_the_other_fields_their_pseudonyms() -> None:
    petitioner = read(name="网友", phone="15400127788")
    assert petitioner.name is None and petitioner.phone is not None and not petitioner.anonymous
