"""The results of a class as files: CSV, and statements of the Experience API."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.responses import Response

from triage.web.learn.people import Teaches
from triage.web.learn.results import results_of
from triage.web.learn.statements import to_statements
from triage.web.learn.table_file import to_csv
from triage.web.learn.teach_pages import CLASS

router = APIRouter(include_in_schema=False)


@router.get(CLASS + "/results.csv")
def as_table(at: Teaches) -> Response:
    with at.services.database.reading() as session:
        text = to_csv(at.klass, results_of(session, at.klass))
    return _file("\ufeff" + text, "text/csv; charset=utf-8", "results.csv")  # the mark without which Excel guesses


@router.get(CLASS + "/statements.json")
def as_statements(at: Teaches) -> Response:
    with at.services.database.reading() as session:
        found = to_statements(str(at.request.base_url), at.klass, results_of(session, at.klass))
    return _file(json.dumps(found, ensure_ascii=False, indent=1), "application/json", "statements.json")


def _file(text: str, media_type: str, name: str) -> Response:
    return Response(text, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
