"""Intervals of means over questions, by the bootstrap.

Percentile intervals of 2,000 resamples of the questions (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
chapter 13). Two runs over the same questions are compared by the difference of each question, so that what makes a
question hard for both counts for neither (the paired bootstrap of Sakai, SIGIR 2006, for measures of retrieval). The
questions are the sample: an interval says how far other questions of this kind could move a figure, not other reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
SEED = 20_261_125
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the bounds of its interval."""

    mean: float
    low: float
    high: float

    def rounded(self) -> list[float]:
        """Mean, low and high, to three digits."""
        return [round(self.mean, 3), round(self.low, 3), round(self.high, 3)]


def interval(values: Sequence[float]) -> Interval:
    """The mean of a value a question, and its interval. ValueError where there is no value.

    The seed is fixed: two runs over equally many questions are resampled alike.
    """
    if not len(values):
        raise ValueError("there is no mean of no values")
    sample = np.asarray(values, dtype=np.float64)
    chosen = np.random.default_rng(SEED).integers(0, len(sample), (RESAMPLES, len(sample)))
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(sample[chosen].mean(axis=1), [tail, 100 - tail])
    return Interval(float(sample.mean()), float(low), float(high))


def difference(values: Sequence[float], before: Sequence[float]) -> Interval:
    """`values` less `before`, question by question. ValueError where they differ in number."""
    return interval([value - other for value, other in zip(values, before, strict=True)])
