"""Twelve breaks of two bars: who plays what when, how it swings, in which room, through which machine."""
# SPDX-License-Identifier: BSD-3-Clause
import functools

import numpy as np

import drums
from synth import RATE, add_round, biquad, compress, convolve_loop, crush, finish, in_a_loop, room, saturate

TEMPO = (174, 165, 178, 160)          # BPM of set0 to set3
STROKES = {"X": 1.0, "x": 0.82, "o": 0.6, "m": 0.42, "g": 0.24}  # d: a drag of two 32nds, O: an open hat


def frames(bpm):
    return round(480 * RATE / bpm)    # two bars of four quarters


def play(rng, bpm, parts, swing, loose_ms):
    """parts: (instrument, level, strokes for 32 sixteenths, ms behind the beat). Returns dry drums in a loop."""
    loop = np.zeros(frames(bpm))
    step = len(loop) / 32
    for instrument, level, strokes, late_ms in parts:
        strokes = strokes.replace(" ", "").replace("|", "")
        assert len(strokes) == 32, strokes
        for k, sign in enumerate(strokes):
            if sign == ".":
                continue
            place = k * step + (swing * step if k % 2 else 0) + late_ms * RATE / 1000
            hits = [(0.0, 0.22), (0.5, 0.34)] if sign == "d" else [(0.0, STROKES.get(sign, 0.8))]
            for offset, velocity in hits:
                at = place + offset * step + rng.normal(0, loose_ms) * RATE / 1000
                velocity = float(np.clip(velocity * rng.uniform(0.88, 1.08) * (1.04 if k % 4 == 0 else 1), 0.05, 1))
                add_round(loop, instrument(rng, velocity), int(round(at)) % len(loop), level)
    return loop


def hats(rng, bpm, strokes, swing, loose_ms, closed, opened, level, late_ms=0.0):
    """One pair of hats: every stroke silences the open one before it."""
    strokes = strokes.replace(" ", "").replace("|", "")
    assert len(strokes) == 32, strokes
    loop = np.zeros(frames(bpm))
    step = len(loop) / 32
    places = [k * step + (swing * step if k % 2 else 0) + (late_ms + rng.normal(0, loose_ms)) * RATE / 1000
              for k in range(32)]
    struck = [k for k in range(32) if strokes[k] != "."]
    for n, k in enumerate(struck):
        after = places[struck[(n + 1) % len(struck)]] + (len(loop) if n + 1 == len(struck) else 0)
        velocity = float(np.clip(STROKES.get(strokes[k], 0.8) * rng.uniform(0.85, 1.1), 0.05, 1))
        sound = (opened if strokes[k] == "O" else closed)(rng, velocity)
        sound = sound[:max(200, int(after - places[k]))].copy()
        fade = min(len(sound), int(0.004 * RATE))
        sound[-fade:] *= np.linspace(1, 0, fade)
        add_round(loop, sound, int(round(places[k])) % len(loop), level)
    return loop


def on_tape(loop, rng, air, wet, drive, threshold=0.22, ratio=4.0, squeeze=0.7, eq=(), bits=None):
    """The room, the bus and the machine that all drums of a set go through. `squeeze`: how much of it is compressed."""
    loop = loop + wet * convolve_loop(loop, air)
    loop = loop / np.max(np.abs(loop))
    pressed = in_a_loop(functools.partial(compress, threshold=threshold, ratio=ratio), loop)
    pressed *= 0.9 / np.max(np.abs(pressed))
    loop = saturate((1 - squeeze) * loop + squeeze * pressed, drive)
    for kind, hz, q, gain in eq:
        loop = biquad(loop, kind, hz, q, gain, loop=True)
    if bits:
        loop = crush(loop / np.max(np.abs(loop)), *bits)
    return finish(biquad(loop, "high", 28, 0.7, loop=True), loop=True)


