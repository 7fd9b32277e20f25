"""In which ward patients of each cause and age are admitted (assumed, order of magnitude)."""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_ASSUMED = (
    "Hypothèse de travail Jumeau 2026 (jugement professionnel), à remplacer par le PMSI : service "
    "des séjours entrés par les urgences"
)
ORDER = ("medicine", "surgery", "geriatrics", "paediatrics", "obstetrics", "psychiatry", "usic",
         "unv", "rea", "usip")  # fmt: skip
GROUPS = ("0-17 ans", "18-44 ans", "45-64 ans", "65-74 ans", "75 ans et plus")
GROUP_OF_BAND = (0, 0, 1, 2, 3, 4)
"""Rank in `GROUPS` of each age band."""


def _wards(cause: str, label: str, *rows: str) -> tuple[Sourced, ...]:
    """Give one parameter a group, from rows like "medicine 40 usic 60" (per cent)."""
    found = []
    for group, row in zip(GROUPS, rows, strict=True):
        words = row.split()
        percent = dict(zip(words[::2], map(float, words[1::2]), strict=True))
        if not set(percent) <= set(ORDER) or sum(percent.values()) != 100:
            raise ValueError(f"{cause}, {group}: {row}")
        found.append(
            Sourced(
                f"ward_{cause}_{group.split()[0]}",
                tuple(percent.get(ward, 0.0) / 100 for ward in ORDER),
                "part (médecine, chirurgie, gériatrie, pédiatrie, obstétrique, psychiatrie, USIC, "
                "UNV, réanimation, USIP)",
                _ASSUMED,
                "assumed",
                f"Service d'hospitalisation : {label}, {group}",
            )
        )
    return tuple(found)


