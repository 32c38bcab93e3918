"""What a file is by its content; the name is believed only where the content agrees."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from guanxi.data.errors import Refused
from guanxi.data.messages import Message, translator
from guanxi.work.file_names import ending

_ = translator("guanxi")

HEAD = 8192
UNKNOWN = "application/octet-stream"
TEXT, MARKUP, PROGRAM = "text/plain", "text/html", "application/x-program"
OLE, PDF, ZIP = "application/x-ole-storage", "application/pdf", "application/zip"
OFFICE = "application/vnd.openxmlformats-officedocument."
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Pictures that are shown, after a look at their head; all others are only downloaded."""

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xfe\xed\xfa", PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", PROGRAM),
    (b"#!", PROGRAM),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {
    "heic": "image/heic",
    "heix": "image/heic",
    "mif1": "image/heic",
    "msf1": "image/heic",
    "avif": "image/avif",
    "qt  ": "video/quicktime",
    "M4A ": "audio/mp4",
}
_PACKED = {b"word/": OFFICE + "document", b"xl/": OFFICE + "sheet", b"ppt/": OFFICE + "presentation"}
_MARKUP = re.compile(
    rb"<(!doctype|\?xml|html|head|body|script|svg|iframe|img|object|embed|style|link|meta|form|a|b|x)\b", re.I
)

_PROGRAMS = frozenset(
    "ade adp apk app appx bat chm cmd com cpl dll dmg exe gadget hta inf ins isp jar js jse lnk mde msc msi msp mst"
    " pif ps1 psm1 reg scf scr sct sh sys vb vbe vbs vhd wsc wsf wsh xll".split()
)
_FAMILIES: dict[str, tuple[str, ...]] = {
    "png jpg jpeg jpe jfif gif webp bmp tif tiff heic heif avif": ("image/",),
    "pdf": (PDF,),
    "docx xlsx pptx docm xlsm pptm": (OFFICE, ZIP, OLE),
    "zip": (ZIP, OFFICE),
    "rar": ("application/vnd.rar",),
    "7z": ("application/x-7z-compressed",),
    "gz tgz": ("application/gzip",),
}
_CLAIMED = {each: kinds for names, kinds in _FAMILIES.items() for each in names.split()}

_NAMES: dict[str, Message] = {
    "image/": _("Picture"),
    "audio/": _("Sound"),
    "video/": _("Video"),
    PDF: _("PDF"),
    OFFICE + "document": _("Word document"),
    OFFICE + "sheet": _("Excel workbook"),
    OFFICE + "presentation": _("Slides"),
    OLE: _("Office document"),
    "application/rtf": _("Text document"),
    TEXT: _("Text"),
    MARKUP: _("Web page"),
    ZIP: _("Packed files"),
    "application/vnd.rar": _("Packed files"),
    "application/x-7z-compressed": _("Packed files"),
    "application/gzip": _("Packed files"),
}


def content_type(path: Path) -> str:
    """The type that the bytes of a file show; UNKNOWN for what is not known."""
    with path.open("rb") as opened:
        head = opened.read(HEAD)
        opened.seek(max(0, path.stat().st_size - 65_536))
        tail = opened.read() if head[:4] == b"PK\x03\x04" else b""
    return _of_bytes(head, tail)


def refuse_disguise(name: str, found: str) -> None:
    """Refuse programs, and a file whose name says that it is something which its content is not."""
    claimed = ending(name)
    if found == PROGRAM or claimed in _PROGRAMS:
        raise Refused(_("“{name}” is a program; programs are not kept here.").format(name=name))
    allowed = _CLAIMED.get(claimed)
    if allowed is not None and not found.startswith(allowed):
        text = _("“{name}” is no {ending} file inside. Save it again, or give it the ending that it has.")
        raise Refused(text.format(name=name, ending=claimed.upper()))


def type_name(media: str) -> str:
    """A content type in the reader's words."""
    found = _NAMES.get(media) or _NAMES.get(media.partition("/")[0] + "/")
    return str(found or _("File"))


def served_type(media: str) -> str:
    """The Content-Type under which a file is downloaded: nothing that a browser would run or read as a page."""
    return UNKNOWN if media in (MARKUP, PROGRAM, "image/svg+xml") or not media else media


def _of_bytes(head: bytes, tail: bytes) -> str:
    if head[:4] == b"PK\x03\x04":
        return next((kind for part, kind in _PACKED.items() if part in head or part in tail), ZIP)
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12].decode("latin-1"), "video/mp4")
    known = next((kind for sign, kind in _SIGNS if head.startswith(sign)), "")
    if known:
        return known
    if b"%PDF-" in head[:1024]:
        return PDF
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "audio/mpeg"
    return _of_text(head)


def _of_text(head: bytes) -> str:
    """Text in UTF-8, UTF-16 or GB 18030; what a browser could take for a page is MARKUP."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        plain = head[2:].replace(b"\0", b"")
        return MARKUP if _MARKUP.search(plain) else TEXT
    if _MARKUP.search(head):
        return MARKUP
    if b"\0" in head:
        return UNKNOWN
    return TEXT if any(_reads(head, name) for name in ("utf-8", "gb18030")) else UNKNOWN


def _reads(head: bytes, encoding: str) -> bool:
    """Tell whether bytes are text in an encoding; the last sign may be cut."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return True
