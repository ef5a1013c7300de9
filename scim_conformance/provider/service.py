"""The protocol as scim2-server speaks it, with what this provider reads and answers otherwise."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from pydantic import ValidationError
from scim2_models import (
    Context,
    InvalidSyntaxException,
    InvalidValueException,
    PatchOp,
    Resource,
    ResourceType,
    ResponseParameters,
    SCIMException,
    ScimFilter,
    ScimPolicy,
    ScimProvider,
    SearchRequest,
    SensitiveException,
)
from scim2_models.path import Comparison, LogicalExpr, Not, Present
from scim2_server.conditions import Conditions
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation
from scim2_server.service import ScimService, scim_exception_of
from scim2_server.utils import parametrize

from .storage import MemoryStorage, Rules, content
from .tolerance import Tolerance

AnyResource = Resource[Any]
Model = TypeVar("Model", bound=Any)

POLICY = ScimPolicy(
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
# Only for bodies of POST and PUT, where Entra sends attributes and schemas that nobody asked for: a PATCH of
# an unknown path would otherwise succeed and store nothing.
LENIENT = POLICY.model_copy(update={"unknown": ScimPolicy.Unknown.ignore})


class TolerantService(ScimService):
    """The service of scim2-server, tolerant of Entra's dialects."""

    def __init__(self, provider: ScimProvider, rules: Rules) -> None:
        super().__init__(provider)
        self.rules = rules
        self._tolerance = {each.name: Tolerance(self.get_model(each)) for each in provider.resource_types}

    def read_creation(self, resource_type: ResourceType, body: bytes, content_type: str | None) -> AnyResource:
        """Read the body of a POST."""
        return self._read_resource(resource_type, body, content_type, Context.RESOURCE_CREATION_REQUEST)

    def read_replacement(self, resource_type: ResourceType, body: bytes, content_type: str | None) -> AnyResource:
        """Read the body of a PUT."""
        return self._read_resource(resource_type, body, content_type, Context.RESOURCE_REPLACEMENT_REQUEST)

    def _read_resource(
        self, resource_type: ResourceType, body: bytes, content_type: str | None, context: Context
    ) -> AnyResource:
        sent = _object(self.decode_body(body, content_type))
        rewritten = self._tolerance[resource_type.name].resource(sent)
        with LENIENT:
            return _validated(self.get_model(resource_type), rewritten, context)

    def read_patch(self, resource_type: ResourceType, body: bytes, content_type: str | None) -> PatchOp[Any]:
        """Read the body of a PATCH."""
        self.ensure_patch_supported()
        sent = _object(self.decode_body(body, content_type))
        _refuse_malformed(sent)
        rewritten = self._tolerance[resource_type.name].patch(sent)
        model = parametrize(PatchOp, self.get_model(resource_type))
        return _validated(model, rewritten, Context.RESOURCE_PATCH_REQUEST)

    def apply_patch(self, current: AnyResource, patch_op: PatchOp[Any], conditions: Conditions) -> AnyResource | None:
        """Apply a PATCH; a value of the wrong type is told in one sentence."""
        kind = self.get_resource_type_of(current)
        before = content(current) if self.rules.put_only.get(str(kind.name)) else {}
        try:
            patched = super().apply_patch(current, patch_op, conditions)
        except InvalidValueException as refusal:
            if isinstance(refusal.__cause__, ValidationError):
                raise scim_exception_of(refusal.__cause__) from refusal
            raise
        if before and patched is not None:
            self.rules.refuse_patching(kind, before, content(patched))
        return patched

    def apply_replacement(
        self, current: AnyResource, replacement: AnyResource, conditions: Conditions
    ) -> AnyResource | None:
        """Apply a PUT; leaving out what can't be changed doesn't ask to change it."""
        body = content(replacement)
        if self.rules.keep_frozen(self.get_resource_type_of(current), content(current), body):
            replacement = type(replacement).model_validate(body)
        return super().apply_replacement(current, replacement, conditions)

    def read_search(self, resource_types: list[ResourceType], payload: Any) -> tuple[SearchRequest[Any], Any]:
        """Read a search, from a query or from a body."""
        if isinstance(payload, dict):
            payload = {
                key: self._read_filter(resource_types, value)
                if key.casefold() == "filter" and isinstance(value, str)
                else value
                for key, value in payload.items()
            }
        return super().read_search(resource_types, payload)

    def _read_filter(self, resource_types: list[ResourceType], text: str) -> str:
        _refuse_guessing(text)
        for each in resource_types:
            text = self._tolerance[each.name].search_filter(text)
        return text

    def creation_response(
        self, base_url: str, created: AnyResource, parameters: ResponseParameters[Any] | None = None
    ) -> ScimResponse:
        """Answer a POST with the attributes that the client asked for."""
        response = super().creation_response(base_url, created)
        if parameters is not None and (parameters.attributes or parameters.excluded_attributes):
            response.body = self.publish(base_url, created).model_dump(
                scim_ctx=Context.RESOURCE_CREATION_RESPONSE, response_parameters=parameters
            )
        return response


