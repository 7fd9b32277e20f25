"""A model on disk: XGBoost JSON and plain JSON with their hashes; never anything that runs."""

from __future__ import annotations

from pathlib import Path

from pathways.risk.booster import Trees
from pathways.risk.calibration import Calibration
from pathways.risk.encoding import Encoding
from pathways.risk.model import Model
from twin.contracts.sealed import Sealed, as_json

TREES, STEPS, SEALS = "model.json", "steps.json", "model.sha256.json"
KIND = Sealed(
    SEALS, frozenset({TREES, STEPS}), version=1, most_bytes=200_000_000,
    what="un modèle de risque", given="Donnez le dossier écrit par --out.",
    again="Recalculez le modèle : jumeau pathways risk JOURNAL --rule RÈGLE --out DOSSIER.",
)  # fmt: skip


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
        "version": KIND.version,
        "target": model.target,
        "target_sha256": model.target_sha256,
        "encoding": model.encoding.to_json(),
        "calibration": model.calibration.to_json(),
    }
    files = {TREES: model.trees.to_json(), STEPS: as_json(steps)}
    return KIND.write(folder, files)[TREES]


def load(folder: Path) -> Model:
    """Read a model, after checking that its files are those that were written.

    Raises
    ------
    JumeauError
        A file is absent, altered, of another version, or is no model.
    """
    raw = KIND.read(folder)
    steps = KIND.page(folder / STEPS, raw[STEPS])
    try:
        encoding = Encoding.from_json(steps["encoding"])
        calibration = Calibration.from_json(steps["calibration"])
        target, digest = str(steps["target"]), str(steps["target_sha256"])
    except (KeyError, TypeError) as error:
        raise KIND.refused(folder / STEPS) from error
    trees = Trees.of_json(raw[TREES], encoding.features)
    return Model(target, digest, encoding, trees, calibration)
