from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.readers import sheet_xml
from service.readers.sheet_xml import SheetFacts, scan_sheet

HEAD = (
    '<worksheet><cols><col min="1" max="2" width="12.5" hidden="1"/><col min="4" max="4" width="9"/></cols>'
    "<sheetData>"
)
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"/></row>'
    '<row r="3" hidden="1"><c r="A3"><f>B3&amp;C3</f><v/></c><c r="C3"><f>1+1</f><v>2</v></c></row>'
    '<row r="4"><c r="B4" t="str"><f>""</f><v></v></c><c r="D4"><f t="shared" si="0"/></c></row>'
    '<row r="5"><c r="AA5" t="inlineStr"><is><t>x</t></is></c><c r="AB5" s="2"></c></row>'
    '<row r="900"><c r="ZZ900" s="3"/></row>'
)


def scan(path: Path, content: str | bytes) -> SheetFacts:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sheet.xml", content)
    with zipfile.ZipFile(path) as archive:
        return scan_sheet(archive, "sheet.xml")


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("chunk", [7, 100, 1 << 20])
def test_the_facts_are_found_whatever_the_prefix_and_the_chunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefix: str, chunk: int
) -> None:
    monkeypatch.setattr(sheet_xml, "CHUNK_BYTES", chunk)
    content = HEAD + ROWS + "</sheetData></worksheet>"
    for tag in ("worksheet", "cols", "col", "sheetData", "row", "c", "f", "v", "is", "t"):
        for end in (" ", ">", "/>"):
            content = content.replace(f"<{tag}{end}", f"<{prefix}{tag}{end}").replace(
                f"</{tag}>", f"</{prefix}{tag}>"
            )
    facts = scan(tmp_path / "a.zip", content)
    assert facts.hidden_columns == {1, 2} and facts.column_widths == {1: 12.5, 2: 12.5, 4: 9.0}
    assert facts.hidden_rows == {3}
    assert facts.formulas == {3: frozenset({0}), 4: frozenset({3})}
    assert (facts.last_row, facts.last_column) == (5, 27)


def test_a_formula_in_the_wrong_place_is_not_taken_from_a_text(tmp_path: Path) -> None:
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>&lt;f&gt;1&lt;/f&gt;</t></is></c></row>'
    assert scan(tmp_path / "a.zip", HEAD + row).formulas == {}


@given(st.binary(max_size=500))
def test_any_bytes_can_be_scanned(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    facts = scan(tmp_path_factory.mktemp("zip") / "a.zip", HEAD.encode() + content)
    assert facts.last_row >= 0
