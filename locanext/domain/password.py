"""What makes a password good enough. The server never sees one, so only the program can look."""

from locanext.domain.errors import WeakPassword


def demand_good(password: str, login: str, least: int) -> None:
    """Raise `WeakPassword` unless it has `least` characters, five different ones, and does not hold the login."""
    if len(password) < least:
        raise WeakPassword("A password needs at least {least} characters.", least=least)
    if login and login.casefold() in password.casefold():
        raise WeakPassword("A password must not hold your login.")
    if len(set(password)) < 5:
        raise WeakPassword("A password needs at least five different characters.")
