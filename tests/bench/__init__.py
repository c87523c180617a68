"""Benchmarks, run on demand and never timed as tests: ``python -m tests.bench NAME...``."""
