"""A model on disk: XGBoost JSON and plain JSON with their hashes; never anything that runs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pathways.risk.booster import Trees
from pathways.risk.calibration import Calibration
from pathways.risk.encoding import Encoding
from pathways.risk.model import Model
from twin.tables import JumeauError, said

TREES, STEPS, SEALS = "model.json", "steps.json", "model.sha256.json"
VERSION = 1
MOST_BYTES = 200_000_000


def save(folder: Path, model: Model) -> str:
    """Write a model: its trees, its other steps, and the hashes of both.

    Returns
    -------
    str
        The sha256 of the trees.

    Raises
    ------
    JumeauError
        The folder cannot be written.
    """
    steps = {
        "version": VERSION,
        "target": model.target,
        "target_sha256": model.target_sha256,
        "encoding": model.encoding.to_json(),
        "calibration": model.calibration.to_json(),
    }
    files = {TREES: model.trees.to_json(), STEPS: as_json(steps)}
    seals = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()}
    for name, raw in files.items():
        put(folder / name, raw)
    # Last: a folder whose writing was cut is refused for want of hashes.
    put(folder / SEALS, as_json({"version": VERSION, "sha256": seals}))
    return seals[TREES]


def load(folder: Path) -> Model:
    """Read a model, after checking that its files are those that were written.

    The hash tells damage and hasty changes apart from the original; it is no signature: who can
    write the folder can also write the hash.

    Raises
    ------
    JumeauError
        A file is absent, altered, of a later version, or is no model.
    """
    raw_seals = _read(folder / SEALS)
    raw = {name: _read(folder / name) for name in (TREES, STEPS)}
    seals = _object(folder / SEALS, raw_seals).get("sha256")
    for name, content in raw.items():
        told = seals.get(name) if isinstance(seals, dict) else None
        if hashlib.sha256(content).hexdigest() != told:
            raise JumeauError(
                str(folder / name),
                "fichier altéré : son empreinte n'est pas celle de l'enregistrement.",
                "Recalculez le modèle : jumeau pathways risk JOURNAL --rule RÈGLE --out DOSSIER.",
            )
    steps = _object(folder / STEPS, raw[STEPS])
    if steps.get("version") != VERSION:
        raise JumeauError(
            str(folder / STEPS), "modèle d'une autre version de Jumeau.", "Recalculez le modèle."
        )
    try:
        encoding = Encoding.from_json(steps["encoding"])
        calibration = Calibration.from_json(steps["calibration"])
        target, digest = str(steps["target"]), str(steps["target_sha256"])
    except (KeyError, TypeError) as error:
        raise JumeauError(
            str(folder / STEPS), "ce n'est pas un modèle de risque.", "Recalculez le modèle."
        ) from error
    trees = Trees.of_json(raw[TREES], encoding.features)
    return Model(target, digest, encoding, trees, calibration)


def as_json(data: Any) -> bytes:
    """Write JSON in a stable order; a number that is none (NaN) is refused."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return (text + "\n").encode()


def put(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(raw)
        partial.replace(path)
    except OSError as error:
        raise JumeauError(
            str(path), f"écriture impossible : {said(error)}", "Choisissez un autre dossier."
        ) from error


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise JumeauError(str(path), "fichier trop gros pour un modèle.", "Vérifiez-le.")
        return path.read_bytes()
    except OSError as error:
        raise JumeauError(
            str(path), f"{said(error)}.", "Donnez le dossier écrit par --out."
        ) from error


def _object(path: Path, raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise JumeauError(str(path), "ce n'est pas du JSON.", "Recalculez le modèle.") from error
    if not isinstance(data, dict):
        raise JumeauError(str(path), "ce n'est pas un modèle.", "Recalculez le modèle.")
    return data
