"""Two sources that say the same thing: legal population, official minutes, APL, pyramid, totals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.territory import reference_data
from twin.territory.population import AGE_GROUPS
from twin.territory.quality.bounds import (
    APL_FACTOR,
    COVERAGE_GAP,
    OFFICIAL_GAP_MIN,
    OFFICIAL_SITES,
    OFFICIAL_VISITS,
    OLDEST_GAP,
    POPULATION_GAP,
    POPULATION_GAP_MIN,
)
from twin.territory.quality.check import Check, Outcome, Row, found, without_object
from twin.territory.quality.subject import Subject
from twin.territory.quality.words import count, number, percent
from twin.territory.travel import road_matrix
from twin.territory.travel_fit import compare_minutes

Floats = npt.NDArray[np.float64]
_AGE_STARTS = (0, 20, 65)
_MEANS = ("mcs", "smur_antenna")


def _population(subject: Subject) -> Outcome:
    if "population projetée" in subject.territory.vintage:
        return without_object("population projetée à une autre année.")
    both = subject.zones[["insee", "nom", "population"]].merge(
        subject.official[["insee", "population"]], on="insee", suffixes=("", "_legal")
    )
    gap = (both["population"] - both["population_legal"]).abs()
    odd = (gap > POPULATION_GAP_MIN.number) & (
        gap > POPULATION_GAP.number * both["population_legal"]
    )
    rows = [
        Row(f"commune {code} {name}",
            f"{number(mine)} habitants, {number(legal)} selon la population légale 2023.")
        for code, name, mine, legal in both[odd].itertuples(index=False, name=None)
    ]  # fmt: skip
    total, legal = both["population"].sum(), both["population_legal"].sum()
    return found(
        len(both), rows, nothing="aucune commune du code officiel géographique.",
        detail=f"Ensemble : {number(total)} habitants, {number(legal)} selon la population "
        "légale 2023 embarquée.",
    )  # fmt: skip


def _official_minutes(subject: Subject) -> Outcome:
    territory = subject.territory
    if "official_minutes" not in territory.zones:
        return without_object(
            "pas de minutes officielles. Pour les avoir : diagnostic d'accès aux soins urgents "
            "(DREES et DGOS)."
        )
    known = subject.zones["official_minutes"].to_numpy(np.float64, na_value=np.nan)
    modelled = _nearest(subject)
    judged = np.isfinite(known) & np.isfinite(modelled)
    people = subject.persons.sum(axis=1)
    if not people[judged].sum():
        return without_object("aucune commune habitée n'a de minutes officielles et de modèle.")
    fit = compare_minutes(modelled, known, tuple(subject.zones["insee"]), weights=people)
    far = judged & (np.abs(modelled - known) > OFFICIAL_GAP_MIN.number)
    rows = []
    for at, place in subject.communes(far):
        rows.append(
            Row(place, f"{number(known[at])} min selon la DREES, "
                f"{number(modelled[at])} selon le modèle.")
        )  # fmt: skip
    detail = (
        f"Écart absolu moyen {number(fit.mae, 1)} min, biais {number(fit.bias, 1)} min ; du même "
        f"côté de 30 min pour {percent(fit.agreement)} des habitants. Le modèle ne compte ni "
        "hélicoptère ni relief."
    )
    said = f"{number(len(rows))} communes à plus de 15 min des minutes officielles. {detail}"
    return found(int(judged.sum()), rows, said=said, detail=detail)


def _nearest(subject: Subject) -> Floats:
    """Give the modelled minutes to the nearest ED, SMUR, antenna or MCS of each own commune."""
    territory = subject.territory
    wanted = [j for j, f in enumerate(territory.facilities) if f.kind in ("hospital", "smur")]
    best = np.full(len(subject.zones), np.inf)
    if wanted:
        best = territory.travel.minutes[subject.own][:, wanted].min(axis=1)
    others = [(p.lon, p.lat) for p in territory.care_points if p.kind in _MEANS]
    if others:
        points = subject.zones[["lon", "lat"]].to_numpy(np.float64)
        best = np.minimum(best, road_matrix(points, np.array(others, np.float64)).min(axis=1))
    return best


def _apl(subject: Subject) -> Outcome:
    computed = subject.evidence.apl_computed
    if "apl_published" not in subject.zones:
        return without_object("pas d'APL publiée. Pour l'avoir : classeur APL de la DREES.")
    if computed is None:
        return without_object("pas d'offre de généralistes : l'APL n'a pas été calculée.")
    published = subject.zones["apl_published"].to_numpy(np.float64, na_value=np.nan)
    mine = np.asarray(computed, float)[subject.own]
    judged = np.isfinite(published) & np.isfinite(mine) & (published > 0)
    if not judged.any():
        return without_object("aucune commune n'a les deux APL.")
    ratio = np.divide(mine, published, out=np.ones_like(mine), where=judged)
    far = judged & ((ratio > APL_FACTOR.number) | (ratio < 1 / APL_FACTOR.number))
    rows = []
    for at, place in subject.communes(far):
        rows.append(
            Row(place,
                f"APL publiée {number(published[at], 1)}, calculée {number(mine[at], 1)}.")
        )  # fmt: skip
    detail = f"Rapport médian calculée sur publiée : {number(float(np.median(ratio[judged])), 2)}."
    said = (
        f"APL calculée à plus d'un facteur 2 de l'APL publiée dans {number(len(rows))} communes "
        f"sur {number(judged.sum())}. {detail}"
    )
    return found(int(judged.sum()), rows, said=said, detail=detail)


def _pyramid(subject: Subject) -> Outcome:
    pyramid = subject.territory.pyramid
    if pyramid is None:
        return without_object("pas de pyramide. Pour l'avoir : fichier INSEE par sexe et âge.")
    census = pyramid[subject.own].sum(axis=1)
    total, legal = census.sum(axis=1), subject.persons.sum(axis=1)
    judged = total > 0
    scale = np.divide(legal, total, out=np.zeros_like(total), where=judged)
    expected = np.add.reduceat(census, _AGE_STARTS, axis=1) * scale[:, None]
    dep = subject.zones["dep"].to_numpy(str)
    rows, many = [], 0
    for name in sorted(set(dep[judged])):
        here = judged & (dep == name)
        mine, theirs = subject.persons[here].sum(axis=0), expected[here].sum(axis=0)
        for group, label in enumerate(AGE_GROUPS):
            many += 1
            if abs(mine[group] - theirs[group]) > OLDEST_GAP.number * max(theirs[group], 1.0):
                rows.append(
                    Row(f"département {name}", f"{label} : {number(mine[group])} habitants, "
                        f"{number(theirs[group])} selon la pyramide ramenée à la population.")
                )  # fmt: skip
    return found(many, rows, nothing="pyramide vide.")


def _oldest(subject: Subject) -> Outcome:
    gaps = subject.evidence.oldest
    if gaps is None:
        return without_object(
            "ni population synthétique ni pyramide à comparer aux 75 ans et plus et aux 85 ans et "
            "plus."
        )
    known = gaps[gaps["gap_share"].notna()]
    far = known[known["gap_share"].abs() > OLDEST_GAP.number]
    rows = [
        Row("territoire" if row["place"] == "ensemble" else f"département {row['place']}",
            f"{row['age_group']} : {number(row['persons'])} personnes, "
            f"{number(row['expected'])} selon la pyramide.")
        for row in far.to_dict("records")
    ]  # fmt: skip
    return found(len(known), rows, nothing="personne d'attendu à ces âges.")


def _totals(subject: Subject) -> Outcome:
    names = reference_data.department_names()
    mainland = set(names.loc[~names["dep"].str.startswith("97"), "dep"])
    missing = mainland - set(subject.departments)
    if missing:
        return without_object(
            "contrôle réservé à la France entière : ce territoire n'a que "
            f"{count(len(subject.departments), 'département')}."
        )
    visits = sum(h.visits_year or 0 for h in subject.hospitals)
    rows = []
    for label, mine, official in (
        ("sites", len(subject.hospitals), OFFICIAL_SITES.number),
        ("passages", visits, OFFICIAL_VISITS.number),
    ):
        if abs(mine - official) > COVERAGE_GAP.number * official:
            rows.append(
                Row("France", f"{number(mine)} {label}, {number(official)} selon la SAE 2025.")
            )
    detail = f"{number(len(subject.hospitals))} sites et {number(visits)} passages."
    return found(2, rows, detail=detail)


CHECKS = (
    Check("concordance.population", "concordance", "Population légale",
          "communes dont la population s'écarte de la population légale 2023 embarquée",
          "10 % et 50 habitants", "warning", "Vérifiez l'année du fichier et les fusions de "
          "communes.", "communes", _population),
    Check("concordance.official_minutes", "concordance", "Minutes officielles et modèle",
          "communes dont les minutes du modèle (urgences, SMUR, antenne ou MCS le plus proche) "
          "s'écartent de celles de la DREES", "15 min ; 10 % des communes", "warning",
          "Donnez une table de trajets pour ces communes (--trajets), ou un fond de routes.",
          "communes", _official_minutes, 0.10),
    Check("concordance.apl", "concordance", "APL publiée et APL calculée",
          "communes dont l'APL calculée n'est pas du même ordre que l'APL publiée",
          "facteur 2 ; 25 % des communes", "warning",
          "Vérifiez l'unité de l'offre (équivalents temps plein) et les communes voisines.",
          "communes", _apl, 0.25),
    Check("concordance.pyramid", "concordance", "Âges de la population et de la pyramide",
          "groupes d'âges (par département) qui s'écartent de la pyramide INSEE", "2 %",
          "warning", "Vérifiez que pyramide et communes sont du même recensement.",
          "groupes d'âges", _pyramid),
    Check("concordance.oldest", "concordance", "75 ans et plus, 85 ans et plus",
          "groupes d'âges (par département) de la population synthétique qui s'écartent de la "
          "pyramide", "2 %", "warning",
          "Refaites la population synthétique avec la pyramide (`jumeau territory persons`).",
          "groupes d'âges", _oldest),
    Check("concordance.totals", "concordance", "Totaux officiels de la France",
          "totaux (617 sites, 21,70 M passages, SAE 2025) que le territoire n'atteint pas",
          "2 %", "warning", "Complétez le fichier des urgences.", "totaux", _totals),
)  # fmt: skip
