"""Where the facts of the catalogue come from, as its rows name it.

Pexip's own documentation counts most. Where only a transcription of an official page was at hand,
the row says so.
"""

from __future__ import annotations

#: The variables that a script sees, and what it may answer.
LOCAL_SCRIPTS = "Pexip docs: writing local policy scripts"

#: Variables that newer releases have and the first page on local scripts does not list.
VARIABLES_PAGE = "Pexip docs: policy script variables (as pexip-skills transcribes them)"

#: The configuration of a service, which a local script writes like an external server.
SERVICE_ANSWERS = "Pexip docs: service configuration responses (as pexip-skills transcribes them)"

#: Participant properties beyond the first three.
PARTICIPANT_ANSWERS = "Pexip docs: participant responses (as pexip-skills transcribes them)"

#: The media location answer.
MEDIA_ANSWERS = "Pexip docs: media location responses (as pexip-skills transcribes them)"

#: PIN lengths and characters, and what an empty PIN means.
PINS = "Pexip docs: about PINs, Hosts and Guests"

#: Names that published scripts use and no official page lists.
PUBLISHED_SCRIPTS = "published local policy scripts"

#: Pexip's own filters and functions.
PEX_FILTERS = "Pexip docs: local policy filters (partly as pexip-skills transcribes them)"

#: The standard filters that Pexip leaves enabled; their results were measured with stock Jinja.
JINJA_FILTERS = "Pexip docs: permitted Jinja filters; results measured with Jinja 2.10.3 and 3.1.6"

#: What pex_hash and pex_tail do exactly.
INTERPRETATION_PLUGIN = "Pexip's plugin-interpretation, which re-implements it"
