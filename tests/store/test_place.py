"""Which folders are taken for network file systems."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import StoreUnsuitable
from bot.store.place import file_system, refuse_network_folder

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
server:/home /srv/nfs nfs4 rw,vers=4.2 0 0
//nas/share /srv/nfs/local\\040copy ext4 rw 0 0
//nas/share /srv/our\\040share cifs rw 0 0
me@host:/ /srv/ssh fuse.sshfs rw 0 0
share /srv/vm 9p rw 0 0
/dev/sdb1 /srv/over nfs rw 0 0
/dev/sdb1 /srv/over ext4 rw 0 0

broken line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/ana", "ext4"),
        ("/run", "tmpfs"),
        ("/srv/nfs", "nfs4"),
        ("/srv/nfs/deep/down", "nfs4"),
        ("/srv/nfsmore", "ext4"),
        ("/srv/nfs/local copy/x", "ext4"),
        ("/srv/our share", "cifs"),
        ("/srv/over", "ext4"),
    ],
)
def test_longest_and_latest_mount_counts(folder: str, kind: str) -> None:
    """A folder belongs to the innermost mount around it, and to the last one on that point."""
    assert file_system(Path(folder), MOUNTS) == kind


@pytest.mark.parametrize("folder", ["/srv/nfs/a", "/srv/our share", "/srv/ssh/a", "/srv/vm"])
def test_network_folders_are_refused(folder: str) -> None:
    """The sentence names the folder, the kind, and what to do instead."""
    with pytest.raises(StoreUnsuitable, match=rf"{folder} is on a network .* PostgreSQL"):
        refuse_network_folder(Path(folder), MOUNTS)


@pytest.mark.parametrize("folder", ["/home/ana", "/run/coach", "/srv/nfs/local copy"])
def test_local_folders_are_fine(folder: str) -> None:
    """Local disks pass."""
    refuse_network_folder(Path(folder), MOUNTS)


def test_link_into_a_network_folder_is_seen_through(tmp_path: Path) -> None:
    """A symbolic link does not hide where the file would really lie."""
    target = tmp_path / "far"
    target.mkdir()
    (tmp_path / "near").symlink_to(target)
    with pytest.raises(StoreUnsuitable):
        refuse_network_folder(tmp_path / "near", f"server:/x {target} nfs rw 0 0\n")


def test_nothing_is_refused_where_nothing_is_known(tmp_path: Path) -> None:
    """Without a list of mounts every folder passes; this machine's own list can be read."""
    refuse_network_folder(tmp_path, "")
    refuse_network_folder(tmp_path)
