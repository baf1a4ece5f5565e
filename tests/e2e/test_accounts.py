"""An account in the window: a password that has to be changed, and a session that an administrator ends."""

from pathlib import Path

from locanext.gui.login_dialog import LoginDialog
from locanext.gui.password_dialog import PasswordDialog
from locanext.settings import Connection
from locanext.store import credentials
from locanext.store.connect import ConnectInfo
from tests.programs import Running, wait
from tests.servers import Bouncer, Database


def signed_in(home: Path, pgbouncer: Bouncer, login: str) -> Running:
    """A window whose account is known from the connection dialog and not from a file."""
    home.mkdir()
    info = pgbouncer.info(login)
    known = ConnectInfo(info["host"], info["port"], info["dbname"], login, info["password"], "disable")
    credentials.remember(known, keep=False)
    return Running(home, Connection("server", known.host, known.port, login, known.dbname, "disable"))


def test_the_first_thing_is_a_password_of_ones_own(database: Database, pgbouncer: Bouncer, tmp_path: Path) -> None:
    database.person("zoe")
    database.admin().execute("update sec.people set must_change_password = true where login = 'zoe'")
    zoe = signed_in(tmp_path / "zoe", pgbouncer, "zoe")
    try:
        wait(lambda: isinstance(zoe.program.dialog, PasswordDialog), "the question")
        dialog = zoe.program.dialog
        assert isinstance(dialog, PasswordDialog)
        dialog.new.setText("correct horse")
        dialog.again.setText("correct horse")
        dialog.buttons.button(dialog.buttons.StandardButton.Ok).click()
        wait(lambda: zoe.program.moved, "the window to open again")
    finally:
        zoe.close()
    conn = pgbouncer.connect("zoe", password="correct horse")
    assert conn.execute("select must_change_password from loc.hello_v2()").fetchone() == (False,)


def test_who_is_shut_out_is_asked_to_sign_in(database: Database, pgbouncer: Bouncer, tmp_path: Path) -> None:
    kim = signed_in(tmp_path / "kim", pgbouncer, "kim")
    try:
        wait(lambda: bool(database.admin().execute("select 1 from sec.sessions").fetchall()), "the session")
        database.connect("boss").execute("select sec.end_session_v1('kim', null)")
        wait(lambda: isinstance(kim.program.dialog, LoginDialog), "the question")
        assert "This session was ended" in kim.window.statusBar().currentMessage()
    finally:
        kim.close()
