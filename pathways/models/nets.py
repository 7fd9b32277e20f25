"""Process models as plain values: Petri nets and BPMN diagrams, discovered or read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pathways.models.effort import DEFAULT_LIMIT_S, Effort
from pathways.models.limited import whole_or_part
from pathways.models.variants import Variants
from twin.tables import JumeauError

Kind = Literal["inductive", "heuristics"]
NodeKind = Literal["start", "end", "task", "silent", "exclusive", "parallel"]


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of a Petri net: takes a token from each of `before`, puts one in each of `after`.

    `label` is the activity; None for a step that leaves no event.
    """

    label: str | None
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Net:
    """A Petri net with where it begins and where it ends (places by number)."""

    places: int
    transitions: tuple[Transition, ...]
    initial: tuple[int, ...]
    final: tuple[int, ...]

    @property
    def labels(self) -> frozenset[str]:
        """Activities of the net."""
        return frozenset(t.label for t in self.transitions if t.label is not None)


@dataclass(frozen=True, slots=True)
class Node:
    """One shape of a BPMN diagram."""

    id: str
    kind: NodeKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """One arrow of a BPMN diagram."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """A BPMN diagram: shapes and arrows."""

    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @property
    def activities(self) -> tuple[str, ...]:
        """Names of the tasks, each once."""
        return tuple(dict.fromkeys(n.name for n in self.nodes if n.kind == "task"))


@dataclass(frozen=True, slots=True)
class Dependency:
    """How surely one activity leads to another (heuristics miner, -1 to 1), and how often."""

    source: str
    target: str
    dependency: float
    count: int


@dataclass(frozen=True, slots=True)
class NetModel:
    """A model discovered from a log.

    Attributes
    ----------
    kind, noise
        How it was discovered.
    net
        The model as a Petri net.
    diagram
        The same in BPMN; None where it cannot be drawn so (heuristics nets).
    tree
        Process tree of the inductive miner, in text; empty otherwise.
    dependencies
        Arcs of the heuristics miner; empty otherwise.
    effort
        What part of the log it was computed on.
    """

    kind: Kind
    noise: float
    net: Net
    diagram: Diagram | None
    tree: str
    dependencies: tuple[Dependency, ...]
    effort: Effort


def discover(
    variants: Variants, kind: Kind, *, noise: float = 0.0, limit_s: float = DEFAULT_LIMIT_S
) -> NetModel:
    """Discover a model from the variants of a log.

    Parameters
    ----------
    variants
        Variants with their counts.
    kind
        `inductive` (IM of Leemans, always sound; IMf where `noise` > 0) or `heuristics`
        (Weijters; `noise` then is 1 - the dependency threshold, at most 1).
    noise
        Share of infrequent behaviour left aside, 0 to 1. For `heuristics`, 0.5 where 0 is given
        (pm4py's own dependency threshold).
    limit_s
        Seconds allowed.
    """
    if not 0 <= noise <= 1:
        raise JumeauError("--noise", f"{noise:g} n'est pas entre 0 et 1", "donnez par exemple 0.2")
    said, effort = whole_or_part({"task": kind, "noise": noise}, variants, limit_s)
    return NetModel(
        kind=kind,
        noise=noise,
        net=net_from(said["net"]),
        diagram=diagram_from(said["bpmn"]) if said["bpmn"] else None,
        tree=said.get("tree", ""),
        dependencies=tuple(Dependency(*d) for d in said.get("dependencies", ())),
        effort=effort,
    )


def net_from(said: dict[str, Any]) -> Net:
    """Read a net from plain values."""
    return Net(
        said["places"],
        tuple(Transition(t[0], tuple(t[1]), tuple(t[2])) for t in said["transitions"]),
        tuple(said["initial"]),
        tuple(said["final"]),
    )


def net_to(net: Net) -> dict[str, Any]:
    """Write a net as plain values."""
    return {
        "places": net.places,
        "transitions": [[t.label, list(t.before), list(t.after)] for t in net.transitions],
        "initial": list(net.initial),
        "final": list(net.final),
    }


def diagram_from(said: dict[str, Any]) -> Diagram:
    """Read a diagram from plain values."""
    return Diagram(tuple(Node(**n) for n in said["nodes"]), tuple(Flow(**f) for f in said["flows"]))
