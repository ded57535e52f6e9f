"""The methods of the Bot API that the double knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.botapi import formatting, polls
from tests.fakes.botapi.failures import bad_request
from tests.fakes.botapi.world import BOT, JSON, Heard, Room, World, now

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def get_me(world: World, given: JSON) -> JSON:
    return BOT


def send_message(world: World, given: JSON) -> JSON:
    room = world.room(given["chat_id"])
    parsed = formatting.taken_in(given["text"], given.get("parse_mode"))
    message: JSON = {
        "message_id": world.message_id(),
        "from": {key: BOT[key] for key in ("id", "is_bot", "first_name", "username")},
        "chat": room.chat,
        "date": now(),
        "text": parsed.text,
    }
    if parsed.entities:
        message["entities"] = parsed.entities
    if "message_thread_id" in given:
        message |= {"message_thread_id": given["message_thread_id"], "is_topic_message": True}
    if markup := _keyboard(given):
        message["reply_markup"] = markup
    if quoted := _quoted(room, given.get("reply_parameters")):
        message["reply_to_message"] = quoted
    room.messages[message["message_id"]] = message
    room.events.append(Heard.of(message))
    return message


def send_document(world: World, given: JSON) -> JSON:
    """With a name and content, as an upload; a file that Telegram has already isn't known here."""
    room, file = world.room(given["chat_id"]), given["document"]
    if not getattr(file, "content", b""):
        raise bad_request("file must be non-empty")
    document = {"file_id": "BQAC", "file_unique_id": "AgAD"}
    document |= {"file_name": str(file), "file_size": len(file.content)}
    message: JSON = {
        "message_id": world.message_id(),
        "from": {key: BOT[key] for key in ("id", "is_bot", "first_name", "username")},
        "chat": room.chat,
        "date": now(),
        "document": document,
    }
    room.messages[message["message_id"]] = message
    room.events.append(Heard.of(message))
    return message


def send_poll(world: World, given: JSON) -> JSON:
    room, message_id = world.room(given["chat_id"]), world.message_id()
    message: JSON = {
        "message_id": message_id,
        "from": {key: BOT[key] for key in ("id", "is_bot", "first_name", "username")},
        "chat": room.chat,
        "date": now(),
        "poll": polls.made(given, str(message_id)),
    }
    if "message_thread_id" in given:
        message |= {"message_thread_id": given["message_thread_id"], "is_topic_message": True}
    if markup := _keyboard(given):
        message["reply_markup"] = markup
    if quoted := _quoted(room, given.get("reply_parameters")):
        message["reply_to_message"] = quoted
    room.messages[message["message_id"]] = message
    room.events.append(Heard.of(message))
    return message


def edit_message_text(world: World, given: JSON) -> JSON:
    room, message = _own_message(world, given)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    too_long = "MESSAGE_TOO_LONG"
    parsed = formatting.taken_in(given["text"], given.get("parse_mode"), too_long=too_long)
    before = {key: message.get(key) for key in ("text", "entities", "reply_markup")}
    after = {
        "text": parsed.text,
        "entities": parsed.entities or None,
        "reply_markup": _keyboard(given),
    }
    if before == after:
        raise bad_request(_NOT_MODIFIED)
    changed = {key: value for key, value in message.items() if key not in after}
    changed |= {key: value for key, value in after.items() if value is not None}
    changed["edit_date"] = now()
    room.messages[message["message_id"]] = changed
    room.events.append(Heard.of(changed, is_edit=True))
    return changed


def delete_message(world: World, given: JSON) -> bool:
    room = world.room(given["chat_id"])
    if room.messages.pop(given["message_id"], None) is None:
        raise bad_request("message to delete not found")
    return True


def send_chat_action(world: World, given: JSON) -> bool:
    world.room(given["chat_id"])
    return True


def answer_callback_query(world: World, given: JSON) -> bool:
    if formatting.units(given.get("text", "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answer_query(given["callback_query_id"])
    world.notices[given["callback_query_id"]] = given.get("text", "")
    return True


def answer_inline_query(world: World, given: JSON) -> bool:
    results = given["results"]
    ids = [result["id"] for result in results]
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if any(not 1 <= len(one.encode()) <= 64 for one in ids):
        raise bad_request("RESULT_ID_INVALID")
    for result in results:
        content = result["input_message_content"]
        formatting.taken_in(content["message_text"], content.get("parse_mode"))
    world.answer_query(given["inline_query_id"])
    world.offers[given["inline_query_id"]] = given
    return True


def set_my_commands(world: World, given: JSON) -> bool:
    for command in given["commands"]:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if chat := given.get("scope", {}).get("chat_id"):
        world.room(chat)
        world.menus[chat] = given["commands"]
    else:
        world.commands = given["commands"]
    return True


def delete_my_commands(world: World, given: JSON) -> bool:
    return world.menus.pop(given["scope"]["chat_id"], None) is not None or True


def get_file(world: World, given: JSON) -> JSON:
    if given["file_id"] not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return {
        "file_id": given["file_id"],
        "file_unique_id": "AQAD",
        "file_size": len(world.files[given["file_id"]]),
        "file_path": f"documents/{given['file_id']}",
    }


def get_my_commands(world: World, given: JSON) -> list[JSON]:
    return world.commands


def get_chat_member(world: World, given: JSON) -> JSON:
    room = world.room(given["chat_id"])
    user = world.users.get(given["user_id"])
    if user is None:
        raise bad_request("invalid user_id specified")
    if given["user_id"] not in room.administrators:
        return {"status": "member", "user": user}
    rights = dict.fromkeys(_RIGHTS, True)
    return {"status": "administrator", "user": user, "can_be_edited": False, **rights}


METHODS: dict[str, Callable[[World, JSON], Any]] = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "deleteMessage": delete_message,
    "editMessageText": edit_message_text,
    "getChatMember": get_chat_member,
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "sendChatAction": send_chat_action,
    "sendDocument": send_document,
    "sendMessage": send_message,
    "sendPoll": send_poll,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getFile": get_file,
}


def _own_message(world: World, given: JSON) -> tuple[Room, JSON]:
    room = world.room(given["chat_id"])
    message = room.messages.get(given["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != BOT["id"]:
        raise bad_request("message can't be edited")
    return room, message


def _quoted(room: Room, wanted: JSON | None) -> JSON | None:
    if not wanted:
        return None
    message = room.messages.get(wanted["message_id"])
    if message is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    if message is None:
        return None
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _keyboard(given: JSON) -> JSON | None:
    rows = given.get("reply_markup", {}).get("inline_keyboard")
    if not rows:
        return None
    if sum(map(len, rows)) > 100:
        raise bad_request("reply markup is too long")
    for button in (button for row in rows for button in row):
        _check_button(button)
    return {"inline_keyboard": rows}


def _check_button(button: JSON) -> None:
    if not button["text"].strip():
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if len(button.keys() - {"text"}) != 1:
        raise bad_request("inline keyboard button must have exactly one action")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        address = urlsplit(button["url"])
        host = address.hostname or ""
        if address.scheme not in ("http", "https", "tg") or "." not in host or host == "127.0.0.1":
            raise bad_request(
                f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
            )
