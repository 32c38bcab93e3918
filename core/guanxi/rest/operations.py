"""Parts of the OpenAPI document that every address is described with: parameters, answers, bodies, what may go wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from guanxi.rest.answers import CHANGE, REPLAYED
from guanxi.rest.body import KEY_PATTERN, MATCH_PATTERN
from guanxi.rest.records import MOST_STEPS

Part = dict[str, Any]
PROBLEMS = {
    400: "The request is not understood.",
    401: "No token or session, or one that has ended.",
    403: "The token or the user may not do this.",
    404: "There is no such record for this user.",
    409: "A rule says no, or somebody else changed the same field.",
    413: "The body is larger than allowed.",
    415: "The body is no JSON.",
    422: "A field refuses its value; `errors` says which and why.",
    428: "The version that was read is missing: in the body, or as If-Match.",
}
READING, WRITING = (400, 401, 403, 404), (400, 401, 403, 404, 409, 413, 415, 422)
BASED = (*WRITING, 428)
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "pattern": f"^(?:{KEY_PATTERN})$"},
}
KEY |= {
    "description": "The same key with the same content is done once; a repetition answers with the first result."
}
MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string", "pattern": f"^(?:{MATCH_PATTERN})$"},
    "description": "The ETag of the version read; `*` writes over any version. Needed where the body names no version.",
}
ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": MOST_STEPS}}
WITH_VERSION = (
    ID,
    {"$ref": "#/components/parameters/Key"},
    {"$ref": "#/components/parameters/Match"},
)


def operation(
    name: str, words: str, parameters: Iterable[Part], good: Part, bad: tuple[int, ...] = READING
) -> Part:
    """One address and verb; `words` sum it up, `good` are its answers, `bad` the statuses of what may go wrong."""
    found: Part = {"operationId": name, "summary": words, "responses": {**good, **_bad(bad)}}
    listed = list(parameters)
    return found | ({"parameters": listed} if listed else {})


def answered(schema: str, status: int = 200, means: str = "Done.") -> Part:
    """An answer as JSON, by the name of its schema."""
    content = {"application/json": {"schema": ref("schemas", schema)}}
    return {str(status): {"description": means, "content": content, "headers": headers()}}


def _bad(statuses: tuple[int, ...]) -> Part:
    return {str(status): ref("responses", str(status)) for status in statuses}


def body(schema: str, *, required: bool = True) -> Part:
    """The body that is sent, by the name of its schema."""
    content = {"application/json": {"schema": ref("schemas", schema)}}
    return {"requestBody": {"required": required, "content": content}}


def headers() -> Part:
    """The headers of every answer."""
    text = {"type": "string"}
    return {
        "ETag": {"schema": text, "description": "The version of the record."},
        CHANGE: {"schema": text, "description": "The change that was made; it can be undone."},
        REPLAYED: {"schema": text, "description": "true: the Idempotency-Key was used before."},
    }


def ref(kind: str, name: str) -> Part:
    """A component of the document, by its kind and name."""
    return {"$ref": f"#/components/{kind}/{name}"}
