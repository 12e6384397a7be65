"""Home of packs: a place's regions, calendars, topics, prices and policies as data."""

from xiaowei.connectors.packs.fetch import shipped
from xiaowei.connectors.packs.parse import Demo, PackInfo, Packs, load

__all__ = ["Demo", "PackInfo", "Packs", "load", "shipped"]
