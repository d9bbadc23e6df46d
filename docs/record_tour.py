"""Record the film of the demo course's first lesson: a walk through a running Academy.

    python docs/record_tour.py http://localhost:3000 EMAIL PASSWORD

Writes tour.mp4 and tour.vtt beside the demo course. Needs Chromium and ffmpeg. The site must hold
the demo course; its texts are what is filmed.
"""

import base64
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

COURSE = Path(__file__).resolve().parents[1] / "academy_app/importers/demo/course"
SIZE = {"width": 1120, "height": 630}
RATE = 12
OVERLAY = """
(() => {
  const make = (id, style) => {
    const box = document.createElement("div");
    box.id = id;
    box.style.cssText = "position:fixed;z-index:999;pointer-events:none;" + style;
    document.documentElement.append(box);
    return box;
  };
  addEventListener("DOMContentLoaded", () => {
    const words = make("tour-words", "inset:auto 0 0 0;padding:14px 24px;background:#0f4f4c;" +
      "color:#fff;font:600 22px system-ui;text-align:center;min-height:58px");
    words.textContent = sessionStorage.tourWords ?? "";
    const hand = make("tour-hand", "width:22px;height:22px;border-radius:50%;background:#f59e0bcc;" +
      "border:2px solid #fff;transition:all .6s ease;left:560px;top:300px");
    const [x, y] = (sessionStorage.tourHand ?? "560,300").split(",");
    hand.style.left = x + "px";
    hand.style.top = y + "px";
  });
})();
"""


class Tour:
    """A browser with a caption and a pointer in it, filmed picture by picture."""

    def __init__(self, page: Page, session: CDPSession, folder: Path) -> None:
        self.page, self.session, self.folder = page, session, folder
        self.frames: list[tuple[float, Path]] = []
        self.words: list[tuple[float, str]] = []
        self.began = 0.0

    def film(self) -> None:
        self.session.on("Page.screencastFrame", self._keep)
        self.began = time.time()
        self.session.send("Page.startScreencast", {"format": "png"})

    def _keep(self, frame: dict[str, object]) -> None:
        path = self.folder / f"{len(self.frames):05}.png"
        path.write_bytes(base64.b64decode(str(frame["data"])))
        self.frames.append((time.time() - self.began, path))
        self.session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    def say(self, words: str, seconds: float) -> None:
        self.words.append((time.time() - self.began, words))
        self.page.evaluate(
            "w => { sessionStorage.tourWords = w; document.getElementById('tour-words').textContent = w; }",
            words,
        )
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        self.page.wait_for_timeout(seconds * 1000)

    def point(self, selector: str, *, click: bool = True) -> None:
        target = self.page.locator(f"#app {selector}").first
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box is not None
        x, y = box["x"] + min(box["width"] / 2, 120), box["y"] + box["height"] / 2
        self.page.evaluate(
            "([x, y]) => { sessionStorage.tourHand = [x, y]; const h = document.getElementById('tour-hand').style;"
            " h.left = x + 'px'; h.top = y + 'px'; }",
            [x, y],
        )
        self.wait(0.9)
        if click:
            target.click()
            self.wait(0.5)


def walk(tour: Tour) -> None:
    """What is shown, in the order of a newcomer's questions."""
    page = tour.page
    tour.say("Welcome to Academy. Here is everything in under a minute.", 4)
    tour.say("Home shows where you stopped, and what else there is.", 3)
    tour.point('a[href="/courses"]')
    tour.say("All courses: search as you type, or pick a tag.", 2)
    page.locator("#app input[type=search]").press_sequentially("way", delay=180)
    tour.wait(2)
    tour.point("li h3 a")
    tour.say("A course shows its lessons and how far you are.", 4)
    tour.point('a[href$="/what-counts-as-watched"]')
    tour.say("In a lesson, the whole course stays at your side.", 4)
    page.mouse.move(760, 300)
    tour.say(
        "Videos are done once you watched nearly all of them. Texts, when you read to the end.", 2
    )
    for _ in range(14):
        page.mouse.wheel(0, 90)
        tour.wait(0.25)
    tour.wait(3)
    tour.say("The tick appears by itself. Your place is kept, on every device.", 4)
    page.evaluate("scrollTo({top: 0, behavior: 'smooth'})")
    tour.wait(1)
    page.keyboard.press("?")
    tour.say("Press ? for the keyboard: space plays, J and L jump, N goes on.", 4.5)
    page.keyboard.press("Escape")
    tour.point("header details[data-menu] summary")
    tour.say("Light or dark, English or German: the menu behind your picture.", 2)
    tour.point('[data-choose="theme"][data-value="dark"]')
    tour.wait(2.5)
    tour.point('[data-choose="theme"][data-value="light"]')
    tour.say("That was all. Enjoy learning!", 3.5)


def write(tour: Tour, seconds: float) -> None:
    """The pictures as a film, the captions as subtitles."""
    listing = tour.folder / "frames.txt"
    lines = []
    for (at, path), (after, _) in zip(
        tour.frames, [*tour.frames[1:], (seconds, Path())], strict=True
    ):
        lines.append(f"file '{path}'\nduration {max(after - at, 0.001):.3f}")
    listing.write_text("\n".join(lines) + f"\nfile '{tour.frames[-1][1]}'\n", "utf-8")
    command = [
        "ffmpeg",
        "-y",
        "-loglevel",
        "error",
        "-f",
        "concat",
        "-safe",
        "0",
        "-i",
        str(listing),
    ]
    command += ["-vf", f"fps={RATE},scale=960:540", "-c:v", "libx264", "-preset", "veryslow"]
    command += [
        "-crf",
        "31",
        "-tune",
        "animation",
        "-pix_fmt",
        "yuv420p",
        "-movflags",
        "+faststart",
    ]
    subprocess.run([*command, str(COURSE / "tour.mp4")], check=True)
    ends = [at for at, _ in tour.words[1:]] + [seconds]
    cues = [
        f"{_stamp(at)} --> {_stamp(end)}\n{words}\n"
        for (at, words), end in zip(tour.words, ends, strict=True)
    ]
    (COURSE / "tour.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), "utf-8")


def _stamp(seconds: float) -> str:
    return f"{int(seconds // 60):02}:{seconds % 60:06.3f}"


def main(base: str, email: str, password: str) -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        context = browser.new_context(viewport=SIZE)  # type: ignore[arg-type]
        answer = context.request.post(
            f"{base}/api/lms/auth/login", data={"email": email, "password": password}
        )
        assert answer.ok, answer.text()
        page = context.new_page()
        page.add_init_script(OVERLAY)
        page.goto(base)
        page.wait_for_selector('#app[data-ready="true"]')
        tour = Tour(page, context.new_cdp_session(page), Path(folder))
        tour.film()
        walk(tour)
        write(tour, time.time() - tour.began)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
