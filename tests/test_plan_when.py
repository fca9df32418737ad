"""When: days, months, quarters, years and the so many newest, as questions over many reports name them."""

from __future__ import annotations

from datetime import date

import pytest

from rag.plan.when import times_of, when_of
from rag.types.plans import When

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("between January and June 2016", (2016, 1, 1), (2016, 6, 30)),
        ("the year April 2022 to March 2023", (2022, 4, 1), (2023, 3, 31)),
        ("full inspections july 2022 pls", (2022, 7, 1), (2022, 7, 31)),
        ("last quarter of 2024", (2024, 10, 1), (2024, 12, 31)),
        ("Q2 of calendar 2019 (April to June)", (2019, 4, 1), (2019, 6, 30)),
        ("1 April 2016 to 8 December 2017", (2016, 4, 1), (2017, 12, 8)),
        ("from November to February 2020", (2019, 11, 1), (2020, 2, 29)),
        ("from October 2021 to the end of March 2022", (2021, 10, 1), (2022, 3, 31)),
        ("the first half of 2019", (2019, 1, 1), (2019, 6, 30)),
        ("autumn 2023", (2023, 9, 1), (2023, 11, 30)),
        ("winter 2019", (2019, 12, 1), (2020, 2, 29)),
        ("in 2019/20", (2019, 4, 1), (2020, 3, 31)),
        ("the year ending March 2022", (2021, 4, 1), (2022, 3, 31)),
        ("in 2015", (2015, 1, 1), (2015, 12, 31)),
        ("since jan 2024", (2024, 1, 1), None),
        ("after 2020", (2021, 1, 1), None),
        ("since the end of 2021", (2022, 1, 1), None),
        ("2023 or later", (2023, 1, 1), None),
        ("before 2018", None, (2017, 12, 31)),
        ("up to March 2019", None, (2019, 3, 31)),
        ("over the last two years", (2024, 11, 1), None),
        ("in the past 18 months", (2025, 5, 1), None),
    ],
)
def test_a_time_is_its_days(text: str, first: tuple[int, int, int] | None, last: tuple[int, int, int] | None) -> None:
    found, rest = when_of(f"which councils {text} ?", TODAY)
    assert (found.first, found.last) == (date(*first) if first else None, date(*last) if last else None)
    assert not any(character.isdigit() for character in rest)
    assert rest.startswith("which councils")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("the last 50 inspections", 50),
        ("the 30 most recent full inspections", 30),
        ("the last dozen inspections", 12),
        ("15 latest full inspections", 15),
    ],
)
def test_so_many_of_the_newest(text: str, count: int) -> None:
    found, rest = when_of(f"of {text}, how many were good", TODAY)
    assert found.newest == count
    assert found.named
    assert "inspections" not in rest


@pytest.mark.parametrize(
    "text", ["has the 31 December deadline passed", "16 and 17 year olds", "section 47", "no date"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert when_of(text, TODAY) == (When(), text)


def test_a_day_that_no_month_has_is_the_month() -> None:
    found, _ = when_of("31 June 2020 to 31 July 2020", TODAY)
    assert (found.first, found.last) == (date(2020, 6, 1), date(2020, 7, 31))


def test_ends_that_are_the_wrong_way_about_are_put_right() -> None:
    found, _ = when_of("from 2020 to 2016", TODAY)
    assert (found.first, found.last) == (date(2016, 1, 1), date(2020, 12, 31))


def test_several_times_are_all_found() -> None:
    found, rest = times_of("compare grades in 2017 with those in 2023", TODAY)
    assert [(when.first, when.last) for when in found] == [
        (date(2017, 1, 1), date(2017, 12, 31)),
        (date(2023, 1, 1), date(2023, 12, 31)),
    ]
    assert "20" not in rest


def test_a_time_is_said_as_people_say_it() -> None:
    said = [when_of(text, TODAY)[0].said for text in ("in 2015", "July 2022", "since 2020", "Q1 2021", "before 2018")]
    assert said == ["in 2015", "in July 2022", "since 2020", "from January 2021 to March 2021", "up to December 2017"]
