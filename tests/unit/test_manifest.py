"""The Slack manifest asks for exactly what the code uses, in the shape that Slack takes."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.errors import BadInput
from bot.slack.ids import COMMAND, SHORTCUT, SHORTCUT_ANYWHERE
from bot.slack.manifest import EVENTS, SCOPES, manifest
from tests.serving import ROOT, environment

SLACK = ROOT / "bot" / "slack"

# What each method needs of a bot token as it is called here, from its page under
# https://docs.slack.dev/reference/methods/. Where a scope goes by the kind of conversation, those
# of the kinds that are asked about: never direct messages in `conversations.info`, and public and
# private conversations in `conversations.list`.
METHODS: dict[str, set[str]] = {
    "apps.connections.open": set(),  # connections:write, but of the app token
    "auth.test": set(),
    "chat.delete": {"chat:write"},  # its own messages
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {f"{kind}:history" for kind in ("channels", "groups", "im", "mpim")},
    "conversations.info": {"channels:read", "groups:read", "mpim:read"},
    "conversations.list": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},  # with one person
    "conversations.replies": {f"{kind}:history" for kind in ("channels", "groups", "im", "mpim")},
    "files.info": {"files:read"},
    "oauth.v2.access": set(),
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.update": set(),
}
# The same for events: https://docs.slack.dev/reference/events/.
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "tokens_revoked": set(),
}
# What else Slack gives only with a scope: commands and shortcuts, and the files of a message.
ELSE = {"commands", "files:read"}
METHOD = re.compile(r"[a-z]+(\.[a-z]\w*|\.v\d)+\.?\w*")
FAMILIES = {"apps", "auth", "chat", "conversations", "files", "oauth", "reactions", "users"}
FAMILIES |= {"bots", "pins", "team", "usergroups", "views"}


def _nodes() -> Iterator[ast.AST]:
    for path in SLACK.glob("*.py"):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _called() -> set[str]:
    """Names of methods that stand in a call, and calls of the library's own methods."""
    found: set[str] = set()
    for node in _nodes():
        if not isinstance(node, ast.Call):
            continue
        found |= {
            given.value
            for given in node.args
            if isinstance(given, ast.Constant)
            and isinstance(given.value, str)
            and METHOD.fullmatch(given.value)
            and given.value.split(".")[0] in FAMILIES
        }
        match node.func:
            case ast.Attribute(attr=name, value=ast.Attribute(attr="_client")):
                found.add(name.replace("_", ".", 1))
    return found


def test_every_method_that_is_called_is_known() -> None:
    """A new call of Slack's Web API comes with its permission, or it fails here first."""
    called = _called()
    assert {"chat.postMessage", "auth.test", "views.open", "conversations.info"} <= called
    assert called <= set(METHODS)


def test_the_scopes_are_exactly_those_of_methods_and_events() -> None:
    """An installation asks people for nothing that is not used."""
    used = {scope for method in _called() for scope in METHODS[method]}
    heard = {scope for event in EVENTS for scope in EVENT_SCOPES[event]}
    assert set(SCOPES) == used | heard | ELSE
    assert manifest()["oauth_config"]["scopes"] == {"bot": sorted(SCOPES)}


def test_every_event_that_is_handled_is_subscribed_and_no_other() -> None:
    """An event without a subscription never comes; one without a handler is noise."""
    tree = ast.parse((SLACK / "handlers.py").read_text(encoding="utf-8"))
    (handler,) = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef) and node.name == "event"
    )
    handled = {
        node.value.value
        for node in ast.walk(handler)
        if isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Constant)
    }
    assert handled == {event.split(".")[0] for event in EVENTS}
    subscribed = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert subscribed == sorted(EVENT_SCOPES)


def test_the_entry_points_are_those_of_the_code() -> None:
    """A command or callback id that the code does not know would do nothing."""
    features = manifest()["features"]
    (command,) = features["slash_commands"]
    assert command["command"] == COMMAND
    shortcuts = {one["type"]: one["callback_id"] for one in features["shortcuts"]}
    assert shortcuts == {"message": SHORTCUT, "global": SHORTCUT_ANYWHERE}
    assert features["app_home"]["messages_tab_enabled"]
    assert not features["app_home"]["messages_tab_read_only_enabled"]


