from .accounts import Role, User
from .district import DistrictSetting
from .imports import RosterImport, RosterRow
from .letters import PasswordLetter
from .organisations import Headcount, Organisation, OrganisationTag
from .passes import Pass
from .persons import Membership, Person, PersonMerge

__all__ = [
    "DistrictSetting",
    "Headcount",
    "Membership",
    "Organisation",
    "OrganisationTag",
    "Pass",
    "PasswordLetter",
    "Person",
    "PersonMerge",
    "Role",
    "RosterImport",
    "RosterRow",
    "User",
]
