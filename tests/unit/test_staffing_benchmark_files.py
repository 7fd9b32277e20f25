"""Readers of public rostering instances, and their cost functions beside `evaluate`."""

from pathlib import Path

import numpy as np
import pytest

from logistics.staffing.benchmark_files import inrc2, inrc2_check, inrc2_forms, nrp, trial
from logistics.staffing.forms import OFF, evaluate
from twin.tables import JumeauError

pytestmark = pytest.mark.unit
DATA = Path(__file__).parents[3] / "shared" / "data" / "logistics"

NRP = """SECTION_HORIZON
# days
14
SECTION_SHIFTS
E,480,
L,600,E
SECTION_STAFF
A,E=14|L=3,4800,960,5,2,2,1
B,E=14|L=14,4800,960,4,1,1,2
SECTION_DAYS_OFF
A,0,3
SECTION_SHIFT_ON_REQUESTS
A,2,E,3
SECTION_SHIFT_OFF_REQUESTS
B,5,L,2
SECTION_COVER
0,E,1,100,1
5,L,2,50,2
"""

SCENARIO = """SCENARIO = tiny

WEEKS = 2

SKILLS = 2
Nurse
Aide

SHIFT_TYPES = 2
Early (2,5)
Night (2,3)

FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Night 1 Early

CONTRACTS = 2
Full (6,10) (2,4) (2,3) 1 1
Half (2,5) (1,3) (2,5) 1 0

NURSES = 3
A Full 2 Nurse Aide
B Half 1 Nurse
C Full 1 Aide
"""

HISTORY = """HISTORY
0 tiny

NURSE_HISTORY
A 0 0 Night 1 3 0
B 1 1 None 0 0 2
C 2 0 Early 4 4 0
"""

WEEK = """WEEK_DATA
tiny

REQUIREMENTS
Early Nurse (0,1) (0,1) (0,1) (0,1) (0,1) (0,0) (0,1)
Night Aide (0,1) (0,2) (0,1) (0,1) (0,1) (0,1) (0,1)

SHIFT_OFF_REQUESTS = 2
A Any Tue
C Night Sat
"""


def folder(tmp_path, **changed):
    texts = {"Sc-tiny": SCENARIO, "H0-tiny-0": HISTORY, "WD-tiny-0": WEEK, "WD-tiny-1": WEEK}
    for name, text in (texts | changed).items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def nrp_file(tmp_path, text=NRP):
    path = tmp_path / "one.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_two_counts_of_the_same_nrp_roster_agree(tmp_path):
    file = nrp.read(nrp_file(tmp_path))
    here = nrp.instance(file)
    rng = np.random.default_rng(3)
    legal = 0
    for number in range(400):
        likely = (0.5, 0.25, 0.25) if number % 2 else (0.75, 0.2, 0.05)
        roster = rng.choice([OFF, 0, 1], (2, 14), p=likely).astype(np.int16)
        rows = [["" if s == OFF else here.shifts[s] for s in row] for row in roster]
        cost, broken = nrp.cost_of(file, rows)
        counted = evaluate(here, roster)
        assert cost == counted.cost
        assert bool(broken) == bool(counted.hard)
        legal += not broken
    block = [[OFF, 0, 0, OFF, OFF, 0, 0, OFF, OFF, 0, 0, OFF, OFF, OFF]] * 2
    assert not evaluate(here, np.array(block, np.int16)).hard


def test_two_counts_of_the_same_inrc2_roster_agree(tmp_path):
    place = folder(tmp_path)
    scenario, before, weeks = inrc2.read_folder(place, [0, 1], 0)
    here = inrc2_forms.instance(scenario, before, weeks)
    rng = np.random.default_rng(5)
    for _ in range(300):
        roster = rng.integers(-1, len(here.shifts), (3, 14)).astype(np.int16)
        rest = rng.random((3, 14)) < rng.uniform(0, 0.8)
        roster[rest] = OFF
        costs, broken = inrc2_check.cost_of(scenario, before, weeks, trial.weekly(here, roster))
        counted = evaluate(here, roster)
        assert sum(costs) == counted.cost
        assert bool(broken) == bool(counted.hard)


