"""How does a benchmark measure, and how does it say what it found? In processor time, one line of JSON a figure."""

import json
import sys
import time


def ms_since(start: float) -> int:
    """Milliseconds of this process's own time since ``time.process_time()`` gave ``start``."""
    return round(1000 * (time.process_time() - start))


def say(**facts: object) -> None:
    """Print one line of JSON, at once."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()
