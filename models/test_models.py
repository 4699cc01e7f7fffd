"""Checks the exported starter models as a host would meet them: `python3 test_models.py`; with --speed it only times
them."""
# SPDX-License-Identifier: BSD-3-Clause
import json

import numpy
import torch

import measures
import remake
from hosting import HERE, clear, in_blocks, load, print_speed, refuses, run, state
from names import NAMES

RATIO = 2048
LATENTS = {"breaks": 8, "breaks-4": 4, "sirens": 8, "voices": 8}
RANGES = {"temperature": (0.0, 3.0), "pitch": (-24.0, 24.0), "brightness": (-1.0, 1.0), "noise": (0.0, 4.0),
          "level": (0.0, 1.0)}


def random_latents(rows, latents, frames):
    return torch.randn(rows, latents, frames, generator=torch.Generator().manual_seed(7))


def some_sound(rows, frames):
    t = torch.arange(frames * RATIO) / 44100
    tone = 0.3 * torch.sin(2 * torch.pi * (300 * t + 100 * t * t))
    return tone.repeat(rows, 1, 1) + 0.02 * torch.randn(rows, 1, len(t), generator=torch.Generator().manual_seed(8))


def the_file_is_small_and_describes_itself(name, model):
    latents = LATENTS[name]
    assert (HERE / (name + ".ts")).stat().st_size <= 8_000_000
    assert model.encode_params.tolist() == [1, 1, latents, RATIO]
    assert model.decode_params.tolist() == [latents, RATIO, 1, 1]
    assert model.forward_params.tolist() == [1, 1, 1, 1]
    assert model.decode_params.dtype == torch.int64
    assert model.get_methods() == model._c.getattr("_methods") == ["encode", "decode", "forward"]
    assert model.get_attributes() == model._c.getattr("_attributes")
    assert model.get_sample_rate() == model.sr == model.sampling_rate == 44100
    assert model.latent_size == latents
    assert model.decode_input_labels == model.encode_output_labels == ["(signal) " + word for word in NAMES[name]]
    assert len(set(NAMES[name])) == latents, "two latents of one name"
    assert model.card_params.tolist() == [3] and model.set_card("something else") == 1
    card = json.loads(model.get_card())
    assert [latent["name"] for latent in card["latents"]] == NAMES[name]
    assert all(-4.01 <= latent["from"] < latent["to"] <= 4.01 for latent in card["latents"]), card


def blocks_of_any_length_give_the_same_sound(name, model):
    z, x = random_latents(2, LATENTS[name], 24), some_sound(2, 24)
    for rows in (1, 2):
        clear(model)
        whole = model.decode(z[:rows])
        assert whole.shape == (rows, 1, 24 * RATIO)
        for frames in (1, 3, 8):
            clear(model)
            difference = (in_blocks(model.decode, z[:rows], frames) - whole).abs().max()
            assert difference <= 1e-5, f"decode in blocks of {frames}: {difference}"
    clear(model)
    whole = model.encode(x)
    for frames in (1, 5):
        clear(model)
        difference = (in_blocks(model.encode, x, frames * RATIO) - whole).abs().max()
        assert difference <= 1e-5, f"encode in blocks of {frames}: {difference}"
    clear(model)
    whole = model.forward(x)
    clear(model)
    # Looser: rounding in the encoder detunes an oscillator slightly, and the error adds up in its phase.
    assert (in_blocks(model.forward, x, RATIO) - whole).abs().max() <= 2e-2


def the_future_does_not_leak(name, model):
    x = some_sound(1, 8)
    clear(model)
    whole = model.encode(x)
    x[:, :, 5 * RATIO:] = 0.0
    clear(model)
    assert (model.encode(x)[:, :, :5] - whole[:, :, :5]).abs().max() <= 1e-5


def cleared_state_equals_a_fresh_load(name, model):
    z = random_latents(3, LATENTS[name], 5)
    model.decode(z)
    model.forward(some_sound(3, 3))
    clear(model)
    again = model.decode(z)
    fresh = load(name)
    assert all(float(buffer.abs().max()) == 0.0 for buffer in state(fresh).values())
    torch.manual_seed(0)
    assert torch.equal(fresh.decode(z), again)


def state_does_not_grow(name, model):
    sizes = {key: buffer.shape for key, buffer in state(model).items()}
    z = 2 * random_latents(1, LATENTS[name], 1)
    for _ in range(100):
        y = model.decode(z)
    assert sizes == {key: buffer.shape for key, buffer in state(model).items()}
    assert all(shape[0] == 64 for shape in sizes.values())
    phases = [buffer for key, buffer in state(model).items() if "phase" in key or "tones.cache" in key]
    assert phases and all(float(buffer.abs().max()) <= 1.0 for buffer in phases)
    assert torch.isfinite(y).all()


def rows_are_independent(name, model):
    z = random_latents(4, LATENTS[name], 6)
    model.set_noise(0.0)
    clear(model)
    together = model.decode(z)
    for row in range(4):
        clear(model)
        assert (model.decode(z[row:row + 1]) - together[row:row + 1]).abs().max() <= 1e-4
    model.set_noise(1.0)
    assert model.decode(random_latents(64, LATENTS[name], 1)).shape == (64, 1, RATIO)


