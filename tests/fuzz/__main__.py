"""Fuzz all that comes in, guided by coverage: `python -m fuzz SECONDS` with tests/ on the path.

Ends with another code than 0, and leaves a file in tests/fuzz/found, when the hub meets an input with something else
than its own errors; mended, such a file goes to tests/fuzz/corpus, which the tests take again each time.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
"""Where nothing is waited for; what is lost with it is not missed."""


def main(seconds: str) -> int:
    """Fuzz in a process of its own, for libFuzzer ends it; return how it ended."""
    with tempfile.TemporaryDirectory(prefix="hub-fuzz-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        return subprocess.call([sys.executable, "-m", "fuzz.target", folder, seconds])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