def roll(number):
    """set0: a funk drummer in a live room on old tape; ride, ghost notes, a snare that rolls ahead."""
    rng = np.random.default_rng(100 + number)
    bpm, swing, loose = TEMPO[0], 0.10, 2.2
    boom = functools.partial(drums.kick, hz=60, drop=2.2, tau=0.085, click=0.45)
    crack = functools.partial(drums.snare, hz=196, tau=0.07, wires=1.0, wire_tau=0.12, bright=6800)
    parts = {
        1: [(boom, 0.95, "X.x. .... ..xx .... | X.x. .... ..x. ..m.", 0),
            (crack, 0.80, ".... X..g .g.. X..g | .... X..g .g.. .gXg", 2.5),
            (drums.ride, 0.20, "x.o. x.o. x.o. x.o. | x.o. x.o. x.o. x.o.", -1)],
        2: [(boom, 0.95, "X..x ..m. ..x. .x.. | X.x. ..o. ..X. ....", 0),
            (crack, 0.80, "..g. X..g dg.. X.gg | .g.. X.g. .gX. .mXd", 2.5),
            (drums.ride, 0.17, "x.o. x.o. x.o. x.o. | x.o. x.o. .... ....", -1),
            (drums.crash, 0.24, ".... .... .... .... | .... .... ..x. ....", 0)],
        3: [(drums.shaker, 0.30, "xgog xgog xgog xgog | xgog xgog xgog xgox", 3),
            (crack, 0.42, "..g. ..gd ..g. .gg. | ..g. ..gd gggg mmoo", 2),
            (drums.ride, 0.24, "..o. ..x. ..o. ..x. | ..o. ..x. ..o. ..x.", -1),
            (functools.partial(drums.tom, hz=128), 0.35, ".... .... .... .... | .... .... ...o ..m.", 0)],
    }[number]
    loop = play(rng, bpm, parts, swing, loose)
    if number != 3:
        loop += hats(rng, bpm, ".... ..g. .... ..g. | .... ..g. .... ..O.", swing, loose, drums.hat,
                     functools.partial(drums.hat, tau=0.16), 0.22)
    return on_tape(loop, rng, room(rng, 0.32, 5, 16, 5200, 0.5), 0.42, 1.9,
                   eq=(("bell", 340, 0.9, 2.0), ("bell", 3100, 0.8, 2.5), ("low", 10500, 0.6, 0)), bits=(11, 1))


def steppers(number):
    """set1: dry and tight; two-step kick, sixteenth hats that open, claps of wood and skin."""
    rng = np.random.default_rng(200 + number)
    bpm, swing, loose = TEMPO[1], 0.16, 1.3
    boom = functools.partial(drums.kick, hz=52, drop=3.0, tau=0.12, click=0.7)
    crack = functools.partial(drums.snare, hz=226, tau=0.05, wires=0.9, wire_tau=0.065, crack=1.2, bright=8500)
    parts = {
        1: [(boom, 1.0, "X... ..m. ..X. ...g | X... ...x ..X. ....", 0),
            (crack, 0.85, ".... X..g .g.. X..g | .... X..g .gg. X.g.", 1)],
        2: [(boom, 1.0, "X.x. .... .mX. ..x. | X..x ..x. ..X. ....", 0),
            (crack, 0.85, "..gg X.g. gg.g X.gg | .ggg X.gd .g.m X..o", 1)],
        3: [(drums.tambourine, 0.26, "m.x. m.x. m.x. m.x. | m.x. m.x. m.x. m.xm", 0),
            (functools.partial(drums.conga, hz=262), 0.45, "..o. .g.o ..og .o.. | ..o. .g.o .go. oo..", 3),
            (functools.partial(drums.conga, hz=188), 0.50, "o..g ...m .... o..g | o... ..m. m... ..xm", 3),
            (drums.stick, 0.35, "...o .... ..o. .... | ...o .... ..o. ..o.", 0)],
    }[number]
    loop = play(rng, bpm, parts, swing, loose)
    if number != 3:
        strokes = {1: "xgog xgoO xgog xgog | xgog xgoO xgog xgO.",
                   2: "x.xm o.xg x.Og x.xm | xgxm o.xg x.xO .gxm"}[number]
        loop += hats(rng, bpm, strokes, swing, loose, functools.partial(drums.hat, tau=0.022),
                     functools.partial(drums.hat, tau=0.11), 0.17, -1)
    return on_tape(loop, rng, room(rng, 0.10, 2, 8, 8000, 0.12), 0.16, 1.5, squeeze=0.55,
                   eq=(("bell", 90, 0.9, 1.5), ("bell", 450, 0.8, -3.0), ("shelf", 9000, 0.7, -2.5)))