CARDIAC_ARREST = _wards(
    "cardiac_arrest", "Arrêt cardiaque", "rea 90 paediatrics 10", "rea 75 usic 20 usip 5",
    "rea 72 usic 23 usip 5", "rea 68 usic 25 usip 7", "rea 50 usic 25 usip 10 medicine 15",
)  # fmt: skip
CHEST_PAIN = _wards(
    "chest_pain", "Douleur thoracique", "paediatrics 95 usic 5",
    "medicine 55 usic 38 surgery 2 rea 1 usip 4", "medicine 42 usic 52 surgery 2 rea 1 usip 3",
    "medicine 44 usic 50 surgery 2 rea 1 usip 3", "medicine 43 usic 36 geriatrics 18 rea 1 usip 2",
)  # fmt: skip
STROKE = _wards(
    "stroke", "AVC et troubles neurologiques", "paediatrics 90 unv 5 rea 5",
    "medicine 57 unv 32 surgery 4 rea 4 usip 3", "medicine 45 unv 44 surgery 4 rea 4 usip 3",
    "medicine 41 unv 49 surgery 4 rea 3 usip 3",
    "medicine 35 unv 38 geriatrics 22 surgery 2 rea 1 usip 2",
)  # fmt: skip
MAJOR_TRAUMA = _wards(
    "major_trauma", "Traumatisme grave", "paediatrics 30 surgery 40 rea 30",
    "surgery 55 rea 32 usip 13", "surgery 53 rea 33 usip 14",
    "surgery 51 rea 33 usip 13 medicine 3",
    "surgery 52 rea 20 usip 13 medicine 8 geriatrics 7",
)  # fmt: skip
MINOR_TRAUMA = _wards(
    "minor_trauma", "Traumatisme léger", "surgery 70 paediatrics 30", "surgery 90 medicine 10",
    "surgery 88 medicine 12", "surgery 80 medicine 20", "surgery 64 medicine 20 geriatrics 16",
)  # fmt: skip
FALL = _wards(
    "fall", "Chute de la personne âgée", "surgery 70 paediatrics 30", "surgery 80 medicine 20",
    "surgery 70 medicine 30", "surgery 55 medicine 38 geriatrics 7",
    "surgery 36 medicine 32 geriatrics 32",
)  # fmt: skip
BRONCHIOLITIS = _wards(
    "bronchiolitis", "Bronchiolite du nourrisson", "paediatrics 92 rea 3 usip 5", "medicine 100",
    "medicine 100", "medicine 100", "medicine 100",
)  # fmt: skip
RESPIRATORY = _wards(
    "respiratory", "Détresse et infection respiratoires", "paediatrics 94 rea 3 usip 3",
    "medicine 86 rea 6 usip 8", "medicine 82 rea 8 usip 8 usic 2",
    "medicine 79 rea 8 usip 8 usic 5",
    "medicine 58 geriatrics 29 rea 3 usip 5 usic 5",
)  # fmt: skip
HEART_FAILURE = _wards(
    "heart_failure", "Insuffisance cardiaque", "paediatrics 90 rea 10",
    "medicine 45 usic 48 rea 3 usip 4", "medicine 52 usic 40 rea 3 usip 5",
    "medicine 60 usic 33 rea 2 usip 5", "medicine 52 geriatrics 28 usic 16 rea 1 usip 3",
)  # fmt: skip
ABDOMINAL = _wards(
    "abdominal", "Douleur abdominale", "surgery 45 paediatrics 54 obstetrics 1",
    "surgery 55 medicine 26 obstetrics 17 rea 1 usip 1", "surgery 58 medicine 38 rea 2 usip 2",
    "surgery 54 medicine 41 rea 2 usip 3", "surgery 46 medicine 35 geriatrics 15 rea 2 usip 2",
)  # fmt: skip
INFECTION = _wards(
    "infection", "Infection (dont sepsis)", "paediatrics 90 surgery 7 rea 1 usip 2",
    "medicine 80 surgery 13 rea 3 usip 4", "medicine 77 surgery 14 rea 4 usip 5",
    "medicine 75 surgery 14 rea 5 usip 6", "medicine 57 geriatrics 30 surgery 7 rea 2 usip 4",
)  # fmt: skip
INTOXICATION = _wards(
    "intoxication", "Intoxication", "paediatrics 92 rea 4 usip 4",
    "medicine 62 psychiatry 18 rea 10 usip 10", "medicine 62 psychiatry 18 rea 10 usip 10",
    "medicine 68 psychiatry 12 rea 10 usip 10", "medicine 62 geriatrics 24 rea 6 usip 8",
)  # fmt: skip
PSYCHIATRIC = _wards(
    "psychiatric", "Psychiatrie", "paediatrics 65 psychiatry 35", "psychiatry 75 medicine 25",
    "psychiatry 70 medicine 30", "psychiatry 50 medicine 45 geriatrics 5",
    "psychiatry 25 medicine 43 geriatrics 32",
)  # fmt: skip
OBSTETRIC = _wards(
    "obstetric", "Grossesse, accouchement et gynécologie", "obstetrics 70 paediatrics 30",
    "obstetrics 90 surgery 10", "obstetrics 40 surgery 60", "surgery 90 medicine 10",
    "surgery 80 medicine 20",
)  # fmt: skip
FEVER = _wards(
    "fever", "Fièvre et infection", "paediatrics 97 rea 1 usip 2",
    "medicine 83 surgery 10 obstetrics 3 rea 2 usip 2", "medicine 82 surgery 12 rea 3 usip 3",
    "medicine 80 surgery 12 rea 4 usip 4", "medicine 58 geriatrics 31 surgery 6 rea 2 usip 3",
)  # fmt: skip
MALAISE = _wards(
    "malaise", "Malaise et autres motifs médicaux", "paediatrics 97 rea 1 usip 2",
    "medicine 84 usic 5 surgery 4 obstetrics 4 rea 1 usip 2",
    "medicine 82 usic 9 surgery 5 rea 2 usip 2", "medicine 78 usic 12 surgery 6 rea 2 usip 2",
    "medicine 53 geriatrics 35 usic 6 surgery 4 rea 1 usip 1",
)  # fmt: skip
MINOR_ILLNESS = _wards(
    "minor_illness", "Soins non programmés", "paediatrics 80 surgery 20",
    "medicine 62 surgery 27 obstetrics 9 psychiatry 2", "medicine 70 surgery 28 psychiatry 2",
    "medicine 75 surgery 25", "medicine 58 surgery 16 geriatrics 26",
)  # fmt: skip
ADVICE = _wards(
    "advice", "Demande de conseil ou de médecin", "paediatrics 90 surgery 10",
    "medicine 78 surgery 15 obstetrics 5 psychiatry 2", "medicine 84 surgery 14 psychiatry 2",
    "medicine 86 surgery 14", "medicine 62 surgery 9 geriatrics 29",
)  # fmt: skip
BY_CAUSE = (
    CARDIAC_ARREST, CHEST_PAIN, STROKE, MAJOR_TRAUMA, MINOR_TRAUMA, FALL, BRONCHIOLITIS,
    RESPIRATORY, HEART_FAILURE, ABDOMINAL, INFECTION, INTOXICATION, PSYCHIATRIC, OBSTETRIC, FEVER,
    MALAISE, MINOR_ILLNESS, ADVICE,
)  # fmt: skip
"""Wards by cause (in the order of `needs2026`), then by group."""
