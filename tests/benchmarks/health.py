"""How often a healthy site is called suspect: invented sites, ninety days each; prints false alarms a site and year.

python -m tests.benchmarks.health [ROUNDS]        a round is twenty sites, and takes some ten seconds of CPU
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta

from tests.newsroom import DAYS, Newsroom, turns

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
RATES = (0.3, 0.7, 1.5, 3.0, 5.0, 8.0, 12.0, 20.0, 40.0, 90.0)
BURSTINESS = (0.1, 0.25, 0.4)


def main(rounds: int) -> None:
    """Play the rounds, each with another season and another burstiness."""
    alarms = 0
    for seed in range(rounds):
        draw = random.Random(seed)
        for n in range(20):
            room = Newsroom(
                rate=RATES[n % len(RATES)],
                runs_a_day=(2, 4, 6)[n % 3],
                random=random.Random(draw.random()),
                burstiness=BURSTINESS[seed % len(BURSTINESS)],
            )
            alarms += len(turns(list(room.looks(BEGIN + timedelta(days=seed * 37 % 300), DAYS))))
    years = rounds * 20 * DAYS / 365
    print(f"{alarms} false alarms in {years:.1f} years of sites: {alarms / years:.2f} a site and year")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
