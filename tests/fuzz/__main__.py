"""python -m tests.fuzz [--readers N] [--pages N] [--forms N] [--seed N]: the long run. Prints how many, as JSON."""

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from flask_migrate import upgrade

from feedback import create_app
from tests.conftest import _settings
from tests.fuzz import forms
from tests.fuzz.parsers import PARSERS
from tests.fuzz.place import crawled
from tests.fuzz.running import run


def main() -> int:
    """Try everything, print the counts, and say by the exit code whether anything failed."""
    wanted = argparse.ArgumentParser(prog="python -m tests.fuzz")
    wanted.add_argument("--readers", type=int, default=4000, help="inputs for each reader")
    wanted.add_argument("--each-form", type=int, default=500, help="inputs for each form")
    wanted.add_argument("--pages", type=int, default=120, help="pages for each role")
    wanted.add_argument("--forms", type=int, default=150, help="forms sent by each role")
    wanted.add_argument("--seed", type=int, default=1)
    asked = wanted.parse_args()
    tried, failures = Counter[str](), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(_settings(Path(folder), 25))
        with app.app_context():
            upgrade(directory=str(Path(__file__).parents[2] / "migrations"))
        with app.test_request_context():
            for parser in PARSERS:
                tried[f"reader: {parser.name}"] = _tried(failures, parser.name, lambda parser=parser: run(
                    parser.comes, parser.try_it, examples=asked.readers, starting_at=asked.seed
                ))  # fmt: skip
        for form in forms.forms():
            tried["forms filled in"] += _tried(failures, form.__name__, lambda form=form: run(
                forms.typed_into(form), lambda typed: forms.try_form(app, form, typed),
                examples=asked.each_form, starting_at=asked.seed,
            ))  # fmt: skip
        with app.app_context():
            place = Path(folder) / "feedback.sqlite"
            with crawled(app, place, seed=asked.seed, pages=asked.pages, forms=asked.forms) as crawler:
                tried += Counter({f"crawler: {method}": count for method, count in crawler.counts.items()})
                failures += crawler.failures
    told = {"inputs": sum(tried.values()), "failures": len(failures), "by": dict(tried), "failed": failures[:50]}
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 1 if failures else 0


def _tried(failures: list[str], name: str, tries: object) -> int:
    try:
        return int(tries())  # type: ignore[operator]
    except BaseExceptionGroup as several:
        failures += [f"{name}: {type(one).__name__}" for one in several.exceptions]
    except Exception as fault:
        failures.append(f"{name}: {type(fault).__name__}: {fault}")
    return 0


sys.exit(main())
