"""Align a Chinese official document with its English version, paragraph by paragraph.

import align
alignment = align.align_files("zh.txt", "en.txt")
alignment.to_frame()
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from align.api import align_bilingual, align_files
    from align.config import Settings
    from align.errors import AlignError
    from align.model import Alignment

__all__ = ["AlignError", "Alignment", "Settings", "align_bilingual", "align_files"]

_HOMES = {
    "AlignError": "errors",
    "Alignment": "model",
    "Settings": "config",
    "align_bilingual": "api",
    "align_files": "api",
}


def __getattr__(name: str) -> Any:
    """Public names are imported when first used, so that `import align` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'align' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"align.{_HOMES[name]}"), name)
