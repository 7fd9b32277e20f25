"""The pharmacist's own shelves written as a scenario of the twin: what if deliveries stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forecasting.stock.cover import simulate
from scenarios.base_pharmacies import with_pharmacies
from scenarios.own_stock import OwnStock, Shelf, daily_use, largest_episodes, shelf_of
from scenarios.parts import write_whole
from scenarios.scenario import PILOT, Scenario
from scenarios.stock import StockStudy
from scenarios.stock_export import write_csv
from scenarios.stock_rows import HORIZON, Situation
from scenarios.stock_twin_match import matched
from scenarios.territory_period import period_inputs
from scenarios.toml_text import toml_text
from scenarios.words import near
from twin.contracts import AccessChange
from twin.tables import JumeauError, said
from twin.territory import Territory

DAYS, REPLICATIONS = 28, 10
HEADS = {"facility": "finess", "product": "produit", "level": "niveau", "start": "stock",
         "per_day": "besoin_jour"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TwinStock:
    """What of a pharmacy goes into the twin, and what does not.

    Attributes
    ----------
    rows
        One a product of the twin that the pharmacy holds.
    codes
        The pharmacy's own codes, by product of the twin.
    unfollowed
        Names of the pharmacy's products that the twin does not follow.
    unused
        Names of those it follows but which the pharmacy does not give out.
    expiring
        Units taken off since they will expire within the period, by product of the twin.
    awaited
        Units ordered and awaited, by product of the twin: the twin does not know them.
    twin_per_day
        Units a day that the twin's own episodes use there, by product of the twin; 0 leaves the
        product out of the twin.
    shelves
        The shelf in the units of the twin, by product that it uses there: what is lived.
    limited
        Whether the doors of the hospital are limited at some hours of the period; what its episodes
        use is counted as if they were not.
    short
        Products whose deliveries stop in the scenario.
    scenario
        The scenario, its table of stocks named beside it.
    """

    rows: tuple[OwnStock, ...]
    codes: Mapping[str, tuple[str, ...]]
    unfollowed: tuple[str, ...]
    unused: tuple[str, ...]
    expiring: Mapping[str, float]
    awaited: Mapping[str, float]
    twin_per_day: Mapping[str, float]
    shelves: Mapping[str, Shelf]
    limited: bool
    short: tuple[str, ...]
    scenario: dict[str, Any]


def write_twin(
    found: StockStudy, path: Path, site: str, *, territory: str = PILOT,
    follow: Mapping[str, str] | None = None,
) -> TwinStock:  # fmt: skip
    """Write the scenario and, beside it, its table of stocks.

    Parameters
    ----------
    path
        Scenario file, `.toml`; the table takes its name, ending in `-stocks.csv`.
    site
        FINESS of the hospital whose pharmacy it is.
    territory
        "pilote", or the folder of a territory.
    follow
        By code of the pharmacy, the twin's product that it is, where told.

    Raises
    ------
    JumeauError
        A hospital or a product that does not exist, nothing that the twin follows, or a file that
        cannot be written.
    """
    if path.suffix != ".toml":
        raise JumeauError("--twin", f"{path} ne finit pas par .toml.", "Écrivez scenario.toml.")
    place = Territory.pilot() if territory == PILOT else Territory.load(Path(territory))
    sites = {f.id: f.name for f in place.of_kind("hospital")}
    if site not in sites:
        raise JumeauError(
            "--site", f"« {site} » n'est pas un hôpital du territoire." if site else
            "de quel hôpital est-ce la pharmacie ?",
            f"{near(site, list(sites))}Donnez son FINESS (jumeau territory show).",
        )  # fmt: skip
    table = path.with_name(f"{path.stem}-stocks.csv")
    # The inputs that the scenario itself will start from, rules of access included.
    inputs = with_pharmacies(period_inputs(place, found.shelf.asof, DAYS))
    use = {code: units for (where, code), units in
           daily_use(inputs, found.shelf.asof.month - 1).items() if where == site}  # fmt: skip
    largest = largest_episodes(inputs.pharmacies) if inputs.pharmacies is not None else {}
    limited = any(isinstance(one, AccessChange) and one.facility == site
                  for one in inputs.timeline)  # fmt: skip
    held = twin_stock(found, site, sites[site], territory, table.name, follow or {}, use, largest,
                      limited=limited)  # fmt: skip
    text = toml_text(held.scenario, heading(found, held))
    rows = [{key: getattr(row, key) for key in HEADS} for row in held.rows]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_csv(HEADS, rows, table)
        write_whole(path, lambda temporary: _write(temporary, text))
    except OSError as error:
        raise JumeauError(
            f"{path}", f"écriture impossible : {said(error)}.", "Choisissez un autre dossier."
        ) from error
    return held


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def twin_stock(
    found: StockStudy, site: str, name: str, territory: str, table: str,
    follow: Mapping[str, str], use: Mapping[str, float], largest: Mapping[str, int], *,
    limited: bool = False,
) -> TwinStock:  # fmt: skip
    """Give what goes into the twin: several products of the pharmacy may be one of the twin.

    Parameters
    ----------
    use, largest
        By product of the twin, units a day there, and units of its largest episode.

    Raises
    ------
    JumeauError
        None of the products is followed by the twin.
    """
    by_code = {row.product.code: row for row in found.rows}
    kept, left = matched([row.product for row in found.rows], follow)
    rows: list[OwnStock] = []
    unused: list[str] = []
    urgent: list[str] = []
    codes: dict[str, tuple[str, ...]] = {}
    expiring: dict[str, float] = {}
    awaited: dict[str, float] = {}
    for drug, products in kept.items():
        own = [by_code[p.code] for p in products]
        per_day = sum(row.law.mean_day for row in own)
        if per_day <= 0:
            unused += [row.product.label for row in own]
            continue
        lost = sum(min(row.on_hand, _wasted(row)) for row in own)
        start = sum(row.on_hand for row in own) - lost
        rows.append(
            OwnStock(site, drug, round(sum(row.target for row in own), 2), round(start, 2),
                     round(per_day, 4))
        )  # fmt: skip
        codes[drug] = tuple(row.product.code for row in own)
        expiring |= {drug: lost} if lost > 0 else {}
        coming = sum(row.on_order for row in own)
        awaited |= {drug: coming} if coming else {}
        if any(row.blocked or row.product.in_tension for row in own):
            urgent.append(drug)
    if not rows:
        raise JumeauError(
            "--twin", "aucun de vos produits n'est suivi par le jumeau (il faut la DCI, le dosage "
            "et la voie au catalogue).",
            "Dites lequel est lequel : --follow CODE=ceftriaxone.",
        )  # fmt: skip
    lived = [row.product for row in rows if use.get(row.product, 0.0) > 0]
    if not lived:
        raise JumeauError(
            "--twin", f"dans le jumeau, aucun épisode de {name} n'utilise ces produits.",
            "Choisissez un autre hôpital, ou reliez d'autres produits (--follow).",
        )  # fmt: skip
    short = tuple(drug for drug in urgent if drug in lived) or (lived[0],)
    data = _scenario(found, site, name, territory, table, short)
    return TwinStock(
        tuple(rows), codes, tuple(p.label for p in left), tuple(unused), expiring, awaited,
        {row.product: use.get(row.product, 0.0) for row in rows},
        {row.product: shelf_of(row, use[row.product], largest[row.product])
         for row in rows if row.product in lived}, limited, short, data,
    )  # fmt: skip


def _wasted(row: Situation) -> float:
    """Give the units of the shelf that expire before they serve within the period, on average."""
    alone = simulate(row.law.paths, list(row.held))
    return float(alone.wasted_by[min(DAYS, HORIZON) - 1])


def _scenario(
    found: StockStudy, site: str, name: str, territory: str, table: str, short: tuple[str, ...]
) -> dict[str, Any]:
    data = {
        "format": 1,
        "name": f"pharmacie-{site.lower()}",
        "title": f"Rupture sur les stocks de la pharmacie : {name}",
        "question": "Avec le stock de ce matin, quand des traitements sont-ils substitués, "
        "retardés ou transférés ?",
        "territory": territory,
        "start": found.shelf.asof.isoformat(),
        "days": DAYS,
        "warmup_days": 0,
        "replications": REPLICATIONS,
        "lever": [
            {
                "kind": "product-shortage",
                "products": list(short),
                "sites": [site],
                "stocks": table,
                "lost": 1.0,
                "agreed": False,
                "reason": "Exercice : plus aucune livraison de ces produits à cet hôpital.",
                "source": "Stocks, niveaux et besoins : fichiers de la pharmacie ; durée et part "
                "perdue : assumed",
            }
        ],
    }
    bare = {**data, "lever": [{k: v for k, v in data["lever"][0].items() if k != "stocks"}]}  # type: ignore[index]
    Scenario.model_validate(bare)
    return data


def heading(found: StockStudy, held: TwinStock) -> str:
    """Say where a scenario comes from, on its first line."""
    return (
        f"Écrit par jumeau forecast stock --twin, stock du {found.shelf.asof:%d/%m/%Y} au matin : "
        f"{len(held.rows)} produit(s) suivi(s) par le jumeau. Changez products, lost, agreed."
    )
