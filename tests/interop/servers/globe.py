"""Distances on the tutorial's globe."""

import math

EARTH_RADIUS_METRES = 6371000


def metres_between(a, b):
    """By the haversine formula."""
    latitude_a, latitude_b = math.radians(a.latitude / 1e7), math.radians(b.latitude / 1e7)
    half_longitude = math.radians((b.longitude - a.longitude) / 1e7) / 2
    haversine = (math.sin((latitude_b - latitude_a) / 2)**2 +
                 math.cos(latitude_a) * math.cos(latitude_b) * math.sin(half_longitude)**2)
    # Rounding can push antipodes above 1, where asin is undefined.
    return 2 * EARTH_RADIUS_METRES * math.asin(math.sqrt(min(1.0, haversine)))
