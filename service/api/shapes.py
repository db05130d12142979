"""What goes into the API and comes out of it; the OpenAPI document is made from these."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

LONGEST_TITLE = 1_000
LONGEST_BODY = 100_000
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
EXAMPLE_TITLE = "楼上漏水半年无人管"
EXAMPLE_BODY = "我家楼上漏水半年，天花板发霉，物业来看过两回都说等等，孩子咳嗽一直不好，盼尽快协调维修。"


def _moment(value: Any) -> Any:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("no moment")
    if not _FIRST_YEAR <= int(value[:4]) <= _LAST_YEAR:
        raise ValueError("no moment")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_moment, json_schema_input_type=AwareDatetime)]
Level = Annotated[StrictInt, Field(ge=1, le=4)]
ExternalName = Annotated[str, Field(min_length=1, max_length=200)]
ShortText = Annotated[str, Field(max_length=200)]


class Given(BaseModel):
    """Something a caller sends: no names but those listed."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Text(Given):
    """A petition to be tagged."""

    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = Field("", examples=[EXAMPLE_TITLE])
    body: str = Field(min_length=1, max_length=LONGEST_BODY, examples=[EXAMPLE_BODY])
    occurred_at: Moment | None = Field(
        None,
        description="When it was written; due dates are reckoned from it.",
        examples=["2026-03-02T09:30:00+08:00"],
    )

    @property
    def joined(self) -> str:
        """What the models read."""
        return f"{self.title}\n{self.body}"


class PetitionerGiven(Given):
    """Who sent it. Kept as keyed hashes and masked display forms only; dropped if anonymous."""

    name: ShortText | None = None
    phone: ShortText | None = None
    id_number: ShortText | None = None
    address: ShortText | None = None
    account: ShortText | None = None
    email: ShortText | None = None
    anonymous: StrictBool = False


class PetitionGiven(Text):
    """A petition to be tagged and stored."""

    source: ExternalName | None = Field(None, description="The caller's system.", examples=["12345"])
    external_id: ExternalName | None = Field(
        None,
        description="Its number there: stored once, however often it is sent.",
        examples=["GD-2026-000123"],
    )
    petitioner: PetitionerGiven | None = None
    training_use: StrictBool = Field(False, description="Whether it may teach a model.")


class CorrectionGiven(Given):
    """What is right instead; what is left out stays."""

    domain: Annotated[list[ShortText], Field(min_length=1, max_length=3)] | None = Field(
        None, description="Path of names in the taxonomy.", examples=[["城乡建设"]]
    )
    urgency: Level | None = None
    confidential: StrictBool | None = None


class ReviewGiven(Given):
    """A person's decision on a petition's tags."""

    decision: Literal["confirm", "correct", "wrong_desk", "take_back"]
    reason: Annotated[str, Field(max_length=2_000)] | None = None
    correction: CorrectionGiven | None = None
    review: ShortText | None = Field(None, description="With take_back: the id of the review.")


class RelationReviewGiven(Given):
    """A person's decision on a link."""

    decision: Literal["confirm", "split", "join"]
    reason: Annotated[str, Field(max_length=2_000)] | None = None


class ListQuery(Given):
    """Which petitions a list is to hold."""

    domain: ShortText | None = Field(None, description="Level-1 name.", examples=["城乡建设"])
    urgency: Annotated[int, Field(ge=1, le=4)] | None = Field(None, examples=[2])
    since: Moment | None = Field(
        None, description="Received then or later.", examples=["2026-01-01T00:00:00+08:00"]
    )
    review: Literal["waiting", "decided"] | None = Field(None, examples=["waiting"])
    cursor: ShortText | None = Field(None, description="`next` of the page before.")
    size: Annotated[int, Field(ge=1, le=500)] = 50


class QueueQuery(Given):
    """How long the queue is to be."""

    size: Annotated[int, Field(ge=1, le=500)] = 20


class Span(BaseModel):
    """Characters `start` to `end` (exclusive) of title, line break, body."""

    start: int
    end: int
    text: str


class Word(Span):
    """A word and what it added to the log odds of the domain."""

    weight: float


class Alternative(BaseModel):
    """Another domain that is possible."""

    name: str
    probability: float


