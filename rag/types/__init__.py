"""The domain types, in the field's standard terms: frozen, slotted, free of behaviour that needs another room."""

from __future__ import annotations

from rag.types.answers import Answer, Citation, Claim, Counted, GradeRow, Hit, Status, Table, Understood
from rag.types.errors import LibraryBusy, ModelMismatch, OfstedChatError, ScannedFile, UnreadableFile
from rag.types.findings import Direction, Finding
from rag.types.places import Box, Places, WordPlace
from rag.types.reports import (
    APART,
    INSPECTIONS,
    VISITS,
    Area,
    Chunk,
    Focus,
    Grade,
    Judgement,
    Kind,
    Paragraph,
    ParagraphKind,
    Report,
    ReportFacts,
    VisitScope,
    Wording,
)

__all__ = [
    "APART",
    "INSPECTIONS",
    "VISITS",
    "Answer",
    "Area",
    "Box",
    "Chunk",
    "Citation",
    "Claim",
    "Counted",
    "Direction",
    "Finding",
    "Focus",
    "Grade",
    "GradeRow",
    "Hit",
    "Judgement",
    "Kind",
    "LibraryBusy",
    "ModelMismatch",
    "OfstedChatError",
    "Paragraph",
    "ParagraphKind",
    "Places",
    "Report",
    "ReportFacts",
    "ScannedFile",
    "Status",
    "Table",
    "Understood",
    "UnreadableFile",
    "VisitScope",
    "WordPlace",
    "Wording",
]
