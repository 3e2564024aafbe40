"""What a form or an API call says, as bytes to keep raw and as fields to read: JSON with the files inside."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class SubmittedFile:
    """A file as it was uploaded."""

    name: str
    content_type: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Give the SHA-256 of the bytes, hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Submission:
    """A request or complaint by form or API: what the person chose and wrote.

    `procedure` is "complaint", "rights_request" or "appeal"; `rights` names of rights; `ground` a complaint's ground; `place` an
    ISO 3166 code or empty; `applicant` tells that they applied for a job here; `link_party` is set when the message comes
    from a status page and joins that party's case; `about` is the reference of the case that a complaint or appeal is about;
    `entered_by` the member of staff who entered what came by post, telephone or at the counter.
    """

    procedure: str = ""
    rights: Sequence[str] = ()
    ground: str = ""
    name: str = ""
    email: str = ""
    text: str = ""
    what_is_asked: str = ""
    place: str = ""
    language: str = "en"
    by_agent: bool = False
    applicant: bool = False
    link_party: int | None = None
    about: str = ""
    entered_by: int | None = None
    files: Sequence[SubmittedFile] = ()

    def to_bytes(self) -> bytes:
        """Give the bytes that are kept as the raw arrival."""
        fields = asdict(self)
        fields["files"] = [
            {"name": f.name, "content_type": f.content_type, "content": base64.b64encode(f.content).decode()}
            for f in self.files
        ]
        return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Submission":
        """Read what `to_bytes` wrote."""
        fields = json.loads(raw)
        files = [
            SubmittedFile(f["name"], f["content_type"], base64.b64decode(f["content"])) for f in fields.pop("files")
        ]
        return cls(**fields, files=files)
