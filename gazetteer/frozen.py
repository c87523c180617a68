"""``dataclass`` for what a look-up imports: as the standard library's, without its cost.

The standard library's imports ``inspect``, which alone takes longer than a look-up. Here only
frozen, slotted classes are made; ``dataclasses.fields``, ``replace`` and ``asdict`` take them, too.
A class may name ``unlisted_slots``, which are no fields.
"""

from __future__ import annotations

from operator import attrgetter

__all__ = ["dataclass"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
    from typing import Any
else:

    def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """Return the decorator that makes a frozen class with slots of its annotations."""
        if not (frozen and slots):
            raise TypeError("only frozen classes with slots are made here")
        return _made


class _Fields:
    """``__dataclass_fields__``, worked out by the standard library when it is first asked for."""

    def __init__(self, annotations: dict[str, str], defaults: dict[str, object]) -> None:
        self._annotations, self._defaults = annotations, defaults

    def __get__(self, _: object, owner: type) -> dict[str, Any]:
        import dataclasses

        like = type(owner.__name__, (), {"__annotations__": self._annotations, **self._defaults})
        found: dict[str, Any] = dataclasses.dataclass(like).__dataclass_fields__  # type: ignore[attr-defined]
        owner.__dataclass_fields__ = found  # type: ignore[attr-defined]
        return found


def _made(cls: type) -> type:
    names = tuple(cls.__annotations__)
    namespace = {k: v for k, v in vars(cls).items() if k not in ("__dict__", "__weakref__")}
    defaults = {name: namespace.pop(name) for name in names if name in namespace}
    values = attrgetter(*names)

    def __repr__(self: object) -> str:  # noqa: N807
        return f"{cls.__qualname__}({', '.join(f'{n}={getattr(self, n)!r}' for n in names)})"

    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(values(self))

    def __reduce__(self: object) -> tuple[Any, ...]:  # noqa: N807
        return type(self), tuple(getattr(self, name) for name in names)

    def __setattr__(self: object, name: str, *_: object) -> None:  # noqa: N807
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to or delete field {name!r}")

    methods: list[Callable[..., Any]] = [__repr__, __eq__, __hash__, __reduce__, __setattr__]
    methods.append(_initialiser(names, cls.__annotations__, defaults))
    for method in methods:
        method.__qualname__ = f"{cls.__qualname__}.{method.__name__}"
    return type(
        cls.__name__,
        cls.__bases__,
        namespace
        | {method.__name__: method for method in methods}
        | {
            "__slots__": (*names, *namespace.pop("unlisted_slots", ())),
            "__match_args__": names,
            "__delattr__": __setattr__,
            "__dataclass_fields__": _Fields(dict(cls.__annotations__), defaults),
        },
    )


def _initialiser(
    names: tuple[str, ...], annotations: dict[str, str], defaults: dict[str, object]
) -> Callable[..., None]:
    """Return an ``__init__`` that takes the fields by position or by name."""
    taken = ", ".join(f"{n}=defaults[{n!r}]" if n in defaults else n for n in names)
    lines = "\n".join(f" put(self, {name!r}, {name})" for name in names)
    scope: dict[str, Any] = {"defaults": defaults, "put": object.__setattr__}
    exec(f"def __init__(self, {taken}):\n{lines}", scope)
    made: Callable[..., None] = scope["__init__"]
    made.__annotations__ = {**annotations, "return": "None"}
    return made
