"""The Expect lines of feedparser's test feeds: read, not run.

A test feed names in a comment what it should give, as a Python expression over feedparser's result:

    Description: entry title
    Expect:      not bozo and entries[0]['title'] == 'Example Atom'

The few forms that occur are read from the syntax tree.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

Path = tuple[str | int, ...]

_WORDS = {
    "url": "href", "guid": "id", "description": "summary", "issued": "published", "modified": "updated",
    "date": "updated",
}  # fmt: skip
"""Names of one thing, as feedparser has them."""


class UnreadableError(Exception):
    """An expression of a form that does not occur in feedparser's tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One comparison of an Expect line: that what is found by the path equals this."""

    path: Path
    expected: Any
    """None where the line says that there is no such thing."""
    node: ast.expr


def read_line(line: str) -> ast.expr:
    """The syntax tree of an Expect line. Raises UnreadableError."""
    try:
        return ast.parse(line.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise UnreadableError(str(error)) from None


# ------------------------------------------------------------------------------------- of feedparser's result


def holds(node: ast.expr, result: Mapping[str, Any]) -> bool:
    """Whether feedparser's result is what the expression says.

    >>> holds(read_line("not bozo and len(entries) == 1"), {"bozo": False, "entries": ["x"]})
    True
    """
    try:
        return bool(_value(node, result))
    except (KeyError, IndexError, AttributeError, TypeError):
        return False


def _value(node: ast.expr, result: Mapping[str, Any]) -> Any:
    read = _FORMS.get(type(node))
    if read is None:
        raise UnreadableError(ast.unparse(node))
    return read(node, result)


def _unary(node: ast.UnaryOp, result: Mapping[str, Any]) -> Any:
    value = _value(node.operand, result)
    return not value if isinstance(node.op, ast.Not) else -value


def _joined(node: ast.BoolOp, result: Mapping[str, Any]) -> bool:
    return (all if isinstance(node.op, ast.And) else any)(_value(each, result) for each in node.values)


_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Is: operator.is_,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


def _compared(node: ast.Compare, result: Mapping[str, Any]) -> bool:
    values = [_value(each, result) for each in (node.left, *node.comparators)]
    compare = [_COMPARISONS[type(each)] for each in node.ops]
    return all(test(left, right) for test, left, right in zip(compare, values, values[1:], strict=False))


def _called(node: ast.Call, result: Mapping[str, Any]) -> Any:
    match node.func:
        case ast.Name(id="locals"):
            return result
        case ast.Name(id="len" | "ord" as name):
            return (len if name == "len" else ord)(_value(node.args[0], result))
        case ast.Name(id="isinstance"):
            kind = node.args[1]
            return isinstance(kind, ast.Attribute) and type(_value(node.args[0], result)).__name__ == kind.attr
        case ast.Attribute(attr="timedelta" | "get" | "has_key" as name, value=owner):
            args = [_value(each, result) for each in node.args]
            if name == "timedelta":
                return timedelta(*args)
            record = _value(owner, result)
            return record.get(*args) if name == "get" else args[0] in record
    raise UnreadableError(ast.unparse(node))


_FORMS: Mapping[type[ast.expr], Callable[[Any, Mapping[str, Any]], Any]] = {
    ast.Constant: lambda node, _: node.value,
    ast.Name: lambda node, result: result[node.id],
    ast.Tuple: lambda node, result: tuple(_value(each, result) for each in node.elts),
    ast.List: lambda node, result: [_value(each, result) for each in node.elts],
    ast.Dict: lambda node, result: {
        _value(key, result): _value(value, result) for key, value in zip(node.keys, node.values, strict=True)
    },
    ast.UnaryOp: _unary,
    ast.BinOp: lambda node, result: _value(node.left, result) + _value(node.right, result),
    ast.BoolOp: _joined,
    ast.Compare: _compared,
    ast.Subscript: lambda node, result: _value(node.value, result)[_value(node.slice, result)],
    ast.Attribute: lambda node, result: _value(node.value, result)[node.attr],
    ast.Call: _called,
}


# ---------------------------------------------------------------------------------------- what it states


def statements(node: ast.expr) -> Iterator[Statement]:
    """The comparisons of a path with a literal that a line joins by "and".

    >>> [(each.path, each.expected) for each in statements(read_line("not bozo and entries[0].description == 'x'"))]
    [(('entries', 0, 'summary'), 'x')]
    """
    terms = node.values if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) else [node]
    for term in terms:
        path, expected = _equation(term)
        if path is not None and isinstance(expected, dict):
            path, expected = (*path, "href"), expected.get("href")
        if path is not None:
            yield Statement(path=path, expected=expected, node=term)


def _equation(term: ast.expr) -> tuple[Path | None, Any]:
    """A path and the literal that it should be; (None, None) for anything else."""
    match term:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Attribute(attr="has_key", value=owner), args=[key])):
            return _path(ast.Subscript(value=owner, slice=key)), None
        case ast.Compare(left=ast.Call(func=ast.Name(id="ord"), args=[inner]), ops=[ast.Eq()], comparators=[right]):
            return _path(inner), chr(_value(right, {}))
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            try:
                return _path(left), _value(right, {})
            except KeyError:
                pass  # it is compared with another part of the result
    return None, None


def _path(node: ast.expr) -> Path | None:
    match node:
        case ast.Name():
            return (node.id,)
        case ast.Subscript(value=owner, slice=ast.Constant(value=str() | int() as key)):
            part: str | int = _WORDS.get(key, key) if isinstance(key, str) else key
        case ast.Attribute(value=owner, attr=name):
            part = _WORDS.get(name, name)
        case _:
            return None
    path = _path(owner)
    return None if path is None else (*path, part)
