"""Minutes by road on OpenStreetMap, by an offline router: the optional extra `routing`.

The router is OSRM (package `osrm-bindings`, BSD licence) with its own car profile: free-flow
speeds, no traffic. It runs on this machine, on an extract that the user supplies.
"""

from __future__ import annotations

import csv
import importlib
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from twin.child import python
from twin.tables import JumeauError, said
from twin.territory.islands import Place
from twin.territory.sources.travel_overrides import OVERRIDES
from twin.territory.travel import Minutes

SNAP_KM = 2.0
"""How far from a road a point may be: town halls are on one, interior points nearly so."""
BLOCK = 1000
"""Origins asked together: the router explores around the destinations once a block."""
SHOWN = 5
_PROFILE = """\
package.path = [==[{profiles}/?.lua;]==] .. package.path
local car = require("car")
local setup = car.setup
function car.setup()
  local profile = setup()
  profile.excludable = Sequence {{}}
  {ferry}
  return profile
end
return car
"""
"""The router's own car profile, without boats, and without variants that nobody asks for."""
_NO_FERRY = "profile.route_speeds.ferry = nil"
_MAGIC = b"\n\tOSMHeader"
_STEPS = (
    ("extract", "la lecture du réseau routier"),
    ("partition", "le découpage du réseau"),
    ("customize", "le calcul des durées"),
)


