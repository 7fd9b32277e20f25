"""What the reader chose, as the address holds it: a link reopens the same view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboards import views
from dashboards.figures.choropleth import VIEWS
from dashboards.library import Study, indicators
from dashboards.words import Lang, known_lang


@dataclass(frozen=True, slots=True)
class Selection:
    """The choices of the comparison page.

    Attributes
    ----------
    site
        Facility id, empty for the whole territory.
    mapped, view
        Indicator of the map, and which of its values.
    measure
        Indicator of the table.
    """

    run: str
    site: str
    mapped: str
    view: str
    measure: str
    lang: Lang

    @classmethod
    def within(cls, study: Study, asked: Mapping[str, object]) -> Selection:
        """Keep what was asked where the study has it, a good default elsewhere."""
        sites, mapped, measures = choices(study)
        return cls(
            run=study.ref,
            site=_one(asked.get("site"), sites, ""),
            mapped=_one(asked.get("mapped"), mapped, mapped[0] if mapped else ""),
            view=_one(asked.get("view"), VIEWS, VIEWS[0]),
            measure=_one(asked.get("measure"), measures, _first_measure(measures)),
            lang=known_lang(asked.get("lang")),
        )

    def search(self, **changed: str) -> str:
        """Give the address's query, defaults left out."""
        parts = {
            "run": self.run,
            "site": self.site,
            "mapped": self.mapped,
            "view": self.view if self.view != VIEWS[0] else "",
            "measure": self.measure,
            "lang": self.lang if self.lang != "fr" else "",
        } | changed
        return "?" + urlencode({k: v for k, v in parts.items() if v}, safe="/")


def choices(study: Study) -> tuple[list[str], list[str], list[str]]:
    """Give the sites, the indicators by commune and the indicators by site of a study."""
    rows = study.rows
    order = [i.id for i in indicators()]
    at_site = rows[(rows["facility"] != "") & (rows["zone"] == "")]
    sites = sorted(at_site["facility"].unique(), key=study.places.site_name)
    by_zone = views.in_order(rows.loc[rows["zone"] != "", "indicator"].unique(), order)
    return sites, by_zone, views.in_order(at_site["indicator"].unique(), order)


def _first_measure(measures: list[str]) -> str:
    preferred = ("ed_visits", "ed_stay_median")
    return next((m for m in preferred if m in measures), measures[0] if measures else "")


def _one(asked: object, known: list[str] | tuple[str, ...], default: str) -> str:
    return asked if isinstance(asked, str) and asked in known else default
