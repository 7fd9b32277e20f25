"""Small made-up official files: Corse, overseas, the mainland; nobody's real figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

MARKER = "finess;etalab;98;2026-05-12"
L93 = "1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93 (Métropole)"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """Write one file and give its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def establishment(
    finess: str, dep: str, commune: str, category: str = "355", name: str = ""
) -> str:
    """Give a line `structureet` of 32 cells."""
    cells = [""] * 32
    cells[0:5] = ["structureet", finess, f"{finess[:2]}0780001", name or f"CH {finess}", ""]
    cells[12], cells[13], cells[18], cells[20] = commune, dep, category, "1102"
    cells[28], cells[30] = "1979-02-13", "2020-02-04"
    return ";".join(cells)


def geolocation(finess: str, x: object, y: object, source: str = L93) -> str:
    """Give a line `geolocalisation` of 6 cells."""
    return f"geolocalisation;{finess};{x};{y};{source};2026-05-04"


Place = tuple[str, str, float, float, str, str]
PLACES: Mapping[str, Place] = {
    "010000024": ("01", "451", 870262.2, 6571540.8, L93, "01451"),
    "2A0000014": ("2A", "004", 1177000.0, 6108000.0, L93, "2A004"),
    "2B0000020": ("2B", "033", 1229000.0, 6200000.0, L93, "2B033"),
    "970100012": ("9A", "101", 657242.9, 1795384.4,
                  "2,ATLASANTE,96,BAN,EPSG:5490 RGAF09/UTM Zone 20N (Antilles)", "97101"),
    "970211215": ("9B", "209", 708000.0, 1621000.0,
                  "2,ATLASANTE,90,BAN,EPSG:5490 RGAF09/UTM Zone 20N (Antilles)", "97209"),
    "970306833": ("9C", "302", 353672.8, 544349.1,
                  "2,ATLASANTE,96,BAN,EPSG:2972 RGFG95/UTM zone 22N (Guyane)", "97302"),
    "970400024": ("9D", "411", 338100.0, 7688400.0,
                  "1,ATLASANTE,80,BAN,EPSG:2975 RGR92/UTM zone 40S (La Réunion)", "97411"),
    "970500039": ("9E", "502", 563200.0, 5180500.0,
                  "2,ATLASANTE,90,BAN,WGS84/UTM zone 21N (St-Pierre-et-Miquelon)", "97502"),
    "980500011": ("9F", "611", 524800.0, 8587200.0,
                  "1,ATLASANTE,99,BAN,EPSG:4471 RGM04/UTM zone 38S (Mayotte)", "97611"),
    "980600027": ("9J", "613", 588000.0, 8530000.0,
                  "1,ATLASANTE,99,BAN,WGS84/UTM zone 1S (Wallis-et-Futuna)", "98613"),
    "970100400": ("9A", "127", 491200.0, 1997800.0,
                  "1,ATLASANTE,99,BAN,EPSG:5490 RGAF09/UTM Zone 20N (Antilles)", "97801"),
}  # fmt: skip
"""Department and commune as FINESS writes them, coordinates, their system, INSEE code."""


def finess(*more: str, places: Mapping[str, Place] = PLACES) -> str:
    """Give the text of an extract cs1100507."""
    first = [establishment(code, dep, commune) for code, (dep, commune, *_) in places.items()]
    last = [geolocation(code, x, y, source) for code, (_, _, x, y, source, _) in places.items()]
    return "\n".join([MARKER, *first, *last, *more]) + "\n"


