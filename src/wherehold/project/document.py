"""The OpenAPI document: what the API toolkit writes, and how every refusal reads."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from wherehold.kernel.idempotency import KEY_CHARACTERS_MAX
from wherehold.project.problems import MEDIA_TYPE

_TEXT = {"type": "string"}
PROBLEM = {
    "title": "Problem",
    "description": "Why a call was refused. RFC 9457, with a stable `code`.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "fields"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": _TEXT,
        "detail": _TEXT,
        "fields": {"type": "array", "items": {"type": "object"}},
    },
}
REFUSED = {
    "description": "Refused: 401, 403, 404, 409, 412, 413, 422, 429; 503 while it cannot be done.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body answer as the first time, for seven days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_CHARACTERS_MAX},
}


class DocumentedAPI(NinjaAPI):
    """An API whose document tells of problems and of keys for calls that are sent twice."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the document."""
        made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        made["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for operations in made["paths"].values():
            for method, operation in operations.items():
                operation["responses"]["default"] = REFUSED
                if method == "post":
                    operation["parameters"] = [*operation.get("parameters", []), ONCE]
        return made
