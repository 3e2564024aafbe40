"""The shelf of laws: each regime by its id, read once from `law/regimes/` and checked while reading."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from law.errors import RegimeInvalid, UnknownRegime
from law.profiles import read_profiles
from law.reading import read_regime
from law.records import Regime

__all__ = ["Regime", "all", "get", "load"]

SHELF = Path(__file__).parent / "regimes"
PROFILES = Path(__file__).parent / "profiles.toml"


def get(regime_id: str) -> Regime:
    """Give one law by its id; raise `UnknownRegime`, which names the ids there are."""
    try:
        return _shelf()[regime_id]
    except KeyError:
        raise UnknownRegime(regime_id, _shelf()) from None


def all() -> tuple[Regime, ...]:
    """Give every law, in the order of their ids."""
    return tuple(_shelf().values())


def load(shelf: Path, profiles: Path = PROFILES) -> Mapping[str, Regime]:
    """Read every law of a folder; raise `RegimeInvalid` naming file, place in it and what is wrong."""
    counting = read_profiles(profiles)
    laws = {path.stem: read_regime(path, counting) for path in sorted(shelf.glob("*.toml"))}
    for law in laws.values():
        if law.successor and law.successor not in laws:
            raise RegimeInvalid(shelf / f"{law.id}.toml", "successor", f"there is no law {law.successor!r}.")
    return MappingProxyType(laws)


@lru_cache(maxsize=1)
def _shelf() -> Mapping[str, Regime]:
    return load(SHELF)