def test_a_solution_file_is_read_back(tmp_path):
    scenario, before, weeks = inrc2.read_folder(folder(tmp_path), [0, 1], 0)
    here = inrc2_forms.instance(scenario, before, weeks)
    roster = np.full((3, 14), OFF, np.int16)
    roster[0, 2], roster[2, 9] = here.shifts.index("Night Aide"), here.shifts.index("Night Aide")
    for week, rows in enumerate(trial.weekly(here, roster)):
        path = tmp_path / "sol.txt"
        path.write_text(trial.solution_text("tiny", week, rows), encoding="utf-8")
        assert inrc2_check.read_solution(path, scenario) == rows


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("14\n", "quatorze\n", "quatorze"),
        ("L,600,E", "L,600,X", "X"),
        ("L,600,E", "E,600,", "répété"),
        ("A,E=14|L=3,4800", "A,E=14|L=3,4 800", "4 800"),
        ("A,0,3", "Z,0,3", "Z"),
        ("A,0,3", "A,0,14", "14"),
        ("0,E,1,100,1", "0,E,1,100", "5 champs"),
        ("0,E,1,100,1", "0,E,-1,100,1", "-1"),
        ("SECTION_COVER", "SECTION_NEED", "SECTION_NEED"),
        ("SECTION_HORIZON\n", "", "première section"),
        ("L,600,E", "L,2000,E", "2000"),
    ],
)
def test_a_broken_nrp_file_is_refused(tmp_path, old, new, said):
    assert old in NRP
    with pytest.raises(JumeauError) as caught:
        nrp.read(nrp_file(tmp_path, NRP.replace(old, new, 1)))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("Sc-tiny", "Full (6,10)", "Full (10,6)"),
        ("Sc-tiny", "A Full 2", "A Third 2"),
        ("Sc-tiny", "WEEKS = 2", "WEEKS = deux"),
        ("Sc-tiny", "B Half 1 Nurse", "A Half 1 Nurse"),
        ("H0-tiny-0", "C 2 0 Early 4 4 0", ""),
        ("H0-tiny-0", "C 2 0 Early 4 4 0", "C 2 0 Early 4 4 1"),
        ("H0-tiny-0", "C 2 0 Early 4 4 0", "C 2 0 Early 5 4 0"),
        ("WD-tiny-1", "C Night Sat", "C Night Sam"),
        ("WD-tiny-1", "Night Aide (0,1)", "Night Chef (0,1)"),
        ("WD-tiny-1", "(0,2)", "0,2"),
    ],
)
def test_a_broken_inrc2_folder_is_refused(tmp_path, file, old, new):
    texts = {"Sc-tiny": SCENARIO, "H0-tiny-0": HISTORY, "WD-tiny-1": WEEK}
    assert old in texts[file]
    place = folder(tmp_path, **{file: texts[file].replace(old, new, 1)})
    with pytest.raises(JumeauError):
        inrc2.read_folder(place, [0, 1], 0)


def test_missing_files_and_wrong_weeks_are_refused(tmp_path):
    with pytest.raises(JumeauError):
        nrp.read(tmp_path / "absent.txt")
    with pytest.raises(JumeauError):
        inrc2.read_folder(tmp_path, [0, 1], 0)
    place = folder(tmp_path)
    for weeks in ([0], [0, 9]):
        with pytest.raises(JumeauError):
            inrc2.read_folder(place, weeks, 0)
    (tmp_path / "odd.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(JumeauError):
        nrp.read(tmp_path / "odd.txt")


@pytest.mark.skipif(not DATA.is_dir(), reason="the public instances are not here")
@pytest.mark.parametrize(
    ("name", "weeks", "history", "cost"),
    [
        ("Solution_H_0-WD_5-4-1-2", [5, 4, 1, 2], 0, 2305),
        ("Solution_H_1-WD_0-6-1-6", [0, 6, 1, 6], 1, 2305),
        ("Solution_H_2-WD_8-1-4-3", [8, 1, 4, 3], 2, 2345),
    ],
)
def test_given_inrc2_solutions_are_legal_and_cost_what_we_count(name, weeks, history, cost):
    place = DATA / "inrc2" / "n021w4"
    scenario, before, asked = inrc2.read_folder(place, weeks, history)
    rows = [
        inrc2_check.read_solution(place / name / f"Sol-n021w4-{w}-{k}.txt", scenario)
        for k, w in enumerate(weeks)
    ]
    costs, broken = inrc2_check.cost_of(scenario, before, asked, rows)
    assert (sum(costs), broken) == (cost, [])


@pytest.mark.skipif(not DATA.is_dir(), reason="the public instances are not here")
def test_the_first_public_instance_is_solved_to_its_known_optimum():
    found = trial.try_nrp(DATA / "nrp" / "Instance1.txt", trial.usual(60, 1))
    assert (found.cost, found.bound, found.violations) == (607, 607, 0)
