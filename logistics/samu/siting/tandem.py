r"""Two tiers of crews: the nearest crew of any tier first, a doctor for those who need one.

In the manner of the TEAM and FLEET models (Schilling, Elzinga, Cohon, Church and ReVelle 1979,
Transportation Science 13, 163), where a point counts only when both kinds of equipment are within
their own standards, under limits on each. Here $x_j$ is an option (a place, a tier, its hours),
$A_g$ the options of any tier within the first standard of group g, $D_g$ those with a doctor within
the doctor's standard, $h_g$ the calls that need a doctor and $l_g$ the others:

$$\max \sum_g h_g z_g + l_g y_g, \qquad
y_g \le \sum_{A_g} x_j, \quad z_g \le \sum_{A_g} x_j, \quad z_g \le \sum_{D_g} x_j, \qquad
0 \le y_g, z_g \le 1.$$

The tier constraint holds a share $\alpha$ of all calls that need a doctor within his standard,
whoever comes first: $\sum_g h_g d_g \ge \alpha \sum h$, $d_g \le \sum_{D_g} x_j$. Two things differ
from TEAM: a crew with a doctor is also a first crew, and a doctor may be based without another one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logistics.linear import Linear, solve
from logistics.samu.siting.by_hour import merged
from logistics.samu.siting.cover import Bools, Cover, Floats, Ints, cover_of
from logistics.samu.siting.coverage_models import opened_as
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.sited import Sited, sited


@dataclass(frozen=True, slots=True, eq=False)
class Tandem:
    """Groups of points reached by the same first crews and the same doctors.

    Attributes
    ----------
    cover
        Column j: option j is a first crew in time; column `options` + j: it brings a doctor in
        time. Its weight is that of the calls that need a doctor.
    light
        Calls of each group that any crew may serve, shape (groups,).
    options
        Number of options.
    """

    cover: Cover
    light: Floats
    options: int

    def reached(self, opened: Ints) -> tuple[Bools, Bools]:
        """Say which groups have a first crew in time, and which a doctor."""
        x = np.zeros(2 * self.options, bool)
        x[opened] = x[np.asarray(opened, np.int64) + self.options] = True
        hit = x[self.cover.columns]
        first = self.cover.columns < self.options
        some = np.bincount(self.cover.rows[hit & first], minlength=self.cover.groups) > 0
        doctor = np.bincount(self.cover.rows[hit & ~first], minlength=self.cover.groups) > 0
        return some, doctor

    def worth(self, opened: Ints) -> float:
        """Give the calls served as each asks, by a set of options."""
        some, doctor = self.reached(opened)
        return float(self.cover.weight @ (some & doctor) + self.light @ some)

    def gains(self, opened: Ints) -> Floats:
        """Give the calls that each option would add to a set."""
        some, doctor = self.reached(opened)
        cover, options = self.cover, self.options
        rows, column = cover.rows, cover.columns % options
        first = cover.columns < options
        heavy = cover.weight
        # As first crew: the light calls, and the others that only lack it.
        early = (self.light * ~some + heavy * (~some & doctor))[rows] * first
        late = (heavy * (some & ~doctor))[rows] * ~first
        found = np.bincount(column, weights=early + late, minlength=options)
        # Calls that lack both are won by an option that is both.
        pair = rows * options + column
        both = np.intersect1d(pair[first], pair[~first], assume_unique=True)
        alone = (heavy * (~some & ~doctor))[both // options]
        found += np.bincount(both % options, weights=alone, minlength=options)
        return found.astype(np.float64)

    def with_doctor(self, opened: Ints) -> float:
        """Give the share of the calls that need a doctor that are within his standard."""
        total = self.cover.total
        return float(self.cover.weight @ self.reached(opened)[1]) / total if total else 1.0


def tandem_of(first: Bools, doctor: Bools, present: Bools, heavy: Floats, light: Floats) -> Tandem:
    """Lay out two tiers, by hour.

    Parameters
    ----------
    first
        Whether each option is a first crew in time for each commune, shape (communes, options).
    doctor
        Whether it brings a doctor in time, shape (communes, options).
    present
        Shape (options, moments).
    heavy, light
        Calls that need a doctor, and those that any crew may serve, shape (communes, moments).
    """
    sets, (sums, others) = merged(present, heavy, light)
    both = np.hstack([first, doctor])
    held = np.vstack([sets, sets])
    whole = (both[:, None, :] & held.T[None, :, :]).reshape(-1, both.shape[1])
    cover = cover_of(whole, sums.reshape(-1))
    known = cover.group >= 0
    weight = np.bincount(
        cover.group[known], weights=others.reshape(-1)[known], minlength=cover.groups
    ).astype(np.float64)
    return Tandem(cover, weight, len(present))


def most_in_tandem(
    tandem: Tandem,
    limits: Limits,
    *,
    guarantee: float = 0.0,
    must: Bools | None = None,
    seconds: float = 60.0,
    hint: Ints | None = None,
) -> Sited:
    """Serve as many calls as can be, each by what it asks.

    Parameters
    ----------
    guarantee
        Share of the calls that need a doctor that must be within his standard, 0 to 1.
    must
        Groups that have to be reached by a first crew, shape (groups,).
    hint
        Options of an answer to start from.

    Raises
    ------
    ValueError
        When the guarantee is no share.
    """
    if not 0.0 <= guarantee <= 1.0:
        raise ValueError("guarantee must lie between 0 and 1")
    cover, options = tandem.cover, tandem.options
    model = Linear(maximise=True)
    low, high = limits.bounds(options)
    x = model.add_variables(np.zeros(options), low, high, integer=True)
    z = model.add_variables(cover.weight, 0.0, 1.0, integer=False)
    y = model.add_variables(tandem.light, 0.0, 1.0, integer=False)
    d = model.add_variables(np.zeros(cover.groups), 0.0, 1.0, integer=False)
    limits.write(model, x)
    is_first = cover.columns < options
    first = (cover.rows[is_first], x[cover.columns[is_first]])
    brings = (cover.rows[~is_first], x[cover.columns[~is_first] - options])
    for pairs, under in ((first, z), (first, y), (brings, d)):
        _under(model, pairs, under, cover.groups)
    # z has a doctor where d has.
    each = np.arange(cover.groups)
    ones = np.ones(cover.groups)
    model.add_rows(np.tile(each, 2), np.concatenate([d, z]), np.concatenate([ones, -ones]),
                   0.0, np.inf, cover.groups)  # fmt: skip
    if guarantee > 0:
        model.add_row(d, cover.weight, guarantee * cover.total, np.inf)
    if must is not None and must.any():
        rank = np.cumsum(must) - 1
        held = must[first[0]]
        model.add_rows(rank[first[0][held]], first[1][held], np.ones(int(held.sum())), 1.0, np.inf,
                       int(must.sum()))  # fmt: skip
    start = None
    if hint is not None:
        some, doctor = tandem.reached(hint)
        start = np.concatenate([opened_as(hint, options), some & doctor, some, doctor])
    return sited(solve(model, seconds=seconds, hint=start), slice(0, options))


def _under(model: Linear, pairs: tuple[Ints, Ints], under: Ints, groups: int) -> None:
    """Hold a variable of each group under the number of open options that reach it."""
    rows, columns = pairs
    model.add_rows(
        np.concatenate([rows, np.arange(groups)]), np.concatenate([columns, under]),
        np.concatenate([np.ones(len(rows)), -np.ones(groups)]), 0.0, np.inf, groups,
    )  # fmt: skip
