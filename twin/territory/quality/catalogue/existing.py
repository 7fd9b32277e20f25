"""The checks that every territory passes when it is built, with what they count."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from twin.territory import check_communes, check_dispatch, check_sites, marks
from twin.territory.islands import ISLANDS
from twin.territory.quality.check import Category, Check, Outcome, Row, without_object
from twin.territory.quality.subject import Subject
from twin.territory.territory import Finding, Severity, Territory

Find = Callable[[Territory], Iterator[Finding]]


def _whole(_subject: Subject) -> int:
    return 1


def _sites(subject: Subject) -> int:
    return len(subject.hospitals)


def _communes(subject: Subject) -> int:
    return len(subject.zones)


def _departments(subject: Subject) -> int:
    return len(subject.departments)


def _places(subject: Subject) -> int:
    beyond = subject.territory.ring_zones
    return sum(place.zone not in beyond for place in subject.territory.facilities)


def _drawn(subject: Subject) -> int:
    return 0 if subject.territory.contours is None else len(subject.departments)


def _supposed_places(subject: Subject) -> int:
    beyond = subject.territory.ring_zones
    return sum(
        any(line.source.startswith(marks.ASSUMED) for line in place.capacity)
        for place in subject.territory.facilities
        if place.zone not in beyond
    )


def _supposed_sizes(subject: Subject) -> int:
    return sum(marks.SIZE_ASSUMED in h.source for h in subject.hospitals)


def _islands(subject: Subject) -> int:
    return int(subject.zones["insee"].isin(list(ISLANDS)).sum())


def _unknown_boats(subject: Subject) -> int:
    found = check_communes.islands(subject.territory)
    return sum(int(finding.place.split()[0]) for finding in found)


def _uncertain(subject: Subject) -> int:
    return sum(marks.SMUR_UNCERTAIN in h.source for h in subject.hospitals)


def _bases(subject: Subject) -> int:
    return len(subject.territory.own("smur")) + _uncertain(subject)


def _doubtful(subject: Subject) -> int:
    words = (marks.SMUR_ASSUMED, marks.SMUR_UNVERIFIED)
    bases = subject.territory.own("smur")
    return sum(any(w in b.source for w in words) for b in bases) + _uncertain(subject)


_UNITS: dict[Callable[[Subject], int], str] = {
    _whole: "territoire", _sites: "sites", _communes: "communes", _departments: "départements",
    _places: "sites et bases", _drawn: "départements", _bases: "bases", _islands: "communes",
}  # fmt: skip


def _existing(
    find: Find, category: Category, title: str, measures: str, limit: str, severity: Severity,
    examined: Callable[[Subject], int], remedy: str,
    refused: Callable[[Subject], int] | None = None,
) -> Check:  # fmt: skip
    """Count what an existing check finds; each finding keeps its own severity and remedy."""

    def examine(subject: Subject) -> Outcome:
        findings = list(find(subject.territory))
        many = examined(subject)
        if not findings and not many:
            return without_object("rien à examiner.")
        rows = tuple(Row(f.place, f.message, f.severity, f.remedy) for f in findings)
        if refused is not None:
            return Outcome(max(many, 1), rows, violated=refused(subject))
        whole = check_sites.whole(subject.territory)
        # One finding may stand for all the sites at once.
        every = len(findings) == 1 and findings[0].place == whole
        violated = max(many, 1) if every else min(len(rows), max(many, 1))
        return Outcome(max(many, 1), rows, violated=violated)

    return Check(f"{category}.{find.__name__}", category, title, measures, limit, severity,
                 remedy, _UNITS[examined], examine)  # fmt: skip


EXISTING = (
    _existing(
        check_sites.no_emergency, "completeness", "Au moins un service d'urgences",
        "présence d'un site qui reçoit des urgences", "un site", "error", _whole,
        "Fournissez un fichier des urgences.",
    ),
    _existing(
        check_communes.no_inhabitants, "completeness", "Des habitants",
        "présence d'une population", "un habitant", "error", _whole,
        "Vérifiez la colonne population_2023.",
    ),
    _existing(
        check_dispatch.no_smur, "completeness", "Une base SMUR par département",
        "départements sans base SMUR connue", "une base", "error", _departments,
        "Renseignez smur_nv (oui, non), ou donnez un fichier des SMUR.",
    ),
    _existing(
        check_dispatch.no_samu, "completeness", "Un SAMU par département",
        "départements sans SAMU, ou dont le siège est supposé", "un siège connu", "error",
        _departments, "Renseignez samu_siege_nv = 1 pour un site du département.",
    ),
    _existing(
        check_sites.beds_not_declared, "completeness", "Lits MCO déclarés",
        "sites dont les lits MCO sont vides (non déclarés, jamais zéro)", "aucun vide",
        "warning", _sites, "Renseignez lits_mco.",
    ),
    _existing(
        check_sites.visits_not_declared, "completeness", "Passages déclarés",
        "sites dont les passages de l'année sont vides", "aucun vide", "warning", _sites,
        "Renseignez passages_2025.",
    ),
    _existing(
        check_sites.capacities_assumed, "completeness", "Capacités réelles",
        "sites et bases dont une capacité au moins est estimée", "aucune estimée", "warning",
        _places, "Donnez les plannings réels : `jumeau territory build --capacites`.",
        _supposed_places,
    ),
    _existing(
        check_sites.sizes_assumed, "completeness", "Tailles réelles",
        "sites dont le nombre de lits est supposé", "aucune supposée", "warning", _sites,
        "Chargez le fichier SAE des urgences.", _supposed_sizes,
    ),
    _existing(
        check_communes.empty_communes, "plausibility", "Communes habitées",
        "communes sans habitant", "un habitant", "warning", _communes,
        "Vérifiez ; seules les communes mortes pour la France sont à 0.",
    ),
    _existing(
        check_communes.far_from_emergency, "plausibility", "Urgences à moins d'une heure",
        "communes à plus de 60 min du service d'urgences le plus proche", "60 min", "warning",
        _communes, "Vérifiez ; une table de trajets ou un site voisin manque peut-être.",
    ),
    _existing(
        check_communes.islands, "plausibility", "Minutes connues pour les îles",
        "minutes d'îles comptées par une route, ou supposées par bateau", "aucune", "warning",
        _islands, "Donnez une table de trajets (--trajets insee,finess,minutes).", _unknown_boats,
    ),
    _existing(
        check_sites.beds_short, "plausibility", "Lits suffisants pour les admissions",
        "sites dont les lits MCO ne peuvent contenir les admissions attendues des urgences",
        "lits occupés attendus", "warning", _sites,
        "Vérifiez lits_mco, ou donnez les transferts vers d'autres sites.",
    ),
    _existing(
        check_sites.unusual_authorisation, "conformity", "Sites ouverts toute l'année",
        "sites saisonniers, antennes ou sans autorisation d'urgences", "aucun", "warning",
        _sites, "Datez ses heures d'ouverture, ou retirez-le.",
    ),
    _existing(
        check_dispatch.smur_doubtful, "conformity", "SMUR d'une source officielle",
        "bases SMUR incertaines, supposées ou d'une source non officielle", "aucune", "warning",
        _bases, "À contrôler avec la SAE (URGENCES2) ou l'ARS.", _doubtful,
    ),
    _existing(
        check_sites.far_from_commune, "concordance", "Sites près de leur commune",
        "sites dont la commune est absente, ou à plus de 15 km de son point", "15 km", "error",
        _places, "Corrigez le code INSEE ou les coordonnées du site.",
    ),
    _existing(
        check_sites.same_point, "conformity", "Un point par site",
        "sites qui ont exactement le point d'un autre", "aucun", "information", _sites,
        "Vérifiez les coordonnées des deux sites.",
    ),
    _existing(
        check_communes.not_drawn, "completeness", "Contours fournis complets",
        "départements (ou communes) que le fichier de contours ne dessine pas", "aucun",
        "information", _drawn, "Complétez les contours ; les calculs n'en dépendent pas.",
    ),
)  # fmt: skip
