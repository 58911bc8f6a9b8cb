"""Report code lists that nothing uses."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.pages.folders import Folders
from hub.catalogue.words.places import Problems, Where
from hub.text.bilingual import Bilingual

OF_THE_HUB: Final = ("dxp-response",)
"""Lists that the hub itself reads."""
_MAPPED = re.compile(r"\bcode ([a-z0-9-]+)")


def prove_lists_used(
    folders: Folders, lists: Mapping[str, CodeList], types: Collection[str], problems: Problems
) -> None:
    """Report each list of the last folder that no route and no dialect maps with, and whose type no schema names.

    `types` are the names that schemas use. A home may leave a packaged list without use: it is not the home's file.
    """
    texts = (
        path.read_text("utf-8", errors="replace") for name, path in folders.files.items() if name.endswith(".yaml")
    )
    used = {name for text in texts for name in _MAPPED.findall(text)}
    for name, codes in lists.items():
        file = f"codes/{name}.csv"
        is_ours = folders.files[file].is_relative_to(folders.roots[-1])
        if is_ours and codes.to_wire and name not in (*OF_THE_HUB, *used) and codes.type_name not in types:
            text = Bilingual("没有任何路由或架构使用该代码表", "no route and no schema uses the code list")
            problems.add(Where(f"routes/{file}", 1), text)
