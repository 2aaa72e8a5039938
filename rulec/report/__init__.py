"""Problems, decisions and differences as text for people and as data for programs."""
