"""Synthetic persons: totals to the person, rates kept, known answers, damaged folders refused."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from scenarios.cli import persons as cli
from twin.parameters.households2026 import NO_GP
from twin.tables import JumeauError
from twin.territory import Population, Territory
from twin.territory.persons import (
    EHPAD,
    Health,
    Persons,
    persons_of,
    pyramid_gaps,
    summary,
    synthesise,
)
from twin.territory.persons import synthesis as room
from twin.territory.persons.curve import AGES, national_curve, reference_population
from twin.territory.persons.ehpad import residents
from twin.territory.persons.luck import commune_keys
from twin.territory.persons.placing import _PRIMES, Cells
from twin.territory.persons.pyramid import in_bands
from twin.territory.persons.rates import (
    apl_factor,
    condition_rates,
    ehpad_rates,
    gp_rates,
    size_shares,
)
from twin.territory.persons.rounding import largest_remainder, settle, share_out

THREE = Population(("22001", "29001", "2A004"), np.array([[20, 50, 30], [0, 0, 0], [300, 500, 9]]))


def whole(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@pytest.fixture(scope="module")
def bretagne() -> Territory:
    return Territory.pilot()


@pytest.fixture(scope="module")
def bretons(bretagne: Territory) -> Persons:
    return persons_of(bretagne)


def old_pyramid(zones: int = 3) -> np.ndarray:
    pyramid = np.zeros((zones, 2, AGES))
    pyramid[:, 0, 30], pyramid[:, 1, 80] = 1.2, 0.8
    return pyramid


# Rounding, by hand.


def test_largest_remainder_gives_what_is_missing_to_the_largest_remainders() -> None:
    weight = np.array([[1.0, 1, 1], [5, 3, 2], [0.5, 2.4, 1.1], [0, 0, 0]])
    shared = largest_remainder(weight, whole(10, 10, 4, 0))
    assert shared.tolist() == [[4, 3, 3], [5, 3, 2], [1, 2, 1], [0, 0, 0]]


def test_share_out_climbs_the_same_stairs_from_its_start() -> None:
    weight = np.ones((2, 4))
    shared = share_out(weight, whole(2, 2), np.array([0.5, 0.0]))
    assert shared.tolist() == [[1, 0, 1, 0], [0, 1, 0, 1]]


def test_settle_keeps_a_run_of_cells_to_less_than_one_and_never_fills_an_empty_cell() -> None:
    expected = np.array([[0.3, 0.3, 0.3, 0.0, 2.1]])
    for start in np.arange(64) / 64:
        settled = settle(expected, np.array([start]))
        assert abs(settled.sum() - 3.0) < 1
        assert settled[0, 3] == 0
    counts = sum(settle(expected, np.array([u])) for u in np.arange(1000) / 1000)
    assert np.allclose(counts / 1000, expected, atol=2e-3)


# The national curve and the rates.


def test_the_curve_keeps_the_five_year_groups_of_children_and_the_census_total() -> None:
    curve = national_curve()
    assert curve[0, :5].sum() == pytest.approx(1_912_032)
    assert curve[1, 10:15].sum() == pytest.approx(2_023_976)
    assert curve[:, 15:20].sum() == pytest.approx(4_164_063)
    assert curve[:, 80:].sum() == pytest.approx(4_101_248)
    assert reference_population()[:, 65:].sum() == pytest.approx(13_823_803)
    assert (curve > 0).all()


def test_national_counts_come_back_from_the_rates() -> None:
    people = np.add.reduceat(reference_population(), range(0, AGES, 5), axis=1)
    counts = {h: (r.share * people).sum() for h, r in condition_rates().items()}
    assert counts[Health.HEART_FAILURE] == pytest.approx(1_376_692)
    assert counts[Health.DIABETES] == pytest.approx(4_200_000)
    assert counts[Health.STROKE] == pytest.approx(1_086_795)
    assert (ehpad_rates().share * people).sum() == pytest.approx(577_208)
    frail, housed = condition_rates()[Health.FRAILTY].share, ehpad_rates().share
    assert (frail[:, :13] == 0).all()
    old = people[:, 15:]
    at_home = ((frail - housed)[:, 15:] * old).sum() / ((1 - housed[:, 15:]) * old).sum()
    assert at_home == pytest.approx(0.25)
    gp = gp_rates().share
    assert (gp[:, 0] == 0).all()
    adults = reference_population()[:, 17:].sum()
    sixty = reference_population()[:, 60:].sum()
    missing = gp[0, 1] * (adults - sixty) + gp[0, 2] * sixty
    assert missing / adults == pytest.approx(NO_GP.number)


def test_households_of_one_are_of_age_and_shares_add_up() -> None:
    shares = size_shares()
    assert shares[0, 0] == 0
    assert (np.diff(shares, axis=1) >= 0).all()
    assert np.allclose(shares[:, -1], 1)


def test_a_worse_access_means_more_people_without_a_gp_within_bounds() -> None:
    assert apl_factor(np.array([3.3, np.nan, 0, 3.3 / 4, 0.1, 330])).tolist() == [
        1, 1, 2, 2, 2, 0.5
    ]  # fmt: skip


# Who is picked.


def test_every_stride_is_a_prime_larger_than_any_commune() -> None:
    assert len(set(_PRIMES)) == 9
    for prime in _PRIMES:
        assert prime > 100_000_000
        assert all(prime % d for d in range(2, int(prime**0.5) + 1))


def test_a_pick_gives_each_person_once_and_a_longer_list_begins_with_the_shorter() -> None:
    counts = np.zeros((2, 2, AGES), dtype=np.int64)
    counts[:, :, 3], counts[1, 1, 72] = 7, 100
    cells = Cells.of(counts, (0, 65), commune_keys(("22001", "2B033"), 1))
    assert cells.size.tolist() == [[[7, 0], [7, 0]], [[7, 0], [7, 100]]]
    everyone = cells.pick(cells.size, 2)
    assert sorted(everyone.tolist()) == list(range(128))
    some = cells.pick(np.array([[[0, 0], [3, 0]], [[0, 0], [0, 40]]]), 2)
    assert some.tolist() == [*everyone[7:10], *everyone[28:68]]
    assert not np.array_equal(cells.pick(cells.size, 3), everyone)


# Persons of a few communes.


def test_totals_and_groups_are_kept_and_persons_are_in_order() -> None:
    people = synthesise(THREE)
    assert len(people) == THREE.total
    assert people.offsets.tolist() == [0, 100, 100, 909]
    counts = people.by_age()
    assert counts[:, :, :20].sum(axis=(1, 2)).tolist() == [20, 0, 300]
    assert counts[:, :, 20:65].sum(axis=(1, 2)).tolist() == [50, 0, 500]
    assert counts[:, :, 65:].sum(axis=(1, 2)).tolist() == [30, 0, 9]
    span = people.of_zone("2A004")
    assert (np.diff(people.sex[span].astype(int) * AGES + people.age[span]) >= 0).all()
    assert people.zone_of_persons()[span].tolist() == [2] * 809
    assert set(np.unique(people.home)) <= set(range(1, EHPAD + 1))
    with pytest.raises(KeyError):
        people.of_zone("99999")


def test_persons_are_columns_of_bytes_that_cannot_be_written(bretons: Persons) -> None:
    assert bretons.bytes_per_person < 4.01
    for name in Persons.COLUMNS:
        column = getattr(bretons, name)
        assert column.dtype == np.uint8
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1


def test_a_pyramid_sets_ages_and_sexes_inside_the_legal_total() -> None:
    # 4 persons for weights 1.2 (men of 30) and 0.8 (women of 80): 2.4 and 1.6, hence 2 and 2.
    people = synthesise(Population(("22001",), np.array([[4, 0, 0]])), pyramid=old_pyramid(1))
    assert people.age.tolist() == [30, 30, 80, 80]
    assert people.sex.tolist() == [0, 0, 1, 1]


def test_a_commune_without_pyramid_follows_the_curve() -> None:
    pyramid = old_pyramid()
    pyramid[0] = 0
    people = synthesise(THREE, pyramid=pyramid)
    first = people.of_zone("22001")
    assert (people.age[first] == synthesise(THREE).age[first]).all()
    assert set(people.age[people.of_zone("2A004")].tolist()) == {30, 80}


def test_whole_pyramids_come_back_as_they_are() -> None:
    pyramid = np.random.default_rng(1).poisson(3.0, size=(5, 2, AGES))
    groups = np.stack([pyramid[:, :, a:b].sum(axis=(1, 2))
                       for a, b in ((0, 20), (20, 65), (65, AGES))], axis=1)  # fmt: skip
    margins = Population(tuple(f"2200{n}" for n in range(5)), groups)
    people = synthesise(margins, pyramid=pyramid)
    assert (people.by_age() == pyramid).all()


def test_seventy_five_and_eighty_five_are_checked_apart() -> None:
    zones = pd.DataFrame({"dep": ["22", "29", "2A"]})
    gaps = pyramid_gaps(synthesise(THREE, pyramid=old_pyramid()), old_pyramid(), zones)
    row = gaps.set_index(["place", "age_group"])
    assert row.loc[("22", "75+"), "persons"] == 40
    assert row.loc[("22", "75+"), "expected"] == pytest.approx(40)
    assert row.loc[("2A", "75+"), "gap"] == pytest.approx(324 - 0.4 * 809)
    assert row.loc[("ensemble", "75+"), "pyramid"] == pytest.approx(2.4)
    assert row.loc[("ensemble", "85+"), "persons"] == 0
    assert np.isnan(row.loc[("ensemble", "85+"), "gap_share"])


def test_deprivation_is_said_once_a_commune() -> None:
    people = synthesise(THREE, deprivation=[5, 0, 2])
    assert people.deprivation.tolist() == [5, 0, 2]
    assert synthesise(THREE).deprivation.tolist() == [0, 0, 0]


# EHPAD.


def test_known_places_are_filled_with_people_of_the_commune() -> None:
    people = synthesise(THREE, ehpad_places=[10, 0, 0])
    housed = people.in_ehpad
    # 10 places x 0.97 = 9.7, hence 10 residents, all of them over 60, none elsewhere.
    assert np.flatnonzero(housed).max() < 100
    assert housed.sum() == 10
    assert people.age[housed].min() >= 60


def test_more_places_than_old_people_house_them_all() -> None:
    people = synthesise(THREE, ehpad_places=[0, 50, 500])
    last = people.of_zone("2A004")
    assert (people.in_ehpad[last] == (people.age[last] >= 60)).all()
    assert people.in_ehpad[: last.start].sum() == 0


def test_a_commune_whose_places_are_unknown_has_what_the_nation_has() -> None:
    given = synthesise(THREE, ehpad_places=[np.nan, np.nan, 0])
    first = given.of_zone("22001")
    assert (given.home[first] == synthesise(THREE).home[first]).all()


def test_places_are_shared_by_age_and_sex_as_national_rates_are() -> None:
    counts = np.round(reference_population() / 100).astype(np.int64)[None]
    size, keys = in_bands(counts), commune_keys(("22001",), 1)
    found = residents(size, np.array([6000.0]), keys)
    expected = ehpad_rates().share * size
    assert found.sum() == 5820
    assert np.abs(found - expected * 5820 / expected.sum()).max() < 1.001


# A whole region.


def test_every_breton_total_is_the_legal_one(bretagne: Territory, bretons: Persons) -> None:
    groups = in_bands(bretons.by_age(), (0, 20, 65)).sum(axis=1)
    assert (groups == bretagne.population.persons).all()
    assert len(bretons) == 3_449_370
    assert bretons.zones == tuple(bretagne.zones["insee"])


def test_conditions_are_kept_to_the_rounding_of_communes(bretons: Persons) -> None:
    five = in_bands(bretons.by_age())
    communes = len(bretons.zones)
    for health, rates in condition_rates().items():
        expected = rates.share * five
        has = bretons.has(health)
        # One rounding a commune: standard deviation at most half the root of their number.
        assert abs(has.sum() - expected.sum()) < 4 * np.sqrt(communes) / 2
        old = has & (bretons.age >= 75)
        assert abs(old.sum() - expected[:, :, 15:].sum()) < 4 * np.sqrt(communes) / 2
        one = slice(*bretons.offsets[:2])
        assert abs(has[one].sum() - expected[0].sum()) < 1


def test_conditions_are_independent_at_a_given_age_and_sex(bretons: Persons) -> None:
    five = in_bands(bretons.by_age())
    for (a, ra), (b, rb) in combinations(condition_rates().items(), 2):
        expected = (ra.share * rb.share * five).sum()
        assert abs(bretons.has(a | b).sum() - expected) < 4.5 * np.sqrt(expected)


def test_residents_of_ehpad_are_frail_and_children_have_company(bretons: Persons) -> None:
    assert bretons.has(Health.FRAILTY)[bretons.in_ehpad & (bretons.age >= 65)].mean() > 0.95
    assert not (bretons.home[bretons.age < 18] == 1).any()
    assert bretons.age[bretons.in_ehpad].min() >= 60
    assert not bretons.has(Health.NO_GP)[bretons.age < 17].any()


def test_the_summary_adds_up(bretagne: Territory, bretons: Persons) -> None:
    table = summary(bretons, bretagne.zones).set_index(["place", "age_group"])
    assert set(table.index.get_level_values(0)) == {"ensemble", "22", "29", "35", "56"}
    region = table.loc["ensemble"]
    assert region.loc["tous âges", "persons"] == 3_449_370
    assert region.loc["85+", "copd"] == (bretons.has(Health.COPD) & (bretons.age >= 85)).sum()
    assert (
        region.loc["75-84", "ehpad"]
        == (bretons.in_ehpad & (bretons.age >= 75) & (bretons.age < 85)).sum()
    )
    assert region.loc["tous âges", "no_gp_share"] == pytest.approx(0.108, abs=0.001)
    parts = table.drop("ensemble", level=0).drop(columns="no_gp_share")
    assert (parts.groupby("age_group").sum() == region[parts.columns]).all(axis=None)


def test_access_to_gps_moves_who_has_none_and_nothing_else(bretagne: Territory) -> None:
    zones = len(bretagne.zones)
    base = persons_of(bretagne)
    same = synthesise(bretagne.population, apl=np.full(zones, np.nan))
    worse = synthesise(bretagne.population, apl=np.full(zones, 3.3 / 2))
    assert same.digest() == base.digest()
    ratio = worse.has(Health.NO_GP).sum() / base.has(Health.NO_GP).sum()
    assert ratio == pytest.approx(np.sqrt(2), rel=1e-3)
    rest = np.uint8(255 - Health.NO_GP)
    assert ((worse.health & rest) == (base.health & rest)).all()
    assert (worse.home == base.home).all()


def test_the_pieces_it_is_built_in_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    zones = tuple(f"{n:05d}" for n in range(60))
    margins = Population(zones, np.random.default_rng(3).integers(0, 90, (60, 3)))
    base = synthesise(margins)
    monkeypatch.setattr(room, "CHUNK", 500)
    assert synthesise(margins).digest() == base.digest()
    assert synthesise(margins, seed=7).digest() != base.digest()


def test_no_commune_at_all_is_nobody(tmp_path: Path) -> None:
    nobody = synthesise(Population((), np.zeros((0, 3), dtype=np.int64)))
    assert len(nobody) == 0
    assert len(synthesise(Population(("22001",), np.zeros((1, 3), dtype=np.int64)))) == 0


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"pyramid": np.zeros((3, 2, 100))}, "pyramide des âges"),
        ({"pyramid": np.full((3, 2, AGES), -1.0)}, "pyramide des âges"),
        ({"pyramid": np.full((3, 2, AGES), np.nan)}, "pyramide des âges"),
        ({"apl": [1.0, 2.0]}, "accessibilité aux généralistes"),
        ({"ehpad_places": [1.0, 2.0, -3.0]}, "places d'EHPAD"),
        ({"deprivation": [1, 2, 6]}, "quintile de défavorisation"),
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict, place: str) -> None:
    with pytest.raises(JumeauError) as refused:
        synthesise(THREE, **wrong)
    assert refused.value.place == place
    assert refused.value.remedy


# On disk.


def test_same_persons_after_a_round_trip_mapped_in_memory(tmp_path: Path) -> None:
    people = synthesise(THREE, deprivation=[1, 0, 3], seed=5)
    folder = people.save(tmp_path / "deep" / "p")
    back = Persons.open(folder)
    assert back.digest() == people.digest()
    assert back.seed == 5
    assert isinstance(back.age, np.memmap)
    assert back.save(folder) == folder
    assert Persons.open(folder).digest() == people.digest()
    assert [path.name for path in folder.parent.iterdir()] == ["p"]
    other = people.save(tmp_path / "other")
    for path in folder.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


def _flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)


def _manifest(folder: Path, **changes: object) -> None:
    page = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(page | changes), encoding="utf-8")


DAMAGE = {
    "flipped": (lambda f: _flip(f / "health.npy"), "altérée"),
    "truncated": (lambda f: (f / "age.npy").write_bytes((f / "age.npy").read_bytes()[:-9]), "alt"),
    "emptied": (lambda f: (f / "sex.npy").write_bytes(b""), "altérée"),
    "missing": (lambda f: (f / "home.npy").unlink(), "manquante"),
    "no manifest": (
        lambda f: (f / "manifest.json").unlink(),
        "n'est pas un dossier de personnes (manifest.json absent",
    ),
    "not json": (lambda f: (f / "manifest.json").write_text("{"), "illisible"),
    "other format": (lambda f: _manifest(f, format="jumeau-territoire"), "personnes"),
    "other version": (lambda f: _manifest(f, version=99), "version"),
    "no parts": (lambda f: _manifest(f, parts=None), "liste des parties"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_folder_is_refused(name: str, tmp_path: Path) -> None:
    folder = synthesise(THREE).save(tmp_path / "p")
    harm, word = DAMAGE[name]
    harm(folder)
    with pytest.raises(JumeauError) as refused:
        Persons.open(folder)
    assert word in refused.value.problem
    assert str(folder) in refused.value.place
    assert refused.value.remedy


def test_columns_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    import hashlib

    folder = synthesise(THREE).save(tmp_path / "p")
    np.save(folder / "age.npy", np.zeros(3, dtype=np.uint8))
    parts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["parts"]
    parts["age.npy"] = hashlib.sha256((folder / "age.npy").read_bytes()).hexdigest()
    _manifest(folder, parts=parts)
    with pytest.raises(JumeauError, match="ne vont pas ensemble"):
        Persons.open(folder)
    np.save(folder / "age.npy", np.zeros(909))
    parts["age.npy"] = hashlib.sha256((folder / "age.npy").read_bytes()).hexdigest()
    _manifest(folder, parts=parts)
    with pytest.raises(JumeauError, match="colonne de type"):
        Persons.open(folder)


def test_nothing_else_is_ever_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("à garder", encoding="utf-8")
    for taken in (tmp_path / "mine", tmp_path / "mine" / "letter.txt"):
        with pytest.raises(JumeauError) as refused:
            synthesise(THREE).save(taken)
        assert "existe déjà" in refused.value.problem
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "à garder"


# The command.


def _run(*words: str) -> str:
    app = typer.Typer()
    app.command("persons")(cli.persons)
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_counts_and_writes(tmp_path: Path) -> None:
    page = json.loads(_run("pilote", "--out", str(tmp_path / "p"), "--graine", "3", "--json"))
    assert page["persons"] == 3_449_370
    assert {tuple(row) for row in page["rows"]} == {tuple(page["rows"][0])}
    assert set(page["units"]) == set(page["rows"][0]) - {"place", "age_group"}
    assert Persons.open(tmp_path / "p").digest() == page["digest"]
    assert page["note"]


def test_the_command_shows_the_region() -> None:
    said = _run()
    assert "Insuffisance cardiaque" in said
    assert "3\u202f449\u202f370" in said
    assert "10,8" in said
