"""`keep`: fields of the service that Pexip found, carried over to the one that replaces it."""

from __future__ import annotations

from rulec.diagnostics import codes_resolving as codes
from rulec.diagnostics import did_you_mean, short
from rulec.ir import Assignment, FieldRead, Keep, Read
from rulec.pexip import SERVICE_FIELDS, Policy
from rulec.records import dataclass
from rulec.resolve.context import SetContext
from rulec.resolve.fields import NoField, target_field
from rulec.syntax.nodes import Node, Scalar
from rulec.syntax.scalars import empty_value


@dataclass(frozen=True, slots=True)
class Kept:
    """Resolves the names of kept fields; `service_types` are those of the new service."""

    context: SetContext
    service_types: tuple[str, ...]

    def fields(self, node: Node) -> Keep | None:
        """The effect of a list of names, or of one; None after noting what is wrong."""
        if isinstance(node, Scalar) and node.empty:
            self.context.problems.found.append(empty_value(node, "keep"))
            return None
        names = [node] if isinstance(node, Scalar) else self.context.problems.sequence(node, "keep")
        if names is None:
            return None
        if not names:
            hint = "name fields of the service: `keep: [pin, guest_pin]`"
            self.context.problems.add(codes.NO_EFFECT, "`keep` names no field", node.span, hint)
            return None
        found: dict[str, Assignment] = {}
        good = True
        for item in names:
            name = self.context.problems.text(item, "keep")
            one = None if name is None else self._field(name)
            good = good and one is not None
            if one is not None:
                found[one.field.name] = one
        return Keep(tuple(found.values())) if good else None

    def _field(self, name: Scalar) -> Assignment | None:
        note = self.context.problems.add
        target = target_field(name, Policy.SERVICE, self.context.facts, self.service_types)
        if isinstance(target, NoField):
            note(codes.UNKNOWN_TARGET, target.message, name.span, target.hint)
            return None
        read = SERVICE_FIELDS.get(target.row.name) or self.context.facts.extra_input(name)
        if read is None:
            hint = did_you_mean(name, SERVICE_FIELDS) or "set it instead"
            message = f"a service that was found has no field `{short(name)}` to keep"
            note(codes.UNKNOWN_TARGET, message, name.span, hint)
            return None
        if target.warning:
            note(codes.UNUSUAL_FIELD, target.warning, name.span, target.hint)
        return Assignment(target.row, Read(FieldRead(read)), name.span)
