"""The published JSON Schemas, made from the models of what is read and written; `docs/schemas/` holds them as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from triage.assessment import Assessment
from triage.explain import model as explained
from triage.pack.model import Model
from triage.pack.pack import Pack
from triage.schemas import documents, evaluation, populations
from triage.schemas.answers import answers_schema

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Document:
    """One kind of document: what gives it, and the model or the function that its schema is made of."""

    about: str
    made_of: type[Model] | Callable[[Pack], Schema]
    version: int = 1


DOCUMENTS: dict[str, Document] = {
    "answers": Document("what triage assess, replay and explain read", answers_schema),
    "assessment": Document("triage assess --json", Assessment),
    "replay": Document("triage replay --json", documents.Replay),
    "why": Document("triage explain FILE why --json", explained.Why),
    "why-not": Document("triage explain FILE why-not ID --json", explained.WhyNot),
    "what-if": Document("triage explain FILE what-if --json", explained.WhatIf),
    "safety-net": Document("triage explain FILE safety-net --json", explained.SafetyNet),
    "one-slip": Document("triage explain FILE one-slip --json", explained.OneSlip),
    "not-sure": Document("triage explain FILE not-sure --json", explained.NotSure),
    "check": Document("triage check --json", documents.Checked),
    "vignettes": Document("triage test --json", documents.Vignettes),
    "certificate": Document("triage verify --certificate FILE", documents.Certificate),
    "difference": Document("triage diff --json", documents.Difference),
    "evaluation": Document("triage evaluate --json", evaluation.Evaluation),
    "review": Document("triage review --json", documents.Review),
    "comparison": Document("the comparison in triage batch IN OUT --compare PACK --json", populations.Comparison),
    "stability": Document("the stability in triage simulate N OUT --stability --json", populations.Stability),
}


def schema(name: str, pack: Pack, is_strict: bool = False) -> Schema:
    """The schema of a document. `is_strict` refuses keys that it does not name: a later version may have more."""
    document = DOCUMENTS[name]
    head = {"$schema": DRAFT, "$id": f"urn:triage:{name}:{document.version}", "title": name}
    if not isinstance(document.made_of, type):
        return {**head, **document.made_of(pack)}
    from pydantic import TypeAdapter

    adapter: TypeAdapter[Any] = TypeAdapter(document.made_of)
    made = adapter.json_schema(mode="validation")
    made.pop("title", None)
    for part in (made, *made.get("$defs", {}).values()):
        _as_written(part, is_strict)
    if "id" in made["properties"] and issubclass(document.made_of, Assessment | explained.Explanation):
        made["properties"]["id"] = {"type": "string"}  # left out where there is none
        made["required"].remove("id")
    return {**head, **made}


def _as_written(part: Schema, is_strict: bool) -> None:
    """What is written holds every key, also one whose value is the usual one."""
    if "properties" not in part:
        return
    part["required"] = list(part["properties"])
    for field in part["properties"].values():
        field.pop("default", None)
        field.pop("title", None)
    part.pop("additionalProperties", None)
    if is_strict:
        part["additionalProperties"] = False
