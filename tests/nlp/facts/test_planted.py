"""Recall and precision on planted identifiers: formats × noise × places, beside look-alikes."""

from __future__ import annotations

from nlp.facts import find_facts
from tests.nlp.planted_identifiers import IDENTIFYING, KINDS, look_alikes, planted

LEAST_RECALL = 0.995
LEAST_PRECISION = 0.98
ROUNDS = 12


def test_nearly_all_planted_identifiers_are_found() -> None:
    cases = list(planted(seed=20260101, rounds=ROUNDS))
    missed = [case.form for case in cases if not case.is_found(find_facts(case.text))]
    assert len(missed) <= (1 - LEAST_RECALL) * len(cases), missed


def test_no_kind_in_no_form_is_missed_more_often_than_not() -> None:
    cases = list(planted(seed=7, rounds=ROUNDS))
    for form in {case.form for case in cases}:
        of_form = [case for case in cases if case.form == form]
        assert 2 * sum(case.is_found(find_facts(case.text)) for case in of_form) > len(of_form), form


def test_nearly_all_that_is_found_was_planted() -> None:
    right, wrong = 0, []
    for case in planted(seed=20260102, rounds=ROUNDS):
        for fact in find_facts(case.text, IDENTIFYING):
            if fact.type == case.type and fact.start < case.end and case.start < fact.end:
                right += 1
            else:
                wrong.append((case.form, fact.type))
    for alike in look_alikes(seed=20260103, rounds=ROUNDS):
        wrong += [(alike.form, fact.type) for fact in find_facts(alike.text, IDENTIFYING)]
    assert right >= LEAST_PRECISION * (right + len(wrong)), wrong


def test_every_identifying_type_is_planted() -> None:
    assert {kind[0] for kind in KINDS} == {
        "phone", "resident_id", "bank_card", "credit_code", "email", "wechat", "qq", "number_plate",
    }  # fmt: skip
