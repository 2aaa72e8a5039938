"""The version of rulec, a constant so that `rulec --version` needs no other import."""

VERSION = "0.1.0"
