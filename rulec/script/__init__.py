"""The language that scripts are written in: literals, expressions and statements as text.

Knows Jinja2's grammar and precedence, and nothing of rules or of Pexip's fields.
"""
