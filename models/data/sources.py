"""Reads drums from Debian's packages into banks: `python3 -m data.sources`. Needs sox and fluidsynth.

sonic-pi-samples: CC0. fluid-soundfont-gm: MIT. hydrogen-drumkits: of these Audiophob (CC0) and rumpf_kit_z01 (CC-BY),
for the held-out bank alone."""
# SPDX-License-Identifier: BSD-3-Clause
import pathlib
import struct
import subprocess
import tempfile
from typing import Dict, List, Tuple

import numpy as np

from data import bank

RATE = 44100
SONIC_PI = pathlib.Path("/usr/share/sonic-pi/samples")
HYDROGEN = pathlib.Path("/usr/share/hydrogen/data/drumkits")
SOUND_FONT = pathlib.Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
ONE_SHOT, LOOP = int(1.3 * RATE), 9 * RATE       # longest, in samples

# Roles: K kick, S snare, H closed hat, O open hat or cymbal, C anything else that is struck, B bass, L loop, V vinyl.
SONIC_PI_ROLES = {
    "K": "bd_* drum_heavy_kick drum_bass_hard drum_bass_soft elec_hollow_kick elec_soft_kick",
    "S": "sn_* drum_snare_hard drum_snare_soft elec_filt_snare elec_hi_snare elec_lo_snare elec_mid_snare elec_snare "
         "perc_snap perc_snap2",
    "H": "drum_cymbal_closed drum_cymbal_pedal elec_cymbal elec_tick",
    "O": "drum_cymbal_open drum_cymbal_soft drum_cymbal_hard drum_splash_soft drum_splash_hard",
    "C": "drum_tom_* tabla_* drum_cowbell elec_wood elec_blip elec_triangle elec_pop elec_fuzz_tom elec_bong elec_twip "
         "perc_bell perc_till "
         "glitch_perc1 glitch_perc2 glitch_perc3 perc_impact1 perc_impact2 perc_door",
    "B": "bass_hit_c bass_dnb_f bass_hard_c bass_thick_c",
    "L": "loop_amen loop_breakbeat loop_compus loop_electric loop_garzul loop_industrial loop_mehackit1 loop_mika "
         "loop_perc1 loop_safari "
         "loop_tabla loop_weirdo drum_roll",
    "V": "vinyl_hiss vinyl_scratch vinyl_rewind",
}
HELD_OUT_LOOPS = "loop_amen_full loop_mehackit2 loop_perc2"
NOTES = {"K": (35, 36), "S": (37, 38, 39, 40), "H": (42, 44), "O": (46, 49, 51, 52, 53, 55, 57, 59),
         "C": (41, 43, 45, 47, 48, 50, 54, 56, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 75, 76, 77)}
KITS, HELD_OUT_KITS = (0, 8, 16, 24, 32, 40), (25, 48)
VELOCITIES = (50, 85, 120)
AUDIOPHOB = {"K": "*trimo-c3*", "S": "*snare*", "H": "*hat-light* *sabmute*", "O": "*hhat-paiste* *crash*",
             "C": "*tom*"}
RUMPF = {"K": "06-38 06-46 07-18 07-20", "S": "01-21 06-25", "H": "09-10 06-28", "O": "08-31 06-43 08-20",
         "C": "08-17 08-18 08-19 08-32"}


def sound_of(path: pathlib.Path) -> np.ndarray:
    raw = subprocess.run(["sox", str(path), "-r", str(RATE), "-c", "1", "-t", "f32", "-"], capture_output=True,
                         check=True).stdout
    return np.frombuffer(raw, "<f4").copy()


def variable_length(number: int) -> bytes:
    parts = [number & 127]
    while number > 127:
        number >>= 7
        parts.insert(0, number & 127 | 128)
    return bytes(parts)


