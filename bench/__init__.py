"""Benchmarks; each is a script that prints its figure and the limit that it keeps."""
