"""Performs what the voices model hears: speech, choirs, sung vowels with consonants, whisper and breath.

`python3 -m data.voices` makes the banks (needs flite and fluidsynth). Speech: flite's voices awb, rms and kal16, slt
held out (Carnegie Mellon University, free with notice). Choirs: fluid-soundfont-gm (MIT);
musescore-general-soundfont (MIT) held out. The rest is synthesised here."""
# SPDX-License-Identifier: BSD-3-Clause
import multiprocessing
import pathlib
import subprocess
import tempfile
import wave
from typing import List

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from data import bank, drums, tones
from data.drums import LENGTH, RATE

SPEAKERS, HELD_OUT_SPEAKERS = ("awb", "rms", "kal16"), ("slt",)
RAISED, RAISED_HZ = ("awb raised", "kal16 raised"), (150, 180, 215)   # their formants stay where they were
SPEECH_RATE = 16000
# General MIDI programs from 0: choir, oohs, synth voice, voice lead, choir pad, halo pad; lowest and highest note.
CHOIRS = {52: (41, 79), 53: (41, 79), 54: (41, 77), 85: (41, 81), 91: (41, 77)}
CHOIR_SECONDS, CHOIR_EVERY = 1.5, 5
TEXTS = (
    "We are sending voices through a wire, and nobody knows where they come out.",
    "Open the window slowly; seven hundred birds are sleeping under yellow stones.",
    "A heavy river carries the machine past the church, the jukebox and the zoo.",
    "Whisper, shadow, thunder. Measure the quick vision of a joyful azure ship.",
    "She sells fresh fish and chips, he thinks both of these things are rather cheap.",
    "Oh yes, ah no, you know how I owe you more than all the hours of May.",
    "Radio, radio, do you hear the old signal turning over the roof of the house?",
    "Five, eight, thirteen, twenty one, thirty four, fifty five, eighty nine.",
    "The beige garage was huge; a treasure of pleasure, leisure and casual collage.",
    "Put the good book back by the brook and look at the wooden hook.",
    "Why would Wendy want to wander while the weather was so wild and wet?",
    "Bring the long song among young kings, sing and ring until evening.",
    "Tiny pebbles drop, tap, click, crack, and the great dog barks behind the gate.",
    "My mother may murmur many names; no one near the moon remembers nine.",
    "Light falls away, evening leaves, all well, little yellow lily.",
    "Hello, hello, hello. Who is there? Here I am, high above the harbour.",
    "Northern wind and evening sun disputed which of them was stronger than the other.",
    "A traveller came along the road, wrapped in a thick and very warm cloak.",
    "Switch the machines on one by one and wait until their lamps are green.",
    "Nobody answers. The tape goes on turning, and the sea goes on breathing.",
    "Jungle drums at midnight, broken into pieces, stitched together by the numbers.",
    "Show me the shape of the shoe that she should choose for the usual occasion.",
    "Five thousand voices vanish every evening over the valley of the river.",
    "Zero, one, one, two, three, five, eight, thirteen, and so it goes on for ever.",
    "Cold coffee, toast and butter, peppers, potatoes, cucumbers, and ginger cake.",
    "This thing, that thing, these things and those, neither here nor there nor anywhere.",
    "Under the bridge a boy plays a blue guitar with a bow of bone and brass.",
    "Each child chose a chair, a peach, a cherry and a piece of Dutch cheese.",
    "We rode along the low road, slowly, through the snow, towards the golden hall.",
    "All the oil boils; the noise annoys an oyster; the toy soldier points at the boy.",
    "Out of the house, down to the south, around the town and past the mountain.",
    "Hear the air near the pier, where a pair of fair hares stare at the deer.",
    "Kick, snare, kick kick snare, hat, hat, open hat, crash.",
    "Sirens over the city, pure and poor, sure and tour, year after year.",
)
HELD_OUT_TEXTS = (
    "Every latent has a name, and a musician can hear what it does.",
    "The quiet engineer watched eleven yellow trams cross the frozen bridge.",
    "Please shout loudly, then breathe out, and hum a low note for me.",
)
# Vowels: three or four formants in Hz of a man's voice.
VOWELS = ((730, 1090, 2440, 3400), (270, 2290, 3010, 3500), (300, 870, 2240, 3300), (530, 1840, 2480, 3500),
          (570, 840, 2410, 3300), (660, 1720, 2410, 3500), (390, 1990, 2550, 3500),
          (440, 1020, 2240, 3300), (490, 1350, 1690, 3300), (520, 1190, 2390, 3400),
          (250, 1750, 2160, 3200), (640, 1190, 2390, 3400))
