"""How large and how bad a night is, drawn from its seed, and what it came to."""

import random
from dataclasses import dataclass, field

from tests.lives.cloud import Sky


@dataclass(frozen=True)
class Plan:
    """How large and how bad a night is; drawn from its seed."""

    seed: int
    desks: int
    seconds: float
    every: float  # seconds between two wishes at one desk
    sky: Sky
    cuts: float  # how often a desk is cut off, of 1
    kills: float
    edits: int
    reread: bool  # whether desks are started anew in the end, or run until they have read everything again
    patient: bool  # whether the last of Slack's late pushes are waited for

    @classmethod
    def of(cls, seed: int, desks: int | None = None) -> "Plan":
        chance = random.Random(f"{seed} plan")
        count = desks or (60 if seed % 10 == 5 else chance.choice((2, 2, 3, 3, 4, 5, 6, 8, 12, 20)))
        bad = chance.choice((0.0, 0.3, 1.0, 1.0, 2.0))
        sky = Sky(
            slow=chance.choice((0.05, 0.05, 0.5, 3.0)),
            lost=0.15 * bad,
            late=0.03 * bad,
            ill=0.05 * bad,
            dropped=0.1 * bad,
            doubled=0.2 * bad,
            lagging=0.3 * bad,
        )
        long = count <= 6 and chance.random() < 0.2
        seconds = 2_400.0 if long else 120.0 if count > 12 else chance.choice((120.0, 300.0, 600.0))
        every = 1.0 * count if count > 12 else chance.choice((8.0, 15.0, 30.0)) * (4 if long else 1)
        reread = count > 6 or chance.random() < 0.7
        patient = not reread or (count <= 8 and chance.random() < 0.4)
        cuts, kills, edits = chance.random(), chance.random() * 0.5, chance.randint(0, 8)
        return cls(seed, count, seconds, every, sky, cuts, kills, edits, reread, patient)


@dataclass
class Told:
    """What a night came to; ``wrong`` is empty when every promise was kept."""

    seed: int
    desks: int
    actions: int = 0
    refused: int = 0
    in_slack: int = 0
    taken_back: int = 0
    twice: int = 0
    explained: int = 0
    starts: int = 0
    pushes: int = 0
    calls: int = 0
    digest: str = ""
    wrong: list[str] = field(default_factory=list)
