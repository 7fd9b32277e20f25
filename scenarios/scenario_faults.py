"""What a scenario may say and should not: dates, sites, wards, areas, contradictory levers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scenarios.claims import Claim, contradicts, longest_day_min, longest_run_min
from scenarios.lever import LeverModel
from scenarios.occupancy import read_occupancy
from scenarios.toml_places import Key
from scenarios.words import near
from twin.contracts.wards import BED_LINES, WARDS, WARDS_FR
from twin.tables import JumeauError
from twin.territory.ward_sites import plausible_wards

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from twin.territory import Territory

Fault = tuple[Key, str, str]
"""Key of the file, problem, remedy."""
_KINDS_FR = {"smur": "bases de SMUR", "samu": "SAMU", "ambulance": "bases d'ambulances",
             "hospital": "hôpitaux"}  # fmt: skip


def faults_of(
    scenario: Scenario,
    territory: Territory | None = None,
    *,
    ranks: Sequence[int] | None = None,
    dated: bool = True,
) -> list[Fault]:
    """Give all that is wrong, in the order of the file.

    Parameters
    ----------
    territory
        The territory to check sites, wards and communes against; None leaves them unchecked.
    ranks
        Rank of each lever in its file, where some are left out.
    dated
        False leaves the dates unchecked (the period itself is refused).
    """
    rank_of = tuple(range(len(scenario.lever)) if ranks is None else ranks)
    found = [*_question_faults(scenario, territory), *_occupancy_faults(scenario, territory)]
    sound = dated
    for rank, lever in zip(rank_of, scenario.lever, strict=True):
        dates = date_faults(scenario, lever) if dated else []
        if dated and not dates:
            dates = [*lever.beyond(scenario.start, scenario.last_day)]
        sound &= not dates
        own = dates if territory is None else [
            *dates, *_site_faults(territory, lever), *_area_faults(territory, lever)
        ]  # fmt: skip
        found += [(("lever", rank, *_split(key)), text, remedy) for key, text, remedy in own]
    if sound:
        found += _Pairs(scenario, rank_of, territory).faults()
    return found


def _occupancy_faults(scenario: Scenario, territory: Territory | None) -> Iterator[Fault]:
    """Give what is wrong in the table of beds occupied, and in its date."""
    if not scenario.occupancy:
        return
    if scenario.warmup_days:
        yield (("occupancy",), "les lits sont comptés le premier jour mesuré, mais "
               f"{scenario.warmup_days} jours sont simulés avant.",
               "Écrivez warmup_days = 0.")  # fmt: skip
    try:
        read_occupancy(Path(scenario.occupancy), territory)
    except JumeauError as error:
        for one in error.faults():
            yield ("occupancy",), f"{one.place} : {one.problem}", one.remedy


def _split(key: str) -> tuple[str, ...]:
    return tuple(part for part in key.split(".") if part)


class Dated(Protocol):
    """What has a first and a last day, either of them perhaps not said."""

    @property
    def start(self) -> date | None:
        """Give the first day."""

    @property
    def end(self) -> date | None:
        """Give the last day."""


def date_faults(scenario: Scenario, lever: Dated) -> list[tuple[str, str, str]]:
    """Give what is wrong with the dates of a lever: key, problem, remedy."""
    first, last = scenario.start, scenario.last_day
    remedy = f"Choisissez une date du {first:%d/%m/%Y} au {last:%d/%m/%Y}, ou changez la période."
    faults = [
        (key, f"{day:%d/%m/%Y} est hors de la période mesurée.", remedy)
        for key, day in (("start", lever.start), ("end", lever.end))
        if day is not None and not first <= day <= last
    ]
    if lever.end is not None and lever.end < (lever.start or first):
        faults.append(("end", "la fin précède le début.", "Inversez les deux dates."))
    return faults


def _site_faults(territory: Territory, lever: LeverModel) -> list[tuple[str, str, str]]:
    """Give the facilities of a lever that the territory does not have: key, problem, remedy."""
    hospitals = {f.id: f.name for f in territory.own("hospital")}
    unknown = [
        (
            key,
            f"site « {site} » inconnu parmi les {len(hospitals)} urgences de {territory.name}.",
            f"{near(site, list(hospitals))}Voyez `jumeau territory show`."
            f"{lever.unknown_site and ' ' + lever.unknown_site}",
        )
        for key, site in lever.hospitals().items()
        if site not in hospitals
    ]
    for key, (kind, place) in lever.places().items():
        known = [f.id for f in territory.of_kind(kind)]
        if place not in known:
            what = _KINDS_FR.get(kind, kind)
            unknown.append(
                (key, f"« {place} » inconnu parmi les {len(known)} {what} de {territory.name}.",
                 f"{near(place, known)}Voyez `jumeau territory show`.")
            )  # fmt: skip
    return unknown or _ward_faults(territory, lever, hospitals)


def _ward_faults(
    territory: Territory, lever: LeverModel, hospitals: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Give the wards of a lever that its hospital does not have: key, problem, remedy."""
    lines = lever.lines()
    if not lines:
        return []
    sites = territory.of_kind("hospital")
    wards = dict(zip((f.id for f in sites), plausible_wards(territory), strict=True))
    faults = []
    for key, (site, line) in lines.items():
        if line not in wards[site]:
            there = [WARDS_FR[w] for w, beds in zip(WARDS, BED_LINES, strict=True)
                     if beds in wards[site]]  # fmt: skip
            faults.append(
                (key, f"ce service n'existe pas à {hospitals[site]}.",
                 f"Services de ce site : {', '.join(there)}.")
            )  # fmt: skip
    return faults


def _area_faults(territory: Territory, lever: LeverModel) -> list[tuple[str, str, str]]:
    return [
        (f"{key}.{inner}", text, remedy)
        for key, area in lever.areas().items()
        for inner, text, remedy in area.faults(territory)
    ]


