"""`jumeau territory fetch`: download the official files, where the internet is reachable."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen

if TYPE_CHECKING:
    from scenarios.experiment import Progress as Report
    from twin.territory.fetch import Fetched, Progress
    from twin.territory.official_files import OfficialFile

_STATE_FR = {"new": "téléchargé", "unchanged": "inchangé", "changed": "a changé"}
SEVEN_ZIP = "archive 7z : décompressez-la avec 7-Zip, ou par la commande 7z x"


def fetch(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DOSSIER", help="Où ranger les fichiers.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="ID", help="Seulement ce fichier (à répéter)."),
    ] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="Montrer les fichiers connus, sans rien télécharger.")
    ] = False,
    keep_packed: Annotated[
        bool, typer.Option("--no-unpack", help="Ne pas décompresser les zip.")
    ] = False,
    ca: Annotated[
        Path | None, typer.Option("--ca", help="Autorité de certification à croire (PEM).")
    ] = None,
    declared: Annotated[
        Path | None, typer.Option("--files", help="Autre liste de fichiers (TOML).")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Télécharger les fichiers officiels (https, reprise, empreintes)."""
    from twin.tables import JumeauError
    from twin.territory.fetch import chosen
    from twin.territory.official_files import official_files

    files = official_files(declared)
    if listing:
        _list(files if not only else chosen(files, only), as_json)
        return
    if out is None:
        raise JumeauError("jumeau territory fetch", "il manque --out.", "Donnez --out DOSSIER.")
    _download(chosen(files, only or ()), out, ca, not keep_packed, as_json)


def _download(
    files: tuple[OfficialFile, ...], out: Path, ca: Path | None, unpacking: bool, as_json: bool
) -> None:
    from twin.tables import JumeauError, refuse
    from twin.territory.fetch import Client, Unreachable, fetch
    from twin.territory.unpack import unpack

    if ca is not None and not ca.is_file():
        raise JumeauError(f"{ca}", "fichier introuvable.", "Donnez un fichier PEM par --ca.")
    usual = os.environ.get("SSL_CERT_FILE", "")
    authority = str(ca) if ca is not None else usual if Path(usual).is_file() else ""
    rows: list[dict[str, Any]] = []
    faults: list[JumeauError] = []
    silent: set[str] = set()
    for file in files:
        host = file.url[0].split("/")[2] if file.url else ""
        if host in silent:
            faults.append(JumeauError(file.id, f"{host} ne répond pas.", "Relancez plus tard."))
            continue
        try:
            with screen.progress(file.label) as report:
                client = Client(verify=authority or True, progress=_told(report))
                found = fetch(file, out, client)
            parts = unpack(found.path, out, file.unpack) if unpacking and file.unpack else []
        except JumeauError as error:
            faults.append(error)
            if isinstance(error, Unreachable):
                silent.add(host)
            continue
        rows.append(_row(found, file, parts))
        if not as_json:
            _say(rows[-1])
    if as_json:
        screen.show_json({"files": rows, "failed": len(faults)})
    refuse(faults)


def _told(report: Report | None) -> Progress | None:
    return None if report is None else lambda _, done, whole: report(done, whole or done)


def _row(found: Fetched, file: OfficialFile, parts: list[Path]) -> dict[str, Any]:
    return asdict(found.download) | {
        "state": found.state,
        "sha256_before": found.before.sha256 if found.before else None,
        "path": str(found.path),
        "unpacked": [str(part) for part in parts],
        "note": SEVEN_ZIP if file.kind == "7z" else "",
    }


def _say(row: dict[str, Any]) -> None:
    size = screen.number(row["bytes"] / 1024**2, 1)
    typer.echo(f"{row['id']} : {_STATE_FR[row['state']]}, {row['path']} ({size} Mio)")
    if row["state"] == "changed":
        typer.echo(
            f"  le contenu a changé depuis le dernier téléchargement : {row['sha256_before'][:16]}…"
            f" puis {row['sha256'][:16]}…"
        )
    for part in row["unpacked"]:
        typer.echo(f"  décompressé : {part}")
    if row["note"]:
        typer.echo(f"  {row['note']}")


def _list(files: tuple[OfficialFile, ...], as_json: bool) -> None:
    if as_json:
        screen.show_json({"files": [file.model_dump(mode="json") for file in files]})
        return
    rows = [
        (file.id, file.label, file.publisher, file.vintage, f"{file.max_mib} Mio au plus",
         "oui" if file.url and file.default else "avec --only" if file.url else "à la main",
         "oui" if file.verified else "non")
        for file in files
    ]  # fmt: skip
    titles = ("id", "fichier", "producteur", "millésime", "taille", "téléchargé", "adresse vue")
    screen.out().print(screen.facts_table(titles, rows))
    for file in files:
        if not file.url:
            typer.echo(f"{file.id} : à télécharger à la main depuis {file.page}")
