"""What is loaded once and stays: the garbage collector need not look through it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept() -> Iterator[None]:
    """Whatever the block makes stays as long as the process: it is never looked through, neither now nor later.

    Looking through a catalogue of 29 documents costs a tenth of a second, each time.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()
