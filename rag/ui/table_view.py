"""Counts of an answer as a chart, a table of the same numbers, and a file of them."""

from __future__ import annotations

import csv
import io

import streamlit as st

from rag.types import Table

COLOURS = {"weakness": "#b4532a", "strength": "#1f6f70", "both": "#8a7a3c", "no clear verdict": "#b9b4a6"}
"""Of the parts of a bar: apart in lightness too, for eyes that do not tell the hues apart."""


def show_table(index: int, table: Table) -> None:
    """The counts by year, folded away: what is drawn is in the table below it."""
    with st.expander("By year of inspection", type="compact"), st.container(key=f"table-{index}"):
        shown = [name for name in table.columns if name in COLOURS]
        if len(table.rows) > 1 and shown:
            st.bar_chart(
                charted(table),
                x=table.columns[0],
                y=shown,
                color=[COLOURS[name] for name in shown],
                y_label=table.columns[1],
                height=260,
            )
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        st.dataframe(rows, hide_index=True, width="stretch", height="content")
        st.download_button(
            "This table as a CSV file",
            table_csv(table).encode("utf-8-sig"),
            file_name="by-year.csv",
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
