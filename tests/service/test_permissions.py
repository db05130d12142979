"""Who may do what: the whole matrix written out, and closed wherever something is not known."""

from __future__ import annotations

import itertools
from typing import cast

import pytest

from service.permissions import (
    EVERYTHING,
    NOTHING,
    Caller,
    Operation,
    Role,
    Shown,
    Subject,
    may,
    shown_fields,
    visibility,
)

DOMAIN, OTHER = "城乡建设", "环境保护"
ALLOWED = {
    Role.INTAKE: "tag model store",
    Role.CLERK: "tag model read list similar case review review_queue count",
    Role.ANALYST: "tag model read list count",
    Role.ADMIN: " ".join(Operation),
    Role.CONFIDENTIAL: "tag model store read list similar case review review_queue",
}
OWN = Subject(DOMAIN, confidential=False)
ELSEWHERE = Subject(OTHER, confidential=False)
UNFILED = Subject(None, confidential=False)
CONFIDENTIAL = Subject(DOMAIN, confidential=True)
ERASED = Subject(None, confidential=True, erased=True)
SUBJECTS = (OWN, ELSEWHERE, UNFILED, CONFIDENTIAL, ERASED)

DESK = "id external_id text redacted_text tags evidence petitioner relations reviews must_not_route_to"
LABELS = "id tags must_not_route_to"
# What a read shows, a line for each role, a column for each of SUBJECTS.
SHOWN = {
    Role.INTAKE: ("", "", "", "", ""),
    Role.CLERK: (DESK, "", "", "", ""),
    Role.ANALYST: (*[f"{LABELS} redacted_text"] * 3, "", ""),
    Role.ADMIN: (DESK, DESK, DESK, LABELS, "id receipt"),
    Role.CONFIDENTIAL: (DESK, DESK, DESK, DESK, ""),
}


def caller(role: Role, *domains: str) -> Caller:
    return Caller("k", role, frozenset(domains or ({DOMAIN} if role is Role.CLERK else set())))


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_is_written_and_nothing_else(role: Role) -> None:
    assert {operation.value for operation in Operation if may(caller(role), operation)} == set(
        ALLOWED[role].split()
    )


@pytest.mark.parametrize("role", Role)
def test_each_role_is_shown_what_is_written_and_nothing_else(role: Role) -> None:
    shown = [
        {field.value for field in shown_fields(caller(role), Operation.READ, subject)} for subject in SUBJECTS
    ]
    assert shown == [set(fields.split()) for fields in SHOWN[role]]


@pytest.mark.parametrize("operation", Operation)
def test_nobody_may_nothing(operation: Operation) -> None:
    assert not may(None, operation)
    assert all(shown_fields(None, operation, subject) == frozenset() for subject in SUBJECTS)
    assert visibility(None) == NOTHING


@pytest.mark.parametrize("operation", Operation)
def test_a_role_that_is_not_known_may_nothing(operation: Operation) -> None:
    stranger = Caller("k", cast(Role, "root"), frozenset({"*"}))
    assert not may(stranger, operation)
    assert visibility(stranger) == NOTHING
    assert shown_fields(stranger, operation, OWN) == frozenset()


def everybody() -> list[Caller]:
    return [
        *(caller(role) for role in Role),
        *(caller(role, "*") for role in (Role.CLERK, Role.CONFIDENTIAL)),
        Caller("k", Role.CLERK),
    ]


@pytest.mark.parametrize("lane", [True, None])
def test_the_petitioner_of_a_confidential_complaint_is_shown_to_one_role_only(lane: bool | None) -> None:
    for one, operation in itertools.product(everybody(), Operation):
        fields = shown_fields(one, operation, Subject(DOMAIN, lane))
        if one.role is not Role.CONFIDENTIAL:
            hidden = {Shown.PETITIONER, Shown.TEXT, Shown.REDACTED_TEXT, Shown.EVIDENCE, Shown.RELATIONS}
            assert not fields & hidden, (one, operation)


def test_every_answer_that_shows_a_petition_says_where_it_must_not_go() -> None:
    for one, operation, subject in itertools.product(everybody(), Operation, SUBJECTS):
        fields = shown_fields(one, operation, subject)
        assert not fields or subject.erased or Shown.MUST_NOT_ROUTE_TO in fields


def test_fields_are_shown_of_visible_petitions_only() -> None:
    for one, operation, subject in itertools.product(everybody(), Operation, SUBJECTS):
        if operation is not Operation.STORE and not visibility(one).shows(subject):
            assert shown_fields(one, operation, subject) <= {Shown.ID, Shown.RECEIPT}


def test_a_desk_sees_its_own_domains_and_the_central_desk_all() -> None:
    assert visibility(caller(Role.CLERK, DOMAIN)).domains == {DOMAIN}
    assert visibility(caller(Role.CLERK, "*")).domains is None
    assert not visibility(Caller("k", Role.CLERK)).shows(OWN)
    assert visibility(caller(Role.CLERK, "*")).shows(UNFILED)


def test_only_the_program_itself_sees_everything() -> None:
    assert all(EVERYTHING.shows(subject) for subject in SUBJECTS if not subject.erased)
    assert not EVERYTHING.shows(ERASED)
    assert not any(NOTHING.shows(subject) for subject in SUBJECTS)


def test_whoever_stores_is_told_labels_and_nothing_of_others() -> None:
    fields = shown_fields(caller(Role.INTAKE), Operation.STORE, OWN)
    assert fields == {Shown.ID, Shown.TAGS, Shown.MUST_NOT_ROUTE_TO}
