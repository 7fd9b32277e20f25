"""Small territories and small source files for the tests."""

from __future__ import annotations

from pathlib import Path

COMMUNES = """\
insee,nom,dep,reg,epci,epci_nom,population_2023,lon,lat,point,\
pop_0_19,pop_20_64,pop_65p
01001,Bourg,01,84,200000001,CC Un,30000,5.20,46.20,mairie,7000,17000,6000
01002,Hameau,01,84,200000001,CC Un,500,5.30,46.25,mairie,100,300,100
01003,Isolée,01,84,,,80,5.40,46.30,interieur,,,
2A004,Ajaccio,2A,84,200000002,CA Deux,70000,8.73,41.92,mairie,14000,41000,15000
"""
EMERGENCY = """\
finess,nom,insee,dep,categorie,lon,lat,\
urg_generales,urg_pediatriques,saisonnier,antenne,passages_2025,lits_mco,lits_rea,lits_si,lits_uhcd,samu_siege_nv,smur_nv
010000001,CH UN,01001,01,ch,5.21,46.21,1,0,0,0,40000,300,10,8,6,1,oui
2A0000001,CH DEUX,2A004,2A,ch,8.74,41.93,1,1,0,0,,,,,,0,incertain
"""
OVERRIDES = "insee,finess,minutes\n01003,010000001,77.5\n"


def write(folder: Path, name: str, text: str) -> Path:
    """Write one file as UTF-8 and give its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
