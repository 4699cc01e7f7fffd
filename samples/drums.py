"""The drums: every stroke is made anew, with its own velocity, so that no two are alike."""
# SPDX-License-Identifier: BSD-3-Clause
import numpy as np

from synth import RATE, add, biquad, crush, decay, fit, noise, room, convolve, saturate, seconds, sine

CYMBAL = np.array([205.3, 304.4, 369.6, 522.7, 540.0, 800.0, 1101.0, 1433.0])  # Hz: ratios that share no root


def kick(rng, velocity, hz=56, drop=2.6, tau=0.10, click=0.5, drive=1.6):
    length = tau * 5
    t = seconds(length)
    pitch = hz * (1 + drop * np.exp(-t / 0.011) + 0.35 * np.exp(-t / 0.06))
    body = sine(pitch) * (decay(length, tau) * 0.8 + 0.35 * decay(length, 0.03))
    body *= np.minimum(1, t / 0.0012)
    beater = biquad(noise(rng, length), "band", 3200, 0.9) * decay(length, 0.004) * 1.6
    knock = sine(1150, length) * decay(length, 0.0045) * 0.35
    skin = biquad(noise(rng, length), "low", 400) * decay(length, 0.045) * 0.35
    return saturate(body + click * velocity * (beater + knock) + skin, drive) * velocity


def snare(rng, velocity, hz=188, tau=0.075, wires=1.0, wire_tau=0.11, crack=0.8, bright=6500, drive=1.5):
    length = max(0.32, wire_tau * 3)
    t = seconds(length)
    bend = 1 + 0.10 * velocity * np.exp(-t / 0.014)
    body = np.zeros(len(t))
    for ratio, level, tone in ((1, 1.0, tau), (1.593, 0.55, tau * 0.6), (2.296, 0.32, tau * 0.4),
                               (2.92, 0.18, tau * 0.3)):
        tuned = hz * ratio * rng.uniform(0.995, 1.005)
        body += level * sine(tuned * bend, phase=rng.uniform(0, 0.6)) * decay(length, tone)
    edge = 0.35 + 0.65 * velocity                              # soft strokes are dark
    hiss = biquad(biquad(noise(rng, length), "high", 1500), "low", 2500 + bright * edge)
    shape = 0.65 * decay(length, 0.022) + 0.42 * decay(length, wire_tau * (0.5 + 0.5 * velocity))
    rattle = hiss * shape * (0.75 + 0.5 * np.abs(sine(hz, length)))
    snap = biquad(noise(rng, length), "band", 4300, 0.8) * decay(length, 0.0028) * 2.2
    sound = 0.55 * body + 0.95 * wires * rattle + crack * velocity ** 1.5 * snap
    sound *= np.minimum(1, t / 0.0008)
    return saturate(sound, drive) * velocity


def metal(rng, length, tune=1.0, spread=0.01):
    """Squares that share no root: what hats and rides are made of."""
    t = seconds(length)
    out = np.zeros(len(t))
    for hz in CYMBAL * tune:
        phase = hz * rng.uniform(1 - spread, 1 + spread) * t + rng.uniform()
        out += np.sign(np.sin(2 * np.pi * phase))
    return out / len(CYMBAL)


def hat(rng, velocity, tau=0.028, tune=1.0, bright=8200, clean=0.6):
    length = min(0.9, tau * 6 + 0.03)
    source = clean * metal(rng, length, tune * 5.1) + (1.1 - clean) * noise(rng, length)
    sound = biquad(biquad(source, "high", bright * (0.8 + 0.2 * velocity), 0.9), "high", bright * 0.7)
    tick = biquad(noise(rng, length), "band", 5200, 1.2) * decay(length, 0.0025) * 0.8
    return (sound * (0.75 * decay(length, tau) + 0.25 * decay(length, tau * 0.25)) + tick * velocity) * velocity


def ride(rng, velocity, tune=1.0, tau=0.3):
    length = 0.8
    wash = biquad(metal(rng, length, 3.3 * tune, 0.05), "band", 6500, 0.4)
    wash = wash + 0.35 * biquad(noise(rng, length), "high", 5000)
    sound = wash * (0.5 * decay(length, tau) + 0.5 * decay(length, 0.05))
    for hz in np.geomspace(410, 7600, 18) * tune:
        partial = 0.035 * sine(hz * rng.uniform(0.96, 1.04), length, rng.uniform(0, 6))
        sound += partial * decay(length, tau * rng.uniform(0.4, 1))
    tick = biquad(noise(rng, length), "band", 6200, 0.9) * decay(length, 0.004) * 2.2
    return (biquad(sound, "high", 700) + tick * velocity) * velocity


