"""People's accounts: who they are, what they may do, and their sessions; and the server's few settings."""

import argparse
import json

from central import accounts
from central.accounts import ask
from central.commands import Commands
from central.errors import CentralError
from central.migrate import Connection
from central.target import Target, say

ROLES = ("translator", "reviewer", "manager", "admin")
CAPABILITIES = ("none", "read", "edit", "manage")

User = argparse.Namespace


def add(commands: Commands) -> None:
    one = commands.add_parser("user", help="people's accounts")
    users = one.add_subparsers(dest="user_command", metavar="COMMAND", required=True)
    new = _command(users, "add", _add, "make an account; its first password is generated and printed")
    new.add_argument("--name", default="", help="as others see it (default: the login)")
    new.add_argument("--role", choices=ROLES, default="translator")
    _command(users, "reset", _reset, "give a new password, generated and printed; it has to be changed at sign-in")
    _command(users, "disable", _disable, "take all rights away, at once; nothing of their work is lost")
    _command(users, "enable", _enable, "let a disabled person in again")
    _command(users, "unlock", _unlock, "open an account that failed logins have closed for a while")
    _command(users, "role", _role, "change the role").add_argument("role", choices=ROLES)
    _command(users, "end-sessions", _end_sessions, "end all connections; every program has to sign in again")
    right = _command(users, "grant", _grant, "give a right on a project, or take it away (none)")
    right.add_argument("project")
    right.add_argument("capability", choices=CAPABILITIES)
    right.add_argument("--languages", default="", help="such as en,de (default: all)")
    for name, run, text in (
        ("list", _list, "everybody, with their rights"),
        ("sessions", _sessions, "who is signed in"),
    ):
        listing = users.add_parser(name, help=text)
        listing.add_argument("--json", action="store_true")
        listing.set_defaults(run=run)
    setting = commands.add_parser("setting", help="the server's settings: all, or set one")
    setting.add_argument("name", nargs="?", default="")
    setting.add_argument("value", nargs="?", type=int)
    setting.set_defaults(run=_setting)


def _command(users: Commands, name: str, run: object, text: str) -> argparse.ArgumentParser:
    one = users.add_parser(name, help=text)
    one.add_argument("login")
    one.set_defaults(run=run)
    return one


def _add(target: Target, arguments: User) -> int:
    password = accounts.generate_password()
    person = accounts.NewPerson(arguments.login, arguments.name or arguments.login, arguments.role, must_change=True)
    with target.connect() as conn:
        if not accounts.create_person(conn, person, password):
            raise CentralError(f"There is an account {arguments.login} already.")
    say(password)
    return 0


def _reset(target: Target, arguments: User) -> int:
    password = accounts.generate_password()
    with target.connect() as conn:
        _demand_person(conn, arguments.login)
        accounts.set_password(conn, arguments.login, password, accounts.GENERATED_ITERATIONS)
        ask(conn, "unlock", login=arguments.login)
    say(password)
    return 0


def _demand_person(conn: Connection, login: str) -> None:
    if not any(person["login"] == login for person in ask(conn, "people")):
        raise CentralError(f"There is no person {login}.")


def _disable(target: Target, arguments: User) -> int:
    with target.connect() as conn:
        ask(conn, "set_active", login=arguments.login, active=False)
    return 0


def _enable(target: Target, arguments: User) -> int:
    with target.connect() as conn:
        ask(conn, "set_active", login=arguments.login, active=True)
    return 0


def _unlock(target: Target, arguments: User) -> int:
    with target.connect() as conn:
        _demand_person(conn, arguments.login)
        ask(conn, "unlock", login=arguments.login)
    return 0


def _role(target: Target, arguments: User) -> int:
    with target.connect() as conn:
        ask(conn, "set_role", login=arguments.login, role=arguments.role)
    return 0


def _end_sessions(target: Target, arguments: User) -> int:
    with target.connect() as conn:
        _demand_person(conn, arguments.login)
        ended = ask(conn, "end_session", login=arguments.login, client=None)
    say(f"{next(iter(ended[0].values()))} sessions ended.")
    return 0


def _grant(target: Target, arguments: User) -> int:
    capability = "" if arguments.capability == "none" else arguments.capability
    languages = [language.strip() for language in arguments.languages.split(",")] if arguments.languages else None
    with target.connect() as conn:
        _demand_person(conn, arguments.login)
        accounts.grant(conn, arguments.login, accounts.project_id(conn, arguments.project), capability, languages)
    return 0


def _list(target: Target, arguments: User) -> int:
    with target.connect() as conn:
        people = ask(conn, "people")
    if arguments.json:
        say(json.dumps({"people": people}, ensure_ascii=False, default=str))
        return 0
    for person in people:
        marks = [str(person["role"])]
        marks += [mark for mark in ("locked", "must_change_password") if person[mark]]
        marks += [] if person["active"] else ["disabled"]
        seen = f"{person['last_seen']:%Y-%m-%d %H:%M}" if person["last_seen"] else "never"
        say(f"{person['login']}  {person['display_name']}  {', '.join(marks)}  last seen {seen}")
        rights = person["rights"]
        assert isinstance(rights, list)
        for right in rights:
            say(f"    {right['project']}: {right['capability']}, {', '.join(right['languages'] or ['all languages'])}")
    return 0


def _sessions(target: Target, arguments: User) -> int:
    with target.connect() as conn:
        sessions = ask(conn, "sessions", login=None)
    if arguments.json:
        say(json.dumps({"sessions": sessions}, ensure_ascii=False, default=str))
        return 0
    for one in sessions:
        state = "ended" if one["ended_at"] else f"seen {one['seen_at']:%Y-%m-%d %H:%M}"
        say(f"{one['login']}  {one['program']} on {one['host']}  since {one['started_at']:%Y-%m-%d %H:%M}, {state}")
    return 0


def _setting(target: Target, arguments: User) -> int:
    with target.connect() as conn:
        if arguments.value is not None:
            ask(conn, "set_setting", name=arguments.name, value=arguments.value)
        for one in ask(conn, "settings"):
            if arguments.name in ("", one["name"]):
                say(f"{one['name']} {one['value']}")
    return 0
