"""Road times: a piecewise speed model fitted on routed pairs.

Source: 7,880 commune-hospital pairs of Alsace routed on OpenStreetMap (free flow, 2016);
mean absolute percentage error 12.2 % on those pairs. Weak across mountains and estuaries:
use an override table there.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_SOURCE = "Calage Jumeau sur 7 880 trajets routés (OpenStreetMap, Alsace, 2016)"

DETOUR = Sourced("travel_detour", 1.3, "km/km", _SOURCE, "measured",
                 "Kilomètres de route par kilomètre à vol d'oiseau")  # fmt: skip
START = Sourced("travel_start_min", 1.4, "min", _SOURCE, "measured",
                "Minutes fixes de tout trajet")  # fmt: skip
BREAKS = Sourced("travel_breaks_km", (5.0, 25.0), "km", _SOURCE, "measured",
                 "Distances de route où la vitesse change")  # fmt: skip
SPEEDS = Sourced("travel_speeds_kmh", (46.0, 77.0, 94.0), "km/h", _SOURCE, "measured",
                 "Vitesses des tronçons successifs")  # fmt: skip
