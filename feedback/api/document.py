"""What can be asked of the API? OpenAPI 3.1, its schemas made from the models that write the answers."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from feedback.api import shapes
from feedback.api.scopes import CAMPAIGNS, COHORTS, PROGRESS, REPORTS

REF = "#/components/schemas/{model}"


@dataclass(frozen=True)
class Operation:
    """One address: what it is for, who may ask, and what is answered (None: JSON that is described elsewhere)."""

    path: str
    name: str
    summary: str
    scope: str
    says: type[BaseModel] | None
    paged: bool = False

    @property
    def about(self) -> str:
        """The name of what stands in its path, or nothing."""
        return self.path.partition("{")[2].partition("}")[0]


OPERATIONS = (
    Operation("/campaigns", "campaigns", "Campaigns that have been launched", CAMPAIGNS,
              shapes.PageOf[shapes.Campaign], paged=True),
    Operation("/campaigns/{campaign_id}", "campaign", "One campaign", CAMPAIGNS, shapes.Campaign),
    Operation("/campaigns/{campaign_id}/progress", "progress", "How far a campaign is", PROGRESS, shapes.Progress),
    Operation("/campaigns/{campaign_id}/cohort", "cohort", "Leaders of a closed campaign together", COHORTS, None),
    Operation("/reports", "reports", "Released reports that may be read", REPORTS,
              shapes.PageOf[shapes.ReportListed], paged=True),
    Operation("/reports/{subject_id}", "report", "The figures of one released report", REPORTS, shapes.Report),
)  # fmt: skip


@cache
def openapi() -> dict[str, Any]:
    """The document."""
    models: list[type[BaseModel]] = [operation.says for operation in OPERATIONS if operation.says]
    models.append(shapes.Problem)
    names, schemas = models_json_schema([(model, "serialization") for model in models], ref_template=REF)
    refs: dict[Any, str] = {model: schema["$ref"] for (model, _mode), schema in names.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Feedback: read-only API",
            "version": "1",
            "description": "Released figures and counts, the same as everywhere. No answer of a rater is here to read.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": {operation.path: {"get": _operation(operation, refs)} for operation in OPERATIONS},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas["$defs"],
            "responses": {
                "Problem": {
                    "description": "What went wrong",
                    "content": {"application/problem+json": {"schema": {"$ref": refs[shapes.Problem]}}},
                },
                "Unchanged": {"description": "It is still as the tag in If-None-Match says"},
            },
        },
    }


def _operation(operation: Operation, refs: dict[Any, str]) -> dict[str, Any]:
    schema = {"$ref": refs[operation.says]} if operation.says else {"type": "object"}
    wrong = {"400": operation.paged, "401": True, "403": True, "404": bool(operation.about), "429": True}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"Needs the scope `{operation.scope}`.",
        "parameters": _parameters(operation),
        "responses": {
            "200": {
                "description": operation.summary,
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": schema}},
            },
            "304": {"$ref": "#/components/responses/Unchanged"},
            **{code: {"$ref": "#/components/responses/Problem"} for code, may_be in wrong.items() if may_be},
        },
    }


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    if operation.about:
        where = {"name": operation.about, "in": "path", "required": True}
        return [where | {"schema": {"type": "string", "format": "uuid"}}]
    if not operation.paged:
        return []
    number = {"type": "integer", "minimum": 1}
    return [
        {"name": "page", "in": "query", "schema": number | {"maximum": 1_000_000, "default": 1}},
        {"name": "page_size", "in": "query", "schema": number | {"maximum": 100, "default": 50}},
    ]
