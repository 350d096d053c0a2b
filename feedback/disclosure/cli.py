"""How does anybody check the promise to raters for themselves?  ``flask disclosure prove``."""

import json
import re
from typing import get_args

import click
from flask.cli import AppGroup

from feedback.disclosure import importance_proof
from feedback.disclosure.proof import Proof, prove
from feedback.disclosure.rules import Mode, Rules

disclosure_cli = AppGroup("disclosure", help="What may be shown of the answers, and the proof of it.")

_HEADINGS = {
    "n": "answers",
    "data_sets": "data sets",
    "labels": "labels",
    "outsider": "outsider",
    "insider": "insider",
    "planted_low": "planted low",
    "planted_high": "planted high",
    "low_provable": "low provable",
}


class _FromTo(click.ParamType[tuple[int, int]]):
    """Two whole numbers joined by a dash, such as 1-5 or -2-2."""

    name = "FROM-TO"

    def convert(
        self, value: str | tuple[int, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """The two numbers, or a message that shows how to write them."""
        if isinstance(value, tuple):
            return value
        typed = re.fullmatch(r"(-?\d+)-(-?\d+)", value)
        if typed is None or int(typed[1]) > int(typed[2]):
            self.fail(f"write two whole numbers, the lower first, like 3-15: got {value}", param, ctx)
        return int(typed[1]), int(typed[2])


@disclosure_cli.command("prove", with_appcontext=False)
@click.option(
    "--scale", "scales", type=_FromTo(), multiple=True, default=["1-5", "1-6"], help="MIN-MAX; may be repeated."
)
@click.option("--n", "numbers", type=_FromTo(), default="3-15", help="How many answers to an item: FROM-TO.")
@click.option("--k", "group_min_n", type=int, default=4, help="Fewest people in a block.")
@click.option("--mode", type=click.Choice(get_args(Mode)), default="default", help="Which code book.")
@click.option("--insiders", type=int, default=1, help="Colluding raters the low end must withstand.")
@click.option("--spread-words", is_flag=True, help="With the optional words about spread: two values stay open.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def prove_command(
    scales: tuple[tuple[int, int], ...],
    numbers: tuple[int, int],
    group_min_n: int,
    mode: Mode,
    insiders: int,
    spread_words: bool,
    as_json: bool,
) -> None:
    """Try every possible set of answers against the rules, and say what stays open to whom.

    Exits with 1, and a line on standard error for each breach, if any set of answers breaks the promise.
    """
    try:
        proofs = [
            prove(
                Rules(
                    scale_min=least,
                    scale_max=most,
                    group_min_n=group_min_n,
                    mode=mode,
                    insiders=insiders,
                    spread_words=spread_words,
                ),
                range(numbers[0], numbers[1] + 1),
            )
            for least, most in scales
        ]
    except ValueError as impossible:
        raise click.UsageError(str(impossible)) from impossible
    holds = all(proof.holds for proof in proofs)
    if as_json:
        click.echo(json.dumps({"scales": [proof.as_dict() for proof in proofs], "holds": holds}, indent=2))
    else:
        click.echo("\n\n".join(map(_as_table, proofs)))
    for breach in (breach for proof in proofs for breach in proof.breaches):
        click.echo(f"Breach: {breach}.", err=True)
    if not holds:
        raise SystemExit(1)


@disclosure_cli.command("prove-importance", with_appcontext=False)
@click.option("--competencies", type=int, default=4, help="How many could be marked.")
@click.option("--most", type=int, default=2, help="How many of them by one rater.")
@click.option("--n", "numbers", type=_FromTo(), default="3-8", help="How many raters: FROM-TO.")
@click.option("--insiders", type=int, default=1, help="Colluding raters it must withstand.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def prove_importance_command(
    competencies: int, most: int, numbers: tuple[int, int], insiders: int, as_json: bool
) -> None:
    """Try every possible set of marks of what matters most, and say which choices stay open to whom.

    Exits with 1 if anybody can rule out one single choice of somebody else.
    """
    try:
        proof = importance_proof.prove(
            range(numbers[0], numbers[1] + 1), competencies=competencies, most=most, insiders=insiders
        )
    except ValueError as impossible:
        raise click.UsageError(str(impossible)) from impossible
    click.echo(json.dumps(proof.as_dict(), indent=2) if as_json else _marks_as_table(proof))
    if not proof.holds:
        raise SystemExit(1)


def _marks_as_table(proof: importance_proof.Proof) -> str:
    heads = {"n": "raters", "data_sets": "data sets", "labels": "labels", "choices": "choices",
             "outsider": "left to an outsider", "insider": "left to insiders"}  # fmt: skip
    return "\n".join(
        [
            f"Up to {proof.most} of {proof.competencies} competencies, insiders: {proof.insiders}. Choices of another "
            "rater that stay open, at worst:",
            "  ".join(heads.values()),
            *(
                "  ".join(str(getattr(row, name)).rjust(len(head)) for name, head in heads.items())
                for row in proof.rows
            ),
            "Every choice of everybody stays open." if proof.holds else "The promise does not hold.",
        ]
    )


def _as_table(proof: Proof) -> str:
    rules, worst = proof.rules, proof.at_worst()
    rows = [{name: str(getattr(row, name)) for name in _HEADINGS} for row in proof.rows]
    rows.append({"n": "worst"} | {name: str(least) for name, least in worst.items()})
    lines = [
        f"Scale {rules.scale_min} to {rules.scale_max}, blocks of at least {rules.group_min_n}, "
        f"{rules.mode} code book, insiders: {rules.insiders}. Values left open, at worst:",
        "  ".join(_HEADINGS.values()),
        *("  ".join(row.get(name, "").rjust(len(head)) for name, head in _HEADINGS.items()) for row in rows),
        f"Layouts of three groups tried: {proof.layouts:,}. Smallest block shown: {proof.smallest_block} people.",
        "The promise holds for every set of answers tried." if proof.holds else "The promise does not hold.",
    ]
    return "\n".join(lines)
