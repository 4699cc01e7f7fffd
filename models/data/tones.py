"""Performs what the sirens hear: synthesised sirens, basses and pads, and notes of a sound font's instruments at known
pitches.

`python3 -m data.tones` renders the notes into banks (needs fluidsynth). fluid-soundfont-gm and
musescore-general-soundfont (held out): MIT."""
# SPDX-License-Identifier: BSD-3-Clause
import multiprocessing
from typing import Dict, List, Tuple

import numpy as np
from scipy.signal import butter, sosfilt

import siren_audio
from data import bank, drums
from shape import RATIO, REFERENCE_HZ

RATE, LENGTH, FRAMES = drums.RATE, drums.LENGTH, drums.FRAMES
STEP = siren_audio.STEP
# General MIDI programs from 0: organ, violin, cello, strings, choir, trumpet, trombone, horn, brass, saxophones, oboe,
# clarinet, flute, square and saw leads; lowest and highest note.
PROGRAMS = {19: (36, 84), 40: (55, 88), 42: (36, 69), 48: (36, 84), 49: (40, 80), 52: (48, 79), 56: (52, 84),
            57: (38, 69), 60: (41, 72), 61: (40, 79), 65: (46, 77), 68: (58, 86), 71: (50, 84), 73: (60, 88),
            80: (36, 84), 81: (33, 84)}
HELD_OUT = {41: (48, 79), 48: (40, 80), 58: (34, 58), 61: (43, 77), 66: (44, 72), 70: (36, 67)}
SECOND = 0.85          # kept of every note
MUSESCORE = "/usr/share/sounds/sf3/MuseScore_General_Full.sf3"
BANK_RATE = 32000      # samples a second: little in the notes lies above 15 kHz


def notes_of(program: int, low: int, high: int, every: int, seconds: float, font=None) -> List[Tuple[np.ndarray, Dict]]:
    from data import sources
    wanted, gap = list(range(low, high + 1, every)), seconds + 0.9
    events = [(0.0, bytes([0xC0, program]))]
    for number, note in enumerate(wanted):
        events += [(0.1 + number * gap, bytes([0x90, note, 100])),
                   (0.1 + number * gap + seconds, bytes([0x80, note, 0]))]
    sound = sources.rendered(events, 0.2 + len(wanted) * gap, **({"font": font} if font else {}))
    made = []
    for number, note in enumerate(wanted):
        at = int((0.1 + number * gap) * RATE)
        one = bank.trimmed(sound[at:at + int(seconds * RATE)], int(seconds * RATE))
        made.append((one, {"program": program, "note": note}))
    return made