def rendered(events: List[Tuple[float, bytes]], seconds: float, font: pathlib.Path = SOUND_FONT) -> np.ndarray:
    """MIDI events (seconds, message) through fluidsynth, dry."""
    track, last = b"\0\xff\x51\x03" + (1000000).to_bytes(3, "big"), 0
    for time, message in events:
        tick = int(time * 960)
        track += variable_length(tick - last) + message
        last = tick
    track += b"\0\xff\x2f\0"
    with tempfile.TemporaryDirectory() as folder:
        midi, raw = pathlib.Path(folder) / "a.mid", pathlib.Path(folder) / "a.raw"
        midi.write_bytes(b"MThd" + struct.pack(">IHHH", 6, 0, 1, 960) + b"MTrk" + struct.pack(">I", len(track)) + track)
        subprocess.run(["fluidsynth", "-ni", "-q", "-R", "0", "-C", "0", "-g", "0.6", "-r", str(RATE), "-O", "float",
                        "-T", "raw", "-F", str(raw), str(font), str(midi)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        sound = np.fromfile(raw, "<f4").reshape(-1, 2).mean(1)
    return np.pad(sound, (0, max(0, int(seconds * RATE) - len(sound))))


def kit_hits(program: int, percussion: bool) -> List[Tuple[str, int, int, np.ndarray]]:
    """(role, note, velocity, sound) of a General MIDI kit."""
    wanted = [(role, note, velocity) for role, notes in NOTES.items() for note in notes for velocity in VELOCITIES
              if note < 60 or percussion]
    gap, events = 1.6, [(0.0, bytes([0xC9, program]))]
    for number, (_, note, velocity) in enumerate(wanted):
        events += [(0.1 + number * gap, bytes([0x99, note, velocity])),
                   (0.1 + number * gap + 1.4, bytes([0x89, note, 0]))]
    sound = rendered(events, 0.1 + len(wanted) * gap)
    starts = [int((0.1 + number * gap) * RATE) - 64 for number in range(len(wanted))]
    return [(role, note, velocity, sound[at:at + int(gap * RATE)])
            for (role, note, velocity), at in zip(wanted, starts)]


def from_kits(programs) -> Tuple[List[np.ndarray], List[Dict]]:
    """Every hit once: kits share samples, and velocities often only scale one."""
    sounds, facts = [], []
    for program in programs:
        for role, note, velocity, sound in kit_hits(program, program in (0, 25, 48)):
            if np.abs(sound).max() < 1e-3:
                continue
            sound = bank.trimmed(sound, ONE_SHOT)
            same = any(abs(len(other) - len(sound)) < 200 and fact["note"] == note and
                       np.corrcoef(other[:6000], np.resize(sound, len(other))[:6000])[0, 1] > 0.98
                       for other, fact in zip(sounds, facts))
            if not same:
                sounds.append(sound)
                facts.append({"role": role, "kit": f"gm {program}", "note": note, "velocity": velocity})
    return sounds, facts


def from_files(folder: pathlib.Path, roles: Dict[str, str], kit: str,
               pattern: str = "{}.*") -> Tuple[List[np.ndarray], List[Dict]]:
    sounds, facts = [], []
    for role, words in roles.items():
        for word in words.split():
            for path in sorted(folder.glob(pattern.format(word))):
                sounds.append(bank.trimmed(sound_of(path), LOOP if role in "LV" else ONE_SHOT))
                facts.append({"role": role, "kit": kit, "name": path.stem})
    return sounds, facts


def drums() -> None:
    sounds, facts = from_files(SONIC_PI, SONIC_PI_ROLES, "sonic-pi")
    more = from_kits(KITS)
    bank.write(bank.PACK / "drums.bank", sounds + more[0], facts + more[1])
    held = [from_files(SONIC_PI, {"L": HELD_OUT_LOOPS}, "loops"), from_kits(HELD_OUT_KITS[:1]),
            from_kits(HELD_OUT_KITS[1:]), from_files(HYDROGEN / "Audiophob", AUDIOPHOB, "Audiophob", "{}"),
            from_files(HYDROGEN / "rumpf_kit_z01_h2", RUMPF, "rumpf", "beats_{}.flac")]
    bank.write(bank.OUT / "drums_held_out.bank", sum((part[0] for part in held), []),
               sum((part[1] for part in held), []))


if __name__ == "__main__":
    drums()
