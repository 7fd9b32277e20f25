"""Write the example of the SAMU: invented cases, invented places, a mass-casualty batch.

Run from the root of the repository: `python examples/samu/generer.py`. Nobody in it exists.
"""

from __future__ import annotations

import random
from pathlib import Path

HERE = Path(__file__).parent
HEAD = "cas;commune;motif;age;appel;debut;signes;besoins"
CASES = (
    "C01;29024;chest_pain;65-74;12/01/2026 03:00;12/01/2026 02:10;st_elevation;",
    "C02;56173;stroke;75+;12/01/2026 03:05;12/01/2026 01:50;deficit;",
    "C03;35288;major_trauma;18-44;12/01/2026 03:10;12/01/2026 03:02;high_energy+bleeding;",
    "C04;22113;respiratory;0-4;12/01/2026 03:12;;breathless;",
    "C05;29232;psychiatric;18-44;12/01/2026 03:15;;suicidal;",
    "C06;35238;obstetric;18-44;12/01/2026 03:20;12/01/2026 01:00;;",
    "C07;22278;fall;75+;12/01/2026 03:22;;cannot_stand;",
    "C08;56121;advice;45-64;12/01/2026 03:25;;;",
    "C09;22093;stroke;65-74;12/01/2026 03:30;12/01/2026 01:15;large_deficit;",
    "C10;29151;minor_illness;18-44;12/01/2026 03:35;;large_burn;",
)
THROMBECTOMY = ("Brest, hôpital de la Cavale Blanche", "Rennes, hôpital Pontchaillou")
SITES = {
    "Saint-Brieuc, hôpital Yves-Le Foll": (8, 2, 1, 1, 2, 3, 2),
    "Quimper, hôpital Laennec": (6, 1, 2, 1, 2, 2, 1),
    "Morlaix, centre hospitalier": (5, 0, 1, 1, 1, 2, 2),
    "Brest, hôpital de la Cavale Blanche": (9, 2, 2, 2, 2, 1, 3),
    "Saint-Malo, hôpital Broussais": (6, 1, 1, 1, 1, 2, 1),
    "Rennes, hôpital Pontchaillou": (12, 3, 3, 3, 2, 1, 2),
    "Vannes, hôpital Chubert": (7, 1, 1, 1, 2, 3, 2),
    "Lorient, hôpital du Scorff": (7, 1, 1, 1, 1, 2, 2),
    "Pontivy, hôpital de Kério": (4, 0, 1, 1, 1, 1, 1),
    "Carhaix, hôpital": (2, 0, 0, 0, 0, 0, 0),
}
NEEDS = ("urgences", "unv", "coronarographie", "reanimation", "maternite", "pediatrie",
         "psychiatrie")  # fmt: skip


def main() -> None:
    """Write the files."""
    from twin.territory import Territory

    code = {site.name: site.id for site in Territory.pilot().of_kind("hospital")}
    (HERE / "cas.csv").write_text("\n".join((HEAD, *CASES, "")), encoding="utf-8")
    rows = ["site;besoin;places;releve"]
    for name, numbers in SITES.items():
        for need, number in zip(NEEDS, numbers, strict=True):
            rows.append(f"{code[name]};{need};{number};12/01/2026 02:45")
            if need == "reanimation" and number:
                rows.append(f"{code[name]};trauma2;{number};12/01/2026 01:30")
    (HERE / "places.csv").write_text("\n".join((*rows, "")), encoding="utf-8")
    services = ["site;besoin", *(f"{code[name]};thrombectomie" for name in THROMBECTOMY),
                f"{code[THROMBECTOMY[0]]};trauma1"]  # fmt: skip
    (HERE / "services.csv").write_text("\n".join((*services, "")), encoding="utf-8")
    (HERE / "afflux.csv").write_text(mass(), encoding="utf-8")


def mass() -> str:
    """Give ninety invented casualties of a train, near Lamballe, Saint-Brieuc and Loudéac."""
    luck = random.Random(2026)
    rows = [HEAD]
    for k in range(90):
        motive, signs = luck.choices(
            (("major_trauma", "bleeding"), ("chest_pain", "typical_pain"), ("stroke", "deficit"),
             ("minor_trauma", "severe_pain"), ("fall", "cannot_stand"), ("psychiatric", "violent"),
             ("obstetric", "pregnancy_bleeding")), (9, 5, 5, 30, 20, 4, 3))[0]  # fmt: skip
        age = luck.choices(("18-44", "45-64", "65-74", "75+"), (3, 3, 4, 3))[0]
        age = "18-44" if motive == "obstetric" else age
        zone = luck.choices(("22093", "22278", "22136"), (4, 3, 2))[0]
        rows.append(f"A{k + 1:02};{zone};{motive};{age};12/01/2026 15:40;12/01/2026 15:20;{signs};")
    return "\n".join((*rows, ""))


if __name__ == "__main__":
    main()
