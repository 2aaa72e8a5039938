"""What is found about rules as a whole: rules that never apply, rules that fight, what is risky.

Every check asks the sets of calls (`analysis`), and most show a call. A question that cannot be
decided gives no finding; `Findings.undecided` tells how many there were.
"""

from rulec.findings.collect import CHECKS, Findings, findings
from rulec.findings.exhibits import Exhibit, Exhibits, RuleKey, Shared, Shown
from rulec.findings.falling import Falling, falling
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene

__all__ = [
    "CHECKS",
    "Exhibit",
    "Exhibits",
    "Falling",
    "Finding",
    "Findings",
    "RuleKey",
    "Scene",
    "Shared",
    "Shown",
    "falling",
    "findings",
]
