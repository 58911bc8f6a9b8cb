"""The same catalogue is compiled once in a process: most homes of tests add nothing to the packaged one.

Compiling takes a second of processor time, more than anything else that most verbs do.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

from hub.bootstrap import catalogue as bootstrap
from hub.catalogue import Catalogue, digest_of, load_catalogue
from hub.catalogue.mapping.cases import Rule

KEPT = 4
"""How many catalogues are kept; one takes some fifty megabytes."""
_compiled: dict[str, Catalogue] = {}


def remember_catalogues() -> None:
    """From here on homes whose files have the same names and bytes get the same catalogue."""
    patch.object(bootstrap, "load_catalogue", compiled).start()


def compiled(routes: Sequence[Path], schemas: Sequence[Path], rules: Mapping[str, Rule]) -> Catalogue:
    """What `load_catalogue` gives, made once for the same files."""
    digest = digest_of(routes, schemas)
    if digest in _compiled:
        return _compiled[digest]
    made = _compiled[digest] = load_catalogue(routes, schemas, rules)
    if len(_compiled) > KEPT:
        del _compiled[list(_compiled)[1]]  # the first is the packaged one, mostly
    return made
