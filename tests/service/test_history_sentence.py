from __future__ import annotations

from datetime import date

from models.history import EarlierPetition, case_history
from service.history_sentence import history_sentence

TODAY = date(2026, 6, 30)


def sentence(*earlier: EarlierPetition, language: str = "en") -> str:
    return history_sentence(case_history("now", earlier, TODAY), language)  # type: ignore[arg-type]


def test_the_first_petition_has_no_history() -> None:
    assert sentence() == ""


def test_a_third_petition_tells_the_office_when_it_last_replied() -> None:
    earlier = (
        EarlierPetition("p1", date(2026, 1, 1)),
        EarlierPetition("p2", date(2026, 5, 1), replied=True, reply_date=date(2026, 5, 20)),
    )
    assert sentence(*earlier) == (
        "time 3 on this matter; last reply 41 days ago; open for 180 days; "
        "the oldest without reply has waited 180 days"
    )
    assert sentence(*earlier, language="zh").startswith("同一事项第 3 次来信；最近一次答复在 41 天前")


def test_no_reply_and_a_reply_without_date_are_told_apart() -> None:
    assert "no reply on record" in sentence(EarlierPetition("p1", date(2026, 6, 1)))
    assert "replied before" in sentence(EarlierPetition("p1", date(2026, 6, 1), replied=True))
