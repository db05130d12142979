"""The report as a page: every picture and table is there, in both languages, and opens in a browser."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from models.domain_file import load_domain_model
from nlp.resources import data_path
from service.evaluation import DomainEvaluation, evaluate_domain
from service.evaluation_page import evaluation_blocks
from service.html_page import render_page, write_page
from service.messages import Language

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def measured() -> DomainEvaluation:
    return evaluate_domain(load_domain_model(), data_path("corpus/petitions.jsonl"), "guide")


def test_bins_and_curve_hold_every_answer(measured: DomainEvaluation) -> None:
    assert sum(b.count for b in measured.bins) == measured.agreed_texts
    assert measured.coverage[-1] == (1.0, pytest.approx(measured.accuracy.value))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_has_its_figures_and_pictures(measured: DomainEvaluation, language: Language) -> None:
    page = render_page("报告", evaluation_blocks([measured], "v1", language), language)
    assert page.count("<svg") == 3
    assert str(measured.accuracy) in page and measured.names[0] in page
    assert "http:" not in page.replace("http://www.w3.org/2000/svg", "") and "https:" not in page


@pytest.mark.skipif(BROWSER is None, reason="no browser is installed")
def test_a_browser_opens_the_page(measured: DomainEvaluation, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    write_page(report, "报告", evaluation_blocks([measured], "v1", "zh"), "zh")
    switches = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-quic"]
    shown = subprocess.run(
        [
            str(BROWSER),
            *switches,
            *quiet,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            report.as_uri(),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert str(measured.accuracy).encode() in shown.stdout
