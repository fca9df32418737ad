"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag import cli
from rag.answer.record import answer_record
from rag.chat import Request
from rag.commands.blot import blotter
from rag.commands.plain import clean, size
from rag.config import Settings
from rag.index.ingest import IngestResult
from rag.types import Answer, Citation, Claim, Counted, Hit, ModelMismatch, OfstedChatError, Status, Wording
from tests.index_helpers import report

ROOT = Path(__file__).resolve().parents[1]
CANARY = "sk-canary-4711-do-not-print"
RECORD_KEYS = {
    "plan",
    "id", "status", "text", "seconds", "citations", "passages", "findings", "grades", "table", "scope", "notes",
    "suggestions", "reports", "understood",
}  # fmt: skip

PUBLISHED = report("80001/2022-11-04/ilacs-standard", ["Caseloads are too high.", "Other words."], "Northshire")
DIGEST = report("80002/x/focused-visit", ["Supervision is rare."], "Eastshire", None, Wording.DIGEST)


def answer_to(question: str) -> Answer:
    """An answer with a published report's words and a digest's, about whatever is asked."""
    hits, citations, claims = [], [], []
    for marker, whole in enumerate((PUBLISHED, DIGEST), 1):
        paragraph = replace(whole.paragraphs[0], pages=(2, 3))
        text = paragraph.text
        hits.append(Hit(paragraph, whole.facts, 1.0 / marker))
        citations.append(Citation(marker, paragraph, whole.facts, text, 0, len(text), 3, ()))
        shown = text if whole is DIGEST else f"“{text}”"
        claims.append(Claim(shown, (marker,), whole.facts.id))
    return Answer(
        claims=tuple(claims),
        citations=tuple(citations),
        notes=(f"You asked: {question}",),
        scope="Searched: 2 reports on 2 authorities.",
        hits=tuple(hits),
        findings=(Counted(PUBLISHED.facts, PUBLISHED.paragraphs[0]),),
        suggestions=("What about supervision?",),
        seconds=0.01,
    )


