"""Lines of the pages that the reader left out: neither in a paragraph, nor a heading, nor anything that may go.

What may go are running lines, page numbers, contents entries, the titles on the first page, and the imprint at the end.
"""

from __future__ import annotations

import re
from collections import defaultdict

from eval.reading.bars import letters_of
from eval.reading.furniture import Printed
from rag.types import Report

COVERED = 0.5
"""Share of a line's letters that paragraphs must have at its place for it to be kept (numbers and signs go)."""
_IMPRINT = re.compile(
    r"the office for standards in education|if (?:you|the local authority) would like a copy|any complaints about the"
    r"|this document may be reproduced|you may copy all or parts|© crown copyright",
    re.IGNORECASE,
)
_FACTS = r"inspection dates?\b|report published|lead inspector|age group|dates? of previous"
_TABLE_HEAD = re.compile(
    r"(?:key )?(?:inspection )?judge?ments? (?:inspection |judge?ment )?grade|judgement|grade", re.I
)


def lost_lines(report: Report, pages: dict[int, list[Printed]]) -> tuple[int, list[str]]:
    """How many lines there are that should be kept, and for each that is not its page and its first three words."""
    words = defaultdict(list)
    for paragraph in report.paragraphs:
        for word in paragraph.places:
            words[word.box.page].append(word)
    headings = letters_of(" ".join([report.facts.title, *(part for p in report.paragraphs for part in p.section)]))
    count, lost = 0, []
    ended = False
    facts = [line.bottom for line in pages.get(1, []) if re.match(_FACTS, line.text, re.IGNORECASE)]
    titles = min(facts, default=0.0)
    for number, lines in pages.items():
        is_contents = number <= 5 and any(
            letters_of(line.text) in ("contents", "tableofcontents") for line in lines[:6]
        )
        for line in lines:
            ended = ended or (number > 1 and bool(_IMPRINT.match(line.text.strip())))
            is_title = number == 1 and line.bottom >= titles
            if ended or is_contents or is_title or line.what or not re.search(r"\w", line.text):
                continue
            letters = letters_of(line.text)
            if letters in headings or _TABLE_HEAD.fullmatch(line.text.strip()) or re.fullmatch(r"\d{0,3}", letters):
                continue
            count += 1
            middle = (line.bottom + line.top) / 2
            there = (word for word in words[number] if word.box.bottom <= middle <= word.box.top)
            kept = sum(
                word.end - word.start for word in there if word.box.right > line.left and word.box.left < line.right
            )
            if kept < COVERED * len(letters):
                lost.append(f"page {number}: {' '.join(line.text.split()[:3])} …")
    return count, lost