def routed_minutes(
    pbf: Path,
    origins: Sequence[Place],
    destinations: Sequence[Place],
    *,
    max_snap_km: float = SNAP_KM,
    skip_far: bool = False,
    ferries: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Minutes:
    """Give the minutes by car from each origin to each destination.

    Parameters
    ----------
    pbf
        OpenStreetMap extract (`.osm.pbf`) that covers all the points.
    origins, destinations
        Places; their ids name them in errors.
    max_snap_km
        A point starts from its nearest road, at no cost, if that road is at most so far.
    skip_far
        Leave the pairs of points too far from any road without minutes, instead of refusing.
    ferries
        Let routes take the boats of OpenStreetMap, whose minutes count no wait.
    progress
        Called with origins done and origins in all.

    Returns
    -------
    ndarray
        Shape (origins, destinations); NaN where no road leads.

    Raises
    ------
    JumeauError
        Router not installed, extract absent or unreadable, points too far from any road.
    """
    _check(pbf)
    minutes: Minutes = np.full((len(origins), len(destinations)), np.nan)
    with _network(pbf, "" if ferries else _NO_FERRY) as ask:
        gaps = _gaps_km(ask, (*origins, *destinations))
        near = gaps <= max_snap_km
        if not (near.all() or skip_far):
            raise _too_far(pbf, (*origins, *destinations), gaps, max_snap_km)
        rows = np.flatnonzero(near[: len(origins)])
        columns = np.flatnonzero(near[len(origins) :])
        if not (rows.size and columns.size):
            raise _too_far(pbf, (*origins, *destinations), gaps, max_snap_km)
        ends = [_point(destinations[column]) for column in columns.tolist()]
        for start in range(0, rows.size, BLOCK):
            block = rows[start : start + BLOCK]
            points = [*(_point(origins[row]) for row in block.tolist()), *ends]
            page = ask(
                "Table",
                coordinates=points,
                sources=list(range(block.size)),
                destinations=list(range(block.size, len(points))),
                annotations=["duration"],
                # Without it a point on a small island is moved to the mainland's network.
                radiuses=[1000 * max_snap_km + 1] * len(points),
            )
            seconds = np.array([list(line) for line in page["durations"]], dtype=np.float64)
            minutes[np.ix_(block, columns)] = seconds / 60
            if progress is not None:
                progress(start + block.size, rows.size)
    return minutes


def write_routed(
    path: Path, minutes: Minutes, origins: Sequence[Place], destinations: Sequence[Place]
) -> int:
    """Write the minutes as the table of overrides that `jumeau territory build --trajets` reads.

    Pairs without a route, or beyond what the table accepts (a day), are left to the model.

    Parameters
    ----------
    path
        CSV file to create; it appears only when complete.
    minutes
        Shape (origins, destinations).
    origins, destinations
        Communes, and sites.

    Returns
    -------
    int
        How many pairs were written.

    Raises
    ------
    JumeauError
        When the file exists already, or cannot be written.
    """
    check_target(path)
    longest = OVERRIDES.column("minutes").maximum
    known = np.isfinite(minutes) & (minutes <= (np.inf if longest is None else longest))
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow([column.name for column in OVERRIDES.columns])
            for origin, kept, row in zip(origins, known, minutes, strict=True):
                lines.writerows(
                    (origin.id, destinations[at].id, f"{row[at]:.1f}")
                    for at in np.flatnonzero(kept).tolist()
                )
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritable(path, error) from None
    return int(known.sum())


def check_target(path: Path) -> None:
    """Refuse a place where the table cannot be written, before any long work.

    Raises
    ------
    JumeauError
        When a file is already there, or the folder is not.
    """
    if path.exists():
        raise JumeauError(f"{path}", "existe déjà.", "Choisissez un autre nom (--out).")
    if not path.parent.is_dir():
        raise JumeauError(f"{path.parent}", "dossier introuvable.", "Créez-le d'abord.")


def _unwritable(path: Path, error: OSError) -> JumeauError:
    return JumeauError(
        f"{path}", f"écriture impossible ({said(error)}).", "Choisissez un autre dossier."
    )


def _check(pbf: Path) -> None:
    """Refuse what is plainly not an extract, before any long work."""
    if not pbf.is_file():
        raise JumeauError(f"{pbf}", "fichier introuvable.", "Vérifiez le chemin.")
    try:
        with pbf.open("rb") as file:
            head = file.read(4 + len(_MAGIC))
    except OSError as error:
        raise JumeauError(
            f"{pbf}", f"fichier illisible ({said(error)}).", "Vérifiez ses droits."
        ) from None
    if head[4:] != _MAGIC:
        raise JumeauError(
            f"{pbf}",
            "ce n'est pas un extrait OpenStreetMap au format PBF.",
            "Téléchargez le fichier `.osm.pbf` de votre région, sans le convertir.",
        )


def _router() -> Any:
    try:
        return importlib.import_module("osrm")
    except ImportError as error:
        raise JumeauError(
            "jumeau territory route",
            f"le routeur hors ligne n'est pas installé ({error}).",
            'Installez l\'extra : pip install "jumeau[routing]".',
        ) from None


@contextmanager
def _network(pbf: Path, ferry: str) -> Iterator[Callable[..., Any]]:
    """Prepare the road network in a temporary folder; give what answers questions on it."""
    osrm = _router()
    with tempfile.TemporaryDirectory(prefix="jumeau-route-") as folder:
        # The router tells the format of a file by the end of its name.
        source, network = Path(folder) / "extrait.osm.pbf", Path(folder) / "reseau.osrm"
        source.symlink_to(pbf.resolve())
        profiles = Path(osrm.__file__).parent / "share" / "profiles"
        profile = Path(folder) / "voiture.lua"
        profile.write_text(_PROFILE.format(profiles=profiles, ferry=ferry), encoding="utf-8")
        words = {"extract": ["-p", str(profile), "-o", str(network.with_suffix("")), str(source)]}
        for step, label in _STEPS:
            _run(pbf, step, label, words.get(step, [str(network)]))
        engine = osrm.OSRM(
            algorithm="MLD",
            storage_config=str(network),
            use_shared_memory=False,
            max_locations_distance_table=-1,  # no limit: the machine is ours
        )

        def ask(service: str, **question: Any) -> Any:
            return getattr(engine, service)(getattr(osrm, f"{service}Parameters")(**question))

        yield ask


def _run(pbf: Path, step: str, label: str, words: Sequence[str]) -> None:
    """Run one tool of the router in its own process: it may abort, we go on."""
    command = python("osrm", step, *words, "-l", "ERROR")
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode == 0:
        return
    said = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    why = said[-1][:200] if said else f"code {done.returncode}"
    if "no edges" in why:
        raise JumeauError(
            f"{pbf}",
            "aucune route carrossable dans cet extrait.",
            "Prenez l'extrait complet de la région, non filtré.",
        )
    raise JumeauError(
        f"{pbf}",
        f"{label} a échoué ({why}).",
        "Téléchargez l'extrait à nouveau (fichier tronqué ?) ; vérifiez aussi la mémoire et le "
        "disque temporaire (variable TMPDIR).",
    )


def _point(place: Place) -> tuple[float, float]:
    return place.lon, place.lat


def _gaps_km(ask: Callable[..., Any], places: Sequence[Place]) -> Minutes:
    """Give how far each place is from the nearest road; infinite where there is none."""
    gaps = np.full(len(places), np.inf)
    for at, place in enumerate(places):
        try:
            page = ask("Nearest", coordinates=[_point(place)])
        except RuntimeError:  # the router's "NoSegment"
            continue
        gaps[at] = page["waypoints"][0]["distance"] / 1000
    return gaps


def _too_far(pbf: Path, places: Sequence[Place], gaps: Minutes, limit: float) -> JumeauError:
    order: list[int] = np.argsort(-gaps, kind="stable").tolist()
    far = [at for at in order if gaps[at] > limit]
    names = ", ".join(
        f"{places[at].id} ({_french(gaps[at])} km)" if np.isfinite(gaps[at]) else places[at].id
        for at in far[:SHOWN]
    )
    more = f" et {len(far) - SHOWN} autres" if len(far) > SHOWN else ""
    count = f"{len(far)} point{'s' if len(far) > 1 else ''} sur {len(places)}"
    return JumeauError(
        f"{pbf}",
        f"{count} à plus de {_french(limit)} km de toute route : {names}{more}.",
        "Prenez un extrait qui couvre tout le territoire, éloignez la limite (--accrochage), ou "
        "laissez ces points au modèle (--ignorer-eloignes).",
    )


def _french(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
