"""`eval NAME`: the project's own measures, which the house does not import: they are looked up when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from rag.types import OfstedChatError

MEASURES = {
    "reading": "eval.reading.reading",
    "breadth": "eval.answers.breadth",
    "understanding": "eval.answers.understanding",
    "ranking": "eval.search.ranking",
    "faults": "eval.answers.faults",
    "ablation": "eval.search.ablation",
    "latency": "eval.cost.latency",
    "cost": "eval.cost.cost",
    "judgements": "eval.answers.judgements",
}
"""Name and module; each module has `main(arguments) -> exit code`."""


def evaluate(name: str, arguments: Sequence[str]) -> int:
    """Run a measure with its own arguments. OfstedChatError where it, or a package that it needs, is not installed."""
    try:
        module = import_module(MEASURES[name])
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing == "eval":
            raise OfstedChatError(
                "the measures are not installed here: run this in a checkout of the project"
            ) from error
        raise OfstedChatError(f'a measure needs {missing}: pip install -e ".[eval]"') from error
    code: int = module.main(list(arguments))
    return code