def bad_inputs_say_what_is_wrong(name, model):
    latents = LATENTS[name]
    wrong = [(model.decode, torch.zeros(65, latents, 1), "65 rows"),
             (model.encode, torch.zeros(65, 1, RATIO), "65 rows"),
             (model.decode, torch.zeros(1, 200, 1), "200 channels"), (model.decode, torch.zeros(latents, 1), "rank 2"),
             (model.decode, torch.zeros(1, latents, 0), "0 samples"),
             (model.encode, torch.zeros(1, 1, 100), "100 samples")]
    refuses(wrong)
    assert torch.isfinite(model.decode(torch.zeros(1, latents, 1))).all()


def attributes_are_checked_and_do_something(name, model):
    z = random_latents(1, LATENTS[name], 10)

    def play():
        clear(model)
        return model.decode(z)
    plain = play()
    for attribute, (low, high) in RANGES.items():
        get, put = getattr(model, "get_" + attribute), getattr(model, "set_" + attribute)
        assert getattr(model, attribute + "_params").tolist() == [2]
        default = get()
        for value in (low, high):
            assert put(value) == 0 and get() == value
            y = play()
            assert value == default or (y - plain).pow(2).mean().sqrt() > 0.003, f"{attribute} {value} changes nothing"
            assert y.abs().max() <= 0.96
        for value in (low - 0.1, high + 0.1, float("nan")):
            assert put(value) != 0 and get() == high
        assert put(default) == 0
    assert torch.equal(play(), plain)
    assert model.freeze_params.tolist() == [0] and model.get_freeze() is False
    clear(model)
    model.decode(z[:, :, :5])
    model.set_freeze(True)
    held = model.decode(z[:, :, 5:])
    clear(model)
    model.set_freeze(False)
    model.decode(z[:, :, :5])
    assert (model.decode(z[:, :, 4:5].expand(-1, -1, 5)) - held).abs().max() <= 1e-5


def seeds_repeat(name, model):
    z = random_latents(1, LATENTS[name], 4)
    clear(model, 3)
    first = model.decode(z)
    clear(model, 3)
    assert torch.equal(model.decode(z), first)
    clear(model, 4)
    assert not torch.equal(model.decode(z), first)


def levels_are_playable(name, model):
    latents = LATENTS[name]
    for scene, z in {"zero": torch.zeros(1, latents, 60), "random": random_latents(1, latents, 120),
                     "silly": 30 * random_latents(1, latents, 30)}.items():
        clear(model)
        y = model.decode(z)[0, 0, 4 * RATIO:]
        peak, level, offset = float(y.abs().max()), float(y.pow(2).mean().sqrt()), float(y.mean())
        assert 0.1 <= peak <= 0.96, f"{scene}: peak {peak}"
        assert level >= 0.03, f"{scene}: level {level}"
        assert abs(offset) <= 0.01, f"{scene}: offset {offset}"
    clear(model)
    y = model.decode(torch.zeros(1, latents, 60))[0, 0]
    assert y[:3 * RATIO].abs().max() <= 2.0 * y[8 * RATIO:].abs().max(), "a burst after a reset"


def what_hangs_on_it_was_made_again(name, model):
    assert name not in remake.changed(), "the file has changed: run remake.py, and listen to what it made"


def silence_is_silent(name, model):
    clear(model)
    y = model.forward(torch.zeros(1, 1, 32 * RATIO))[0, 0, 8 * RATIO:].numpy()
    assert measures.level(y) < -70.0, f"{measures.level(y)} dBFS"


def loudness_is_even(name, model):
    """Between random still frames: within 8 LU, and 3 with `level 1`, between the tenth and the 95th of a hundred."""
    z = random_latents(32, LATENTS[name], 1).expand(-1, -1, 24).contiguous()
    for level, limit in ((0.0, 8.0), (1.0, 3.0)):
        assert model.set_level(level) == 0
        clear(model)
        loud = torch.tensor([measures.loudness(row.numpy()) for row in model.decode(z)[:, 0, 6 * RATIO:]])
        spread = float(loud.quantile(0.95) - loud.quantile(0.1))
        assert spread <= limit, f"level {level}: {spread} LU"
    model.set_level(0.0)


def frames_are_not_heard(name, model):
    """A still frame's envelope does not pulse at the frame rate, or no more than noise of its spectrum."""
    z = random_latents(4, LATENTS[name], 1).expand(-1, -1, 172).contiguous()
    clear(model)
    rng = numpy.random.default_rng(3)
    for sound in model.decode(z)[:, 0].numpy():
        noise = max(measures.frame_modulation(measures.noise_like(sound, rng)) for _ in range(4))
        depth = measures.frame_modulation(sound)
        assert depth <= max(-30.0, noise + 1.0), f"{depth} dB, noise {noise} dB"


def print_speeds(name, model):
    print_speed(f"{name} decode", model.decode, random_latents(1, LATENTS[name], 1))
    print_speed(f"{name} encode", model.encode, some_sound(1, 1))


CHECKS = (the_file_is_small_and_describes_itself, blocks_of_any_length_give_the_same_sound, the_future_does_not_leak,
          cleared_state_equals_a_fresh_load, state_does_not_grow, rows_are_independent, bad_inputs_say_what_is_wrong,
          attributes_are_checked_and_do_something, seeds_repeat, levels_are_playable, silence_is_silent,
          loudness_is_even, frames_are_not_heard, what_hangs_on_it_was_made_again)

if __name__ == "__main__":
    run(LATENTS, CHECKS, print_speeds)
