"""A small OpenID Connect provider of the tests' own, and what it can do wrong."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

CLIENT, SECRET = "triage-desk", "not a secret, only a test"


class FakeProvider:
    """`subject` is who logs in; `wrong` changes claims of the ID token."""

    def __init__(self) -> None:
        self.subject = "nobody"
        self.wrong: dict[str, Any] = {}
        self.signing = self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)
        self.address = ""
        self._nonces: dict[str, str] = {}
        self.app = FastAPI()
        self.app.add_api_route("/.well-known/openid-configuration", self._metadata)
        self.app.add_api_route("/authorize", self._authorize)
        self.app.add_api_route("/token", self._token, methods=["POST"])
        self.app.add_api_route("/keys", self._keys)

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
        }

    def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self._nonces)}"
        self._nonces[code] = asked["nonce"]
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        now = int(time.time())
        claims = {
            "iss": self.address,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": self._nonces[str(form["code"])],
            **self.wrong,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signing)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": signed})

    def _keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}