class Handler(ScimHandler):
    """The handler of scim2-server, with projection on POST; on PATCH it says 404 first of all."""

    storage: MemoryStorage

    def create(self, request: ScimRequest) -> ScimResponse:
        """Create a resource."""
        service = cast(TolerantService, self.service)
        with service.provider:
            target = service.route(request, Operation.create)
            resource_type = service.resource_type_at(str(target.endpoint))
            # attributes and excludedAttributes are for POST, too: https://www.rfc-editor.org/rfc/rfc7644#section-3.9
            parameters = service.read_response_parameters(resource_type, request.query)
            resource = service.read_creation(resource_type, request.body, request.header("Content-Type"))
            with self.storage.operation():
                created = self.storage.create(resource_type, resource)
            return service.creation_response(request.base_url, created, parameters)

    def patch(self, request: ScimRequest) -> ScimResponse:
        """Modify a resource."""
        with self.service.provider:
            target = self.service.route(request, Operation.patch)
            resource_type = self.service.resource_type_at(str(target.endpoint))
            self.storage.require(resource_type, str(target.resource_id))
        return super().patch(request)


class WithheldException(SensitiveException):
    """A search by what is never returned: https://www.rfc-editor.org/rfc/rfc7644#section-7.5.2"""

    status = 403
    _default_detail = "Nobody can be searched by password"


def _refuse_guessing(text: str) -> None:
    """Refuse a filter that would tell right passwords from wrong ones."""
    try:
        conditions = [ScimFilter(text).ast]
    except SCIMException:
        return  # It is told when the search is read.
    while conditions:
        node = conditions.pop()
        if isinstance(node, Not):
            conditions.append(node.expr)
        elif isinstance(node, LogicalExpr):
            conditions += node.terms
        elif isinstance(node, Comparison | Present) and node.attr_path.attr.casefold() == "password":
            raise WithheldException


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise InvalidSyntaxException(detail="The body must be a JSON object")
    return body


def _refuse_malformed(patch: dict[str, Any]) -> None:
    """Refuse a PATCH whose structure is wrong, which is another error than a value that is wrong."""
    operations = next((value for key, value in patch.items() if key.casefold() == "operations"), None)
    if not isinstance(operations, list) or not operations:
        raise InvalidSyntaxException(detail="Operations must be an array of one or more operations")
    for each in operations:
        named = {key.casefold(): value for key, value in each.items()} if isinstance(each, dict) else {}
        if str(named.get("op")).casefold() not in ("add", "remove", "replace"):
            raise InvalidSyntaxException(detail="The op of each operation must be add, remove or replace")


def _validated(model: type[Model], value: dict[str, Any], context: Context) -> Model:
    try:
        return cast(Model, model.model_validate(value, scim_ctx=context))
    except ValidationError as invalid:
        raise scim_exception_of(invalid) from invalid
