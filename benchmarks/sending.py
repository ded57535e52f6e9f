"""The whole application on Telegram, on one core: what benchmarks/delivery.py measures.

python benchmarks/sending.py ADDRESS TOKEN FOLDER RATE
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import structlog

from bot.config import Settings
from handlers.application import build
from handlers.channels import telegram


async def main(address: str, token: str, folder: str, rate: str) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    settings = Settings(
        telegram_token=token,
        telegram_api=address,
        data_dir=Path(folder),
        send_window="00:00-24:00",
        send_rate=int(rate),
    )
    application = build(settings)
    channel = telegram.connect(application)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await channel.start()
    began = time.process_time()
    print("ready", flush=True)
    await application.delivery().run(stop)
    await channel.stop()
    application.close()
    print(f"cpu {time.process_time() - began:.2f}", flush=True)


if __name__ == "__main__":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    asyncio.run(main(*sys.argv[1:]))
