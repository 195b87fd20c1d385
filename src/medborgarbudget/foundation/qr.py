"""Which squares are dark in the QR code of a text, as one path to draw?"""

from __future__ import annotations

import zxingcpp

MASK = 2
"""One mask for all: trying all eight takes most of the time and helps readers of poor print only."""


def qr_path(text: str) -> tuple[str, int]:
    """The dark squares as an SVG path, and the number of squares in a row, without the margin of four that a reader needs."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", options=f"dataMask={MASK}")
    drawn = code.to_svg(add_quiet_zones=False)
    path = drawn.partition(' d="')[2].partition('"')[0]
    side = drawn.partition('<svg width="')[2].partition('"')[0]
    return path, int(side)
