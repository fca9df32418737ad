"""What a report says of itself: kind, dates, inspector, authority, wording; ids and labels; the catalogue's help."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus import reports_folder
from rag.read.catalogue import Catalogue
from rag.types import Kind, ParagraphKind, Report, Wording
from tests.read_helpers import (
    FILLER,
    IMPROVE,
    LEADING,
    PROTECTION,
    ROWS_2023,
    TITLE,
    Sheets,
    ilacs,
    numbered,
    read,
    register,
    texts,
)


def letter(path: Path, *opening: str) -> Sheets:
    """A letter: the date, the addressee, a bold subject, the opening lines."""
    sheets = Sheets(path, footer=("Letter of the inspectorates",))
    sheets.lines("24 July 2023").lines("Ada Example, Director of Children’s Services", gap=16)
    for number, text in enumerate(opening):
        sheets.lines(text, bold=number == 0)
    return sheets


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("Inspection dates: 12 to 16 June 2023", date(2023, 6, 12), date(2023, 6, 16)),
        ("Inspection dates: 12 June to 16 June 2023", date(2023, 6, 12), date(2023, 6, 16)),
        ("Inspection dates: 12 June 2023 to 16 June 2023", date(2023, 6, 12), date(2023, 6, 16)),
        ("Inspection dates: 29 May – 9 June 2023", date(2023, 5, 29), date(2023, 6, 9)),
        ("Inspection dates: 12-16 June 2023", date(2023, 6, 12), date(2023, 6, 16)),
        ("Inspection dates: 4 December 2022 to 13 January 2023", date(2022, 12, 4), date(2023, 1, 13)),
        ("Inspection dates: 4 December to 13 January 2023", date(2022, 12, 4), date(2023, 1, 13)),
        ("Inspection date: 12th to 16th June, 2023", date(2023, 6, 12), date(2023, 6, 16)),
        ("Inspection dates: 12 to Friday 16 June 2023", date(2023, 6, 12), date(2023, 6, 16)),
        ("Inspection dates: 12/06/2023 to 16/06/2023", date(2023, 6, 12), date(2023, 6, 16)),
        ("Inspection date: 12 June 2023", date(2023, 6, 12), date(2023, 6, 12)),
        ("Inspection dates: 31 to 38 June 2023", None, None),
    ],
)
def test_inspection_dates_are_read_in_every_printed_form(
    tmp_path: Path, printed: str, first: date | None, last: date | None
) -> None:
    facts = read(ilacs(tmp_path / "r.pdf", dates=printed).paragraph(FILLER).save()).facts
    assert (facts.inspected_from, facts.inspected_to) == (first, last)
    assert ("no inspection dates found" in facts.warnings) is (last is None)


def test_dates_of_a_previous_inspection_are_not_those_of_this_one(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf", dates="Dates of previous inspection: 3 to 7 June 2019")
    facts = read(sheets.lines("Inspection dates: 12 to 16 June 2023").paragraph(FILLER).save()).facts
    assert facts.inspected_to == date(2023, 6, 16)


@pytest.mark.parametrize(
    ("dates", "kind"),
    [
        ("Inspection dates: 12 to 16 June 2023", Kind.ILACS_SHORT),
        ("Inspection dates: 5 to 16 June 2023", Kind.ILACS_STANDARD),
    ],
)
def test_an_ilacs_inspection_is_standard_or_short_by_its_days(tmp_path: Path, dates: str, kind: Kind) -> None:
    facts = read(ilacs(tmp_path / "r.pdf", dates=dates).paragraph(FILLER).save()).facts
    assert (facts.kind, facts.id) == (kind, f"80426/2023-06-16/{kind}")


def test_a_single_inspection_is_known_by_its_title(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "r.pdf").lines("Barnsley", size=28)
    sheets.lines(
        "Inspection of services for children in need of help and", "protection, children looked after and care"
    )
    sheets.lines("leavers").lines("Inspection date: 10 June 2014 – 2 July 2014").paragraph(FILLER)
    facts = read(sheets.save()).facts
    assert (facts.kind, facts.authority) == (Kind.SIF, "Barnsley")
    assert (facts.inspected_from, facts.inspected_to) == (date(2014, 6, 10), date(2014, 7, 2))


@pytest.mark.parametrize(
    ("subject", "opening", "kind"),
    [
        (
            "Focused visit to Barnsley children’s services",
            "This letter tells of the focused visit to Barnsley between 20 and 21 June 2023.",
            Kind.FOCUSED_VISIT,
        ),
        (
            "Monitoring visit to Barnsley children’s services",
            "This letter tells of the monitoring visit that took place from 20 to 21 June 2023.",
            Kind.MONITORING_VISIT,
        ),
        (
            "Joint targeted area inspection of the multi-agency response in Barnsley",
            "This inspection took place from 20 to 21 June 2023. It was carried out by three inspectorates.",
            Kind.JTAI,
        ),
    ],
)
def test_a_letters_kind_dates_and_sending_are_read(tmp_path: Path, subject: str, opening: str, kind: Kind) -> None:
    facts = read(letter(tmp_path / "r.pdf", subject, opening).paragraph(FILLER).save()).facts
    assert (facts.kind, facts.authority) == (kind, "Barnsley")
    assert (facts.inspected_from, facts.inspected_to) == (date(2023, 6, 20), date(2023, 6, 21))
    assert facts.published == date(2023, 7, 24)
    assert facts.judgements == ()


def test_an_area_send_report_is_known_by_its_title(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "r.pdf").lines("Area SEND inspection of Barnsley", "Local Area Partnership", size=24)
    sheets.lines("Inspection dates: 19 to 23 June 2023").heading("Inspection outcome").paragraph(FILLER)
    report = read(sheets.save())
    assert (report.facts.kind, report.facts.authority) == (Kind.AREA_SEND, "Barnsley")
    assert [p.kind for p in report.paragraphs if p.text == FILLER] == [ParagraphKind.SUMMARY]


def test_a_document_of_another_sort_is_other_and_says_what_it_lacks(tmp_path: Path) -> None:
    facts = read(Sheets(tmp_path / "r.pdf").lines("Minutes", size=24).paragraph(FILLER).save()).facts
    assert (facts.kind, facts.urn, facts.authority) == (Kind.OTHER, None, "authority not known")
    assert facts.id == f"unknown-{facts.sha256[:8]}/undated/other"
    assert facts.warnings == (
        "text outside any section: 1 paragraph, the first on page 1",
        "the authority is not in the register",
        "no inspection dates found",
    )


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Lead inspector: Ada Example, His Majesty’s Inspector", "Ada Example"),
        ("Lead inspector: Ada Example HMI", "Ada Example"),
        ("Reporting inspector Ada Example-Other", "Ada Example-Other"),
        ("Lead inspector: not given", None),
        ("", None),
    ],
)
def test_the_lead_inspectors_name_stands_without_the_office(tmp_path: Path, printed: str, name: str | None) -> None:
    facts = read(ilacs(tmp_path / "r.pdf", inspector=printed).paragraph(FILLER).save()).facts
    assert facts.lead_inspector == name


@pytest.mark.parametrize(
    ("name", "authority"),
    [
        ("Barnsley Metropolitan Borough Council", "Barnsley"),
        ("the Royal Borough of Windsor & Maidenhead", "Windsor and Maidenhead"),
        ("West Northamptonshire Council", "West Northamptonshire"),
        ("Northamptonshire", "Northamptonshire"),
        ("Cumbria County Council", "Cumbria"),
        ("Birmingham Children’s Trust", "Birmingham"),
        ("Stockton-on-Tees", "Stockton-on-Tees"),
        ("Bath and NE Somerset", "Bath and North East Somerset"),
    ],
)
def test_the_authority_is_found_by_name_alias_trust_and_predecessor(tmp_path: Path, name: str, authority: str) -> None:
    title = f"Inspection of children’s services in {name}"
    assert read(ilacs(tmp_path / "r.pdf", title=title).paragraph(FILLER).save()).facts.authority == authority


def test_a_trust_that_serves_several_authorities_names_none_of_them_alone() -> None:
    (mention,) = register().mentions("run by Achieving for Children")
    assert {each.name for each in mention.authorities} == {
        "Kingston upon Thames",
        "Richmond upon Thames",
        "Windsor and Maidenhead",
    }
    assert register().identify("Achieving for Children in Kingston", "").name == "Kingston upon Thames"  # type: ignore[union-attr]


def test_a_digest_says_so_and_keeps_the_published_reports_address(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf").lines(
        "Digest in this project's own words; the published report is at https://files.ofsted.gov.uk/v1/file/1", size=8.5
    )
    facts = read(sheets.paragraph(FILLER).save()).facts
    assert (facts.wording, facts.url) == (Wording.DIGEST, "https://files.ofsted.gov.uk/v1/file/1")
    assert facts.id == "80426/2023-06-16/ilacs-short/digest"


def test_bundled_digests_are_digests_of_what_they_say() -> None:
    facts = {path.name[:7]: read(path).facts for path in reports_folder().glob("*.pdf")}
    assert {each.wording for each in facts.values()} == {Wording.DIGEST}
    assert (facts["2637539"].authority, facts["2637539"].kind) == ("North Northamptonshire", Kind.ILACS_STANDARD)
    assert (facts["2637548"].authority, facts["2637548"].inspected_to) == ("West Northamptonshire", date(2022, 10, 14))
    assert (facts["northam"].authority, facts["northam"].kind) == ("Northamptonshire", Kind.FOCUSED_VISIT)


def test_publication_comes_from_the_catalogue_where_the_inspection_fits_one_entry(tmp_path: Path) -> None:
    listed = tmp_path / "catalogue.csv"
    listed.write_text(
        "urn,local_authority,publication_date,inspection_link\n80426,barnsley,2023-07-28,https://example.org/file/1\n"
    )
    path = ilacs(tmp_path / "r.pdf").paragraph(FILLER).save()
    facts = read(path, Catalogue.load(listed)).facts
    assert (facts.published, facts.url) == (date(2023, 7, 28), "https://example.org/file/1")
    older = ilacs(tmp_path / "o.pdf", dates="Inspection dates: 12 to 16 June 2022").paragraph(FILLER).save()
    assert (read(older, Catalogue.load(listed)).facts.published, read(path).facts.published) == (None, None)


def test_the_same_file_gives_the_same_report_under_any_name(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "50231520.pdf").paragraph(FILLER).heading(IMPROVE).paragraph("Plans.", sign="•")
    one = sheets.heading(PROTECTION).paragraph(FILLER, "1.").save()
    other = tmp_path / "another.pdf"
    other.write_bytes(one.read_bytes())
    first, second = read(one), read(other)
    assert first.paragraphs == second.paragraphs
    assert [p.places.packed for p in first.paragraphs] == [p.places.packed for p in second.paragraphs]
    assert [p.id.removeprefix("80426/2023-06-16/ilacs-short/") for p in first.paragraphs] == [
        *("cover", "judgements", "summary-1", "improve-1", "heading-help-and-protection", "p1"),
    ]
    assert [p.position for p in first.paragraphs] == [0, 1, 2, 3, 4, 5]


def test_unnumbered_paragraphs_of_a_letter_have_labels_to_find_them_by_and_keep_them(tmp_path: Path) -> None:
    def labels(extra: bool) -> dict[str, str]:
        sheets = letter(tmp_path / "r.pdf", "Focused visit to Barnsley children’s services", "It was on 20 June 2023.")
        sheets.heading("Headline findings").paragraph(f"A first paragraph. {FILLER}")
        if extra:
            sheets.paragraph(f"One more. {FILLER}")
        sheets.heading("Main findings").paragraph(f"A second paragraph. {FILLER}").paragraph(f"A third one. {FILLER}")
        return {p.text[:12]: f"{p.label} = {p.id.rpartition('/')[2]}" for p in read(sheets.save()).paragraphs}

    assert labels(extra=False)["A third one."] == "Main findings, paragraph 2 = main-findings-2"
    assert labels(extra=True)["A third one."] == labels(extra=False)["A third one."]
    assert labels(extra=True)["One more. So"] == "Headline findings, paragraph 2 = summary-4"


def single(tmp_path: Path) -> Report:
    sheets = Sheets(tmp_path / "r.pdf").lines("Barnsley", size=28)
    sheets.lines("Inspection of services for children in need of help and protection").lines(
        "Inspection date: 1 July 2014"
    )
    sheets.page().heading("Executive summary").paragraph(FILLER).heading("Recommendations")
    sheets.paragraph(f"Improve plans. {FILLER}", "1.").paragraph(f"Improve visits. {FILLER}", "2.")
    sheets.heading("Leadership, management and governance").paragraph(f"Leaders lead. {FILLER}", "3.")
    sheets.heading("Areas for improvement").paragraph(f"The authority should act. {FILLER}").page()
    sheets.heading("The Local Safeguarding Children Board (LSCB)").paragraph(f"The Board meets. {FILLER}", "1.")
    sheets.lines("Areas for improvement", bold=True).paragraph(f"The Board should act. {FILLER}")
    return read(sheets.save())


def test_recommendations_are_told_from_findings_and_the_boards_numbers_from_the_authoritys(tmp_path: Path) -> None:
    report = single(tmp_path)
    names = {p.text.partition(".")[0]: (p.kind, p.label, p.id.rpartition("/")[2]) for p in report.paragraphs}
    recommendation, finding = ParagraphKind.RECOMMENDATION, ParagraphKind.NUMBERED
    assert names["Improve plans"] == (recommendation, "recommendation 1", "rec-1")
    assert names["Leaders lead"] == (finding, "paragraph 3", "p3")
    assert names["The Board meets"] == (finding, "LSCB review, paragraph 1", "lscb-p1")
    assert report.facts.warnings == ()


def test_no_two_paragraphs_share_a_label_or_an_id(tmp_path: Path) -> None:
    report = single(tmp_path)
    assert len({p.label for p in report.paragraphs}) == len({p.id for p in report.paragraphs}) == len(report.paragraphs)
    assert not any("~" in p.id for p in report.paragraphs)


def test_a_judgement_tables_row_is_the_section_of_what_follows(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf").page().heading("Inspection judgements about the local authority")
    sheets.at(71, sheets.y, "Key judgement", bold=True)
    sheets.at(300, sheets.y, "Judgement grade", bold=True)
    sheets.y -= 20
    sheets.at(300, sheets.y, "Requires improvement")
    sheets.lines("The experiences and progress of", "children looked after").paragraph(FILLER, "1.")
    sheets.page().paragraph(FILLER, "2.")
    report = read(sheets.save())
    section = numbered(report, "1").section
    assert section[0] == "Inspection judgements about the local authority"
    assert section[1].startswith("The experiences and progress of")
    assert texts(report) == [FILLER, FILLER]


def test_pages_without_text_are_told(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf").paragraph(f"{FILLER} {FILLER}").page()
    sheets.footer = ()
    report = read(sheets.page().paragraph(FILLER).save())
    assert report.facts.warnings == ("pages without text: 2",)
    assert report.facts.page_count == 3


def test_the_first_pages_dates_and_inspector_can_be_quoted(tmp_path: Path) -> None:
    cover = read(ilacs(tmp_path / "r.pdf").paragraph(FILLER).save()).paragraphs[0]
    assert cover.text == ("Inspection dates: 12 to 16 June 2023 Lead inspector: Ada Example, His Majesty’s Inspector")
    assert (cover.label, cover.pages, len(cover.places.boxes())) == ("first page", (1,), 2)


def test_a_title_over_two_lines_is_one_title(tmp_path: Path) -> None:
    sheets = ilacs(tmp_path / "r.pdf", rows=ROWS_2023)
    assert sheets.y < 748 - 2 * LEADING
    assert read(sheets.paragraph(FILLER).save()).facts.title == TITLE
