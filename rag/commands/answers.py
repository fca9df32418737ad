"""`ask` and `search`: an answer, or the passages found, for a reader or for a program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.answer.findings import findings_csv
from rag.answer.record import answer_record, scored_record
from rag.answer.wording import NEAREST, NEAREST_FOUND, claim_text, headings, headline, listed, quoted, reference, sides
from rag.chat import Chat, Request
from rag.commands.plain import as_json, counted, joined, say, tell, wrapped
from rag.types import Answer, Citation, Claim, Hit, OfstedChatError, ReportFacts, Status, Wording

_QUOTATION_MARKS = "“”"


def ask(chat: Chat, request: Request, json: bool, csv: Path | None = None) -> int:
    """Answer one question. An answer that says the reports are silent is an answer.

    With `csv` the inspections that the answer counts are written there. OfstedChatError where that cannot be.
    """
    answer = chat.invoke(request)
    if csv:
        _write_csv(answer, csv)
    say(as_json(answer_record(answer)) if json else answer_in_words(answer))
    return 1 if answer.status is Status.ERROR else 0


def _write_csv(answer: Answer, target: Path) -> None:
    try:
        target.write_bytes(findings_csv(answer.findings).encode("utf-8-sig"))
    except OSError as error:
        raise OfstedChatError(f"{target} cannot be written: {error.strerror}") from error
    tell(f"{counted(len(answer.findings), 'inspection')} written to {target}.")


def search(chat: Chat, request: Request, limit: int, json: bool) -> int:
    """The best passages for a question."""
    hits = chat.search(request)[:limit]
    if json:
        say(as_json({"question": request.question, "passages": [scored_record(hit) for hit in hits]}))
    else:
        say(hits_in_words(hits))
    return 0


def answer_in_words(answer: Answer) -> str:
    """The answer by report, then its sources, what a reader must know of it, and what was searched."""
    sources = "\n".join(["Sources", *(_source(citation, answer) for citation in answer.citations)])
    tries = "\n".join(wrapped(f"“{suggestion}”", indent=2) for suggestion in answer.suggestions)
    return joined(
        [
            wrapped(answer.opening) if answer.opening else "",
            "\n".join(wrapped(line, first="  - ") for line in listed(answer.reports)),
            *_by_report(answer),
            sources if answer.citations else "",
            "\n".join(wrapped(note, first="Note: ") for note in answer.notes),
            _nearest(answer),
            f"You could ask\n{tries}" if tries else "",
            wrapped(answer.scope) if answer.scope else "",
        ]
    )


def _nearest(answer: Answer) -> str:
    """For an answer that was declined: what came nearest, told as just that."""
    if answer.status is not Status.DECLINED or not answer.hits:
        return ""
    places = (f"{headline(hit.report)}, {reference(hit.paragraph)}" for hit in answer.hits[:NEAREST])
    return "\n".join([f"{NEAREST_FOUND}:", *(wrapped(place, first="  - ") for place in places)])


def hits_in_words(hits: Sequence[Hit]) -> str:
    """Passages in their order, each with its report, date and place; a digest's words without quotation marks."""
    if not hits:
        return "Nothing was found."
    return joined(_hit(rank, hit) for rank, hit in enumerate(hits, 1))


def _hit(rank: int, hit: Hit) -> str:
    digest = hit.report.wording is Wording.DIGEST
    text = hit.paragraph.text if digest else f"“{hit.paragraph.text}”"
    where = f"{reference(hit.paragraph)}  (score {hit.score:.3f})"
    lead = f"{rank}. "
    indent = len(lead)
    return "\n".join([wrapped(headline(hit.report), first=lead), wrapped(where, indent), wrapped(text, indent)])


def _by_report(answer: Answer) -> list[str]:
    """A block a report, in the order in which the answer comes to them."""
    reports: dict[str, ReportFacts] = {citation.report.id: citation.report for citation in answer.citations}
    by_report: dict[str, list[Claim]] = {}
    for claim in answer.claims:
        by_report.setdefault(claim.report_id, []).append(claim)
    blocks: list[str] = []
    begins = sides(answer)
    for report_id, claims in by_report.items():
        blocks += [begins[report_id]] if report_id in begins else []
        lines = [wrapped(headline(reports[report_id]))] if report_id in reports else []
        for claim, heading in zip(claims, headings(claims), strict=True):
            lines += [f"  {heading}"] if heading else []
            lines.append(wrapped(claim_text(claim), first="  - "))
        blocks.append("\n".join(lines))
    return blocks


def _source(citation: Citation, answer: Answer) -> str:
    place = f"{headline(citation.report)}; {citation.paragraph.label}, page {citation.page}"
    lead = f"  [{citation.marker}] "
    lines = [wrapped(place, first=lead)]
    if not _in_claims(citation, answer):
        lines.append(wrapped(quoted(citation), indent=len(lead)))
    return "\n".join(lines)


def _in_claims(citation: Citation, answer: Answer) -> bool:
    """Whether the claims are the quote itself, which then need not be shown twice."""
    claims = [claim.text.strip(_QUOTATION_MARKS) for claim in answer.claims if citation.marker in claim.markers]
    return bool(claims) and all(text in citation.quote for text in claims)
