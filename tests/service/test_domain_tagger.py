"""The tagger of domains: one row a petition in its schema's columns, whatever the texts hold."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain import DomainTag
from models.explanation import Evidence
from service.domain_tagger import DomainTagger, alternatives_text, explanation_text, join_texts
from service.messages import text
from tests.labelled import DOMAINS, labelled_rows, small_model


def texts(*values: str | None) -> pa.LargeStringArray:
    return pa.array(values, pa.large_string())


def test_title_and_body_are_joined_by_a_line_break_and_may_be_missing() -> None:
    joined = join_texts(texts("题", None, "题", None), texts("文", "文", None, None))
    assert joined.to_pylist() == ["题\n文", "\n文", "题\n", "\n"]


def test_what_was_learned_is_recognised_wherever_title_ends_and_body_begins() -> None:
    rows = labelled_rows(DOMAINS)
    tagger = DomainTagger(small_model())
    apart = tagger.tag(texts(*(row["title"] for row in rows)), texts(*(row["body"] for row in rows)))
    together = tagger.tag(texts(*[""] * 16), texts(*(row["title"] + row["body"] for row in rows)))
    assert apart.column("domain").to_pylist() == [row["domain"] for row in rows]
    assert apart.column("domain_confidence").equals(together.column("domain_confidence"))


def test_a_text_that_says_nothing_has_no_domain_and_goes_to_a_person() -> None:
    tags = DomainTagger(small_model()).tag(texts(""), texts("。。。")).to_pylist()[0]
    assert tags["domain"] is None
    assert tags["needs_review"]
    assert tags["explanation"] == ""


def test_reasons_are_a_column_only_when_wanted() -> None:
    with_reasons = DomainTagger(small_model())
    without = DomainTagger(small_model(), with_explanation=False)
    assert "explanation" in with_reasons.schema.names
    assert "explanation" not in without.schema.names
    assert with_reasons.version != without.version
    assert without.tag(texts("路灯"), texts("坏了")).schema == without.schema


def test_a_convention_answers_with_the_domains_it_knows() -> None:
    rows = labelled_rows(DOMAINS)
    tags = DomainTagger(small_model(), "board").tag(texts(*[""] * 16), texts(*(row["body"] for row in rows)))
    assert set(tags.column("domain").to_pylist()) <= {*DOMAINS[:2], None}


@settings(max_examples=30)
@given(st.lists(st.tuples(st.none() | st.text(max_size=40), st.none() | st.text(max_size=80)), max_size=5))
def test_any_texts_give_one_row_each_in_the_columns_of_the_schema(
    petitions: list[tuple[str | None, str | None]],
) -> None:
    tagger = DomainTagger(small_model())
    titles, bodies = ([pair[k] for pair in petitions] for k in (0, 1))
    tags = tagger.tag(texts(*titles), texts(*bodies))
    assert tags.num_rows == len(petitions)
    assert tags.schema == tagger.schema
    assert all(0 <= value <= 1 for value in tags.column("domain_confidence").to_pylist())


def test_every_column_has_a_heading_for_people() -> None:
    for name in DomainTagger(small_model()).schema.names:
        assert text(f"column.{name}", "zh") and text(f"column.{name}", "en")


def test_alternatives_and_reasons_are_written_for_people() -> None:
    tag = DomainTag.__new__(DomainTag)
    object.__setattr__(tag, "alternatives", (("交通运输", 0.123), ("环境保护", 0.03)))
    assert alternatives_text(tag) == "交通运输 0.12；环境保护 0.03"
    speaking_for, against = Evidence(0, 2, "物业", 0.82), Evidence(3, 5, "噪音", -0.12)
    assert explanation_text((speaking_for, against), "zh") == "物业 +0.82；反对：噪音 -0.12"
    assert explanation_text((against,), "en") == "against: 噪音 -0.12"
    assert explanation_text((), "zh") == ""
