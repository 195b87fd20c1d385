"""Which statements make the database itself refuse to rewrite a log, a checkpoint, an alarm or an opened ballot?

A leaf gets its place once and its fate once; nothing else of it changes. Whoever owns the database can drop the triggers; then it is the
checkpoints, the witnesses and the verifier that tell.
"""

from __future__ import annotations

LOG = "voting_ballotlog"
FIXED = ("voting_checkpoint", "voting_logalarm", "voting_openedballot")
WHY = "what is in the log of a vote is written once and never changed"
KEEPS = (
    "NEW.id = OLD.id AND NEW.vote_id = OLD.vote_id AND NEW.leaf = OLD.leaf"
    " AND (OLD.position IS NULL OR NEW.position = OLD.position) AND (OLD.fate = '' OR NEW.fate = OLD.fate)"
)


def _sqlite(name: str, table: str, deed: str, when: str = "") -> str:
    return f"CREATE TRIGGER {name} BEFORE {deed} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{WHY}'); END"


NAMES = {"voting_log_no_delete": LOG, "voting_log_once": LOG} | {
    f"{table}_no_{deed}": table for table in FIXED for deed in ("update", "delete")
}

CREATE: dict[str, tuple[str, ...]] = {
    "sqlite": (
        _sqlite("voting_log_no_delete", LOG, "DELETE"),
        _sqlite("voting_log_once", LOG, "UPDATE", f"WHEN NOT ({KEEPS})"),
        *(_sqlite(f"{table}_no_{deed}", table, deed.upper()) for table in FIXED for deed in ("update", "delete")),
    ),
    "postgresql": (
        f"CREATE FUNCTION voting_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{WHY}'; END $$",
        f"CREATE TRIGGER voting_log_no_delete BEFORE DELETE ON {LOG} FOR EACH ROW EXECUTE FUNCTION voting_refuse()",
        f"CREATE TRIGGER voting_log_once BEFORE UPDATE ON {LOG} FOR EACH ROW WHEN (NOT ({KEEPS})) EXECUTE FUNCTION voting_refuse()",
        *(
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION voting_refuse()"
            for table in FIXED
            for deed in ("update", "delete")
        ),
    ),
}

DROP: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {name}" for name in NAMES),
    "postgresql": (
        *(f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in NAMES.items()),
        "DROP FUNCTION IF EXISTS voting_refuse()",
    ),
}
