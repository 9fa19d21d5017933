"""Splits of series in time order, and selection without labels."""

from ._event_split import EventTimeSeriesSplit
from ._group_split import GroupTimeSeriesSplit

__all__ = ["EventTimeSeriesSplit", "GroupTimeSeriesSplit"]
