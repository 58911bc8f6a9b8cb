"""Read `submission.yaml`: the mapping lines that every submission has."""

from pathlib import Path

from hub.catalogue.grammar.lines import SUBMISSION
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, read_yaml
from hub.catalogue.words.vocabulary import Words


def read_submission(path: Path, file: str, problems: Problems) -> Block | None:
    """The mapping; None, with the problem reported, when there is none."""
    block = read_yaml(path, file, problems)
    if block is None:
        return None
    table = Words(block, problems, SUBMISSION).raw("map")
    return table if isinstance(table, Block) else None
