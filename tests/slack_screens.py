"""What stands on somebody's screen: the views methods, and answers to a `response_url`."""

from __future__ import annotations

import copy

from tests import slack_limits as limits
from tests.slack_blocks import Message, View, with_ids
from tests.slack_methods import Answer, Args, checked_message, method
from tests.slack_world import Conversation, Hook, Refusal, Workspace, World

HOOK_LIVES = 30 * 60.0
HOOK_USES = 5


def checked_view(world: World, args: Args) -> Answer:
    """The view in the arguments, if Slack would show it."""
    view = args.get("view")
    if limits.too_large(view):
        raise Refusal("view_too_large")
    if faults := limits.faults_in_view(view):
        raise Refusal("invalid_arguments", faults)
    assert isinstance(view, dict)
    return {**copy.deepcopy(view), "blocks": with_ids(view["blocks"], world.new_id)}


@method("views.open")
def views_open(world: World, team: Workspace, args: Args) -> Answer:
    payload = checked_view(world, args)
    trigger = world.spend(str(args.get("trigger_id", "")), team.id)
    stack = world.stack(trigger.user, team.id)
    stack.clear()
    return {"view": show_view(world, team.id, trigger.user, payload, stack).as_json()}


@method("views.push")
def views_push(world: World, team: Workspace, args: Args) -> Answer:
    payload = checked_view(world, args)
    trigger = world.spend(str(args.get("trigger_id", "")), team.id)
    stack = world.stack(trigger.user, team.id)
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= 3:
        raise Refusal("push_limit_reached")
    return {"view": show_view(world, team.id, trigger.user, payload, stack).as_json()}


@method("views.update")
def views_update(world: World, team: Workspace, args: Args) -> Answer:
    payload = checked_view(world, args)
    if args.get("view_id") and args.get("external_id"):
        raise Refusal("invalid_arguments", ["Cannot provide both `view_id` and `external_id`"])
    view = _open_view(world, team, args)
    if args.get("hash") and args["hash"] != view.hash:
        raise Refusal("hash_conflict")
    view.replace(payload, new_hash(world))
    return {"view": view.as_json()}


@method("views.publish")
def views_publish(world: World, team: Workspace, args: Args) -> Answer:
    payload = checked_view(world, args)
    key = team.id, str(args.get("user_id", ""))
    if key not in world.users:
        raise Refusal("invalid_arguments", ["invalid `user_id` [json-pointer:/user_id]"])
    view = world.homes.get(key)
    if view is None:
        view = world.homes[key] = show_view(world, *key, payload, [])
    elif args.get("hash") and args["hash"] != view.hash:
        raise Refusal("hash_conflict")
    else:
        view.replace(payload, new_hash(world))
    return {"view": view.as_json()}


def show_view(world: World, team: str, user: str, payload: Answer, stack: list[View]) -> View:
    """Put a new view on top of a stack."""
    name = world.new_id("V")
    root, previous = (stack[0].id, stack[-1].id) if stack else (name, None)
    view = View(name, team, user, payload, new_hash(world), root, previous)
    world.views[name] = view
    stack.append(view)
    return view


def new_hash(world: World) -> str:
    """What a view is worth checking against; new with every update."""
    return f"{int(world.now())}.{world.new_id('h')}"


def _open_view(world: World, team: Workspace, args: Args) -> View:
    """The view that is meant, if it still is on a screen."""
    on_screen = [v for stack in world.stacks.values() for v in stack] + list(world.homes.values())
    for view in on_screen:
        named = view.payload.get("external_id") or None
        known = view.id == args.get("view_id") or (named and named == args.get("external_id"))
        if view.team == team.id and known:
            return view
    raise Refusal("not_found")


# Answers to what a person did, at once or to a `response_url`


def post_to_hook(world: World, path: str, body: Answer) -> None:
    """What a post to a `response_url` does: five times within half an hour."""
    hook = world.hooks.get(path)
    if hook is None:
        raise Refusal("no_such_hook")
    if world.now() - hook.at > HOOK_LIVES:
        raise Refusal("expired_url")
    if len(hook.posts) >= HOOK_USES:
        raise Refusal("used_url")
    show_answer(world, hook, body)
    hook.posts.append(body)


def show_answer(world: World, hook: Hook, body: Answer) -> Message | None:
    """Show an answer to the person or to everybody, or change what it answers to."""
    place = world.conversation(hook.conversation, hook.team)
    if body.get("delete_original"):
        _take_away(world, hook, place)
        return None
    bot = world.workspaces[hook.team]
    fields = {"user": bot.bot_user, "bot_id": bot.bot_id, **checked_message(world, body)}
    old = hook.original if body.get("replace_original") else None
    if old is not None:
        fields = {**old, **fields}
    if body.get("response_type") == "in_channel" or (old is not None and not old.is_private):
        return world.keep(place, fields)
    hook.original = world.keep_private(hook.user, place, fields)
    return hook.original


def _take_away(world: World, hook: Hook, place: Conversation) -> None:
    if hook.original is None:
        return
    if hook.original.is_private:
        world.take_private(hook.user, hook.original.ts, hook.team)
    else:
        place.messages.pop(hook.original.ts, None)
