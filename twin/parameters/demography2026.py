"""How many people there are at each age: the national curve behind a commune's three age groups.

Used where no INSEE pyramid is given: the shape inside 0-19, 20-64 and 65+ is then the nation's.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_RP2018 = (
    "INSEE, recensement 2018, POP1B, France entière, insee.fr/fr/statistiques/5397445?geo=FE-1"
)
_RP2021 = "INSEE, recensement 2021, POP3, France entière, insee.fr/fr/statistiques/8200791?geo=FE-1"
_BY_FIVE = "personnes (0-4, 5-9, …, 95-99, 100 ou plus)"

MEN_2018 = Sourced(
    "demography_men_2018",
    (1_912_032, 2_103_205, 2_118_169, 2_121_599, 1_891_915, 1_894_988, 1_977_553, 2_047_307,
     2_078_773, 2_230_818, 2_193_469, 2_090_242, 1_947_372, 1_861_206, 1_406_107, 962_304,
     758_101, 464_287, 180_987, 36_409, 3_736),
    _BY_FIVE, _RP2018, "published", "Hommes par âge quinquennal",
)  # fmt: skip
WOMEN_2018 = Sourced(
    "demography_women_2018",
    (1_834_890, 2_012_989, 2_023_976, 2_007_360, 1_841_407, 1_939_465, 2_080_811, 2_132_161,
     2_131_118, 2_280_135, 2_277_705, 2_218_884, 2_136_018, 2_079_172, 1_625_770, 1_216_917,
     1_125_544, 871_288, 463_804, 135_150, 17_392),
    _BY_FIVE, _RP2018, "published", "Femmes par âge quinquennal",
)  # fmt: skip
GROUPS_2021 = Sourced(
    "demography_groups_2021",
    (4_164_063, 3_819_841, 12_108_410, 13_104_453, 8_538_467, 9_722_536, 4_101_248),
    "personnes (15-19, 20-24, 25-39, 40-54, 55-64, 65-79, 80 ou plus)",
    _RP2021, "published", "Personnes de 15 ans ou plus par âge regroupé",
)  # fmt: skip
THREE_GROUPS_2021 = Sourced(
    "demography_three_groups_2021", (16_013_133, 37_571_118, 13_823_803),
    "personnes (0-19, 20-64, 65 ou plus)",
    "Calcul Jumeau : somme du recensement 2021 par IRIS (table embarquée, France hors Mayotte)",
    "measured", "Population sur laquelle les effectifs nationaux de malades sont rapportés",
)  # fmt: skip
