"""Address books of phones become persons: names in the right order, further numbers kept, no card lost to a broken line."""

from __future__ import annotations

import base64

import pytest

from guanxi.api import Actor, Refused, visible
from guanxi.resources.imports.card_rows import read_contacts
from guanxi.resources.imports.cards import is_cards
from guanxi.resources.imports.run import run
from guanxi_contacts.resources import companies, persons


def quoted(text: str, encoding: str) -> str:
    return "".join(f"={byte:02X}" for byte in text.encode(encoding))


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def read(*lines: str, version: str = "3.0") -> dict[str, str]:
    found = read_contacts(card(*lines, version=version).encode())
    (row,) = found
    return {name: cell for name, cell in zip(found.header, row.cells, strict=True) if cell}


def test_chinese_and_western_names_are_split_as_the_card_splits_them() -> None:
    assert read("N:欧阳;娜娜;;;", "FN:娜娜 欧阳") == {
        "full_name": "欧阳娜娜",
        "last_name": "欧阳",
        "first_name": "娜娜",
    }
    western = read("N:van der Berg;Anna;Maria;Dr.;", "FN:Dr. Anna M. van der Berg", version="4.0")
    assert (western["last_name"], western["first_name"]) == ("van der Berg", "Anna Maria")
    assert read("N:Smith;John;;;") == {"full_name": "John Smith", "last_name": "Smith", "first_name": "John"}
    assert read("ORG:恒润机械;采购部")["full_name"] == "恒润机械"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "GB2312"])
def test_quoted_printable_of_old_phones_is_read_in_its_charset(encoding: str) -> None:
    found = read(
        f"N;CHARSET={encoding};ENCODING=QUOTED-PRINTABLE:{quoted('王', encoding)};{quoted('芳', encoding)};;;",
        f"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET={encoding}:{quoted('第一', encoding)}=",
        quoted("行", encoding),
        "TEL;CELL:13800138000",
        version="2.1",
    )
    assert found == {
        "full_name": "王芳",
        "last_name": "王",
        "first_name": "芳",
        "cell": "13800138000",
        "notes": "第一行",
    }


def test_quoted_printable_without_charset_is_found_out() -> None:
    assert read(f"FN;QUOTED-PRINTABLE:{quoted('王芳', 'gb18030')}", version="2.1")["full_name"] == "王芳"


def test_whole_files_in_gb18030_and_utf_16_are_read() -> None:
    text = card("N:王;芳;;;", "ORG:恒润机械有限公司", "TITLE:采购经理")
    for content in (text.encode("gb18030"), text.encode("utf-16")):
        assert [row.cells[0] for row in read_contacts(content)] == ["王芳"]


def test_lines_folded_within_a_sign_are_put_together() -> None:
    content = card("FN:王芳").encode()
    at = content.index("芳".encode()) + 1
    (row,) = read_contacts(content[:at] + b"\r\n " + content[at:])
    assert row.cells[0] == "王芳"


def test_first_phone_and_mail_go_into_fields_and_others_into_the_note() -> None:
    found = read(
        "FN:王芳",
        "TEL;TYPE=WORK,FAX:0510-1",
        "TEL;TYPE=WORK:0510-2",
        "TEL;TYPE=CELL:13800138000",
        "item1.TEL;TYPE=CELL,PREF:13900139000",
        'TEL;VALUE=uri;TYPE="voice,home":tel:+86-510-3',
        "EMAIL;TYPE=HOME:a@demo.example",
        "EMAIL;PREF=1:b@demo.example",
        version="4.0",
    )
    assert (found["cell"], found["telephone"], found["mail"]) == ("13900139000", "0510-2", "b@demo.example")
    assert found["notes"].splitlines() == [
        "Phone: 0510-1",
        "Phone: 13800138000",
        "Phone: +86-510-3",
        "Email: a@demo.example",
    ]


