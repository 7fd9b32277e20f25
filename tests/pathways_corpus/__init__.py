"""Malformed files of care pathways, made on the spot: what each holds is known beforehand."""

from __future__ import annotations

from collections.abc import Iterator

from tests.pathways_corpus.bad import Bad


def corpus() -> Iterator[Bad]:
    """Give every malformed file."""
    from tests.pathways_corpus import (
        csv_files,
        fhir_files,
        mapping_files,
        ocel_files,
        omop_files,
        pmsi_files,
        rpu_bad_files,
        xes_files,
    )

    for module in (csv_files, xes_files, ocel_files, fhir_files, omop_files, pmsi_files,
                   rpu_bad_files, mapping_files):  # fmt: skip
        yield from module.bad_files()
