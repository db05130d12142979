"""Petitions through the API: stored once, shown to whom they may be, erased for good."""

from __future__ import annotations

import json

import pytest

from service.store import audit, petitions
from service.store.records import NewRelation, RelationKind
from service.store.relations import link
from tests.service.api.support import CONFIDENTIAL, DESK, OPEN, Api

PHONE, NAME = "15400127788", "慕容守拙"


def test_a_tag_says_why_and_how_sure_and_stores_nothing(api: Api) -> None:
    answer = api.post("/v1/tag", OPEN, "intake")
    tagged = answer.json()
    assert answer.status_code == 200
    assert tagged["domain"]["path"][0] == DESK and 0 < tagged["domain"]["probability"] <= 1
    joined = f"{OPEN['title']}\n{OPEN['body']}"
    for word in (*tagged["domain"]["evidence"], *tagged["urgency"]["evidence"]):
        assert joined[word["start"] : word["end"]] == word["text"]
    assert tagged["models"] == api.services.tagger.versions
    with api.services.store.read() as reading:
        assert petitions.count(reading) == 0


def test_a_complaint_about_an_office_says_where_it_must_not_go(api: Api) -> None:
    tagged = api.post("/v1/tag", CONFIDENTIAL, "intake").json()
    assert tagged["confidential"] is True and tagged["must_not_route_to"]


def test_a_batch_answers_every_row_in_its_place(api: Api) -> None:
    rows = [
        json.dumps(OPEN),
        "{",
        "",
        json.dumps({"body": 3}),
        json.dumps(OPEN | {"bodi": "x"}),
        json.dumps(OPEN),
    ]
    answer = api.client.post("/v1/tag:batch", content="\n".join(rows), headers=api.headers("intake"))
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["index"] for line in lines] == [0, 1, 2, 3, 4]
    assert ["tagged" in line for line in lines] == [True, False, False, False, True]
    assert lines[2]["problem"]["faults"][0]["field"] == "body"
    assert lines[0]["tagged"] == lines[4]["tagged"] == api.post("/v1/tag", OPEN).json()


def test_what_is_sent_twice_is_stored_once(api: Api) -> None:
    content = OPEN | {"source": "12345", "external_id": "GD1"}
    first = api.post("/v1/petitions", content, "intake", **{"Idempotency-Key": "a"})
    again = api.post("/v1/petitions", content, "intake", **{"Idempotency-Key": "a"})
    number = api.post("/v1/petitions", content, "intake")
    assert [answer.status_code for answer in (first, again, number)] == [201, 200, 200]
    assert {answer.json()["id"] for answer in (first, again, number)} == {first.json()["id"]}
    assert first.json() | {"created": False} == again.json() == number.json()
    other = api.post("/v1/petitions", OPEN | {"title": "另一件"}, "intake", **{"Idempotency-Key": "a"})
    renumbered = api.post("/v1/petitions", content | {"title": "另一件"}, "intake")
    assert (other.status_code, renumbered.status_code) == (422, 409)
    with api.services.store.read() as reading:
        assert petitions.count(reading) == 1


def test_a_batch_is_stored_row_by_row_and_again_is_not_everything_twice(api: Api) -> None:
    rows = [OPEN | {"source": "12345", "external_id": f"GD{n}"} for n in range(3)]
    sent = "\n".join([*map(json.dumps, rows), json.dumps(rows[0] | {"title": "另一件"}), "{"])
    told = [
        [json.loads(line) for line in answer.text.splitlines()]
        for answer in (
            api.client.post("/v1/petitions:batch", content=sent, headers=api.headers("intake"))
            for _ in range(2)
        )
    ]
    assert [["stored" in line for line in lines] for lines in told] == [[True] * 3 + [False] * 2] * 2
    assert [line["stored"]["created"] for line in told[0][:3]] == [True] * 3
    assert [line["stored"]["id"] for line in told[0][:3]] == [line["stored"]["id"] for line in told[1][:3]]
    assert [line["problem"]["status"] for line in told[0][3:]] == [409, 400]
    with api.services.store.read() as reading:
        assert petitions.count(reading) == 3


def test_the_same_key_of_another_caller_opens_nothing(api: Api) -> None:
    first = api.post("/v1/petitions", OPEN, "intake", **{"Idempotency-Key": "a"}).json()
    other = api.post("/v1/petitions", OPEN | {"title": "x"}, "admin", **{"Idempotency-Key": "a"})
    assert other.status_code == 201 and other.json()["id"] != first["id"]


