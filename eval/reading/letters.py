"""The bars of reading letters: facts and scope, structure against letters read by eye, nothing lost, nothing strange.

`letters_scope.jsonl` has for each of 264 letters of focused visits the days, the scope and how long its lists are;
`letters_gold.jsonl` has 60 of them paragraph by paragraph: section, kind, first and last page, first and last three
words, outcome. Both were written by eye from the pages, before the reader was made to read letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.reading.bars import Bar, letters_of
from rag.types import Kind, Paragraph, ParagraphKind, Report

HERE = Path(__file__).parent
_STRANGE = re.compile(
    r"piccadilly gate|store street|m1 2wd|textphone|0300 123|enquiries@|www\.gov\.uk/ofsted|raising standards"
    r"|^dear\b|\byours? (?:sincerely|faithfully)\b|\b(?:his|her) majesty.s inspector$|^page \d+ of \d+",
    re.IGNORECASE,
)
"""Words of a letterhead, a greeting, a closing or a signature."""
_IMPROVE, _PRIORITY = re.compile("improve", re.IGNORECASE), re.compile("priority", re.IGNORECASE)


def gold(name: str) -> dict[str, dict[str, Any]]:
    """The rows of a file of gold beside this one, by report."""
    rows = map(json.loads, (HERE / name).read_text(encoding="utf-8").splitlines())
    return {row["report"]: row for row in rows}


def is_letter(report: Report) -> bool:
    """True for visits and joint inspections."""
    return report.facts.kind in (Kind.FOCUSED_VISIT, Kind.MONITORING_VISIT, Kind.JTAI)


def letter_bars(reports: dict[str, Report], printed: dict[str, list[str]]) -> list[Bar]:
    """The bars over the letters among `reports`; `printed` are the lines of their text (eval/reading/printed.py)."""
    letters = {stem: report for stem, report in reports.items() if is_letter(report)}
    if not letters:
        return []
    scopes = gold("letters_scope.jsonl")
    known = {stem: scopes[stem] for stem in letters if stem in scopes}
    return [
        *_facts(letters, known),
        _lists(letters, known),
        _grades(letters),
        _strange(letters),
        _once(letters, printed),
        *_structure(letters),
    ]


def _facts(letters: dict[str, Report], known: dict[str, dict[str, Any]]) -> list[Bar]:
    days, main = Bar("letters: kind, authority and days as printed"), Bar("letters: main theme of the scope")
    themes = Bar("letters: all themes of the scope, no other", wanted=0.85)
    for stem, row in known.items():
        facts = letters[stem].facts
        read = (facts.kind.value, facts.urn, str(facts.inspected_from), str(facts.inspected_to))
        told = (Kind.FOCUSED_VISIT.value, stem.split("_")[0], row["from"], row["to"])
        days.count(read == told, f"{stem}: read {read}, printed {told}")
        found = [theme.value for theme in facts.scope.themes] if facts.scope else []
        named = {"exploitation": "exploitation", **{theme: theme for theme in row["scope"]}}
        main.count(found[:1] == [row["main"]], f"{stem}: read {found}, told {row['main']}")
        wanted = {named[theme] for theme in row["scope"]} - {"other"}
        themes.count(set(found) == wanted, f"{stem}: read {found}, told {sorted(wanted)}")
    return [days, main, themes]


def _lists(letters: dict[str, Report], known: dict[str, dict[str, Any]]) -> Bar:
    bar = Bar("letters: improvement lists and priority actions whole")
    for stem, row in known.items():
        for heading, wanted in ((_IMPROVE, row["improve"]), (_PRIORITY, row["priority"])):
            read = len([p for p in letters[stem].paragraphs if _is_listed(p) and heading.search(p.section[-1])])
            bar.count(read == wanted, f"{stem}: {heading.pattern}: read {read}, printed {wanted}")
    return bar


def _is_listed(paragraph: Paragraph) -> bool:
    return bool(paragraph.section) and paragraph.kind in (ParagraphKind.BULLET, ParagraphKind.RECOMMENDATION)


def _grades(letters: dict[str, Report]) -> Bar:
    bar = Bar("letters without a grade")
    for stem, report in letters.items():
        bar.count(not report.facts.judgements, f"{stem}: {report.facts.judgements}")
    return bar


def _strange(letters: dict[str, Report]) -> Bar:
    bar = Bar("letters free of letterhead, greeting, signature and footer")
    for stem, report in letters.items():
        texts = [(p.label, p.text) for p in report.paragraphs] + [("title", report.facts.title)]
        texts += [("heading", heading) for p in report.paragraphs for heading in p.section]
        found = [f"{label}: {match[0]}" for label, text in texts if (match := _STRANGE.search(text))]
        titled = re.search(r"(?:visit|inspection) (?:to|of)\b", report.facts.title)
        bar.count(not found and bool(titled), f"{stem}: {'; '.join(found) or 'title ' + report.facts.title}")
    return bar


def _once(letters: dict[str, Report], printed: dict[str, list[str]]) -> Bar:
    """Title, headings, paragraphs and footnotes, letter by letter, are what is printed between greeting and closing."""
    bar = Bar("letters: every word of the text once, in order", wanted=0.98)
    for stem, report in letters.items():
        body = letters_of("".join(printed[stem]))
        read = "".join(letters_of(part) for part in _read(report))
        bar.count(body == read, f"{stem}: {_first_difference(body, read)}")
    return bar


def _read(report: Report) -> Iterator[str]:
    """What was read, in the order of the page."""
    yield report.facts.title
    path: tuple[str, ...] = (report.facts.title,)
    for paragraph in report.paragraphs:
        if paragraph.kind is not ParagraphKind.FOOTNOTE:
            pairs = enumerate(zip(path, paragraph.section, strict=False))
            yield from paragraph.section[next((i for i, pair in pairs if pair[0] != pair[1]), len(path)) :]
            path = paragraph.section
        note = paragraph.kind is ParagraphKind.FOOTNOTE
        yield (
            paragraph.text.lstrip("0123456789")
            if note
            else f"{paragraph.number or ''} {paragraph.text} {paragraph.outcome}"
        )


def _first_difference(printed: str, read: str) -> str:
    pairs = enumerate(zip(printed, read, strict=False))
    at = next((i for i, pair in pairs if pair[0] != pair[1]), min(len(printed), len(read)))
    return f"at {at} of {len(printed)}: printed …{printed[at : at + 24]}, read …{read[at : at + 24]}"


def _structure(letters: dict[str, Report]) -> list[Bar]:
    """Paragraph by paragraph against the letters read by eye."""
    whole, each = Bar("letters as read by eye", wanted=0.95), Bar("paragraphs as read by eye", wanted=0.995)
    for stem, row in gold("letters_gold.jsonl").items():
        if stem not in letters:
            continue
        report = letters[stem]
        read = [_shape(paragraph, report) for paragraph in report.paragraphs if not _is_note(paragraph)]
        told = [_told(*paragraph, title=row["title"]) for paragraph in row["paragraphs"]]
        wrong = [shape for shape in told if shape not in read]
        for shape in told:
            each.count(shape not in wrong, f"{stem}: {' '.join(shape[:5])}")
        whole.count(read == told, f"{stem}: {len(wrong)} of {len(told)} wrong, {len(read)} read")
    return [whole, each]


def _is_note(paragraph: Paragraph) -> bool:
    return paragraph.kind is ParagraphKind.FOOTNOTE


def _shape(paragraph: Paragraph, report: Report) -> tuple[str, ...]:
    words = paragraph.text.split()
    kind = "bullet" if re.search(r"\bbullet \d+$", paragraph.label) else "numbered" if paragraph.number else "text"
    section = paragraph.section[-1] if paragraph.section else report.facts.title
    return _as_shape(section, kind, paragraph.pages, words[:3], words[-3:], paragraph.outcome)


def _told(
    section: str, kind: str, page: int, ends: int, first: str, last: str, outcome: str, *, title: str
) -> tuple[str, ...]:
    return _as_shape(section or title, kind, (page, ends), first.split(), last.split(), outcome)


def _as_shape(
    section: str, kind: str, pages: Sequence[int], first: Sequence[str], last: Sequence[str], outcome: str
) -> tuple[str, ...]:
    words = (letters_of(" ".join(first)), letters_of(" ".join(last)))
    return (letters_of(section), kind, f"{pages[0]}-{pages[-1]}", *words, letters_of(outcome))
