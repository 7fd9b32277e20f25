"""The sizes of call centres as JSON, as a scenario for the twin, as a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from scenarios import closing
from scenarios.call_centre import DEFINITIONS, POSTS_FR, WITHIN_S, Post, Promise, Sized
from scenarios.drawn.hours import Panel, Series, draw_hours
from scenarios.samu_period import DAYS as MEASURED_DAYS
from scenarios.samu_period import START, WARMUP_DAYS
from scenarios.samu_telling import sealed
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.toml_text import toml_text
from twin.territory.facility import HOURS_A_WEEK

DAYS = closing.WEEKDAYS
SHORT_FR: dict[Post, str] = {
    "call_assistants": "assistants", "regulators": "régulateurs AMU",
    "gp_regulators": "régulateurs généralistes",
}  # fmt: skip
NOTES = (
    NOT_A_DEVICE,
    "Erlang avec impatience, heure par heure à son régime permanent : durées exponentielles, "
    "appels indépendants, une seule file. Le jumeau vit les priorités, les rappels et la durée "
    "vraie des appels : faites-le juger (--scenario, puis jumeau run).",
    "Appels : semaine moyenne de l'année (ni saison, ni épidémie, ni jour férié) ; durées et "
    "patience du modèle, en partie supposées.",
)


def plain(
    sizes: tuple[Sized, ...], promises: dict[Post, Promise], *, monday: date = START,
    access: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Give the whole answer for JSON.

    Parameters
    ----------
    access
        Sentence on the calendar of access followed (`scenarios.access_said`).
    """
    return {
        "notice": NOT_A_DEVICE,
        "week": monday.isoformat(),
        "access": access,
        "promises": [{"post": post, "share": p.share, "minutes": p.minutes,
                      "definition": DEFINITIONS[post]} for post, p in promises.items()],
        "centres": [_row(one) for one in sizes],
        "notes": [*NOTES, *([access] if access else [])],
    }  # fmt: skip


def _row(one: Sized) -> dict[str, Any]:
    return {
        "centre": one.centre, "name": one.name, "post": one.post,
        "kept_today_share": _known(one.kept_today), "kept_need_share": _known(one.kept_need),
        **{f"answered_{s}s_today_share": _known(v)
           for s, v in zip(WITHIN_S, one.within_today, strict=True)},
        **{f"answered_{s}s_need_share": _known(v)
           for s, v in zip(WITHIN_S, one.within_need, strict=True)},
        "abandoned_today_share": _known(one.abandoned_today),
        "busy_today_share": _known(one.busy_today),
        "diverted_calls_week": float(one.diverted.sum()),
        "paid_hours_today": int(one.today.sum()), "paid_hours_needed": int(one.need.sum()),
        "paid_hours_shifts": one.plan.paid_hours, "shifts_bound": one.plan.bound,
        "shifts_proven": one.plan.proven,
        "by_hour": [{"hour_of_week": h, "calls": float(one.calls[h]), "today": int(one.today[h]),
                     "need": int(one.need[h]), "shifts": int(one.plan.at_work[h]),
                     "kept_today_share": _known(float(one.kept_by_hour[h])),
                     "kept_need_share": _known(float(one.kept_need_by_hour[h]))}
                    for h in range(HOURS_A_WEEK)],
        "shifts": [{"name": t.name, "day": DAYS[day], "start": t.start, "hours": t.hours,
                    "persons": n} for t, day, n in one.plan.starts],
    }  # fmt: skip


