"""Reading, writing and checking elections in the Pabulib format (.pb)."""

from pbcount.pabulib.checking import check
from pbcount.pabulib.file import BallotRow, PabulibFile, ProjectRow
from pbcount.pabulib.official import Agreement, official, official_spec
from pbcount.pabulib.problem import PabulibError, Problem
from pbcount.pabulib.reading import read
from pbcount.pabulib.writing import WritingError, write, write_file

__all__ = [
    "Agreement",
    "BallotRow",
    "PabulibError",
    "PabulibFile",
    "Problem",
    "ProjectRow",
    "WritingError",
    "check",
    "official",
    "official_spec",
    "read",
    "write",
    "write_file",
]