def _question_faults(scenario: Scenario, territory: Territory | None) -> Iterator[Fault]:
    """Give the indicators, places and assumptions that nobody knows."""
    if scenario.assumptions:
        from scenarios.assumptions import by_id

        known = by_id()
        for key, law in scenario.assumptions.items():
            place = ("assumptions", key)
            if key not in known:
                yield (place, f"hypothèse « {key} » inconnue du modèle.",
                       f"{near(key, list(known))}Hypothèses : {', '.join(known)}.")  # fmt: skip
            elif known[key].unit == "x" and law.low < 0:
                yield (place, "un multiplicateur ne peut être négatif.",
                       "Donnez low = 0 à la loi, ou un nombre positif.")  # fmt: skip
    tables = {"decision": scenario.decision, "precision": scenario.precision}
    for name, table in tables.items():
        if table is None:
            continue
        from twin.indicators import catalogue

        ids = [indicator.id for indicator in catalogue()]
        if table.indicator not in ids:
            yield ((name, "indicator"), f"indicateur « {table.indicator} » inconnu.",
                   f"{near(table.indicator, ids)}Voyez la page des indicateurs.")  # fmt: skip
        if territory is None:
            continue
        sites = [f.id for f in territory.facilities]
        if table.facility and table.facility not in sites:
            yield ((name, "facility"), f"site « {table.facility} » inconnu de {territory.name}.",
                   f"{near(table.facility, sites)}Voyez `jumeau territory show`.")  # fmt: skip
        zone = getattr(table, "zone", "")
        codes = [str(code) for code in territory.zones["insee"]]
        if zone and zone not in codes:
            yield ((name, "zone"), f"commune « {zone} » inconnue de {territory.name}.",
                   f"{near(zone, codes)}Un code INSEE a 5 caractères.")  # fmt: skip


class _Pairs:
    """The levers of a scenario, put side by side: which cannot both be."""

    def __init__(
        self, scenario: Scenario, ranks: Sequence[int], territory: Territory | None
    ) -> None:
        self.until = datetime.combine(scenario.last_day, time()) + timedelta(days=1)
        self.kinds = {rank: one.kind for rank, one in zip(ranks, scenario.lever, strict=True)}
        self.territory = territory
        self.names = {} if territory is None else {f.id: f.name for f in territory.facilities}
        self.held = [
            (rank, claim)
            for rank, lever in zip(ranks, scenario.lever, strict=True)
            for claim in lever.starting(scenario.start).claims()
        ]
        self.refused: set[tuple[int, int]] = set()

    def faults(self) -> list[Fault]:
        """Give the pairs that contradict each other, each at the second one, then the sums."""
        found = []
        for (one, first), (two, second) in combinations(self.held, 2):
            if one == two or (one, two) in self.refused or self._apart(first, second):
                continue
            at = contradicts(first, second, self.until)
            if at is not None:
                self.refused.add((one, two))
                found.append(self._contradiction(one, first, two, second, at))
        return found + self._too_long()

    def _apart(self, one: Claim, other: Claim) -> bool:
        """Tell whether two claims are held in areas that share no commune."""
        if one.area is None or other.area is None:
            return False
        return not one.area.meets(other.area, self.territory)

    def _contradiction(
        self, one: int, first: Claim, two: int, second: Claim, at: datetime
    ) -> Fault:
        ways = (
            f"tous deux « {first.way} »" if first.way == second.way
            else f"l'un « {first.way} », l'autre « {second.way} »"
        )  # fmt: skip
        return (
            ("lever", two),
            f"{self._named(two)} contredit {self._named(one)} : {self._where(first.thing)}, "
            f"{ways} au même moment ({at:%d/%m/%Y à %H:%M}).",
            "Changez les heures, les dates ou le site de l'un, ou retirez-le.",
        )

    def _too_long(self) -> list[Fault]:
        """Give the things that several levers hold, together, longer than the law allows."""
        groups: dict[tuple[str, str], dict[int, Claim]] = {}
        for rank, claim in self.held:
            if claim.most_min:
                groups.setdefault((claim.thing, claim.way), {})[rank] = claim
        found: list[Fault] = []
        for (thing, way), claims in groups.items():
            ranks = sorted(claims)
            if len(ranks) < 2 or any(pair in self.refused for pair in combinations(ranks, 2)):
                continue
            limit, law = claims[ranks[0]].most_min, claims[ranks[0]].law
            spells = [spell for claim in claims.values() for spell in claim.spells(self.until)]
            (run, at), words = longest_run_min(spells), "d'affilée à partir du"
            if run <= limit:
                (run, at), words = longest_day_min(spells), "commencées le"
            if run > limit and at is not None:
                together = " et ".join(self._named(rank) for rank in ranks)
                found.append(
                    (("lever", ranks[-1]),
                     f"{together}, ensemble (« {way} »), {self._where(thing)} : {run // 60} h "
                     f"{run % 60:02d} {words} {at:%d/%m/%Y}, au lieu de {limit // 60} h "
                     f"consécutives par jour au plus ({law}).",
                     "Raccourcissez l'un, ou retirez-le.")
                )  # fmt: skip
        return found

    def _named(self, rank: int) -> str:
        return f"le levier {rank + 1} ({self.kinds[rank]})"

    def _where(self, thing: str) -> str:
        """Give the thing and its place on screen: "accès, Carhaix (290000256)"."""
        what, _, place = thing.partition("/")
        for ward, line in zip(WARDS, BED_LINES, strict=True):
            if what == line:
                what = f"lits, {WARDS_FR[ward]}"
        shown = f"{self.names[place]} ({place})" if place in self.names else place
        return f"{what}, {shown}" if shown else what
