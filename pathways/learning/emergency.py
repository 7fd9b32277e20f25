"""What the twin uses of a log of emergency care: triage, exams, decisions, wards, durations.

The log speaks the words of a simulated one (`scenarios.simulated_log`): activities in French,
attributes `cause`, `age` and `detail`. One visit a case.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import gammaln

from pathways.learning.shrink import STRENGTHS, between, pooled
from twin.contracts import BANDS, Activity, LocalModel, Outcome, PathwayModel
from twin.contracts.event_log import ACTIVITY_FR, OUTCOME_FR
from twin.contracts.events import ATTRIBUTE, EventLog
from twin.contracts.learned import SHARES, LearnedPathways
from twin.disclosure import Gate
from twin.tables import JumeauError

Floats = npt.NDArray[np.float64]
MARGIN_DAYS = 3
"""Arrivals of the last days are left out: their visit may not be over (assumed: a stay in the
short-stay unit is under a day)."""
STAY_MARGIN_DAYS = 45
"""Admissions of the last days are left out of stays: the long ones would be missing (assumed)."""
LEAST_TIMES = 20
"""Durations under which the multiplier of a cell is its parent's (assumed)."""
LEAST_SPREAD = 0.2
"""Standard deviation of the logarithms of the multipliers of the cells of one parent, at least
(assumed): a few cells that look alike do not prove that all are."""
MOST_LEANING = 10.0
"""Weight of a parent, in observations, at most: beyond, a cell of few visits would look better
known than it is (90 % intervals on planted cells: see `tests/integration/test_learned_twin`)."""
WARD_BITS = 16
"""Details of a bed request: rank of the ward, plus a mark for those of the short-stay unit."""
DAY_US = 86_400_000_000
US_PER_MINUTE = 60_000_000
_NEEDED = (Activity.ARRIVAL, Activity.TRIAGE, Activity.DECISION)
_HOME, _WARD, _UHCD = 0, 1, 2
_AXES = {
    "triage": ("cause", "band", "level"),
    "disposition": ("cause", "level", "band", "fate"),
    "uhcd_admitted": ("cause", "band", "after_uhcd"),
    "exams": ("cause", "level", "band", "exam"),
    "ward": ("cause", "band", "ward"),
}
_WHO = {
    "triage": pl.col("level").is_not_null(),
    "disposition": pl.col("decided"),
    "uhcd_admitted": pl.col("after_uhcd").is_not_null(),
    "exams": pl.col("seen") & pl.col("decided"),
    "ward": pl.col("ward").is_not_null(),
}
"""Visits that each branching is counted on; one still under way tells nothing."""


def learn_emergency(
    log: EventLog,
    base: PathwayModel,
    causes: Sequence[str],
    hospitals: Sequence[str],
    *,
    sites: Sequence[str] = (),
    gate: Gate | None = None,
) -> LearnedPathways:
    """Learn what the twin uses of the visits of some hospitals.

    Parameters
    ----------
    log
        Emergency visits, in the words of a simulated log.
    base
        The territory's model: durations are learned as multipliers of its laws.
    causes, hospitals
        Of the twin, in its order.
    sites
        Hospitals (FINESS) whose visits are read; all when empty.
    gate
        Rule of the log for small cells; its own by default. A cell of fewer patients than its
        threshold takes the numbers that it leans on.

    Raises
    ------
    JumeauError
        When the log lacks the words needed, or holds no visit.
    """
    gate = gate or Gate.of(log.about)
    least = 1 if gate.public else gate.threshold
    visits = _visits(log, tuple(causes), tuple(hospitals), tuple(sites))
    own = LocalModel.of(base, ())
    told = own.uhcd_admitted
    priors = {
        name: np.stack([1 - told, told], -1) if name == "uhcd_admitted" else getattr(own, name)
        for name in SHARES
    }
    shares = {name: _shares(visits, name, priors[name], least) for name in SHARES}
    delays, stays = exam_times(log, visits, base, hospitals), stay_times(log, visits, base)
    names = ", ".join(source.name for source in log.about.sources)
    return LearnedPathways(
        tuple(causes),
        shares,
        {
            "exam_factor": multipliers(delays, len(causes), least, pooled=0),
            "stay_factor": multipliers(stays, len(causes), least, pooled=1),
        },
        tuple(visits["site"].unique().sort().to_list()),
        f"journal {'simulé' if log.about.origin == 'simulated' else 'observé'} {names}".strip(),
        log.digest(),
        visits.height,
    )


