"""The emergency departments of a year: SAE joined with the points of FINESS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from twin.tables import JumeauError
from twin.territory.sources.cells import Reject, as_declared
from twin.territory.sources.emergency_departments import EMERGENCY
from twin.territory.sources.insee_codes import department_of, whole_commune
from twin.territory.sources.reading import Reading
from twin.territory.sources.sae import UNITS_CRITICAL, UNITS_INTENSIVE

CATEGORIES = {"101": "chu", "355": "ch", "365": "private", "128": "private", "129": "private",
              "122": "private", "697": "gcs", "114": "army"}  # fmt: skip
"""Category of FINESS and SAE, and the word of `EMERGENCY`; another one is "other"."""

YES, NO = ("1", "o", "oui"), ("0", "n", "non")


@dataclass(frozen=True)
class OfficialEmergency:
    """Emergency departments found, and what was lost on the way.

    Attributes
    ----------
    frame
        Exactly the columns of `EMERGENCY`, sites sorted by FINESS.
    lost
        Authorised sites that could not be placed, by their line in the table URGENCES.
    notes
        Partial sums, zeros, tables absent: in French, one sentence each.
    """

    frame: pd.DataFrame
    lost: tuple[Reject, ...]
    notes: tuple[str, ...]


def official_emergency(
    urgences: Reading,
    urgences2: Reading,
    finess: Reading,
    *,
    id_: Reading | None = None,
    mco: Reading | None = None,
    rea: Reading | None = None,
) -> OfficialEmergency:
    """Give the authorised emergency departments with their point, visits and beds.

    Visits and UHCD beds are summed over the general and paediatric services, beds of intensive
    care over their units (never with SITOT, a total). A part that is not declared leaves the sum
    a lower bound: it is kept and said in the notes; when no part is declared it stays empty.

    Parameters
    ----------
    urgences, urgences2, id_, mco, rea
        Tables of the SAE, of the same year.
    finess
        Establishments with their point.

    Raises
    ------
    JumeauError
        When the tables are not of the same year.
    """
    tables = [r for r in (urgences, urgences2, id_, mco, rea) if r is not None]
    vintage = _one_year(tables)
    notes: list[str] = []
    units = urgences.frame[["autgen", "autped"]].eq(True).fillna(False).astype(bool).any(axis=1)
    silent = urgences.frame["autsu"].isna()
    allowed = urgences.frame["autsu"].eq(True).fillna(False).astype(bool) | (silent & units)
    if (silent & units).any():
        kept = urgences.frame.loc[silent & units, "fi"]
        notes.append(f"{len(kept)} site(s) sans AUTSU déclaré, gardé(s) pour leur autorisation "
                     f"générale ou pédiatrique ({_some(pd.Index(kept))})")  # fmt: skip
    sites = urgences.frame[allowed]
    sites = sites.rename(columns={"fi": "finess"})
    places = finess.frame.set_index("finess")
    unknown = ~sites["finess"].isin(places.index)
    no_point = ~unknown & places["lon"].reindex(sites["finess"]).isna().to_numpy()
    said = None if id_ is None else id_.frame.set_index("fi")["cominsee"]
    communes = _first(places["insee"], said).reindex(sites["finess"])
    no_commune = ~unknown & ~no_point & communes.isna().to_numpy()
    lost = [
        Reject(int(line), "fi", str(finess_number), words)
        for mask, words in (
            (unknown, "site autorisé absent du fichier FINESS"),
            (no_point, "site autorisé sans point dans FINESS"),
            (no_commune, "site autorisé sans commune reconnue"),
        )
        for line, finess_number in zip(sites.index[mask], sites["finess"][mask], strict=True)
    ]
    sites = sites[~(unknown | no_point | no_commune)].set_index("finess")
    here = places.reindex(sites.index)
    insee = whole_commune(communes.reindex(sites.index))
    named = None if id_ is None else id_.frame.set_index("fi").reindex(sites.index)
    parts = urgences2.frame[urgences2.frame["urg"].isin(["GEN", "PED"])]
    if len(parts) < len(urgences2.frame):
        notes.append(f"{len(urgences2.frame) - len(parts)} ligne(s) d'URGENCES2 ni GEN ni PED : "
                     "laissée(s) de côté")  # fmt: skip
    visits = _summed(parts, "passu", sites.index, "passages", notes)
    zero = visits.eq(0).fillna(False).astype(bool)
    if zero.any():
        notes.append(f"{int(zero.sum())} site(s) à zéro passage : tenu pour non déclaré "
                     f"({_some(visits.index[zero])})")  # fmt: skip
    frame = pd.DataFrame(
        {
            "nom": _first(None if named is None else named["rs"], sites["rs"], here["nom"]),
            "commune_sae": None if named is None else named["nomcom"],
            "insee": insee,
            "dep": department_of(insee),
            "categorie": _category(None if named is None else named["cat"], here["categorie"]),
            "lon": here["lon"],
            "lat": here["lat"],
            "urg_generales": sites["autgen"],
            "urg_pediatriques": sites["autped"],
            "saisonnier": sites["autsais"],
            "antenne": sites["autmedurg"],
            "passages_2025": visits.mask(zero),
            "lits_mco": None if mco is None else mco.frame.set_index("fi")["lit_mco"],
            "lits_rea": _units(rea, UNITS_CRITICAL, sites.index, "lits de réanimation", notes),
            "lits_si": _units(rea, UNITS_INTENSIVE, sites.index, "lits de soins intensifs", notes),
            "lits_uhcd": _summed(parts, "lit_uhcd", sites.index, "lits d'UHCD", notes),
            "smur_nv": _smur(parts, sites.index),
        },
        index=sites.index,
    )
    for flag in ("urg_generales", "urg_pediatriques"):
        frame[flag] = frame[flag].fillna(False)
    absent = [n for n, r in (("ID", id_), ("MCO", mco), ("REA", rea)) if r is None]
    if absent:
        notes.append(f"tables SAE absentes : {', '.join(absent)} ; leurs colonnes restent vides")
    if vintage != "SAE 2025":
        notes.append(f"la colonne « passages_2025 » porte les passages de la {vintage}")
    for name in frame.columns:
        if name.startswith(("passages", "lits")):
            frame[name] = frame[name].astype("float64").round()
    whole = as_declared(frame.rename_axis("finess").reset_index(), EMERGENCY)
    return OfficialEmergency(
        whole.sort_values("finess", ignore_index=True),
        tuple(sorted(lost, key=lambda reject: reject.line)),
        tuple(notes),
    )


def _one_year(tables: Sequence[Reading]) -> str:
    years = {reading.record.vintage: reading.path.name for reading in tables}
    known = {year: name for year, name in years.items() if year != "SAE"}
    if len(known) > 1:
        said = ", ".join(f"{name} ({year})" for year, name in sorted(known.items()))
        raise JumeauError("SAE", f"tables d'années différentes : {said}.", "Donnez la même année.")
    return next(iter(known), "SAE d'année inconnue")


def _summed(
    rows: pd.DataFrame, column: str, index: pd.Index, what: str, notes: list[str]
) -> pd.Series:
    """Sum what is declared by site; empty where nothing is; say where a part is missing."""
    groups = rows.groupby("fi")[column]
    total = groups.sum(min_count=1).reindex(index)
    holes = (groups.size() - groups.count()).reindex(index).fillna(0)
    partial = total.notna() & (holes > 0)
    if partial.any():
        notes.append(f"{what} : une partie seulement est déclarée, la somme est un minimum "
                     f"({_some(index[partial.to_numpy(bool)])})")  # fmt: skip
    return total


def _units(
    rea: Reading | None, units: Sequence[str], index: pd.Index, what: str, notes: list[str]
) -> pd.Series | None:
    if rea is None:
        return None
    rows = rea.frame[rea.frame["uni"].str.upper().isin(units)]
    return _summed(rows, "lit", index, what, notes)


def _smur(parts: pd.DataFrame, index: pd.Index) -> pd.Series:
    """Give oui where a service declares a SMUR on the site, non where all say no, else empty."""
    said = parts["impl_smur_site"].fillna("").astype(str).str.casefold()
    groups = pd.DataFrame({"yes": said.isin(YES), "no": said.isin(NO)}).groupby(parts["fi"])
    word = pd.Series(pd.NA, index=groups.size().index, dtype="object")
    word[groups["no"].all()] = "non"
    word[groups["yes"].any()] = "oui"
    return word.reindex(index)


def _category(said: pd.Series | None, register: pd.Series) -> pd.Series:
    code = _first(said, register)
    return code.map(CATEGORIES).where(code.isna() | code.isin(CATEGORIES), "other")


def _first(*columns: pd.Series | None) -> pd.Series:
    given = [column.astype("object") for column in columns if column is not None]
    found = given[0]
    for column in given[1:]:
        found = found.where(found.notna(), column.reindex(found.index))
    return found


def _some(codes: pd.Index, most: int = 5) -> str:
    shown = ", ".join(map(str, codes[:most]))
    return shown + (f" et {len(codes) - most} autres" if len(codes) > most else "")
