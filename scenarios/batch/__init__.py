"""Batches: many runs on one machine or many, that can be killed at any time and lose nothing."""

from __future__ import annotations

from scenarios.batch.executor import Executor, Serial, Threads
from scenarios.batch.run import BatchFailed, Failure, run_batch

__all__ = ["BatchFailed", "Executor", "Failure", "Serial", "Threads", "run_batch"]