def _end(log: EventLog) -> int:
    """Give the last instant of a log, microseconds."""
    return int(max(log.frame["start"].max(), log.frame["end"].max() or 0))  # type: ignore[type-var,arg-type]


def _rank(words: Sequence[str]) -> dict[str, int]:
    return {word: i for i, word in enumerate(words)}


def _visits(
    log: EventLog, causes: tuple[str, ...], hospitals: tuple[str, ...], sites: tuple[str, ...]
) -> pl.DataFrame:
    """Give one row a visit: cause, band, site, level, exam, fate, ward, by rank."""
    for name in ("cause", "age", "detail"):
        if name not in log.attributes:
            raise JumeauError(
                f"attribut « {name} »", "absent du journal.",
                "Il faut un journal dans les mots du jumeau (jumeau pathways simulated) ; "
                "attributs : cause, age, detail.",
            )  # fmt: skip
    known = _rank(log.names.activities)
    missing = [ACTIVITY_FR[a] for a in _NEEDED if ACTIVITY_FR[a] not in known]
    if missing:
        raise JumeauError(
            "activités du journal", f"il n'a pas « {missing[0]} ».",
            "Il faut un journal dans les mots du jumeau (jumeau pathways simulated).",
        )  # fmt: skip
    code = {a: known.get(ACTIVITY_FR[a], -1) for a in Activity}
    detail = pl.col(f"{ATTRIBUTE}detail")
    number = detail.cast(pl.Int64, strict=False)

    def of(activity: Activity) -> pl.Expr:
        return pl.col("activity") == code[activity]

    names = pl.Series("site", log.names.sites, dtype=pl.String)
    last = _end(log)
    home = OUTCOME_FR[Outcome.HOME]
    frame = (
        log.frame.lazy()
        .group_by("case", maintain_order=True)
        .agg(
            pl.col("patient").first(),
            pl.col(f"{ATTRIBUTE}cause").drop_nulls().first().alias("cause_word"),
            pl.col(f"{ATTRIBUTE}age").drop_nulls().first().alias("age_word"),
            pl.col("site").filter(of(Activity.ARRIVAL)).first().alias("site"),
            pl.col("start").filter(of(Activity.ARRIVAL)).first().alias("arrival"),
            number.filter(of(Activity.TRIAGE)).first().alias("level"),
            number.filter(of(Activity.CARE)).first().fill_null(0).alias("exam"),
            of(Activity.FIRST_CONTACT).any().alias("seen"),
            of(Activity.DECISION).any().alias("decided"),
            number.filter(of(Activity.UHCD)).first().alias("after_uhcd"),
            (number.filter(of(Activity.BED_REQUEST)).first() % WARD_BITS).alias("ward"),
            (of(Activity.EXIT) & (detail == home)).any().alias("home"),
        )
        .collect()
    )
    site = pl.Series("site", names.gather(frame["site"]))
    frame = frame.with_columns(
        site,
        frame["cause_word"].replace_strict(_rank(causes), default=None, return_dtype=pl.Int64)
        .alias("cause"),
        frame["age_word"].replace_strict(_rank(BANDS), default=None, return_dtype=pl.Int64)
        .alias("band"),
        pl.when(pl.col("after_uhcd").is_not_null()).then(_UHCD)
        .when(pl.col("ward").is_not_null()).then(_WARD)
        .when(pl.col("home")).then(_HOME).alias("fate"),
    ).filter(
        pl.col("arrival").is_not_null()
        & (pl.col("arrival") <= last - MARGIN_DAYS * DAY_US)
        & pl.col("cause").is_not_null()
        & pl.col("band").is_not_null()
        & pl.col("site").is_in(list(sites or hospitals))
    )  # fmt: skip
    if not frame.height:
        raise JumeauError(
            "journal", "aucun passage aux urgences des hôpitaux demandés.",
            f"Sites du journal : {', '.join(log.names.sites[:10]) or 'aucun'}.",
        )  # fmt: skip
    return frame


