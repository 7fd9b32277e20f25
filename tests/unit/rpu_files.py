"""Small made-up emergency records in the XML of OSCOUR."""

from __future__ import annotations

ITEMS = {
    "CP": "29000", "COMMUNE": "QUIMPER", "NAISSANCE": "14/07/1948", "SEXE": "F",
    "ENTREE": "01/03/2026 14:44:00", "MODE_ENTREE": "8", "PROVENANCE": "5", "TRANSPORT": "AMBU",
    "TRANSPORT_PEC": "PARAMED", "MOTIF": "R060", "GRAVITE": "3", "DP": "J18.9",
    "LISTE_DA": "<DA>I10</DA><DA>E440</DA>", "LISTE_ACTES": "<ACTE>DEQP003</ACTE>",
    "SORTIE": "01/03/2026 21:05:00", "MODE_SORTIE": "6", "DESTINATION": "1", "ORIENT": "MED",
}  # fmt: skip


def patient(**changes):
    """Give one record; an item set to None is left out."""
    items = {**ITEMS, **changes}
    inside = "".join(f"<{k}>{v}</{k}>" for k, v in items.items() if v is not None)
    return f"<PATIENT>{inside}</PATIENT>"


def site(*patients, finess="290000025", first="01/03/2026", last="01/03/2026",
         extract="02/03/2026 04:00:00", order="1"):  # fmt: skip
    """Give what one site sent."""
    return (
        f"<ETABLISSEMENT><FINESS>{finess}</FINESS><ORDRE>{order}</ORDRE>"
        f"<EXTRACT>{extract}</EXTRACT><DATEDEBUT>{first}</DATEDEBUT><DATEFIN>{last}</DATEFIN>"
        f"</ETABLISSEMENT><PASSAGES>{''.join(patients)}</PASSAGES>"
    )


def oscour(*sites):
    """Give a whole file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<OSCOUR>{"".join(sites)}</OSCOUR>'
