"""Posts that come as pictures: a model that sees reads them, and a person says if it read well."""

from __future__ import annotations

from typing import Protocol

from bot.acts import Act, Target
from bot.desk import CareDesk
from bot.errors import BadInput, ModelError, PlatformRefused
from bot.payload import data, string
from bot.people import SOMEBODY, Caller, Person, person_id
from bot.records import Job
from bot.slack.messenger import SAY_JOB
from bot.slack.people import PLATFORM
from bot.slack.web import Web

PICTURE_JOB = "slack-picture"

_LARGEST = 10 * 2**20  # bytes
_UNREAD = "I couldn't read this picture. Please paste the text, and I'll draft a reply."


class PictureReader(Protocol):
    """Reads the words in a picture, or raises a `ModelError` or `BadInput`."""

    async def read_picture(self, organisation: str, picture: bytes, kind: str) -> str: ...


class Pictures:
    """The job behind "I read this, correct?"; its content is what was said about the picture."""

    def __init__(self, desk: CareDesk, web: Web, reader: PictureReader) -> None:
        self._desk, self._web, self._reader = desk, web, reader

    async def read(self, job: Job) -> None:
        """Fetch the picture, have it read, and ask whoever sent it whether that is right."""
        to = {key: job.payload[key] for key in ("workspace", "conversation", "user")}
        to["thread"] = job.payload.get("thread", "")
        note = await self._desk.kept(job.organisation, str(job.payload.get("content", "")))
        identity = person_id(PLATFORM, to["workspace"], to["user"])
        person = Person(identity, SOMEBODY, (f"{PLATFORM}:{to['workspace']}",))
        caller = Caller(job.organisation, person, (f"picture:{job.id}",))
        try:
            text = await self._text(job, str(to["workspace"]))
        except (ModelError, BadInput, PlatformRefused):
            await self._desk.tell(caller, SAY_JOB, _UNREAD, to)
            return
        asked = {**to, "target": Target("").value(), "button": Act.PICTURE}
        words = f"I read this, correct?\n\n{text}"
        beside = {"post": text, "note": note.text if note else ""}
        await self._desk.tell(caller, SAY_JOB, words, asked, beside)

    async def _text(self, job: Job, workspace: str) -> str:
        told = await self._web.call(workspace, "files.info", file=job.payload["file"])
        file = data(told, "file")
        size = file.get("size")
        if not isinstance(size, int) or size > _LARGEST:
            raise BadInput("This picture is too large to be read.")
        picture = await self._web.download(workspace, string(file, "url_private"), most=_LARGEST)
        return await self._reader.read_picture(job.organisation, picture, string(file, "mimetype"))
