"""Headless Chromium, driven through its debugging port: what a page asks for, says, and looks like.

Only on 127.0.0.1, and only for pages from files; `chromium()` says whether there is one.
"""

import asyncio
import base64
import contextlib
import json
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
    "--remote-debugging-address=127.0.0.1",
)


def chromium() -> str | None:
    """The program, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass
class Seen:
    """What was seen of a page.

    Attributes:
        console: messages and exceptions.
        requests: addresses asked for, the page's own among them.
        values: what the expression gave, by width and whether dark.
        pictures: PNG, likewise.
    """

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    values: dict[tuple[int, bool], Any] = field(default_factory=dict)
    pictures: dict[tuple[int, bool], bytes] = field(default_factory=dict)


def look(page: Path, views: Sequence[tuple[int, bool]], expression: str, *, scripts: str = "") -> Seen:
    """Open a page, evaluate an expression, take pictures, for each of some views.

    Args:
        page: the file.
        views: width of the window in CSS pixels, and whether the reader prefers dark.
        expression: JavaScript; a promise is waited for.
        scripts: JavaScript to evaluate before.

    Returns:
        What was seen.
    """
    with tempfile.TemporaryDirectory() as profile:
        program = chromium()
        assert program is not None
        command = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            return asyncio.run(_look(Path(profile), page, views, expression, scripts))
        finally:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            if process.poll() is None:
                process.kill()
                process.wait()


async def _look(
    profile: Path, page: Path, views: Sequence[tuple[int, bool]], expression: str, scripts: str
) -> Seen:
    port = await _port(profile / "DevToolsActivePort")
    listed = await AsyncHTTPClient().fetch(f"http://127.0.0.1:{port}/json")
    target = next(entry for entry in json.loads(listed.body) if entry["type"] == "page")
    socket = await websocket_connect(target["webSocketDebuggerUrl"], max_message_size=1 << 28)
    seen, number = Seen(), 0

    async def call(method: str, until: str = "", **parameters: Any) -> Any:
        nonlocal number
        number += 1
        await socket.write_message(json.dumps({"id": number, "method": method, "params": parameters}))
        answer, arrived = None, not until
        while answer is None or not arrived:
            message = json.loads(await asyncio.wait_for(socket.read_message(), 60))
            _note(seen, message)
            arrived = arrived or message.get("method") == until
            if message.get("id") == number:
                assert "error" not in message, message
                answer = message["result"]
        return answer

    for domain in ("Page", "Runtime", "Log", "Network"):
        await call(f"{domain}.enable")
    for width, dark in views:
        wanted = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        await call("Emulation.setEmulatedMedia", features=wanted)
        await call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        await call("Page.navigate", until="Page.loadEventFired", url=page.resolve().as_uri())
        if scripts:
            await call("Runtime.evaluate", expression=scripts)
        found = await call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        seen.values[width, dark] = found["result"].get("value")
        shot = await call("Page.captureScreenshot", format="png", captureBeyondViewport=False)
        seen.pictures[width, dark] = base64.b64decode(shot["data"])
    socket.close()
    return seen


async def _port(file: Path) -> str:
    for _ in range(600):
        with contextlib.suppress(OSError, IndexError):
            return file.read_text().split()[0]
        await asyncio.sleep(0.05)
    raise TimeoutError("Chromium did not open its debugging port within 30 s")


def _note(seen: Seen, message: dict[str, Any]) -> None:
    method, parameters = message.get("method"), message.get("params", {})
    if method == "Network.requestWillBeSent":
        seen.requests.append(parameters["request"]["url"])
    elif method == "Runtime.consoleAPICalled":
        seen.console.append(json.dumps(parameters["args"]))
    elif method == "Runtime.exceptionThrown":
        seen.console.append(json.dumps(parameters["exceptionDetails"]))
    elif method == "Log.entryAdded":
        seen.console.append(parameters["entry"]["text"])
