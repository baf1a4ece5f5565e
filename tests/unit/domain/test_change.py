"""Changes: which of them are the text, and how they are stored."""

from locanext.domain.change import WHOLE_FILE, ChangeKind


def test_only_a_conflict_does_not_apply() -> None:
    assert [kind for kind in ChangeKind if not kind.applies] == [ChangeKind.CONFLICT]


def test_their_names_are_what_is_stored() -> None:
    assert [kind.value for kind in ChangeKind] == ["typed", "undone", "merged", "imported", "conflict"]
    assert f"{ChangeKind.TYPED}" == "typed"


def test_the_whole_file_is_no_segment() -> None:
    assert WHOLE_FILE < 0
