"""Dates and deadlines are facts; a deadline that is a date is both."""

from nlp.facts import dates


def test_a_deadline_that_is_a_date_is_given_as_both() -> None:
    found = [(fact.type, fact.text) for fact in dates.find("2020年6月30日前不交就停电")]
    assert found == [("date", "2020年6月30日前"), ("deadline", "2020年6月30日前")]


def test_a_stretch_of_time_is_a_deadline_only() -> None:
    assert [(fact.type, fact.text) for fact in dates.find("离报名截止还有三天")] == [("deadline", "还有三天")]


def test_a_past_date_is_no_deadline() -> None:
    assert [fact.type for fact in dates.find("去年5月停过水")] == ["date"]
