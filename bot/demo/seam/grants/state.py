"""Access grants and their methods; one that is gone stays here, marked."""

from collections.abc import Iterator
from datetime import datetime

from bot.demo.seam.errors import not_found
from bot.demo.seam.grants.records import Grant, Method
from bot.demo.seam.locks.records import AccessCode
from bot.demo.seam.locks.state import SmartLocks
from bot.demo.seam.wire import Json
from bot.demo.seam.workspace import found


class Grants:
    """The grants of a workspace, on its locks."""

    def __init__(self, locks: SmartLocks) -> None:
        self.locks = locks
        self.space = locks.space
        self.grants: dict[str, Grant] = {}
        self.methods: dict[str, Method] = {}

    def grant(self, grant_id: object) -> Grant:
        grant = found(self.grants, grant_id, "access_grant")
        if grant.gone_at is not None:
            raise not_found("access_grant")
        return grant

    def by_key(self, key: object) -> Grant:
        for grant in self.present():
            if grant.key == key:
                return grant
        raise not_found("access_grant")

    def method(self, method_id: object) -> Method:
        method = found(self.methods, method_id, "access_method")
        if method.gone_at is not None:
            raise not_found("access_method")
        return method

    def present(self) -> Iterator[Grant]:
        return (grant for grant in self.grants.values() if grant.gone_at is None)

    def methods_of(self, grant: Grant) -> list[Method]:
        return [one for one in self.methods.values() if one.grant_id == grant.id and one.gone_at is None]

    def codes_of(self, method: Method) -> list[AccessCode]:
        """Those that are still somewhere."""
        codes = (self.locks.codes[key] for key in method.code_ids)
        return [code for code in codes if code.gone_at is None]

    def emit(self, kind: str, grant: Grant, at: datetime | None = None, extra: Json | None = None) -> None:
        self.space.emit(f"access_grant.{kind}", at, extra=extra, access_grant_id=grant.id)

    def emit_method(self, kind: str, method: Method, at: datetime | None = None, *, with_code: bool = False) -> None:
        grant = self.grants[method.grant_id]
        extra: Json = {"access_grant_ids": [grant.id]}
        if grant.key is not None:
            extra["access_grant_keys"] = [grant.key]
        if with_code and method.code is not None:
            extra["code"] = method.code
        self.space.emit(f"access_method.{kind}", at, extra=extra, access_method_id=method.id)
