"""The next days of a territory: what its emergency departments and beds may live, day by day."""

from __future__ import annotations

from scenarios.outlook.outlook import Outlook, outlook

__all__ = ["Outlook", "outlook"]
