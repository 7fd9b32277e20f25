"""Which layer each box of a map stands in: the main flow goes down."""

from __future__ import annotations

from collections import defaultdict

Weighted = list[tuple[str, str, float]]


def layers_of(names: list[str], arcs: Weighted, first: str, last: str) -> dict[str, int]:
    """Give the layer of each box, 0 at the top.

    Parameters
    ----------
    names
        Boxes.
    arcs
        From, to, weight.
    first, last
        Alone on the first and last layers.
    """
    rank = {name: i for i, name in enumerate(_order(names, arcs, first, last))}
    down: dict[tuple[str, str], float] = defaultdict(float)
    for start, end, weight in arcs:
        a, b = (start, end) if rank[start] < rank[end] else (end, start)
        down[a, b] += weight
    into: dict[str, list[str]] = defaultdict(list)
    out: dict[str, list[str]] = defaultdict(list)
    for a, b in down:
        into[b].append(a)
        out[a].append(b)
    layer: dict[str, int] = {}
    for name in sorted(names, key=rank.__getitem__):
        layer[name] = max((layer[a] + 1 for a in into[name]), default=0 if name == first else 1)
    _pulled(layer, into, out, down, rank, (first, last))
    layer[last] = max((level for n, level in layer.items() if n != last), default=0) + 1
    used = {level: i for i, level in enumerate(sorted(set(layer.values())))}
    return {name: used[level] for name, level in layer.items()}


def _order(names: list[str], arcs: Weighted, first: str, last: str) -> list[str]:
    """Order boxes so that little weight goes back (greedy, Eades, Lin and Smyth 1993)."""
    out: dict[str, dict[str, float]] = {n: {} for n in names}
    into: dict[str, dict[str, float]] = {n: {} for n in names}
    for a, b, weight in arcs:
        out[a][b] = out[a].get(b, 0) + weight
        into[b][a] = into[b].get(a, 0) + weight
    head: list[str] = [first]
    left = [n for n in names if n not in {first, last}]
    tail: list[str] = []
    while left:
        rest = set(left)

        def balance(n: str, rest: set[str] = rest) -> tuple[float, float]:
            gone = sum(w for b, w in out[n].items() if b in rest)
            come = sum(w for a, w in into[n].items() if a in rest)
            return gone, come

        sinks = [n for n in left if not balance(n)[0]]
        if sinks and len(left) > 1:
            tail.insert(0, min(sinks, key=lambda n: (balance(n)[1], names.index(n))))
            left.remove(tail[0])
            continue
        chosen = max(left, key=lambda n: (balance(n)[0] - balance(n)[1], -names.index(n)))
        head.append(chosen)
        left.remove(chosen)
    return [*head, *tail, last]


def _pulled(
    layer: dict[str, int],
    into: dict[str, list[str]],
    out: dict[str, list[str]],
    down: dict[tuple[str, str], float],
    rank: dict[str, int],
    fixed: tuple[str, str],
) -> None:
    """Bring each box down towards those it leads to when that shortens its arcs (in place)."""
    for _ in range(3):
        for name in sorted(layer, key=rank.__getitem__, reverse=True):
            if name in fixed or not out[name]:
                continue
            weight_out = sum(down[name, b] for b in out[name])
            weight_in = sum(down[a, name] for a in into[name])
            if weight_out > weight_in:
                layer[name] = min(layer[b] for b in out[name]) - 1
