"""Read `personal.yaml`: the fields that say who a person is, or whose account it is."""

from collections.abc import Sequence
from pathlib import Path

from hub.catalogue.grammar.retention import PERSONAL
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Text, read_yaml
from hub.catalogue.words.vocabulary import Words


def read_personal(path: Path, file: str, problems: Problems) -> Sequence[Text]:
    """The fields, by last steps of their paths or whole paths; what does not fit is told."""
    block = read_yaml(path, file, problems)
    return () if block is None else Words(block, problems, PERSONAL).texts("fields")
