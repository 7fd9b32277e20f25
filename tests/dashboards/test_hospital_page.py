"""The hospital page without a browser: files, a roster on the desk, work, what may leave."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboards import ids
from dashboards.app import create_app
from dashboards.hospital import desk as desks
from dashboards.hospital import opening, working
from dashboards.hospital.doing import do_it, move, open_plan
from dashboards.hospital.shelf import EXAMPLE, EXAMPLES, PLAN, Shelf, Source
from dashboards.hospital_words import HOSPITAL_WORDS
from dashboards.parts.hospital_grid import options, rows
from dashboards.parts.hospital_page import shown
from dashboards.parts.hospital_strip import least_present, strip
from logistics.staffing.problem.parts import REST, Need
from logistics.staffing.problem.reading import read_problem
from logistics.staffing.problem.rosters import read_roster
from scenarios.parts import write_json
from tests.dashboards.test_app import call
from twin.tables import JumeauError

MONDAY = date(2026, 11, 30)
SENT = {"X-Jumeau": "depot", "Content-Type": "application/octet-stream"}
TINY = """format = 1
name = "petite"
start = 2026-11-30
days = 7
{more}
[[shift]]
id = "M"
start = "07:00"
end = "14:00"
break_min = 30
[[shift]]
id = "S"
start = "14:00"
end = "21:00"
break_min = 30
[[need]]
shift = "M"
need = 1
least = 1
[[need]]
shift = "S"
need = 1
least = {least}
"""
LOCKED = """[[lock]]
person = "P1"
day = 2026-12-02
shift = "M"
"""


def people(*names: str) -> str:
    return "".join(f'[[person]]\nid = "{name}"\nname = "Nom {name}"\n' for name in names)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    root = tmp_path_factory.mktemp("place")
    (root / "runs").mkdir()
    return root / "runs"


@pytest.fixture(scope="module")
def site(store):
    return create_app(store)


@pytest.fixture(scope="module")
def shelf(store):
    return Shelf.beside(store)


@pytest.fixture
def ward(shelf):
    """Give the ward of the example on the desk."""
    return open_plan(shelf, EXAMPLE, "")


@pytest.fixture(scope="module")
def seen(shelf):
    """Give the ward of the example, only looked at."""
    return open_plan(shelf, EXAMPLE, "")


def tiny(shelf, names=("P1", "P2", "P3", "P4"), least=1, more="", table=""):
    """Give a tiny team on the desk, with a roster or an empty one."""
    plan = shelf.new("petite", sort=PLAN, **{"from": EXAMPLE})
    plan.files.mkdir()
    text = TINY.format(more="", least=least) + people(*names) + more
    (plan.files / "p.toml").write_text(text, encoding="utf-8")
    if table:
        (plan.files / "t.csv").write_text(table, encoding="utf-8")
    desks.begin(plan, opening.open_folder(plan.files))
    return plan


def worked(plan, **asked):
    """Work as the background process does; give what it says."""
    write_json(plan.folder / "import.json", asked)
    assert working.main(plan.folder) == 0, (plan.folder / "end.json").read_text()
    return plan.told()


def page(site, **query):
    search = "?" + "&".join(f"{k}={v}" for k, v in query.items())
    found = call(
        site, "main.children",
        [(ids.URL, "pathname", "/hopital"), (ids.URL, "search", search),
         (ids.BACK, "data", None)],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )  # fmt: skip
    text = json.dumps(found, ensure_ascii=False)
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_example_is_opened_as_the_command_line_reads_it(seen):
    problem = read_problem(EXAMPLES / "equipe.toml")
    desk = desks.desk_of(seen)
    assert desk.roster.digest() == read_roster(EXAMPLES / "planning.csv", problem).digest()
    assert len(desk.locks) == 3
    assert desk.locks["I09", date(2026, 12, 1)] == "M"
    assert seen.name == "Médecine A, 28 lits, 30 novembre 2026"


def test_an_archive_holds_the_same_and_writes_nothing_elsewhere(shelf, tmp_path):
    path = tmp_path / "equipe.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in EXAMPLES.glob("*.[ct][so][vm]*"):
            archive.write(one, f"../../dehors/{one.name}")
    into = tmp_path / "a" / "b"
    into.mkdir(parents=True)
    opening.gather([Source("equipe", "equipe.zip", path)], into)
    found = opening.open_folder(into)
    assert (found.toml, found.table) == ("equipe.toml", "planning.csv")
    assert found.tables == ("planning.csv", opening.CYCLES, opening.EMPTY)
    assert not (tmp_path / "dehors").exists()
    assert opening.open_folder(into, opening.EMPTY).roster.duties != found.roster.duties


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.toml": "format = 1", "b.toml": "format = 1"}, "plusieurs problèmes"),
        ({"a.csv": "agent;jour;poste\nP1;30/11/2026;M\n"}, "il faut les heures"),
        ({"a.toml": 'format = 1\n[files]\nperson = "../../secret.csv"\n'}, "autre dossier"),
        ({"a.toml": 'format = 1\n[files]\nperson = "/etc/passwd"\n'}, "autre dossier"),
        ({"a.zip": "rien"}, "archive illisible"),
        ({}, "aucun problème"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_said(tmp_path, files, said):
    into = tmp_path / "into"
    into.mkdir()
    sources = []
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        sources.append(Source(name, name, tmp_path / name))

    def opened():
        opening.gather(sources, into)
        opening.open_folder(into)

    with pytest.raises(JumeauError, match=said):
        opened()


def test_a_cell_changed_by_hand_is_judged_marked_and_undone(ward):
    cell = ("I03", date(2026, 12, 2))
    before = desks.desk_of(ward).roster.digest()
    move(ward, ids.HO_SET, cell, "N", "")
    here = shown(ward, None, "person", "fr", cell)
    assert desks.cells_of(here.desk.roster)[cell] == "N"
    assert here.view.marked == {cell}
    line = next(row for row in rows(here.view) if row["id"] == "I03")
    assert (line["d2"], line["n2"], line["c2"], line["s2"], line["h2"]) == (
        "N",
        2,
        True,
        True,
        True,
    )
    assert any(f.breach.person == "I03" and "hors de ses postes" in f.breach.words
               for f in here.verdict.findings)  # fmt: skip
    move(ward, ids.HO_UNDO, None, "", "")
    assert desks.desk_of(ward).roster.digest() == before


def test_a_locked_cell_is_not_changed_until_unlocked(ward):
    cell = ("I01", date(2026, 12, 1))
    with pytest.raises(JumeauError, match="verrouillée"):
        move(ward, ids.HO_SET, cell, "S", "")
    move(ward, ids.HO_LOCK, cell, "", "")
    assert cell not in desks.desk_of(ward).locks
    move(ward, ids.HO_SET, cell, "S", "")
    move(ward, ids.HO_LOCK, cell, "", "")
    assert desks.desk_of(ward).locks[cell] == "S"
    assert len(desks.desk_of(ward).locks) == 3
    with pytest.raises(JumeauError, match="ne convient pas"):
        move(ward, ids.HO_SET, cell, "M", "parce que")
    with pytest.raises(JumeauError, match="Choisissez"):
        move(ward, ids.HO_LOCK, None, "", "")


def test_a_published_roster_keeps_when_and_why_a_shift_was_changed(ward):
    desk, cell = desks.desk_of(ward), ("I03", date(2026, 12, 2))
    early, late = (datetime(2026, 11, day, 6, tzinfo=UTC) for day in (12, 29))
    for now, kept in ((early, None), (late, late)):
        desks.put(desk, *cell, "M", "volontaire", now)
        duty = next(d for d in desks.desk_of(ward).roster.of("I03") if d.day == cell[1])
        assert duty.changed_at == kept
        assert duty.change_reason == ("volontaire" if kept else "")


def test_the_strip_counts_who_is_there_and_flags_what_lacks(seen):
    here = shown(seen, None, "person", "fr")
    lines = {line["name"]: line for line in strip(here.view.problem, here.view.roster, "fr")}
    held, skills = desks.cells_of(here.view.roster), here.view.roster.skills
    problem = here.view.problem
    for at, day in enumerate(problem.dates):
        n = sum(s == "S" and d == day and "ide" in skills[p] for (p, d), s in held.items())
        need = 3 if day.weekday() < 5 and day != date(2026, 12, 25) else 2
        assert lines["Soir · ide"][f"d{at}"] == f"{n}/{need}"
        assert lines["Soir · ide"].get(f"k{at}", False) == (n < 2)
        assert lines["Soir · ide"].get(f"w{at}", False) == (2 <= n < need)
    assert options(here.view)["pinnedTopRowData"] == list(lines.values())


def test_hours_asked_across_a_clock_change_are_counted_in_true_hours(shelf):
    plan = tiny(shelf, table="agent;jour;poste\nP1;30/11/2026;M\nP2;30/11/2026;M\n")
    roster = desks.desk_of(plan).roster
    wanted = Need(start="08:00", end="13:00", need=2)
    assert least_present(roster, roster.staff_by_hour(), MONDAY, wanted) == 2
    longer = Need(start="08:00", end="15:00", need=2)
    assert least_present(roster, roster.staff_by_hour(), MONDAY, longer) == 0
    moved = replace(roster, start=date(2026, 3, 28), duties=())
    night = Need(start="22:00", end="06:00", need=1)
    assert least_present(moved, moved.staff_by_hour(), date(2026, 3, 28), night) == 0


def test_a_line_a_shift_names_the_same_persons(seen):
    view = shown(seen, None, "shift", "fr").view
    held = desks.cells_of(view.roster)
    names = {p.id: p.said for p in view.problem.person}
    for line in rows(view):
        for at, day in enumerate(view.problem.dates):
            here = {names[p] for (p, d), s in held.items() if d == day and line["id"] == f"@{s}"}
            assert set(filter(None, line[f"d{at}"].split("\n"))) == here


def test_a_roster_is_worked_out_proposed_and_taken(shelf):
    plan = tiny(shelf, more=LOCKED)
    told = worked(plan, do="solve", seconds=2, **{"from": f"{MONDAY}"})
    option = told["options"][0]
    assert option["legal"]
    assert option["bound"] <= option["cost"]
    assert desks.cells_of(desks.desk_of(plan).roster) == {}
    here = shown(plan, 0, "person", "fr")
    assert here.option == 0
    assert here.verdict.legal
    assert len(here.view.marked) == option["cells"]
    do_it(plan, {"type": ids.HO_DO, "verb": "accept"}, 0, {})
    cells = desks.cells_of(desks.desk_of(plan).roster)
    assert cells["P1", date(2026, 12, 2)] == "M"
    assert plan.state() is None
    assert not list(plan.folder.glob("proposition-*"))


def test_a_proposal_made_from_another_roster_is_refused(shelf):
    plan = tiny(shelf)
    worked(plan, do="solve", seconds=1, **{"from": f"{MONDAY}"})
    move(plan, ids.HO_SET, ("P1", MONDAY), "M", "")
    with pytest.raises(JumeauError, match="a changé"):
        do_it(plan, {"type": ids.HO_DO, "verb": "accept"}, 0, {})


def test_days_before_the_first_that_may_change_stay(shelf):
    plan = tiny(shelf, table="agent;jour;poste\nP1;30/11/2026;S\nP2;30/11/2026;M\n")
    problem = working.held(desks.desk_of(plan), date(2026, 12, 1))
    assert {(k.person, k.shift) for k in problem.lock} == {
        ("P1", "S"), ("P2", "M"), ("P3", REST), ("P4", REST)}  # fmt: skip


def test_what_is_impossible_is_named_with_a_way_out(shelf):
    plan = tiny(shelf, names=("P1",))
    why = worked(plan, do="explain", **{"from": f"{MONDAY}"})["why"]
    assert not why["possible"]
    assert why["proven"]
    assert any("au minimum" in one for one in why["members"])
    assert why["way_out"]
    free = worked(tiny(shelf), do="explain", **{"from": f"{MONDAY}"})["why"]
    assert free["possible"]


def test_an_absence_is_declared_repaired_and_taken(shelf):
    table = "agent;jour;poste\n" + "".join(
        f"P{1 + k % 2};{30 if k == 0 else k:02d}/{11 if k == 0 else 12}/2026;M\n" for k in range(4)
    )
    plan = tiny(shelf, least=0, table=table)
    with pytest.raises(JumeauError, match="aucun poste"):
        do_it(plan, {"type": ids.HO_DO, "verb": "repair"}, None, {})
    typed = {"who": "P1", "begin": "2026-12-02", "end": "2026-12-03"}
    do_it(plan, {"type": ids.HO_DO, "verb": "declare"}, None, typed)
    assert [a.person for a in desks.desk_of(plan).holes] == ["P1"]
    told = worked(plan, do="repair", at="2026-11-30T00:00:00+01:00", motive="")
    ranks = {one["kind"]: k for k, one in enumerate(told["options"]) if one["legal"]}
    assert ranks
    rank = ranks.get("agency", min(ranks.values()))
    do_it(plan, {"type": ids.HO_DO, "verb": "accept"}, rank, {})
    desk = desks.desk_of(plan)
    assert desk.holes == ()
    assert ("P1", date(2026, 12, 2)) not in desks.cells_of(desk.roster)
    helpers = [p.id for p in desk.problem.person if p.id.startswith("INTERIM")]
    assert bool(helpers) == ("agency" in ranks)
    do_it(plan, {"type": ids.HO_BACK, "rank": 0}, None, {})
    assert desks.desk_of(plan).declared == ()


def test_the_price_of_another_shift_is_told(shelf):
    plan = tiny(shelf, table="agent;jour;poste\nP1;30/11/2026;M\n")
    told = worked(plan, do="price", person="P1", day=f"{MONDAY}")
    assert told["held"] == "M"
    assert {one["shift"] for one in told["prices"]} == {"S", REST}


def test_an_answer_that_cannot_be_given_is_a_fault_not_a_trace(shelf):
    plan = tiny(shelf)
    write_json(plan.folder / "import.json", {"do": "repair", "at": "2026-11-30T00:00:00+01:00"})
    assert working.main(plan.folder) == 1
    assert "aucun poste à remplacer" in (plan.folder / "end.json").read_text(encoding="utf-8")


def test_the_page_says_what_is_asked_in_two_languages(site, seen):
    assert "Planning refusé" in page(site, plan=seen.id)
    text = page(site, plan=seen.id, lang="en")
    assert "Roster refused" in text
    assert "Décret 2002-9" in text
    assert "30 personnes" in page(site, files="exemple")
    assert "n'est plus dans le dossier" in page(site, plan="0" * 32)
    assert "redéposez" in page(site, files="0" * 32)
    assert "Médecine A" in page(site)


def test_what_leaves_can_be_read_again(site, seen, tmp_path):
    client, desk = site.server.test_client(), desks.desk_of(seen)
    for name in ("planning.xlsx", "planning.csv"):
        body = client.get(f"/telecharger/planning/{name}?plan={seen.id}")
        assert body.status_code == 200
        (tmp_path / name).write_bytes(body.data)
        assert read_roster(tmp_path / name, desk.problem).digest() == desk.roster.digest()
    found = client.get(f"/telecharger/planning/calendriers.zip?plan={seen.id}")
    with zipfile.ZipFile(io.BytesIO(found.data)) as archive:
        busy = {d.person for d in desk.roster.duties if d.day >= MONDAY}
        assert sorted(archive.namelist()) == sorted(f"{who}.ics" for who in busy)
    for bad in ("etat.json", "planning.xlsx?plan=0"):
        assert client.get(f"/telecharger/planning/{bad}").status_code == 404


def test_files_are_dropped_by_our_own_page_only(site, shelf):
    client = site.server.test_client()
    where = {"query_string": {"name": "equipe.toml"}, "data": b"format = 1"}
    assert client.post("/hopital/depot", **where).status_code == 403
    found = client.post("/hopital/depot", headers=SENT, **where)
    assert found.get_json()["as"] == "files"
    assert shelf.sources(found.get_json()["id"])[0].name == "equipe.toml"
    bad = {"query_string": {"name": "a.exe"}, "data": b"x"}
    assert client.post("/hopital/depot", headers=SENT, **bad).status_code == 415


def test_a_plan_erased_leaves_nothing(shelf):
    plan = open_plan(shelf, EXAMPLE, opening.EMPTY)
    assert desks.cells_of(desks.desk_of(plan).roster) == {}
    shelf.erase(plan)
    assert not plan.folder.exists()


def test_every_word_has_the_same_blanks_in_both_languages():
    from string import Formatter

    for key, said in HOSPITAL_WORDS.items():
        blanks = [{name for _, name, _, _ in Formatter().parse(one) if name} for one in said]
        assert blanks[0] == blanks[1], key
