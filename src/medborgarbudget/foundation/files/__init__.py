"""How does an uploaded file become something safe to keep? Pictures are written anew, maps and documents checked."""

from medborgarbudget.foundation.files.documents import StoredDocument, read_document
from medborgarbudget.foundation.files.geojson import AreaShape, read_basemap, read_geojson
from medborgarbudget.foundation.files.pictures import Picture, read_picture
from medborgarbudget.foundation.files.tables import csv_text, inert, xlsx_bytes

__all__ = [
    "AreaShape",
    "Picture",
    "StoredDocument",
    "csv_text",
    "inert",
    "read_basemap",
    "read_document",
    "read_geojson",
    "read_picture",
    "xlsx_bytes",
]
