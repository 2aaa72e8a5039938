"""The report: one HTML page that holds everything, for a browser, a printer, or a mail.

It asks for nothing from a network, and says so to the browser. All of it can be read without
scripts; they only show one view at a time, search and filter.
"""

from rulec.report.html.document import START, document
from rulec.report.html.facts import Facts

__all__ = ["START", "Facts", "document"]
