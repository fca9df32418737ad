"""From found paragraphs to claims: chosen sentences, exact quotes, one page a citation, dated order, plain wording."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.compose import cited, notes_on, parts, scope_line
from rag.answer.extract import chosen, to_weigh
from rag.answer.facts import overview_sentences
from rag.answer.sentences import Sentence, leans, weigh
from rag.answer.wording import answer_text, inspected
from rag.find.scope import Scope
from rag.plan.question import Shape
from rag.types import (
    Answer,
    Area,
    Citation,
    Claim,
    Grade,
    Hit,
    Judgement,
    Kind,
    Paragraph,
    ParagraphKind,
    Status,
    Wording,
)
from tests.answer_helpers import facts, hit, paragraph, question, weighed
from tests.index_helpers import HashEmbedder

NEW, OLD, UNDATED = (
    facts("leeds/2022"),
    facts("leeds/2018", inspected=date(2018, 2, 1)),
    facts("leeds/visit", inspected=None),
)
HERE = Scope((("leeds/2022",),), (NEW,))
EVERYWHERE = Scope((("leeds/2022", "leeds/2018", "leeds/visit"),), (NEW, OLD, UNDATED), everything=True)


def answer(*groups: list[Sentence]) -> Answer:
    return sum(parts(groups, as_it_is), Answer())


def as_it_is(found: Paragraph) -> Paragraph:
    return found


def texts(groups: list[list[Sentence]]) -> list[list[str]]:
    return [[sentence.text for sentence in group] for group in groups]


def test_sentences_out_of_their_printed_order_are_cited_each_by_itself() -> None:
    first, second, third = weighed(hit(NEW, "Caseloads fell. Staff stay. Morale is high.", 1), 0.9)
    made = answer([third, first, second])
    assert [claim.text.strip("“”") for claim in made.claims] == ["Morale is high.", "Caseloads fell.", "Staff stay."]
    assert [citation.quote for citation in made.citations] == ["Morale is high.", "Caseloads fell. Staff stay."]


def test_every_claim_has_markers_that_resolve_to_exact_quotes() -> None:
    groups = [weighed(hit(NEW, "Caseloads fell. Staff stay. Morale is high.", n), 0.9) for n in (1, 2)]
    made = answer(*groups)
    by_marker = {citation.marker: citation for citation in made.citations}
    assert list(by_marker) == [1, 2]
    assert len(made.claims) == 6
    for claim in made.claims:
        assert claim.markers
        for marker in claim.markers:
            citation = by_marker[marker]
            assert citation.quote == citation.paragraph.text[citation.start : citation.end]
            assert citation.boxes == citation.paragraph.places.boxes(citation.start, citation.end)
            assert {box.page for box in citation.boxes} == {citation.page}
            assert citation.report.id == claim.report_id


def test_neighbouring_sentences_are_one_quote_and_others_their_own() -> None:
    one, two, three = weighed(hit(NEW, "Caseloads fell. Staff stay. Morale is high."), 0.9)
    assert [citation.quote for citation in answer([one, two]).citations] == ["Caseloads fell. Staff stay."]
    assert [citation.quote for citation in answer([one, three]).citations] == ["Caseloads fell.", "Morale is high."]


def test_a_quote_over_a_page_break_is_one_citation_a_page() -> None:
    text = "Caseloads have come down because staff stay. Morale is high."
    found = hit(NEW, text, turns_at=text.index("because"))
    made = answer(weighed(found, 0.9))
    assert [(c.page, c.quote) for c in made.citations] == [
        (2, "Caseloads have come down"),
        (3, "because staff stay. Morale is high."),
    ]
    assert [claim.markers for claim in made.claims] == [(1, 2), (2,)]


def test_a_paragraph_without_places_is_cited_on_its_first_page() -> None:
    bare = replace(paragraph(NEW, "Caseloads fell.", turns_at=10), places=type(paragraph(NEW, "x").places)())
    (citation,) = cited(4, NEW, bare, 0, 15)
    assert (citation.marker, citation.page, citation.boxes) == (5, 2, ())


@pytest.mark.parametrize("wording", list(Wording))
def test_published_words_stand_in_quotation_marks_and_a_digests_never(wording: Wording) -> None:
    made = answer(weighed(hit(replace(NEW, wording=wording), "Caseloads fell. Staff stay."), 0.9))
    for claim in made.claims:
        assert (claim.text[0] + claim.text[-1] == "“”") is (wording is Wording.PUBLISHED)
        assert ("“" in claim.text) is (wording is Wording.PUBLISHED)
    assert (", digest: " in answer_text(made)) is (wording is Wording.DIGEST)


def test_the_newest_inspection_comes_first_and_the_undated_last() -> None:
    found = [hit(about, "Caseloads are high.") for about in (UNDATED, OLD, NEW)]
    kept = chosen(question(), EVERYWHERE, [s for one in found for s in weighed(one, 0.9)])
    assert [group[0].hit.report.id for group in kept] == ["leeds/2022", "leeds/2018", "leeds/visit"]


def test_paragraphs_of_a_report_stand_in_printed_order() -> None:
    found = [hit(NEW, "Caseloads are high.", 7), hit(NEW, "Caseloads fell.", 2)]
    kept = chosen(question(), HERE, [s for one in found for s in weighed(one, 0.9)])
    assert [group[0].hit.paragraph.number for group in kept] == ["2", "7"]


def test_the_best_sentence_is_quoted_and_a_second_only_where_it_comes_near() -> None:
    found = hit(NEW, "Caseloads are very high. Morale is rather low. Buildings are quite old.")
    assert texts(chosen(question(), HERE, weighed(found, 0.9, 0.85, 0.2))) == [
        ["Caseloads are very high.", "Morale is rather low."]
    ]
    assert texts(chosen(question(), HERE, weighed(found, 0.2, 0.2, 0.9))) == [["Buildings are quite old."]]


def test_a_sentence_that_leans_brings_the_one_before_it() -> None:
    found = hit(NEW, "Managers changed the system. This has led to lower caseloads.")
    assert texts(chosen(question(), HERE, weighed(found, 0.1, 0.9))) == [
        ["Managers changed the system.", "This has led to lower caseloads."]
    ]


@pytest.mark.parametrize(
    ("text", "is_leaning"), [("This has led to it.", True), ("However, plans drift.", True), ("Thistles grow.", False)]
)
def test_leaning_is_known_by_the_first_words(text: str, is_leaning: bool) -> None:
    assert leans(text) is is_leaning


def test_a_paragraph_far_from_the_best_is_left_out() -> None:
    near, far = hit(NEW, "Caseloads are high.", 1, 0.9), hit(NEW, "Parks are green.", 2, 0.2)
    kept = chosen(question(), HERE, [*weighed(near, 0.9), *weighed(far, 0.2)])
    assert texts(kept) == [["Caseloads are high."]]


def test_both_sides_of_a_comparison_are_quoted_however_different_their_scores() -> None:
    compare = question(shape=Shape.COMPARE)
    sides = [hit(NEW, "Caseloads are high.", 1, 0.9), hit(OLD, "Cases weigh much.", 1, 0.4)]
    kept = chosen(compare, HERE, [*weighed(sides[0], 0.9), *weighed(sides[1], 0.3)])
    assert len(kept) == 2
    assert to_weigh(compare, HERE, sides) == sides


def test_without_a_place_a_report_that_only_comes_near_the_subject_is_left_out() -> None:
    found = [hit(NEW, "Caseloads are high.", 1, 0.9), hit(OLD, "Supervising is hard.", 1, 0.9)]
    kept = chosen(question(), EVERYWHERE, [*weighed(found[0], 0.9), *weighed(found[1], 0.5)])
    assert texts(kept) == [["Caseloads are high."]]


def test_a_part_is_an_answer_and_empty_groups_make_none() -> None:
    groups = [weighed(hit(NEW, "Caseloads fell.", n), 0.9) for n in (1, 2)]
    assert len(list(parts(groups, as_it_is))) == 2
    assert list(parts([[]], as_it_is)) == []


def test_a_sentence_whose_words_are_not_in_its_paragraph_is_not_shown() -> None:
    (sentence,) = weighed(hit(NEW, "Caseloads fell."), 0.9)
    assert answer([replace(sentence, text="Caseloads rose.")]).claims == ()


TABLE = "Judgement Grade\nThe impact of leaders Good\nOverall effectiveness Inadequate"


def graded() -> Hit:
    judgement = Judgement(Area.OVERALL, Grade.INADEQUATE, "Overall effectiveness", "Inadequate", 1)
    found = hit(replace(NEW, judgements=(judgement,)), TABLE)
    return replace(found, paragraph=replace(found.paragraph, kind=ParagraphKind.TABLE))


def test_an_overview_gives_the_overall_grade_and_how_each_paragraph_begins() -> None:
    table, summary = graded(), hit(NEW, "Services are poor. Leaders know it.", 2)
    vector = HashEmbedder().embed_question("x")
    found = overview_sentences(weigh([table, summary], vector, (), HashEmbedder()))
    assert [sentence.text for sentence in found] == ["Overall effectiveness Inadequate", "Services are poor."]


def test_the_scope_says_how_much_was_searched_and_when_it_was_inspected() -> None:
    assert (
        scope_line(EVERYWHERE) == "Searched: 3 reports on 1 authority, inspected 2018 to 2022 (1 without a known date)."
    )
    assert scope_line(replace(EVERYWHERE, reports=(NEW,))) == "Searched: 1 report on 1 authority, inspected in 2022."
    assert scope_line(HERE) == "Searched: 1 report (Leeds, standard inspection, 14 October 2022)."
    assert scope_line(Scope((), ())) == "Nothing was searched."


def test_a_date_that_is_not_known_is_said_where_the_report_is_quoted_and_only_there() -> None:
    undated, dated = hit(UNDATED, "Caseloads."), hit(NEW, "Caseloads.")
    said = "The date of the visit is not known: Leeds."
    assert inspected(UNDATED) == "date not known"
    assert said in notes_on(question(), EVERYWHERE, [undated, dated])
    assert said not in notes_on(question(), HERE, [dated])


def test_what_is_missing_and_what_was_taken_from_before_is_noted() -> None:
    notes = notes_on(question(inherited=("Leeds", "“caseloads”")), replace(HERE, missing=("No report.",)), ())
    assert notes == ("No report.", "Understood as going on about: Leeds; “caseloads”.")


def test_a_comparison_over_frameworks_says_that_they_differ() -> None:
    hits = [hit(NEW, "Caseloads."), hit(replace(OLD, kind=Kind.SIF), "Caseloads.")]
    differs = "The reports come from different inspection frameworks: judgement areas and wording differ."
    assert differs in notes_on(question(shape=Shape.COMPARE), HERE, hits)
    assert differs not in notes_on(question(), HERE, hits)


def test_a_report_is_named_once_before_its_claims() -> None:
    made = answer(*(weighed(hit(NEW, "Caseloads fell.", n), 0.9) for n in (1, 2)))
    assert answer_text(made) == (
        "Leeds: standard inspection, 14 October 2022: “Caseloads fell.” [1]\n“Caseloads fell.” [2]"
    )


ANSWERS = st.builds(
    Answer,
    status=st.sampled_from(Status),
    opening=st.text(max_size=3),
    claims=st.lists(st.builds(Claim, st.text(max_size=2), st.just((1,)), st.just("r")), max_size=2).map(tuple),
    citations=st.lists(
        st.builds(lambda m: Citation(m, paragraph(NEW, "Text."), NEW, "Text.", 0, 5, 2, ()), st.integers(1, 3)),
        max_size=2,
    ).map(tuple),
    notes=st.lists(st.text(max_size=2), max_size=2).map(tuple),
    scope=st.sampled_from(["", "one", "two"]),
    suggestions=st.lists(st.sampled_from("ab"), max_size=2).map(tuple),
    seconds=st.sampled_from([0.0, 0.5, 2.0]),
)


@given(ANSWERS, ANSWERS, ANSWERS)
def test_parts_add_up_the_same_however_they_are_grouped(one: Answer, two: Answer, three: Answer) -> None:
    assert (one + two) + three == one + (two + three)
    assert (one + two).claims == one.claims + two.claims
    assert (one + two).status is two.status
