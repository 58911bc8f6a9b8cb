"""TOML files that people write, and why one cannot be read."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual

_PLACE: Final = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)
_FULL_WIDTH: Final = re.compile("[“”‘’＂＇＝，：；［］｛｝＃　]")
"""What an input method writes in the place of quotes, signs and blanks."""


def read_toml(file: Path) -> dict[str, Any]:
    """What a file says. A byte order mark, as editors on Windows write it, is no part of it.

    Raises OperatorError (HUB-702) with the line where it is not TOML in UTF-8, and OSError.
    """
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        why = Bilingual(
            f"第 {line} 行不是 UTF-8 文本，请以 UTF-8 保存", f"line {line} is not UTF-8 text: save the file in UTF-8"
        )
        raise _unusable(file, why) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unusable(file, _where(text, str(error))) from error


def _where(text: str, said: str) -> Bilingual:
    """What the parser said, with the place in the reader's language, and a sign that looks right and is not."""
    if (found := _PLACE.fullmatch(said)) is None:
        return Bilingual(f"不是合法的 TOML（{said}）", f"not TOML: {said}")
    why, line, column = found.groups()
    place = Bilingual(
        f"第 {line} 行第 {column} 列不是合法的 TOML（{why}）", f"line {line}, column {column} is not TOML: {why}"
    )
    if (sign := _FULL_WIDTH.search((text.splitlines() or [""])[int(line) - 1 :][0])) is None:
        return place
    return Bilingual(
        f"{place.zh}；该行有全角字符 {sign[0]}，请改用半角", f"{place.en}; it has the full-width character {sign[0]}"
    )


def _unusable(file: Path, reason: Bilingual) -> Exception:
    return operator_error(Code.BAD_CONFIGURATION, reason=reason.about(file))
