"""An office with people in roles, as the pages of drills meet them."""

from dataclasses import dataclass

import pytest

from drills.enums import PersonRole
from drills.models import Drill
from portal.people.domain import roles
from portal.people.enums import OrganisationKind, RoleCode
from portal.people.models import Organisation, User
from tests.factories.drills import DrillFactory, DrillPersonFactory
from tests.factories.people import OrganisationFactory, PersonFactory, UserFactory


@dataclass
class Office:
    """A district with a department that leads drills; the names say who is who."""

    district: Organisation
    department: Organisation
    other: Organisation
    manager: User
    organiser: User
    stranger: User
    evaluator: User
    chief: User

    def drill(self, **fields) -> Drill:
        """Return a drill led by the department, with its chief evaluator."""
        drill = DrillFactory(event__organiser=self.department, **fields)
        DrillPersonFactory(drill=drill, role=PersonRole.CHIEF_EVALUATOR, account=self.chief)
        return drill


@pytest.fixture
def office(db) -> Office:
    """The office; every account has a person, and a role where its name says so."""
    groups = roles.sync()
    district = OrganisationFactory(name="平安新区", kind=OrganisationKind.DISTRICT)
    department = OrganisationFactory(
        parent=district, name="消防救援大队", kind=OrganisationKind.DEPARTMENT
    )
    other = OrganisationFactory(
        parent=district, name="市场监管局", kind=OrganisationKind.DEPARTMENT
    )

    def account(name, unit, *codes):
        user = UserFactory(
            username=name, scope=unit, person=PersonFactory(name=name, organisation=unit)
        )
        for code in codes:
            user.groups.add(groups[code])
        return user

    return Office(
        district=district,
        department=department,
        other=other,
        manager=account("周主任", district, RoleCode.DISTRICT_MANAGER),
        organiser=account("赵科长", department, RoleCode.ORGANISER),
        stranger=account("钱科长", other, RoleCode.ORGANISER),
        evaluator=account("李评估", other, RoleCode.EVALUATOR),
        chief=account("陈组长", other, RoleCode.EVALUATOR),
    )
