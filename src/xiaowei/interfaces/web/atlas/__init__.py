"""Home of maps on pages: points as GeoJSON, townships as tiles where there are none."""
