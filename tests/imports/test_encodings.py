"""Encodings are told apart by how their signs stand in real texts; a short Western word is never read as Chinese."""

from __future__ import annotations

import pytest

from guanxi.data.errors import Refused
from guanxi.resources.imports.encodings import OFFERED, decoded, detect_encoding

CHINESE = "名稱,城市\r\n臺灣機械有限公司,臺北市\r\n國泰貿易,高雄\r\n"


def test_traditional_chinese_in_big5_is_found_out() -> None:
    assert detect_encoding(CHINESE.encode("big5")) == "big5"


@pytest.mark.parametrize(
    "text", ["Ärzte GmbH", "Århus ØL", "Café Été, Besançon", "ÄÖÜ GmbH", "Crème Brûlée à Ålesund"]
)
def test_western_words_are_none(text: str) -> None:
    assert detect_encoding(f"name\n{text}\n".encode("cp1252")) == "cp1252"


@pytest.mark.parametrize("encoding", OFFERED)
def test_what_is_offered_can_be_read(encoding: str) -> None:
    text = "Müller" if encoding == "cp1252" else "名稱"
    assert decoded(text.encode(encoding), encoding) == text


@pytest.mark.parametrize("encoding", ["undefined", "zip", "no such", "idna"])
def test_what_is_no_encoding_of_texts_is_refused(encoding: str) -> None:
    with pytest.raises(Refused):
        decoded(b"xn--\xff\xfe", encoding)
