"""Figures: an article comes in; the numbers that it states go out, each with indicator, period, status and sentence."""

from pipelines.figures.indicators import Indicator, Indicators, load_indicators
from pipelines.figures.read import figures
from pipelines.figures.series import in_series

__all__ = ["Indicator", "Indicators", "figures", "in_series", "load_indicators"]
