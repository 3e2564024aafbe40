"""Tests, in the same rooms as the code, and beside them the journeys through the whole house."""
