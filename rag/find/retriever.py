"""The retriever in LangChain's shape, for anyone who wants the search without the answers."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.find.rank import ranked
from rag.find.rerank import Reranker
from rag.find.scope import scope_of
from rag.find.search import Search
from rag.index.library import Library
from rag.plan.understand import understand
from rag.read.authorities import Register
from rag.types import Hit


class ReportRetriever(BaseRetriever):
    """Paragraphs as LangChain documents: `id` is the paragraph's, metadata says report, page and printed number."""

    search: Search
    library: Library
    rerank: Reranker
    register_of_authorities: Register
    limit: int = 20

    model_config = ConfigDict(arbitrary_types_allowed=True)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        question = understand(query, (), self.register_of_authorities)
        scope = scope_of(question, self.library.reports(), self.register_of_authorities)
        return [document(hit) for hit in ranked(question, scope, self.search, self.library, self.limit, self.rerank)]


def document(hit: Hit) -> Document:
    """A hit as a LangChain document."""
    return Document(
        id=hit.paragraph.id,
        page_content=hit.paragraph.text,
        metadata={
            "report": hit.report.stem,
            "authority": hit.report.authority,
            "page": hit.paragraph.pages[0],
            "paragraph": hit.paragraph.number,
            "label": hit.paragraph.label,
            "wording": hit.report.wording.value,
            "score": hit.score,
        },
    )
