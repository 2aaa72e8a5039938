"""The codes of effects: what answers may hold."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

__all__ = [
    "EFFECTS_CLASH",
    "EFFECT_NOT_HERE",
    "MANY_OVERFLOWS",
    "MAY_BE_MISSING",
    "MISSING_FIELD",
    "NOTHING_TO_KEEP",
    "NO_EFFECT",
    "NULL_IGNORED",
    "PEXIP_REFUSES",
    "UNKNOWN_CHOICE",
    "UNKNOWN_TARGET",
    "UNUSUAL_FIELD",
    "WRONG_VALUE",
]

NO_EFFECT = Code(
    "R150",
    "no-effect",
    Severity.ERROR,
    headline="A rule, or a part of one, that does nothing",
    why=(
        "A rule without an effect still stops the rules below it where it matches, which nobody "
        "sees when reading it. To let calls pass on purpose write `continue: true`. A test that "
        "expects nothing can never fail."
    ),
    bad="when: {protocol: sip}",
    good=("when: {protocol: sip}\ncontinue: true"),
)
NOTHING_TO_KEEP = Code(
    "R162",
    "nothing-to-keep",
    Severity.WARNING,
    headline="`keep` where there is never a service to keep fields of",
    why=(
        "`create` acts only where Pexip found no service, so there is nothing that could be "
        "carried over. `replace` also acts where a service was found."
    ),
    bad=(
        "create: {service_type: conference, name: Round, service_tag: '', allow_guests: false}\n"
        "keep: [pin]"
    ),
    good=(
        "replace: {service_type: conference, name: Round, service_tag: '', allow_guests: false}\n"
        "keep: [pin]"
    ),
)
EFFECT_NOT_HERE = Code(
    "R151",
    "effect-not-here",
    Severity.ERROR,
    headline="An effect that rules of this policy do not have",
    why=(
        "Pexip takes a redirect or a new service only as the answer to a service request, and a "
        "reason for a refusal only from participant policy. Elsewhere the effect would be "
        "ignored, and the call would go on."
    ),
    bad=("policy: media_location\nrules:\n- id: closed\n  reject: true"),
    good=("policy: service\nrules:\n- id: closed\n  reject: true"),
)
EFFECTS_CLASH = Code(
    "R152",
    "effects-clash",
    Severity.ERROR,
    headline="Effects that cannot stand together",
    why=(
        "A call that is refused or redirected has no service to change, and a media location has "
        "either single overflow locations or a list of them. Decide for one, or write two rules "
        "with different conditions."
    ),
    bad=("reject: true\nset: {remote_display_name: Guest}"),
    good="set: {remote_display_name: Guest}",
)
UNKNOWN_TARGET = Code(
    "R153",
    "unknown-target",
    Severity.ERROR,
    headline="A field that answers do not have",
    why=(
        "Pexip ignores a field that it does not know, or drops the whole answer: the caller would "
        "meet the service as if the rule were not there. A field of a newer release can be "
        "declared under `fields` in rulec.yaml."
    ),
    bad="set: {preauthenticated_rol: chair}",
    good="set: {preauthenticated_role: chair}",
)
WRONG_VALUE = Code(
    "R154",
    "wrong-value",
    Severity.ERROR,
    headline="A value that Pexip does not accept",
    why=(
        "One value that Pexip does not accept makes it drop the whole answer, also the parts that "
        "are right. The message says which values the field takes."
    ),
    bad="set: {preauthenticated_role: host}",
    good="set: {preauthenticated_role: chair}",
)
MISSING_FIELD = Code(
    "R155",
    "missing-field",
    Severity.ERROR,
    headline="A mandatory field is missing",
    why=(
        "Pexip drops an answer without the mandatory fields of its service type, so callers of "
        "the new service would be refused. `service_tag` may be empty, but must be there."
    ),
    bad="create: {service_type: conference, name: Lobby}",
    good="create: {service_type: conference, name: Lobby, service_tag: ''}",
)
PEXIP_REFUSES = Code(
    "R156",
    "pexip-refuses",
    Severity.ERROR,
    headline="An answer that breaks one of Pexip's rules between fields",
    why=(
        "Pexip drops an answer whose fields contradict each other, such as a PIN for guests where "
        "guests are not allowed: callers would meet the service as if the rule were not there, "
        "without its PIN. Where the found service is known to have the missing part, the rule may "
        "accept this."
    ),
    bad="set: {allow_guests: false, guest_pin: '5678'}",
    good="set: {allow_guests: true, pin: '1234', guest_pin: '5678'}",
    acceptable=True,
)
UNUSUAL_FIELD = Code(
    "R157",
    "unusual-field",
    Severity.WARNING,
    headline="A field that is not documented for this answer",
    why=(
        "The field belongs to another type of service, or is only known from scripts that people "
        "published. Pexip may ignore it, or drop the answer. Try it on a test node; if it works "
        "there, accept the warning."
    ),
    bad=("when: {service_type: conference}\nset: {host_view: one_main_zero_pips}"),
    good=("when: {service_type: lecture}\nset: {host_view: one_main_zero_pips}"),
)
UNKNOWN_CHOICE = Code(
    "R158",
    "unknown-choice",
    Severity.WARNING,
    headline="A value that is not on the list of known ones",
    why=(
        "The field has a list of documented values, but releases and themes may add to it. If the "
        "value is misspelled, Pexip drops the answer."
    ),
    bad=("when: {service_type: conference}\nset: {view: one_main_seven_pip}"),
    good=("when: {service_type: conference}\nset: {view: one_main_seven_pips}"),
)
NULL_IGNORED = Code(
    "R159",
    "null-ignored",
    Severity.WARNING,
    headline="A null that changes nothing",
    why=(
        "The field cannot be null in an answer, so the line is left out and the field keeps what "
        "it has, which is not what it says."
    ),
    bad="set: {remote_display_name: Guest, remote_alias: null}",
    good="set: {remote_display_name: Guest}",
)
MAY_BE_MISSING = Code(
    "R160",
    "may-be-missing",
    Severity.WARNING,
    headline="A mandatory field that may have no value",
    why=(
        "For a call in which the template has no value, the new service lacks a mandatory field, "
        "Pexip drops the answer and the call is refused. Give it a value for every call with the "
        "filter `default`."
    ),
    bad="create: {service_type: conference, name: '{remote_display_name}', service_tag: ''}",
    good=(
        "create:\n  service_type: conference\n"
        "  name: '{remote_display_name | default(\"Meeting\")}'\n  service_tag: ''"
    ),
)
MANY_OVERFLOWS = Code(
    "R161",
    "many-overflows",
    Severity.WARNING,
    headline="More overflow locations than are known to work",
    why=(
        "The examples that Pexip gives have at most three overflow locations. What a node does "
        "with more is not known: it may use the first ones only."
    ),
    bad="set: {location: Oslo, overflow_locations: [London, Paris, Rome, Bonn]}",
    good="set: {location: Oslo, overflow_locations: [London, Paris, Rome]}",
)

CODES: tuple[Code, ...] = (
    NO_EFFECT,
    EFFECT_NOT_HERE,
    EFFECTS_CLASH,
    UNKNOWN_TARGET,
    WRONG_VALUE,
    MISSING_FIELD,
    PEXIP_REFUSES,
    UNUSUAL_FIELD,
    UNKNOWN_CHOICE,
    NULL_IGNORED,
    MAY_BE_MISSING,
    MANY_OVERFLOWS,
    NOTHING_TO_KEEP,
)
