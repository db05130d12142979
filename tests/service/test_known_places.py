"""Where petitioner fields stand in texts."""

from __future__ import annotations

from service.known_places import HiddenPlace, KnownPlaces
from service.tables import RowBatch
from tests.service.support import make_table


def learnt(role: str, heading: str, *values: object) -> KnownPlaces:
    known = KnownPlaces()
    table = make_table({heading: list(values)}, roles={role: heading})
    batch: RowBatch = next(iter(table.batches(0)))
    known.learn(table.roles, batch)
    return known


def test_a_name_is_found_in_every_text_in_all_its_places() -> None:
    known = learnt("petitioner", "姓名", "慕容守拙")
    assert known.places("慕容守拙反映，慕容守拙来电") == (
        HiddenPlace(0, 4, "person"),
        HiddenPlace(7, 11, "person"),
    )
    assert known.places("路灯坏了") == ()


def test_a_number_kept_as_a_number_is_found_too() -> None:
    assert learnt("phone", "电话", 15400127788.0).places("打15400127788找我") == (
        HiddenPlace(1, 12, "phone"),
    )


def test_a_title_behind_a_name_does_not_hide_the_name_from_the_search() -> None:
    assert HiddenPlace(0, 4, "person") in learnt("petitioner", "姓名", "慕容守拙先生").places("慕容守拙说")


def test_placeholders_and_anonymous_ones_hide_nothing() -> None:
    known = learnt("petitioner", "姓名", "匿名", "市民", "无", "", None)
    assert known.places("匿名市民说无人管") == ()


def test_an_address_is_hidden_only_where_the_heading_says_that_it_is_a_home() -> None:
    text = "云栖大道19号锦棠苑3栋207门口"
    assert learnt("address", "家庭住址", "云栖大道19号锦棠苑3栋207").places(text)
    assert not learnt("address", "事发地址", "云栖大道19号锦棠苑3栋207").places(text)
