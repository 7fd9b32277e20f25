"""Names of the parts of the page that composes a study of a scenario."""

from __future__ import annotations

DECIDES = "y-decides"
FACILITY = "y-facility"
THRESHOLD = "y-threshold"
BETTER = "y-better"
HALF = "y-half"
MOST = "y-most"
DOSED = "y-dosed"
DOSE = "y-dose"
DOSES = "y-doses"
SECOND = "y-second"
SECONDS = "y-seconds"
OTHERS = "y-others"
WHY = "y-why"
FACTORS = "y-factors"
SHARES = "y-shares"
UNIT = "y-unit"
ASKED = "y-asked"
VERDICT = "y-verdict"
EFFORT = "y-effort"
SAVE = "y-save"
RUN = "y-run"
REPLACE = "y-replace"
SAID = "y-said"
TEXT = "y-text"
NOTE = "y-note"

VALUES = (
    (DECIDES, "value"), (FACILITY, "value"), (THRESHOLD, "value"), (BETTER, "value"),
    (HALF, "value"), (MOST, "value"), (DOSED, "checked"), (DOSE, "value"), (DOSES, "value"),
    (SECOND, "value"), (SECONDS, "value"),
    (WHY, "checked"), (FACTORS, "value"), (SHARES, "checked"), (OTHERS, "value"),
)  # fmt: skip
"""The controls of the form and what holds their value, in the order of `StudyDraft`."""
