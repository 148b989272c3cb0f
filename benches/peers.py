"""Measures goodcall beside other programs of the terminal; benches/peers.sh prepares them.

Every figure is a median of runs taken in turn with goodcall's, and stands as goodcall's own, the other's, and their ratio.
"""

import json
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import termios
import fcntl
import time
import uuid
from pathlib import Path

PEERS, GOODCALL = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
SIZES = [int(n) for n in os.environ.get("PEERS_SIZES", "100,1000,10000").split(",")]
RUNS = int(os.environ.get("PEERS_RUNS", "15"))
KEYS = int(os.environ.get("PEERS_KEYS", "40"))
NOW = "2026-11-23T14:42:00Z"
QUIET = 0.03  # A pause of this many seconds ends a frame.
PATIENCE = 20.0

FIRST = "Ana Marcus Dana Wendell Camille Haruka Keoni Aroha Tom Priya Lee Sam Helga Ruth Greg Ines".split()
LAST = "Ribeiro Webb Okafor Tsosie Dufresne Sato Kahale Ngata Ferreira Nair Chen Oduya Brandt Callaghan Lund Vaz".split()
SAID = "the line was down at midnight and you stayed on the phone until we were shipping again".split()


def person(n):
    return f"{FIRST[n % 16]} {LAST[n // 16 % 16]} {n}"


def said(n):
    words = [SAID[(n * 7 + k * 3) % len(SAID)] for k in range(12)]
    return " ".join(words) + (" lantern" if n == 42 else "")