def _shares(visits: pl.DataFrame, name: str, prior: Floats, least: int) -> Floats:
    """Give the weights of one branching, cause first; zeros for the causes never seen there."""
    *cell, _ = axes = _AXES[name]
    rows = visits.filter(_WHO[name]).select("patient", *axes).drop_nulls()
    counts = np.zeros_like(prior)
    np.add.at(counts, tuple(rows[a].to_numpy() for a in axes), 1.0)
    people = _patients(rows, axes, prior.shape)
    for at in np.argwhere(((people >= 1) & (people < least)).any(axis=-1)):
        where = tuple(at)
        counts[where] = pooled(counts[where], people[where], prior[where], least)
    return posterior(counts, prior, least, _patients(rows, cell, prior.shape[:-1]),
                     _patients(rows, ["cause"], prior.shape[:1]))  # fmt: skip


def _patients(rows: pl.DataFrame, axes: Sequence[str], shape: tuple[int, ...]) -> Floats:
    """Count the distinct patients of each cell: ten visits of one patient are one patient."""
    found = np.zeros(shape)
    people = rows.group_by(axes).agg(pl.col("patient").n_unique())
    found[tuple(people[a].to_numpy() for a in axes)] = people["patient"].to_numpy()
    return found


def posterior(
    counts: Floats, prior: Floats, least: int, in_cell: Floats, in_cause: Floats
) -> Floats:
    """Give the Dirichlet weights of each cell: its visits, and what it leans on.

    A cell leans on the territory's own shares, raked to the totals of the log (each outcome
    multiplied by observed over expected), as far as cells follow them: the weight is the one
    under which the counts are likeliest (Dirichlet-multinomial), `MOST_LEANING` at most.

    Parameters
    ----------
    counts
        Visits by cell and outcome; causes on the first axis, outcomes on the last.
    prior
        The territory's shares, same shape.
    least
        A cell of fewer patients tells nothing by itself; a cause of fewer is not learned.
    in_cell, in_cause
        Patients of each cell, and of each cause.
    """
    cells, base = counts.reshape(-1, counts.shape[-1]), prior.reshape(-1, counts.shape[-1])
    own = cells * (in_cell.reshape(-1, 1) >= least)
    expected = (base * own.sum(axis=1, keepdims=True)).sum(axis=0)
    raked = base * (own.sum(axis=0) + 1) / (expected + 1)
    raked /= raked.sum(axis=1, keepdims=True)
    told = own.sum(axis=1) > 0
    weight = min(likeliest(own[told], raked[told]), MOST_LEANING) if told.any() else MOST_LEANING
    found: Floats = (own + weight * raked).reshape(counts.shape)
    found[in_cause < least] = 0.0
    return found


def likeliest(counts: Floats, shares: Floats) -> float:
    """Give the weight of given shares under which counts are likeliest, among `STRENGTHS`.

    Parameters
    ----------
    counts, shares
        One row a cell; an outcome of share 0 is left aside.
    """
    shares = np.where(shares > 0, shares, 1e-9)
    total = counts.sum(axis=1)
    found = []
    for k in STRENGTHS:
        alpha = k * shares
        each = gammaln(k) - gammaln(k + total) + (gammaln(counts + alpha) - gammaln(alpha)).sum(1)
        found.append(each.sum())
    return float(STRENGTHS[int(np.argmax(found))])


def exam_times(
    log: EventLog, visits: pl.DataFrame, base: PathwayModel, hospitals: Sequence[str]
) -> pl.DataFrame:
    """Give the delays of exams over what the territory's model says: law, pace, age."""
    laws = [law.mean_min for law in base.ed.exam_delay]
    rows = _lasting(log, Activity.EXAMS).join(visits, on="case", how="inner")
    ages = dict(enumerate(base.ed.exam_factor.tolist()))
    pace = {h: float(p) for h, p in zip(hospitals, base.ed.pace, strict=True)}
    return rows.filter(pl.col("detail").is_between(1, len(laws))).select(
        "patient", "cause", "band",
        (pl.col("minutes")
         / (pl.col("detail") - 1).replace_strict(dict(enumerate(laws)), return_dtype=pl.Float64)
         / pl.col("site").replace_strict(pace, return_dtype=pl.Float64)
         / pl.col("band").replace_strict(ages, return_dtype=pl.Float64)).alias("ratio"),
    )  # fmt: skip


