"""Every fenced example of the documentation is run or checked; what cannot be says why."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from docs import refresh
from examples import etude
from scenarios.cli.main import main
from scenarios.compare import INTERVALS
from scenarios.scenario import load_scenario
from tests.docs.blocks import PAGES, ROOT, blocks, name_of, prose

ENGLISH = "## English summary"
HEADER = """name = "fragment"
title = "Fragment"
question = "Que se passe-t-il ?"
start = 2026-01-12
days = 28
"""
SHELL_WORDS = {"make", "git", "cd", "source", ".venv/bin/python"}
EXAMPLES = [page for page in PAGES if any(not b.language.startswith("{") for b in blocks(page))]

every_page = pytest.mark.parametrize("page", PAGES, ids=name_of)


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """Give one store for all the pages: what a page computed, another finds.

    The processes that share a run of the tests share it too: batches in one folder wait for each
    other's runs (`tests/integration/test_two_batches.py`).
    """
    mine = tmp_path_factory.getbasetemp()
    return (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "runs-of-pages"


@pytest.fixture
def bench(tmp_path, store, monkeypatch):
    """Give a reader's folder: the examples are there, as at the root of the repository."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUMEAU_RUNS", str(store))
    monkeypatch.setenv("COLUMNS", "150")
    return tmp_path


def flat(text):
    """Give a text without what only lays it out: box drawings, kinds of spaces."""
    return " ".join(re.sub(r"[│┃┏┓┗┛━─┌┐└┘├┤┬┴┼┡╇┩╭╮╰╯┳╈┻]", " ", text).split())


def in_a_process(words):
    """Run a `jumeau` command as a reader would; give its code, output and messages."""
    done = subprocess.run(
        [sys.executable, "-m", "scenarios.cli.main", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def in_this_process(words):
    """Run a `jumeau` command here, which spares its imports; give the same three things."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as end,
    ):
        main(words)
    return int(end.value.code or 0), out.getvalue(), err.getvalue()


def run_console(block):
    """Run the commands of a block; each line quoted under one must be in its output.

    A quoted line that starts by "erreur :" announces exit code 2.
    """
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not parts[0].strip(), f"{block.place}: a console block starts by a `$ ` line"
    command = in_a_process if block.page.name == "README.md" else in_this_process
    for part in parts[1:]:
        line, _, quoted = part.partition("\n")
        words = shlex.split(line)
        assert words[0] == "jumeau", f"{block.place}: a console example runs jumeau"
        code, out, err = command(words[1:])
        shown = flat(out + "\n" + err)
        wanted = [flat(q) for q in quoted.splitlines() if flat(q) not in ("", "...")]
        expected = 2 if any(q.startswith("erreur :") for q in wanted) else 0
        assert code == expected, f"{block.place}: `{line}` gave {code}\n{out}\n{err}"
        assert "Traceback" not in err
        for quote in wanted:
            assert quote in shown, f"{block.place}: `{line}` does not say « {quote} »\n{shown}"


def run_block(block, folder, names):
    """Run or check one block."""
    if block.language == "console":
        run_console(block)
    elif block.language == "csv":
        (folder / block.argument).parent.mkdir(parents=True, exist_ok=True)
        (folder / block.argument).write_text(block.text, encoding="utf-8")
    elif block.language == "toml" and "/" in block.argument:
        # A file in a folder is no scenario: a command further down the page reads it.
        (folder / block.argument).parent.mkdir(parents=True, exist_ok=True)
        (folder / block.argument).write_text(block.text, encoding="utf-8")
    elif block.language == "toml":
        path = folder / (block.argument or "fragment.toml")
        whole = re.search(r"^name = ", block.text, re.MULTILINE)
        path.write_text(block.text if whole else HEADER + block.text, encoding="utf-8")
        load_scenario(path)
    elif block.language == "python":
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(block.text, block.place, "exec"), names)
    elif block.language == "sh":
        check_shell(block)


def check_shell(block):
    """Check that what a block of shell names exists: make targets, modules."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):(?!=)", makefile, re.MULTILINE))
    for line in block.text.splitlines():
        words = shlex.split(line, comments=True)
        if not words:
            continue
        assert words[0] in SHELL_WORDS, f"{block.place}: `{line}` is not checked"
        if words[0] == "make":
            assert set(words[1:]) <= targets, f"{block.place}: no such target in `{line}`"
        if words[1:2] == ["-m"]:
            assert importlib.util.find_spec(words[2]), f"{block.place}: no module {words[2]}"


@pytest.mark.parametrize("page", EXAMPLES, ids=name_of)
def test_examples_of_a_page(page, bench, monkeypatch):
    names, found = {"__name__": "__main__"}, blocks(page)
    if any("jumeau compare" in block.text for block in found):
        monkeypatch.setenv("JUMEAU_RUNS", str(bench / "runs"))  # a name gives its latest run
    for block in found:
        run_block(block, bench, names)


@every_page
def test_each_block_is_checked_or_says_why_not(page):
    for block in blocks(page):
        if block.language == "text":
            assert len(block.argument.split()) >= 2, f"{block.place}: ```text, then the reason"
        elif block.language == "csv":
            assert block.argument, f"{block.place}: ```csv, then the name of the file"
        else:
            known = {"python", "console", "toml", "sh"}
            assert block.language in known or block.language.startswith("{"), block.place


@every_page
def test_relative_links_exist(page):
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    broken = [
        target
        for target in targets
        if not re.match(r"[a-z]+:|#", target)
        and not (page.parent / target.partition("#")[0]).exists()
    ]
    assert not broken, f"{name_of(page)}: {broken}"


@every_page
def test_french_punctuation_does_not_break(page):
    if "en" in page.relative_to(ROOT).parts:
        pytest.skip("an English page")
    text = prose(page).partition(ENGLISH)[0]
    loose = re.findall(r".{0,30}(?: [:;?!%»]|« ).{0,10}", text)
    assert not loose, f"{name_of(page)}: put a no-break space: {loose[:5]}"


def test_the_study_in_python_runs(store, capsys):
    etude.main(store)
    assert "ed_visits" in capsys.readouterr().out


def test_the_demo_shown_has_the_words_of_the_demo():
    shown = flat(refresh.SNAPSHOT.read_text(encoding="utf-8"))
    for name, meaning in INTERVALS.items():
        assert flat(f"{name} : {meaning}.") in shown, "`python -m docs.refresh`"


@pytest.mark.full
def test_the_demo_shown_is_what_the_demo_prints():
    shown = refresh.SNAPSHOT.read_text(encoding="utf-8")
    assert refresh.output() == shown, "`python -m docs.refresh`, then read the tutorials again"


@pytest.mark.full
def test_the_documentation_builds_without_a_warning(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "-d", tmp_path / "doctrees",
         "docs", tmp_path / "html"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    built = (tmp_path / "html" / "fr" / "reference" / "methode.html").read_text(encoding="utf-8")
    assert "capacity_physician_min" in built