def at_rate(sound: np.ndarray, rate: float, to: float) -> np.ndarray:
    """Resampled by the spectrum."""
    size = int(round(len(sound) * to / rate))
    bins = np.fft.rfft(sound)
    out = np.zeros(size // 2 + 1, bins.dtype)
    out[:min(len(bins), len(out))] = bins[:len(out)]
    return (np.fft.irfft(out, size) * (size / len(sound))).astype(np.float32)


class Notes:
    """The notes of a bank by program, at 44.1 kHz."""

    def __init__(self, path):
        self.by_program: Dict[int, Dict[int, np.ndarray]] = {}
        for sound, fact in zip(*bank.read(path)):
            self.by_program.setdefault(fact["program"], {})[fact["note"]] = at_rate(sound, BANK_RATE, RATE)

    def play(self, rng, program: int, octaves: np.ndarray, length: int) -> np.ndarray:
        """A note of so many samples that follows `octaves` (label steps around REFERENCE_HZ)."""
        notes = self.by_program[program]
        wanted = 69 + 12 * np.log2(REFERENCE_HZ * 2 ** float(np.median(octaves)) / 440)
        note = min(notes, key=lambda n: abs(n - wanted))
        root = 440.0 * 2 ** ((note - 69) / 12)
        speed = REFERENCE_HZ * 2 ** np.interp(np.arange(length) / STEP, np.arange(len(octaves)), octaves) / root
        place = np.cumsum(speed)
        source = sustained(notes[note], int(place[-1]) + 2)
        out = np.interp(place, np.arange(len(source)), source).astype(np.float32)
        attack = min(int(10 ** rng.uniform(1.5, 3.7)), length // 3)
        out[:attack] *= np.linspace(0, 1, attack)
        fade = min(int(10 ** rng.uniform(2.5, 4.0)), length // 3)
        out[length - fade:] *= np.linspace(1, 0, fade)
        return out


def sustained(sound: np.ndarray, length: int) -> np.ndarray:
    """The note held as long as wanted: its later part again and again, joined by crossfades."""
    begin, join = len(sound) // 3, min(2400, len(sound) // 8)
    part = sound[begin:len(sound) - 1600]
    out = sound[:len(sound) - 1600]
    while len(out) < length:
        rise = np.sin(np.linspace(0, np.pi / 2, join))
        out = np.concatenate([out[:-join], out[-join:] * rise[::-1] + part[:join] * rise, part[join:]])
    return out


def ensemble(rng, notes: Notes, chords: float = 0.35) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A line or a line in two or three parts: sound, octaves and levels of (second, third, lead)."""
    steps = LENGTH // STEP
    program = sorted(notes.by_program)[rng.integers(len(notes.by_program))]
    known = sorted(notes.by_program[program])
    parts = 1 + (rng.random() < chords) + (rng.random() < 0.4 * chords)
    intervals = rng.choice([3, 4, 5, 7, 12, -12, -5, 0.08, 0.15], 2)
    octaves, levels, out = np.zeros((3, steps)), np.zeros((3, steps)), np.zeros(LENGTH)
    longest = np.exp(rng.uniform(np.log(0.25), np.log(3.0)))
    root = rng.uniform(known[0] - 3, known[-1] - 5)
    glide, vibrato = rng.random() < 0.25, (rng.random() < 0.3) * rng.uniform(0.05, 0.4)
    begin, last = 0, root
    while begin < steps - 4:
        count = int(np.clip(rng.uniform(0.4, 1.0) * longest * RATE / STEP, 6, steps - begin))
        note = root + rng.choice([0, 2, 3, 5, 7, 8, 10, 12]) - 12 * (rng.random() < 0.1)
        curve = np.full(count, note, float)
        if glide:
            curve += (last - note) * np.exp(-np.arange(count) / rng.uniform(4, 40))
        curve += vibrato * np.sin(np.arange(count) * STEP / RATE * 2 * np.pi * rng.uniform(4, 7))
        curve += rng.normal(0, 2.0) * (rng.random() < 0.1) * np.arange(count) / count
        loud = rng.uniform(0.3, 1.0)
        for part in range(parts):
            row = (2, 0, 1)[part]
            pitch = (curve + (intervals[part - 1] if part else 0.0) - 69) / 12 + np.log2(440 / REFERENCE_HZ)
            octaves[row, begin:begin + count] = pitch
            levels[row, begin:begin + count] = loud * (1.0 if part == 0 else 0.7)
            sound = notes.play(rng, program, pitch, count * STEP)
            out[begin * STEP:begin * STEP + len(sound)] += sound * loud * (1.0 if part == 0 else 0.7)
        begin, last = begin + count + int(rng.random() < 0.2) * int(rng.integers(2, 40)), note
    return out, octaves, levels


def filtered(rng, sound: np.ndarray) -> np.ndarray:
    cut = np.exp(rng.uniform(np.log(600), np.log(9000)))
    return sosfilt(butter(int(rng.integers(1, 3)), cut, fs=RATE, output="sos"), sound)


def breath(rng, sound: np.ndarray) -> np.ndarray:
    """The sound with air on it, which follows its level."""
    hiss = sosfilt(butter(1, [rng.uniform(300, 4000), rng.uniform(6000, 17000)], "band", fs=RATE, output="sos"),
                   rng.standard_normal(LENGTH))
    level = np.sqrt(np.convolve(sound ** 2, np.ones(1000) / 1000, "same").clip(0))
    return sound + hiss * level * 10 ** rng.uniform(-1.7, 0.2)


def paused(rng, sound: np.ndarray) -> np.ndarray:
    begin = int(rng.integers(0, LENGTH - 30 * RATIO))
    end = begin + int(rng.integers(6 * RATIO, 30 * RATIO))
    sound[begin:end] *= np.maximum(0.0, 1.0 - np.arange(end - begin) / 10 ** rng.uniform(2, 4))
    return sound


def clip(notes: Notes, seed: int, index: int) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sound int16 [LENGTH], octaves and levels float16 [2, steps] of the second and third voice."""
    rng = np.random.default_rng([seed, index, 5])
    if rng.random() < 0.5:
        sound, octaves, levels = siren_audio.clip(index, seed)
        sound = sound.astype(np.float64)
    else:
        sound, octaves, levels = ensemble(rng, notes)
    sound = sound / max(np.abs(sound).max(), 1e-6)
    if rng.random() < 0.25:
        sound = filtered(rng, sound)
    if rng.random() < 0.35:
        sound = breath(rng, sound)
    if rng.random() < 0.2:
        sound = drums.room(rng, sound)
    if rng.random() < 0.25:
        sound = drums.coloured(rng, sound)
    sound = sound / max(np.abs(sound).max(), 1e-6)
    if rng.random() < 0.2:
        drive = rng.uniform(0.8, 4)
        sound = np.tanh(drive * sound) / np.tanh(drive)
    if rng.random() < 0.25:
        sound = paused(rng, sound)
    sound = sound * rng.uniform(0.3, 0.8) * (10 ** (-rng.uniform(6, 30) / 20) if rng.random() < 0.15 else 1.0)
    sound = np.round(sound.clip(-1, 1) * 32767).astype(np.int16)
    return sound, octaves[:2].astype(np.float16), levels[:2].astype(np.float16)


_notes = None


def _begin(path) -> None:
    global _notes
    _notes = Notes(path)


def _clip(job):
    return clip(_notes, *job)


def clips(count: int, seed: int, workers: int = 1, path=bank.PACK / "tones.bank"):
    """Sounds [count, LENGTH] int16, octaves and levels of the second voices [count, 2, steps] float16."""
    jobs = [(seed, index) for index in range(count)]
    if workers == 1:
        _begin(path)
        made = [_clip(job) for job in jobs]
    else:
        with multiprocessing.get_context("fork").Pool(workers, _begin, (path,)) as pool:
            made = pool.map(_clip, jobs, 4)
    return tuple(np.stack(part) for part in zip(*made))


def render_bank(path, programs, every: int, font=None) -> None:
    made = sum((notes_of(program, low, high, every, SECOND, font) for program, (low, high) in programs.items()), [])
    bank.write(path, [at_rate(sound, RATE, BANK_RATE) for sound, _ in made], [fact for _, fact in made])


if __name__ == "__main__":
    render_bank(bank.PACK / "tones.bank", PROGRAMS, 6)
    render_bank(bank.OUT / "tones_held_out.bank", HELD_OUT, 5, MUSESCORE)
