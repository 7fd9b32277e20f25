"""Random tiny rostering problems of every form, and their answer by trying everything."""

from itertools import product

import numpy as np

from logistics.staffing.forms import (
    FREE,
    OFF,
    Clause,
    Cover,
    History,
    Instance,
    Pattern,
    RestRun,
    Run,
    Steps,
    Succession,
    Weekends,
    Window,
    evaluate,
)

KINDS = ("succession", "run", "rest", "window", "pattern", "weekends", "steps")


def clause(kind, rng, person, days, shifts):
    """Draw one clause of a kind."""
    said = {"name": kind, "person": person, "hard": bool(rng.random() < 0.5)}
    said["cost"] = 0 if said["hard"] else int(rng.integers(1, 5))

    def some(*, off=False):
        pool = [*range(shifts), OFF] if off else list(range(shifts))
        return frozenset(
            int(s) for s in rng.choice(pool, rng.integers(1, len(pool) + 1), replace=False)
        )

    first = int(rng.integers(0, days))
    last = int(rng.integers(first, days))
    least, most = sorted(int(v) for v in rng.integers(0, 4, 2))
    if kind == "succession":
        return Succession(**said, first=some(), then=some(), gap=int(rng.integers(1, 4)))
    if kind in ("run", "rest"):
        border = ("open", "history")[rng.integers(2)]
        upper = None if rng.random() < 0.3 else max(1, most)
        form = Run if kind == "run" else RestRun
        return form(**said, shifts=some(), least=least, most=upper, border=border)
    if kind == "window":
        weights = rng.integers(-1, 3, (days, shifts)) * int(rng.integers(1, 3))
        if rng.random() < 0.3:
            return Window(**said, weights=weights, first=first, last=last, most=most)
        return Window(**said, weights=weights, first=first, last=last, least=least, most=2 + most)
    if kind == "pattern":
        steps = tuple(some(off=True) for _ in range(rng.integers(1, 4)))
        starts = None
        if rng.random() < 0.5:
            starts = tuple(int(v) for v in rng.choice(np.arange(-2, days), 2, replace=False))
        return Pattern(**said, days=steps, starts=starts)
    if kind == "weekends":
        groups = tuple((d, d + 1) for d in range(0, days - 1, 2))
        return Weekends(**said, most=int(rng.integers(-1, 2)), weekends=groups, shifts=some())
    slopes = sorted(int(v) for v in rng.integers(-3, 4, rng.integers(0, 4)))
    points = [(int(rng.integers(-1, 2)), int(rng.integers(0, 3)))]
    for slope in slopes:
        step = int(rng.integers(1, 3))
        points.append((points[-1][0] + step, points[-1][1] + slope * step))
    return Steps(
        name=kind, person=person, cost=int(rng.integers(1, 3)), points=tuple(points),
        weights=rng.integers(-1, 3, (days, shifts)), first=first, last=last,
    )  # fmt: skip


def instance(seed, kinds=KINDS):
    """Draw a problem of two persons, three to five days, one or two shifts."""
    rng = np.random.default_rng(seed)
    days, shifts = int(rng.integers(3, 6)), int(rng.integers(1, 3))
    shape = (2, days, shifts)
    clauses: list[Clause] = []
    for kind in kinds:
        for person in range(2):
            if rng.random() < 0.45:
                clauses.append(clause(kind, rng, person, days, shifts))
    fixed = np.full(shape[:2], FREE, np.int16)
    if rng.random() < 0.3:
        fixed[rng.integers(2), rng.integers(days)] = rng.integers(-1, shifts)
    cover = []
    for number in range(rng.integers(1, 5)):
        cells = tuple(
            {
                (int(rng.integers(days)), int(rng.integers(shifts))): int(rng.integers(1, 3))
                for _ in range(rng.integers(1, 3))
            }.items()
        )
        need = int(rng.integers(0, 3))
        cover.append(
            Cover(
                f"need {number}",
                tuple((d, s, w) for (d, s), w in cells),
                rng.random(2) < 0.8,
                need,
                None if rng.random() < 0.15 else int(rng.integers(0, 9)),
                None if rng.random() < 0.15 else int(rng.integers(0, 4)),
                need - 1 if need and rng.random() < 0.3 else None,
            )
        )
    return Instance(
        days=days,
        persons=("a", "b"),
        shifts=tuple("EN"[:shifts]),
        allowed=rng.random(shape) < 0.9,
        cost=rng.integers(-1, 4, shape),
        off_cost=rng.integers(0, 3, shape[:2]),
        fixed=fixed,
        history=tuple(
            History(tuple(int(s) for s in rng.integers(-1, shifts, rng.integers(0, 5))))
            for _ in range(2)
        ),
        cover=tuple(cover),
        clauses=tuple(clauses),
        name=f"tiny {seed}",
    )


def rosters_of(here, person):
    """Give every legal roster of one person with its own cost, by trying all."""
    alone = Instance(
        days=here.days, persons=here.persons, shifts=here.shifts, allowed=here.allowed,
        cost=np.where(np.arange(2)[:, None, None] == person, here.cost, 0),
        off_cost=np.where(np.arange(2)[:, None] == person, here.off_cost, 0),
        fixed=np.where(np.arange(2)[:, None] == person, here.fixed, FREE).astype(np.int16),
        history=here.history, cover=(),
        clauses=tuple(c for c in here.clauses if c.person == person),
    )  # fmt: skip
    found = {}
    for row in product(range(-1, len(here.shifts)), repeat=here.days):
        roster = np.full((2, here.days), OFF, np.int16)
        roster[person] = row
        counted = evaluate(alone, roster)
        if not counted.hard:
            found[row] = counted.cost
    return found


def cheapest(here):
    """Give the least cost of a legal roster, None when there is none, by trying all."""
    options = [list(rosters_of(here, p).items()) for p in range(2)]
    if not all(options):
        return None
    cost = sum(np.ix_(*[np.array([c for _, c in rows], float) for rows in options]))
    for need in here.cover:
        brought = [
            np.array([sum(w for d, s, w in need.cells if row[d] == s) for row, _ in rows])
            * int(need.persons[p])
            for p, rows in enumerate(options)
        ]
        total = sum(np.ix_(*brought))
        under, over = np.maximum(0, need.need - total), np.maximum(0, total - need.need)
        if need.under is None:
            cost = np.where(under > 0, np.inf, cost)
        else:
            cost = cost + under * need.under
        cost = np.where(over > 0, np.inf, cost) if need.over is None else cost + over * need.over
        if need.least is not None:
            cost = np.where(total < need.least, np.inf, cost)
    best = cost.min()
    return None if np.isinf(best) else int(best)
