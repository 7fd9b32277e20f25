"""The house as it was planned: floors, names, sizes, what is shipped and what is not."""

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("twin", "pathways", "forecasting", "logistics", "scenarios", "dashboards")
MODULES = sorted(p for name in PACKAGES for p in (ROOT / name).rglob("*.py"))
FLOORS = {"dashboards": 4, "scenarios": 3, "pathways": 2, "forecasting": 2, "logistics": 2}
OWNED = {"mesa": "twin/engine", "numba": "twin/compiled", "pm4py": "pathways",
         "ortools": "logistics", "dash": "dashboards"}  # fmt: skip
LONGEST = 400


def name(path):
    return path.relative_to(ROOT).as_posix()


def imports(tree):
    """Give the top-level packages that a module imports, by statement or by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith(("import_module", "__import__"))
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def test_floors_are_kept():
    found = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_module_keeps_the_habits(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    place = name(path)
    assert ast.get_docstring(tree), "a module says what it is for"
    assert path.name not in {"utils.py", "helpers.py", "misc.py"}
    assert len(text.splitlines()) <= LONGEST
    used = {i.split(".")[0] for i in imports(tree)}
    for library, room in OWNED.items():
        assert library not in used or place.startswith(room), f"{library} belongs in {room}"
    for other, floor in FLOORS.items():
        if other in used and place.split("/")[0] != other:
            mine = FLOORS.get(place.split("/")[0], 1)
            allowed = mine > floor or place == "scenarios/cli/upkeep.py"  # opens the dashboard
            assert allowed, f"{place} imports {other}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"np.random.seed", "random.seed", "eval", "exec", "pickle.load",
                                  "pickle.loads", "joblib.load", "os.system"}  # fmt: skip
            assert not re.match(r"np\.random\.(?!default_rng|Generator|SeedSequence)", called), (
                "no global random generator"
            )
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, "an error is never swallowed unnamed"


def test_the_six_packages_live_side_by_side():
    import importlib

    parents = {Path(importlib.import_module(p).__file__).parent.parent for p in PACKAGES}
    assert parents == {ROOT}


def test_the_lock_is_exact_hashed_and_names_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text, re.M)
    assert len(pins) > 80
    assert text.count("--hash=sha256:") >= len(pins)
    versions = {n.lower(): v for n, v in pins}
    assert versions["pandas"].startswith("2.3")
    assert versions["numpy"].startswith("2.4")
    for needed in ("xgboost", "mesa", "pm4py", "ortools", "dash", "geopandas"):
        assert needed in versions


def test_no_address_of_a_registry_and_no_path_of_a_machine():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True,
                            check=True).stdout.split()  # fmt: skip
    here = "|".join(re.escape(f"{p}/") for p in {ROOT.parent, Path.home()} if len(p.parts) > 1)
    forbidden = re.compile(rf"(/simple/|index[-_]url\s*=\s*['\"]?https?:|{here})")
    for path in listed:
        if Path(path).suffix in {".py", ".md", ".toml", ".cff", ".sh", ".json", ".lock", ""}:
            text = (ROOT / path).read_text(encoding="utf-8", errors="replace")
            if path != "tests/architecture/test_house.py":
                assert not forbidden.search(text), path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_six_packages_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {n.split("/")[0] for n in archive.namelist()}
        names = archive.namelist()
    assert {t for t in tops if not t.endswith(".dist-info")} == set(PACKAGES)
    assert "scenarios/library/suspension-nuit-carhaix.toml" in names
    assert "twin/territory/reference/communes.parquet" in names
    assert wheel.stat().st_size < 12_000_000


def test_the_pilot_works_from_the_wheel_alone(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import twin; from twin.territory import Territory; t = Territory.pilot();"
        "print(twin.__file__, t.population.total, len(t.of_kind('hospital')))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True,
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": "/usr/bin:/bin"},
    ).stdout.split()  # fmt: skip
    assert said[0].startswith(str(tmp_path))
    assert said[1:] == ["3449370", "29"]
