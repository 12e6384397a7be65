"""Xiaowei 小微: from citizens' complaints to small public works; home of the version."""

__version__ = "0.1.0"
