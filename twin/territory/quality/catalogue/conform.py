"""Codes, keys, links and sums that must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twin.territory.care_point import FRENCH
from twin.territory.check_sites import name_of, whole
from twin.territory.facility import Facility
from twin.territory.quality.check import Check, Outcome, Row, found, without_object
from twin.territory.quality.subject import Subject
from twin.territory.quality.words import count, number, percent

_FINESS = re.compile(r"(\d\d|2[AB]|9[A-J])\d{7}|97\d{7}")
_OVERSEAS = {  # Mayotte keeps numbers in 98
    "9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "975", "9F": "976", "98": "976",
}  # fmt: skip
NO_NEIGHBOUR = {"01", "02", "03", "04", "06", "94"}
"""Regions that no road joins to another."""


def _sums(subject: Subject) -> Outcome:
    mine, legal = subject.persons.sum(axis=1), subject.zones["population"].to_numpy()
    wrong = (mine != legal) | (subject.persons < 0).any(axis=1)
    rows = []
    for at, place in subject.communes(wrong):
        rows.append(
            Row(place, f"{number(mine[at])} personnes par âge pour "
                f"{number(legal[at])} habitants.")
        )  # fmt: skip
    return found(len(mine), rows)


def _unknown_communes(subject: Subject) -> Outcome:
    if subject.official.empty:
        return without_object("départements absents du code officiel géographique.")
    unknown = ~subject.zones["insee"].isin(subject.official["insee"])
    rows = [
        Row(place, "code absent du code officiel géographique 2026.")
        for _, place in subject.communes(unknown)
    ]
    return found(len(subject.zones), rows)


def _finess(subject: Subject) -> Outcome:
    rows = []
    for site in subject.hospitals:
        if not _FINESS.fullmatch(site.id):
            rows.append(Row(name_of(site), f"« {site.id} » n'est pas un numéro FINESS."))
        elif not site.id.startswith(site.department[:2]) and (
            _OVERSEAS.get(site.id[:2]) != site.department
        ):
            rows.append(Row(name_of(site), f"numéro d'un autre département que {site.department}."))
    return found(len(subject.hospitals), rows, nothing="aucun site.")


def _departments(subject: Subject) -> Outcome:
    dep = dict(zip(subject.zones["insee"], subject.zones["dep"], strict=True))
    judged = [h for h in subject.hospitals if h.zone in dep]
    rows = [
        Row(name_of(h), f"rattaché au département {h.department}, mais sa commune {h.zone} est "
            f"du {dep[h.zone]}.")
        for h in judged
        if dep[h.zone] != h.department
    ]  # fmt: skip
    return found(len(judged), rows, nothing="aucun site.")


def _hosts(subject: Subject) -> Outcome:
    known = {h.id for h in subject.territory.of_kind("hospital")}
    hosted = [f for f in subject.territory.facilities if f.site]
    rows = [
        Row(name_of(f), f"hébergé par le site {f.site}, inconnu.")
        for f in hosted
        if f.site not in known
    ]
    return found(len(hosted), rows, nothing="aucune base hébergée.")


def _repeated_ids(subject: Subject) -> Outcome:
    places = [(f.id, f.name) for f in subject.territory.facilities]
    places += [(f"{p.kind} {p.id}", p.name) for p in subject.territory.care_points]
    return found(
        len(places), _repeated(places, "identifiant déjà pris par {}."), nothing="aucun lieu."
    )


def _repeated(places: list[tuple[str, str]], message: str) -> Iterator[Row]:
    seen: dict[str, str] = {}
    for key, name in places:
        if key in seen:
            yield Row(f"{key} {name}", message.format(f"« {seen[key]} »"))
        else:
            seen[key] = name


def _same_name(subject: Subject) -> Outcome:
    seen: dict[tuple[str, str], Facility] = {}
    rows = []
    for site in subject.hospitals:
        key = (" ".join(site.name.casefold().split()), site.zone)
        first = seen.setdefault(key, site)
        if first is not site:
            rows.append(Row(name_of(site), f"même nom et même commune que le site {first.id}."))
    return found(len(subject.hospitals), rows, nothing="aucun site.")


def _care_outside(subject: Subject) -> Outcome:
    known = set(subject.territory.zones["insee"])
    points = subject.territory.care_points
    rows = [
        Row(f"{FRENCH[p.kind]} {p.id} {p.name}", f"sa commune {p.zone} n'est pas du territoire.")
        for p in points
        if p.zone not in known
    ]
    return found(len(points), rows, nothing="aucun lieu de soins donné (EHPAD, maternités...).")


def _rules(subject: Subject) -> Outcome:
    sites = {h.id: h for h in subject.territory.of_kind("hospital")}
    today = subject.evidence.today
    rows = []
    for rule in subject.territory.access_rules:
        place = f"règle d'accès {rule.site}"
        if rule.site not in sites:
            rows.append(Row(place, "site inconnu : la règle est sans effet.", "warning"))
        elif rule.start is not None and rule.end is not None and rule.end < rule.start:
            rows.append(Row(place, f"finit ({rule.end:%d/%m/%Y}) avant de commencer.", "warning"))
        elif rule.end is not None and rule.end < today:
            rows.append(Row(place, f"échue depuis le {rule.end:%d/%m/%Y}.", "information"))
    return found(
        len(subject.territory.access_rules),
        rows,
        nothing="aucune règle d'accès : chaque site est réputé ouvert à toute heure.",
    )


def _ring(subject: Subject) -> Outcome:
    territory = subject.territory
    beyond = territory.in_ring
    if not beyond.any():
        if set(territory.code.split("+")) <= NO_NEIGHBOUR:
            return without_object("aucune région voisine par la route.")
        row = Row(whole(territory), "sans anneau : les urgences et les habitants au-delà de la "
                  "limite manquent.")  # fmt: skip
        return Outcome(1, (row,))
    people = territory.population.persons[beyond].sum()
    sites = len(territory.of_kind("hospital")) - len(subject.hospitals)
    detail = (
        f"Anneau : {count(int(beyond.sum()), 'commune')}, {number(people)} habitants, "
        f"{count(sites, 'service')} d'urgences"
    )
    if "ring_share" in territory.zones:
        weights = territory.population.persons[beyond].sum(axis=1)
        share = territory.zones["ring_share"].to_numpy(float)[beyond]
        if weights.sum():
            mean = float((share * weights).sum() / weights.sum())
            detail += f" ; {percent(mean)} des besoins de ses habitants restent dans le périmètre"
    return Outcome(1, detail=f"{detail}. Aucun autre constat ne le concerne.")


CHECKS = (
    Check("conformity.sums", "conformity", "Âges et population s'additionnent",
          "communes dont les personnes par âge ne font pas la population", "égalité", "error",
          "Reconstruisez le territoire.", "communes", _sums),
    Check("conformity.communes", "conformity", "Codes INSEE connus",
          "communes dont le code n'est pas au code officiel géographique 2026", "aucune",
          "warning", "Suivez les fusions et scissions de communes de l'INSEE.", "communes",
          _unknown_communes),
    Check("conformity.finess", "conformity", "Numéros FINESS",
          "sites dont le numéro n'a pas la forme d'un FINESS de leur département",
          "9 caractères, département en tête", "warning",
          "Prenez le numéro géographique (nofinesset), en texte.", "sites", _finess),
    Check("conformity.departments", "conformity", "Département des sites",
          "sites dont le département n'est pas celui de leur commune", "aucun", "warning",
          "Corrigez dep ou insee.", "sites", _departments),
    Check("conformity.hosts", "conformity", "Hôpital des bases",
          "bases SMUR et SAMU dont l'hôpital n'existe pas", "aucune", "error",
          "Corrigez le FINESS de l'hôpital.", "bases", _hosts),
    Check("conformity.identifiers", "conformity", "Identifiants uniques",
          "sites, bases et lieux de soins dont l'identifiant est déjà pris", "aucun", "error",
          "Gardez une seule ligne par identifiant.", "lieux", _repeated_ids),
    Check("conformity.same_name", "conformity", "Sites distincts",
          "sites de même nom et de même commune qu'un autre", "aucun", "information",
          "Vérifiez qu'il s'agit de deux sites ; sinon gardez-en un.", "sites", _same_name),
    Check("conformity.care_points", "conformity", "Lieux de soins du territoire",
          "EHPAD, maternités et autres lieux dont la commune n'est pas du territoire", "aucun",
          "warning", "Retirez-les, ou corrigez leur code INSEE.", "lieux de soins",
          _care_outside),
    Check("conformity.access_rules", "conformity", "Règles d'accès",
          "règles qui nomment un site inconnu, ou échues", "aucune", "warning",
          "Corrigez le FINESS ou la date, ou retirez la règle.", "règles", _rules),
    Check("conformity.ring", "conformity", "Anneau autour du territoire",
          "présence des urgences et des habitants à moins d'une heure de la limite", "un anneau",
          "information", "Ajoutez un fichier d'urgences qui couvre les régions voisines.",
          "territoire", _ring),
)  # fmt: skip
