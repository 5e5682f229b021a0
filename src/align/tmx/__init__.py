"""Translation memories that exist: read as a stream, validated, merged. Writing one is align.writers.tmx."""
