"""Seam's OpenAPI, kept beside the repository: what it does not describe, the simulator must not answer."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema.validators import extend
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

OPENAPI = Path(__file__).resolve().parents[3] / ".." / "shared" / "seam" / "openapi.json"


@cache
def specification() -> dict[str, Any]:
    if not OPENAPI.exists():
        pytest.skip("Seam's OpenAPI is not beside the repository")
    loaded: dict[str, Any] = json.loads(OPENAPI.read_text(), object_hook=_without_discriminator)
    return loaded


def _without_discriminator(schema: dict[str, Any]) -> dict[str, Any]:
    """The specification's name no schema, which the validator takes as an error; `oneOf` says the same without."""
    return {name: part for name, part in schema.items() if name != "discriminator"}


def _one_of(checker: Any, choices: list[Any], value: Any, schema: Any) -> Iterator[Any]:
    """Leaves out what another type or code already excludes: of 140 events one is left to be checked."""
    possible = [choice for choice in choices if _may_be(choice, value)]
    yield from OAS30Validator.VALIDATORS["oneOf"](checker, possible, value, schema)


_Validator: Any = extend(OAS30Validator, {"oneOf": _one_of})  # type: ignore[no-untyped-call]  # jsonschema's own


@cache
def validator(path: str, status: int) -> Any:
    registry: Registry[Any] = Registry().with_resource(
        "urn:seam", Resource.from_contents(specification(), default_specification=DRAFT4)
    )
    pointer = f"/paths/{path.replace('/', '~1')}/post/responses/{status}/content/application~1json/schema"
    return _Validator({"$ref": f"urn:seam#{pointer}"}, registry=registry, format_checker=OAS30Validator.FORMAT_CHECKER)


def violations(path: str, answer: httpx.Response) -> list[str]:
    errors = validator(path, answer.status_code).iter_errors(answer.json())
    return [f"{path} {answer.status_code}: {error.json_path}: {error.message[:200]}" for error in errors]


def takes(path: str) -> tuple[set[str], set[str], set[str]]:
    """Of an endpoint: its verbs, the fields of its body, and those that are required in every case."""
    described = specification()["paths"][path]
    body = described["post"].get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {verb.upper() for verb in described}, set(_named(body)), set(_required(body))


def _named(schema: Any) -> Iterator[str]:
    yield from schema.get("properties", {})
    for part in (*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from _named(part)


def _required(schema: Any) -> Iterator[str]:
    yield from schema.get("required", ())
    for part in schema.get("allOf", ()):
        yield from _required(part)


def is_described(path: str) -> bool:
    """Seam's SDK knows endpoints that the published specification leaves out."""
    return path in specification()["paths"]


def unknown_names(path: str, answer: httpx.Response) -> Iterator[str]:
    """Seam's objects take any field; one that its OpenAPI does not have would teach the bot something untrue."""
    schema = specification()["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    yield from (f"{path}: {name}" for name in _unknown(schema, answer.json(), ""))


def _unknown(schema: Any, value: Any, where: str) -> Iterator[str]:
    if isinstance(value, list):
        items = [part["items"] for part in _parts(schema, value) if "items" in part]
        for entry in value:
            yield from _unknown({"allOf": items}, entry, where)
    if isinstance(value, dict):
        parts = [part for part in _parts(schema, value) if "properties" in part]
        for name in value if parts else ():
            described = [part["properties"][name] for part in parts if name in part["properties"]]
            if described:
                yield from _unknown({"allOf": described}, value[name], f"{where}.{name}")
            else:
                yield f"{where}.{name}"


def _parts(schema: Any, value: Any) -> Iterator[Any]:
    """The schema's own parts and those of its choices that this value can be."""
    if "$ref" in schema:
        schema = specification()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    yield schema
    for part in (*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        if _may_be(part, value):
            yield from _parts(part, value)


def _may_be(schema: Any, value: Any) -> bool:
    named = schema.get("properties", {}) if isinstance(value, dict) else {}
    return all(value[name] in part["enum"] for name, part in named.items() if name in value and "enum" in part)


def assert_described(answers: list[tuple[str, httpx.Response]]) -> None:
    """Every one of these answers is one that Seam could give, without a field that Seam has not."""
    described = [(path, answer) for path, answer in answers if is_described(path)]
    problems = [problem for path, answer in described for problem in violations(path, answer)]
    problems += [name for path, answer in described for name in unknown_names(path, answer)]
    assert problems == [], "\n".join(problems)
