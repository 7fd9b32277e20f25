"""Up to four policies side by side, and what the reader chose to see of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboards.figures.choropleth import VIEWS
from dashboards.library import Library, Study
from dashboards.selection import Selection
from dashboards.words import Lang, known_lang
from scenarios.store import StoredRun, comparable

MOST = 4
TAGS = "ABCD"


@dataclass(frozen=True, slots=True)
class Gathering:
    """Policies that answer one question, told apart by a letter.

    Attributes
    ----------
    studies
        Each with the reference, in the order asked.
    runs
        The stored run of each.
    unknown
        What was asked and is not a policy with its reference.
    strangers
        Policies of another territory, period, seed or version of the code: not shown.
    """

    studies: tuple[Study, ...]
    runs: tuple[StoredRun, ...]
    unknown: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()

    def tagged(self) -> list[tuple[str, Study]]:
        """Give each policy with its letter."""
        return list(zip(TAGS, self.studies, strict=False))


def gather(library: Library, asked: str) -> Gathering | None:
    """Give the policies that an address names, "a/1f…,b/2c…"; None when the store has none.

    A scenario's name stands for its latest run. Without a name: the latest policy, and those
    that can stand beside it.
    """
    policies = library.policies()
    if not policies:
        return None
    words = [word.strip() for word in asked.split(",") if word.strip()][: 2 * MOST]
    found: list[str] = []
    unknown: list[str] = []
    for word in words:
        ref = _resolved(policies, word)
        if ref is None:
            unknown.append(word)
        elif ref not in found:
            found.append(ref)
    first = found[0] if found else next(iter(policies))
    beside = [ref for ref in found if comparable(policies[first], policies[ref])]
    strangers = [ref for ref in found if ref not in beside]
    if not found:
        beside = others(policies, first)
    kept = beside[:MOST]
    return Gathering(
        tuple(library.study(ref) for ref in kept),
        tuple(policies[ref] for ref in kept),
        tuple(unknown),
        tuple(strangers),
    )


def others(policies: Mapping[str, StoredRun], first: str) -> list[str]:
    """Give a policy, then the latest of each other scenario that can stand beside it."""
    names = {policies[first].name}
    found = [first]
    for ref, run in policies.items():
        if run.name not in names and comparable(policies[first], run):
            names.add(run.name)
            found.append(ref)
    return found


def _resolved(policies: Mapping[str, StoredRun], word: str) -> str | None:
    if word in policies:
        return word
    name = word.partition("/")[0]
    return next((ref for ref, run in policies.items() if run.name == name), None)


@dataclass(frozen=True, slots=True)
class Gaze:
    """The choices of the page, as the address holds them.

    Attributes
    ----------
    refs
        The policies, in order.
    on
        The one on the map.
    site, measure, mapped, view
        As on the page of one policy.
    """

    refs: tuple[str, ...]
    on: str
    site: str
    measure: str
    mapped: str
    view: str
    lang: Lang

    @classmethod
    def within(cls, gathering: Gathering, asked: Mapping[str, object]) -> Gaze:
        """Keep what was asked where the runs have it, a good default elsewhere."""
        refs = tuple(study.ref for study in gathering.studies)
        on = str(asked.get("on") or "")
        study = next((s for s in gathering.studies if s.ref == on), gathering.studies[0])
        chosen = Selection.within(study, asked)
        view = str(asked.get("view") or "")
        return cls(refs, study.ref, chosen.site, chosen.measure, chosen.mapped,
                   view if view in VIEWS else VIEWS[0], known_lang(asked.get("lang")))  # fmt: skip

    def selection(self) -> Selection:
        """Give the choices as the map of one policy reads them."""
        return Selection(self.on, self.site, self.mapped, self.view, self.measure, self.lang)

    def search(self, **changed: str) -> str:
        """Give the address's query, defaults left out."""
        parts = {
            "runs": ",".join(self.refs),
            "on": self.on if self.on != self.refs[0] else "",
            "site": self.site,
            "measure": self.measure,
            "mapped": self.mapped,
            "view": self.view if self.view != VIEWS[0] else "",
            "lang": self.lang if self.lang != "fr" else "",
        } | changed
        return "?" + urlencode({k: v for k, v in parts.items() if v}, safe="/,")
