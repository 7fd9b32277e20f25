"""Planted breaks: what was put in a log is found, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import polars as pl
import pytest

from pathways.breaks import evaluate, rates
from pathways.breaks.rule import Rule
from pathways.breaks.rule_files import find_rule
from twin.contracts.events import LogAbout, of_rows
from twin.contracts.events.coding import Coder

EPOCH = datetime(1970, 1, 1)
END = date(2024, 12, 31)
FATES = ("met", "broken", "censored", "death", "readmission", "gone", "excluded", "late")


def us(when: datetime) -> int:
    return int((when - EPOCH) / timedelta(microseconds=1))


def stay(case: str, patient: str, start: datetime, end: datetime, **more: str | None) -> dict:
    about = {"@dp": "I500", "@mode_sortie": "8", "@destination": None, "@specialite": None}
    return {"case": case, "patient": patient, "activity": "hospitalisation",
            "start": us(start), "end": us(end)} | about | {
                f"@{k}": v for k, v in more.items()}  # fmt: skip


def visit(case: str, patient: str, start: datetime, activity: str, **more: str) -> dict:
    row = stay(case, patient, start, start, **more)
    return row | {"activity": activity, "@dp": None, "@mode_sortie": None, "end": None}


class Planter:
    """Writes one log with known fates."""

    def __init__(self, seed: int, b: int) -> None:
        self.luck = Random(seed)
        self.b = b
        self.rows: list[dict] = []
        self.people: list[dict] = []
        self.periods: list[dict] = []
        self.fates: dict[tuple[str, int], tuple[str, int | None]] = {}
        # One visit of another patient, so that the log is known to hold such care.
        self.rows.append(visit("z", "z", datetime(2023, 1, 5, 9), "consultation generaliste"))

    def time_of(self, day: date) -> datetime:
        """A moment of the day, at midnight (a date without hour) one time in three."""
        if self.luck.random() < 1 / 3:
            return datetime.combine(day, datetime.min.time())
        return datetime.combine(day, datetime.min.time()) + timedelta(
            minutes=self.luck.randint(8 * 60, 18 * 60)
        )

    def followed(self, case: str, patient: str, day: date, since: datetime | None = None) -> None:
        """Write an expected event: the event itself, or one of its equivalents."""
        when = self.time_of(day)
        if since is not None and when < since and when.time() != datetime.min.time():
            when = since + timedelta(minutes=self.luck.choice((0, 1, 50)))
        kind = self.luck.choice(("consultation generaliste", "teleconsultation"))
        self.rows.append(visit(case, patient, when, kind, specialite="1"))

    def noise(self, case: str, patient: str, out: datetime, begun: datetime) -> None:
        """Write what must not count: before the exit, too late, of another kind."""
        luck, b = self.luck, self.b
        if luck.random() < 0.5 and out.hour >= 9:
            early = max(begun, out - timedelta(minutes=luck.randint(1, 50)))
            if early != out and early.time() != datetime.min.time():
                self.rows.append(visit(case, patient, early, "consultation generaliste"))
        if luck.random() < 0.5:
            self.rows.append(
                visit(case, patient, out + timedelta(days=1), "consultation neurologue")
            )
        if luck.random() < 0.5:
            self.rows.append(
                visit(case, patient, out + timedelta(days=2), "teleconsultation", specialite="32")
            )
        if luck.random() < 0.3:
            late = datetime.combine(out.date() + timedelta(days=b + 1), datetime.min.time())
            self.rows.append(visit(case, patient, late, "consultation generaliste"))

    def patient(self, number: int) -> None:
        luck, b = self.luck, self.b
        name, died, until = f"p{number}", None, date(2025, 6, 30)
        day = date(2023, 1, 10) + timedelta(days=luck.randint(0, 30))
        for rank in range(luck.randint(1, 4)):
            case = f"{name}-{rank}"
            fate = luck.choice(FATES)
            begun = self.time_of(day) - timedelta(days=luck.randint(1, 9))
            out = self.time_of(day)
            if fate == "late":
                out = self.time_of(END - timedelta(days=luck.randint(0, b - 1)))
                begun = out - timedelta(days=3)
            home, key = {}, (name, us(out))
            first = self.luck.randint(0, b - 1)
            if fate == "excluded":
                home = luck.choice((
                    {"mode_sortie": "9"}, {"mode_sortie": "7"},
                    {"mode_sortie": "8", "destination": "2"}, {"das": "I10 Z51.5"},
                ))  # fmt: skip
            self.rows.append(stay(case, name, begun, out, **home))
            self.noise(case, name, out, begun)
            if fate == "met":
                on = luck.randint(0, b)
                self.followed(case, name, out.date() + timedelta(days=on), out if not on else None)
                self.fates[key] = ("met", on)
                if luck.random() < 0.3:  # death on the very day of the visit: the visit was made
                    died = out.date() + timedelta(days=on)
                    died = died if on else None
                if died:
                    break
            elif fate == "broken":
                self.fates[key] = ("broken", None)
            elif fate == "late":
                self.fates[key] = ("censored", None)
                break
            elif fate == "censored":
                until = out.date() + timedelta(days=first)
                self.fates[key] = ("censored", None)
                break
            elif fate in ("death", "gone"):
                died = out.date() + timedelta(days=1 + first)
                self.fates[key] = ("competing", 1 + first)
                if fate == "gone":  # an anchor after death is a fault of the data
                    ghost = out + timedelta(days=60)
                    self.rows.append(stay(f"{case}x", name, ghost, ghost + timedelta(days=2)))
                break
            elif fate == "readmission":
                on = 1 + first
                back = self.time_of(out.date() + timedelta(days=on))
                # The next stay is of another cause: it competes, and is no anchor.
                self.rows.append(stay(f"{case}r", name, back, back + timedelta(days=1), dp="S720"))
                self.followed(case, name, back.date() + timedelta(days=1))
                self.fates[key] = ("competing", on)
            day = day + timedelta(days=b + luck.randint(30, 60))
        death = None if died is None else us(datetime.combine(died, datetime.min.time()))
        self.people.append({"name": name, "sex": luck.choice("MF"), "died": death,
                            "born": us(datetime(1940, 5, 1))})  # fmt: skip
        after = datetime.combine(until + timedelta(days=1), datetime.min.time())
        self.periods.append({"name": name, "start": us(datetime(2023, 1, 1)), "end": us(after)})

    def log(self, patients: int):
        for number in range(patients):
            self.patient(number)
        self.luck.shuffle(self.rows)
        frame = pl.DataFrame(
            self.rows,
            schema_overrides={"end": pl.Int64} | {c: pl.String for c in
                              ("@dp", "@das", "@mode_sortie", "@destination", "@specialite")},
            infer_schema_length=None,
        )  # fmt: skip
        coder = Coder()
        coder.add(frame)
        coder.add_patients(pl.DataFrame(self.people, schema_overrides={"died": pl.Int64}))
        coder.add_periods(pl.DataFrame(self.periods))
        return coder.finish(LogAbout())


def check(seed: int, rule: Rule) -> None:
    planter = Planter(seed, rule.window.last_day)
    log = planter.log(12)
    found = evaluate(log, rule, until=END)
    names = dict(zip(log.patients["patient"], log.patients["name"], strict=True))
    seen = {
        (names[p], t): (s, d)
        for p, t, s, d in found.rows.select("patient", "time", "status", "day").iter_rows()
    }
    assert seen == planter.fates, f"seed {seed}"
    both = rates(found)
    assert both.anchors == len(planter.fates)
    shares = [both.incidence[s].value for s in ("met", "broken", "competing")]
    if None not in shares:
        assert sum(shares) == pytest.approx(1)


@pytest.mark.property
def test_every_planted_break_is_found_and_no_other():
    rule = find_rule("hf-gp-7d")
    for seed in range(60):
        check(seed, rule)


@pytest.mark.property
@pytest.mark.full
def test_a_thousand_planted_logs():
    rule = find_rule("hf-gp-7d")
    for seed in range(1000):
        check(seed, rule)


def test_rows_without_patients_are_their_own_cases():
    rows = [stay("c", "c", datetime(2024, 1, 1), datetime(2024, 1, 5))]
    log = of_rows(pl.DataFrame(rows).drop("patient"), LogAbout())
    assert not evaluate(log, find_rule("hf-gp-7d")).evaluable