class FakeChat:
    """Answers at once, and fails on command: the question names the fault. Remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.closed = 0

    def invoke(self, request: Request) -> Answer:
        self.asked.append(request)
        match request.question:
            case "stop":
                raise KeyboardInterrupt
            case "refuse":
                raise OfstedChatError(f"the question is refused,\n see {CANARY}")
            case "break":
                raise ZeroDivisionError(f"{CANARY} over nothing")
            case "decline":
                return Answer(Status.DECLINED, opening="The reports do not say.", scope="Searched: 2 reports.")
        return answer_to(request.question)

    def search(self, request: Request) -> tuple[Hit, ...]:
        return self.invoke(request).hits

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeChat:
    """The chat that every command gets, away from any settings of this machine; long lines stay whole."""
    fake = FakeChat()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    monkeypatch.setattr(cli, "build", lambda settings: fake)
    return fake


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def questions(path: Path, *entries: object) -> Path:
    path.write_text("".join(f"{e if isinstance(e, str) else json.dumps(e)}\n" for e in entries), encoding="utf-8")
    return path


# Records


def test_a_record_has_the_contract_s_keys_pages_and_words() -> None:
    record = answer_record(answer_to("x"), "q1")
    assert set(record) == RECORD_KEYS
    assert (record["id"], record["status"]) == ("q1", "answered")
    stem = "80001_2022-11-04_ilacs-standard"
    place = {"report": stem, "paragraph": "1"}
    words = {"quote": "Caseloads are too high.", "text": "Caseloads are too high."}
    assert record["citations"][0] == {"marker": 1, **place, "page": 3, **words}  # type: ignore[index]
    assert record["passages"][0] == {**place, "page": 2, "text": words["text"]}  # type: ignore[index]
    assert record["findings"] == [{**place, "page": 2}]
    assert "[1]" in str(record["text"])
    assert json.loads(json.dumps(record)) == record


def test_a_record_carries_no_more_than_twenty_passages() -> None:
    answer = replace(answer_to("x"), hits=answer_to("x").hits * 15)
    assert len(answer_record(answer, None)["passages"]) == 20  # type: ignore[arg-type]


# The command line itself


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["dance"], ["ask"], ["ask", "a", "b"], ["batch", "only-one"], ["search", "x", "--limit", "0"],
        ["search", "x", "--limit", "many"], ["serve", "--port", "70000"], ["reports", "--no-such"],
    ],
)  # fmt: skip
def test_misuse_ends_with_2_and_a_line_on_stderr(
    arguments: list[str], chat: FakeChat, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert "ofsted-chat" in err


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_end_with_0(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([argument])
    assert ended.value.code == 0
    assert "ofsted-chat" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["--data", "here", "ask", "x"], ["ask", "x", "--data", "here"], ["--data", "no", "ask", "--data=here", "x"]],
)
def test_the_data_folder_is_named_before_or_after_the_command(
    arguments: list[str], chat: FakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Settings] = []
    monkeypatch.setenv("OFSTED_CHAT_DATA", "elsewhere")
    monkeypatch.setattr(cli, "build", lambda settings: seen.append(settings) or chat)
    assert cli.main(arguments) == 0
    assert seen[0].data == Path("here")


def test_without_the_option_the_environment_names_the_data_folder(
    chat: FakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Settings] = []
    monkeypatch.setenv("OFSTED_CHAT_DATA", "elsewhere")
    monkeypatch.setattr(cli, "build", lambda settings: seen.append(settings) or chat)
    assert cli.main(["ask", "x"]) == 0
    assert seen[0].data == Path("elsewhere")


def test_a_setting_that_cannot_be_is_named_without_its_value(
    chat: FakeChat, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFSTED_CHAT_THREADS", CANARY)
    assert cli.main(["ask", "x"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "threads" in err
    assert CANARY not in err


def one_line(err: str) -> bool:
    return err.startswith("ofsted-chat: ") and err.count("\n") == 1 and err.endswith("\n")


def test_an_error_of_the_family_is_one_line_and_ends_with_1(chat: FakeChat, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "refuse", "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert one_line(err)
    assert "the question is refused, see ***" in err
    assert chat.closed == 1


def test_a_fault_of_ours_is_one_line_with_its_place_and_not_its_words(
    chat: FakeChat, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["ask", "break"]) == 1
    err = capsys.readouterr().err
    assert one_line(err)
    assert re.search(r"ZeroDivisionError at rag/commands/answers\.py:\d+", err)
    assert CANARY not in err


def test_a_folder_that_cannot_be_made_is_one_line(chat: FakeChat, capsys: pytest.CaptureFixture[str]) -> None:
    Path("file").write_text("", encoding="utf-8")
    assert cli.main(["--data", "file", "reports"]) == 1
    assert one_line(capsys.readouterr().err)


def test_ctrl_c_is_one_line_and_ends_with_130(chat: FakeChat, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "stop"]) == 130
    assert capsys.readouterr() == ("", "ofsted-chat: stopped\n")


def test_secrets_of_the_settings_and_the_environment_are_blotted_out() -> None:
    settings = Settings(chroma_token="token-of-chroma", chroma_url="http://me:pass-word@host:8000")  # type: ignore[arg-type]
    blot = blotter(settings, {"A_PROVIDER_API_KEY": CANARY, "USE_KEY": "1", "HOME": "/home/me"})
    line = blot(f"{CANARY} token-of-chroma http://me:pass-word@host:8000 1 /home/me")
    assert line == "*** *** http://me:***@host:8000 1 /home/me"


# ask and search


def test_ask_answers_by_report_dated_with_sources_and_scope(chat: FakeChat, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "caseloads?", "--history", "first", "second", "--history", "third"]) == 0
    out = capsys.readouterr().out
    assert chat.asked == [Request("caseloads?", ("first", "second", "third"))]
    blocks = out.strip().split("\n\n")
    assert blocks[0].splitlines() == [
        "Northshire: standard inspection, 4 November 2022",
        "  - “Caseloads are too high.” [1]",
    ]
    assert blocks[1].startswith("Eastshire: standard inspection, date not known, digest\n")
    assert "[1] Northshire: standard inspection, 4 November 2022; paragraph 1, page 3" in out
    assert "What about supervision?" in out
    assert blocks[-1] == "Searched: 2 reports on 2 authorities."


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_digest_s_words_are_never_in_quotation_marks(
    command: str, chat: FakeChat, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main([command, "x"])
    out = capsys.readouterr().out
    assert "“Caseloads are too high.”" in out
    assert "Supervision is rare." in out
    assert "“Supervision" not in out


def test_a_quote_that_the_answer_puts_in_other_words_is_shown_with_its_source(
    chat: FakeChat, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answer_to("x")
    told = replace(answer, claims=(replace(answer.claims[0], text="Workers have too much to do."),))
    monkeypatch.setattr(chat, "invoke", lambda request: told)
    cli.main(["ask", "x"])
    assert "page 3\n      “Caseloads are too high.”" in capsys.readouterr().out


def test_ask_json_is_one_object_with_the_contract_s_keys(chat: FakeChat, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "caseloads?", "--json"]) == 0
    out, err = capsys.readouterr()
    assert (out.count("\n"), err) == (1, "")
    assert set(json.loads(out)) == RECORD_KEYS


def test_an_answer_that_declines_is_an_answer(chat: FakeChat, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "decline"]) == 0
    assert capsys.readouterr().out == "The reports do not say.\n\nSearched: 2 reports.\n"


def test_search_json_gives_scored_passages_up_to_the_limit(chat: FakeChat, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["search", "caseloads", "--limit", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [set(passage) for passage in found["passages"]] == [{"report", "page", "paragraph", "text", "score"}]


def test_text_from_a_report_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[2Jb\x9b1mc\u202ed\ud800e\n\t f") == "a\ufffd[2Jb\ufffd1mcd\ufffde f"


def test_json_is_ascii_on_one_line_whatever_a_question_holds(
    chat: FakeChat, capsys: pytest.CaptureFixture[str]
) -> None:
    nasty = "\u2028\x1b\ud800“"
    cli.main(["ask", nasty, "--json"])
    out = capsys.readouterr().out
    assert out.isascii()
    assert len(out.splitlines()) == 1
    assert nasty in json.loads(out)["notes"][0]


def test_sizes_are_in_words() -> None:
    assert [size(count) for count in (12, 999, 23_400_000, 5_000_000_000_000)] == [
        "12 bytes", "999 bytes", "23.4 MB", "5000.0 GB",
    ]  # fmt: skip


# batch


def test_batch_writes_a_record_for_every_question_with_its_history(chat: FakeChat, tmp_path: Path) -> None:
    source = questions(
        tmp_path / "in", {"id": "a", "question": "one"}, {"id": 7, "question": "two", "history": ["one"]}
    )
    assert cli.main(["batch", str(source), "out"]) == 0
    records = lines_of(Path("out"))
    assert [record["id"] for record in records] == ["a", 7]
    assert all(set(record) == RECORD_KEYS for record in records)
    assert chat.asked == [Request("one"), Request("two", ("one",))]
    assert chat.closed == 1


def test_batch_turns_a_bad_line_into_an_error_and_goes_on(
    chat: FakeChat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in"
    source.write_bytes(
        b'\xef\xbb\xbf{"id": "good", "question": "one"}\r\n\n'
        b"not json\n[]\n\xff\xfe\n" + b"[" * 100_000 + b"\n"
        b'{"id": "none"}\n{"id": "blank", "question": "  "}\n{"id": "list", "question": ["x"]}\n'
        b'{"id": "past", "question": "x", "history": "x"}\n{"id": {}, "question": "x"}\n'
        b'{"id": "refused", "question": "refuse"}\n{"id": "broken", "question": "break"}\n'
        b'{"question": "without an id"}'
    )
    assert cli.main(["batch", str(source), "out"]) == 1
    records = {record["id"]: record for record in lines_of(Path("out"))}
    assert [id for id, record in records.items() if record["status"] == "answered"] == ["good", "line 14"]
    errors = {id: record["text"] for id, record in records.items() if record["status"] == "error"}
    assert errors == {
        "line 3": "line 3 is not JSON",
        "line 4": "line 4 is not a JSON object",
        "line 5": "line 5 is not JSON",
        "line 6": "line 6 is not JSON",
        "none": "line 7: there is no question",
        "blank": "line 8: there is no question",
        "list": "line 9: there is no question",
        "past": "line 10: the history must be a list of earlier questions",
        "line 11": "line 11: the id must be a text or a whole number",
        "refused": "the question is refused, see ***",
        "broken": "unexpected error (ZeroDivisionError): this question has no answer",
    }
    assert "Partly done: 11 errors" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "", "\n \n"])
def test_batch_without_questions_ends_with_1_and_leaves_the_answers_alone(
    content: str | None, chat: FakeChat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "in").write_text(content, encoding="utf-8")
    (tmp_path / "out").write_text("old\n", encoding="utf-8")
    assert cli.main(["batch", "in", "out"]) == 1
    assert one_line(capsys.readouterr().err)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "old\n"


@pytest.mark.parametrize("target", [".", "no/such/folder/out", "in"])
def test_batch_into_what_cannot_be_written_is_one_line(
    target: str, chat: FakeChat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = questions(tmp_path / "in", {"id": "a", "question": "one"})
    assert cli.main(["batch", "in", target]) == 1
    assert one_line(capsys.readouterr().err)
    assert source.read_text(encoding="utf-8").startswith('{"id": "a"')


def test_batch_stopped_by_ctrl_c_keeps_its_answers_and_resume_goes_on(
    chat: FakeChat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = questions(tmp_path / "in", *({"id": name, "question": name} for name in ("a", "b", "stop", "c")))
    assert cli.main(["batch", str(source), "out"]) == 130
    assert "stopped: 2 of 4 answers are in out; the same command with --resume" in capsys.readouterr().err
    assert [record["id"] for record in lines_of(Path("out"))] == ["a", "b"]
    questions(source, *({"id": name, "question": name} for name in ("a", "b", "d", "c")))
    chat.asked.clear()
    assert cli.main(["batch", str(source), "out", "--resume"]) == 0
    assert [record["id"] for record in lines_of(Path("out"))] == ["a", "b", "d", "c"]
    assert [request.question for request in chat.asked] == ["d", "c"]


def test_resume_tries_errors_and_a_line_that_was_cut_off_again(chat: FakeChat, tmp_path: Path) -> None:
    source = questions(tmp_path / "in", *({"id": name, "question": name} for name in ("a", "refuse", "b", "a")))
    kept = {"id": "a", "status": "answered", "text": "kept"}
    (tmp_path / "out").write_text(
        json.dumps(kept) + '\n{"id": "refuse", "status": "error"}\n{"id": "b", "sta', encoding="utf-8"
    )
    assert cli.main(["batch", str(source), "out", "--resume"]) == 1
    records = lines_of(tmp_path / "out")
    assert records[0] == kept
    assert [(record["id"], record["status"]) for record in records[1:]] == [
        ("refuse", "error"), ("b", "answered"), ("a", "answered"),
    ]  # fmt: skip
    assert not list(tmp_path.glob("*.part"))


def test_resume_with_every_answer_there_opens_nothing(
    chat: FakeChat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = questions(tmp_path / "in", {"id": "a", "question": "one"})
    assert cli.main(["batch", str(source), "out", "--resume"]) == 0
    before = (tmp_path / "out").read_bytes()
    monkeypatch.delattr(cli, "build")
    assert cli.main(["batch", str(source), "out", "--resume"]) == 0
    assert (tmp_path / "out").read_bytes() == before


# ingest, reports, status, serve


Result = Callable[..., None]


@pytest.fixture
def ingested(chat: FakeChat, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Says what the next ingest gives, after telling its progress."""

    def gives(
        added: Sequence[str] = (), unchanged: Sequence[str] = (), refused: object = (), notes: object = ()
    ) -> None:
        def run(
            settings: Settings, paths: Sequence[Path], *, again: bool, ocr: bool, progress: Callable[..., None]
        ) -> IngestResult:
            progress(0, 2, "one.pdf", "embedding")
            progress(1, 2, "one.pdf", "added")
            progress(2, 2, "two.pdf", "refused")
            progress(5, 10, "vector index", "indexing")
            return IngestResult(tuple(added), tuple(unchanged), refused, notes, 1.0)  # type: ignore[arg-type]

        monkeypatch.setattr(cli, "ingest_paths", run)

    return gives


