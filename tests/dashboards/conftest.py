"""A small store of well-shaped figures, and the dashboards served from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dash import Dash

from dashboards.app import create_app
from scenarios.manifest import Manifest, Replication, TerritoryRecord
from scenarios.parts import canonical, file_digest, result_hash, write_json, write_table
from scenarios.scenario import Scenario
from scenarios.store import MANIFEST, TABLE
from tests.dashboards.chromium import WIDTHS, Visit, started
from tests.dashboards.server import serving
from twin.territory import Territory
from twin.territory.openings import AccessRule

CARHAIX = "290000256"
REPLICATIONS = 8
EVIL = "<img src=x onerror=alert(1)>"
WHOLE = {
    "ed_visits": ("passages", 81250.0, 400.0, -1180.0),
    "ed_stay_median": ("min", 182.0, 2.0, 12.0),
    "ed_stay_over_8h": ("part", 0.15, 0.004, 0.012),
    "ed_seen_60": ("part", 0.62, 0.006, -0.021),
    "ed_lwbs": ("part", 0.034, 0.002, 0.0004),
    "boarders_8h": ("patients", 61.0, 2.0, 0.4),
    "bed_occupancy": ("part", 0.91, 0.004, 0.001),
    "calls_answered_60s": ("part", 0.78, 0.01, 0.0),
    "smur_response_median": ("min", 21.4, 0.3, 0.05),
    "ambulance_response_median": ("min", 17.8, 0.2, 0.3),
    "diverted": ("patients", 0.0, 0.0, 412.0),
    "renounced": ("patients", 0.0, 0.0, 38.0),
}
SITE = ("ed_visits", "ed_stay_median", "ed_seen_60", "bed_occupancy")


def levers() -> list[dict[str, object]]:
    """Give the levers of the fake policy."""
    return [
        {
            "kind": "suspend-ed",
            "site": CARHAIX,
            "from": "20:00",
            "until": "08:00",
            "reason": "Étudier une fermeture de nuit, SMUR maintenu.",
            "source": "Décret 2023-1374 ; parts : assumed",
        }
    ]


def fake_indicators(territory: Territory, *, policy: bool) -> pd.DataFrame:
    """Give figures with the columns, names and sizes of a real run."""
    rng = np.random.default_rng(5)
    hospitals = territory.of_kind("hospital")
    zones = territory.zones
    lon = np.array([h.lon for h in hospitals])
    lat = np.array([h.lat for h in hospitals])
    east = (zones["lon"].to_numpy()[:, None] - lon) * 74
    away = np.hypot(east, (zones["lat"].to_numpy()[:, None] - lat) * 111)
    nearest, km = away.argmin(axis=1), away.min(axis=1)
    closed = next(i for i, h in enumerate(hospitals) if h.id == CARHAIX)
    rows = []
    for replication in range(REPLICATIONS):
        luck = rng.normal(size=len(WHOLE) + len(SITE) * len(hospitals))
        wobble = np.random.default_rng(900 + replication + 50 * policy)
        shake = wobble.normal(scale=0.15, size=len(luck))
        at = 0
        for name, (unit, level, noise, effect) in WHOLE.items():
            value = level + noise * luck[at] + (effect * (1 + shake[at]) if policy else 0.0)
            rows.append((replication, name, unit, "", "", value))
            at += 1
        for name in SITE:
            unit, level, noise, effect = WHOLE[name]
            for rank, hospital in enumerate(hospitals):
                scale = 1 / len(hospitals) if unit == "passages" else 1.0
                near = np.exp(-away[:, rank][nearest == closed].mean() / 40)
                hit = policy and near > 0.2
                moved = effect * 3 * near + noise * 0.2 * shake[at] if hit else 0.0
                value = scale * (level * (0.6 + 0.03 * rank) + noise * luck[at] + moved)
                rows.append((replication, name, unit, "", hospital.id, value))
                at += 1
        minutes = 6 + 1.05 * km
        if policy:
            second = np.partition(away, 1, axis=1)[:, 1]
            longer = np.where(nearest == closed, 0.35 * (second - km), 0.0)
            minutes = minutes + longer * (1 + wobble.normal(scale=0.05, size=len(km)))
        for code, value in zip(zones["insee"], minutes, strict=True):
            rows.append((replication, "ed_access_mean", "min", code, "", value))
        turned = wobble.poisson(np.where(nearest == closed, zones["population"] / 400, 0.0))
        for code, value in zip(zones["insee"], turned * policy, strict=True):
            rows.append((replication, "zone_diverted", "patients", code, "", float(value)))
    names = ["replication", "indicator", "unit", "zone", "facility", "value"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(draw=0, period="2026-01-12/2026-02-08")


def store_run(root: Path, scenario: Scenario, territory: Territory, digest: str) -> Path:
    """Write one run as `scenarios.run_folder` seals it."""
    folder = root / scenario.name / digest[:16]
    frame = fake_indicators(territory, policy=bool(scenario.lever)).assign(scenario=scenario.name)
    table = canonical(frame)
    write_table(folder / TABLE, table)
    manifest = Manifest(
        scenario=scenario.plain(),
        digest=digest,
        versions={"jumeau": "0.1.0", "python": "3.12"},
        code_digest="c" * 64,
        inputs_digest="i" * 64,
        territory=TerritoryRecord(
            code=territory.code,
            name=territory.name,
            vintage=territory.vintage,
            digest=territory.digest(),
            sources=tuple(
                {"name": s.name, "publisher": s.publisher, "licence": s.licence,
                 "vintage": s.vintage, "sha256": s.sha256}
                for s in territory.sources
            ),
            hospitals={h.id: h.name for h in territory.of_kind("hospital")},
        ),
        period=scenario.period,
        seed=scenario.seed,
        agents=scenario.agents,
        draws=0,
        replications=tuple(
            Replication(draw=0, replication=r, log_hash="0" * 64, events=1, patients=1, seconds=1.0)
            for r in range(REPLICATIONS)
        ),
        result_hash=result_hash(table),
        seconds=8.0,
        created=datetime(2026, 11, 20, 9, 30, tzinfo=UTC).isoformat(),
        files={TABLE: file_digest(folder / TABLE)},
    )  # fmt: skip
    write_json(folder / MANIFEST, manifest.model_dump(mode="json"))
    return folder


def fill(root: Path, territory: Territory, named: str = "pilote") -> None:
    """Store a reference and two policies."""
    common = {"territory": named, "start": date(2026, 1, 12), "days": 28, "seed": 2026,
              "replications": REPLICATIONS}  # fmt: skip
    policy = Scenario.model_validate(
        {
            "name": "suspension-nuit-carhaix",
            "title": "Suspension de nuit des urgences de Carhaix",
            "question": "Si les urgences de Carhaix ferment chaque nuit de 20 h à 8 h, SMUR "
            "maintenu, où vont les patients et qui attend davantage ?",
            "lever": levers(),
            **common,
        }
    )
    beds = policy.model_copy(
        update={"name": "lits-carhaix", "title": "Suspension et autre graine d'affichage"}
    )
    store_run(root, policy.baseline(territory.code), territory, "a" * 64)
    store_run(root, policy, territory, "b" * 64)
    store_run(root, beds, territory, "d" * 64)


@pytest.fixture(scope="session")
def pilot() -> Territory:
    """Give the pilot territory."""
    return Territory.pilot()


@pytest.fixture(scope="session")
def store_root(tmp_path_factory: pytest.TempPathFactory, pilot: Territory) -> Path:
    """Give a store with a reference and two policies."""
    root = tmp_path_factory.mktemp("runs")
    fill(root, pilot)
    return root


@pytest.fixture(scope="session")
def evil_root(tmp_path_factory: pytest.TempPathFactory, pilot: Territory) -> Path:
    """Give a store whose territory has a hospital with a hostile name."""
    root = tmp_path_factory.mktemp("evil")
    facilities = tuple(replace(f, name=EVIL) if f.id == CARHAIX else f for f in pilot.facilities)
    folder = replace(pilot, facilities=facilities).save(tmp_path_factory.mktemp("evil-territory"))
    fill(root, Territory.load(folder), str(folder))
    return root


@pytest.fixture(scope="session")
def timed(pilot: Territory) -> Territory:
    """Give a territory whose sites open and close, with a neighbour in a ring."""
    hospital = pilot.facility(CARHAIX)
    zones = pilot.zones.assign(ring=pilot.zones["insee"] == hospital.zone)
    sites = [f.id for f in replace(pilot, zones=zones).own("hospital")]
    every_day = tuple(range(7))
    rules = (
        AccessRule(sites[0], "regulated", None, None, every_day, 20, 8, "essai"),
        AccessRule(sites[1], "suspended", None, None, (6,), 0, 8, "essai"),
        AccessRule(
            sites[2], "closed", date(2026, 1, 5), date(2026, 1, 18), every_day, 0, 0, "essai"
        ),
    )
    return replace(pilot, name=f"Essai {EVIL}", zones=zones, access_rules=rules)


@pytest.fixture(scope="session")
def territories_root(tmp_path_factory: pytest.TempPathFactory, timed: Territory) -> Path:
    """Give a folder with a territory, a broken one, and a folder that is none."""
    root = tmp_path_factory.mktemp("territoires")
    timed.save(root / "essai")
    timed.save(root / "casse")
    (root / "casse" / "travel.parquet").write_bytes(b"PAR1")
    (root / "autre").mkdir()
    return root


@pytest.fixture(scope="session")
def app(store_root: Path, territories_root: Path) -> Dash:
    """Give the dashboards of the small store and of the territories."""
    return create_app(store_root, territories=territories_root)


@pytest.fixture
def address(app: Dash) -> Iterator[str]:
    """Give the address of the small store's dashboards."""
    yield from serving(app)


@pytest.fixture(scope="session")
def evil_app(evil_root: Path) -> Dash:
    """Give the dashboards with a hostile name."""
    return create_app(evil_root)


@pytest.fixture
def evil_address(evil_app: Dash) -> Iterator[str]:
    """Give the address of the dashboards with a hostile name."""
    yield from serving(evil_app)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """Give Chromium, started once for the tests of this folder."""
    yield from started()


@pytest.fixture(scope="module")
def browser(chromium: Any) -> Any:
    """Give Chromium, in French."""
    return chromium


@pytest.fixture(params=WIDTHS)
def visit(request: pytest.FixtureRequest, browser: Any) -> Iterator[Visit]:
    """Give a fresh page at each width."""
    found = Visit(browser, request.param)
    yield found
    found.page.close()


@pytest.fixture
def wide(browser: Any) -> Iterator[Visit]:
    """Give a fresh page on a large screen."""
    found = Visit(browser, max(WIDTHS))
    yield found
    found.page.close()
