"""Which squares are dark in the QR code of a text, and how is that drawn as one path?"""

from __future__ import annotations

from itertools import groupby

import qrcode

MASK = 2
"""One mask for all: trying all eight takes seven eighths of the time and helps readers of poor print only."""


def qr_path(text: str, shift: int = 0) -> tuple[str, int]:
    """The dark squares as an SVG path, moved `shift` squares right and down, and the number of squares in a row without margin."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = []
    for y, row in enumerate(rows, shift):
        x = shift
        for dark, same in groupby(row):
            length = len(list(same))
            if dark:
                path.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(path), len(rows)
