"""Are grades answered rightly?

    python -m eval.answers.judgements --data FOLDER [--judgements CSV] [--misses] [--every]

Every grade of every inspection in the library is asked for through the whole pipeline: with the year, with the month
and, of the newest inspection, as the latest; as what it is, and as yes or no. The answer must give that grade and no
other, and cite the one paragraph that bears it. Areas that a report does not judge must be declined. Questions over
many authorities are held against a plain count over the library, for all areas, grades, regions and years
(eval/answers/judgements_many.py), and traps against what must be said (eval/questions/judgements.jsonl). The CSV is a
table of grades from elsewhere. All bars are 100 %; a missed bar is exit code 1.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import authorities_file
from eval.answers.judgements_many import grade_in, many_questions, none_or_all
from eval.measure import QUESTIONS, Entry, load
from rag.answer.wording import answer_text
from rag.chat import Chat, Request, build
from rag.config import Settings
from rag.read.authorities import Register
from rag.types import Answer, Area, Grade, Judgement, ReportFacts, Status

TRAPS = QUESTIONS / "judgements.jsonl"
SAID = {
    Area.OVERALL: "overall",
    Area.LEADERS: "leadership",
    Area.HELP_AND_PROTECTION: "help and protection",
    Area.CHILDREN_IN_CARE: "children in care",
    Area.CHILDREN_IN_CARE_AND_CARE_LEAVERS: "children in care and care leavers",
    Area.CARE_LEAVERS: "care leavers",
    Area.ADOPTION: "adoption",
    Area.LSCB: "LSCB",
}
YEAR = (
    "How was {name} graded for {area} in {year}?",
    "what grade did {name} get for {area} in {year}",
    "{name} {year}, {area} rating",
    "what was the {area} judgement on {name} in its {year} inspection?",
)
MONTH = (
    "{name} {month} {year}: {area} grade?",
    "how was {area} rated at the {month} {year} inspection of {name}",
)
OUTRIGHT = ("Was {name} judged {grade} for {area} in {year}?", "was {name} {grade} for {area} in {month} {year}?")
LATEST = ("What is {name}'s latest {area} grade?", "what did {name} get for {area}", "{area} rating of {name} now")
GRADES = re.compile(r"outstanding|\bgood\b|requires? improvement(?: to be good)?|inadequate", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Miss:
    """A question whose answer was not as it must be, and why."""

    question: str
    why: str


def grades_in(text: str) -> set[str]:
    """The grades that a text names, normalised."""
    third = Grade.REQUIRES_IMPROVEMENT.value
    return {third if found.lower().startswith("require") else found.lower() for found in GRADES.findall(text)}


def fault(answer: Answer, report: ReportFacts, judgement: Judgement, outright: bool | None) -> str | None:
    """What is wrong with the answer to a question of one grade, or None; `outright`: whether it must begin with yes."""
    if answer.status not in (Status.ANSWERED, Status.PARTLY):
        return f"{answer.status}: {answer.opening}"
    rows = {(row.report.id, row.judgement.area, row.judgement.grade) for row in answer.grades}
    if rows != {(report.id, judgement.area, judgement.grade)}:
        return f"gives {sorted(rows)}"
    if grades_in(answer_text(answer)) != {judgement.grade.value}:
        return f"text says {answer_text(answer)!r}"
    if outright is not None and answer.opening.startswith("Yes: ") is not outright:
        return f"begins {answer.opening[:40]!r}"
    cited = {citation.paragraph.id for citation in answer.citations}
    bears = judgement.paragraph_id or next(iter(cited), None)
    quote = " ".join(citation.quote for citation in answer.citations)
    if cited != {bears} or grades_in(quote) != {judgement.grade.value}:
        return f"cites {sorted(cited)}: {quote!r}"
    return None if re.search(r"\[1\]", answer.opening) else f"no marker in {answer.opening!r}"


Asked = Iterator[tuple[str, bool | None]]
"""Questions, each with the yes or no that it wants (None: neither)."""


def asked_of(report: ReportFacts, judgement: Judgement, newest: bool, turn: int, every: bool) -> Asked:
    """The questions about one grade, each with the yes or no that it wants; without `every` some in rotation."""
    words = {"name": report.authority, "area": SAID[judgement.area], "grade": judgement.grade.value}
    if report.inspected_to:
        words |= {"year": str(report.inspected_to.year), "month": f"{report.inspected_to:%B}"}

    def some(phrasings: Sequence[str]) -> Sequence[str]:
        return phrasings if every else (phrasings[turn % len(phrasings)],)

    for phrasing in (*some((*YEAR, *MONTH)), *(some(LATEST) if newest else ())):
        yield phrasing.format(**words), None
    other = list(Grade)[(list(Grade).index(judgement.grade) + 1 + turn % 3) % 4]
    right = turn % 2 == 0
    for phrasing in some(OUTRIGHT):
        yield phrasing.format(**{**words, "grade": judgement.grade.value if right else other.value}), right


def of_each(chat: Chat, every: bool) -> Iterator[tuple[str, int, list[Miss]]]:
    """Every grade of every inspection, by area; then the areas that a report does not judge."""
    reports = [report for report in chat.library.reports() if report.judgements]
    newest = {report.urn: report for report in reversed(reports)}
    turn = 0
    for area in Area:
        misses: list[Miss] = []
        count = 0
        for report in reports:
            for judgement in report.judgements:
                if judgement.area is not area:
                    continue
                turn += 1
                for question, outright in asked_of(report, judgement, newest[report.urn] is report, turn, every):
                    count += 1
                    if why := fault(chat.invoke(Request(question)), report, judgement, outright):
                        misses.append(Miss(question, why))
        yield f"{area.value}", count, misses
    yield "areas not judged", *not_judged(chat, reports)


def not_judged(chat: Chat, reports: Sequence[ReportFacts]) -> tuple[int, list[Miss]]:
    """Adoption and the board, asked of inspections that do not grade them: declined, without a grade."""
    count, misses = 0, []
    for report in reports:
        for area in (Area.ADOPTION, Area.LSCB):
            if area in {judgement.area for judgement in report.judgements} or not report.inspected_to:
                continue
            count += 1
            question = f"what grade did {report.authority} get for {SAID[area]} in {report.inspected_to.year}?"
            answer = chat.invoke(Request(question))
            if answer.status is not Status.DECLINED or answer.grades or grades_in(answer.opening):
                misses.append(Miss(question, f"{answer.status}: {answer.opening}"))
    return count, misses


def of_traps(chat: Chat, traps: Sequence[Entry]) -> list[Miss]:
    """Traps: what the answer must give, say and not say."""
    misses = []
    for trap in traps:
        answer = chat.invoke(Request(trap["question"], tuple(trap.get("history") or ())))
        said = " ".join([answer.opening, *answer.notes])
        rows = sorted(
            {
                f"{r.report.authority} {r.report.inspected_to:%Y} {r.judgement.area}: {r.judgement.grade}"
                for r in answer.grades
            }
        )
        lacking = [text for text in trap.get("says", ()) if text.lower() not in said.lower()]
        wrong = [text for text in trap.get("not", ()) if text.lower() in said.lower()]
        declined = answer.status is Status.DECLINED
        if lacking or wrong or declined != (trap["expect"] == "decline"):
            misses.append(Miss(trap["question"], f"{answer.status}: {said} (lacks {lacking}, has {wrong})"))
        elif "grades" in trap and rows != sorted(trap["grades"]):
            misses.append(Miss(trap["question"], f"gives {rows}"))
    return misses


COLUMNS = {
    "overall_effectiveness_grade": Area.OVERALL,
    "impact_of_leaders_grade": Area.LEADERS,
    "help_and_protection_grade": Area.HELP_AND_PROTECTION,
    "in_care_grade": Area.CHILDREN_IN_CARE,
    "care_leavers_grade": Area.CARE_LEAVERS,
}
WRONG_THERE = frozenset({("80533", "2022-09-05")})
"""URN and publication of the inspection (Nottingham) of which the table gives a grade that its report does not."""


def of_table(reports: Sequence[ReportFacts], table: Path) -> tuple[int, list[Miss]]:
    """The library's grades beside those of a table, by URN and publication, but for what is known to be wrong there."""
    held = {(report.stem.split("_")[0], report.stem[-10:]): report for report in reports}
    count, misses = 0, []
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["urn"], row["publication_date"])
            for column, area in COLUMNS.items():
                own = grade_in(held[key], area) if key in held else None
                if own is None or key in WRONG_THERE or row[column] not in set(Grade):
                    continue
                count += 1
                if own != row[column]:
                    misses.append(Miss(f"{' '.join(key)} {area}", f"{own}, table {row[column]}"))
    return count, misses


def measured(chat: Chat, every: bool, table: Path | None) -> Iterator[tuple[str, int, list[Miss]]]:
    """Name, number of questions and misses of each part."""
    reports = chat.library.reports()
    yield from of_each(chat, every)
    many = [*many_questions(reports, Register.load(authorities_file()), SAID)]
    yield "many authorities", len(many), [Miss(q.text, why) for q in many if (why := none_or_all(chat, q))]
    traps = load(TRAPS)
    yield "traps", len(traps), of_traps(chat, traps)
    if table:
        yield "table of grades", *of_table(reports, table)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure answers to questions of grades.")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--judgements", type=Path, help="a CSV of grades to hold the library's against")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--every", action="store_true", help="all phrasings of every question, not some in rotation")
    chosen = parser.parse_args(arguments)
    chat = build(Settings(data=chosen.data) if chosen.data else Settings())
    missed = False
    for name, count, misses in measured(chat, chosen.every, chosen.judgements):
        right = count - len(misses)
        print(f"{name:36} {right:5} of {count:5} right  {right / count if count else 1:.1%}", flush=True)
        if chosen.misses:
            print("".join(f"    {miss.question}: {miss.why}\n" for miss in misses), end="")
        missed = missed or bool(misses)
    chat.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
