"""Measurements, ours beside the usual ways, in one run on one machine."""
