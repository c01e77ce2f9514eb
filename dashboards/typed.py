"""Whether values fit the types that a class of the SDK declares: its readers take anything."""

import enum
import types
import typing
from collections.abc import Iterator
from typing import Any


def misfits(path: str, value: Any, hint: Any) -> Iterator[str]:
    """One line for each value, however deep, that is of another type than declared."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint in (Any, object) or isinstance(hint, typing.TypeVar):
        return
    if origin in (typing.Union, types.UnionType):
        every = [list(misfits(path, value, one)) for one in inner]
        if all(every):
            # Of all that it may be, the one that comes closest: it fails deepest inside.
            yield from max(every, key=lambda lines: len(lines[0].partition(": ")[0]))
    elif origin is typing.Literal:
        if value not in inner:
            yield f"{path}: {value!r} is none of {inner}"
    elif origin is list:
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no list"
            return
        for index, one in enumerate(value):
            yield from misfits(f"{path}[{index}]", one, inner[0])
    elif origin is dict:
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no object"
            return
        for key, one in value.items():
            yield from misfits(f"{path}.{key}", one, inner[1])
    elif isinstance(hint, type):
        yield from misfits_of_class(path, value, hint)


def misfits_of_class(path: str, value: Any, kind: type) -> Iterator[str]:
    if issubclass(kind, enum.Enum):
        if value not in list(kind) and value not in [one.value for one in kind]:
            yield f"{path}: {value!r} is none of {[one.value for one in kind]}"
    elif kind in (int, float, str, bool, type(None)):
        wanted = (int, float) if kind is float else kind
        if not isinstance(value, wanted) or (isinstance(value, bool) and kind is not bool):
            yield f"{path}: {value!r} is no {kind.__name__}"
    elif isinstance(value, dict) and hasattr(kind, "from_json"):  # what a reader has left as it was
        yield from misfits_of_class(path, kind.from_json(value), kind)
    elif not isinstance(value, kind):
        yield f"{path}: {value!r} is no {kind.__name__}"
    else:
        for name, hint in typing.get_type_hints(type(value)).items():
            if hasattr(value, name):
                yield from misfits(f"{path}.{name}", getattr(value, name), hint)