@pytest.mark.parametrize(
    ("result", "code", "said"),
    [
        ({"added": ["a.pdf"]}, 0, "Done: 1 added, 0 unchanged, 0 refused"),
        ({"unchanged": ["a.pdf"]}, 0, "Done: 0 added, 1 unchanged, 0 refused"),
        ({"added": ["a.pdf"], "refused": [("b.pdf", "is HTML")]}, 1, "Partly done: 1 added, 0 unchanged, 1 refused"),
        ({"refused": [("b.pdf", "is HTML")]}, 1, "Failed: 0 added, 0 unchanged, 1 refused"),
        ({}, 1, "Nothing found"),
        ({"added": ["a.pdf"], "notes": [("vector index", f"broken {CANARY}")]}, 1, "Partly done"),
    ],
)
def test_ingest_says_in_words_and_by_its_exit_code_how_it_went(
    result: dict[str, object], code: int, said: str, ingested: Result, capsys: pytest.CaptureFixture[str]
) -> None:
    ingested(**result)
    assert cli.main(["ingest", "folder"]) == code
    out, err = capsys.readouterr()
    assert said in out.splitlines()[-1]
    assert ("b.pdf  is HTML" in out) == ("refused" in result)
    assert "2/2" in err
    assert CANARY not in out + err


