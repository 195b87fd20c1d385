"""Small elections in the .pb format, for tests."""

from __future__ import annotations

from collections.abc import Sequence

PROJECTS = ('1;500;"Lekplats; med gungor";public space;1', "2;300;Träd;urban greenery;1", "3;400;Bibliotek;culture;0")


def election_file(
    *,
    ballots: Sequence[str],
    vote_type: str = "approval",
    rule: str = "greedy",
    budget: str = "1000",
    columns: str = "",
    extra: str = "",
    projects: Sequence[str] = PROJECTS,
) -> bytes:
    """A file with these lines in VOTES; `columns` are added to its header, `extra` are lines of META."""
    rows = "\n".join(projects)
    return (
        "META\nkey;value\ndescription;En liten omröstning\ncountry;Poland\nunit;Solberga\ninstance;2023\n"
        f"num_projects;{len(projects)}\nnum_votes;{len(ballots)}\nbudget;{budget}\nvote_type;{vote_type}\nrule;{rule}\n"
        f"date_begin;03.04.2023\ndate_end;21.04.2023\n{extra}currency;PLN\n"
        f"PROJECTS\nproject_id;cost;name;category;selected\n{rows}\n"
        f"VOTES\nvoter_id;vote{columns}\n" + "".join(f"{ballot}\n" for ballot in ballots)
    ).encode()


GOOD = election_file(ballots=[f"v{n};{'1,2' if n % 2 else '2' if n % 4 else '3'}" for n in range(120)])
