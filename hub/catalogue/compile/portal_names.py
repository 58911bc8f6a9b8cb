"""The names that a portal has for ours, and the proof that each is a name and is used."""

import re
from collections.abc import Collection, Mapping, Sequence

from hub.catalogue.compile import portal_sentences as sentences
from hub.catalogue.compile.portal_fields import styled, words_of
from hub.catalogue.mapping.portal_shapes import ROOT, Steps
from hub.catalogue.mapping.routes import Route
from hub.catalogue.pages.portal_shapes import ShapePage
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual

_NAME = re.compile(r"(?!xml)[A-Za-z_\u4e00-\u9fff][\w-]*", re.IGNORECASE)


class PortalNames:
    """The names of one page. Which of them name something is known when everything has been asked for."""

    def __init__(self, page: ShapePage, problems: Problems) -> None:
        self._page = page
        self._problems = problems
        self._used: set[str] = set()

    def name(self, ours: str) -> str:
        """The portal's name for one of ours: from its table, else in its style."""
        if ours in self._page.names:
            self._used.add(ours)
            return str(self._page.names[Text(ours, self._page.where)])
        return styled(ours, self._page.style)

    def path(self, ours: Steps, given: Mapping[str, Text]) -> Steps:
        """The portal's path: given as a whole, else below its object's path."""
        if (path := given.get(".".join(ours))) is not None:
            return tuple(path.split("."))
        above = self.path(ours[:-1], given) if len(ours) > 1 else ()
        return (*above, self.name(ours[-1]))

    def compared(self, ours: Steps, given: Mapping[str, Text]) -> Steps:
        """The same path, for a comparison only: no name is used by that."""
        used, path = set(self._used), self.path(ours, given)
        self._used = used
        return path

    def prove(self) -> None:
        """Report what cannot be the name of a field or an element, and a root that is so anyway."""
        page, documents = self._page, self._page.documents.values()
        root = [page.root] if page.root else []
        whole = [theirs for table in (page.names, *(one.returned for one in documents)) for theirs in table.values()]
        paths = (page.submission, page.event, *(one.fields for one in documents))
        steps = [(theirs.where, step) for table in paths for theirs in table.values() for step in theirs.split(".")]
        for where, name in [*((text.where, str(text)) for text in (*whole, *root)), *steps]:
            if not _NAME.fullmatch(name):
                self._problems.add(where, sentences.no_name(name))
        if page.root == ROOT:
            self._problems.add(root[0].where, sentences.in_vain("root"))

    def prove_paths(self, table: Mapping[Text, Text], names: Collection[str], odd: sentences.Sentence) -> None:
        """Report paths of what there is not, and paths that are so anyway."""
        for ours, theirs in table.items():
            rest = {str(name): path for name, path in table.items() if name != ours}
            if ours not in names:
                self._problems.add(ours.where, odd(ours))
            elif self.compared(tuple(ours.split(".")), rest) == tuple(theirs.split(".")):
                self._problems.add(ours.where, sentences.in_vain(ours))

    def prove_used(self, routes: Sequence[Route]) -> None:
        """Report names of nothing in submissions and events of these types, and names that are so anyway."""
        standing = words_of(routes)
        for name, theirs in self._page.names.items():
            if name not in standing:
                text = Bilingual(f"没有字段名为“{name}”", f"no field has the name “{name}”")
                self._problems.add(name.where, text)
            elif name not in self._used:
                text = Bilingual(
                    f"各处的“{name}”都另有路径：请删去", f"each “{name}” has a path of its own: leave it out"
                )
                self._problems.add(name.where, text)
            elif styled(name, self._page.style) == theirs:
                self._problems.add(name.where, sentences.in_vain(name))