# Consonants: band of the noise in Hz, milliseconds, level.
CONSONANTS = {"s": (4500, 16000, 110, 0.35), "sh": (1800, 9000, 110, 0.4), "f": (1500, 17000, 90, 0.12),
              "h": (500, 9000, 80, 0.12), "t": (2500, 15000, 28, 0.6), "k": (1200, 5000, 32, 0.6),
              "p": (250, 2500, 22, 0.5), "ch": (2200, 11000, 70, 0.5)}
CHUNK = 512                     # samples over which formants are constant


def spoken(voice: str, text: str, hz: int = 0) -> np.ndarray:
    """At the voice's own pitch, or around `hz`."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a.wav"
        pitch = ["--setf", f"int_f0_target_mean={hz}"] if hz else []
        subprocess.run(["flite", "-voice", voice, *pitch, "-t", text, "-o", str(path)], check=True)
        with wave.open(str(path)) as file:
            rate, sound = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")
    sound = sound.astype(np.float32) / 32768
    return sound if rate == SPEECH_RATE else tones.at_rate(sound, rate, SPEECH_RATE)


def speech_bank(path, speakers, texts, raised=()) -> None:
    sounds, facts = [], []
    for speaker in (*speakers, *raised):
        for number, text in enumerate(texts):
            hz = RAISED_HZ[number % len(RAISED_HZ)] if speaker in raised else 0
            sounds.append(bank.trimmed(spoken(speaker.split()[0], text, hz), 20 * SPEECH_RATE, -50.0))
            facts.append({"speaker": speaker})
    bank.write(path, sounds, facts)


class Bank:
    def __init__(self, speech=bank.PACK / "speech.bank", choirs=bank.PACK / "choirs.bank"):
        sounds, facts = bank.read(speech)
        self.speakers: dict = {}
        for sound, fact in zip(sounds, facts):
            self.speakers.setdefault(fact["speaker"], []).append(sound)
        self.choirs = tones.Notes(choirs)


def with_air(rng, sound: np.ndarray, speed: float) -> np.ndarray:
    """Adds noise above 8 kHz, where the speech ends, as loud as the top octave of its consonants suggests."""
    top = sosfilt(butter(4, [4200 * speed, 7400 * speed], "band", fs=RATE, output="sos"), sound)
    level = np.sqrt(np.convolve(top ** 2, np.ones(256) / 256, "same").clip(0))
    hiss = sosfilt(butter(3, [7700 * speed, rng.uniform(13000, 18500)], "band", fs=RATE, output="sos"),
                   rng.standard_normal(LENGTH))
    return sound + hiss * level * rng.uniform(0.5, 1.3)


def speech(rng, sounds: Bank) -> np.ndarray:
    """Sentences of one speaker, from a third lower to a fourth higher, faster or slower with it."""
    speaker = sorted(sounds.speakers)[rng.integers(len(sounds.speakers))]
    speed = 2 ** rng.uniform(-0.2, 0.55)
    out, at = np.zeros(LENGTH), -int(rng.integers(0, RATE))
    while at < LENGTH:
        lines = sounds.speakers[speaker]
        line = tones.at_rate(lines[rng.integers(len(lines))], SPEECH_RATE * speed, RATE)
        begin = max(0, -at)
        count = min(len(line) - begin, LENGTH - max(at, 0))
        if count > 0:
            out[max(at, 0):max(at, 0) + count] += line[begin:begin + count]
        at += len(line) + int(RATE * 10 ** rng.uniform(-1.3, -0.1))
    return with_air(rng, out, speed)


def choir(rng, sounds: Bank) -> np.ndarray:
    return tones.ensemble(rng, sounds.choirs, 0.15)[0]


def contour(rng, steps: int, low: float, high: float) -> np.ndarray:
    """Octaves of a sung line, one value a chunk: notes with glides, vibrato and drift."""
    root, out, last = rng.uniform(np.log2(low), np.log2(high)), np.zeros(steps), None
    begin, longest = 0, np.exp(rng.uniform(np.log(0.2), np.log(2.5)))
    while begin < steps:
        count = max(6, int(rng.uniform(0.4, 1.0) * longest * RATE / CHUNK))
        note = root + rng.choice([0, 2, 3, 5, 7, 8, 10, 12]) / 12 - (rng.random() < 0.15)
        last = note if last is None else last
        ages = np.arange(min(count, steps - begin))
        out[begin:begin + count] = note + (last - note) * np.exp(-ages / rng.uniform(1, 12))
        begin, last = begin + count, note
    vibrato = rng.choice([0.0, rng.uniform(0.01, 0.06)])
    t = np.arange(steps) * CHUNK / RATE
    return out + vibrato * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * t) + np.cumsum(rng.normal(0, 0.002, steps))


def pulses(rng, octaves: np.ndarray) -> np.ndarray:
    """The glottis: a harmonic series that falls 6 to 15 dB an octave, bright or soft as the voice is pressed."""
    hz = np.interp(np.arange(LENGTH) / CHUNK, np.arange(len(octaves)), 2.0 ** octaves)
    hz = hz * (1 + rng.uniform(0, 0.004)
               * np.interp(np.arange(LENGTH) / 300, np.arange(LENGTH // 300 + 2), rng.normal(0, 1, LENGTH // 300 + 2)))
    phase = np.cumsum(hz) / RATE
    open_part = rng.uniform(0.35, 0.8)
    place = (phase % 1.0) / open_part
    flow = np.where(place < 1, place ** 2 * (1 - place), 0.0)                   # Rosenberg's pulse
    source = np.diff(flow, prepend=0.0) * (RATE / hz) * open_part
    cut = rng.uniform(2500, 12000)
    return sosfilt(butter(1, cut, fs=RATE, output="sos"), source)


def through_tract(rng, source: np.ndarray, steps: int, fixed: bool) -> np.ndarray:
    """Formants that glide from vowel to vowel, of a child's to a big man's tract: two-pole filters, chunk by chunk."""
    scale, vowels = np.exp(rng.uniform(np.log(0.88), np.log(1.45))), np.array(VOWELS)
    marks, place = [0], 0
    while place < steps:
        place += int(rng.uniform(0.08, 1.2) * RATE / CHUNK) if not fixed else steps
        marks.append(place)
    chosen = vowels[rng.integers(len(vowels), size=len(marks))] * scale * rng.uniform(0.93, 1.07, (len(marks), 4))
    tracks = np.stack([np.interp(np.arange(steps), marks, chosen[:, k]) for k in range(4)], 1)
    widths = np.array([70, 95, 140, 230]) * rng.uniform(0.7, 1.6)
    out = source
    for k in range(4):
        radius = np.exp(-np.pi * widths[k] / RATE)
        cosine = 2 * radius * np.cos(2 * np.pi * np.minimum(tracks[:, k], 15000) / RATE)
        state, filtered = np.zeros(2), np.empty_like(out)
        for step in range(steps):
            a = [1.0, -cosine[step], radius * radius]
            part = slice(step * CHUNK, (step + 1) * CHUNK)
            filtered[part], state = lfilter([1.0 - cosine[step] + radius * radius], a, out[part], zi=state)
        out = filtered
    for hz in (4500, 5500, 6600, 7700, 8900):            # higher resonances, without which the voice is dull
        radius = np.exp(-np.pi * 0.06 * hz / RATE)
        cosine = 2 * radius * np.cos(2 * np.pi * hz * scale ** 0.5 / RATE)
        out = lfilter([1.0 - cosine + radius * radius], [1.0, -cosine, radius * radius], out)
    return out


def consonant(rng, kind: str) -> np.ndarray:
    low, high, milliseconds, level = CONSONANTS[kind]
    size = int(RATE * milliseconds / 1000 * rng.uniform(0.6, 1.8))
    low, high = low * rng.uniform(0.8, 1.25), min(high * rng.uniform(0.85, 1.2), 20000)
    hiss = sosfilt(butter(2, [low, high], "band", fs=RATE, output="sos"), rng.standard_normal(size + 400))[400:]
    shape = (np.exp(-np.arange(size) / size * 4) if milliseconds < 40
             else np.sin(np.pi * (np.arange(size) + 1) / (size + 1)) ** 0.6)
    return hiss * shape * level / (np.sqrt(np.mean(hiss ** 2)) + 1e-6)


def sung(rng, whispered: bool = False) -> np.ndarray:
    """A line sung on gliding vowels, with breath in it and consonants between its notes."""
    steps = LENGTH // CHUNK
    octaves = contour(rng, steps, *((85, 330) if rng.random() < 0.6 else (180, 700)))
    source = pulses(rng, octaves)
    source = source / (np.sqrt(np.mean(source ** 2)) + 1e-9)
    hiss = rng.standard_normal(LENGTH)
    hiss = lfilter([1, -rng.uniform(0, 0.6)], [1], hiss)
    breath = 10 ** rng.uniform(-2.2, -0.5)
    source = hiss if whispered else source + breath * hiss
    vowels = through_tract(rng, source, steps, rng.random() < 0.2)
    vowels = vowels / (np.sqrt(np.mean(vowels ** 2)) + 1e-9) * 0.2
    level, extra = np.ones(steps), np.zeros(LENGTH)
    if rng.random() < 0.75:
        pace, at = np.exp(rng.uniform(np.log(0.15), np.log(1.5))), rng.uniform(0, 0.5)
        while at < LENGTH / RATE - 0.4:
            kind = sorted(CONSONANTS)[rng.integers(len(CONSONANTS))]
            burst = consonant(rng, kind) * rng.uniform(0.3, 1.0)
            begin = int(at * RATE)
            extra[begin:begin + len(burst)] += burst[:LENGTH - begin] * 0.25
            gap = slice(max(0, begin // CHUNK - int(rng.integers(1, 8))), (begin + len(burst)) // CHUNK)
            level[gap] = rng.choice([0.0, 0.0, 0.3])
            at += rng.exponential(pace) + 0.12
    level = level * (0.4 + 0.6 * np.abs(np.sin(np.arange(steps) * rng.uniform(0.001, 0.02) + rng.uniform(0, 3))))
    line = np.interp(np.arange(LENGTH) / CHUNK, np.arange(steps), np.convolve(level, np.ones(3) / 3, "same"))
    return vowels * line + extra * (0.3 + line)


def breathing(rng) -> np.ndarray:
    """Breath, wind through teeth, hiss with slow colours."""
    out, steps = np.zeros(LENGTH), LENGTH // CHUNK
    for _ in range(rng.integers(1, 3)):
        low = np.exp(rng.uniform(np.log(150), np.log(5000)))
        band = [low, min(low * rng.uniform(1.5, 12), 19000)]
        hiss = sosfilt(butter(1, band, "band", fs=RATE, output="sos"), rng.standard_normal(LENGTH))
        phase = np.arange(steps) * CHUNK / RATE * np.pi / rng.uniform(0.3, 3) + rng.uniform(0, 3)
        swell = np.abs(np.sin(phase)) ** rng.uniform(0.5, 3)
        out += hiss / np.sqrt(np.mean(hiss ** 2)) * np.interp(np.arange(LENGTH) / CHUNK, np.arange(steps), swell)
    return through_tract(rng, out, steps, False) + 0.1 * out if rng.random() < 0.4 else out


def clip(sounds: Bank, seed: int, index: int) -> np.ndarray:
    """One performance of 129 frames, int16; the same for the same seed and index."""
    rng = np.random.default_rng([seed, index, 9])
    kind = rng.random()
    if kind < 0.60:
        sound = speech(rng, sounds)
    elif kind < 0.74:
        sound = choir(rng, sounds)
    elif kind < 0.92:
        sound = sung(rng)
    elif kind < 0.96:
        sound = sung(rng, whispered=True)
    else:
        sound = breathing(rng)
    sound = sound / max(np.abs(sound).max(), 1e-6)
    if rng.random() < 0.3:
        sound = drums.coloured(rng, sound)
    if rng.random() < 0.2:
        sound = drums.room(rng, sound)
    if rng.random() < 0.12:
        sound = tones.filtered(rng, sound)
    sound = sound / max(np.abs(sound).max(), 1e-6)
    if rng.random() < 0.15:
        drive = rng.uniform(0.8, 4)
        sound = np.tanh(drive * sound) / np.tanh(drive)
    if rng.random() < 0.15:
        sound = tones.paused(rng, sound)
    sound = sound * rng.uniform(0.3, 0.9) * (10 ** (-rng.uniform(6, 30) / 20) if rng.random() < 0.15 else 1.0)
    return np.round(sound.clip(-1, 1) * 32767).astype(np.int16)


_bank = None


def _begin() -> None:
    global _bank
    _bank = Bank()


def _clip(job) -> np.ndarray:
    return clip(_bank, *job)


def clips(count: int, seed: int, workers: int = 1) -> np.ndarray:
    """[count, LENGTH] in int16."""
    jobs: List = [(seed, index) for index in range(count)]
    if workers == 1:
        _begin()
        return np.stack([_clip(job) for job in jobs])
    with multiprocessing.get_context("fork").Pool(workers, _begin) as pool:
        return np.stack(pool.map(_clip, jobs, 4))


if __name__ == "__main__":
    speech_bank(bank.PACK / "speech.bank", SPEAKERS, TEXTS, RAISED)
    speech_bank(bank.OUT / "speech_held_out.bank", HELD_OUT_SPEAKERS, HELD_OUT_TEXTS)
    for place, programs, font in ((bank.PACK / "choirs.bank", CHOIRS, None),
                                  (bank.OUT / "choirs_held_out.bank", {52: (43, 76), 53: (43, 76)}, tones.MUSESCORE)):
        made = sum((tones.notes_of(program, low, high, CHOIR_EVERY, CHOIR_SECONDS, font)
                    for program, (low, high) in programs.items()), [])
        bank.write(place, [tones.at_rate(sound, RATE, tones.BANK_RATE) for sound, _ in made],
                   [fact for _, fact in made])
