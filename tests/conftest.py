"""What all tests share."""

from hypothesis import settings

# Time is measured by benchmarks; a slow machine is no failure.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
