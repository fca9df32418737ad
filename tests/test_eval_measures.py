"""The measures themselves: intervals, differences, what counts as found, and what a result is kept with."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from eval import results
from eval.answers.answers import counted, figures_of
from eval.cost.latency import percentile
from eval.search.ablation import by_file, by_type, compared, figures, table
from eval.search.bootstrap import difference, interval
from eval.search.runs import AGAINST, FUSED, PACKAGED, SEARCHED
from eval.search.scoring import MEASURES, holds, meets, overlaps, rank_of, scored, values, with_texts
from rag.index.library import Library
from rag.read.authorities import Register
from tests.index_helpers import HashEmbedder, add, report

GOLD = "Too few foster carers were recruited to meet demand across the county."
OTHER = "Managers audit the work of every team and act on what the audits tell them."


@pytest.fixture(scope="session")
def score(root: Path) -> ModuleType:
    """The scorer beside the project."""
    path = root.parent / "shared" / "score.py"
    if not path.is_file():
        pytest.skip("needs ../shared/score.py")
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def passage(text: str, report: str = "r1", paragraph: str | None = "1") -> dict[str, Any]:
    return {"report": report, "page": 2, "paragraph": paragraph, "text": text}


def test_values_that_are_all_alike_have_an_interval_of_no_width() -> None:
    assert interval([0.4] * 30).rounded() == [0.4, 0.4, 0.4]


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution() -> None:
    found = interval([1.0] * 50 + [0.0] * 50)
    assert found.mean == 0.5
    assert found.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.011)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.011)


def test_the_same_values_have_the_same_interval_every_time() -> None:
    sample = [0.1, 0.9, 0.3, 1.0, 0.0]
    assert interval(sample) == interval(sample)


def test_no_values_have_no_interval() -> None:
    with pytest.raises(ValueError, match="no mean"):
        interval([])


def test_a_difference_that_is_the_same_for_every_question_is_certain_however_much_questions_differ() -> None:
    before = [0.0, 0.2, 0.9, 0.5, 0.1]
    assert difference([value + 0.1 for value in before], before).rounded() == [0.1, 0.1, 0.1]
    assert interval(before).high - interval(before).low > 0.3


def test_runs_over_other_questions_have_no_difference() -> None:
    with pytest.raises(ValueError, match="shorter"):
        difference([1.0, 0.0], [1.0])


def test_measures_of_a_question_are_means_over_its_groups_of_evidence() -> None:
    assert values([1, 6, None]) == pytest.approx(
        {"R@1": 1 / 3, "R@5": 1 / 3, "R@10": 2 / 3, "all@10": 0.0, "MRR": 7 / 18}
    )
    assert values([10, 2])["all@10"] == 1.0


def test_the_measures_are_those_of_the_scorer_beside_the_project(score: ModuleType) -> None:
    quotes = [GOLD, OTHER, "A quote that nobody prints anywhere at all."]
    questions = [
        {"id": f"q{n}", "type": "topic", "question": "?", "evidence": [[{"report": "r1", "quote": q}] for q in part]}
        for n, part in enumerate([quotes[:1], quotes[:2], quotes, [quotes[2]]])
    ]
    fill = [passage(f"Nothing of note, number {n} of many such passages.") for n in range(6)]
    cut = passage(" ".join(GOLD.split()[:9]))
    rankings = [
        [passage(GOLD)],
        [*fill[:2], passage(OTHER), passage(GOLD, report="r2"), *fill[2:], cut],
        [cut, *fill, passage(OTHER)],
        fill,
    ]
    answers = {
        q["id"]: {"status": "answered", "text": "", "citations": [], "passages": ranking}
        for q, ranking in zip(questions, rankings, strict=True)
    }
    theirs, _ = score.score(questions, answers)
    ours = [scored(question, ranking) for question, ranking in zip(questions, rankings, strict=True)]
    means = {name: round(sum(row[name] for row in ours) / len(ours), 3) for name in MEASURES}
    assert means == {name: theirs[name] for name in MEASURES}
    assert 0 < means["R@1"] < means["R@10"] < 1


@pytest.mark.parametrize(
    "text", [GOLD, GOLD.upper(), GOLD.replace("foster carers", "foster-\ncarers"), GOLD[:50], OTHER]
)
def test_a_quote_is_held_where_the_scorer_says_so(score: ModuleType, text: str) -> None:
    assert holds(GOLD, text) == score.holds(GOLD, text)


def test_a_named_paragraph_is_met_by_itself_and_not_by_its_words_elsewhere() -> None:
    entry = {"report": "r1", "page": 2, "paragraph": "4", "start": "Too few foster", "texts": [GOLD]}
    assert meets(entry, passage("Another text.", paragraph="4"))
    assert not meets(entry, passage(GOLD, paragraph="5"))
    assert not meets(entry, passage(GOLD, report="r2", paragraph="4"))


def test_a_blind_chunk_meets_a_paragraph_that_it_holds_or_lies_within() -> None:
    entry = {"report": "r1", "page": 2, "paragraph": "4", "start": "Too few foster", "texts": [GOLD]}
    chunk = {"report": "r1", "page": 2}
    assert meets(entry, {**chunk, "text": f"{OTHER} {GOLD} {OTHER}"})
    assert meets(entry, {**chunk, "text": " ".join(GOLD.split()[3:8])})
    assert not meets(entry, {**chunk, "text": f"{OTHER} {GOLD[:25]}"})
    assert not overlaps(GOLD, OTHER)


def test_the_texts_of_named_paragraphs_are_looked_up_and_questions_without_evidence_left_out(tmp_path: Path) -> None:
    entry = {"report": "80000_2022-11-04", "page": 2, "paragraph": "2", "start": "Managers audit"}
    questions = [{"id": "a", "evidence": [[entry]]}, {"id": "b", "evidence": []}]
    with Library.open(tmp_path / "library.sqlite") as library:
        add(library, HashEmbedder(), report("80000/2022-11-04", [GOLD, OTHER]))
        (found,) = with_texts(questions, library)
    assert found["evidence"][0][0]["texts"] == [OTHER]
    assert rank_of(found["evidence"][0], [{"report": entry["report"], "page": 1, "text": OTHER}]) == 1


def test_a_run_is_compared_with_the_one_before_or_with_the_one_that_it_adds_to() -> None:
    against = compared(["words", "dense alone, as typed", "lexical", FUSED, SEARCHED, "unseen", PACKAGED])
    assert "words" not in against
    assert against["lexical"] == "dense alone, as typed"
    assert against[FUSED] == AGAINST[FUSED] == "dense alone, as typed"
    assert against[PACKAGED] == SEARCHED


def test_figures_are_told_by_file_by_type_and_with_their_change() -> None:
    none, whole = values([None]), values([1])
    measured = {"before": [none, none, whole], "after": [whole, whole, whole]}
    questions = {"one": [{"type": "topic"}, {"type": "trend"}], "two": [{"type": "topic"}]}
    found = by_file(questions, measured)
    assert found["one"]["after"]["change"]["MRR"] == [1.0, 1.0, 1.0]
    assert found["two"]["after"]["change"]["MRR"] == [0.0, 0.0, 0.0]
    assert found["all"]["before"]["values"]["R@5"][0] == 0.333
    assert by_type([q for part in questions.values() for q in part], measured["before"]) == {"topic": 0.5, "trend": 0.0}
    rows = table(figures(measured)).splitlines()
    assert len({row.count("|") for row in rows}) == 1
    assert rows[3].startswith("| 2 | after | 1.000 (1.00 to 1.00) |")


def test_a_percentile_is_one_of_the_values() -> None:
    seconds = [float(n) for n in range(1, 21)]
    assert percentile(seconds, 0.50) == 10.0
    assert percentile(seconds, 0.95) == 19.0
    assert percentile([3.0], 0.95) == 3.0


def test_a_result_is_kept_with_date_commit_machine_and_settings(tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "a"}\n', encoding="utf-8")
    with Library.open(tmp_path / "library.sqlite") as library:
        add(library, HashEmbedder(), report("80000/2022-11-04", [GOLD, OTHER]))
        settings = results.settings([questions], library)
    kept = json.loads(results.save("test", settings, {"R@5": 1.0}, tmp_path / "kept").read_text(encoding="utf-8"))
    assert kept["date"] == date.today().isoformat()
    assert kept["commit"] == results.commit()
    assert kept["figures"] == {"R@5": 1.0}
    assert kept["settings"]["questions"] == {"/".join(questions.parts[-3:]): results.digest(questions)}
    assert kept["settings"]["library"] == {"reports": 1, "paragraphs": 2, "chunks": 2}
    assert kept["settings"]["fingerprint"] == "fake-1"
    assert "rag/find/ranking.toml" in kept["settings"]["constants"]
    assert {"cores", "python", "load"} <= kept["machine"].keys()


def test_questions_over_many_reports_are_measured_by_what_is_counted_and_what_is_shown() -> None:
    def named(*reports: str) -> list[dict[str, str]]:
        return [{"report": report} for report in reports]

    question = {"id": "a", "yes": named("r1", "r2"), "opposite": named("r3")}
    answer = {"findings": named("r1", "r3", "r9"), "citations": named("r1")}
    assert counted([question], {"a": answer}) == {"questions": 1, "recall": 0.5, "precision": 0.5, "shown": 1.0}


def test_a_batch_is_measured_by_what_its_gold_is(tmp_path: Path, register: Register) -> None:
    entry = {"report": "80000_2022-11-04", "page": 2, "paragraph": "2", "start": "Managers audit"}
    question = {"id": "a", "type": "topic", "question": "?", "expect": "answer", "evidence": [[entry]]}
    place = {key: entry[key] for key in ("report", "page", "paragraph")} | {"text": OTHER}
    answer = {"id": "a", "status": "answered", "text": "", "seconds": 0.1, "citations": [place], "passages": [place]}
    files = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    for file, line in zip(files, (question, answer), strict=True):
        file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    with Library.open(tmp_path / "library.sqlite") as library:
        add(library, HashEmbedder(), report("80000/2022-11-04", [GOLD, OTHER]))
        found = figures_of(files, library, register, tmp_path / "no score", tmp_path / "no reports")
    assert (found["R@1"], found["cited"]) == (1.0, 1.0)
    assert found["understanding"]["questions"] == 1


def test_every_result_in_the_repository_says_when_and_on_what_it_was_measured(root: Path) -> None:
    for file in (root / "eval" / "results").glob("*.json"):
        kept = json.loads(file.read_text(encoding="utf-8"))
        assert file.name.startswith(kept["date"]), file.name
        assert {"commit", "machine", "settings", "figures"} <= kept.keys(), file.name
