"""Reference pages from measured results: regions, and simulated beside observed."""

from __future__ import annotations

import json
from pathlib import Path

from docs.markdown import table, typeset

RESULTS = Path(__file__).resolve().parents[1] / "benchmarks" / "results"
REGIONS = RESULTS / "regions.csv"
TARGETS = RESULTS / "targets.json"


def regions() -> str:
    """Give, for each region of the mainland, access and the error of the ED choice model."""
    import pandas as pd

    rows = pd.read_csv(REGIONS, dtype={"region": str})

    def share(value: float) -> str:
        return "–" if value != value else typeset(f"{100 * value:.1f}".replace(".", ",") + " %")

    def whole(value: float) -> str:
        return "–" if value != value else f"{value:,.0f}".replace(",", "\u202f")

    head = ("Région", "Habitants", "Urgences", "Passages pour 1 000 hab.", "À plus de 30 min",
            "sans les voisins", "Erreur du choix", "Erreur « selon les lits »")  # fmt: skip
    lines = [
        (f"{r.nom} ({r.region})", whole(r.habitants), whole(r.urgences),
         whole(r.passages_pour_1000), share(r.part_plus_30_min),
         share(r.part_plus_30_min_sans_voisins), share(r.erreur_choix), share(r.erreur_lits))
        for r in rows.itertuples()
    ]  # fmt: skip
    return table(head, lines)


def targets() -> str:
    """Give the table "simulated, observed, source, gap" of the pilot, as it was last measured."""
    from scenarios.targets import TargetTable, words

    measured = TargetTable.of_plain(json.loads(TARGETS.read_text(encoding="utf-8")))
    day = "/".join(reversed(measured.start.split("-")))
    parts = [
        typeset(f"{measured.territory}, situation de référence : {measured.days} jours à partir du "
                f"{day}, {measured.replications} réplications, graine {measured.seed}. "
                f"{words.READING}"), "",
    ]  # fmt: skip
    groups = (
        ("Émergents et sourcés", lambda r: r.tag == "emergent" and r.observed is not None),
        ("Imposés", lambda r: r.tag == "imposed"),
        ("Émergents sans source ouverte", lambda r: r.tag == "emergent" and r.observed is None),
    )  # fmt: skip
    head = ("Chiffre", *words.HEAD[2:], "À savoir")
    for title, wanted in groups:
        rows = [
            (name, *cells, " ".join(filter(None, (r.note, f"Dépend de : {r.why}."))))
            for r in measured.rows
            if wanted(r)
            for name, _, *cells in [words.cells(r)]
        ]
        parts += [f"### {title}", "", table(head, rows)]
    parts += [f"- {typeset(note)}" for note in measured.notes]
    return "\n".join(parts) + "\n"
