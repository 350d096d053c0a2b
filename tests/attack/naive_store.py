"""The usual "unlinkable" storage: responses apart from invitations, under random ids and without times. It links.

Kept so that the attack on what lies at rest can show its teeth.
"""

import json
from collections.abc import Callable
from random import Random

from tests.attack.at_rest import Haul
from tests.attack.linking import Round
from tests.attack.season import NIGHTS, Season, Thief

TABLES = (
    "CREATE TABLE invitation (id TEXT PRIMARY KEY, round TEXT, person TEXT, answered INTEGER)",
    "CREATE TABLE response (id TEXT PRIMARY KEY, round TEXT, question TEXT, ratings TEXT, words TEXT)",
)
Execute = Callable[[str, tuple[str, ...]], object]


def play(execute: Execute, thief: Thief, dice: Random, *, rounds: int, raters: int = 6) -> Season:
    """As many rounds as in the product's season, answered and robbed in the same way; they never close."""
    season = Season(haul=Haul())
    invited = [(f"{dice.getrandbits(128):032x}", f"round{number}") for number in range(rounds) for _ in range(raters)]
    dice.shuffle(invited)
    for table in TABLES:
        execute(table, ())
    for name, of in invited:
        execute("INSERT INTO invitation VALUES (?, ?, ?, 0)", (name, of, f"person{dice.randrange(75)}"))
    season.haul.dumps.append(thief.dump("before anybody answered"))
    dice.shuffle(invited)
    said: dict[str, list[str]] = {f"round{number}": [] for number in range(rounds)}
    for night in range(NIGHTS):
        for name, of in invited[night::NIGHTS]:
            response = f"{dice.getrandbits(128):032x}"
            ratings = json.dumps([dice.randint(1, 5) for _ in range(12)])
            words = "word " * dice.randint(3, 100)
            execute("BEGIN", ())
            execute("UPDATE invitation SET answered = 1 WHERE id = ?", (name,))
            execute("INSERT INTO response VALUES (?, ?, 'q1', ?, ?)", (response, of, ratings, words))
            execute("COMMIT", ())
            season.answering.append(name)
            season.truth[response] = name
            said[of].append(response)
        season.haul.dumps.append(thief.dump(f"night {night + 1}"))
    for of, responses in said.items():
        asked = tuple(sorted(name for name, where in invited if where == of))
        season.rounds.append(Round(asked, {"q1": tuple(sorted(responses))}))
    season.printed = [name for one in season.rounds for name in one.remarks["q1"]]
    return season
