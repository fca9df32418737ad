"""Counts of an answer as a chart, a table of the same numbers, and a file of them."""

from __future__ import annotations

import csv
import io

import streamlit as st

from rag.types import Table
from rag.types.plans import By

COLOURS = {
    "weakness": "#b4532a",
    "strength": "#1f6f70",
    "both": "#8a7a3c",
    "no clear verdict": "#b9b4a6",
    "outstanding": "#124a4b",
    "good": "#4f9a98",
    "requires improvement": "#d3a05a",
    "inadequate": "#a1453c",
}
"""Of the parts of a bar: apart in lightness too, for eyes that do not tell the hues apart."""


_DRAWN = 16
"""Rows of which a chart is drawn, and that are shown at their full height."""


def show_table(index: int, table: Table) -> None:
    """The counts, by year folded away: what is drawn is in the table below it."""
    first = table.columns[0]
    by_year = first == By.YEAR.value
    with st.expander(f"By {first}", expanded=not by_year, type="compact"), st.container(key=f"table-{index}"):
        shown = [name for name in table.columns if name in COLOURS]
        if 1 < len(table.rows) <= _DRAWN and shown:
            st.bar_chart(
                charted(table),
                x=table.columns[0],
                y=shown,
                color=[COLOURS[name] for name in shown],
                x_label="" if not by_year else None,
                y_label=table.columns[1] if by_year else f"share of {table.columns[1]}",
                horizontal=not by_year,
                stack=True if by_year else "normalize",
                height=260 if by_year else 110 + 30 * len(table.rows),
            )
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        st.dataframe(rows, hide_index=True, width="stretch", height="content" if len(rows) <= _DRAWN else 420)
        st.download_button(
            "This table as a CSV file",
            table_csv(table).encode("utf-8-sig"),
            file_name=f"by-{first.replace(' ', '-')}.csv",
            mime="text/csv",
            key=f"table-csv-{index}",
            on_click="ignore",
        )


def charted(table: Table) -> dict[str, list[str] | list[int]]:
    """The columns that are drawn: years as they are, counts as numbers."""
    columns: dict[str, list[str] | list[int]] = {table.columns[0]: [row[0] for row in table.rows]}
    for place, name in enumerate(table.columns):
        if name in COLOURS:
            columns[name] = [int(row[place]) for row in table.rows]
    return columns


def table_csv(table: Table) -> str:
    """The table for a spreadsheet: a row of names, then the rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([table.columns, *table.rows])
    return out.getvalue()
