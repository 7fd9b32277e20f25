"""A forecasting model on disk: XGBoost JSON, plain JSON and plain numbers, each with its hash."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from forecasting.blend import Choice
from forecasting.conformal import Errors
from forecasting.demand import Study
from forecasting.drift import Windows
from forecasting.methods.boosted import Boosted, Recipe
from twin.contracts.forecasts import Floats, Frequency
from twin.contracts.sealed import Sealed, as_json

MANIFEST, NUMBERS, SEALS, CARD = "modele.json", "nombres.npz", "empreintes.json", "MODELE.md"
AGAIN = "Réapprenez-le : jumeau forecast demand FICHIER --save-model DOSSIER."
KIND = Sealed(
    SEALS, frozenset({MANIFEST, NUMBERS}), version=2, most_bytes=500_000_000,
    what="un modèle de prévision", given="Donnez le dossier écrit par --save-model.", again=AGAIN,
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """A model read back.

    Attributes
    ----------
    boosted
        Trees learned; None where too little was known to learn any.
    choice
        Method of each series.
    errors
        What earlier forecasts missed by.
    reference
        Errors of the backtest by window, that recent ones are compared with; None if not judged.
    ids, frequency, horizon
        Series (groups first), period, periods ahead.
    above, regions
        Department of each site and region of each department, where groups are forecast.
    department, zone
        Where the series are counted.
    members, columns
        What is averaged; the user's columns.
    first, last
        First and last period learned from (ISO).
    about
        All of the manifest.
    """

    boosted: Boosted | None
    choice: Choice
    errors: Errors
    reference: Windows | None
    ids: tuple[str, ...]
    frequency: Frequency
    horizon: int
    above: dict[str, str] | None
    regions: dict[str, str] | None
    department: str
    zone: str
    members: tuple[str, ...]
    columns: tuple[str, ...]
    first: str
    last: str
    about: dict[str, Any]


def save(
    folder: Path, made: Study, *, about: Mapping[str, Any], card: Callable[[dict[str, str]], str],
    reference: Windows | None = None,
) -> dict[str, str]:  # fmt: skip
    """Write a model whole, its hashes last: a folder cut in its writing is refused.

    Parameters
    ----------
    folder
        Where; made if absent.
    made
        Forecast to keep the model of.
    about
        What else the manifest says: place, groups, backtest, software.
    card
        Gives the card to be read, from the hashes of the other files.
    reference
        Errors of the backtest by window.

    Returns
    -------
    dict
        The sha256 of each file.

    Raises
    ------
    JumeauError
        The folder cannot be written.
    """
    roller, found = made.roller, made.found
    model = roller.model
    trees = {} if model is None else {f"arbres-{k}.json": bytes(b.save_raw("json"))
                                      for k, b in enumerate(model.boosters)}  # fmt: skip
    manifest = {
        **about,
        "version": KIND.version,
        "ids": list(made.demand.ids),
        "frequency": made.demand.frequency,
        "horizon": roller.horizon,
        "first": str(made.demand.ds[0]),
        "last": str(made.demand.ds[-1]),
        "choice": list(found.choice.names),
        "members": list(roller.members),
        "recipe": asdict(roller.recipe),
        "features": [] if model is None else list(model.names),
        "columns": [] if roller.extras is None else list(roller.extras.names),
        "trees": list(trees),
        "judged": reference is not None,
    }
    arrays = {"signed": found.errors.signed, "expected": found.errors.expected,
              "origins": found.errors.origins,
              "kind": found.errors.kind}  # fmt: skip
    if reference is not None:
        arrays |= {"bias": reference.bias, "inside": reference.inside, "count": reference.count}
    page = io.BytesIO()
    np.savez(page, **arrays)  # type: ignore[arg-type]
    files = {**trees, NUMBERS: page.getvalue(), MANIFEST: as_json(manifest)}
    return KIND.write(folder, files, lambda seals: {CARD: card(seals).encode()})


def load(folder: Path) -> Saved:
    """Read a model, after checking that its files are those that were written.

    Raises
    ------
    JumeauError
        A file is absent, altered, of another version, or is no model.
    """
    raw = KIND.read(folder)
    data = KIND.page(folder / MANIFEST, raw[MANIFEST])
    try:
        return _saved(data, raw)
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise KIND.refused(folder / MANIFEST) from error


def _saved(data: dict[str, Any], raw: dict[str, bytes]) -> Saved:
    with np.load(io.BytesIO(raw[NUMBERS]), allow_pickle=False) as held:
        arrays: dict[str, Floats] = {name: held[name] for name in held.files}
    # Older models do not say from when their errors are: correlations are then assumed.
    origins = arrays.get("origins", np.zeros(0)).astype(np.int64)
    errors = Errors(arrays["signed"], arrays["expected"], arrays["kind"].astype(np.int64), origins)
    recipe = Recipe(**{**data["recipe"], "losses": tuple(data["recipe"]["losses"])})
    boosted = None
    if data["trees"]:
        boosters = tuple(_booster(raw[name], len(data["features"])) for name in data["trees"])
        boosted = Boosted(boosters, tuple(data["features"]), recipe)
    reference = None
    if data["judged"]:
        reference = Windows(arrays["bias"], arrays["inside"], arrays["count"])
    if errors.signed.shape[1:] != (len(data["ids"]), data["horizon"]):
        raise ValueError("shape")
    return Saved(
        boosted, Choice(tuple(data["choice"])), errors, reference, tuple(data["ids"]),
        cast("Frequency", data["frequency"]), int(data["horizon"]), data.get("above"),
        data.get("regions"), str(data.get("department", "")), str(data.get("zone", "")),
        tuple(data["members"]), tuple(data["columns"]), str(data["first"]), str(data["last"]), data,
    )  # fmt: skip


def _booster(raw: bytes, features: int) -> Any:
    import xgboost

    booster = xgboost.Booster({"nthread": 1})
    try:
        booster.load_model(bytearray(raw))
    except xgboost.core.XGBoostError as error:
        raise ValueError("trees") from error
    if booster.num_features() != features:
        raise ValueError("features")
    return booster
