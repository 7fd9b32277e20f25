"""Values far from those that are observed in France."""

from __future__ import annotations

import numpy as np

from twin.territory.check_sites import name_of
from twin.territory.quality.bounds import (
    AGE_SHARES,
    CRITICAL_SHARE,
    SMALL,
    UHCD_PER_THOUSAND,
    VISITS_PER_BED,
    VISITS_PER_BED_USUAL,
    VISITS_PER_THOUSAND,
    VISITS_PER_THOUSAND_BAND,
)
from twin.territory.quality.check import Check, Outcome, Row, found, without_object
from twin.territory.quality.subject import Subject
from twin.territory.quality.words import number, percent

_AGES = ("0 à 19 ans", "20 à 64 ans", "65 ans et plus")


def _visits_per_bed(subject: Subject) -> Outcome:
    judged = [h for h in subject.hospitals if h.beds_mco is not None and h.visits_year]
    rows = []
    low, high = VISITS_PER_BED.series
    usual_low, usual_high = VISITS_PER_BED_USUAL.series
    for site in judged:
        beds, visits = site.beds_mco or 0, site.visits_year or 0
        if not beds:
            message = f"{number(visits)} passages et 0 lit MCO."
            rows.append(Row(name_of(site), message, "information"))
            continue
        ratio = visits / beds
        if not usual_low <= ratio <= usual_high:
            rows.append(
                Row(name_of(site),
                    f"{number(ratio)} passages par an et lit MCO ({number(visits)} pour "
                    f"{number(beds)} lits).",
                    "information" if low <= ratio <= high else "warning")
            )  # fmt: skip
    return found(len(judged), rows, nothing="aucun site ne déclare passages et lits MCO.")


def _visits_per_thousand(subject: Subject) -> Outcome:
    low, high = VISITS_PER_THOUSAND_BAND.series
    rows, judged, said = [], 0, []
    for dep in subject.departments:
        sites = [h for h in subject.hospitals if h.department == dep]
        visits = [h.visits_year for h in sites if h.visits_year is not None]
        people = int(subject.persons[(subject.zones["dep"] == dep).to_numpy()].sum())
        if not visits or not people:
            continue
        judged += 1
        rate = 1000 * sum(visits) / people
        silent = len(sites) - len(visits)
        said.append(f"{dep} : {number(rate)}")
        if rate > high or (rate < low and not silent):
            rows.append(
                Row(f"département {dep}", f"{number(rate)} passages par an pour 1 000 habitants "
                    f"({number(sum(visits))} pour {number(people)}).")
            )  # fmt: skip
    return found(judged, rows, nothing="aucun passage déclaré.", detail=" ; ".join(said) + "."
                 if said else "")  # fmt: skip


def _age_shares(subject: Subject) -> Outcome:
    total = subject.persons.sum(axis=1)
    judged = total >= SMALL.number
    shares = subject.persons / np.maximum(total, 1)[:, None]
    low, high = np.array(AGE_SHARES.series).reshape(-1, 2).T
    odd = ((shares < low) | (shares > high)) & judged[:, None]
    rows = []
    for at, place in subject.communes(odd.any(axis=1)):
        said = " ; ".join(
            f"{percent(float(shares[at, group]))} de {_AGES[group]}"
            for group in np.flatnonzero(odd[at])
        )
        rows.append(Row(place, f"{said}, sur {number(total[at])} habitants."))
    return found(int(judged.sum()), rows, nothing="aucune commune de 200 habitants ou plus.")


def _uhcd(subject: Subject) -> Outcome:
    judged = [h for h in subject.hospitals if h.beds_uhcd is not None and h.visits_year]
    rows = [
        Row(name_of(h), f"{number(h.beds_uhcd or 0)} lits UHCD pour "
            f"{number(h.visits_year or 0)} passages par an.")
        for h in judged
        if 1000 * (h.beds_uhcd or 0) / (h.visits_year or 1) > UHCD_PER_THOUSAND.number
    ]  # fmt: skip
    return found(len(judged), rows, nothing="aucun site ne déclare passages et lits UHCD.")


def _critical(subject: Subject) -> Outcome:
    judged = [h for h in subject.hospitals if h.beds_critical is not None and h.beds_mco]
    rows = [
        Row(name_of(h), f"{number(h.beds_critical or 0)} lits de réanimation pour "
            f"{number(h.beds_mco or 0)} lits MCO.")
        for h in judged
        if (h.beds_critical or 0) / (h.beds_mco or 1) > CRITICAL_SHARE.number
    ]  # fmt: skip
    return found(len(judged), rows, nothing="aucun site ne déclare réanimation et lits MCO.")


def _travel(subject: Subject) -> Outcome:
    territory = subject.territory
    columns = [j for j, f in enumerate(territory.facilities) if f.kind == "hospital"]
    if not columns:
        return without_object("aucun service d'urgences.")
    minutes = territory.travel.minutes[subject.own][:, columns]
    wrong = (np.isnan(minutes) | (minutes < 0)).any(axis=1)
    reached = np.isfinite(minutes).any(axis=1)
    rows = [
        Row(place, "minutes absentes ou négatives.") for _, place in subject.communes(wrong)
    ] + [
        Row(place, "aucun service d'urgences n'est atteignable.", "warning")
        for _, place in subject.communes(~wrong & ~reached)
    ]
    return found(len(minutes), rows)


CHECKS = (
    Check("plausibility.visits_per_bed", "plausibility", "Passages par lit MCO",
          "sites dont les passages par an et lit MCO sont loin de la distribution nationale",
          "58 à 545 ; avertissement hors de 25 à 1 270", "warning",
          "Vérifiez passages_2025 et lits_mco : unité, année, site géographique.", "sites",
          _visits_per_bed),
    Check("plausibility.visits_per_thousand", "plausibility",
          "Passages pour 1 000 habitants",
          "départements dont les passages déclarés par les sites, rapportés aux habitants, sont "
          "hors de la bande observée (repères : "
          + " en Bretagne, ".join(number(v) for v in VISITS_PER_THOUSAND.series) + " en France)",
          "200 à 460", "warning",
          "Vérifiez que tous les sites du département sont là, et l'année des passages.",
          "départements", _visits_per_thousand),
    Check("plausibility.age_shares", "plausibility", "Parts d'âges des communes",
          "communes de 200 habitants ou plus dont une part d'âge est hors de ce que l'on observe",
          "0-19 : 7 à 41 % ; 20-64 : 37 à 74 % ; 65+ : 5 à 53 %", "information",
          "Vérifiez les colonnes d'âges ; un EHPAD, une prison ou une base peuvent l'expliquer.",
          "communes", _age_shares),
    Check("plausibility.uhcd", "plausibility", "Lits UHCD et passages",
          "sites dont les lits UHCD sont trop nombreux pour leurs passages",
          "0,65 lit pour 1 000 passages par an", "information",
          "Vérifiez lits_uhcd et passages_2025.", "sites", _uhcd),
    Check("plausibility.critical", "plausibility", "Lits de réanimation et lits MCO",
          "sites dont les lits de réanimation sont trop nombreux pour leurs lits MCO",
          "15 %", "information", "Vérifiez lits_rea et lits_mco.", "sites", _critical),
    Check("plausibility.minutes", "plausibility", "Minutes de trajet lisibles",
          "communes dont les minutes vers les urgences sont absentes, négatives ou infinies",
          "0 min ou plus", "error", "Corrigez la table de trajets, puis reconstruisez.",
          "communes", _travel),
)  # fmt: skip
