"""The OpenAPI document describes exactly the routes there are."""

import re
from typing import Any

import pytest
from flask import Flask
from flask_openapi3.models import APISpec

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert isinstance(answer.json, dict)
    return answer.json


def walk(value: Any) -> Any:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def test_every_route_is_described_and_nothing_else(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not rule.rule.endswith("/openapi.json")
        for method in METHODS & (rule.methods or set())
    }
    described = {
        (path, method.upper()) for path, item in document["paths"].items() for method in item
    }
    assert described == routes
    assert len(routes) == 7


def test_the_document_has_the_form_of_the_standard(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    APISpec.model_validate(document)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = document["components"]["schemas"]
    references = [part["$ref"] for part in walk(document) if isinstance(part.get("$ref"), str)]
    assert references
    assert {name.removeprefix("#/components/schemas/") for name in references} <= names.keys()


def test_every_operation_says_what_it_takes_and_answers(document: dict[str, Any]) -> None:
    ids = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            ids.append(operation["operationId"])
            assert operation["summary"]
            in_path = {
                parameter["name"]
                for parameter in operation.get("parameters", [])
                if parameter["in"] == "path"
            }
            assert in_path == set(re.findall(r"{(\w+)}", path))
            assert ("requestBody" in operation) is (method in {"post", "put"})
            for status in ("200", "400", "401", "403", "404", "409", "429"):
                assert operation["responses"][status]["content"]["application/json"]["schema"]
    assert len(ids) == len(set(ids))
