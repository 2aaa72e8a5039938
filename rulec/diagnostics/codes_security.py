"""The codes of what is risky: what a caller could make of the rules, and what Pexip refuses."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

__all__ = [
    "CHANGES_OUTGOING",
    "CHOSEN_NAME",
    "FOREIGN_HASH",
    "GUESSABLE_PIN",
    "LINE_FEED",
    "ONLY_NEGATIVES",
    "OPEN_DOT",
    "OPEN_NAME",
    "REDIRECTS_OTHERS",
    "REJECTS_PROBES",
    "ROLE_BEFORE_PIN",
    "SERVICE_DROPPED",
    "SHARED_SETTING",
    "SLIPS_PAST",
    "SPLITS_A_JOIN",
    "TRUST_ON_NOTHING",
    "TRUST_ON_TEXT",
    "UNDOES_REJECT",
]

TRUST_ON_TEXT = Code(
    "R231",
    "trust-on-text",
    Severity.WARNING,
    headline="A PIN, a role or a lock that the right text gets around",
    why=(
        "Aliases, display names, user agents and tags are whatever the caller's device says. Who "
        "knows the text that the rule looks for, or guesses it, calls with it and is let in. Ask "
        "also for something that an identity provider or Pexip vouches for, or at least for the "
        "network that the call comes from. Where a border controller checks the text, accept this."
    ),
    bad="when: {remote_alias: {domain: example.com}}\nset: {role: chair}",
    good=("when: {remote_alias: {domain: example.com}, registered: true}\nset: {role: chair}"),
)
TRUST_ON_NOTHING = Code(
    "R248",
    "trust-on-nothing",
    Severity.WARNING,
    headline="A PIN, a role or a lock that callers get around who did not sign in",
    why=(
        "Of callers who did not sign in nothing is known, and what is missing meets every `not`: "
        "who is in no group at all is also not in the group of the students. Say what callers must "
        "be, or ask for a sign-in besides."
    ),
    bad="when: {idp_attributes: {group: {not: students}}}\nset: {role: chair}",
    good=(
        "when: {idp_attributes: {group: {not: students}}, has_authenticated_display_name: true}\n"
        "set: {role: chair}"
    ),
)
ROLE_BEFORE_PIN = Code(
    "R232",
    "role-before-pin",
    Severity.WARNING,
    headline="A role for callers whom nobody has asked for a PIN yet",
    why=(
        "Apps are asked for their PIN before participant policy runs, SIP and H.323 callers after "
        "it. A role counts as if its PIN had been entered, so these callers are never asked, also "
        "in rooms with a PIN. Leave SIP and H.323 out, or ask for something that proves who calls."
    ),
    bad="when: {local_alias: {starts_with: open-}}\nset: {role: guest}",
    good=("when: {local_alias: {starts_with: open-}, protocol: [api, webrtc]}\nset: {role: guest}"),
)

SHARED_SETTING = Code(
    "R233",
    "shared-setting",
    Severity.WARNING,
    headline="A setting of a conference that depends on who calls",
    why=(
        "Pexip asks for the service for each caller, but callers of one conference share it: only "
        "PINs, identity provider groups and call rates may differ between them. Which answer "
        "counts for the others, the first caller's or the last one's, is not documented, so the "
        "setting comes and goes with who calls first."
    ),
    bad=("when: {service_type: conference, bandwidth: {less_than: 512}}\nset: {call_type: audio}"),
    good=("when: {service_type: conference, local_alias: {user: radio}}\nset: {call_type: audio}"),
)
CHANGES_OUTGOING = Code(
    "R234",
    "changes-outgoing",
    Severity.WARNING,
    headline="A service rule that also acts on outgoing calls",
    why=(
        "Service policy is asked for calls that Pexip places itself too (call_direction is "
        "dial_out), and then the answer must equal the service that is there: only prefer_ipv6 "
        "may change. Pexip may ignore another answer or give the call up. For all rules of a set "
        "one line is enough: `when: {call_direction: dial_in}` beside `rules`."
    ),
    bad=(
        "policy: service\n"
        "rules:\n- {id: no-chat, when: {service_type: conference}, set: {enable_chat: no}}"
    ),
    good=(
        "policy: service\nwhen: {call_direction: dial_in}\n"
        "rules:\n- {id: no-chat, when: {service_type: conference}, set: {enable_chat: no}}"
    ),
)
REJECTS_PROBES = Code(
    "R235",
    "rejects-probes",
    Severity.WARNING,
    headline="A reject that also meets requests that are no calls",
    why=(
        "Pexip asks service policy for SIP OPTIONS and SUBSCRIBE and for H.323 location requests "
        "too (call_direction is non_dial). Devices and proxies use them to see whether Pexip is "
        "there: one that is refused may take the node for dead, or lose its registration."
    ),
    bad=(
        "policy: service\nrules:\n- {id: scanners, when: {vendor: friendly-scanner}, reject: true}"
    ),
    good=(
        "policy: service\nwhen: {call_direction: dial_in}\n"
        "rules:\n- {id: scanners, when: {vendor: friendly-scanner}, reject: true}"
    ),
)
REDIRECTS_OTHERS = Code(
    "R236",
    "redirects-others",
    Severity.WARNING,
    headline="A redirect of callers that do not use SIP",
    why=(
        "A redirect is an answer of SIP, a 302. What becomes of callers from apps, H.323 or Teams "
        "is not documented; most likely their call fails."
    ),
    bad=("when: {local_alias: front-desk@example.com}\nredirect: 'sip:reception@example.com'"),
    good=(
        "when: {local_alias: front-desk@example.com, protocol: sip}\n"
        "redirect: 'sip:reception@example.com'"
    ),
)
UNDOES_REJECT = Code(
    "R237",
    "undoes-reject",
    Severity.WARNING,
    headline="A service for callers that an external policy server refused",
    why=(
        "Local policy runs after external policy, also when the external server refused the call, "
        "and a service that it answers with lets the caller in all the same. Rules of this script "
        "look at what the server said, so there is one; this rule does not."
    ),
    bad=(
        "- id: refused\n"
        "  when: {external_policy_disposition: REDIRECT}\n"
        "  reject: true\n"
        "- id: ward\n"
        "  when: {service_config: missing, local_alias: ward@example.com}\n"
        "  create: {service_type: conference, name: Ward, service_tag: ''}"
    ),
    good=(
        "- id: refused\n"
        "  when: {external_policy_disposition: [REJECT, REDIRECT]}\n"
        "  reject: true\n"
        "- id: ward\n"
        "  when: {service_config: missing, local_alias: ward@example.com}\n"
        "  create: {service_type: conference, name: Ward, service_tag: ''}"
    ),
)
OPEN_DOT = Code(
    "R238",
    "open-dot",
    Severity.WARNING,
    headline="A dot in a pattern that stands for any character",
    why=(
        "In a pattern a dot is any character, so `example.com` is also met by `examplexcom`, which "
        "anybody may own. Write `\\.` for a dot that is one, or an operator that takes plain text, "
        "such as `domain` or `ends_with`."
    ),
    bad="when: {local_alias: {matches: '.+@example.com'}}",
    good="when: {local_alias: {matches: '.+@example\\.com'}}",
)
OPEN_NAME = Code(
    "R239",
    "open-name",
    Severity.WARNING,
    headline="A test on an identity that other identities meet too",
    why=(
        "What is only looked for at the start, at the end or anywhere is also found in longer "
        "names: `example.com` in `evil-example.com` and in `example.com.evil.example`, `staff` in "
        "`non-staff`. Anybody can own such a name. Ask for the whole value, or for the `domain`."
    ),
    bad="when: {remote_alias: {ends_with: example.com}}\nset: {call_tag: colleague}",
    good="when: {remote_alias: {domain: example.com}}\nset: {call_tag: colleague}",
)
LINE_FEED = Code(
    "R240",
    "line-feed",
    Severity.WARNING,
    headline="`$` also holds before a last line feed",
    why=(
        "To the pattern, `$` is the end of the text or the place before a line feed that ends it, "
        "so a text with one more character is let through. What compares the text later may take "
        "it for another one. `matches` asks for the whole text, and needs no `^` and `$`."
    ),
    bad=(
        "when: {registered: true, remote_alias: {regex: '^alice@example\\.com$'}}\n"
        "set: {bypass_lock: true}"
    ),
    good=(
        "when: {registered: true, remote_alias: {matches: 'alice@example\\.com'}}\n"
        "set: {bypass_lock: true}"
    ),
)
SLIPS_PAST = Code(
    "R241",
    "slips-past",
    Severity.WARNING,
    headline="A refusal that callers slip past with a missing value",
    why=(
        "The condition names what is refused in a way that nearly every value meets, but a field "
        "may be missing, and a missing value meets no test at all. Such callers are let in. Say "
        "with `not` what is allowed: the opposite of a test also holds where there is no value."
    ),
    bad=("when: {has_authenticated_display_name: false}\nreject: true"),
    good=("when: {has_authenticated_display_name: {not: true}}\nreject: true"),
)
ONLY_NEGATIVES = Code(
    "R242",
    "only-negatives",
    Severity.WARNING,
    headline="A new service for every call, or for all that are not something",
    why=(
        "Nothing in the condition says which calls the service is for, only which ones it is not "
        "for. Scanners, misdialled numbers and whatever comes up next year get it too, and where "
        "fields are missing everything does."
    ),
    bad=(
        "when: {vendor: {not: sipvicious}}\n"
        "create: {service_type: conference, name: Lobby, service_tag: ''}"
    ),
    good=(
        "when: {local_alias: lobby@example.com}\n"
        "create: {service_type: conference, name: Lobby, service_tag: ''}"
    ),
)
SPLITS_A_JOIN = Code(
    "R243",
    "splits-a-join",
    Severity.WARNING,
    headline="One app that is answered in two ways",
    why=(
        "An app that joins asks participant policy twice in quick succession: with "
        "participant_type api, and then standard. Whether a refusal of the one stops the other is "
        "not documented, and a role that only one of them gets may be lost. Give both the same "
        "answer."
    ),
    bad=(
        "when: {participant: {participant_type: standard}, idp_attributes: {status: suspended}}\n"
        "reject: Your account is suspended"
    ),
    good="when: {idp_attributes: {status: suspended}}\nreject: Your account is suspended",
)
CHOSEN_NAME = Code(
    "R244",
    "chosen-name",
    Severity.WARNING,
    headline="A service whose name the caller chooses",
    why=(
        "Pexip tells conferences apart by their names. Who can choose the name of the service can "
        "choose that of a room that exists, and comes into it under the PIN and the settings of "
        "this rule instead of its own."
    ),
    bad=(
        "when: {service_config: missing, local_alias: {domain: example.com}}\n"
        "create: {service_type: conference, name: '{local_alias.user}', service_tag: ''}"
    ),
    good=(
        "when: {service_config: missing, local_alias: {domain: example.com}}\n"
        "create: {service_type: conference, name: 'Ad hoc {local_alias.user}', service_tag: ''}"
    ),
)
GUESSABLE_PIN = Code(
    "R245",
    "guessable-pin",
    Severity.WARNING,
    headline="A PIN that callers can work out",
    why=(
        "The PIN is made of what the caller dialled, wrote or sees, such as the name of the room, "
        "and of nothing that callers do not know. Who knows one PIN and its alias knows them all. "
        "A hash alone does not help: anybody can hash the same text. Hash it together with a "
        "secret, `{env:NAME}`."
    ),
    bad=(
        "when: {local_alias: {user: {matches: 'team(?P<team>\\d{4})'}}}\n"
        "set: {pin: '{team}', allow_guests: false, guest_pin: ''}"
    ),
    good=(
        "when: {local_alias: {user: {matches: 'team(?P<team>\\d{4})'}}}\n"
        "set:\n"
        "  pin: '{[env:MEETING_PIN, team] | join | pex_hash | pex_tail(6)}'\n"
        "  allow_guests: false\n"
        "  guest_pin: ''"
    ),
)
FOREIGN_HASH = Code(
    "R246",
    "foreign-hash",
    Severity.WARNING,
    headline="A hash of text that may hold letters outside ASCII",
    why=(
        "What a node makes of `pex_hash` with letters outside ASCII is not documented. One that "
        "refuses them drops the whole script for such a call, also its refusals. Take other "
        "letters out before, or hash a capture that cannot have them."
    ),
    bad=("when: {protocol: api}\nset: {call_tag: '{remote_display_name | pex_hash}'}"),
    good=(
        "when: {protocol: api}\n"
        "set:\n"
        '  call_tag: \'{remote_display_name | pex_regex_replace("[^ -~]", "") | pex_hash}\''
    ),
)
SERVICE_DROPPED = Code(
    "R247",
    "service-dropped",
    Severity.WARNING,
    headline="A change that Pexip drops for some of the services that it may meet",
    why=(
        "A service with guests needs a Host PIN, and its two PINs must differ and be equally long. "
        "What is right for one room breaks that in another one, or together with another rule, and "
        "then Pexip drops the answer: callers meet the room as it was before. Write all of "
        "`allow_guests`, `pin` and `guest_pin`, or say which rooms the rule is for."
    ),
    bad="when: {local_alias: lobby@example.com}\nset: {pin: ''}",
    good=(
        "when: {local_alias: lobby@example.com}\nset: {pin: '', guest_pin: '', allow_guests: false}"
    ),
)

CODES: tuple[Code, ...] = (
    TRUST_ON_TEXT,
    TRUST_ON_NOTHING,
    ROLE_BEFORE_PIN,
    SHARED_SETTING,
    CHANGES_OUTGOING,
    REJECTS_PROBES,
    REDIRECTS_OTHERS,
    UNDOES_REJECT,
    OPEN_DOT,
    OPEN_NAME,
    LINE_FEED,
    SLIPS_PAST,
    ONLY_NEGATIVES,
    SPLITS_A_JOIN,
    CHOSEN_NAME,
    GUESSABLE_PIN,
    FOREIGN_HASH,
    SERVICE_DROPPED,
)
