from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import HuiyinError
from service.readers.encoding import KEEP_BYTES, encoding_of, find_encoding, has_bad_bytes

SIMPLIFIED = "标题,内容\n小区门口的路灯坏了,夜里看不见路请求有关部门处理\n"
TRADITIONAL = "標題,內容\n小區門口的路燈壞了,夜裡看不見路請求有關部門處理\n"


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "cp950"),
        (TRADITIONAL, "gb18030", "gb18030"),
        ("路灯坏了", "gb18030", "gb18030"),
        ("姓名𬭛䶮㛃", "gb18030", "gb18030"),
    ],
)
def test_each_encoding_is_found(text: str, written: str, found: str) -> None:
    assert encoding_of(text.encode(written), "x") == found
    assert text.encode(written).decode(found) == text


def test_utf8_cut_within_a_character_stays_utf8() -> None:
    assert encoding_of(SIMPLIFIED.encode()[:-4], "x") == "utf-8"


def test_gb18030_behind_a_long_ascii_beginning_is_found() -> None:
    file = io.BytesIO(b"a,b\n" * 400_000 + SIMPLIFIED.encode("gb18030") * 2000)
    assert find_encoding(file, "x") == "gb18030"
    assert file.tell() == 0


def test_a_single_bad_byte_does_not_change_the_encoding() -> None:
    assert encoding_of((SIMPLIFIED * 20).encode() + b"\xff\n" + SIMPLIFIED.encode(), "x") == "utf-8"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(HuiyinError, match="HY-0314"):
        encoding_of(bytes(range(128, 256)) * 50 + b"\xff\xff\n\xff\xff", "x")


def test_what_the_user_says_overrules_and_gbk_means_gb18030() -> None:
    assert find_encoding(io.BytesIO(SIMPLIFIED.encode()), "x", "GBK") == "gb18030"
    assert find_encoding(io.BytesIO(SIMPLIFIED.encode("utf-8-sig")), "x", "utf8") == "utf-8-sig"


@pytest.mark.parametrize("name", ["klingon", "base64", "zip"])
def test_an_unknown_encoding_is_named(name: str) -> None:
    with pytest.raises(HuiyinError, match=name):
        find_encoding(io.BytesIO(b""), "x", name)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
@given(data=st.binary(max_size=200))
def test_any_bytes_can_be_read_and_bad_ones_are_marked(encoding: str, data: bytes) -> None:
    text = data.decode(encoding, KEEP_BYTES)
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        marked = has_bad_bytes(text)
        assert marked or all(byte < 0x80 for byte in error.object[error.start : error.end])
    else:
        assert not has_bad_bytes(text)


@given(text=st.text(alphabet=st.characters(codec="gb18030", min_codepoint=0x4E00), min_size=4, max_size=40))
def test_gb18030_text_is_never_taken_for_utf8(text: str) -> None:
    data = text.encode("gb18030")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert encoding_of(data, "x") != "utf-8"
