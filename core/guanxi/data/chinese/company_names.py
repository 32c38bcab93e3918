"""Names of firms: the form that matching compares, which ignores brackets' width, blanks, case and the legal
endings.
"""

from __future__ import annotations

import re

from guanxi.data.chinese.traditional import fold_search

ENDINGS = ("股份有限公司", "有限责任公司", "有限公司", "股份公司", "集团", "公司")
LATIN_ENDINGS = re.compile(
    r"(?:[\s,.]+(?:co|company|corp|corporation|inc|ltd|limited|llc|plc|gmbh|ag|pte|pty|sa|bv|kg|group|holdings?))+\.?$"
)
_MARKS = re.compile(r"[^\w]+|_", re.UNICODE)
_GROUP = re.compile(r"[(\[【〔]\s*集团\s*[)\]】〕]")


def matching_name(name: str) -> str:
    """The form in which two writings of one firm are equal.

    >>> matching_name("栖云恒润精密机械（集团）有限公司") == matching_name("栖云恒润精密机械(集团)有限公司")
    True
    """
    folded = _GROUP.sub("集团", fold_search(name)).strip()
    core = _MARKS.sub("", LATIN_ENDINGS.sub("", folded))
    return _without_endings(core) or _MARKS.sub("", folded) or folded


def _without_endings(name: str) -> str:
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return _without_endings(name.removesuffix(ending))
    return name


def looks_like_company(text: str) -> bool:
    """Tell whether a text is rather the name of a firm or office than of a person."""
    return re.search(_FIRM, text) is not None or LATIN_ENDINGS.search(text.lower()) is not None


_FIRM = (
    "公司|集团|机械|科技|实业|贸易|商贸|银行|工厂|厂$|店$|学校|大学|学院|医院|中心|研究[所院]|事务所|合作社|有限|股份|电子|建筑|物流|投资"
    "|传媒|咨询|置业|地产|制造|制药|药业|食品|餐饮|酒店|宾馆|服饰|纺织|化工|能源|电力|汽车|信息|网络|软件|文化|教育|委员会|协会|局$|工程"
)
