"""Are the dependencies pinned with hashes, and does no file in the repository name a registry?

requirements.py          compile requirements/*.in to *.txt (needs `uv` on the path: pip install uv)
requirements.py check    fail if a .txt is not hashed, names an address, or misses a package of its .in
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
NAMES = ("base", "dev")


def compile_all() -> None:
    for name in NAMES:
        subprocess.run(
            [
                "uv", "pip", "compile", "--quiet", "--upgrade", "--generate-hashes", "--universal", "--python-version", "3.11",
                "--no-header", "--no-emit-index-url", "--no-emit-find-links", f"{name}.in", "-o", f"{name}.txt",
            ],
            cwd=FOLDER,
            check=True,
        )  # fmt: skip


def faults() -> list[str]:
    found = []
    for name in NAMES:
        text = (FOLDER / f"{name}.txt").read_text()
        if "://" in text:
            found.append(f"{name}.txt names an address")
        blocks = re.split(r"\n(?=\S)", text)
        pinned = {
            re.split(r"[=\[; ]", block)[0].lower() for block in blocks if block.strip() and not block.startswith("#")
        }
        found += [
            f"{name}.txt: no hash for {block.splitlines()[0]}"
            for block in blocks
            if "==" in block.splitlines()[0] and "--hash=sha256:" not in block
        ]
        for line in (FOLDER / f"{name}.in").read_text().splitlines():
            wanted = re.split(r"[<>=\[; ]", line.strip())[0].lower()
            if wanted and not wanted.startswith(("#", "-")) and wanted not in pinned:
                found.append(f"{name}.txt lacks {wanted}")
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        problems = faults()
        print("\n".join(problems), end="\n" if problems else "")
        sys.exit(1 if problems else 0)
    compile_all()
