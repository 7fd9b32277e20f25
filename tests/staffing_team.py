"""A small team on disk: eight agents, two weeks, three shifts; solved in a second."""

from __future__ import annotations

TEAM = """format = 1
name = "petite-equipe"
title = "Petite équipe"
start = 2026-10-19
days = 14
region = "53"
history_from = 2026-10-05

[settings]
fortnight_from = 2026-10-19

[files]
person = "agents.csv"
need = "besoin.csv"
absence = "absences.csv"
lock = "verrous.csv"

[[shift]]
id = "M"
label = "Matin"
start = "06:45"
end = "14:15"
break_min = 30

[[shift]]
id = "S"
label = "Soir"
start = "13:45"
end = "21:15"
break_min = 30

[[shift]]
id = "N"
label = "Nuit"
start = "21:00"
end = "07:00"
break_min = 30
undesired = 1
"""
NEED = "jour;competence;poste;besoin;minimum;cout_manque\ntous;ide;M;2;1;100\ntous;ide;S;1;1;100\n"


def write_team(folder, *, need=NEED, absences="", locks="", people=8, pools=()):
    """Write the team and give the path of its problem."""
    lines = ["agent;nom;statut;competences;quotite;postes;equipes"]
    lines += [
        f"I{k};Agent {'ABCDEFGHIJ'[k]};fph;ide;100;M S N;{'pool' if k in pools else ''}"
        for k in range(people)
    ]
    for name, text in (
        ("agents.csv", "\n".join(lines) + "\n"),
        ("besoin.csv", need),
        ("absences.csv", "agent;debut;fin;motif\n" + absences),
        ("verrous.csv", "agent;jour;poste;comme\n" + locks),
        ("equipe.toml", TEAM),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "equipe.toml"
