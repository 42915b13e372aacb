"""Whether a folder can keep a SQLite file safely: on network file systems its locks fail."""

from __future__ import annotations

import re
from pathlib import Path

from bot.errors import StoreUnsuitable

_NETWORK = frozenset(
    {"9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "lustre", "ncpfs"}
    | {"nfs", "nfs3", "nfs4", "smb", "smb2", "smb3", "smbfs"}
    | {"fuse.ceph", "fuse.davfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.glusterfs"}
    | {"fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs"}
)
_MOUNTS = Path("/proc/mounts")
_OCTAL = re.compile(r"\\([0-7]{3})")


def refuse_network_folder(folder: Path, mounts: str | None = None) -> None:
    """Raise `StoreUnsuitable` where `folder` lies on a network file system.

    `mounts` is text in the form of `/proc/mounts`, read from there by default. Where there is no
    such file (macOS, Windows) nothing can be said and nothing is refused.
    """
    if mounts is None:
        mounts = _MOUNTS.read_text(errors="replace") if _MOUNTS.exists() else ""
    kind = file_system(folder, mounts)
    if kind in _NETWORK:
        raise StoreUnsuitable(
            f"{folder} is on a network file system ({kind}), where a SQLite database can be "
            "damaged. Please use a local folder, or PostgreSQL through DATABASE_URL."
        )


def file_system(folder: Path, mounts: str) -> str:
    """The type of the file system that holds `folder`; empty where the mounts do not tell."""
    folder = folder.resolve()
    found, depth = "", -1
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[1]))
        # A later mount on the same point hides the earlier one.
        if folder.is_relative_to(point) and len(point.parts) >= depth:
            found, depth = fields[2], len(point.parts)
    return found
