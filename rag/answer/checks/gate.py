"""Does the quote say what the claim says? All checks in their order, the first that fails named."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answer.checks.amounts import wrong_amount
from rag.answer.checks.coverage import uncovered
from rag.answer.checks.direction import wrong_direction
from rag.answer.checks.figures import wrong_figures
from rag.answer.checks.names import strange_words, wrong_grades, wrong_names
from rag.answer.checks.words import limit
from rag.answer.wording import headline
from rag.read.authorities import Register
from rag.types import Paragraph, ReportFacts


@dataclass(frozen=True, slots=True)
class Gate:
    """The checks of a claim in other words than its quote's. The register knows by what names an authority goes."""

    register: Register | None = None

    def fault(self, claim: str, quote: str, paragraph: Paragraph, report: ReportFacts) -> str | None:
        """Why the claim must not be shown on the strength of this quote of this paragraph, in a few words; or None."""
        length = len(claim.split())
        if not limit("claim_least") <= length <= limit("claim_words"):
            return "is too long or too short"
        about = " ".join([headline(report), *paragraph.section])
        return (
            strange_words(claim, paragraph.text)
            or wrong_figures(claim, quote, paragraph.text, report)
            or wrong_names(claim, paragraph.text, report, about, self.register)
            or wrong_grades(claim, quote)
            or uncovered(claim, quote, f"{paragraph.text} {about}")
            or wrong_amount(claim, quote)
            or wrong_direction(claim, quote)
        )
