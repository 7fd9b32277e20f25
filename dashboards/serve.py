"""Serve the dashboards on this machine, to this machine."""

from __future__ import annotations

import sys
from pathlib import Path

from twin.tables import JumeauError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    store_root: Path,
    host: str = "127.0.0.1",
    port: int = 8050,
    territories: Path | None = None,
) -> None:
    """Serve until interrupted; only this machine may connect.

    Parameters
    ----------
    store_root
        Folder of the runs.
    territories
        Folder of built territories; `./territoires` where it exists if None.

    Raises
    ------
    JumeauError
        When `host` is not this machine, the port is taken, or `territories` is not a folder.
    """
    if territories is not None and not territories.is_dir():
        raise JumeauError(
            f"--territoires {territories}",
            "ce dossier n'existe pas.",
            "Donnez le dossier qui contient vos territoires (jumeau territory build --out).",
        )
    if host not in LOOPBACK:
        raise JumeauError(
            f"--host {host}",
            "cette version n'a pas d'identification : elle ne sert que cette machine.",
            "Gardez 127.0.0.1, ou passez par un tunnel (ssh -L).",
        )
    if not 0 < port < 65536:
        raise JumeauError(f"--port {port}", "port hors bornes.", "Choisissez de 1024 à 65535.")
    import logging

    from waitress import create_server

    from dashboards.app import create_app
    from dashboards.atlas import DEFAULT_ROOT

    # A page asks for a dozen files at once: a short queue is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    if territories is None and DEFAULT_ROOT.is_dir():
        territories = DEFAULT_ROOT
    app = create_app(store_root, territories=territories)
    try:
        server = create_server(app.server, host=host, port=port, threads=8, ident="jumeau")
    except OSError as error:
        raise JumeauError(
            f"{host}:{port}",
            f"le serveur ne peut pas démarrer ({error.strerror or error}).",
            "Choisissez un autre port avec --port.",
        ) from None
    sys.stdout.write(f"Tableau de bord\u00a0: http://{host}:{port} (Ctrl+C pour arrêter)\n")
    sys.stdout.flush()
    try:
        server.run()
    finally:
        server.close()
