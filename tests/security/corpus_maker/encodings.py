"""Bytes that can be read in two ways, or that say another encoding than they are in."""

import gzip
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE
from collections.abc import Iterator, Mapping

from corpus_maker.case import Case
from corpus_maker.documents import decision
from corpus_maker.keyring import Pair
from corpus_maker.xmldsig import signed

OTHERS = ("UTF-7", "UTF-32", "ISO-8859-1", "windows-1252", "Big5", "Shift_JIS", "ISO-2022-JP", "ISO-2022-KR", "EUC-KR")
INVALID = {
    "overlong": (b"\xc0\xbc", "an overlong character"),
    "surrogate": (b"\xed\xa0\x80", "half a character, as some write UTF-16 in UTF-8"),
    "cut": (b"\xe5\x90", "half a character"),
    "beyond": (b"\xf5\x80\x80\x80", "a character beyond Unicode"),
    "zero": (b"\x00", "a zero byte"),
    "control": (b"\x08", "a control character"),
    "control-by-reference": (b"&#8;", "a control character by reference"),
    "zero-by-reference": (b"&#0;", "a zero by reference"),
    "surrogate-by-reference": (b"&#xD800;", "half a character by reference"),
    "no-character-by-reference": (b"&#xFFFF;", "no character, by reference"),
    "beyond-by-reference": (b"&#x110000;", "a character beyond Unicode, by reference"),
}


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    good = signed(decision(), ring["ecdsa"]).decode()
    bare = good.partition("\n")[2]
    yield Case("encodings/utf-7-undeclared", "HUB-405", "UTF-7 without saying so, read as UTF-8", bare.encode("utf-7"))
    for name, what, body in (("empty", "nothing", b""), ("blank", "white space", b" \n")):
        yield Case(f"encodings/{name}", "HUB-134", what, body)
    yield Case("encodings/mark-alone", "HUB-134", "a mark and nothing else", BOM_UTF8)
    for name, (what, body) in _bodies(good, bare).items():
        yield Case(f"encodings/{name}", "HUB-401", what, body)
    for name in OTHERS:
        body = declared(bare, name).encode(name, "xmlcharrefreplace")
        yield Case(f"encodings/{name.lower()}", "HUB-401", f"in {name}, and it says so", body)
    for name, (piece, what) in INVALID.items():
        body = good.encode().replace("同意".encode(), piece)
        yield Case(f"encodings/invalid-{name}", "HUB-401", what, body)


def declared(bare: str, name: str, version: str = "1.0") -> str:
    return f'<?xml version="{version}" encoding="{name}"?>{bare}'


def _bodies(good: str, bare: str) -> dict[str, tuple[str, bytes]]:
    plain = bare.replace("同意", "ok")
    hidden = declared("<a>+ADw-b/+AD4-</a>", "UTF-7").encode()
    return {
        "utf-7-hidden": ("markup that only UTF-7 shows", hidden),
        "hz": ("in HZ, and it says so", declared(bare, "HZ-GB-2312").encode("hz")),
        "hz-undeclared": ("in HZ, saying UTF-8", declared("<a>~{<:Ky2;~}", "UTF-8").encode()),
        "hz-as-gb2312": ("in HZ, saying GB2312", declared("<a>~{<:Ky2;~}\x0e", "GB2312").encode()),
        "ebcdic": ("in EBCDIC, and it says so", declared(plain, "cp037").encode("cp037")),
        "utf-32-marked": ("in UTF-32 with its mark", declared(bare, "UTF-32").encode("utf-32")),
        "utf-32-le": ("in UTF-32 without mark", declared(bare, "UTF-32").encode("utf-32-le")),
        "utf-32-be": ("in UTF-32 without mark, the other way round", declared(bare, "UTF-32").encode("utf-32-be")),
        "utf-32-as-utf-16": ("in UTF-32, saying UTF-16", BOM_UTF32_LE + declared(bare, "UTF-16").encode("utf-32-le")),
        "utf-16-undeclared": ("in UTF-16, with its mark alone", bare.encode("utf-16")),
        "utf-16-declared-utf-8": ("in UTF-16, saying UTF-8", good.encode("utf-16")),
        "utf-16-declared-gbk": ("in UTF-16, saying GBK", declared(bare, "GBK").encode("utf-16")),
        "utf-16-without-mark": ("in UTF-16 without its mark", declared(bare, "UTF-16").encode("utf-16-le")),
        "utf-16-le-named": (
            "saying UTF-16LE, with a mark",
            BOM_UTF16_LE + declared(bare, "UTF-16LE").encode("utf-16-le"),
        ),
        "utf-16-wrong-mark": (
            "the mark of the other order",
            BOM_UTF16_BE + declared(bare, "UTF-16").encode("utf-16-le"),
        ),
        "utf-16-in-name-only": ("in UTF-8, saying UTF-16", declared(bare, "UTF-16").encode()),
        "utf-16-odd": ("half a character at the end", declared(bare, "UTF-16").encode("utf-16") + b"<"),
        "utf-16-half": (
            "half a pair in UTF-16",
            declared(bare, "UTF-16").encode("utf-16").replace(b"\x0c\x54", b"\x00\xd8"),
        ),
        "utf-16-mark-on-utf-8": ("in UTF-8 with the mark of UTF-16", BOM_UTF16_LE + good.encode()),
        "utf-8-mark-on-gbk": ("in GBK with the mark of UTF-8", BOM_UTF8 + declared(bare, "GBK").encode("gbk")),
        "utf-8-mark-and-utf-16": ("the mark of UTF-8, saying UTF-16", BOM_UTF8 + declared(bare, "UTF-16").encode()),
        "utf-8-mark-twice": ("the mark of UTF-8 twice", BOM_UTF8 * 2 + good.encode()),
        "gbk-undeclared": ("in GBK, without saying so", bare.encode("gbk")),
        "gbk-as-utf-8": ("in GBK, saying UTF-8", good.encode("gbk")),
        "utf-8-as-gbk": ("in UTF-8, saying GBK", declared(bare.replace("意", ""), "GBK").encode()),
        "gbk-invalid": (
            "bytes that are no GBK",
            declared(bare, "GBK").encode("gbk").replace("同意".encode("gbk"), b"\xff"),
        ),
        "gbk-cut": ("half a character before a tag", declared("<a>", "GBK").encode() + b"\xcd</a>"),
        "declared-far-back": (
            "an encoding further back than anybody looks",
            good.replace(" encoding", " " * 300 + "encoding").encode(),
        ),
        "declared-twice": ("two declarations", (good.partition("\n")[0] + good).encode()),
        "declared-late": ("a declaration behind white space", (" " + good).encode()),
        "declared-with-entities": ("an encoding with a character reference", declared(bare, "UTF&#45;8").encode()),
        "declared-empty": ("an encoding without a name", declared(bare, "").encode()),
        "declared-two-names": ("two encodings in one declaration", declared(bare, 'UTF-8" encoding="UTF-7').encode()),
        "version-1.1": ("XML 1.1, which has other line ends", declared(bare, "UTF-8", "1.1").encode()),
        "version-2.0": ("a version that does not exist", declared(bare, "UTF-8", "2.0").encode()),
        "wide-mark-alone": ("the mark of UTF-16 and nothing else", BOM_UTF16_LE),
        "json": ("JSON", b'{"Code": "S"}'),
        "zip": ("an archive", b"PK\x03\x04" + bytes(60)),
        "gzip": ("compressed", gzip.compress(good.encode(), mtime=0)),
        "cut-off": ("cut off in a tag", good.encode()[:-30]),
        "two-roots": ("two messages in one", (bare + bare).encode()),
        "rubbish-behind": ("text behind the root", good.encode() + b"x"),
    }
