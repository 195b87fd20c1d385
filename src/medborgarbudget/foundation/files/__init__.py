"""How does an uploaded file become something safe to keep? Pictures are written anew, maps checked."""

from medborgarbudget.foundation.files.geojson import AreaShape, read_basemap, read_geojson
from medborgarbudget.foundation.files.pictures import Picture, read_picture
from medborgarbudget.foundation.files.tables import csv_text, inert, xlsx_bytes

__all__ = ["AreaShape", "Picture", "csv_text", "inert", "read_basemap", "read_geojson", "read_picture", "xlsx_bytes"]
