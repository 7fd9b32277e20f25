"""The study of a background job: what `jumeau batch` runs, with each step told to the page.

    python -m dashboards.jobs.studying <runs>/.jobs/<id>

The study is read from the job's own folder; results go to the folder of the runs, as those of the
command line do, and a study that was stopped goes on from what it had done.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboards.jobs import folder as kept
from scenarios.batch import run_batch
from scenarios.batch.processes import Processes
from scenarios.cli import progress_file, screen
from scenarios.parts import write_json
from scenarios.scenario import Scenario
from scenarios.store import Store, StoredRun
from scenarios.studies import load_study, run_study, steps_told
from twin.tables import JumeauError


def main(folder: Path) -> int:
    """Run the study of a job; give its exit code (0 done, 2 bad input, 130 stopped)."""
    path = kept.study_file(folder)
    if path is None:
        return 2
    try:
        _run(path, folder)
    except JumeauError as error:
        screen.show_fault(error)
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("Interrompu : ce qui est fait est gardé, relancez pour reprendre.\n")
        return kept.INTERRUPTED
    return 0


def _run(path: Path, folder: Path) -> None:
    store = Store.open(folder.parent.parent)
    study, executor = load_study(path), Processes(None)

    def runner(asked: Sequence[Scenario], replications: int) -> tuple[StoredRun, ...]:
        # A file of its own each time: the pace is that of the step, not of those before it.
        file = progress_file.asked()
        return run_batch(
            asked,
            store=store,
            replications=replications,
            executor=executor,
            progress=None if file is None else file.report,
            lasting=True,
        )

    told = Told(folder, len(steps_told(study)))
    try:
        result = run_study(study, runner, progress=told)
    finally:
        executor.shutdown()
    result.keep(store.root)


@dataclass
class Told:
    """Writes each step for the page: its rank of how many, and none of its runs done yet."""

    folder: Path
    number: int
    rank: int = 0

    def __call__(self, step: str) -> None:
        """Write the step that begins."""
        self.rank += 1
        # What the step before had done is not what this one has done.
        (self.folder / kept.PROGRESS).unlink(missing_ok=True)
        write_json(self.folder / kept.STEP, {"step": step, "rank": self.rank, "of": self.number})


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