def crash(rng, velocity, tau=0.5, tune=1.0):
    length = 1.5
    wash = 0.55 * noise(rng, length) + 0.7 * metal(rng, length, 4.3 * tune, 0.04)
    wash = biquad(biquad(wash, "high", 2600), "low", 13000)
    body = wash * (0.55 * decay(length, tau) + 0.45 * decay(length, 0.05))
    return body * np.minimum(1, seconds(length) / 0.002) * velocity


def tom(rng, velocity, hz=98, tau=0.16):
    length = tau * 4.5
    t = seconds(length)
    bend = 1 + 0.35 * velocity * np.exp(-t / 0.03)
    skin = sine(hz * bend) * decay(length, tau) + 0.4 * sine(hz * 1.52 * bend) * decay(length, tau * 0.45)
    stick = biquad(noise(rng, length), "band", 1800, 0.7) * decay(length, 0.006) * 0.9
    return saturate((skin + stick * velocity) * np.minimum(1, t / 0.001), 1.4) * velocity


def stick(rng, velocity, hz=1720):
    """A cross-stick: wood on the rim."""
    length = 0.12
    hz = hz * rng.uniform(0.96, 1.04)
    sound = sine(hz, length) * decay(length, 0.008) + 0.6 * sine(hz * 0.47, length) * decay(length, 0.012)
    return (sound + biquad(noise(rng, length), "band", 3600, 1.1) * decay(length, 0.004) * 1.8) * velocity


def conga(rng, velocity, hz=235):
    length = 0.34
    bend = 1 + 0.06 * np.exp(-seconds(length) / 0.01)
    skin = sine(hz * bend) * decay(length, 0.07) + 0.35 * sine(hz * 2.16 * bend) * decay(length, 0.025)
    slap = biquad(noise(rng, length), "band", 2400, 0.8) * decay(length, 0.007) * velocity
    return (skin + slap) * velocity


def tambourine(rng, velocity):
    length = 0.2
    jingles = biquad(metal(rng, length, 9.7, 0.03), "band", 8700, 0.8) + 0.5 * biquad(noise(rng, length), "high", 7000)
    shape = decay(length, 0.03) + 0.5 * np.exp(-((seconds(length) - 0.018) / 0.006) ** 2)
    return jingles * shape * velocity * 0.9


def shaker(rng, velocity):
    length = 0.09
    t = seconds(length)
    hiss = biquad(biquad(noise(rng, length), "high", 5200), "low", 12000)
    return hiss * np.exp(-((t - 0.022) / 0.017) ** 2) * velocity


def clang(rng, velocity, hz=310, index=5.0, tau=0.12):
    """Struck sheet metal: frequency modulation at ratios that share no root."""
    length = tau * 4
    bend = index * decay(length, tau * 0.6)
    phase = 2 * np.pi * hz * seconds(length) + bend * sine(hz * 1.483, length) + 0.6 * bend * sine(hz * 3.71, length)
    sound = np.sin(phase)
    return sound * decay(length, tau) * velocity


def industrial_snare(rng, velocity):
    sound = fit(snare(rng, velocity, hz=215, wires=1.2, wire_tau=0.09, crack=1.1, bright=9000, drive=3.0), 0.5)
    add(sound, clang(rng, velocity, 420, 4.0, 0.07), 0, 0.35)
    return crush(saturate(sound, 2.2), 9, 2)


def industrial_kick(rng, velocity):
    sound = kick(rng, velocity, hz=50, drop=4.5, tau=0.11, click=0.9, drive=4.0)
    return saturate(sound * 1.6, 2.5)


def industrial_hat(rng, velocity, tau=0.022):
    return crush(hat(rng, velocity, tau, tune=1.37, bright=7200, clean=0.9), 7, 2)


def dub_snare(rng, velocity):
    dry = snare(rng, velocity, hz=162, tau=0.11, wires=0.75, wire_tau=0.16, crack=0.5, bright=3800)
    return fit(dry, 0.7) + 0.35 * fit(convolve(dry, room(rng, 0.6, 9, 18, 2600, 0.5)), 0.7)
