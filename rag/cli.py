"""The command line, `ofsted-chat`: exit code 0 done, 1 failed or done in part, 2 misuse, 130 stopped by Ctrl-C."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper
from pathlib import Path

from pydantic import ValidationError

from rag.chat import Request, build, ingest_paths, status
from rag.commands import answers, batch, library
from rag.commands.blot import Blot, blotter
from rag.commands.evaluate import MEASURES, evaluate
from rag.commands.inspect import inspect
from rag.commands.plain import tell
from rag.config import Settings
from rag.pipeline import PASSAGES
from rag.types import OfstedChatError

FAILED, MISUSE, STOPPED, PIPE_CLOSED = 1, 2, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code. SystemExit where the arguments are none, or ask for help."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        settings = _settings(options.data)
    except ValidationError as error:
        # Names and reasons only: the values may be secrets.
        tell(*(f"ofsted-chat: setting {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()))
        return MISUSE
    except UnicodeDecodeError:
        return _failed("the file .env is not text in UTF-8")
    blot = blotter(settings, os.environ)
    try:
        code = _run(options, settings, blot)
        sys.stdout.flush()
    except OfstedChatError as error:
        return _failed(blot(str(error)))
    except BrokenPipeError:
        # Whoever read has gone: nothing more is to be said, nor when the interpreter flushes on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt as stopped:
        tell(f"ofsted-chat: {str(stopped) or 'stopped'}")
        return STOPPED
    except OSError as error:
        return _failed(blot(f"{error.strerror or type(error).__name__}: {error.filename or ''}"))
    except Exception as error:  # a fault of ours: where it is, and not what it says, which may hold anything
        return _failed(f"unexpected error, please report it: {type(error).__name__} at {_place(error)}")
    return code


def _run(options: argparse.Namespace, settings: Settings, blot: Blot) -> int:
    match options.command:
        case "ingest":
            if not options.paths and not settings.library_path.exists():
                tell("ofsted-chat: name a file or a folder: ofsted-chat ingest PATH...")
                return MISUSE
            return library.ingest(
                lambda progress: ingest_paths(
                    settings, options.paths, again=options.again, ocr=options.ocr, progress=progress
                ),
                options.paths,
                blot,
                options.json,
            )
        case "ask":
            with closing(build(settings)) as chat:
                request = Request(options.question, tuple(options.history))
                return answers.ask(chat, request, options.json, options.csv)
        case "search":
            with closing(build(settings)) as chat:
                request = Request(options.question, tuple(options.history))
                return answers.search(chat, request, options.limit, options.json)
        case "batch":
            return batch.batch(lambda: build(settings), blot, options.source, options.target, options.resume)
        case "inspect":
            return inspect(settings, options.file, options.html, options.ocr, options.json)
        case "eval":
            return evaluate(options.name, options.arguments)
        case "reports":
            return library.reports(settings, options.json)
        case "status":
            return library.status(status(settings), blot, options.warnings, options.json)
        case _:
            return _serve(options, settings)


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    # Imported here because no other command needs the screen.
    from rag.ui.serve import serve

    serve(settings, options.port, not options.no_browser)
    return 0


def _settings(data: Path | None) -> Settings:
    return Settings(data=data.expanduser()) if data else Settings()


def _failed(line: str) -> int:
    tell(f"ofsted-chat: {line}")
    return FAILED


def _place(error: Exception) -> str:
    """The innermost line of ours that the error came through."""
    here = Path(__file__).parent
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if here in Path(frame.filename).parents]
    return f"{Path(ours[-1].filename).relative_to(here.parent)}:{ours[-1].lineno}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ofsted-chat",
        description="Ask Ofsted's inspection reports of children's services; every sentence shows its source.",
        epilog="Exit codes: 0 done, 1 failed or done in part, 2 misuse. Independent of Ofsted.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"ofsted-chat {_version()}")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="the library's folder; default: OFSTED_CHAT_DATA")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _ingest_arguments(_command(commands, "ingest", "read and index files and folders"))
    ask = _command(commands, "ask", "answer a question, with citations")
    _question_arguments(ask)
    ask.add_argument("--csv", type=Path, metavar="FILE", help="write the inspections that are counted to a CSV file")
    search = _command(commands, "search", "the passages found for a question, ranked")
    _question_arguments(search)
    search.add_argument(
        "--limit", type=_whole(1, PASSAGES), default=10, metavar="N", help=f"1 to {PASSAGES}; default 10"
    )
    _batch_arguments(_command(commands, "batch", "answer a file of questions, one JSON object a line"))
    _inspect_arguments(_command(commands, "inspect", "what is read from a file: facts, judgements, sections, warnings"))
    measure = _command(commands, "eval", "the project's own measures, in a checkout: eval NAME --help tells more")
    measure.add_argument("name", choices=sorted(MEASURES), metavar="NAME", help=", ".join(sorted(MEASURES)))
    measure.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGUMENT", help="the measure's own")
    _json_argument(_command(commands, "reports", "the reports in the library"))
    state = _command(commands, "status", "how much the library holds, and whether its indexes are in order")
    state.add_argument("--warnings", action="store_true", help="list the reader's doubts about reports")
    _json_argument(state)
    serve = _command(commands, "serve", "the chat in the browser, for this machine only")
    serve.add_argument(
        "--port", type=_whole(1, 65535), default=8501, metavar="N", help="default 8501, or the next free"
    )
    serve.add_argument("--no-browser", action="store_true", help="only print the address")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".", allow_abbrev=False)
    # SUPPRESS: not given here, it must not undo what was given before the command.
    parser.add_argument("--data", type=Path, metavar="FOLDER", default=argparse.SUPPRESS, help="the library's folder")
    return parser


def _ingest_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", type=Path, nargs="*", metavar="PATH", help="PDFs and folders; without one, the vector index is mended"
    )
    parser.add_argument("--again", action="store_true", help="read and embed afresh, the library's own copies too")
    _ocr_argument(parser)
    _json_argument(parser)


def _question_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", metavar="QUESTION")
    parser.add_argument(
        "--history", nargs="+", action="extend", default=[], metavar="TURN", help="your earlier questions, oldest first"
    )
    _json_argument(parser)


def _batch_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="IN.jsonl", help='{"id", "question", "history"} a line')
    parser.add_argument("target", type=Path, metavar="OUT.jsonl", help="an answer a line")
    parser.add_argument("--resume", action="store_true", help="keep the answers already in OUT.jsonl")


def _inspect_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a PDF, Markdown or plain text")
    parser.add_argument("--html", type=Path, metavar="OUT.html", help="the pages, with every paragraph's place drawn")
    _ocr_argument(parser)
    _json_argument(parser)


def _ocr_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ocr", action="store_true", help="recognise scanned pages (ocrmypdf or tesseract)")


def _json_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def _whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number within bounds, for argparse."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return number

    return read


def _version() -> str:
    try:
        return version("ofsted-chat")
    except PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    raise SystemExit(main())
