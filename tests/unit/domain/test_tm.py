"""Kinds of matches are ranked as they are listed."""

from locanext.domain.tm import Match, MatchKind, TranslationUnit


def test_kinds_are_ranked_the_best_first() -> None:
    assert sorted(MatchKind, key=lambda kind: kind.rank) == list(MatchKind)
    assert MatchKind.CONTEXT.rank < MatchKind.EXACT.rank < MatchKind.REPAIRED.rank < MatchKind.FUZZY.rank


def test_a_match_has_the_source_of_its_unit() -> None:
    assert Match(MatchKind.EXACT, 100, 1, TranslationUnit(7, "검", "Sword"), "Sword").source == "검"
