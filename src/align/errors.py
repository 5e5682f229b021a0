"""What a user can put right. Each message says where, what and what next, on one line."""


class AlignError(Exception):
    """Base of the errors that the command line prints without a traceback (exit status 2)."""


class InputError(AlignError):
    """An input file that can't be used as it is."""


class OutputError(AlignError):
    """An output that can't be written as asked."""


class SettingError(AlignError, ValueError):
    """An option or a setting with a value that it can't have, or that changes nothing here."""


class EncoderError(AlignError):
    """A model that is not at hand or not usable."""
