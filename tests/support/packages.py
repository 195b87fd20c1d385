"""How do tests get the package of a published vote, check it as an outsider would, and change it as an insider could?"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import sys
import zipfile
from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Any

from medborgarbudget.domain.counting.actions import count_vote, publish_result
from medborgarbudget.domain.counting.package import VERIFIER, manifest_note, package_of
from medborgarbudget.domain.counting.queries import official_counts, publication_of
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.clock import database_now


@lru_cache(maxsize=1)
def verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("standalone_verifier", VERIFIER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def problems(content: bytes, *words: str) -> list[str]:
    """What does not come out right, each with its title."""
    program = verifier()
    asked = program.arguments(["paket.zip", *words])
    try:
        package = program.Package(content)
    except program.Wrong as wrong:
        return [f"läsa: {wrong}"]
    return [f"{title}: {word}" for title, passed, word in program.run(package, asked) if not passed]


def published(vote: Vote, doris: Person, second: Person, *, publish_ballots: bool = True) -> bytes:
    """Two people count, if nobody has, and publish; the package."""
    if not official_counts(vote):
        count_vote(vote=vote, actor=doris, now=database_now())
    publish_result(vote=vote, actor=doris, now=database_now(), publish_ballots=publish_ballots, second=second)
    vote = Vote.objects.select_related("organisation", "cycle__organisation", "rule_sheet").get(pk=vote.pk)
    publication = publication_of(vote)
    assert publication is not None
    return package_of(vote, publication, database_now())


Files = dict[str, bytes]


def opened_files(content: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(content: bytes, deed: Callable[[Files], object]) -> Files:
    files = opened_files(content)
    deed(files)
    return files


def resigned(files: Files, vote: Vote) -> bytes:
    """The package with a new manifest, signed with the organisation's own key, as an insider could."""
    files = {name: content for name, content in files.items() if not name.startswith("manifest.")}
    told = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = json.dumps({"format": "medborgarbudget package 1", "files": told}).encode()
    return zipped({"manifest.json": manifest, "manifest.note": manifest_note(vote, manifest).encode(), **files})


def edit(files: Files, name: str, deed: Callable[[Any], object]) -> None:
    told = json.loads(files[name])
    replaced = deed(told)
    files[name] = json.dumps(replaced if isinstance(replaced, list) else told).encode()


def edit_vote(deed: Callable[[dict[str, Any]], object]) -> Callable[[Files], object]:
    return lambda files: edit(files, "vote.json", lambda told: deed(told) and None)


def lines(name: str, deed: Callable[[list[str]], object]) -> Callable[[Files], object]:
    def change(files: Files) -> None:
        rows = files[name].decode().splitlines()
        deed(rows)
        files[name] = "".join(f"{row}\n" for row in rows).encode()

    return change
