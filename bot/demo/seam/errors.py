"""Seam's OpenAPI has no error schema: the shapes here are those of its SDK, its docs and one published sample."""

from collections.abc import Mapping
from http import HTTPStatus


class SeamError(Exception):
    """An answer other than 200, in Seam's envelope; `fields` are messages by field, `root` those of the whole body."""

    def __init__(
        self,
        status: HTTPStatus,
        kind: str,
        message: str,
        *,
        root: tuple[str, ...] = (),
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{int(status)} {kind}")
        self.status = status
        self._kind = kind
        self.message = message
        self._root = root
        self._fields = fields or {}

    def envelope(self, request_id: str) -> dict[str, object]:
        error: dict[str, object] = {"type": self._kind, "message": self.message, "request_id": request_id}
        if self._root or self._fields:
            by_field = {name: {"_errors": [message]} for name, message in self._fields.items()}
            error["validation_errors"] = {"_errors": [*self._root], **by_field}
        return {"ok": False, "error": error}


def invalid(*, body: str | None = None, **fields: str) -> SeamError:
    """400 `invalid_input` in zod's form: what is wrong with the whole body, and by field."""
    root = (body,) if body else ()
    message = "; ".join([*root, *(f"{name}: {text}" for name, text in fields.items())])
    return SeamError(HTTPStatus.BAD_REQUEST, "invalid_input", message, root=root, fields=fields)


def not_found(resource: str) -> SeamError:
    """404 `<resource>_not_found`."""
    return SeamError(HTTPStatus.NOT_FOUND, f"{resource}_not_found", f"{resource} was not found")


def conflict(kind: str, message: str) -> SeamError:
    return SeamError(HTTPStatus.CONFLICT, kind, message)


def too_many_requests() -> SeamError:
    """429 without a `retry-after`: Seam documents none."""
    return SeamError(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", HTTPStatus.TOO_MANY_REQUESTS.phrase)


def unauthorized() -> SeamError:
    return SeamError(HTTPStatus.UNAUTHORIZED, "unauthorized", "The API key is missing or not valid")


def server_error(status: int) -> SeamError:
    kinds = {429: "too_many_requests", 503: "service_unavailable"}
    return SeamError(HTTPStatus(status), kinds.get(status, "internal_server_error"), HTTPStatus(status).phrase)
