"""Printed dates in every mixture of forms: the days that are written are the days that are read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rag.read.dates import days_at, days_in
from rag.read.text import plain

FIRST, LAST = date(2012, 1, 1), date(2027, 12, 31)


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("15, 16 and 21 July 2025", date(2025, 7, 15), date(2025, 7, 21)),
        ("the 15 and 16 of May 2018", date(2018, 5, 15), date(2018, 5, 16)),
        ("3 and 5 November 2020. Inspectors", date(2020, 11, 3), date(2020, 11, 5)),
        ("18 Feb 2014 – 12 March 2014", date(2014, 2, 18), date(2014, 3, 12)),
        ("31 July and 1 August 2024", date(2024, 7, 31), date(2024, 8, 1)),
        ("Tuesday 5 and Wednesday 6 March 2019", date(2019, 3, 5), date(2019, 3, 6)),
        ("16 December to 3 January 2020", date(2019, 12, 16), date(2020, 1, 3)),
        ("24 October 2022 to 25 October 2023", date(2022, 10, 24), date(2023, 10, 25)),
        ("5 to 9 December 2022 and 14 to 15 February 2023", date(2022, 12, 5), date(2022, 12, 9)),
        ("4 November 2019, 5 inspectors", date(2019, 11, 4), date(2019, 11, 4)),
    ],
)
def test_days_are_read_as_they_are_printed(printed: str, first: date, last: date) -> None:
    found = days_at(plain(printed))
    assert found is not None
    assert (found.first, found.last, found.inferred) == (first, last, False)


@pytest.mark.parametrize("printed", ["March 2020", "31 June 2020", "12 children", "8 am to 8 pm", "10 to 12"])
def test_what_names_no_day_of_a_month_is_no_date(printed: str) -> None:
    assert days_at(printed, before=date(2020, 6, 1)) is None


def test_a_year_that_is_not_printed_is_the_last_before_the_letter() -> None:
    found = days_at("13 to 14 December", before=date(2023, 1, 18))
    assert found is not None
    assert (found.first, found.last, found.inferred) == (date(2022, 12, 13), date(2022, 12, 14), True)
    assert days_at("13 to 14 December") is None


def test_the_first_days_of_a_text_are_found_behind_other_numbers() -> None:
    found = days_in("In the last 12 months 3 visits; on 4 and 5 June 2019 inspectors came, not on 1 May 2018.")
    assert found is not None
    assert (found.first, found.last) == (date(2019, 6, 4), date(2019, 6, 5))


@given(
    first=some.dates(FIRST, LAST),
    length=some.integers(0, 40),
    joint=some.sampled_from([" to ", " - ", " – ", "–", "-", " and ", " until ", " — "]),
    short=some.tuples(some.booleans(), some.booleans()),
    ordinal=some.booleans(),
    dot=some.booleans(),
    whole=some.booleans(),
)
def test_every_mixture_of_short_and_long_months_dashes_and_to(
    first: date, length: int, joint: str, short: tuple[bool, bool], ordinal: bool, dot: bool, whole: bool
) -> None:
    last = first + timedelta(days=length)
    begins = _written(first, short[0], ordinal, dot, month=whole or first.month != last.month, year=whole)
    if first.year != last.year and not whole:
        begins = _written(first, short[0], ordinal, dot, month=True, year=True)
    printed = begins + joint + _written(last, short[1], ordinal, dot, month=True, year=True)
    found = days_at(plain(f"{printed} and then"))
    assert found is not None, printed
    assert (found.first, found.last) == (first, last), printed


def _written(day: date, short: bool, ordinal: bool, dot: bool, *, month: bool, year: bool) -> str:
    name = f"{day:%b}" if short else f"{day:%B}"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    parts = [f"{day.day}{ending if ordinal else ''}"]
    parts += [f"{name}{'.' if dot and short else ''}"] if month else []
    return " ".join(parts + ([str(day.year)] if year else []))
