"""Nouns and rules of localisation. Standard library only; imports nothing else of LocaNext."""
