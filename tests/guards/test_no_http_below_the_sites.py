"""Do domain and foundation know nothing of requests, pages and forms?"""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "medborgarbudget"
OF_THE_WEB = (
    "django.http",
    "django.shortcuts",
    "django.views",
    "django.template.response",
    "django.forms",
    "django.contrib.messages",
)


def test_domain_and_foundation_import_nothing_of_the_web() -> None:
    guilty = []
    for part in ("domain", "foundation"):
        for path in (SOURCE / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module:
                    names = [node.module]
                guilty += [f"{path.name}: {name}" for name in names if name.startswith(OF_THE_WEB)]
    assert not guilty
