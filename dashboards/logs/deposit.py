"""Where a dropped log, or an extract to import, arrives."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from dashboards.deposits.receiving import MOST_BYTES, receive
from dashboards.logs.shelf import Deposit, Shelf

__all__ = ["MOST_BYTES", "ROUTE", "serve_deposits"]

ROUTE = "/parcours/depot"


def serve_deposits(server: Flask, shelf: Shelf) -> None:
    """Take the files dropped on the page of care pathways."""
    receive(server, shelf, ROUTE, _kind)


def _kind(deposit: Deposit, target: Path) -> str:
    """Tell a log, kept as such, from a file to import; a Parquet that is no log is refused."""
    if target.suffix != ".parquet":
        return "file"
    from twin.contracts.events import is_log

    if not is_log(target):
        return ""
    target.rename(deposit.log)
    return "log"
