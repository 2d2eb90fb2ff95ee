"""One key, one workspace; here it is always a sandbox."""

from collections.abc import Mapping

from bot.demo.seam.endpoints import Answer, Endpoint, read
from bot.demo.seam.fields import Body
from bot.demo.seam.world import World


def _get(world: World, _body: Body) -> Answer:
    return {
        "workspace": {
            "workspace_id": world.workspace_id,
            "name": "Demo",
            "company_name": "Demo",
            "connect_partner_name": None,
            "connect_webview_customization": {},
            "is_publishable_key_auth_enabled": False,
            "is_sandbox": True,
            "is_suspended": False,
            "organization_id": None,
        }
    }


ENDPOINTS: Mapping[str, Endpoint] = {"/workspaces/get": read(_get)}
