"""Read `personal.yaml`: the fields that say who a person is, or whose account it is."""

from collections.abc import Mapping
from pathlib import Path

from hub.catalogue.grammar.retention import PERSONAL
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import read_yaml
from hub.catalogue.words.vocabulary import Words


def read_personal(path: Path, file: str, problems: Problems) -> Mapping[str, Where]:
    """The fields, by last steps of their paths or whole paths, each with its line; what does not fit is told."""
    block = read_yaml(path, file, problems)
    return (
        {} if block is None else {str(field): field.where for field in Words(block, problems, PERSONAL).texts("fields")}
    )
