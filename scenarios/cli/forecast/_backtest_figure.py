"""Draw a backtest: error by horizon beside the plain rules, as a small SVG without any library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.cli.screen import number

if TYPE_CHECKING:
    from forecasting.backtest import Backtest

WIDTH, HEIGHT, LEFT, TOP = 720, 360, 60, 40
LINES = (
    ("mase", "prévision retenue", "#0b5fa5", ""),
    ("seasonal_naive_mase", "saison précédente", "#8a4b08", "6 3"),
    ("season_median_mase", "médiane des 8 mêmes jours", "#4a4a4a", "2 3"),
    ("last_mean_mase", "moyenne de la dernière saison", "#4a4a4a", "2 3"),
)


def figure(found: Backtest) -> str:
    """Give the SVG: MASE of the forecast and of the plain rules, by period ahead."""
    rows = [row for row in found.json()["horizons"] if row["mase"] is not None]
    lines = [line for line in LINES if rows and line[0] in rows[0]]
    top = max([row[key] or 0 for row in rows for key, *_ in lines] or [1.0]) * 1.1 or 1.0
    wide, high = WIDTH - LEFT - 20, HEIGHT - TOP - 50

    def x(rank: int) -> float:
        return LEFT + wide * (rank + 0.5) / max(len(rows), 1)

    def y(value: float) -> float:
        return TOP + high * (1 - value / top)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12"><title>Erreur par horizon</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    ]
    for k in range(5):
        at = y(top * k / 4)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{at:.1f}" y2="{at:.1f}" '
                     f'stroke="#ddd"/><text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">'
                     f"{number(top * k / 4, 2)}</text>")  # fmt: skip
    step = max(1, len(rows) // 14)
    for k, row in enumerate(rows):
        if k % step == 0:
            parts.append(f'<text x="{x(k):.1f}" y="{TOP + high + 18}" text-anchor="middle">'
                         f"{row['horizon']}</text>")  # fmt: skip
    for rank, (key, name, colour, dash) in enumerate(lines):
        points = " ".join(f"{x(k):.1f},{y(row[key] or 0):.1f}" for k, row in enumerate(rows))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" '
                     f'stroke-width="2" stroke-dasharray="{dash}"/>'
                     f'<line x1="{LEFT + rank * 220}" x2="{LEFT + rank * 220 + 24}" y1="18" '
                     f'y2="18" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
                     f'<text x="{LEFT + rank * 220 + 30}" y="22">{name}</text>')  # fmt: skip
    parts.append(f'<text x="{LEFT + wide / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">'
                 "Périodes à l'avance (MASE en ordonnée)</text></svg>")  # fmt: skip
    return "\n".join(parts)
