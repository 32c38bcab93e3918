"""A pasted block of text, like 张伟 13800138000 恒润机械 采购经理, split into the fields of a contact."""

from __future__ import annotations

import re

from guanxi.data.chinese.company_names import looks_like_company
from guanxi.data.chinese.credit_code import parse_credit_code
from guanxi.data.chinese.names import DOT, HAN, split_name, tidy_name
from guanxi.data.chinese.phone import parse_phone
from guanxi.data.chinese.surnames import COMPOUND, SINGLE
from guanxi.data.chinese.width import fold_width
from guanxi.data.chinese.written import BadCode

MAX_BLOCK = 2000
LABELS = {
    "name": "姓名|联系人|收件人|收货人|name|contact",
    "phone": "手机号码|手机号|手机|电话号码|联系电话|电话|座机|mobile|phone|tel",
    "email": "电子邮箱|邮箱|邮件|e-?mail|mail",
    "company": "公司名称|公司|单位|企业名称|企业|company",
    "position": "职位|职务|岗位|position|title",
    "address": "详细地址|收货地址|地址|address",
    "credit_code": "统一社会信用代码|信用代码|纳税人识别号|税号",
    "wechat": "微信号|微信|wechat",
}
_LABEL = re.compile("|".join(f"(?P<{name}>{words})" for name, words in LABELS.items()), re.IGNORECASE)
_LABELLED = re.compile(f"^(?:{'|'.join(LABELS.values())})\\s*[:：]\\s*", re.IGNORECASE)
_BEFORE_LABEL = re.compile(
    f"(?<!^)(?<![\\n，,;；])\\s+(?=(?:{'|'.join(LABELS.values())})\\s*[:：])", re.IGNORECASE
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_EXTENSION = r"(?:\s*(?:转|轉|ext\.?)\s*\d{1,6})?"
_PHONE = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?:\+|00)?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
    rf"|(?<![0-9A-Za-z.])[(（]?0\d{{2,3}}[)）]?[\s-]?\d{{3,4}}[\s-]?\d{{4}}{_EXTENSION}(?!\d)"
    r"|(?<![0-9A-Za-z.])[48]00[\s-]?\d{3}[\s-]?\d{4}(?!\d)"
    r"|\+[1-9][\d\s-]{6,16}\d"
)
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
_POSITION = re.compile(
    "(经理|总监|主管|主任|董事长?|总裁|厂长|行长|处长|科长|局长|校长|院长|会计|出纳|采购员?|销售员?|工程师|助理"
    "|秘书|老师|教授|专员|顾问|代表|店长|老板|法人|负责人|组长|部长|所长|律师|医生|设计师"
    "|manager|director|engineer|ceo|cto|cfo|assistant|buyer|officer)$|^[^ ]?总$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    f"[{HAN}]{{2,}}(?:省|市|区|县|镇|乡|街道|路|街|巷|村|号|大道).*(?:\\d|号|室|楼|层|栋|幢|村|路|街)"
    "|[路街道巷村]\\s*\\d+\\s*号"
)
_LATIN_NAME = re.compile("[A-Z][a-zA-Z'-]+( [A-Z][a-zA-Z.'-]*){1,2}")
_SEPARATORS = re.compile(r"[\s,，、;；|/]+")


def split_block(block: str) -> dict[str, str]:
    """The parts found, by the names of LABELS; phone and credit code in their kept form, what is left over
    under `rest`.

    >>> split_block("张伟 13800138000 恒润机械 采购经理")
    {'phone': '+8613800138000', 'name': '张伟', 'company': '恒润机械', 'position': '采购经理'}
    """
    found: dict[str, str] = {}
    text = _take_marks(_folded(block[:MAX_BLOCK]), found)
    words = [
        word
        for line in _BEFORE_LABEL.sub("\n", text).splitlines()
        for word in _take_labelled(line.strip(), found)
    ]
    rest = [word for word in words if not _take_word(word, found)]
    if "name" not in found and len(rest) == 1 and len(rest[0]) <= 4:
        found["name"] = rest.pop()
    return found | ({"rest": " ".join(rest)} if rest else {})


def _folded(block: str) -> str:
    """Half width, but for the brackets, which belong to the names of firms."""
    return "".join([sign if sign in "（）" else fold_width(sign) for sign in block])


def _take_marks(text: str, found: dict[str, str]) -> str:
    """Take mail address, credit code and phones, which are known by their shape; the text without them."""
    if mail := _EMAIL.search(text):
        found["email"] = mail.group()
        text = text.replace(mail.group(), "\n", 1)
    for code in _CODE.finditer(text):
        try:
            found["credit_code"] = parse_credit_code(code.group())
        except BadCode:
            continue
        text = text.replace(code.group(), "\n", 1)
        break
    for number in _PHONE.finditer(text):
        name = "phone" if "phone" not in found else "phone_2"
        try:
            found.setdefault(name, parse_phone(number.group()))
        except BadCode:
            continue
        text = text.replace(number.group(), "\n", 1)
    return text


def _take_labelled(line: str, found: dict[str, str]) -> list[str]:
    """Take a line that names its field; else its words, or the line itself if it is an address."""
    labelled = _LABELLED.match(line)
    if labelled:
        label = _LABEL.match(line)
        value = line[labelled.end() :].strip(" ,，;；、")
        if value and label and label.lastgroup:
            found.setdefault(label.lastgroup, value)
        return []
    return [word for word in _words(line) if not _LABEL.fullmatch(word.strip(":："))]


def _words(line: str) -> list[str]:
    if re.fullmatch(r"[A-Za-z.'\- ]+", line) and 1 < len(line.split()) <= 3:
        return [line]
    if line.isascii():
        return [word.strip() for word in re.split(r"[,;|/\t]+|\s{2,}", line) if word.strip()]
    if (address := _ADDRESS.search(line)) is None:
        return [word for word in _SEPARATORS.split(line) if word]
    start = max(line.rfind(" ", 0, address.start() + 1), line.rfind(",", 0, address.start() + 1)) + 1
    return [word for word in _SEPARATORS.split(line[:start]) if word] + [line[start:].strip(" ,")]


def _take_word(word: str, found: dict[str, str]) -> bool:
    """Give a word to the field it looks like; False if it looks like none that is still free."""
    for name, looks in (
        ("address", _ADDRESS.search(word) is not None),
        ("position", _POSITION.search(word) is not None and not looks_like_company(word)),
        ("company", looks_like_company(word)),
        ("name", looks_like_name(word)),
    ):
        if looks and name not in found:
            found[name] = tidy_name(word) if name == "name" else word
            return True
    return False


def looks_like_name(word: str) -> bool:
    """Tell whether a word is likely the name of a person."""
    if re.fullmatch(f"[{HAN}]+", word):
        return (2 <= len(word) <= 3 and word[0] in SINGLE) or (3 <= len(word) <= 4 and word[:2] in COMPOUND)
    if DOT in word:
        return True
    return _LATIN_NAME.fullmatch(word) is not None and bool(split_name(word).family)