class DomainSaid(BaseModel):
    """The domain as the model says it; an empty path where it abstains."""

    path: list[str] = []
    probability: float = 0.0
    alternatives: list[Alternative] = []
    second: str | None = None
    needs_review: bool = True
    evidence: list[Word] = []


class UrgencySaid(BaseModel):
    """The urgency as the model says it: 1 一般, 2 较急, 3 紧急, 4 特急; null where it abstains."""

    level: int | None = None
    name: str | None = None
    probability: float = 0.0
    raised: Annotated[bool, Field(description="A cue of harm or of time put it above the model's own.")] = (
        False
    )
    harm: str | None = None
    time_left: str | None = None
    due: date | None = None
    needs_review: bool = True
    evidence: list[Span] = []


class KindSaid(BaseModel):
    """What the petition wants: 求决, 投诉举报, 咨询 or 建议."""

    name: str | None = None
    probability: float = 0.0


class Said(BaseModel):
    """What the models say. People decide."""

    domain: DomainSaid = DomainSaid()
    urgency: UrgencySaid = UrgencySaid()
    kind: KindSaid = KindSaid()
    models: dict[str, str] = {}


class Tagged(Said):
    """All tags of one text."""

    confidential: bool
    must_not_route_to: list[str] = Field(description="Offices and officials that must not get it.")
    needs_review: bool


class StoredPetition(BaseModel):
    """Where a petition is, and what the models say of it (without words of its text)."""

    id: str
    created: bool = Field(description="False if it had been stored before.")
    said: Said
    confidential: bool
    must_not_route_to: list[str]
    needs_review: bool


class ReviewShown(BaseModel):
    """A decision that is on record."""

    id: str
    decision: str
    reviewer: str
    at: datetime
    reason: str | None
    correction: dict[str, Any]
    taken_back: bool


class RelationShown(BaseModel):
    """A link to another petition."""

    id: str
    kind: str
    other: str
    score: float | None
    evidence: dict[str, Any]
    made_by: str
    active: bool


class PetitionShown(BaseModel):
    """A petition, with the fields that the caller may see and no others."""

    id: str
    source: str | None = None
    external_id: str | None = None
    title: str | None = None
    body: str | None = None
    redacted_title: str | None = None
    redacted_body: str | None = None
    received_at: datetime | None = None
    occurred_at: datetime | None = None
    domain: list[str] = Field([], description="What counts now, after people's decisions.")
    urgency: int | None = None
    urgency_name: str | None = None
    confidential: bool = True
    needs_review: bool = True
    decided: bool = False
    said: Said | None = None
    must_not_route_to: list[str] = []
    petitioner: dict[str, str] | None = None
    relations: list[RelationShown] | None = None
    reviews: list[ReviewShown] | None = None


class PetitionPage(BaseModel):
    """Petitions, newest stored first; `next` is the cursor of the next page, null on the last."""

    petitions: list[PetitionShown]
    next: str | None


class Queue(BaseModel):
    """What to decide next: the most urgent first, then the least sure."""

    petitions: list[PetitionShown]


class ReceiptShown(BaseModel):
    """That a petition was erased. `logs_cleared` false: remains in logs go as soon as nobody reads."""

    id: str
    petition_id: str | None
    at: datetime
    actor: str
    details: dict[str, Any]
    logs_cleared: bool


class ClassShown(BaseModel):
    """One class of the taxonomy."""

    code: str
    path: list[str]
    definition: str
    department: str
    office_code: str


class TaxonomyShown(BaseModel):
    """All classes, in their written order."""

    version: str
    classes: list[ClassShown]


class ModelShown(BaseModel):
    """A model: its version and its card."""

    version: str
    card: dict[str, Any]


class ModelsShown(BaseModel):
    """The models in use."""

    domain: ModelShown
    urgency: ModelShown


class Health(BaseModel):
    """Whether the service is well."""

    status: Literal["ok"]


class FieldFault(BaseModel):
    """A field that is wrong, and what it should be."""

    field: str
    detail: str


class Problem(BaseModel):
    """A fault (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None = None
    faults: list[FieldFault] | None = None
    receipt: ReceiptShown | None = None
