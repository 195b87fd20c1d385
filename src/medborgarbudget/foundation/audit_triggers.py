"""Which statements make the database itself refuse to change or remove an audit entry?"""

from __future__ import annotations

TABLE = "foundation_auditentry"
WHY = "an audit entry is written once and never changed"
REFUSE = f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END"

CREATE: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_no_{deed} BEFORE {deed.upper()} ON {TABLE} {REFUSE}" for deed in ("update", "delete")
    ),
    "postgresql": (
        f"CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{WHY}'; END $$",
        f"CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    ),
}

DROP: dict[str, tuple[str, ...]] = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"),
    "postgresql": (
        f"DROP TRIGGER IF EXISTS audit_append_only ON {TABLE}",
        "DROP FUNCTION IF EXISTS audit_refuse()",
    ),
}
