"""The look: a neutral palette of our own, safe for colour-blind readers, kept in one place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour and the fonts of the dashboards.

    A service that is entitled to another identity builds its own `Theme` and hands it to
    `create_app`; nothing else holds a colour.

    Attributes
    ----------
    rising
        Sequential ramp of the map, light to dark, for levels.
    worse, better
        Ramps of the map for differences, light to dark (orange and violet: told apart by every
        common colour vision).
    scenarios
        Up to four policies side by side (a letter and dashes tell them apart too).
    unchanged, untestable, unknown, unreachable
        No detected difference; no test possible; no data; no site within reach.
    """

    ink: str = "#14212e"
    muted: str = "#4c5b6b"
    line: str = "#d7dee6"
    ground: str = "#f4f6f8"
    paper: str = "#ffffff"
    accent: str = "#12577e"
    accent_soft: str = "#e3eef5"
    worse_text: str = "#8f4400"
    worse_soft: str = "#fdefe0"
    better_text: str = "#4b2a86"
    better_soft: str = "#eeeaf7"
    alert: str = "#b0003a"
    font: str = 'system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, "DejaVu Sans", sans-serif'
    rising: tuple[str, ...] = field(
        default=("#eef5f9", "#cbe0ec", "#9cc4db", "#63a0c4", "#2f7aa8", "#0f4f7a")
    )
    worse: tuple[str, ...] = field(default=("#fde3c0", "#fdb863", "#e08214", "#9c4f05"))
    better: tuple[str, ...] = field(default=("#dcdcef", "#b2abd2", "#8073ac", "#542788"))
    scenarios: tuple[str, ...] = ("#0072b2", "#d55e00", "#007a5a", "#aa3377")
    unchanged: str = "#f3f4f5"
    untestable: str = "#8d97a3"
    unknown: str = "#c3c9d0"
    unreachable: str = "#14212e"

    def css(self) -> str:
        """Give the single colours and the font as CSS custom properties."""
        pairs = [
            f"--{name.replace('_', '-')}: {value};"
            for name, value in asdict(self).items()
            if isinstance(value, str)
        ]
        return ":root {" + " ".join(pairs) + "}"


DEFAULT = Theme()
