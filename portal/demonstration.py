"""The accounts of the demonstration year, in one place: made by one command, shown by another."""

from typing import NamedTuple

from portal.people.enums import RoleCode

# Everybody may read it; the demonstration runs on invented people only.
PASSWORD = "anquan-2025"  # noqa: S105


class Login(NamedTuple):
    """An account of the demonstration.

    `organisation` is the name of the organisation the account sees, with all below it;
    "" stands for the whole district.
    """

    username: str
    name: str
    roles: tuple[RoleCode, ...] = ()
    organisation: str = ""
    superuser: bool = False


LOGINS: tuple[Login, ...] = (
    Login("admin", "系统管理员", superuser=True),
    Login("guanli", "区应急管理局 综合科", (RoleCode.DISTRICT_MANAGER,)),
    Login("peixun", "培训组织员", (RoleCode.ORGANISER, RoleCode.DESK_STAFF)),
    Login("pinggu", "演练评估员", (RoleCode.EVALUATOR,)),
    Login("xuanchuan", "宣传编辑", (RoleCode.PUBLICITY_EDITOR,)),
    Login("shequ", "凤凰社区宣传员", (RoleCode.PUBLICITY_EDITOR,), "凤凰城北区小区"),
    Login("shenhe", "内容审核员", (RoleCode.REVIEWER,)),
    Login("fushen", "内容复审员", (RoleCode.REVIEWER,)),
)
