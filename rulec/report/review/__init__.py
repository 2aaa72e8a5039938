"""What a change to rules does to calls: the review as data, and as text, Markdown and JSON."""
