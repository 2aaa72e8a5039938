"""Everything that is looked for in rules to keep them safe."""

from __future__ import annotations

from rulec.findings.security_gaps import only_negatives, slips_past, splits_a_join
from rulec.findings.security_patterns import impostors
from rulec.findings.security_pins import refused_services
from rulec.findings.security_service import (
    changes_outgoing,
    redirects_others,
    rejects_probes,
    shared_settings,
    undoes_reject,
)
from rulec.findings.security_trust import role_before_pin, trust_on_nothing, trust_on_text
from rulec.findings.security_values import chosen_name, foreign_hash, guessable_pin

#: The checks, each of one script.
SECURITY_CHECKS = (
    trust_on_text,
    trust_on_nothing,
    role_before_pin,
    impostors,
    shared_settings,
    changes_outgoing,
    rejects_probes,
    redirects_others,
    undoes_reject,
    slips_past,
    only_negatives,
    splits_a_join,
    chosen_name,
    guessable_pin,
    foreign_hash,
    refused_services,
)
