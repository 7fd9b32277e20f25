"""Studies: how many replications, which variants, what decides the answer, who loses."""

from __future__ import annotations

from scenarios.studies.result import StudyResult
from scenarios.studies.run import run_study, steps_told
from scenarios.studies.study import Study, load_study, study_schema

__all__ = ["Study", "StudyResult", "load_study", "run_study", "steps_told", "study_schema"]
