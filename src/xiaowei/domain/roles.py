"""Home of the roles that people hold, each over a region."""

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
SHEET_BRINGERS = (OPERATOR, "district_office", "town_clerk", "town_leader")
"""Who may take a sheet in, tickets, places or an older ledger, for the area they hold."""
VOUCHERS = (OPERATOR, "district_office")
"""Who vouches for every step that an older ledger tells of; a township vouches for its own steps."""
