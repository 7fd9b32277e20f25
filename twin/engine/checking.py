"""What the timeline asks for must exist: sites, lines, communes, causes, wards."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

from twin.contracts import (
    BANDS,
    WARDS,
    CapacityChange,
    DemandChange,
    Dispersal,
    FactorChange,
    MassCasualty,
    TwinInputs,
)
from twin.engine.compiling_factors import BY_SITE, BY_ZONE
from twin.tables import JumeauError

_BY_WARD = ("planned", "stay")
WHAT_FR = {
    "travel": "temps de trajet",
    "exams": "délai des examens",
    "work": "durée du travail des soignants",
    "planned": "entrées programmées",
    "gp": "présence des médecins généralistes",
    "calls": "part de ceux qui appellent",
    "advice": "conseil téléphonique",
    "returns": "retours à 30 jours",
    "stay": "durée de séjour",
}


def check_changes(inputs: TwinInputs) -> None:
    """Refuse a dated change that the territory or the model cannot take.

    Raises
    ------
    JumeauError
        With what there is instead.
    """
    for change in inputs.timeline:
        if isinstance(change, CapacityChange):
            _check_capacity(change, inputs)
        elif isinstance(change, DemandChange):
            _check_demand(change, inputs)
        elif isinstance(change, FactorChange):
            _check_factor(change, inputs)
        elif isinstance(change, MassCasualty):
            _check_casualties(change, inputs)


def _check_capacity(change: CapacityChange, inputs: TwinInputs) -> None:
    facility = inputs.territory.facility(change.facility)
    place = f"site {facility.id} ({facility.name})"
    if facility.line(change.line) is None:
        raise JumeauError(
            place,
            f"n'a pas de ressource « {change.line} ».",
            f"Ressources : {', '.join(c.line for c in facility.capacity)}.",
        )
    if change.mode not in ("add", "at_most", "times"):
        raise JumeauError(
            place,
            f"mode inconnu : « {change.mode} ».",
            "Modes : add (en plus), at_most (au plus), times (multiplié par).",
        )
    _check_number(place, change.value, negative=change.mode == "add")


def _check_demand(change: DemandChange, inputs: TwinInputs) -> None:
    place = "variation de la demande"
    _check_names(place, "motif", change.causes, inputs.needs.causes)
    _check_zones(place, change.zones, inputs)
    wrong = [band for band in change.bands if band not in range(len(BANDS))]
    if wrong:
        raise JumeauError(
            place,
            f"tranche d'âge inconnue : {', '.join(map(str, wrong))}.",
            f"Donnez des rangs de 0 à {len(BANDS) - 1} ({', '.join(BANDS)}).",
        )
    for factor in (change.factor, *change.curve):
        _check_number(place, factor)


def _check_factor(change: FactorChange, inputs: TwinInputs) -> None:
    if change.what not in WHAT_FR:
        raise JumeauError(
            "changement daté",
            f"grandeur inconnue : « {change.what} ».",
            f"Grandeurs : {', '.join(WHAT_FR)}.",
        )
    place = f"changement daté, {WHAT_FR[change.what]}"
    _check_number(place, change.factor)
    if change.what == "travel" and change.factor == 0:
        raise JumeauError(place, "le facteur est nul.", "Donnez un facteur au-dessus de 0.")
    _check_zones(place, change.zones, inputs)
    hospitals = [f.id for f in inputs.territory.of_kind("hospital")]
    _check_names(place, "hôpital", change.facilities, hospitals)
    _check_names(place, "service", change.wards, WARDS)
    unused = (
        ("zones", change.zones, change.what not in BY_ZONE),
        ("facilities", change.facilities, change.what not in BY_SITE),
        ("wards", change.wards, change.what not in _BY_WARD),
    )
    for name, given, useless in unused:
        if given and useless:
            raise JumeauError(
                place,
                f"« {name} » ne s'y applique pas.",
                f"Retirez « {name} » : ce changement vaudrait ailleurs que là où vous le dites.",
            )


def _check_casualties(change: MassCasualty, inputs: TwinInputs) -> None:
    place = f"afflux de victimes, commune {change.zone}"
    _check_zones(place, (change.zone,), inputs)
    _check_names(place, "motif", [cause for cause, _ in change.causes], inputs.needs.causes)
    for number in (change.number, change.over_min, *(share for _, share in change.causes)):
        _check_number(place, number)
    if change.plan is not None:
        _check_plan(place, change.plan, inputs)
    if not math.isclose(sum(share for _, share in change.causes), 1.0, abs_tol=1e-6):
        raise JumeauError(
            place,
            f"les parts des motifs font {sum(share for _, share in change.causes):g}.",
            "Donnez des parts qui font 1.",
        )


def _check_plan(place: str, plan: Dispersal, inputs: TwinInputs) -> None:
    _check_names(place, "motif", plan.severe, inputs.needs.causes)
    for number in (plan.within_min, plan.self_presenting, plan.severe_per_smur):
        _check_number(place, number)
    if plan.self_presenting > 1 or plan.severe_per_smur == 0:
        raise JumeauError(
            place,
            "la part de ceux qui viennent seuls dépasse 1, ou le nombre de blessés graves par "
            "équipe de SMUR est nul.",
            "Donnez une part entre 0 et 1, et un nombre au-dessus de 0.",
        )


def _check_zones(place: str, zones: Iterable[str], inputs: TwinInputs) -> None:
    known = {str(zone) for zone in inputs.territory.population.zones}
    wrong = [zone for zone in zones if zone not in known]
    if wrong:
        raise JumeauError(
            place,
            f"commune inconnue : {', '.join(wrong[:5])}.",
            f"Donnez des codes INSEE de communes du territoire {inputs.territory.name}.",
        )


def _check_names(place: str, kind: str, names: Iterable[str], known: Collection[str]) -> None:
    wrong = [name for name in names if name not in known]
    if wrong:
        raise JumeauError(
            place,
            f"{kind} inconnu : {', '.join(wrong)}.",
            f"Connus : {', '.join(known)}.",
        )


def _check_number(place: str, value: float, *, negative: bool = False) -> None:
    if not math.isfinite(value) or (value < 0 and not negative):
        raise JumeauError(
            place,
            f"la valeur {value} n'a pas de sens.",
            "Donnez un nombre fini" + (".", ", positif ou nul.")[not negative],
        )
