"""`python corpus_run.py`: read every file of the corpus in this process, and print what became of each, as JSON.

In a process of its own, so that its memory is that of the hub and one message, and nothing else.
"""

import csv
import json
import lzma
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

CORPUS = Path(__file__).resolve().parent / "corpus"


def index() -> list[dict[str, str]]:
    """The rows of the index: file, party, code, what."""
    with (CORPUS / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(file: str) -> bytes:
    """What is sent; large files are kept compressed."""
    body = (CORPUS / file).read_bytes()
    return lzma.decompress(body) if file.endswith(".xz") else body


def outcomes() -> Iterator[tuple[str, dict[str, object]]]:
    """The code of each file, and the processor's seconds that it took."""
    from inbound import Gate, certificates_in, decrypting_key  # noqa: PLC0415  not in the process of the tests

    gate = Gate(certificates_in(CORPUS / "certificates"), decrypts=decrypting_key(CORPUS))
    gate.code("ping-an", content("sound/key-ecdsa.xml"))
    Path("/proc/self/clear_refs").write_text("5")  # what was needed to read the catalogue no longer counts
    for row in index():
        body = content(row["file"])
        started = time.thread_time()
        try:
            code = gate.code(row["party"], body)
        except Exception as error:  # whatever it is, the test tells
            code = repr(error)
        yield row["file"], {"code": code, "seconds": time.thread_time() - started}


if __name__ == "__main__":
    here = Path(__file__).resolve()
    sys.path[:0] = [str(here.parents[2]), str(here.parents[1]), str(here.parent)]
    found = dict(outcomes())
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    memory = int(peak[1]) * 1024 if peak else 0
    print(json.dumps({"files": found, "memory": memory}))
