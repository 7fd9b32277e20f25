"""A forecast as a file: its quantiles, how they go together, and the seal that proves them whole.

JSON, so that any program can write one: `ids`, `ds`, `levels`, `values` (series, periods, levels)
are enough; `digest` is written by Jumeau and checked where it is there.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from twin.contracts.forecasts import Floats, Forecast, Joint
from twin.tables import JumeauError, said

FORMAT = "jumeau.forecast"
VERSION = 1
UNITS = {"H": "datetime64[h]", "D": "datetime64[D]", "M": "datetime64[M]"}
REMEDY = "Refaites-la : jumeau forecast demand FICHIER --out prevision.json."
LARGEST = 1e9


def save_forecast(forecast: Forecast, path: Path) -> None:
    """Write a forecast, all or nothing.

    Raises
    ------
    JumeauError
        When the file cannot be written.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    text = json.dumps(_plain(forecast), ensure_ascii=False, allow_nan=False) + "\n"
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise JumeauError(
            f"{path}", f"écriture impossible ({said(error)}).", "Vérifiez place et droits."
        ) from None


def load_forecast(path: Path) -> Forecast:
    """Read a forecast and prove that it is whole.

    Raises
    ------
    JumeauError
        Absent, not a forecast, altered since it was written, or impossible (quantiles that go
        down, negative, twice the same day).
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise JumeauError(f"{path}", f"lecture impossible ({said(error)}).", REMEDY) from None
    except ValueError:
        raise JumeauError(f"{path}", "ce n'est pas une prévision (JSON attendu).", REMEDY) from None
    try:
        found = _built(data)
        seal = data.get("digest", "")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise JumeauError(
            f"{path}", f"ce n'est pas une prévision de Jumeau ({error}).", REMEDY
        ) from None
    if seal and seal != found.digest():
        raise JumeauError(
            f"{path}", "la prévision a été modifiée depuis qu'elle a été écrite.",
            f"{REMEDY} Pour une prévision faite à la main, retirez la clé « digest ».",
        )  # fmt: skip
    return found


def _plain(forecast: Forecast) -> dict[str, Any]:
    unit, joint = UNITS[forecast.frequency], forecast.joint
    # As it will be read: the seal is that of the periods in their own unit.
    forecast = replace(forecast, origin=forecast.origin.astype(unit), ds=forecast.ds.astype(unit))
    return {
        "format": FORMAT,
        "version": VERSION,
        "frequency": forecast.frequency,
        "unit": forecast.unit,
        "source": forecast.source,
        "origin": _period(forecast.origin, forecast.frequency),
        "ids": list(forecast.ids),
        "ds": [_period(day, forecast.frequency) for day in forecast.ds],
        "levels": forecast.levels.tolist(),
        "values": _nulls(forecast.values.tolist()),
        "method": list(forecast.method),
        "suspended_since": list(forecast.suspended_since),
        "notes": list(forecast.notes),
        "joint": None if joint is None else {
            "across": joint.across.tolist(), "ahead": joint.ahead.tolist(), "days": joint.days,
        },
        "digest": forecast.digest(),
    }  # fmt: skip


def _period(day: np.datetime64, frequency: str) -> str:
    return str(day.astype(UNITS[frequency]))


def _nulls(values: Any) -> Any:
    if isinstance(values, list):
        return [_nulls(value) for value in values]
    return values if np.isfinite(values) else None


def _built(data: dict[str, Any]) -> Forecast:
    if data.get("format", FORMAT) != FORMAT or int(data.get("version", VERSION)) > VERSION:
        raise ValueError("format ou version inconnus")
    frequency = data.get("frequency", "D")
    if frequency not in UNITS:
        raise ValueError(f"fréquence « {frequency} »")
    unit = UNITS[frequency]
    ids = tuple(str(name) for name in data["ids"])
    ds = np.array([np.datetime64(str(day)) for day in data["ds"]]).astype(unit)
    levels, values = _numbers(data["levels"]), _numbers(data["values"])
    _check(ids, ds, levels, values)
    origin = data.get("origin")
    return Forecast(
        ids, ds[0] - 1 if origin is None else np.datetime64(str(origin)).astype(unit), ds, levels,
        values, _texts(data.get("method"), len(ids)), _texts(data.get("suspended_since"), len(ids)),
        frequency, str(data.get("unit", "")), str(data.get("source", "")),
        tuple(str(note) for note in data.get("notes", ())), _joint(data.get("joint"), values.shape),
    )  # fmt: skip


def _numbers(values: Any) -> Floats:
    found: Floats = np.array(values, dtype=np.float64)
    return found


def _texts(values: Any, count: int) -> tuple[str, ...]:
    found = ("",) * count if values is None else tuple(str(value) for value in values)
    if len(found) != count:
        raise ValueError("un texte par série attendu")
    return found


def _check(ids: tuple[str, ...], ds: np.ndarray, levels: Floats, values: Floats) -> None:
    if not ids or len(set(ids)) != len(ids):
        raise ValueError("ids absents ou répétés")
    if not len(ds) or np.isnat(ds).any() or (np.diff(ds).astype(np.int64) <= 0).any():
        raise ValueError("ds : des périodes dans l'ordre, chacune une fois")
    if levels.ndim != 1 or len(levels) < 3 or levels[0] <= 0 or levels[-1] >= 1:
        raise ValueError("levels : au moins trois probabilités entre 0 et 1")
    if (np.diff(levels) <= 0).any() or not (levels[0] < 0.5 < levels[-1]):
        raise ValueError("levels : croissants, de part et d'autre de 0,5")
    if values.shape != (len(ids), len(ds), len(levels)):
        raise ValueError("values : une liste par série, période et niveau")
    known = np.isfinite(values)
    if (known.any(axis=(1, 2)) != known.all(axis=(1, 2))).any():
        raise ValueError("values : une série est connue en partie")
    held = values[known.all(axis=(1, 2))]
    if (held < 0).any() or (held > LARGEST).any() or (np.diff(held, axis=2) < 0).any():
        raise ValueError("values : des quantiles croissants, jamais négatifs")


def _joint(data: Any, shape: tuple[int, ...]) -> Joint | None:
    if data is None:
        return None
    across, ahead = _numbers(data["across"]), _numbers(data["ahead"])
    if across.shape != (shape[0], shape[0]) or ahead.shape != (shape[1],):
        raise ValueError("joint : d'autres tailles que la prévision")
    if not (np.abs(across) <= 1 + 1e-9).all() or not (np.abs(ahead) <= 1 + 1e-9).all():
        raise ValueError("joint : une corrélation est entre -1 et 1")
    if not np.allclose(across, across.T) or not np.allclose(np.diag(across), 1) or ahead[0] != 1:
        raise ValueError("joint : une matrice symétrique, 1 sur la diagonale")
    return Joint(across, ahead, int(data.get("days", 0)))
