"""A table that shows every row and every column, whose text can be selected and read aloud."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag


def plain_grid(
    identifier: str, rows: list[dict[str, Any]], columns: list[dict[str, Any]], lang: str,
    **more: Any,
) -> dag.AgGrid:  # fmt: skip
    """Give a table of records.

    Parameters
    ----------
    columns
        As AG Grid takes them.
    more
        Other attributes of the component.
    """
    return dag.AgGrid(
        id=identifier,
        rowData=rows,
        columnDefs=columns,
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        dashGridOptions={
            "domLayout": "autoHeight",
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            "suppressColumnVirtualisation": True,
            "theme": {"function": "themeQuartz"},
            "localeText": {} if lang == "en" else {"noRowsToShow": "Aucune ligne"},
        },
        style={"height": None},
        className="grid",
        **more,
    )
