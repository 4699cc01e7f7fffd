"""systemd units: what would be written, that systemd reads it, and that nothing is left behind."""
# SPDX-License-Identifier: BSD-3-Clause
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class Units(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        self.folder = Path(self.home.name) / "systemd/user"
        self.patch = Path(self.home.name) / "Ölbilder 2; $1 %n.pd"
        self.patch.write_text("#N canvas 0 0 400 300 12;\n")

    def jam(self, *words):
        return subprocess.run(
            [ROOT / "jam", *words],
            capture_output=True,
            text=True,
            env=dict(os.environ, XDG_CONFIG_HOME=self.home.name),
            stdin=subprocess.DEVNULL,
        )

    def files(self):
        return sorted(path for path in Path(self.home.name).rglob("*") if path.is_file() and path != self.patch)

    def test_a_dry_run_prints_units_that_systemd_reads_and_writes_nothing(self):
        for words in (["--hours", "Tue-Fri 10:00-18:00, Sat 12:00-20:00", "--loudness", "-16"],
                      ["--system", "--window"]):
            done = self.jam("--install-service", str(self.patch), "--dry-run", *words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.files(), [])
            units = done.stdout.split("# /")[1:]
            self.assertEqual(len(units), 2 if "--window" in words else 1)
            if not shutil.which("systemd-analyze"):
                continue
            with tempfile.TemporaryDirectory() as folder:
                paths = []
                for unit in units:
                    path, text = unit.split("\n", 1)
                    paths.append(Path(folder) / Path(path).name)
                    paths[-1].write_text(text)
                read = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True)
                own = [line for line in (read.stdout + read.stderr).splitlines() if "latentjam" in line
                       and "/usr/bin/X" not in line]
                self.assertEqual(own, [])

    def test_what_the_unit_starts_is_the_command_that_was_asked_for(self):
        done = self.jam("--install-service", str(self.patch), "--dry-run", "--hours", "Sun 10:00-18:00")
        line = next(line for line in done.stdout.splitlines() if line.startswith("ExecStart="))
        self.assertTrue(line.startswith(f'ExecStart={ROOT}/setup/service/run --hours "Sun 10:00-18:00"'), line)
        self.assertTrue(line.endswith('Ölbilder 2; $$1 %%n.pd"'), line)

    def test_wrong_options_are_told_before_anything_is_written(self):
        for words, told in (
            (["--hours", "25:00-18:00"], "'25:00' is not a time of day"),
            (["--hours", "Foo 10:00-18:00"], "'Foo' names no days"),
            (["--rounds", "20"], "'20' are no rounds"),
            (["--restart-at", "4"], "'4' is not a time of day"),
            (["--fade", "0"], "--fade 0"),
        ):
            done = self.jam("--install-service", str(self.patch), "--dry-run", *words)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(told, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_removing_leaves_nothing_behind_and_says_so_when_there_is_nothing(self):
        self.assertIn("no service of latentjam", self.jam("--remove-service").stderr)
        done = self.jam("--install-service", str(self.patch), "--dry-run")
        path, text = done.stdout[2:].split("\n", 1)
        Path(path).parent.mkdir(parents=True)
        Path(path).write_text(text)
        self.assertIn("installed", self.jam("--status").stdout)
        self.assertIn("would remove", self.jam("--remove-service", "--dry-run").stdout)
        self.assertEqual(self.files(), [Path(path)])
        self.assertIn("removed", self.jam("--remove-service", str(self.patch)).stdout)
        self.assertEqual(self.files(), [])

    def test_without_systemd_it_says_how_to_start_it_otherwise(self):
        if Path("/run/systemd/system").is_dir():
            self.skipTest("systemd runs here, and this would install a service")
        unit = [ROOT / "setup/service/unattended/unit.py", "install", "--patch", self.patch, "--hours", "10:00-18:00"]
        done = subprocess.run(
            ["python3", "-B", *unit], capture_output=True, text=True,
            env=dict(os.environ, XDG_CONFIG_HOME=self.home.name)
        )
        self.assertEqual(done.returncode, 1)
        self.assertIn("systemd does not run here", done.stderr)
        self.assertIn("setup/service/run --hours", done.stderr)
        self.assertEqual(self.files(), [])


if __name__ == "__main__":
    unittest.main()
