"""The shipped classes, and how a taxonomy is looked up and read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from models.taxonomy import Taxonomy, TaxonomyClass, load_taxonomy

LENGTH_OF_DEFINITION = range(15, 46)
REFERENCE = re.compile(r"归([^，；]+)")
SMALL = """
version: "7"
domains:
  - code: "01"
    name: 城乡建设
    definition: 住房和市政
    department: 住房和城乡建设局
    level2:
      - code: "0102"
        name: 城市建设和市政管理
        office_code: A9
        level3:
          - {code: "010206", name: 公共汽车}
"""


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def described(taxonomy: Taxonomy) -> tuple[TaxonomyClass, ...]:
    """The classes an officer chooses by reading: those of level 1 and level 2."""
    return taxonomy.level(1) + taxonomy.level(2)


def read_small(folder: Path, text: str = SMALL) -> Taxonomy:
    file = folder / "taxonomy.yaml"
    file.write_text(text, encoding="utf-8")
    return load_taxonomy(file)


def test_there_are_15_domains_118_second_and_517_third_level_classes(taxonomy: Taxonomy) -> None:
    assert [len(taxonomy.level(number)) for number in (1, 2, 3)] == [15, 118, 517]
    assert len(taxonomy.classes) == 15 + 118 + 517


def test_domains_are_the_names_of_level_1_in_written_order(taxonomy: Taxonomy) -> None:
    assert taxonomy.domains[:3] == ("城乡建设", "党务政务", "国土资源")
    assert len(set(taxonomy.domains)) == 15


def test_no_code_and_no_path_is_used_twice(taxonomy: Taxonomy) -> None:
    uses = Counter(c.code for c in taxonomy.classes) + Counter("/".join(c.path) for c in taxonomy.classes)
    assert [used for used, times in uses.items() if times > 1] == []


def test_a_code_is_its_parents_code_and_two_more_digits(taxonomy: Taxonomy) -> None:
    for found in taxonomy.classes:
        parent = taxonomy.find(*found.path[:-1])
        above = parent.code if parent else ""
        assert re.fullmatch(above + r"\d\d", found.code), found


def test_every_class_of_level_1_and_2_has_a_definition_of_one_line(taxonomy: Taxonomy) -> None:
    for found in described(taxonomy):
        assert found.definition.split() == [found.definition], found
        assert len(found.definition) in LENGTH_OF_DEFINITION, found


def test_no_two_classes_share_a_definition(taxonomy: Taxonomy) -> None:
    uses = Counter(c.definition for c in described(taxonomy))
    assert [text for text, times in uses.items() if times > 1] == []


def test_a_definition_that_sends_elsewhere_names_another_class(taxonomy: Taxonomy) -> None:
    checked = 0
    for found in described(taxonomy):
        for name in REFERENCE.findall(found.definition.partition("；")[2]):
            target = taxonomy.find(*name.split("/")) or taxonomy.find(found.path[0], name)
            assert target is not None, (found.path, name)
            assert target != found, (found.path, name)
            checked += 1
    assert checked > 50


def test_every_class_of_level_1_and_2_names_each_department_once(taxonomy: Taxonomy) -> None:
    for found in described(taxonomy):
        departments = found.department.split("、")
        assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,}", name) for name in departments), found
        assert len(set(departments)) == len(departments), found


@given(st.data())
def test_every_class_is_found_by_its_path_and_is_nearest_to_itself(data: st.DataObject) -> None:
    taxonomy = load_taxonomy()
    wanted = data.draw(st.sampled_from(taxonomy.classes))
    assert taxonomy.find(*wanted.path) is wanted
    assert taxonomy.nearest(*wanted.path) == "/".join(wanted.path)


def test_a_class_is_found_only_by_its_whole_path(taxonomy: Taxonomy) -> None:
    found = taxonomy.find("城乡建设", "城市建设和市政管理", "公共汽车")
    assert found is not None
    assert (found.name, found.code) == ("公共汽车", "010206")
    assert taxonomy.find("公共汽车") is None
    assert taxonomy.find("交通运输", "城市建设和市政管理") is None
    assert taxonomy.find() is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (("城乡建没",), "城乡建设"),
        (("交通运输", "出租车管埋"), "交通运输/出租车管理"),
        (("环境保护", "环境污染", "噪声污染"), "环境保护/环境污染/噪音污染"),
    ],
)
def test_nearest_mends_a_misspelt_path(taxonomy: Taxonomy, written: tuple[str, ...], meant: str) -> None:
    assert taxonomy.find(*written) is None
    assert taxonomy.nearest(*written) == meant


def test_nearest_stays_on_the_level_of_the_path(taxonomy: Taxonomy) -> None:
    assert taxonomy.nearest("公共汽车") in taxonomy.domains


def test_nearest_is_empty_where_no_class_is_so_deep(taxonomy: Taxonomy) -> None:
    assert taxonomy.nearest("城乡建设", "工程质量", "其他", "其他") == ""
    assert taxonomy.nearest() == ""


def test_a_file_is_read_with_all_its_fields_and_the_missing_ones_empty(tmp_path: Path) -> None:
    small = read_small(tmp_path)
    top, middle = ("城乡建设",), ("城乡建设", "城市建设和市政管理")
    assert small == Taxonomy(
        "7",
        (
            TaxonomyClass("01", top, definition="住房和市政", department="住房和城乡建设局"),
            TaxonomyClass("0102", middle, office_code="A9"),
            TaxonomyClass("010206", (*middle, "公共汽车")),
        ),
    )


def test_an_unknown_file_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_taxonomy(tmp_path / "missing.yaml")


@pytest.mark.parametrize("line", ['version: "7"', "    name: 城乡建设", "        name: 城市建设和市政管理"])
def test_a_file_without_version_or_a_name_raises(tmp_path: Path, line: str) -> None:
    assert line in SMALL
    lines = [each for each in SMALL.splitlines() if each != line]
    with pytest.raises(KeyError):
        read_small(tmp_path, "\n".join(lines))


def test_a_file_that_is_no_yaml_raises(tmp_path: Path) -> None:
    with pytest.raises(yaml.YAMLError):
        read_small(tmp_path, "domains: [")