def test_identifiers_of_a_petitioner_are_kept_masked_only(api: Api) -> None:
    petition_id = api.stored(OPEN, petitioner={"name": NAME, "phone": PHONE})
    shown = api.get(f"/v1/petitions/{petition_id}", "clerk").json()
    assert set(shown["petitioner"]) == {"name", "phone"}
    assert NAME not in str(shown) and PHONE not in str(shown)
    with api.services.store.read() as reading:
        kept = petitions.get(reading, petition_id)
    assert kept is not None and {"name", "phone", "phone_near"} <= set(kept.tokens)
    anonymous = api.stored(OPEN, petitioner={"name": NAME, "phone": PHONE, "anonymous": True})
    assert api.get(f"/v1/petitions/{anonymous}", "clerk").json()["petitioner"] == {}


def test_each_role_sees_its_fields_of_a_petition_and_no_others(api: Api) -> None:
    petition_id = api.stored(OPEN)
    place = f"/v1/petitions/{petition_id}"
    clerk, analyst = api.get(place, "clerk").json(), api.get(place, "analyst").json()
    assert clerk["body"] == OPEN["body"] and clerk["said"]["domain"]["evidence"]
    assert not {"title", "body", "petitioner", "relations", "reviews", "external_id"} & set(analyst)
    assert analyst["redacted_body"] and analyst["said"]["domain"]["evidence"] == []
    assert api.get(place, "other_clerk").status_code == 404


def test_a_confidential_petition_shows_its_words_to_the_role_for_it_only(api: Api) -> None:
    place = f"/v1/petitions/{api.stored(CONFIDENTIAL)}"
    assert api.get(place, "confidential").json()["body"] == CONFIDENTIAL["body"]
    admin = api.get(place, "admin")
    assert not {"title", "body", "redacted_body", "petitioner"} & set(admin.json())
    assert CONFIDENTIAL["body"][5:15] not in admin.text and admin.json()["must_not_route_to"]
    assert [api.get(place, who).status_code for who in ("clerk", "analyst")] == [404, 404]