def test_addresses_and_birthdays_are_kept_whole() -> None:
    found = read("FN:A", "ADR;TYPE=WORK:;;长江路1号;无锡市;江苏省;214000;中国", "BDAY:19900412T000000Z")
    assert (found["city"], found["address"], found["birthday"]) == (
        "无锡市",
        "江苏省无锡市长江路1号",
        "1990-04-12",
    )
    found = read("FN:A", "ADR:;;1\\, High St;Leeds;;;UK", "BDAY:--0412", version="4.0")
    assert (found["address"], found["notes"]) == ("1, High St, Leeds, UK", "Birthday: 0412")
    assert "birthday" not in read("FN:A", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12")


def test_broken_lines_pictures_and_nested_cards_cost_nothing() -> None:
    picture = base64.b64encode(bytes(3000)).decode()
    folded = "\r\n ".join(picture[i : i + 70] for i in range(0, len(picture), 70))
    found = read(
        "FN:A", "this is broken", f"PHOTO;ENCODING=b:{folded}", "AGENT:", card("FN:B").strip(), "TEL:1"
    )
    assert found == {"full_name": "A", "telephone": "1"}


def test_card_without_end_is_refused_with_its_line() -> None:
    with pytest.raises(Refused, match="line 5"):
        read_contacts((card("FN:A") + "BEGIN:VCARD\r\nFN:B\r\n").encode())


def test_address_book_becomes_persons(admin: Actor) -> None:
    text = card(
        "N:王;芳;;;", "ORG:恒润", "TEL;TYPE=CELL:13800138000", "TEL:05101234567", "TEL;TYPE=HOME:05107654321"
    )
    text += card("N:Smith;Ann;;;", "EMAIL:nobody")
    report = run(admin, persons, text.encode(), name="contacts.vcf")
    assert (report.total, report.written, report.plan.unknown) == (2, 1, ())
    assert [fault.line for fault in report.faults] == [9]
    (person,) = visible(admin, persons)
    assert (person.name, person.family_name, person.given_name, person.employer) == (
        "王芳",
        "王",
        "芳",
        "恒润",
    )
    assert (person.mobile, person.phone) == ("+8613800138000", "+865101234567")
    assert person.note == "Phone: 05107654321"


def test_cards_of_firms_become_companies(admin: Actor) -> None:
    text = card("FN:恒润机械有限公司", "ORG:恒润机械有限公司", "TEL:05101234567", "URL:https://demo.example")
    assert run(admin, companies, text.encode(), name="firms.vcf").written == 1
    (company,) = visible(admin, companies)
    assert (company.name, company.website) == ("恒润机械有限公司", "https://demo.example")


def test_cards_of_several_phones_in_one_file_are_each_read_in_their_encoding() -> None:
    raw = b"N;CHARSET=%s:%s\r\nFN;CHARSET=%s:%s\r\n"
    parts = [
        card("N:王;小明;;;", "FN:王小明").encode(),
        card(
            f"FN;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:{quoted('李大华', 'gbk')}", version="2.1"
        ).encode(),
        card("X")
        .encode()
        .replace(b"X\r\n", raw % (b"GBK", "赵;铁柱".encode("gbk"), b"GBK", "赵铁柱".encode("gbk"))),
        card("X").encode().replace(b"X\r\n", b"FN;CHARSET=ISO-8859-1:J\xf6rg\r\n"),
    ]
    found = read_contacts(b"".join(parts))
    at = found.header.index("full_name")
    assert [row.cells[at] for row in found] == ["王小明", "李大华", "赵铁柱", "Jörg"]


def test_lines_without_a_charset_may_be_utf_8_beside_gb18030() -> None:
    found = read_contacts(card("FN:王小明").encode() + card("FN:栖云恒润机械有限公司").encode("gb18030") * 3)
    assert {row.cells[0] for row in found} == {"王小明", "栖云恒润机械有限公司"}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_cards_in_utf_16_without_a_mark_are_read(encoding: str) -> None:
    content = card("FN:王小明").encode(encoding)
    assert is_cards(content)
    assert [row.cells[0] for row in read_contacts(content)] == ["王小明"]


def test_a_name_packed_by_base64_is_read_and_a_charset_that_is_none_costs_nothing() -> None:
    packed = base64.b64encode("孙悟空".encode()).decode()
    assert read(f"FN;CHARSET=UTF-8;ENCODING=BASE64:{packed}", version="2.1")["full_name"] == "孙悟空"
    long = "a" * 2_000_000 + "-" + "zz9" * 500_000
    assert read(f"FN;CHARSET=punycode:{long}", version="2.1")["full_name"] == long
