"""A method is issued when every lock has its code, taken back while a change is on its way, and reissued after it."""

from datetime import datetime

from bot.demo.seam.grants.records import Grant, Method
from bot.demo.seam.grants.state import Grants
from bot.demo.seam.locks.timing import begins
from bot.demo.seam.records import Trouble


def settle(grants: Grants) -> None:
    """After the locks have been settled: what their codes mean for the methods, and these for the grants."""
    for method in [one for one in grants.methods.values() if one.gone_at is None]:
        if method.is_live:
            _issue(grants, method)
        else:
            _let_go(grants, method)
    for grant in list(grants.present()):
        if grant.delete_asked_at is not None and not grants.methods_of(grant):
            grant.gone_at = grants.space.now()
            grants.emit("deleted", grant)


def end(grants: Grants, grant: Grant) -> None:
    """All its methods are taken back, and then it is gone."""
    if grant.delete_asked_at is None:
        grant.delete_asked_at = grants.space.now()
        grants.space.effect("deleted", "access_grant", grant.id)
    for method in grants.methods_of(grant):
        ask_delete(grants, method)


def ask_delete(grants: Grants, method: Method) -> None:
    """Its codes are taken off their locks; offline ones cannot be, and stay."""
    if method.is_live:
        method.delete_asked_at = now = grants.space.now()
        grants.space.effect("deleted", "access_method", method.id)
        for code in grants.codes_of(method):
            if code.is_live:
                code.delete_asked_at = now


def take_back(grants: Grants, method: Method) -> None:
    """While it is changed it opens nothing that Seam would vouch for."""
    if method.issued_at is not None:
        method.issued_at = None
        grants.emit_method("revoked", method)


def _issue(grants: Grants, method: Method) -> None:
    codes = grants.codes_of(method)
    if method.issued_at is not None or not codes or len(codes) < len(method.code_ids):
        return
    failed = next((code.failure for code in codes if code.failure is not None), None)
    if failed is not None:
        _fail(grants, method, failed)
        return
    if any(code.changes for code in codes):
        return
    loaded = [code.loaded_at for code in codes if code.loaded_at is not None]
    at = grants.space.now() if method.moving or method.failure else max(loaded, default=grants.space.now())
    method.moving = None
    if len(loaded) < len(codes):
        _tell_delay(grants, method, max(begins(grants.locks, code) for code in codes))
        return
    method.issued_at, method.failure = at, None
    grants.emit_method("reissued" if method.was_issued else "issued", method, at, with_code=True)
    method.was_issued = True
    _tell_grant(grants, grants.grants[method.grant_id], at)


def _tell_grant(grants: Grants, grant: Grant, at: datetime) -> None:
    if all(one.issued_at is not None for one in grants.methods_of(grant)):
        grants.emit("access_granted_to_all_doors", grant, at)


def _fail(grants: Grants, method: Method, why: Trouble) -> None:
    if method.failure is None:
        method.failure = Trouble("failed_to_issue", why.message, grants.space.now())
        grants.emit_method("failed_to_issue", method)


def _tell_delay(grants: Grants, method: Method, since: datetime) -> None:
    if not method.is_late_told and grants.space.now() >= since + grants.locks.knobs.warned_after:
        method.is_late_told = True
        grants.emit_method("delay_in_issuing", method)


def _let_go(grants: Grants, method: Method) -> None:
    if not grants.codes_of(method):
        method.gone_at = grants.space.now()
        grants.emit_method("deleted", method)
