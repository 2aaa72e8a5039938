"""The command line: one file a command, no logic of the compiler.

Commands import the compiler when they run, so that help and completion answer at once.
"""