SAE = {
    "ID": "BOR;AN;FI;RS;FI_EJ;CAT;DEP;NOMCOM\n"
    "ID;2025;010000024;CH DE BOURG;010780054;355;01;VIRIAT\n"
    "ID;2025;2A0000014;CH D'AJACCIO;2A0780001;355;2A;AJACCIO\n"
    "ID;2025;970100012;POLYCLINIQUE;970100103;365;9A;LES ABYMES\n"
    "ID;2025;970400024;CHU NORD;970408589;101;9D;SAINT-DENIS\n",
    "URGENCES": "BOR;AN;FI;RS;AUTSU;AUTGEN;AUTSAIS;AUTPED;AUTMEDURG\n"
    "URGENCES;2025;010000024;CH;1;1;0;0;0\nURGENCES;2025;2A0000014;CH;1;1;1;0;1\n"
    "URGENCES;2025;970100012;PC;1;1;0;1;0\nURGENCES;2025;970400024;CHU;1;0;0;1;0\n"
    "URGENCES;2025;750100125;GHU;0;0;0;0;0\nURGENCES;2025;830200523;PC;1;1;0;0;0\n",
    "URGENCES2": "BOR;AN;FI;RS;URG;PASSU;LIT_UHCD;IMPL_SMUR_SITE\n"
    "URGENCES2;2025;010000024;CH;GEN;45177;10;1\nURGENCES2;2025;2A0000014;CH;GEN;;;0\n"
    "URGENCES2;2025;970100012;PC;GEN;30000;4;0\nURGENCES2;2025;970100012;PC;PED;5000;;\n"
    "URGENCES2;2025;970400024;CHU;PED;0;2;\n",
    "MCO": "BOR;AN;FI;RS;LIT_MCO\nMCO;2025;010000024;CH;344\nMCO;2025;2A0000014;CH;0\n"
    "MCO;2025;970100012;PC;\n",
    "REA": "BOR;AN;FI;RS;UNI;LIT\nREA;2025;010000024;CH;REAADU;12\n"
    "REA;2025;010000024;CH;REAPEDREC;3\nREA;2025;010000024;CH;SIADU;17\nREA;2025;010000024;CH;SITOT;17\n"
    "REA;2025;970100012;PC;SITOT;6\n",
}  # fmt: skip


def pyramid(*communes: str, level: str = "COM") -> str:
    """Give a table TD_POP1B: age + 1 inhabitants, half a man less."""
    rows = [
        f"{level};{code};Commune;{sex};{age:03d};{age + (1 if sex == 2 else 0.5)}"
        for code in communes
        for sex in (1, 2)
        for age in range(101)
    ]
    return "\n".join(["NIVGEO;CODGEO;LIBGEO;SEXE;AGED100;NB", *rows]) + "\n"


AGES = [f"[{low};{low + 4}]" for low in range(0, 95, 5)] + ["[95;+]"]


def projection_rows(zones: Mapping[str, float], years: tuple[int, ...] = (2018, 2023, 2030, 2040)):
    """Give rows ZONE, SEXE, TRAGE, POP_...: 1,000 a group, growing by a rate a year since 2023."""
    head = ["ZONE", "SEXE", "TRAGE", *(f"POP_{year}" for year in years)]
    rows = [
        [zone, sex, age, *(round(1000 * (1 + rate * (year - 2023)), 3) for year in years)]
        for zone, rate in zones.items()
        for sex in (1, 2)
        for age in AGES
    ]
    return [head, *rows]


def projection_csv(zones: Mapping[str, float]) -> str:
    """Give the same as a CSV; an age group holds a semicolon, so it is quoted."""
    rows = [";".join(f'"{c}"' if ";" in str(c) else str(c) for c in row)
            for row in projection_rows(zones)]  # fmt: skip
    return "\n".join(rows) + "\n"


RPPS_HEAD = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Nom d'exercice|"
    "Prénom d'exercice|Code profession|Code savoir-faire|Code mode exercice|"
    "Code secteur d'activité|Code commune (coord. structure)|"
)


def rpps(*rows: tuple[str, str, str, str, str, str], head: str = RPPS_HEAD) -> str:
    """Give a table of activities: person, profession, skill, mode, sector, commune."""
    lines = [f"8|{p}|8{p}|NOM|Prénom|{prof}|{skill}|{mode}|{sector}|{commune}|"
             for p, prof, skill, mode, sector, commune in rows]  # fmt: skip
    return "\n".join([head, *lines]) + "\n"
