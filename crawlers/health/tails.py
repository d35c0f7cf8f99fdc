"""How unlikely a count is: the lower tails of the negative binomial and the beta-binomial, in plain arithmetic.

Counts of news are burstier than Poisson's and shares more scattered than a coin's, so both have a second parameter;
an interval of so many sigma would call the first quiet weekend of a small site an alarm.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p

NEGLIGIBLE = 1e-12


def few(count: int, mean: float, dispersion: float) -> float:
    """P(X <= count) of a count with that mean and variance mean + dispersion * mean^2; Poisson's for dispersion 0."""
    if count >= mean:
        return 1.0
    size = 1.0 / max(dispersion, 1e-6)
    log_q = log(mean) - log(size + mean)
    term = exp(lgamma(count + size) - lgamma(size) - lgamma(count + 1) - size * log1p(mean / size) + count * log_q)
    total = term
    for k in range(count, 0, -1):  # downwards, below the mean: each term is smaller than the one before
        term *= k / ((k - 1 + size) * exp(log_q))
        total += term
        if term < total * NEGLIGIBLE:
            break
    return min(total, 1.0)


def rarely(count: int, tries: int, share: float, weight: float) -> float:
    """P(X <= count) of so many tries, where the share varies as if it had been learnt from `weight` of them."""
    a, b = share * weight + 0.5, (1 - share) * weight + 0.5
    if count >= tries * a / (a + b):
        return 1.0
    constant = lgamma(a + b) - lgamma(a) - lgamma(b) - lgamma(tries + a + b) + lgamma(tries + 1)
    return min(
        1.0,
        sum(
            exp(constant + lgamma(k + a) + lgamma(tries - k + b) - lgamma(k + 1) - lgamma(tries - k + 1))
            for k in range(count + 1)
        ),
    )


def in_a_row(times: int, seen: int, of: int) -> float:
    """How likely it happens `times` in a row, where it happened `seen` times `of` so many before."""
    return ((seen + 0.5) / (of + 1)) ** times
