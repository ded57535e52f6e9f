"""WeCom (企业微信), as a way to tell staff: a group's robot, and messages of an application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.channels.wecom.application import AppMessages
from handlers.channels.wecom.robot import Robot

if TYPE_CHECKING:
    from bot.config import Settings

__all__ = ["AppMessages", "Robot", "heralds"]


def heralds(settings: Settings, clock: Callable[[], datetime]) -> list[Robot | AppMessages]:
    """Those that the settings name."""
    found: list[Robot | AppMessages] = []
    if key := settings.wecom_robot_key.get_secret_value():
        found.append(Robot(settings.wecom_api, key))
    if settings.wecom_secret.get_secret_value():
        found.append(AppMessages(settings, clock))
    return found
