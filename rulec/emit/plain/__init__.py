"""The passes that shorten scripts without tables: statements in, statements out."""
