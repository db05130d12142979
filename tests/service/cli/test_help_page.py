"""``huiyin help``: every code has a page, in both languages, without a network."""

from __future__ import annotations

import re

import pytest
import yaml

from nlp.resources import data_path
from service.error_pages import all_codes, error_page
from service.messages import error_codes
from tests.service.cli.support import Huiyin


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_a_page_that_says_what_it_leads_to(language: str) -> None:
    for code, _ in all_codes():
        page = error_page(code, "zh" if language == "zh" else "en")
        assert page.startswith(code)
        assert ("退出码" if language == "zh" else "exit code") in page
        assert not re.search(r"{\w+}", page)


@pytest.mark.parametrize("typed", ["HY-0309", "hy-0309", "0309", "309", "HY0309"])
def test_a_code_is_found_however_it_is_read_out(typed: str, huiyin: Huiyin) -> None:
    told = huiyin("help", typed)
    assert told.code == 0
    assert told.out.startswith("HY-0309")
    assert "--column body=" in told.out


def test_an_unknown_code_is_refused_with_the_nearest(huiyin: Huiyin) -> None:
    told = huiyin("help", "HY-0399")
    assert told.code == 2
    assert "HY-03" in told.err


def test_without_a_code_all_are_listed(huiyin: Huiyin) -> None:
    listed = re.findall(r"^HY-\d{4}", huiyin("help").out, re.MULTILINE)
    assert listed == sorted(error_codes())


def test_help_of_a_verb_is_its_help(huiyin: Huiyin) -> None:
    assert "huiyin tag" in huiyin("help", "tag").out


def test_advice_is_given_for_known_errors_in_both_languages() -> None:
    with data_path("messages/advice.yaml").open(encoding="utf-8") as file:
        advice = yaml.safe_load(file)
    assert set(advice) <= set(error_codes().values())
    assert all(set(entry) == {"zh", "en"} for entry in advice.values())


def test_codes_are_unique() -> None:
    paths = sorted(data_path("messages/errors").glob("*.yaml"))
    entries = [e for p in paths for e in yaml.safe_load(p.read_text(encoding="utf-8")).values()]
    assert len({entry["code"] for entry in entries}) == len(entries)
