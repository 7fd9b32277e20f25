"""Which emergency department people choose: volumes by site, judged region by region; flows."""

from __future__ import annotations

from twin.choice.calendar import open_share
from twin.choice.destinations import destinations
from twin.choice.gravity import Gravity
from twin.choice.hybrid import Country, VolumeModel, country_of, fit, predict, shares
from twin.choice.judge import Judgement, leave_one_region_out, transfer
from twin.choice.sites import SiteTable, site_table

__all__ = [
    "Country",
    "Gravity",
    "Judgement",
    "SiteTable",
    "VolumeModel",
    "country_of",
    "destinations",
    "fit",
    "leave_one_region_out",
    "open_share",
    "predict",
    "shares",
    "site_table",
    "transfer",
]
