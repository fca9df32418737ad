"""Answers over many inspections: how many say so of how many, and the clearest of what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.answer.compose import Placed, parts
from rag.answer.sentences import Sentence, constants, sentence_at
from rag.find.breadth import Spoken, Survey
from rag.types import Answer, Counted, Direction, Hit

POINTS = {
    Direction.WEAK: ("tells of weaknesses in", "tell of weaknesses in"),
    Direction.STRONG: ("tells of strengths in", "tell of strengths in"),
    None: ("speaks of", "speak of"),
}


@dataclass(frozen=True, slots=True)
class SurveyTold:
    """What many inspections say on a theme that no plan could take: the count, and the clearest sentences."""

    survey: Survey
    skipped: frozenset[str] = frozenset()

    @property
    def declined(self) -> str | None:
        """What is said where no inspection counts."""
        return None if self.survey.counted else none_line(self.survey)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the count."""
        return (counting_note(self.survey),) if self.survey.counted else ()

    @property
    def sentences(self) -> tuple[tuple[Sentence, ...], ...]:
        """The sentences to quote, without those shown before."""
        left = tuple(s for s in self.survey.counted if s.paragraph.id not in self.skipped)
        return shown(replace(self.survey, counted=left))

    @property
    def findings(self) -> tuple[Counted, ...]:
        """Every inspection that is counted, the clearest first."""
        return findings_of(self.survey)

    def after(self, times: int) -> SurveyTold:
        """The same without what was shown so many times before."""
        told = self
        for _ in range(times):
            before = {sentence.hit.paragraph.id for group in told.sentences for sentence in group}
            told = replace(told, skipped=told.skipped | before)
        return told

    def hits(self, limit: int) -> tuple[Hit, ...]:
        """The paragraphs of the clearest reports, as passages."""
        return hits_of(self.survey, limit)

    def parts(self, placed: Placed, last: int = 0) -> Iterator[Answer]:
        """The count, then the sentences."""
        yield Answer(opening=count_line(self.survey))
        yield from parts(self.sentences, placed, last)


def hits_of(survey: Survey, limit: int) -> tuple[Hit, ...]:
    """The paragraphs of the clearest reports, as passages."""
    best: dict[str, Hit] = {}
    for rank, sentence in enumerate(survey.counted):
        hit = Hit(sentence.paragraph, sentence.report, 1.0 / (1 + rank))
        best.setdefault(sentence.paragraph.id, hit)
    return tuple(best.values())[:limit]


def findings_of(survey: Survey) -> tuple[Counted, ...]:
    """Every inspection that is counted, the clearest first."""
    return tuple(Counted(s.report, s.paragraph, s.start, s.end) for s in survey.counted)


def shown(survey: Survey) -> tuple[tuple[Sentence, ...], ...]:
    """The sentences to quote: the clearest of different authorities, newest inspection first."""
    picked: dict[str, Spoken] = {}
    for sentence in survey.counted:
        if len(picked) < int(constants()["counting"]["shown"]):
            picked.setdefault(sentence.report.authority, sentence)
    newest = sorted(picked.values(), key=lambda s: s.report.inspected_to.toordinal() if s.report.inspected_to else 0)
    return tuple((_sentence(sentence),) for sentence in reversed(newest))


def count_line(survey: Survey) -> str:
    """How many of how many, in a line."""
    counted = len(survey.counted)
    authorities = len({sentence.report.authority for sentence in survey.counted})
    line = (
        f"{counted} of the {survey.searched} {_noun(survey.searched, survey.noun)} searched, of {authorities}"
        f" {_noun(authorities, 'authority')}, {POINTS[survey.wanted][counted != 1]} {survey.subject}."
    )
    return line + _rest(survey)


def none_line(survey: Survey) -> str:
    """What is said where no inspection counts."""
    noun = _noun(survey.searched, survey.noun)
    if not survey.spoke:
        return (
            f"None of the {survey.searched} {noun} searched mentions {survey.subject}."
            " That tells nothing of how well it is done."
        )
    line = f"None of the {survey.searched} {noun} searched {POINTS[survey.wanted][0]} {survey.subject}."
    return line + _rest(survey)


def _rest(survey: Survey) -> str:
    """What the inspections that do not count say."""
    other = len(survey.other_way)
    mixed = survey.spoke - len(survey.counted) - other
    silent = survey.searched - survey.spoke
    line = f" In {other}, what is said of it points the other way." if other else ""
    line += f" In {mixed}, it is mixed or not clear." if mixed else ""
    return line + (f" {silent} {'does' if silent == 1 else 'do'} not mention it." if silent else "")


def counting_note(survey: Survey) -> str:
    """What a reader must know of the count."""
    if survey.wanted is None:
        return "The clearest findings are shown; every inspection counted is listed."
    return (
        "The clearest findings are shown; every inspection counted is listed. Each was counted by the wording of its"
        " sentences on the subject: read them before you quote the number."
    )


def _sentence(spoken: Spoken) -> Sentence:
    return sentence_at(spoken.report, spoken.paragraph, spoken.start, spoken.end)


def _noun(count: int, noun: str) -> str:
    plural = "authorities" if noun == "authority" else f"{noun}s"
    return noun if count == 1 else plural
