"""Home of the roles that people hold, each over a region."""

from collections.abc import Iterable

OPERATOR = "operator"
APPOINTED = (
    "city_office",
    "district_office",
    "department",
    "finance",
    "town_clerk",
    "town_leader",
    "butler",
    "village_secretary",
    "contractor",
    "system_admin",
    "security_admin",
    "audit_admin",
)
"""Roles that somebody is appointed to; the operator comes with the home."""
ROLES = (OPERATOR, *APPOINTED)
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")
"""Three separate accounts 三员分立: none does another's work, or any work of the programme (domain 2)."""
SYSTEM = (OPERATOR, "system_admin")
"""Who looks after accounts, packs and boundaries, and says nothing of who may do what."""
SECURITY = (OPERATOR, "security_admin")
"""Who says who may do what, and opens no account."""
AUDIT = ("audit_admin",)
"""Who reads the whole trail, and changes nothing."""
SHEET_BRINGERS = (OPERATOR, "district_office", "town_clerk", "town_leader")
"""Who may take a sheet in, tickets, places or an older ledger, for the area they hold."""
OFFICE = (OPERATOR, "district_office")
"""Who vouches for every step that an older ledger tells of; a township vouches for its own steps."""
TOWN = ("town_clerk", "town_leader")
FIELD = ("butler", "village_secretary")
TICKET_READERS = (*OFFICE, *TOWN, *FIELD)
"""Who reads masked tickets, of the area or place they hold (domain 2)."""
CONTRACTOR = ("contractor",)
"""Who builds: the works ordered from the firm that the role is narrowed to, and their payments."""
PHONE = (*FIELD, *CONTRACTOR)
"""Who works outside, from a phone: the township may hand them a personal link."""
PROJECT_READERS = (*TICKET_READERS, "city_office", "department", "finance")
"""Who reads the inner face of a project of the area or place they hold."""
AT_PROJECTS = (*PROJECT_READERS, *CONTRACTOR)
"""Who takes steps on projects."""
MONEY_READERS = (*OFFICE, *TOWN, "city_office", "finance")
"""Who reads the books of the area they hold: a district its own, a township its own."""


def is_separate(role: str, held: Iterable[str]) -> bool:
    """Tell whether a role may stand beside those held: an administrator's stands alone."""
    roles = {role, *held}
    return len(roles) == 1 or not roles & set(ADMINISTRATORS)
