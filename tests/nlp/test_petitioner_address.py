from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.petitioner_address import AddressParts, read_address


@pytest.mark.parametrize(
    "value",
    [
        "锦棠苑3栋207",
        "锦棠苑三栋二〇七室",
        "锦棠苑小区3栋2单元207室",
        "东湖市南岭区锦棠苑3号楼207",
        "南岭区枫林路18号锦棠苑3栋207房",
        "锦棠苑 3-2-207",
    ],
)
def test_one_door_is_the_same_however_it_is_written(value: str) -> None:
    assert read_address(value) == AddressParts("锦棠苑", "锦棠苑|3", "锦棠苑|3|207")


def test_an_address_goes_as_far_as_it_says() -> None:
    assert read_address("锦棠苑") == AddressParts("锦棠苑", None, None)
    assert read_address("锦棠苑12栋") == AddressParts("锦棠苑", "锦棠苑|12", None)
    assert read_address("柳湾村三组12号") == AddressParts("柳湾村", "柳湾村|3", "柳湾村|3|12")


@pytest.mark.parametrize("value", [None, "", "无", "12号", "3栋", "锦棠苑*栋*"])
def test_an_address_without_a_place_gives_nothing(value: str | None) -> None:
    assert read_address(value) is None


@given(st.text(max_size=80))
def test_any_text_can_be_read(value: str) -> None:
    parts = read_address(value)
    assert parts is None or len(parts.place) >= 2
