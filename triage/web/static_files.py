"""The files that pages load, to be kept by browsers for as long as they like."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from triage.web.services import services_of

router = APIRouter(include_in_schema=False)


@router.get("/static/{part}/{name}")
def static(request: Request, part: str, name: str) -> Response:
    asset = services_of(request).rendering.assets.get(name)
    if asset is None or asset.part != part:
        raise HTTPException(404)
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(asset.body, media_type=asset.media_type, headers=headers)
