"""A download under way: the bytes that came, and how to ask for the rest."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests


class Part:
    """The `.part` file of a download, and beside it what the server said of the whole.

    Parameters
    ----------
    target
        Where the whole file goes.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self.note = target.with_name(target.name + ".part.json")

    def size(self) -> int:
        """Give how many bytes are there."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def headers(self, url: str) -> dict[str, str]:
        """Give what asks for the rest only, if the whole has not changed since; nothing if new."""
        if not self.size():
            return {}
        try:
            said = json.loads(self.note.read_text(encoding="utf-8"))
            mark, where = str(said["mark"]), str(said["url"])
        except (OSError, ValueError, TypeError, KeyError):
            mark, where = "", ""
        if not mark or where != url:
            return {}
        return {"Range": f"bytes={self.size()}-", "If-Range": mark}

    def begin(self, answer: requests.Response) -> int:
        """Make ready for the body of an answer; give the byte at which it begins."""
        had = self.size()
        range_ = answer.headers.get("Content-Range", "")
        if answer.status_code == 206:
            if range_.startswith(f"bytes {had}-") and not encoded(answer):
                return had
            self.drop()
            raise OSError("the server resumes at another byte")
        tag = answer.headers.get("ETag", "")
        mark = tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified", "")
        if encoded(answer):
            mark = ""  # what is written is not what is sent: its bytes cannot be counted
        self.path.write_bytes(b"")
        self.note.write_text(json.dumps({"mark": mark, "url": answer.url}), encoding="utf-8")
        return 0

    def drop(self) -> None:
        """Forget what came."""
        for path in (self.path, self.note):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def keep(self) -> None:
        """Give the whole file its name."""
        self.path.replace(self.target)
        with contextlib.suppress(OSError):
            self.note.unlink(missing_ok=True)


def encoded(answer: requests.Response) -> bool:
    """Say whether the body is compressed on its way."""
    return answer.headers.get("Content-Encoding", "identity") not in {"", "identity"}
