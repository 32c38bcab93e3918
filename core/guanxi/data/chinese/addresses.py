"""Chinese postal addresses: joined from large to small, without the province before the four cities that are
one themselves.
"""

from __future__ import annotations

import re

from guanxi.data.chinese.names import HAN

MUNICIPALITIES = ("北京", "上海", "天津", "重庆")


def join_address(province: str = "", city: str = "", district: str = "", street: str = "") -> str:
    """The parts from large to small without commas.

    >>> join_address("北京市", "北京市", "海淀区", "中关村大街 1 号")
    '北京市海淀区中关村大街 1 号'
    """
    if city.startswith(MUNICIPALITIES) or province == city:
        province = ""
    elif province.startswith(MUNICIPALITIES) and city in ("市辖区", "县", ""):
        city = ""
    parts = [part.strip() for part in (province, city, district, street) if part.strip()]
    return "".join(_glued(parts))


def _glued(parts: list[str]) -> list[str]:
    """Chinese parts touch; a blank stands only between two parts that are both not Chinese there."""
    glued: list[str] = []
    for part in parts:
        apart = glued and not _han(glued[-1][-1]) and not _han(part[0])
        glued.append(" " + part if apart else part)
    return glued


def _han(sign: str) -> bool:
    return re.match(f"[{HAN}]", sign) is not None
