"""The anchors of a rule: which events start a clock, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.breaks.clock import DataEnd, Times, data_end, day_of, local_us
from pathways.breaks.following import After, Points, earlier_count, first_after
from pathways.breaks.observation import Observation, observe
from pathways.breaks.rule import Rule
from pathways.breaks.selecting import Selecting
from twin.contracts.events import EventLog

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Anchors:
    """The anchors of a rule in a log, and what was left out.

    Attributes
    ----------
    rows
        One row an anchor: `row` (of the log), `patient`, `case`, `key` (patient, or patient and
        class), `time` (local microseconds), `instant` (as in the log), `day`, `age` (years,
        null if unknown), `seen_until` and `seen_until_us` (last local day and microsecond
        observed), `period_known`.
    left_out
        `reason`, `anchors`, `patients`: matched events that are no anchor, in the order of the
        tests; an event is counted at the first one it fails.
    matched
        Events that the selectors took.
    end
        How far the data go.
    """

    rows: pl.DataFrame
    left_out: pl.DataFrame
    matched: int
    end: DataEnd


@dataclass(slots=True)
class _Sieve:
    """Events tested one reason after the other."""

    rows: Times
    patient: Times
    reasons: list[dict[str, str | int]] = field(default_factory=list)

    def drop(self, bad: Flags, reason: str) -> Flags:
        """Leave events out for a reason; give which ones stay."""
        if bad.any():
            self.reasons.append(
                {"reason": reason, "anchors": int(bad.sum()),
                 "patients": len(np.unique(self.patient[bad]))}
            )  # fmt: skip
        self.rows, self.patient = self.rows[~bad], self.patient[~bad]
        return ~bad


def anchors(log: EventLog, rule: Rule, until: date | None = None) -> Anchors:
    """Give the anchors of a rule: who is counted, whatever happened to them afterwards.

    Nothing after the anchor is read, but for a stay that begins the same day (`chained_to`).

    Parameters
    ----------
    log
        Event log, with its people.
    rule
        Rule, perhaps with the words of the log.
    until
        Last day to believe; by default what `Censoring` says.
    """
    seen = Selecting(log, rule.words)
    end = data_end(log, rule, until)
    frame = log.frame
    matched = seen.rows(rule.anchor.events)
    sieve = _Sieve(matched, frame["patient"].gather(matched).to_numpy().astype(np.int64))
    when = frame[rule.anchor.at].gather(matched)
    sieve.drop(when.is_null().to_numpy(), "sortie sans date")
    time = local_us(frame[rule.anchor.at].gather(sieve.rows), log.about).to_numpy()
    key = _keys(sieve, seen, rule)
    time, key = _kept(
        sieve.drop(_repeated(key, time, sieve.rows), "même ancre en double"), time, key
    )
    points = Points(key, time, sieve.rows)
    if rule.anchor.pick == "first":
        time, key = _kept(sieve.drop(earlier_count(points) > 0, "pas la première"), time, key)
    elif rule.anchor.min_earlier:
        few = earlier_count(points) < rule.anchor.min_earlier
        time, key = _kept(sieve.drop(few, "pas assez d'ancres antérieures"), time, key)
    people = _people(log, sieve.patient)
    age = _or_written(_ages(people["born"], time), seen, sieve.rows)
    keep = _age_tests(sieve, rule, age)
    time, key, age, died = _kept(keep, time, key, age, people["died"])
    begun = local_us(frame["start"].gather(sieve.rows), log.about).to_numpy()
    keep = sieve.drop(day_of(died) < day_of(begun), "ancre après le décès")
    time, key, age, died = _kept(keep, time, key, age, died)
    if rule.anchor.at == "end":
        keep = sieve.drop(died <= time, "décès pendant le séjour (date de décès)")
        time, key, age = _kept(keep, time, key, age)
    for exclusion in rule.exclusion:
        keep = sieve.drop(seen.excluded(sieve.rows, exclusion.where), exclusion.label)
        time, key, age = _kept(keep, time, key, age)
    if rule.window.supply_attribute:
        unknown = ~(_supplied(seen, rule, sieve.rows) > 0)
        time, key, age = _kept(sieve.drop(unknown, "durée délivrée inconnue"), time, key, age)
    keep = sieve.drop(
        _chained(log, seen, rule, sieve, time), "suivi le jour même d'un autre séjour"
    )
    time, key, age = _kept(keep, time, key, age)
    view = observe(log, sieve.patient, time, end)
    keep = _observation_tests(sieve, rule, view, time)
    time, key, age = _kept(keep, time, key, age)
    view = view.keep(keep)
    if rule.anchor.spacing_days:
        near = _too_near(key, day_of(time), sieve.rows, rule.anchor.spacing_days)
        keep = sieve.drop(near, f"à moins de {rule.anchor.spacing_days} jours de la précédente")
        time, key, age = _kept(keep, time, key, age)
        view = view.keep(keep)
    rows = pl.DataFrame(
        {
            "row": sieve.rows,
            "patient": sieve.patient.astype(np.uint32),
            "case": frame["case"].gather(sieve.rows),
            "key": key,
            "time": time,
            "instant": frame[rule.anchor.at].gather(sieve.rows),
            "day": day_of(time),
            "age": pl.Series(age, dtype=pl.Int64).replace(-1, None),
            "seen_until": view.last_day,
            "seen_until_us": view.last_us,
            "period_known": view.known,
        }
    )
    schema = {"reason": pl.String, "anchors": pl.Int64, "patients": pl.Int64}
    return Anchors(rows, pl.DataFrame(sieve.reasons, schema=schema), len(matched), end)


def _kept(keep: Flags, *columns: Times) -> tuple[Times, ...]:
    return tuple(column[keep] for column in columns)


def _keys(sieve: _Sieve, seen: Selecting, rule: Rule) -> Times:
    """Give one number a patient, or a patient and class where the rule follows a class."""
    return keys_of(sieve.patient, sieve.rows, seen, rule)


def keys_of(patient: Times, rows: Times, seen: Selecting, rule: Rule) -> Times:
    """Give the key of events: their patient, and their class (`expected.same`) if there is one."""
    same = rule.expected.same
    if same is None:
        return patient
    frame = seen.log.frame
    column = seen.column(same.attribute)
    if column not in frame.columns:
        return patient
    begins = frame[column].str.to_uppercase()
    begins = begins.str.slice(0, same.characters) if same.characters else begins
    # Ranks over the whole log: anchors and expected events then have the same numbers.
    classes = begins.fill_null("").rank("dense").cast(pl.Int64)
    numbers = classes.to_numpy()
    keys: Times = patient * (int(numbers.max(initial=0)) + 1) + numbers[rows]
    return keys


def _repeated(key: Times, time: Times, rows: Times) -> Flags:
    """Tell which anchors repeat another one of the same key at the same instant."""
    order = np.lexsort((rows, time, key))
    again = np.zeros(len(order), bool)
    again[order[1:]] = (np.diff(key[order]) == 0) & (np.diff(time[order]) == 0)
    return again


def _people(log: EventLog, patient: Times) -> dict[str, Times]:
    """Give birth and death of each anchor's patient, local microseconds; far values if unknown."""
    far = {"born": np.iinfo(np.int64).min // 4, "died": np.iinfo(np.int64).max // 4}
    asked = pl.DataFrame({"patient": patient.astype(np.uint32)})
    known = log.patients.select("patient", "born", "died")
    joined = asked.join(known, on="patient", how="left", maintain_order="left")
    return {
        name: local_us(joined[name], log.about).fill_null(value).to_numpy()
        for name, value in far.items()
    }


def _ages(born: Times, time: Times) -> Times:
    """Give completed years at the local date of the anchor; -1 if unknown or impossible."""
    known = born > np.iinfo(np.int64).min // 8
    birth = np.where(known, born, 0).astype("datetime64[us]")
    now = time.astype("datetime64[us]")
    years = _years(now) - _years(birth)
    into_year = (birth.astype("datetime64[M]").astype(np.int64) % 12, _day_of_month(birth))
    today = (now.astype("datetime64[M]").astype(np.int64) % 12, _day_of_month(now))
    before = (today[0] < into_year[0]) | ((today[0] == into_year[0]) & (today[1] < into_year[1]))
    age = years - before
    return np.where(known & (age >= 0) & (age <= 130), age, -1)


def _or_written(age: Times, seen: Selecting, rows: Times) -> Times:
    """Give the age, from the source's own attribute where no date of birth is known."""
    column = seen.column("age")
    if column not in seen.log.frame.columns or (age >= 0).all():
        return age
    known = seen.log.frame.select(pl.col(column).forward_fill().over("case"))[column].gather(rows)
    years = known.str.replace(",", ".").cast(pl.Float64, strict=False).fill_nan(None).floor()
    written = years.cast(pl.Int64, strict=False).fill_null(-1).to_numpy()
    return np.where(age >= 0, age, np.where((written >= 0) & (written <= 130), written, -1))


def _years(times: npt.NDArray[np.datetime64]) -> Times:
    numbers: Times = times.astype("datetime64[Y]").astype(np.int64)
    return numbers


def _day_of_month(times: npt.NDArray[np.datetime64]) -> Times:
    days = times.astype("datetime64[D]") - times.astype("datetime64[M]").astype("datetime64[D]")
    numbers: Times = days.astype(np.int64)
    return numbers


def _age_tests(sieve: _Sieve, rule: Rule, age: Times) -> Flags:
    low, high = rule.anchor.age_min, rule.anchor.age_max
    if low is None and high is None:
        return np.ones(len(age), bool)
    unknown = sieve.drop(age < 0, "âge inconnu")
    kept = age[unknown]
    out = sieve.drop(
        (kept < (low or 0)) | (kept > (high if high is not None else 999)), "hors de l'âge"
    )
    both = unknown.copy()
    both[unknown] = out
    return both


def _supplied(seen: Selecting, rule: Rule, rows: Times) -> npt.NDArray[np.float64]:
    """Give the days delivered at each anchor; not a number where they are not told."""
    return supply_days(seen.log.frame[seen.column(rule.window.supply_attribute)].gather(rows))


def supply_days(texts: pl.Series) -> npt.NDArray[np.float64]:
    """Read numbers of days, decimal comma or point; not a number where none is written."""
    numbers = texts.str.strip_chars().str.replace(",", ".").cast(pl.Float64, strict=False)
    return np.asarray(numbers.fill_null(np.nan).to_numpy(), float)


def _chained(log: EventLog, seen: Selecting, rule: Rule, sieve: _Sieve, time: Times) -> Flags:
    """Tell which anchors are followed the same day by a stay, or fall inside another one."""
    stays = seen.rows(rule.anchor.chained_to)
    if not len(stays) or not len(time):
        return np.zeros(len(time), bool)
    frame = log.frame
    owner = frame["patient"].gather(stays).to_numpy().astype(np.int64)
    begun = local_us(frame["start"].gather(stays), log.about).to_numpy()
    here = Points(sieve.patient, time, sieve.rows)
    next_time, _ = first_after(here, Points(owner, begun, stays), After(0, "calendar", True))
    same_day = day_of(next_time) == day_of(time)
    ended = frame["end"].gather(stays)
    closed = ended.is_not_null().to_numpy()
    inside = _inside(here, owner[closed], begun[closed],
                     local_us(ended.drop_nulls(), log.about).to_numpy(), stays[closed])  # fmt: skip
    chained: Flags = same_day | inside
    return chained


def _inside(here: Points, owner: Times, begun: Times, ended: Times, rows: Times) -> Flags:
    """Tell which anchors fall strictly inside a stay that is not their own."""
    left = pl.DataFrame({"key": here.key, "time": here.time, "own": here.row}).with_row_index("n")
    right = pl.DataFrame({"key": owner, "begun": begun, "ended": ended, "stay": rows})
    both = left.join(right, on="key").filter(
        (pl.col("begun") < pl.col("time"))
        & (pl.col("time") < pl.col("ended"))
        & (pl.col("own") != pl.col("stay"))
    )
    inside = np.zeros(left.height, bool)
    inside[both["n"].unique().to_numpy()] = True
    return inside


def _observation_tests(sieve: _Sieve, rule: Rule, view: Observation, time: Times) -> Flags:
    day = day_of(time)
    tests = [
        (day > view.data_end, "après la fin des données"),
        (view.outside, "hors de la période d'observation du patient"),
        (
            day - view.first_day < rule.anchor.observed_before_days,
            "pas assez de recul avant l'ancre",
        ),
    ]
    keep = np.ones(len(day), bool)
    for bad, reason in tests:
        keep[keep] = sieve.drop(bad[keep], reason)
    return keep


def _too_near(key: Times, day: Times, rows: Times, spacing: int) -> Flags:
    """Tell which anchors come too soon after the last one kept of the same key."""
    near = np.zeros(len(key), bool)
    last_key, last_day = -1, 0
    for i in np.lexsort((rows, day, key)):
        if key[i] == last_key and day[i] - last_day < spacing:
            near[i] = True
        else:
            last_key, last_day = key[i], day[i]
    return near
