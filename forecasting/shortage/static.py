"""What a group is: routes, age, competition, price; and who it shares a fate with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from forecasting.shortage.products import Products

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ROUTES = ("orale", "intraveineuse", "sous-cutanée", "intramusculaire", "cutanée", "ophtalmique",
          "inhalée")  # fmt: skip
FORMS = ("comprimé", "gélule", "solution injectable", "poudre", "suspension", "collyre")
LETTERS = "ABCDGHJLMNPRSV"
NOT_FEATURES = ("etat", "statut_bdm")
"""They tell availability itself: never features."""


@dataclass(frozen=True, slots=True, eq=False)
class Static:
    """Features of every group, and circles: products and the label of the circle of each."""

    x: Floats
    names: tuple[str, ...]
    circles: dict[str, tuple[Ints, Ints]]


def check_no_leak(names: tuple[str, ...], scope: str) -> None:
    """Refuse a feature that tells the answer.

    Raises
    ------
    AssertionError
        `atc` outside the MITM scope (it is filled for MITM products only), or availability.
    """
    for name in names:
        if name.startswith("atc") and scope != "mitm":
            raise AssertionError(f"{name} leaks outside the MITM scope")
        if name.startswith(NOT_FEATURES):
            raise AssertionError(f"{name} tells availability itself")


def static_features(
    day: int, products: Products, marketed: npt.NDArray[np.bool_], scope: str
) -> Static:
    """Give the features of every group that do not come from availability files."""
    frame = products.frame
    group = frame["group"].to_numpy()[marketed]
    groups = len(products.keys)
    kept = frame[marketed]
    size = np.maximum(np.bincount(group, minlength=groups), 1)

    def mean(value: npt.NDArray[np.generic]) -> Floats:
        out: Floats = np.bincount(group, weights=value.astype(np.float64), minlength=groups) / size
        return out

    age = (day - kept["amm"].to_numpy()) / 365.25
    price = np.log1p(_numbers(kept["prix_min"].to_numpy()))
    oldest, youngest = np.zeros(groups), np.full(groups, 200.0)
    np.maximum.at(oldest, group, age)
    np.minimum.at(youngest, group, age)
    pairs = {(g, h) for g, h in zip(group.tolist(), kept["titulaire"], strict=True)}
    holders = np.bincount([g for g, _ in pairs], minlength=groups) if pairs else np.zeros(groups)
    columns: dict[str, npt.NDArray[np.generic]] = {
        "products": np.bincount(group, minlength=groups),
        "holders": holders,
        "oldest_years": oldest,
        "youngest_years": youngest,
        "generic_share": mean(kept["groupe_generique"].to_numpy() != ""),
        "packs": mean(_numbers(kept["n_presentations"].to_numpy())),
        "log_price": mean(price),
        "hospital_share": mean(_numbers(kept["collectivites"].to_numpy()) > 0),
        "hospital_only_share": mean(kept["reserve_hopital"].to_numpy() == "1"),
        "national_licence_share": mean(_holds(kept["procedure"].to_numpy(), "nationale")),
        "central_licence_share": mean(_holds(kept["procedure"].to_numpy(), "centralisée")),
        "substances": np.array([key[0].count("|") + 1 for key in products.keys]),
    }
    for route in ROUTES:
        columns[f"route_{route}"] = np.array([route in key[2] for key in products.keys])
    for form in FORMS:
        columns[f"form_{form}"] = np.array([form in key[1] for key in products.keys])
    if scope == "mitm":
        first = np.array([text[:1] for text in kept["atc"]], np.str_)
        for letter in LETTERS:
            columns[f"atc_{letter}"] = mean(first == letter)
    else:
        columns["mitm_share"] = mean(kept["mitm"].to_numpy() == "1")
    x = np.column_stack([value.astype(np.float64) for value in columns.values()])
    return Static(x, tuple(columns), _circles(products, scope))


@lru_cache(maxsize=8)
def _circles(products: Products, scope: str) -> dict[str, tuple[Ints, Ints]]:
    """Give who shares a substance, a substance and route, a holder, a form and route, a class."""
    frame = products.frame
    told: dict[str, list[tuple[int, str]]] = {
        "substance": [], "substance_route": [], "holder": [], "form_route": [],
    }  # fmt: skip
    if scope == "mitm":
        told["atc_class"] = []
    cells = zip(frame["group"], frame["titulaire"], frame["atc"], strict=True)
    for at, (group, holder, atc) in enumerate(cells):
        substances, form, routes = products.keys[group]
        for substance in substances.split("|"):
            told["substance"].append((at, substance))
            told["substance_route"] += [(at, f"{substance} {r}") for r in routes.split(";")]
        told["holder"].append((at, holder.strip()))
        told["form_route"].append((at, f"{form} {routes}"))
        if scope == "mitm":
            told["atc_class"].append((at, atc[:4]))
    found = {}
    for kind, pairs in told.items():
        _, label = np.unique(np.array([name for _, name in pairs], np.str_), return_inverse=True)
        found[kind] = (np.array([at for at, _ in pairs], np.int64), label.astype(np.int64))
    return found


def _numbers(cells: npt.NDArray[np.generic]) -> Floats:
    """Read French decimals; an empty or foreign cell is 0, as `not told` to the trees."""
    out = np.zeros(len(cells))
    for at, text in enumerate(cells.tolist()):
        try:
            out[at] = float(str(text).replace(",", "."))
        except ValueError:
            continue
    return np.nan_to_num(out, nan=0.0, posinf=0.0, neginf=0.0)


def _holds(cells: npt.NDArray[np.generic], word: str) -> npt.NDArray[np.bool_]:
    return np.array([word in str(cell).lower() for cell in cells.tolist()], bool)