def goodcall_book(folder, size):
    book, everything = folder / "goodcall.db", folder / "goodcall.json"
    run = [GOODCALL, "--no-input", "--now", NOW, "--db", book]
    environment = surroundings(folder)
    subprocess.run([*run, "add", person(0), "--favorite"], check=True, stdout=subprocess.DEVNULL, env=environment)
    subprocess.run([*run, "log", person(0), "-m", "+ " + said(0)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=environment)
    text = subprocess.run([*run, "export", "json"], check=True, capture_output=True, env=environment).stdout
    whole = json.loads(text)
    customer, touch, remark = whole["customer"][0], whole["touch"][0], whole["remark"][0]
    first = int(customer["id"]) + 1_000_000
    for n in range(1, size):
        ids = [str(first + n * 3 + k) for k in range(3)]
        name, about = person(n), said(n)
        whole["customer"].append({**customer, "id": ids[0], "name": name, "sort_name": name.lower(), "favorite": n < 100})
        whole["touch"].append({**touch, "id": ids[1], "customer": ids[0], "text": "+ " + about})
        whole["remark"].append({**remark, "id": ids[2], "touch": ids[1], "customer": ids[0], "text": about})
    everything.write_text(json.dumps(whole))
    subprocess.run([*run, "-q", "import", everything], check=True, stdout=subprocess.DEVNULL, env=environment)
    return [str(part) for part in run]


def taskwarrior(folder, size):
    if not shutil.which("task"):
        return None
    data = folder / "task"
    data.mkdir()
    (folder / "taskrc").write_text(f"data.location={data}\nconfirmation=no\nverbose=nothing\nnews.version=9.9.9\n")
    tasks = [{"uuid": str(uuid.uuid4()), "description": f"{person(n)}: {said(n)}", "entry": "20261101T120000Z",
              "status": "pending"} for n in range(size)]
    file = folder / "tasks.json"
    file.write_text(json.dumps(tasks))
    environment = surroundings(folder)
    subprocess.run(["task", "import", file], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    return True


def cards(folder, size):
    if not shutil.which("khard"):
        return None
    book = folder / "cards"
    book.mkdir()
    for n in range(size):
        first, last = person(n).split(" ", 1)
        (book / f"{n}.vcf").write_text(
            f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{n}\r\nFN:{person(n)}\r\nN:{last};{first};;;\r\nNOTE:{said(n)}\r\nEND:VCARD\r\n")
    (folder / "khard.conf").write_text(f"[addressbooks]\n[[book]]\npath = {book}\n[general]\ndefault_action = list\n")
    return True


def journal(folder, size):
    if not (PEERS / "venv/bin/jrnl").exists():
        return None
    text = folder / "journal.txt"
    text.write_text("".join(f"[2026-11-{n % 20 + 1:02} 09:00] {person(n)}. {said(n)}\n\n" for n in range(size)))
    (folder / "jrnl.yaml").write_text(
        f"journals:\n  default:\n    journal: {text}\nversion: v4.2\nencrypt: false\ntemplate: false\nhighlight: false\n"
        "colors: {body: none, date: none, tags: none, title: none}\ndefault_hour: 9\ndefault_minute: 0\neditor: ''\n"
        "indent_character: '|'\nlinewrap: 79\ntagsymbols: '#@'\ntimeformat: '%F %H:%M'\n")
    return True


def places(folder, size):
    program = PEERS / "bin/zoxide"
    if not program.exists():
        return None
    lines = "".join(f"/srv/{person(n).replace(' ', '-')}|{n % 50 + 1}|1700000000\n" for n in range(size))
    environment = surroundings(folder)
    file = Path(environment["HOME"]) / ".z"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(lines)
    # From 0.10 on it finds the file by itself, and knows no --from.
    by_itself = subprocess.run([program, "import", "z"], env=environment, capture_output=True)
    if by_itself.returncode != 0:
        subprocess.run([program, "import", "--from", "z", file], check=True, env=environment)
    return True


def entries(folder, size):
    if not (PEERS / "bin/tjournal").exists():
        return None
    items = [{"id": n, "date": f"2026-11-{n % 20 + 1:02}T09:00:00Z", "title": person(n), "content": said(n), "tags": [],
              "priority": None, "folder": ""} for n in range(size)]
    (folder / "entries.json").write_text(json.dumps(items))
    return True


def surroundings(folder):
    keep = {key: os.environ[key] for key in ("PATH",) if key in os.environ}
    return {**keep, "HOME": str(folder / "home"), "TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "UTC",
            "TASKRC": str(folder / "taskrc"), "TASKDATA": str(folder / "task"), "_ZO_DATA_DIR": str(folder / "zoxide"),
            "XDG_CONFIG_HOME": str(folder / "home/.config"), "XDG_DATA_HOME": str(folder / "home/.local/share"),
            "GOODCALL_NOW": NOW}


def whole(command, environment):
    """Runs a command to its end: milliseconds."""
    began = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=environment)
    process.wait()
    took = (time.perf_counter() - began) * 1000
    if process.returncode != 0:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return took


class App:
    """A program in a pseudo-terminal."""

    def __init__(self, command, environment):
        self.began = time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(command[0], [str(c) for c in command], environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 34, 110, 0, 0))
        self.first = self.frame(self.began)

    def frame(self, since):
        """Reads until nothing comes: milliseconds until the last byte."""
        last, seen = since, False
        while time.perf_counter() - since < PATIENCE:
            ready, _, _ = select.select([self.terminal], [], [], QUIET if seen else PATIENCE)
            if not ready:
                break
            data = os.read(self.terminal, 65536)
            seen, last = True, time.perf_counter()
            # What asks the terminal gets the answers of a plain one.
            for question, answer in ((b"\x1b[c", b"\x1b[?62c"), (b"\x1b[6n", b"\x1b[1;1R")):
                if question in data:
                    os.write(self.terminal, answer)
        return (last - since) * 1000

    def key(self, key):
        began = time.perf_counter()
        os.write(self.terminal, key)
        return self.frame(began)

    def memory(self):
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0.0

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


ROWS = []


def row(what, size, peer, ours, theirs, unit):
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    ROWS.append((what, size, peer, f"{ours:.1f} {unit}", f"{theirs:.1f} {unit}", f"{ours / theirs:.2f}"))
    print(" | ".join(map(str, ROWS[-1])), file=sys.stderr, flush=True)


def processes(size, folder, goodcall, peers):
    environment = surroundings(folder)
    acts = {"what next": ["today", "--short"], "search": ["search", "lantern"]}
    for what, ours in acts.items():
        for peer, commands in peers.items():
            command = commands.get(what)
            if command is None:
                continue
            mine, other = [], []
            for _ in range(RUNS):
                mine.append(whole([*goodcall, *ours], environment))
                other.append(whole(command, environment))
            row(what, size, peer, mine, other, "ms")


def apps(size, folder, goodcall, peers):
    environment = surroundings(folder)
    for peer, (command, keys) in peers.items():
        first, press, memory = ([], []), ([], []), ([], [])
        for _ in range(max(3, RUNS // 3)):
            for side, (program, way) in enumerate(((goodcall, [b"3"]), (command, []))):
                app = App(program, environment)
                try:
                    first[side].append(app.first)
                    for key in way:
                        app.key(key)
                    press[side].extend(app.key(b"j") for _ in range(KEYS))
                    memory[side].append(app.memory())
                finally:
                    app.end()
        row("first frame", size, peer, *first, "ms")
        row("a key in the list", size, peer, *press, "ms")
        row("memory, the app", size, peer, *memory, "MiB")


def main():
    root = PEERS / "books"
    shutil.rmtree(root, ignore_errors=True)
    for size in SIZES:
        folder = root / str(size)
        (folder / "home").mkdir(parents=True)
        goodcall = goodcall_book(folder, size)
        environment = surroundings(folder)
        commands, screens = {}, {}
        if taskwarrior(folder, size):
            commands["taskwarrior"] = {"what next": ["task", "next", "limit:1"], "search": ["task", "/lantern/", "list"]}
            if (PEERS / "bin/taskwarrior-tui").exists():
                screens["taskwarrior-tui"] = ([PEERS / "bin/taskwarrior-tui"], [])
        if journal(folder, size):
            jrnl = [PEERS / "venv/bin/jrnl", "--config-file", folder / "jrnl.yaml"]
            commands["jrnl"] = {"what next": [*jrnl, "-n", "1"], "search": [*jrnl, "-contains", "lantern"]}
        if cards(folder, size):
            khard = ["khard", "-c", folder / "khard.conf"]
            commands["khard"] = {"search": [*khard, "list", person(42)]}
        if places(folder, size):
            commands["zoxide"] = {"what next": [PEERS / "bin/zoxide", "query", "--all", "ribeiro"]}
        if entries(folder, size):
            screens["tui-journal"] = ([PEERS / "bin/tjournal", "-b", "json", "-j", folder / "entries.json"], [])
        # Both read their files once before anything is measured.
        for peer in commands.values():
            for command in peer.values():
                whole(command, environment)
        processes(size, folder, goodcall, commands)
        apps(size, folder, goodcall, screens)
    print("| what | records | beside | goodcall | the other | ratio |")
    print("| --- | ---: | --- | ---: | ---: | ---: |")
    for cells in ROWS:
        print("| " + " | ".join(f"{c:,}" if isinstance(c, int) else str(c) for c in cells) + " |")


main()
