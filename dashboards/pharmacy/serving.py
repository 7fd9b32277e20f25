"""What browsers may fetch of an order: the order decided, the whole proposal, the rows refused."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Flask, Response, abort, request

from dashboards.pharmacy.shelf import Deposit, Shelf
from twin.tables import JumeauError

DECIDED, WHOLE = "/telecharger/commande", "/telecharger/pharmacie"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {".xlsx": XLSX, ".csv": "text/csv"}
OFFERED = ("proposition.xlsx", "proposition.csv", "produits.csv", "rejets.csv", "stock-a-venir.csv",
           "decisions.jsonl")  # fmt: skip


def serve_orders(server: Flask, shelf: Shelf) -> None:
    """Serve the files of an order; each is asked for by an id and a known name."""

    @server.get(f"{DECIDED}<suffix>")
    def decided_order(suffix: str) -> Response:
        from scenarios.stock_decide import decided, write_order

        order = _order(shelf)
        if suffix not in KINDS:
            abort(404)
        try:
            found = decided(order.proposal)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"commande{suffix}"
                write_order(found, path)
                body = path.read_bytes()
        except JumeauError:
            abort(404)
        return _file(body, KINDS[suffix], f"commande-{found.body['asof']}{suffix}")

    @server.get(f"{WHOLE}/<name>")
    def whole(name: str) -> Response:
        path = _order(shelf).proposal / (name if name in OFFERED else "")
        if not path.is_file():
            abort(404)
        return _file(path.read_bytes(), KINDS.get(path.suffix, "application/json"), name)


def _order(shelf: Shelf) -> Deposit:
    found = shelf.order(request.args.get("order", ""))
    if found is None or not found.ready:
        abort(404)
    return found


def _file(body: bytes, kind: str, name: str) -> Response:
    return Response(
        body, mimetype=kind,
        headers={"Cache-Control": "no-store",
                 "Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip
