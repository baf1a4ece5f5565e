"""What makes a password good enough."""

import pytest

from locanext.domain.errors import WeakPassword
from locanext.domain.password import demand_good


@pytest.mark.parametrize("password", ["correct horse", "열쇠와 문과 길드와 밤", "Tr0ub4dor&3xyz"])
def test_a_good_one(password: str) -> None:
    demand_good(password, "kim", 12)


@pytest.mark.parametrize(
    ("password", "why"),
    [("elevenchars", "12 characters"), ("I am KIM, hello", "your login"), ("abababababab", "different"), ("", "12")],
)
def test_a_weak_one_says_why(password: str, why: str) -> None:
    with pytest.raises(WeakPassword, match=why):
        demand_good(password, "kim", 12)
