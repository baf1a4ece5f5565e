"""LocaNext: the desktop program in which game translators work."""

__version__ = "0.1.0"
