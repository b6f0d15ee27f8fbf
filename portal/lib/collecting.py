"""How often Python looks for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def seldom() -> Iterator[None]:
    """Let Python look seldom, and not at what is there already.

    For long work that makes objects to keep: migrations draw every model anew hundreds of
    times, and looking costs a third of it. Takes some 100 MB more at the peak.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
