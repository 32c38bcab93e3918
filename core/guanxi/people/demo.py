"""Demo staff: the people as whom one signs in to a small company, with passwords made for this installation alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guanxi.data.database import row
from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.people.actors import system_actor
from guanxi.people.first_visit import is_open
from guanxi.people.passwords import Passwords
from guanxi.people.private import typed_code, write_private
from guanxi.people.resources import own_companies, teams, user_roles, users
from guanxi.people.sign_in import keep_password
from guanxi.people.standard_roles import (
    ADMINISTRATOR,
    DIRECTOR,
    SELLER,
    SERVICE_AGENT,
    TEAM_LEAD,
    ensure_standard_roles,
)
from guanxi.records.change import change
from guanxi.records.host import Host
from guanxi.records.transaction import Transaction

_ = translator("guanxi")

FILE = "demo-passwords.txt"
BATCH = "demo:people"


@dataclass(frozen=True)
class DemoUser:
    """One of the demo staff: mail name, name, team and role."""

    mail_name: str
    name: str
    team: str
    role: str

    @property
    def mail(self) -> str:
        return f"{self.mail_name}@demo.example"


# Team: parent.
TEAMS = {
    "总部": None,
    "华东大区": "总部",
    "上海一部": "华东大区",
    "杭州二部": "华东大区",
    "华北大区": "总部",
    "客服中心": "总部",
}
STAFF = (
    DemoUser("admin", "管理员", "总部", ADMINISTRATOR),
    DemoUser("director", "欧阳文", "总部", DIRECTOR),
    DemoUser("lead.east", "李敏", "华东大区", TEAM_LEAD),
    DemoUser("lead.north", "赵强", "华北大区", TEAM_LEAD),
    DemoUser("seller.shanghai", "王芳", "上海一部", SELLER),
    DemoUser("seller.hangzhou", "单玉兰", "杭州二部", SELLER),
    DemoUser("seller.north", "John Smith", "华北大区", SELLER),
    DemoUser("agent", "陈静", "客服中心", SERVICE_AGENT),
)


def make_demo_staff(host: Host, passwords: Passwords | None = None) -> list[tuple[str, str]]:
    """Make own company, teams, roles and staff in an empty installation; returns mail address and password of each.

    An installation that has users already is refused: demo users never appear in a real one.
    """
    if not is_open():
        raise Refused(_("There are users already. Demo staff is only made in an empty installation."))
    hashing = passwords or Passwords()
    chosen = {user.mail: typed_code(host.nonce()) for user in STAFF}
    hashes = {mail: hashing.hash(password) for mail, password in chosen.items()}
    _make(system_actor(host), hashes=hashes, batch=BATCH)
    return list(chosen.items())


def write_demo_passwords(folder: Path, staff: list[tuple[str, str]]) -> Path:
    """Write the demo users to a file in `folder` that its owner alone can read; return its path."""
    path = folder / FILE
    roles = {user.mail: user.role for user in STAFF}
    write_private(path, "".join(f"{mail}\t{password}\t{roles.get(mail, '')}\n" for mail, password in staff))
    return path


@change("people.demo")
def _make(tx: Transaction, *, hashes: dict[str, str]) -> None:
    if row("SELECT 1 FROM people_own_company") is None:
        tx.add(own_companies, name="云帆科技有限公司", zone="Asia/Shanghai", currency="CNY")
    roles, places = ensure_standard_roles(tx), dict[str | None, int]()
    for name, parent in TEAMS.items():
        places[name] = tx.add(teams, name=name, parent=places.get(parent)).id
    for each in STAFF:
        user = tx.add(users, name=each.name, mail=each.mail, team=places[each.team], active=True)
        tx.set_columns(user, {"password_set_at": tx.now_ms})
        tx.add(user_roles, user=user.id, role=roles[each.role])
        keep_password(tx.host, user.id, hashes[each.mail])
