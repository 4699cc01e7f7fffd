"""systemd units that start the supervisor, and where they go. `unit.py install|remove|status|show`, see --help."""
# SPDX-License-Identifier: BSD-3-Clause
import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

if __package__ is None:  # called by its path
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    __package__ = "unattended"

from . import main as supervisor  # noqa: E402
from .station import stations  # noqa: E402

RUN = Path(__file__).resolve().parent.parent / "run"
PREFIX = "latentjam-"
KIOSK = "latentjam-kiosk.service"  # the screen of a machine that boots into the piece


def name_of(patch):
    """latentjam-first-sound.service of 01-first-sound.pd"""
    stem = re.sub(r"^\d+-", "", Path(patch).stem)
    return PREFIX + (re.sub(r"[^A-Za-z0-9_.-]+", "-", stem).strip("-") or "piece") + ".service"


def quoted(word):
    """One word of an ExecStart line."""
    word = str(word).replace("%", "%%").replace("$", "$$")
    if word and not re.search(r"[\s\"'\\;$]", word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def text_of(patch, arguments, system):
    command = " ".join(quoted(word) for word in [RUN, *arguments, Path(patch).resolve()])
    window = "--window" in arguments
    after = f" {KIOSK}" if window and system else ""
    unit = [
        f"Description=latentjam: {Path(patch).stem}, unattended",
        f"After=sound.target network.target{after}",
        f"Wants=sound.target{after}",
        "StartLimitIntervalSec=0",
    ]
    service = [
        "Type=notify",
        "NotifyAccess=main",
        f"ExecStart={command}",
        "Restart=always",
        "RestartSec=2",
        "TimeoutStopSec=60",  # a fade, the end of a recording
        "KillMode=mixed",
        "WatchdogSec=180",
        "LimitRTPRIO=95",
        "LimitMEMLOCK=infinity",
        "Environment=PYTHONDONTWRITEBYTECODE=1",
    ]
    if window:
        service.append("Environment=DISPLAY=:0")
    if system:
        service += [f"User={os.environ.get('SUDO_USER') or 'root'}", "ProtectSystem=full"]
    target = "multi-user.target" if system else "default.target"
    return sections(Unit=unit, Service=service, Install=[f"WantedBy={target}"])


def sections(**lines):
    return "\n\n".join("\n".join([f"[{name}]", *rows]) for name, rows in lines.items()) + "\n"


def kiosk_text():
    """An X server with nothing but the piece, for a machine without a desktop (package xinit)."""
    return sections(
        Unit=["Description=A bare screen for an unattended piece", "After=systemd-user-sessions.service"],
        Service=["ExecStart=/usr/bin/X :0 -nolisten tcp vt7", "Restart=always", "RestartSec=2"],
        Install=["WantedBy=multi-user.target"],
    )


def folder_of(system):
    if system:
        return Path("/etc/systemd/system")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd/user"


def systemd_runs():
    return Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None


def systemctl(system, *words):
    command = ["systemctl"] + ([] if system else ["--user"]) + list(words)
    return subprocess.run(command, check=False).returncode


def how_else(patch, arguments):
    command = " ".join([str(RUN), *(quoted(word) for word in arguments), quoted(patch)])
    return f"systemd does not run here; start it from whatever starts programs on this machine:\n    {command}"


def install(patch, arguments, system, dry):
    options = supervisor.parser().parse_args([*arguments, str(patch)])
    wrong = supervisor.check(options)
    if wrong:
        print(f"install-service: {wrong}", file=sys.stderr)
        return 2
    files = {folder_of(system) / name_of(patch): text_of(patch, arguments, system)}
    if system and "--window" in arguments:
        files[folder_of(system) / KIOSK] = kiosk_text()
    if dry:
        for path, text in files.items():
            print(f"# {path}\n{text}")
        return 0
    if not systemd_runs():
        print(how_else(patch, arguments), file=sys.stderr)
        return 1
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(path)
    systemctl(system, "daemon-reload")
    failed = systemctl(system, "enable", "--now", name_of(patch))
    if not system and subprocess.run(["loginctl", "enable-linger"], check=False).returncode:
        print("loginctl enable-linger did not work: the piece starts when you log in, not when the machine does")
    return failed


def remove(patch, system, dry):
    """All of ours, or that of one patch."""
    folder = folder_of(system)
    names = [name_of(patch)] if patch else sorted(path.name for path in folder.glob(PREFIX + "*.service"))
    there = [folder / name for name in names if (folder / name).exists()]
    if not there:
        print(f"no service of latentjam in {folder}", file=sys.stderr)
        return 1
    for path in there:
        print(("would remove " if dry else "removed ") + str(path))
        if dry:
            continue
        if systemd_runs():
            systemctl(system, "disable", "--now", path.name)
        path.unlink()
    if not dry and systemd_runs():
        systemctl(system, "daemon-reload")
    return 0


def status(system):
    folder = folder_of(system)
    found = False
    for path in sorted(folder.glob(PREFIX + "*.service")):
        found = True
        state = "systemd does not run here"
        if systemd_runs():
            command = ["systemctl"] + ([] if system else ["--user"]) + ["is-active", path.name]
            state = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
        print(f"{path.name}: installed, {state}")
    for patch, line in stations():
        found = True
        print(f"{patch}: {line}")
    if not found:
        print("nothing is installed, and nothing is played unattended")
    return 0 if found else 1


def main():
    p = argparse.ArgumentParser(prog="unit.py")
    p.add_argument("what", choices=["install", "remove", "status"])
    p.add_argument("--patch", default="")
    p.add_argument("--system", action="store_true")
    p.add_argument("--dry-run", action="store_true")
    options, arguments = p.parse_known_args()
    if options.what == "install":
        return install(options.patch, arguments, options.system, options.dry_run)
    if options.what == "remove":
        return remove(options.patch, options.system, options.dry_run)
    return status(options.system)


if __name__ == "__main__":
    sys.exit(main())
