from __future__ import annotations

from service.readers.damage import SHOWN_ROWS, DamageFinder

NAMES = ("编号", "标题", "内容", "电话", "身份证号", "时间")
ROLES = {"id": 0, "title": 1, "body": 2, "phone": 3, "id_number": 4, "time": 5}


def found(*rows: list[object]) -> dict[tuple[str, object], object]:
    finder = DamageFinder(NAMES, ROLES)
    for number, row in enumerate(rows, 2):
        finder.look(number, row)
    assert all(note.needs_person for note in finder.notes())
    return {(note.key, note.fields["column"]): note.fields["rows"] for note in finder.notes()}


def test_numbers_in_exponent_form_are_told_with_their_rows() -> None:
    rows = found(["1", "", "", "1.38E+10", None, None], ["2", "", "", "13800138000", "1.10101E+17", None])
    assert rows == {("reading.digits_lost", "电话"): "2", ("reading.digits_lost", "身份证号"): "3"}


def test_long_numbers_are_told_whether_number_or_rounded_text() -> None:
    rows = found(
        [1, "", "", 13800138000, 110101199003071232, None],
        [1, "", "", 13800138000, "110101199003071000", None],
    )
    assert rows == {("reading.long_number", "身份证号"): "2、3"}


def test_a_sound_identity_number_is_not_told() -> None:
    assert found(["1", "", "", "1", "11010519491231002X", None]) == {}


def test_an_exponent_within_a_petition_is_not_told() -> None:
    assert found(["1", "1.38E+10", "1.38E+10", None, None, None]) == {}


def test_times_that_cannot_be_read_are_told() -> None:
    assert found(["1", "", "", None, None, "昨天"], ["1", "", "", None, None, "2023-04-05"]) == {
        ("reading.times_unclear", "时间"): "2"
    }


def test_of_many_rows_the_first_are_named() -> None:
    rows = found(*([["1", "", "", "1.38E+10", None, None]] * (SHOWN_ROWS + 5)))
    shown = str(rows["reading.digits_lost", "电话"])
    assert shown.count("、") == SHOWN_ROWS - 1 and shown.endswith("…")