def metal(number):
    """set2: sheet metal, broken converters, kicks that push everything else aside."""
    rng = np.random.default_rng(300 + number)
    bpm, swing, loose = TEMPO[2], 0.04, 0.9
    low = functools.partial(drums.clang, hz=171, index=6, tau=0.16)
    high = functools.partial(drums.clang, hz=713, index=3.2, tau=0.07)
    parts = {
        1: [(drums.industrial_kick, 0.95, "X..x ..X. ..X. .... | X..x ..X. .x.X ....", 0),
            (drums.industrial_snare, 0.80, ".... X... .g.. X..g | .... X..g .g.. X.og", 0),
            (high, 0.20, "..o. ...o ..o. .... | ..o. ...o .o.o ..o.", 0)],
        2: [(drums.industrial_kick, 0.95, "X.X. ...x X... .x.. | X..X ..x. X... x...", 0),
            (drums.industrial_snare, 0.80, ".... X.g. .... X.dg | .g.. X... ..X. oxXX", 0),
            (low, 0.28, ".... ..o. .... ...o | .... ..o. .o.. ....", 0)],
        3: [(high, 0.36, "o.go .go. o.go .go. | o.go .go. ooog omom", 0),
            (low, 0.34, "...m .... m... ..m. | ...m .... m.m. ....", 0),
            (functools.partial(drums.industrial_hat, tau=0.05), 0.30, "..x. ..x. ..x. ..x. | ..x. ..x. ..x. x.x.", 0)],
    }[number]
    loop = play(rng, bpm, parts, swing, loose)
    loop += hats(rng, bpm, "xoxm xoxm xoxm xoxO | .oxm xoxm xoxO .oxm", swing, loose, drums.industrial_hat,
                 functools.partial(drums.industrial_hat, tau=0.13), 0.46)
    return on_tape(loop, rng, room(rng, 0.22, 3, 18, 9500, 0.6), 0.34, 2.8, threshold=0.16, ratio=6, squeeze=0.8,
                   eq=(("bell", 500, 0.8, -3.0), ("bell", 2600, 1.2, 1.5), ("shelf", 6000, 0.7, 7.0)), bits=(9, 1))


def dub(number):
    """set3: half the pace; one heavy snare a bar, sticks and toms that answer each other in a dark hall."""
    rng = np.random.default_rng(400 + number)
    bpm, swing, loose = TEMPO[3], 0.22, 2.8
    boom = functools.partial(drums.kick, hz=46, drop=1.9, tau=0.17, click=0.25, drive=1.4)
    toms = [functools.partial(drums.tom, hz=hz, tau=tau) for hz, tau in ((142, 0.14), (104, 0.18), (76, 0.24))]
    parts = {
        1: [(boom, 1.0, "X... ..m. .... ..x. | X..m .... ..x. ....", 0),
            (drums.dub_snare, 0.85, ".... .... X... .... | .... .... X... ..g.", 6),
            (drums.stick, 0.30, "...o ..o. ...m .... | ...o ..o. .... .o..", 4),
            (toms[1], 0.45, ".... .... .... .... | .... .... ...m ...o", 3)],
        2: [(boom, 1.0, "X.m. .... .... ...m | X... .x.. .... x...", 0),
            (drums.dub_snare, 0.85, ".... ...g X... .g.. | .... .... X..g ....", 6),
            (toms[0], 0.42, ".... .... ...o .... | .... .... .... .om.", 3),
            (toms[1], 0.45, ".... .o.. .... .o.. | .... .... .... ...o", 3),
            (toms[2], 0.55, ".... ..m. .... ..o. | ..o. .... .... ....", 3)],
        3: [(drums.stick, 0.24, "..o. .o.. o..o ..o. | ..o. .o.. o.og .oo.", 4),
            (toms[0], 0.40, "...m .... ..o. .... | ...m .... .... o...", 3),
            (toms[2], 0.45, ".... ...o .... ...m | .... ...o .... ....", 3),
            (drums.shaker, 0.34, "g.o. g.o. g.o. g.o. | g.o. g.o. g.o. gmom", 5)],
    }[number]
    loop = play(rng, bpm, parts, swing, loose)
    strokes = {1: "..o. ..m. ..o. ..mg | ..o. ..m. ..o. ..O.", 2: "..og ..m. ..o. ..m. | ..og ..m. ..o. .gm.",
               3: ".... ..O. .... .... | .... ..O. .... ...."}[number]
    loop += hats(rng, bpm, strokes, swing, loose, functools.partial(drums.hat, tau=0.035, bright=6200),
                 functools.partial(drums.hat, tau=0.2, bright=5600), 0.17, 3)
    return on_tape(loop, rng, room(rng, 0.7, 11, 20, 2400, 0.5), 0.2 if number == 3 else 0.45, 1.5, squeeze=0.6,
                   eq=(("bell", 70, 0.8, 2.0), ("bell", 900, 0.7, -1.5), ("low", 7500, 0.6, 0),
                       ("shelf", 2500, 0.7, 2.0)))


SETS = (roll, steppers, metal, dub)
