"""A finding without a fix is good news: `fix` says what to do, never what happens by itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, what was found, and what to do about it (nothing where all is well)."""

    about: str
    found: str
    fix: str = ""
    grave: bool = False

    def line(self) -> str:
        mark = "ok  " if not self.fix else "FAIL" if self.grave else "note"
        return f"{mark}  {self.about}: {self.found}" + (f"  ->  {self.fix}" if self.fix else "")
