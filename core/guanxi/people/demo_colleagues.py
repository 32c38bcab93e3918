"""The further staff of the invented company: they own records and have a past, and nobody signs in as one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.data.database import rows
from guanxi.people.actors import DEFAULT_ZONE, system_actor
from guanxi.people.collaborating import share
from guanxi.people.demo import BATCH, DemoUser
from guanxi.people.resources import teams, user_roles, users
from guanxi.people.standard_roles import DIRECTOR, SELLER, SERVICE_AGENT, TEAM_LEAD
from guanxi.people.tables import Role, Team
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import change
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.records.standard import edit
from guanxi.records.transaction import Transaction

# Team: parent.
TEAMS = {"华南大区": "总部", "培训部": "总部", "望溪支行": "总部", "港前支行": "总部"}
LEFT, MOVED, AWAY = "seller.qian", "seller.jiang", "seller.liang"
"""Who left in May, who changed to another team in May, and who is on leave at present."""
NEW_TEAM = "杭州二部"
TAKES_OVER = {LEFT: "seller.sun", AWAY: "seller.song"}
SELLS = ("lead.east", "lead.north", "lead.south")
OWNING = ("seller.", "manager.")
"""How the mail names of sellers begin, and of account managers in the branches of the bank."""
LEAVE_DAYS, COLLEAGUES_A_LEAD = 12, 3
STAFF = (
    DemoUser("general.manager", "周建平", "总部", DIRECTOR),
    DemoUser("lead.south", "吴丽华", "华南大区", TEAM_LEAD),
    DemoUser(LEFT, "钱志远", "上海一部", SELLER),
    DemoUser("seller.sun", "孙晓东", "上海一部", SELLER),
    DemoUser(MOVED, "蒋文斌", "上海一部", SELLER),
    DemoUser("seller.shen", "沈佳怡", "上海一部", SELLER),
    DemoUser("seller.han", "韩雪", "上海一部", SELLER),
    DemoUser("seller.xu", "许浩然", "杭州二部", SELLER),
    DemoUser("seller.lin", "林思远", "杭州二部", SELLER),
    DemoUser("seller.gao", "高雪梅", "杭州二部", SELLER),
    DemoUser("seller.ma", "马俊杰", "华北大区", SELLER),
    DemoUser(AWAY, "梁海燕", "华北大区", SELLER),
    DemoUser("seller.song", "宋鹏", "华北大区", SELLER),
    DemoUser("seller.deng", "邓嘉豪", "华南大区", SELLER),
    DemoUser("seller.huang", "黄丽君", "华南大区", SELLER),
    DemoUser("seller.feng", "冯子轩", "华南大区", SELLER),
    DemoUser("seller.luo", "罗敏仪", "华南大区", SELLER),
    DemoUser("seller.xie", "谢天翔", "华南大区", SELLER),
    DemoUser("service.lead", "何静怡", "客服中心", TEAM_LEAD),
    DemoUser("agent.zhu", "朱婷", "客服中心", SERVICE_AGENT),
    DemoUser("agent.hu", "胡欣怡", "客服中心", SERVICE_AGENT),
    DemoUser("agent.guo", "郭志刚", "客服中心", SERVICE_AGENT),
    DemoUser("agent.he", "何诗涵", "客服中心", SERVICE_AGENT),
    DemoUser("agent.zeng", "曾伟", "客服中心", SERVICE_AGENT),
    DemoUser("agent.su", "苏梦", "客服中心", SERVICE_AGENT),
    DemoUser("agent.ye", "叶家豪", "客服中心", SERVICE_AGENT),
    DemoUser("training.lead", "郑文博", "培训部", TEAM_LEAD),
    DemoUser("manager.tang", "唐慧敏", "望溪支行", SELLER),
    DemoUser("manager.peng", "彭志强", "望溪支行", SELLER),
    DemoUser("manager.pan", "潘立新", "港前支行", SELLER),
    DemoUser("manager.yuan", "袁晓红", "港前支行", SELLER),
)


def add_colleagues(host: Host) -> None:
    """Add the further teams and staff to an installation that has the first of the demo staff."""
    _add(system_actor(host), batch=BATCH)


def may(now: datetime) -> datetime:
    """Ten o'clock on 18 May, the last one before `now`, by the clock of the invented company (UTC)."""
    zone = ZoneInfo(DEFAULT_ZONE)
    today = now.astimezone(zone)
    year = today.year if today.month > 5 else today.year - 1
    return datetime(year, 5, 18, 10, tzinfo=zone).astimezone(UTC)


def owners(actors: Mapping[str, Actor], now: datetime) -> list[Actor]:
    """Those who own demo customers; the clock of the one who left stands still."""
    found = [name for name in actors if name.startswith(OWNING) or name in SELLS]
    return [at(actors[name], may(now)) if name == LEFT else actors[name] for name in found]


def what_happened(actors: Mapping[str, Actor], resources: Sequence[Resource], now: datetime) -> None:
    """Let one hand his customers over and leave, one change the team, one go on leave with a deputy, leads share some."""
    then, admin = may(now), actors["admin"]
    for resource in resources:
        successor = {"owner": actors[TAKES_OVER[LEFT]].id}
        for key in _owned(actors[LEFT], resource):
            edit(at(actors["lead.east"], then), resource, key, successor, batch=BATCH)
        if away := _owned(actors[AWAY], resource):
            _let_in(at(actors[AWAY], now - timedelta(days=2)), resource, away, actors[TAKES_OVER[AWAY]])
    edit(at(admin, then), users, actors[LEFT].id, {"active": False}, batch=BATCH)
    new = Team.get(Team.name == NEW_TEAM).id
    edit(at(admin, then + timedelta(hours=1)), users, actors[MOVED].id, {"team": new}, batch=BATCH)
    sellers = [actors[name] for name in actors if name.startswith("seller.") and name != LEFT]
    for place, lead in enumerate(SELLS):
        for resource in resources:
            for key in _owned(actors[lead], resource)[:COLLEAGUES_A_LEAD]:
                share(
                    actors[lead],
                    resource,
                    [key],
                    sellers[(place * 7 + key) % len(sellers)].id,
                    "view",
                    batch=BATCH,
                )


def at(actor: Actor, moment: datetime) -> Actor:
    """The actor at a moment of the past."""
    return replace(actor, host=replace(actor.host, clock=lambda: moment))


def _let_in(actor: Actor, resource: Resource, ids: Sequence[int], deputy: Actor) -> None:
    until = actor.host.clock().date() + timedelta(days=LEAVE_DAYS)
    share(actor, resource, ids, deputy.id, "edit", until=until, batch=BATCH)


def _owned(actor: Actor, resource: Resource) -> list[int]:
    model: Any = resource.model
    found = gate.visible(actor, resource).where(model.owner_id == actor.id).order_by(model.id)
    return [each.id for each in found]


@change("people.demo_colleagues")
def _add(tx: Transaction) -> None:
    places = {team.name: team.id for team in Team.select()}
    roles = {role.code: role.id for role in Role.select().where(Role.code.is_null(False))}
    for name, parent in TEAMS.items():
        places[name] = tx.add(teams, name=name, parent=places[parent]).id
    for each in STAFF:
        user = tx.add(users, name=each.name, mail=each.mail, team=places[each.team], active=True)
        tx.add(user_roles, user=user.id, role=roles[each.role])


def ids_by_name() -> dict[str, int]:
    """The ids of all demo users by the name in their mail addresses, in the order in which they were made."""
    found = rows("SELECT mail, id FROM people_user WHERE deleted_at IS NULL ORDER BY id")
    return {mail.partition("@")[0]: key for mail, key in found}
