"""Whatever a chat model writes is read as claims where it names them, and as nothing where it does not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.claims import ClaimReader, RawClaim

ONE = RawClaim("Caseloads fell.", (("s1", "caseloads have come down"),))
TWO = RawClaim("Staff stayed.", (("s2", "the workforce is stable now"),))
OBJECTS = [{"source": c.cites[0][0], "quote": c.cites[0][1], "claim": c.text} for c in (ONE, TWO)]
WHOLE = json.dumps({"claims": OBJECTS})


def read(text: str, size: int = 1000) -> list[RawClaim]:
    reader = ClaimReader()
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    found = [claim for piece in pieces for claim in reader.feed(piece)]
    return [*found, *reader.finish()]


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        json.dumps(OBJECTS),
        "\n".join(map(json.dumps, OBJECTS)),
        f"Here is the answer:\n```json\n{json.dumps({'claims': OBJECTS}, indent=2)}\n```\nI hope that helps.",
        WHOLE.replace("}", ",}").replace("]", ",]"),
        WHOLE[:-2],
        WHOLE[:-3],
        json.dumps([{"text": o["claim"], "sources": [o["source"]], "quotation": o["quote"]} for o in OBJECTS]),
        json.dumps(
            [{"claim": o["claim"], "citations": [{"source": o["source"], "quote": o["quote"]}]} for o in OBJECTS]
        ),
        "\n".join(f'{c.text} [{c.cites[0][0]}] "{c.cites[0][1]}"' for c in (ONE, TWO)),
        "\n".join(f"- {c.text} [{c.cites[0][0]}] “{c.cites[0][1]}”." for c in (ONE, TWO)),
        f'<tool_call>\n{{"name": "claims", "arguments": {WHOLE}}}\n</tool_call>',
        f'[TOOL_CALLS][{{"name": "claims", "arguments": {json.dumps(WHOLE)}}}]',
        json.dumps({"name": "claims", "parameters": WHOLE}),
        f"<function=claims>{WHOLE}</function>",
        f"<|python_tag|>claims(claims={json.dumps(OBJECTS)})",
    ],
)
def test_every_usual_form_is_read(text: str) -> None:
    assert read(text) == [ONE, TWO]


def test_a_claim_is_given_as_soon_as_its_brace_closes() -> None:
    reader = ClaimReader()
    end = WHOLE.index("}") + 1
    assert list(reader.feed(WHOLE[: end - 1])) == []
    assert list(reader.feed(WHOLE[end - 1 : end])) == [ONE]


def test_a_reply_that_is_cut_off_gives_its_complete_claims_only() -> None:
    assert read(WHOLE[:-12]) == [ONE]
    assert read(WHOLE[: WHOLE.index("}") - 4]) == []


def test_a_broken_claim_is_counted_and_does_not_take_the_next_with_it() -> None:
    broken = '{"source": "s1", "quote": "he said "yes" to it", "claim": "A."}'
    reader = ClaimReader()
    found = [*reader.feed(f"{broken}\n{json.dumps(OBJECTS[1])}\n"), *reader.finish()]
    assert (found, reader.broken) == ([TWO], 1)


@pytest.mark.parametrize("text", ["", "Caseloads fell.", '{"answer": "x"}', "{{{{", "}}}}", "[s1]", '"' * 50, "CANNOT"])
def test_what_names_no_claim_gives_none(text: str) -> None:
    assert read(text) == []


def test_markers_of_the_models_own_are_taken_out() -> None:
    text = json.dumps([{**OBJECTS[0], "claim": "Caseloads [1] fell [s1]."}])
    assert read(text)[0].text == "Caseloads fell."


@given(st.integers(1, 60))
def test_the_size_of_the_pieces_changes_nothing(size: int) -> None:
    assert read(WHOLE, size) == [ONE, TWO]


@given(st.text(alphabet='{}[]",:\\\n abq', max_size=200))
def test_no_text_raises(text: str) -> None:
    read(text, 3)
