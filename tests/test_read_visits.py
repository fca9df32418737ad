"""Letters of visits as they are built: the letterhead, what the visit looked at, what it found, what is in doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from rag.read.scope import themes_in
from rag.types import Focus, Kind, Paragraph, ParagraphKind, Report
from tests.read_helpers import FILLER, LEFT, ROWS_2023, Sheets, ilacs, read, texts

TITLE = "Focused visit to Barnsley children’s services"
SUMS_UP = "This letter summarises the findings of the focused visit to Barnsley children’s services on {days}."
LOOKED = "Inspectors looked at the local authority’s arrangements for care leavers."
METHOD = "Inspectors looked at a range of evidence, including children’s case records."
ENDS = "Ofsted will take the findings from this focused visit into account when planning the next inspection."
HEAD = ("Ofsted", "Piccadilly Gate", "Store Street", "Manchester", "T 0300 000 0000", "Textphone 0161 000 0000")
ADDRESS = ("6 June 2024", "Ada Example", "Director of Children’s Services", "Barnsley Council", "S70 9ZZ")


def letter(
    path: Path,
    *opening: str,
    days: str = "14 and 15 May 2024",
    head_last: bool = True,
    greeting: str = "Dear Ms Example",
    closing: tuple[str, ...] = ("Yours sincerely", "Bertha Inspectora", "His Majesty’s Inspector"),
    findings: Callable[[Sheets], object] | None = None,
) -> Report:
    """A letter; the letterhead is the last thing that page 1 draws, as in most of the real ones, or the first."""
    sheets = Sheets(path)
    if not head_last:
        _draw_head(sheets)
    sheets.y = 700
    sheets.lines(*ADDRESS).lines(greeting).lines(TITLE, bold=True)
    inspectors = " His Majesty’s Inspectors for this visit were Bertha Inspectora and Cy Second-Name."
    sheets.paragraph(SUMS_UP.format(days=days) + inspectors)
    for text in opening or (LOOKED, METHOD):
        sheets.paragraph(text)
    sheets.lines("Headline findings", bold=True).paragraph("Care leavers are well known to those who help them.")
    if head_last:
        _draw_head(sheets)
    sheets.page()
    (findings or usual)(sheets)
    for number in range(6):  # as much text as tells how far apart its lines stand
        sheets.paragraph(f"{number + 2} teams were seen. {FILLER}")
    sheets.paragraph(ENDS).lines(*closing)
    return read(sheets.save())


def usual(sheets: Sheets) -> None:
    sheets.lines("What needs to improve in this area of social work practice?", bold=True)
    sheets.paragraph("How soon plans begin (outcome 3, national framework).", sign="•")
    sheets.paragraph("The offer of homes.", sign="•")
    sheets.lines("Main findings", bold=True).paragraph(FILLER).paragraph(FILLER)


def _draw_head(sheets: Sheets) -> None:
    for row, text in enumerate(HEAD):
        sheets.at(LEFT if row < 4 else LEFT + 110, 790 - 11 * (row % 4), text, size=9, bold=row > 3)


def by_kind(report: Report, kind: ParagraphKind) -> list[Paragraph]:
    return [paragraph for paragraph in report.paragraphs if paragraph.kind is kind]


@pytest.mark.parametrize("head_last", [True, False])
def test_the_letterhead_is_in_no_paragraph_wherever_the_page_draws_it(tmp_path: Path, head_last: bool) -> None:
    report = letter(tmp_path / "visit.pdf", head_last=head_last)
    words = " ".join([report.facts.title, *(p.text for p in report.paragraphs), *(p.label for p in report.paragraphs)])
    for gone in (*HEAD, *ADDRESS, "Dear", "Yours", "His Majesty’s Inspector\n"):
        assert gone not in words.replace("Barnsley Council", "") or gone == "Ofsted"
    assert report.facts.title == TITLE
    assert report.paragraphs[0].text.startswith("This letter summarises")
    assert report.paragraphs[-1].text == ENDS
    assert (report.facts.kind, report.facts.urn, report.facts.published) == (
        Kind.FOCUSED_VISIT,
        "80426",
        date(2024, 6, 6),
    )
    assert report.facts.warnings == ()


def test_what_the_visit_looked_at_is_a_fact_of_the_report(tmp_path: Path) -> None:
    report = letter(tmp_path / "visit.pdf")
    scope = report.facts.scope
    assert scope is not None
    assert (scope.themes, scope.printed) == ((Focus.CARE_LEAVERS,), LOOKED)
    (paragraph,) = [p for p in report.paragraphs if p.id in scope.paragraph_ids]
    assert (paragraph.text, paragraph.kind) == (LOOKED, ParagraphKind.ABOUT)
    assert report.facts.inspectors == ("Bertha Inspectora", "Cy Second-Name")
    assert report.facts.lead_inspector == "Bertha Inspectora"


def test_what_tells_of_the_visit_itself_is_no_finding(tmp_path: Path) -> None:
    report = letter(tmp_path / "visit.pdf")
    about = [p.text for p in by_kind(report, ParagraphKind.ABOUT)]
    assert about[1:] == [LOOKED, METHOD, ENDS]
    assert by_kind(report, ParagraphKind.SUMMARY)[0].text.startswith("Care leavers are well known")


def test_a_list_belongs_to_the_sentence_on_scope_that_leads_to_it(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "visit.pdf")
    sheets.lines(*ADDRESS).lines("Dear Ms Example").lines(TITLE, bold=True)
    sheets.paragraph(SUMS_UP.format(days="14 and 15 May 2024"))
    sheets.paragraph("Inspectors looked at arrangements for children in care, with a focus on:")
    sheets.paragraph("Permanence planning.", sign="•").paragraph("Children in unregistered homes.", sign="•")
    sheets.paragraph(METHOD).lines("Overview", bold=True)
    for _ in range(6):
        sheets.paragraph(FILLER)
    report = read(sheets.lines("Yours sincerely").lines("Bertha Example").save())
    scope = report.facts.scope
    assert scope is not None
    assert scope.themes == (Focus.CHILDREN_IN_CARE, Focus.PERMANENCE)
    assert len(scope.paragraph_ids) == 3
    assert "range of evidence" not in scope.printed
    assert [p.kind for p in report.paragraphs if "unregistered" in p.text] == [ParagraphKind.ABOUT]


@pytest.mark.parametrize(
    ("printed", "themes"),
    [
        (
            "Inspectors looked at services for children who need help and protection. Specifically, they considered the"
            " ‘front door’ and child protection enquiries.",
            (Focus.FRONT_DOOR, Focus.HELP),
        ),
        (
            "Inspectors evaluated permanence for children in care, but this did not extend to care leavers.",
            (Focus.PERMANENCE,),
        ),
        ("Inspectors looked at the protection of vulnerable adolescents.", (Focus.EXPLOITATION,)),
        ("Inspectors looked at placement decisions for older children.", (Focus.OLDER_CHILDREN,)),
        (
            "Inspectors considered placement decision-making for older children, but not care leavers.",
            (Focus.OLDER_CHILDREN,),
        ),
        ("Inspectors looked at help and protection.", (Focus.HELP,)),
    ],
)
def test_the_themes_of_a_scope_are_named_main_one_first(printed: str, themes: tuple[Focus, ...]) -> None:
    assert themes_in(printed) == themes


def test_the_form_used_in_the_pandemic_is_known_by_its_preamble(tmp_path: Path) -> None:
    preamble = (
        "Her Majesty’s Chief Inspector is leading work into how England’s social care system has delivered"
        " child-centred practice and care in the pandemic."
    )
    report = letter(tmp_path / "visit.pdf", preamble, METHOD, days="2 and 3 March 2021")
    assert report.facts.scope is not None
    assert (report.facts.scope.themes, report.facts.scope.printed) == ((Focus.COVID,), "")
    assert [p.text for p in report.paragraphs if p.id in report.facts.scope.paragraph_ids] == [preamble]


def test_the_outcome_that_a_bullet_ends_with_is_kept_apart_from_its_words(tmp_path: Path) -> None:
    first, second = [
        p for p in letter(tmp_path / "visit.pdf").paragraphs if "improve" in p.section[-1] and "bullet" in p.label
    ]
    assert (first.text, first.outcome) == ("How soon plans begin", "outcome 3, national framework")
    assert (second.text, second.outcome) == ("The offer of homes.", "")
    assert first.places.boxes()[-1].right < second.places.boxes()[-1].right + 200
    assert max(word.end for word in first.places) == len(first.text)


def test_an_end_a_year_off_is_kept_as_printed_and_doubted(tmp_path: Path) -> None:
    facts = letter(tmp_path / "visit.pdf", days="14 May 2024 to 15 May 2025").facts
    assert (facts.inspected_from, facts.inspected_to) == (date(2024, 5, 14), date(2025, 5, 15))
    assert facts.published == date(2024, 6, 6)
    assert facts.when == date(2024, 6, 6)
    assert [w for w in facts.warnings if "cannot both be right" in w]


def test_a_letter_dated_before_its_visit_is_doubted_and_not_taken_to_have_come_out_then(tmp_path: Path) -> None:
    facts = letter(tmp_path / "visit.pdf", days="18 and 19 December 2024").facts
    assert (facts.inspected_to, facts.published) == (date(2024, 12, 19), None)
    assert [w for w in facts.warnings if w.startswith("the letter is dated 6 June 2024")]


def test_a_year_that_is_not_printed_is_inferred_and_said_to_be(tmp_path: Path) -> None:
    facts = letter(tmp_path / "visit.pdf", days="14 and 15 May").facts
    assert facts.inspected_to == date(2024, 5, 15)
    assert [w for w in facts.warnings if "inferred" in w]


@pytest.mark.parametrize(
    "closing",
    [
        ("Your sincerely", "Bertha Inspectora", "His Majesty’s Inspector"),
        ("Yours faithfully", "Bertha Inspectora", "Senior His Majesty’s Inspector"),
        ("Bertha Inspectora", "Her Majesty’s Inspector"),
    ],
)
def test_the_signature_is_no_finding_whatever_closes_the_letter(tmp_path: Path, closing: tuple[str, ...]) -> None:
    report = letter(tmp_path / "visit.pdf", closing=closing)
    assert report.paragraphs[-1].text == ENDS
    assert report.facts.lead_inspector == "Bertha Inspectora"


def test_the_grade_of_the_last_inspection_is_no_grade_of_the_visit(tmp_path: Path) -> None:
    def findings(sheets: Sheets) -> None:
        sheets.lines("Main findings", bold=True)
        sheets.paragraph(
            "Children’s services in Barnsley were judged good at the last inspection; the overall judgement is good."
        )

    report = letter(tmp_path / "visit.pdf", findings=findings)
    assert report.facts.judgements == ()


def test_headings_that_are_printed_like_the_text_are_headings_all_the_same(tmp_path: Path) -> None:
    def findings(sheets: Sheets) -> None:
        sheets.lines("What needs to improve in this area of social work practice").paragraph(
            "How plans begin.", sign="•"
        )
        sheets.lines("Findings").paragraph(FILLER)

    report = letter(tmp_path / "visit.pdf", findings=findings)
    sections = {p.text: p.section[-1] for p in report.paragraphs}
    assert sections["How plans begin."].startswith("What needs to improve")
    assert sections[FILLER] == "Findings"


def test_priority_actions_and_what_needs_to_improve_are_parts_of_their_own(tmp_path: Path) -> None:
    def findings(sheets: Sheets) -> None:
        sheets.lines("Areas for priority action", bold=True)
        sheets.paragraph("The local authority needs to act swiftly on:").paragraph("Children waiting.", sign="•")
        usual(sheets)

    report = letter(tmp_path / "visit.pdf", findings=findings)
    (waiting,) = [p for p in report.paragraphs if p.text == "Children waiting."]
    assert waiting.section == ("Areas for priority action",)
    assert waiting.label == "Areas for priority action, bullet 1"


def test_words_printed_over_others_are_left_out_and_told(tmp_path: Path) -> None:
    def findings(sheets: Sheets) -> None:
        sheets.lines("Main findings", bold=True)
        sheets.at(LEFT + 4, sheets.y - 2, "in")
        sheets.paragraph(FILLER)

    report = letter(tmp_path / "visit.pdf", findings=findings)
    assert FILLER in texts(report)
    assert [w for w in report.facts.warnings if w == "words printed over others on page 2, left out: in"]


def test_a_visit_whose_overview_tells_of_an_older_sort_of_inspection_is_a_visit(tmp_path: Path) -> None:
    overview = "Since the inspection of services for children in need of help and protection, much has been done."
    assert letter(tmp_path / "visit.pdf", LOOKED, overview).facts.kind is Kind.FOCUSED_VISIT


def test_a_report_without_an_overall_grade_is_read_and_has_none(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf", dates="Inspection dates: 27 April to 8 May 2026", rows=ROWS_2023[:4])
    report = read(sheets.heading("What needs to improve?").paragraph(FILLER, sign="•").save())
    assert report.facts.kind is Kind.ILACS_STANDARD
    assert [j.area.value for j in report.facts.judgements] == [
        "leadership",
        "help and protection",
        "children in care",
        "care leavers",
    ]
    assert report.facts.warnings == ()


def test_a_cover_with_short_and_long_months_is_read(tmp_path: Path) -> None:
    facts = read(
        ilacs(tmp_path / "r.pdf", dates="Inspection dates: 18 Feb 2014 – 12 March 2014").paragraph(FILLER).save()
    ).facts
    assert (facts.inspected_from, facts.inspected_to) == (date(2014, 2, 18), date(2014, 3, 12))


@pytest.mark.parametrize("cropped", [False, True])
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_that_is_upright_to_the_reader_is_read_as_if_it_were_not_turned(
    tmp_path: Path, turn: int, cropped: bool
) -> None:
    path, turned = tmp_path / "plain.pdf", tmp_path / "turned.pdf"
    sheets = ilacs(path).heading("What needs to improve?").paragraph("How plans begin.", sign="•")
    sheets.heading("The experiences of children: good").paragraph(FILLER, number="1").paragraph(FILLER, number="2")
    upright = read(sheets.save())
    turn_pages(path, turned, turn, (20, 30, 10, 15) if cropped else (0, 0, 0, 0))
    found = read(turned)
    assert [p.text for p in found.paragraphs] == [p.text for p in upright.paragraphs]
    assert found.facts.judgements == upright.facts.judgements
    assert found.facts.id == upright.facts.id
    moved = {
        (round(a.box.left - b.box.left, 1), round(a.box.bottom - b.box.bottom, 1))
        for first, second in zip(upright.paragraphs, found.paragraphs, strict=True)
        for a, b in zip(first.places, second.places, strict=True)
    }
    assert len(moved) == 1, "every word stands where the reader sees it, but for the crop"


def turn_pages(source: Path, target: Path, turn: int, crop: tuple[int, int, int, int]) -> None:
    """A copy whose pages' content is turned one way and whose /Rotate turns it back; `crop` is cut off its edges."""
    document = pypdfium2.PdfDocument(source)
    for page in document:
        width, height = page.get_size()
        matrix = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}[turn]
        across, down = (height, width) if turn in (90, 270) else (width, height)
        page.set_mediabox(0, 0, across, down)
        for item in page.get_objects(max_depth=1):
            pdfium.FPDFPageObj_Transform(item.raw, *matrix)
        page.gen_content()
        page.set_rotation(turn)
        page.set_cropbox(crop[0], crop[1], across - crop[2], down - crop[3])
    document.save(target)
    document.close()