def test_ingest_stopped_by_ctrl_c_says_that_nothing_is_lost(
    chat: FakeChat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(
        settings: Settings, paths: object, *, again: bool, ocr: bool, progress: Callable[..., None]
    ) -> IngestResult:
        progress(1, 2, "one.pdf", "added")
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "ingest_paths", run)
    assert cli.main(["ingest", "folder"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == (
        "ofsted-chat: stopped; what was taken in is kept, and the same command goes on from there"
    )


def test_ingest_json_has_the_files_by_what_became_of_them(ingested: Result, capsys: pytest.CaptureFixture[str]) -> None:
    ingested(added=["a.pdf"], refused=[("b.pdf", "is HTML")])
    assert cli.main(["ingest", "folder", "--json"]) == 1
    record = json.loads(capsys.readouterr().out)
    assert record["refused"] == [{"file": "b.pdf", "reason": "is HTML"}]
    assert set(record) == {"added", "unchanged", "refused", "notes", "seconds"}


def test_ingest_without_a_path_mends_a_library_and_is_misuse_without_one(
    ingested: Result, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ingested()
    assert cli.main(["--data", "data", "ingest"]) == 2
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "library.sqlite").touch()
    assert cli.main(["--data", "data", "ingest"]) == 0
    assert "The vector index is in step." in capsys.readouterr().out


def test_a_library_of_another_model_is_one_line(
    chat: FakeChat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: object, **options: object) -> IngestResult:
        raise ModelMismatch("made with another model: run `ofsted-chat ingest --again`")

    monkeypatch.setattr(cli, "ingest_paths", run)
    assert cli.main(["ingest", "folder"]) == 1
    assert one_line(capsys.readouterr().err)


def test_reports_without_a_library_says_what_to_do(chat: FakeChat, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--data", "empty", "reports", "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "ofsted-chat ingest" in err
    assert not Path("empty").exists()


STATE: dict[str, object] = {
    "data": "/data",
    "reports": 1234,
    "library bytes": 23_400_000,
    "index": f"exact search answers: {CANARY}",
    "refused": [{"file": "b.pdf", "reason": "is HTML"}],
    "warnings": [{"report": "id", "file": "a.pdf", "warnings": ["no date", "no grade"]}],
}


def test_status_counts_warnings_and_lists_them_if_asked(
    chat: FakeChat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "status", lambda settings: STATE)
    assert cli.main(["status"]) == 0
    short = capsys.readouterr().out
    assert "1,234" in short
    assert "23.4 MB (23,400,000 bytes)" in short
    assert "b.pdf  is HTML" in short
    assert "no grade" not in short
    assert CANARY not in short
    assert cli.main(["status", "--warnings"]) == 0
    assert "no grade" in capsys.readouterr().out
    assert cli.main(["status", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["library_bytes"], record["warning_count"], "warnings" in record) == (23_400_000, 2, False)


def test_serve_passes_its_options_on(chat: FakeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    monkeypatch.setattr(
        "rag.ui.serve.serve", lambda settings, port, browser: given.extend([settings.data, port, browser])
    )
    assert cli.main(["serve", "--port", "8600", "--no-browser", "--data", "here"]) == 0
    assert given == [Path("here"), 8600, False]


# The real thing, as a user runs it


class Command:
    """Runs `ofsted-chat` in a process of its own over one data folder."""

    def __init__(self, data: Path, folder: Path) -> None:
        self.data, self._folder = data, folder
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("OFSTED_CHAT_", "PYTEST"))
        } | {"OFSTED_CHAT_CHROMA_TOKEN": CANARY, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "200"}
        self.seen = ""

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "rag.cli", "--data", str(self.data), *arguments]

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=100,
        )
        self.seen += done.stdout + done.stderr
        return done

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            cwd=self._folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """The command over a library of the bundled reports and a page of HTML that is called a PDF."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "bad.pdf").write_text("<html>not found</html>", encoding="utf-8")
    made = Command(folder / "data", folder)
    first = made("ingest", str(ROOT / "corpus" / "reports"), "bad.pdf")
    assert first.returncode == 1, first.stderr
    assert "Partly done: 3 added, 0 unchanged, 1 refused" in first.stdout
    assert re.search(r"bad\.pdf  .+", first.stdout)
    yield made
    assert CANARY not in made.seen


def test_a_second_ingest_says_unchanged_and_embeds_nothing(command: Command) -> None:
    second = command("ingest", str(ROOT / "corpus" / "reports"))
    assert second.returncode == 0, second.stderr
    found = re.search(r"Done: 0 added, 3 unchanged, 0 refused, in (.+) s\.", second.stdout)
    assert found
    assert float(found[1]) < 3


def test_status_and_reports_tell_what_is_in_the_library(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status", "--json", "--data", str(command.data)]) == 0
    state = json.loads(capsys.readouterr().out)
    assert (state["reports"], state["model"]) == (3, "all-MiniLM-L6-v2")
    assert state["vectors"] >= state["chunks"] >= 100
    assert state["index"].startswith("ready")
    assert [entry["file"] for entry in state["refused"]] == ["bad.pdf"]
    known = json.loads(command("reports", "--json").stdout)["reports"]
    assert {report["wording"] for report in known} == {"digest"}
    assert date(2022, 10, 14).isoformat() in {report["inspected_to"] for report in known}


def test_ask_about_caseloads_cites_all_three_reports(command: Command) -> None:
    asked = command("ask", "what did Ofsted say about caseloads?", "--json")
    assert asked.returncode == 0, asked.stderr
    record = json.loads(asked.stdout)
    assert set(record) == RECORD_KEYS
    cited = {citation["report"].split("_")[-2] for citation in record["citations"]}
    assert cited == {"northamptonshire", "north-northamptonshire", "west-northamptonshire"}
    assert all(citation["quote"] in citation["text"] for citation in record["citations"])
    assert any("too high" in citation["quote"] for citation in record["citations"])


def test_a_reader_that_goes_away_is_met_with_silence(command: Command) -> None:
    running = command.start("reports")
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    assert (running.stderr.read(), running.wait(timeout=60)) == ("", 141)
    running.stderr.close()