def test_an_etag_spares_what_has_not_changed(api: Api) -> None:
    place = f"/v1/petitions/{api.stored(OPEN)}"
    first = api.get(place)
    same = api.get(place, **{"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert (same.status_code, same.content) == (304, b"")
    api.post(f"{place}/review", {"decision": "confirm"})
    assert api.get(place, **{"If-None-Match": first.headers["etag"]}).status_code == 200


def test_pages_hold_every_petition_once_and_filters_narrow_them(api: Api) -> None:
    ids = [api.stored(OPEN | {"title": f"第{n}件"}) for n in range(5)]
    found, cursor = [], ""
    while True:
        page = api.get(f"/v1/petitions?size=2{cursor}").json()
        found += [petition["id"] for petition in page["petitions"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == ids[::-1]
    listed = api.get("/v1/petitions", "clerk").json()["petitions"]
    assert len(listed) == 5
    assert api.get(f"/v1/petitions?domain={DESK}&since=2020-01-01T00:00:00%2B08:00").json()["petitions"]
    assert api.get("/v1/petitions?since=2100-01-01T00:00:00Z").json()["petitions"] == []
    assert api.get("/v1/petitions?review=decided").json()["petitions"] == []


@pytest.mark.parametrize("query", ["sort=body", "domain=x&limit=3", "urgency=9", "size=0", "since=yesterday"])
def test_a_filter_that_does_not_exist_is_refused(api: Api, query: str) -> None:
    assert api.get(f"/v1/petitions?{query}").status_code == 422


def test_a_cursor_works_for_its_caller_only_and_no_id_is_one(api: Api) -> None:
    ids = [api.stored(OPEN | {"title": f"第{n}件"}) for n in range(3)]
    cursor = api.get("/v1/petitions?size=1").json()["next"]
    assert api.get(f"/v1/petitions?cursor={cursor}").status_code == 200
    assert api.get(f"/v1/petitions?cursor={cursor}", "clerk").status_code == 422
    assert api.get(f"/v1/petitions?cursor={ids[0]}").status_code == 422


def test_a_hidden_petition_changes_no_answer(api: Api) -> None:
    """A desk is told the same, to the byte, before and after something is stored that it may not see."""
    mine = api.stored(OPEN)
    asked = ["/v1/petitions", "/v1/petitions?size=1", f"/v1/petitions/{mine}", "/v1/review-queue"]
    before = [api.get(path, "clerk").content for path in asked]
    hidden = api.stored(CONFIDENTIAL)
    with api.services.store.write("test") as writing:
        link(writing, NewRelation(mine, hidden, RelationKind.MATTER, 0.9))
    assert [api.get(path, "clerk").content for path in asked] == before
    missing = "a" * 26
    for method, tail, body in (("GET", "", None), ("POST", "/review", {"decision": "confirm"})):
        answers = [
            api.client.request(method, f"/v1/petitions/{one}{tail}", json=body, headers=api.headers("clerk"))
            for one in (hidden, missing)
        ]
        told = [answer.json() | {"request_id": "", "detail": ""} for answer in answers]
        assert told[0] == told[1] and told[0]["status"] == 404
        assert answers[0].json()["detail"].replace(hidden, missing) == answers[1].json()["detail"]


def test_an_erased_petition_leaves_a_receipt_and_nothing_else(api: Api) -> None:
    petition_id = api.stored(OPEN, external_id="GD9")
    place = f"/v1/petitions/{petition_id}"
    receipt = api.client.delete(place, headers=api.headers()).json()
    assert receipt["petition_id"] == petition_id and OPEN["title"] not in str(receipt)
    gone = api.get(place)
    assert gone.status_code == 410 and gone.json()["receipt"]["id"] == receipt["id"]
    assert api.client.delete(place, headers=api.headers()).status_code == 410
    assert api.get(place, "clerk").status_code == 404
    assert api.post("/v1/petitions", OPEN | {"external_id": "GD9"}, "intake").status_code == 410


def test_who_looked_is_in_the_audit(api: Api) -> None:
    petition_id = api.stored(OPEN)
    api.get(f"/v1/petitions/{petition_id}", "clerk")
    api.get("/v1/petitions", "clerk")
    with api.services.store.read() as reading:
        told = [(entry.action, entry.subject) for entry in audit.entries(reading)]
        assert audit.verify(reading).sound
    assert ("petition.read", petition_id) in told and ("petition.list", "list") in told


def test_the_newest_decision_counts_and_can_be_taken_back(api: Api) -> None:
    petition_id = api.stored(OPEN)
    place = f"/v1/petitions/{petition_id}"
    made = api.post(f"{place}/review", {"decision": "correct", "correction": {"urgency": 4}}, "clerk")
    assert made.status_code == 201
    shown = api.get(place, "clerk").json()
    assert shown["urgency"] == 4 and shown["decided"] and shown["reviews"][0]["id"] == made.json()["id"]
    back = {"decision": "take_back", "review": made.json()["id"]}
    assert api.post(f"{place}/review", back, "clerk").json()["taken_back"] is True
    assert api.post(f"{place}/review", back, "clerk").status_code == 409
    assert api.get(place, "clerk").json()["decided"] is False
    elsewhere = f"/v1/petitions/{api.stored(OPEN | {'title': '另'})}/review"
    assert api.post(elsewhere, back, "clerk").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "correct"},
        {"decision": "wrong_desk"},
        {"decision": "confirm", "correction": {"urgency": 2}},
        {"decision": "correct", "correction": {"domain": ["没有这个领域"]}},
        {"decision": "split"},
        {"decision": "correct", "correction": {"urgency": "3"}},
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(api: Api, wrong: dict[str, object]) -> None:
    assert api.post(f"/v1/petitions/{api.stored(OPEN)}/review", wrong).status_code == 422


def test_a_link_can_be_split_by_who_sees_both_ends(api: Api) -> None:
    mine, other, hidden = api.stored(OPEN), api.stored(OPEN | {"title": "另"}), api.stored(CONFIDENTIAL)
    with api.services.store.write("test") as writing:
        seen = link(writing, NewRelation(mine, other, RelationKind.COPY, 0.9)).id
        unseen = link(writing, NewRelation(mine, hidden, RelationKind.MATTER, 0.9)).id
    assert len(api.get(f"/v1/petitions/{mine}", "clerk").json()["relations"]) == 1
    split = {"decision": "split", "reason": "不是同一小区"}
    assert api.post(f"/v1/relations/{seen}/review", split, "clerk").status_code == 201
    assert api.post(f"/v1/relations/{unseen}/review", split, "clerk").status_code == 404
    assert api.get(f"/v1/petitions/{mine}", "clerk").json()["relations"] == []


def test_the_queue_begins_with_the_most_urgent(api: Api) -> None:
    ids = [api.stored(OPEN | {"title": f"第{n}件"}) for n in range(2)]
    with api.services.store.write("test") as writing:
        for petition_id, level in zip(ids, (1, 4), strict=True):
            kept = petitions.get(writing, petition_id)
            assert kept is not None
            changed = vars(kept.tags) | {"urgency": level, "needs_review": True}
            petitions.retag(writing, petition_id, type(kept.tags)(**changed))
    queue = api.get("/v1/review-queue", "clerk").json()["petitions"]
    assert [petition["id"] for petition in queue] == ids[::-1]
