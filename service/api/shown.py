"""From records to what a caller may see of them: a field that is not shown is not there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta, timezone
from typing import Any

from models.urgency import LEVEL_NAMES
from nlp.redact import redact
from service.api.petition_tagger import TaggedText
from service.api.shapes import (
    Alternative,
    DomainSaid,
    KindSaid,
    PetitionShown,
    ReceiptShown,
    RelationShown,
    ReviewShown,
    Said,
    Span,
    Tagged,
    UrgencySaid,
    Word,
)
from service.permissions import Shown, Subject
from service.store.records import Petition, Receipt, Relation, Review, Tags

CHINA = timezone(timedelta(hours=8))  # no summer time since 1991
_DIGITS = 4


def tagged_of(found: TaggedText, models: dict[str, str]) -> Tagged:
    """Everything said of a text, for whoever sent the text."""
    return Tagged(
        **vars(_said(found, models)),
        confidential=found.confidentiality.confidential,
        must_not_route_to=list(found.confidentiality.must_not_route_to),
        needs_review=found.domain.needs_review or found.urgency.needs_review,
    )


def tags_for_store(found: TaggedText, models: dict[str, str]) -> Tags:
    """The same for the store."""
    domain, urgency, kept = found.domain, found.urgency, found.confidentiality
    due = urgency.due
    return Tags(
        domain=_path(found),
        domain_probability=domain.probability,
        needs_review=domain.needs_review or urgency.needs_review,
        urgency=urgency.level,
        urgency_probability=urgency.probability,
        due_at=None if due is None else datetime(due.year, due.month, due.day, tzinfo=CHINA),
        kind=urgency.kind,
        confidential=kept.confidential,
        must_not_route_to=kept.must_not_route_to,
        models=models,
        details=_said(found, models).model_dump(mode="json"),
    )


def said_of(tags: Tags, with_evidence: bool) -> Said:
    """What the models said of a stored petition; evidence quotes its text."""
    said = Said.model_validate(
        {name: tags.details[name] for name in Said.model_fields if name in tags.details}
    )
    if not with_evidence:
        said.domain.evidence, said.urgency.evidence = [], []
    return said


def subject_of(petition: Petition) -> Subject:
    """What permission needs to know of it."""
    return Subject(petition.domain[0] if petition.domain else None, petition.confidential)


def petition_shown(
    petition: Petition,
    fields: Collection[Shown],
    relations: Collection[Relation] = (),
    reviews: Collection[Review] = (),
) -> PetitionShown:
    """The fields that may be shown; the others are not set, and so not written."""
    shown: dict[str, Any] = {"id": petition.id, "received_at": petition.received_at}
    if Shown.EXTERNAL_ID in fields:
        shown |= {"source": petition.source, "external_id": petition.external_id}
    if Shown.TEXT in fields:
        shown |= {"title": petition.title, "body": petition.body, "occurred_at": petition.occurred_at}
    elif Shown.REDACTED_TEXT in fields:
        joined = redact(f"{petition.title}\n{petition.body}").text
        shown["redacted_title"], _, shown["redacted_body"] = joined.partition("\n")
    if Shown.TAGS in fields:
        shown |= {
            "domain": list(petition.domain),
            "urgency": petition.urgency,
            "urgency_name": LEVEL_NAMES.get(petition.urgency or 0),
            "confidential": petition.confidential,
            "needs_review": petition.needs_review,
            "decided": petition.decided,
            "said": said_of(petition.tags, Shown.EVIDENCE in fields),
        }
    if Shown.MUST_NOT_ROUTE_TO in fields:
        shown["must_not_route_to"] = list(petition.tags.must_not_route_to)
    if Shown.PETITIONER in fields:
        shown["petitioner"] = dict(petition.masked)
    if Shown.RELATIONS in fields:
        shown["relations"] = [_relation(relation, petition.id) for relation in relations]
    if Shown.REVIEWS in fields:
        shown["reviews"] = [review_shown(review) for review in reviews]
    return PetitionShown(**shown)


def review_shown(review: Review) -> ReviewShown:
    """A decision."""
    correction = {name: value for name, value in vars(review.correction).items() if value is not None}
    return ReviewShown(**vars(review) | {"decision": review.decision.value, "correction": correction})


def receipt_shown(receipt: Receipt, logs_cleared: bool) -> ReceiptShown:
    """A receipt."""
    return ReceiptShown(**vars(receipt) | {"details": dict(receipt.details)}, logs_cleared=logs_cleared)


def _relation(relation: Relation, seen_from: str) -> RelationShown:
    return RelationShown(
        id=relation.id,
        kind=relation.kind.value,
        other=relation.b if relation.a == seen_from else relation.a,
        score=relation.score,
        evidence=dict(relation.evidence),
        made_by=relation.made_by,
        active=relation.active,
    )


def _path(found: TaggedText) -> tuple[str, ...]:
    tag = found.domain
    path = (tag.domain, tag.level2, tag.level3 if tag.level2 else None)
    return tuple(name for name in path if name) if tag.domain else ()


def _said(found: TaggedText, models: dict[str, str]) -> Said:
    domain, urgency = found.domain, found.urgency
    return Said(
        domain=DomainSaid(
            path=list(_path(found)),
            probability=round(domain.probability, _DIGITS),
            alternatives=[
                Alternative(name=name, probability=round(probability, _DIGITS))
                for name, probability in domain.alternatives
            ],
            second=domain.second_domain,
            needs_review=domain.needs_review,
            evidence=[
                Word(start=e.start, end=e.end, text=e.text, weight=round(e.weight, _DIGITS))
                for e in found.domain_evidence
            ],
        ),
        urgency=UrgencySaid(
            level=urgency.level,
            name=urgency.name,
            probability=round(urgency.probability, _DIGITS),
            raised=urgency.raised,
            harm=urgency.harm.kind if urgency.harm else None,
            time_left=urgency.time.kind if urgency.time else None,
            due=urgency.due,
            needs_review=urgency.needs_review,
            evidence=[Span(start=s.start, end=s.end, text=s.text) for s in urgency.evidence],
        ),
        kind=KindSaid(name=urgency.kind, probability=round(urgency.kind_probability, _DIGITS)),
        models=models,
    )