def stay_times(log: EventLog, visits: pl.DataFrame, base: PathwayModel) -> pl.DataFrame:
    """Give the unscheduled stays over what the territory's model says: ward, cause, age.

    A stay begun less than `STAY_MARGIN_DAYS` before the end of the log is left out, whatever its
    length: choosing those that are over would keep the short ones.
    """
    laws = {w: law.mean_min for w, law in enumerate(base.wards.stay) if np.isfinite(law.mean_min)}
    last = _end(log) - STAY_MARGIN_DAYS * DAY_US
    asked = visits.filter(pl.col("ward").is_not_null())
    rows = _lasting(log, Activity.BED).filter(pl.col("start") <= last)
    rows = rows.join(asked, on="case", how="inner").filter(pl.col("ward").is_in(list(laws)))
    mean = pl.col("ward").replace_strict(laws, return_dtype=pl.Float64)
    factor = base.wards.stay_factor[rows["cause"].to_numpy(), rows["band"].to_numpy()]
    return rows.with_columns(pl.Series("factor", factor)).select(
        "patient", "cause", "band", (pl.col("minutes") / mean / pl.col("factor")).alias("ratio")
    )


def _lasting(log: EventLog, activity: Activity) -> pl.DataFrame:
    """Give the stages of one kind: case, start, detail, minutes."""
    known = _rank(log.names.activities)
    return log.frame.filter(pl.col("activity") == known.get(ACTIVITY_FR[activity], -1)).select(
        "case", "start",
        pl.col(f"{ATTRIBUTE}detail").cast(pl.Int64, strict=False).alias("detail"),
        ((pl.col("end") - pl.col("start")) / US_PER_MINUTE).alias("minutes"),
    )  # fmt: skip


def multipliers(times: pl.DataFrame, causes: int, least: int, *, pooled: int) -> Floats:
    """Give mean and deviation of the logarithm of the multiplier of each cell.

    The multiplier is the mean ratio; its deviation that of a mean (delta method). A cell leans on
    its parent (the same cell over `pooled`: 0 the causes, 1 the ages) by empirical Bayes.

    Parameters
    ----------
    times
        `patient, cause, band, ratio`, one row a duration.
    least
        A cell of fewer patients tells nothing by itself.
    """
    found = np.full((causes, len(BANDS), 2), np.nan)

    def enough(rows: pl.DataFrame) -> bool:
        return rows.height >= LEAST_TIMES and rows["patient"].n_unique() >= least

    kept = times.filter(pl.col("ratio") > 0)
    by, inner = ("band", "cause") if pooled == 0 else ("cause", "band")
    for (key,), part in kept.group_by(by, maintain_order=True):
        if not enough(part):
            continue
        mean, error = _log_mean(part["ratio"].to_numpy())
        cells = {int(k): g for (k,), g in part.group_by(inner)}
        told = {k: _log_mean(g["ratio"].to_numpy()) for k, g in sorted(cells.items()) if enough(g)}
        means, errors = (np.array([v[i] for v in told.values()]) for i in (0, 1))
        spread = max(between(means, errors), LEAST_SPREAD**2)
        for k in cells:
            own = told.get(k)
            trust = 0.0 if own is None else spread / (spread + own[1] ** 2)
            centre = mean if own is None else trust * own[0] + (1 - trust) * mean
            noise = 0.0 if own is None else trust * own[1] ** 2
            alone = spread if own is None else 0.0
            width = np.sqrt(noise + alone + (1 - trust) ** 2 * error**2)
            at = (k, key) if pooled == 0 else (key, k)
            found[at] = centre, max(width, 1e-9)
    return found


def _log_mean(values: Floats) -> tuple[float, float]:
    """Give the logarithm of a mean and its standard error."""
    mean = values.mean()
    return float(np.log(mean)), float(values.std(ddof=1) / np.sqrt(len(values)) / mean)