def proposal(
    sizes: tuple[Sized, ...], promises: dict[Post, Promise], *, monday: date = START,
    access: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Give the answer as something to decide on: for each post, the shifts, or those of today."""
    return sealed({
        **plain(sizes, promises, monday=monday, access=access), "kind": "call-centre",
        "cases": [{
            "case": f"{one.centre}:{one.post}",
            "why": f"{POSTS_FR[one.post]} : {100 * one.kept_today:.1f} % pris à temps aujourd'hui, "
                   f"{100 * one.kept_need:.1f} % avec le besoin".replace(".", ","),
            "options": [
                {"rank": 1, "destination": f"vacations proposées, {one.plan.paid_hours} h/semaine"},
                {"rank": 2, "destination": f"effectifs d'aujourd'hui, {one.today.sum()} h/semaine"},
            ],
        } for one in sizes],
    })  # fmt: skip


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def picture(
    sizes: Sequence[Sized], promises: dict[Post, Promise], notes: Sequence[str]
) -> str:  # fmt: skip
    """Draw load, persons and share in time by hour of the week: a column a post, rows a centre."""
    rows: list[list[Panel]] = []
    for centre in dict.fromkeys(one.centre for one in sizes):
        mine = [one for one in sizes if one.centre == centre]
        rows.append(
            [
                Panel(
                    f"{one.name} : {SHORT_FR[one.post]}",
                    "appels/h" if one.post == "call_assistants" else "dossiers/h",
                    (Series("charge", one.calls, "#56B4E9", "area"),),
                )
                for one in mine
            ]
        )
        rows.append(
            [
                Panel(
                    "Présents",
                    "personnes",
                    (
                        Series("aujourd'hui", one.today.astype(float), "#1b1b1b"),
                        Series("besoin", one.need.astype(float), "#D55E00", "dash"),
                    ),
                )
                for one in mine
            ]
        )
        rows.append([Panel(f"Pris dans le délai ({_delay(promises[one.post])})", "%",
                           (Series("aujourd'hui", 100 * one.kept_by_hour, "#1b1b1b"),
                            Series("besoin", 100 * one.kept_need_by_hour, "#D55E00", "dash")),
                           100.0) for one in mine])  # fmt: skip
    told = [f"{POSTS_FR[post][0].upper()}{POSTS_FR[post][1:]} : {DEFINITIONS[post]} ; "
            f"promesse : {100 * p.share:g} % en {_delay(p)}.".replace(".5 ", ",5 ")
            for post, p in promises.items()]  # fmt: skip
    return draw_hours(rows, title="Salles de régulation : charge, présents, part prise à temps",
                      notes=[*told, *NOTES[1:], *notes])  # fmt: skip


def _delay(promise: Promise) -> str:
    seconds = 60 * promise.minutes
    return f"{promise.minutes:g} min" if promise.minutes >= 2 else f"{seconds:g} s"


def scenario_text(
    sizes: tuple[Sized, ...], promises: dict[Post, Promise], where: str, name: str,
    start: date = START,
) -> str | None:  # fmt: skip
    """Give a scenario where the posts that miss their promise have the persons of the plan."""
    short = [one for one in sizes if one.kept_today < promises[one.post].share]
    levers = [lever for one in short for lever in _levers(one)]
    if not levers:
        return None
    return toml_text(
        {
            "format": 1, "name": name, "title": "Salle de régulation dimensionnée",
            "question": "Avec les effectifs proposés par jumeau samu call-centre, quelle part des "
                        "appels est décrochée en moins de 60 secondes ?",
            "territory": where, "start": start.isoformat(), "days": MEASURED_DAYS,
            "warmup_days": WARMUP_DAYS, "replications": 20, "seed": 2026,
            "decision": {"indicator": "calls_answered_60s", "threshold": 0, "better": "higher"},
            "lever": levers,
        },
        f"{NOT_A_DEVICE} Écrit par jumeau samu call-centre : à faire juger par jumeau run.",
    )  # fmt: skip


def _levers(one: Sized) -> list[dict[str, Any]]:
    """Give the differences with today as levers: one for each run of hours, same days together."""
    gap = (one.plan.at_work - one.today).reshape(7, 24)
    runs: dict[tuple[int, int, int], list[str]] = {}
    for day, hours in enumerate(gap):
        start = 0
        for hour in range(1, 25):
            if hour == 24 or hours[hour] != hours[start]:
                if hours[start]:
                    runs.setdefault((start, hour, int(hours[start])), []).append(DAYS[day])
                start = hour
    return [
        {
            "kind": "staff", "jobs": [one.post], "sites": [one.centre], "posts": posts,
            "from": f"{start:02}:00", "until": f"{until % 24:02}:00", "weekdays": days,
            "reason": f"{one.name} : {POSTS_FR[one.post]} de la promesse.",
            "source": "jumeau samu call-centre, Erlang avec impatience (assumed)",
        }
        for (start, until, posts), days in sorted(runs.items())
    ]  # fmt: skip
