"""Coverage by hour: options that are present at some hours only, demand that has its own hours.

A point of the models is then a commune at the hours when the same options are present: hours alike
are merged first, then the communes that the same options reach (`cover`). Every coverage model
keeps its form and its proof; only the rows are more. The time axis is the caller's: hours of the
week, or hours split by what decides whether an option can leave (a helicopter and the weather),
each with the share of the calls that fall in it.
"""

from __future__ import annotations

import numpy as np

from logistics.samu.siting.cover import Bools, Cover, Floats, Ints, cover_of


def alike(present: Bools) -> tuple[Bools, Ints]:
    """Merge the moments at which the same options are present.

    Parameters
    ----------
    present
        Whether each option is there at each moment, shape (options, moments).

    Returns
    -------
    tuple
        The distinct sets of options, shape (options, sets), and the set of each moment.
    """
    sets, of_moment = np.unique(np.asarray(present, bool), axis=1, return_inverse=True)
    return sets, of_moment.reshape(-1).astype(np.int64)


def cover_by_hour(reach: Bools, present: Bools, weight: Floats) -> Cover:
    """Lay out who reaches whom, and when.

    Parameters
    ----------
    reach
        Whether each option, when it is there, reaches each commune in time, shape
        (communes, options).
    present
        Shape (options, moments).
    weight
        Calls of each commune at each moment, at least 0, shape (communes, moments).

    Raises
    ------
    ValueError
        When shapes differ, or a weight is negative or not a number.
    """
    reach, weight = np.asarray(reach, bool), np.asarray(weight, np.float64)
    if reach.shape != (len(weight), len(present)) or weight.shape[1:] != present.shape[1:]:
        raise ValueError("reach, present and weight do not speak of the same things")
    sets, (sums,) = merged(present, weight)
    whole = (reach[:, None, :] & sets.T[None, :, :]).reshape(-1, reach.shape[1])
    return cover_of(whole, sums.reshape(-1))


def merged(present: Bools, *weights: Floats) -> tuple[Bools, tuple[Floats, ...]]:
    """Give the distinct sets of options, and the calls of each commune under each of them.

    Moments that hold no call at all (a helicopter's fair weather at midnight) are left out: they do
    not exist, and nobody has to be reached then.

    Parameters
    ----------
    weights
        Each of shape (communes, moments).

    Returns
    -------
    tuple
        Shapes (options, sets) and, for each weight, (communes, sets).
    """
    real = np.any([weight.any(axis=0) for weight in weights], axis=0)
    sets, of_moment = alike(np.asarray(present, bool)[:, real])
    found = []
    for weight in weights:
        sums = np.zeros((len(weight), sets.shape[1]))
        np.add.at(sums.T, of_moment, weight[:, real].T)
        found.append(sums)
    return sets, tuple(found)
