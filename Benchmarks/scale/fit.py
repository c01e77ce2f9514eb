"""A straight line through points, and how far they lie from it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    start: float
    slope: float
    off: float
    """The largest distance of a point from the line, as a part of the largest value."""


def line(points: list[tuple[float, float]]) -> Line:
    """Least squares."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    start = mean_y - slope * mean_x
    largest = max(abs(y) for _, y in points)
    off = max(abs(y - start - slope * x) for x, y in points) / largest if largest else 0.0
    return Line(start, slope, off)