# Slack's published schema of manifests (github.com/slackapi/manifest-schema): keys that are
# allowed with the longest text each may have; 0 for what is no text.
HTTP = 3000
SHAPE: dict[str, Any] = {
    "display_information": {"name": 35, "description": 140, "background_color": 7},
    "features": {
        "app_home": {
            "home_tab_enabled": 0,
            "messages_tab_enabled": 0,
            "messages_tab_read_only_enabled": 0,
        },
        "bot_user": {"display_name": 80, "always_online": 0},
        "shortcuts": [{"name": 24, "type": 7, "callback_id": 255, "description": 150}],
        "slash_commands": [
            {
                "command": 32,
                "url": HTTP,
                "description": 2000,
                "usage_hint": 1000,
                "should_escape": 0,
            }
        ],
    },
    "oauth_config": {"redirect_urls": [2500], "scopes": {"bot": [50]}},
    "settings": {
        "event_subscriptions": {"request_url": HTTP, "bot_events": [50]},
        "interactivity": {"is_enabled": 0, "request_url": HTTP},
        "org_deploy_enabled": 0,
        "socket_mode_enabled": 0,
        "token_rotation_enabled": 0,
    },
}


def _fits(value: Any, shape: Any, where: str) -> None:
    if isinstance(shape, dict):
        assert set(value) <= set(shape), where
        for key, inner in value.items():
            _fits(inner, shape[key], f"{where}/{key}")
    elif isinstance(shape, list):
        assert 0 < len(value) <= 100, where
        for one in value:
            _fits(one, shape[0], where)
        assert len({json.dumps(one) for one in value}) == len(value), where
    elif shape:
        assert 0 < len(value) <= shape, where
    else:
        assert isinstance(value, bool), where


@pytest.mark.parametrize("url", ["", "https://coach.example.com", "https://a.example/team/"])
def test_the_manifest_has_the_shape_that_slack_takes(url: str) -> None:
    """A key too many or a word too long, and Slack refuses all of it."""
    app = manifest(url)
    _fits(app, SHAPE, "")
    assert app["settings"]["socket_mode_enabled"] is not bool(url)
    told = json.dumps(app)
    assert told.count("/slack/events") == (3 if url else 0)
    assert told.count("/slack/oauth_redirect") == (1 if url else 0)
    assert "//slack" not in told


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://coach.example.com",
            "coach.example.com",
            "https://",
            "https://[",
            "https://a b.c",
        ),
        *("https://a.example/?x=1", "https://a.example/#x", "https://me@a.example"),
    ],
)
def test_an_address_that_slack_cannot_call_is_refused(url: str) -> None:
    """Before somebody pastes it."""
    with pytest.raises(BadInput, match="no public address"):
        manifest(url)


def _coach(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "manifest", "slack", *arguments],
        cwd=ROOT,
        env=environment(PYTHONUTF8="1"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_writes_yaml_or_json(tmp_path: Path) -> None:
    """To standard output, where nothing else is said, or to a file."""
    done = _coach()
    assert (done.returncode, done.stderr) == (0, "")
    assert yaml.safe_load(done.stdout) == manifest()
    address, file = "https://coach.example.com", tmp_path / "slack.json"
    done = _coach("--json", "--url", address, "-o", str(file))
    assert (done.returncode, done.stdout) == (0, "")
    assert "From a manifest" in done.stderr
    assert json.loads(file.read_text(encoding="utf-8")) == manifest(address)


def test_the_command_says_what_is_wrong_in_one_sentence(tmp_path: Path) -> None:
    """A wrong address is bad input, and nothing is written; nor to a folder that is not there."""
    file = tmp_path / "slack.yaml"
    done = _coach("--url", "http://coach.example.com", "-o", str(file))
    assert done.returncode == 2
    assert "no public address" in done.stderr
    assert not file.exists()
    done = _coach("-o", str(tmp_path / "none" / "slack.yaml"))
    assert done.returncode == 1
    assert "No such file" in done.stderr
    assert "Traceback" not in done.stderr
