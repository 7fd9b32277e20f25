"""Studies that run in the background: one folder a job, so that nothing is lost with a page."""

from __future__ import annotations

from dashboards.jobs.folder import Job, Progress, State, job_of, jobs
from dashboards.jobs.line import advance, at_most, cancel, submit

__all__ = ["Job", "Progress", "State", "advance", "at_most", "cancel", "job_of", "jobs", "submit"]
