"""The same catalogue is compiled once in a process: most homes of tests add nothing to the packaged one.

Compiling takes a second of processor time, more than anything else that most verbs do.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

from hub.bootstrap import catalogue as bootstrap
from hub.catalogue import Catalogue, digest_of, load_catalogue
from hub.catalogue.mapping.cases import Rule

_compiled: dict[str, Catalogue] = {}


def remember_catalogues() -> None:
    """From here on homes whose files have the same bytes get the same catalogue, if nothing is wrong in it."""
    patch.object(bootstrap, "load_catalogue", _remembered).start()


def _remembered(routes: Sequence[Path], schemas: Sequence[Path], rules: Mapping[str, Rule]) -> Catalogue:
    digest = digest_of(routes, schemas)
    if digest in _compiled:
        return _compiled[digest]
    made = load_catalogue(routes, schemas, rules)
    if not made.problems:
        _compiled[digest] = made
    return made
