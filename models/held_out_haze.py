"""What the spectral model alone is measured for: spectra frame by frame, how far each latent reaches, pitch in and
out."""
# SPDX-License-Identifier: BSD-3-Clause
from typing import Callable, List

import numpy as np
import torch

import held_out_tonal
import measures
from data import haze as performers
from haze_frames import HOP, WINDOW, analysed
from held_out_tonal import Row
from shape import RATIO

SEED, CLIPS = 3, 24            # training has seed 1
HEARD_DB = -70.0               # frames below are left out
PITCH = 1                      # the latent


def convergence(model, sound: torch.Tensor) -> torch.Tensor:
    """The relative error of the shape, for each audible frame."""
    magnitudes = analysed(sound[None], model.window).abs()
    made = model.spectra(model.encoded(magnitudes))
    real = model.frames.shape(magnitudes, model.frames.mean_square(magnitudes))
    made = model.frames.shape(made, model.frames.mean_square(made))
    heard = 10.0 * torch.log10(model.frames.mean_square(magnitudes)[..., 0] + 1e-12) > HEARD_DB
    return ((made - real).norm(dim=2) / (real.norm(dim=2) + 1e-3))[heard]


def frame_rows(model) -> List[Row]:
    clips = [torch.from_numpy(performers.clip((index, SEED)).astype(np.float32) / 32768.0) for index in range(CLIPS)]
    plain = [torch.from_numpy(sound)
             for key, sound in held_out_tonal.sirens().items() if not key.startswith("instruments")]
    figures = [float(torch.cat([convergence(model, sound) for sound in sounds]).mean()) for sounds in (plain, clips)]
    return [("spectra of unknown sirens alone, spectral convergence", f"{figures[0]:.2f}", "<= .25",
             figures[0] <= 0.25),
            ("- near and far, in rooms, mixed, in noise", f"{figures[1]:.2f}", "<= .25", figures[1] <= 0.25)]


def reach_row(decode: Callable, latents: int) -> Row:
    """Whether every latent from -3 to 3 moves the level by 3 dB or the centroid by a tenth."""
    least = []
    for latent in range(latents):
        levels, centroids = [], []
        for value in np.linspace(-3.0, 3.0, 7):
            z = torch.zeros(latents, 16)
            z[latent] = value
            sound = decode(z)[6 * RATIO:]
            levels.append(measures.level(sound))
            centroids.append(measures.centroid(sound))
        least.append(max((max(levels) - min(levels)) / 3.0, (max(centroids) / min(centroids) - 1.0) / 0.1))
    return (f"every latent, -3 to 3: level in units of 3 dB or centroid in units of 10 %, least "
            f"(latent {np.argmin(least) + 1})",
            f"{min(least):.1f}", ">= 1", min(least) >= 1)


def likeness_row(model, forward: Callable) -> Row:
    """In `keep_input`: how the waveform of each kind of siren correlates with the input's."""
    model.set_inversion_mode("keep_input")
    alike = {}
    for key, sound in held_out_tonal.sirens().items():
        late, made = WINDOW - HOP, forward(sound)
        a, b = sound[4 * RATIO:len(made) - late], made[4 * RATIO + late:]
        alike.setdefault(key.split(":")[0], []).append(float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum())))
    figures = {kind: float(np.mean(values)) for kind, values in alike.items()}
    words = " ".join(f"{kind} {figure:.2f}" for kind, figure in sorted(figures.items(), key=lambda each: -each[1]))
    return ("forward in keep_input against its input, correlation", words, ">= .9 each", min(figures.values()) >= 0.9)


def phases_row(model) -> Row:
    """What random phases cost by themselves, under the original's own magnitudes."""
    distances, errors, late = [], [], WINDOW - HOP
    for sound in list(held_out_tonal.sirens().values())[::3]:
        whole = torch.from_numpy(sound[:len(sound) // RATIO * RATIO].astype(np.float32))[None, None]
        spectra = model.analysed(whole)
        made = model.sounding(spectra.abs(), spectra[:, :0])[0, 0].numpy()
        pair = sound[4 * RATIO:len(made) - late], made[4 * RATIO + late:]
        distances.append(measures.mel_distance(*pair))
        errors.append(measures.band_errors(*pair))
    errors = np.array(errors)
    words = [" ".join(f"{x:+.1f}" for x in row) for row in (errors.mean(0), errors[np.abs(errors).argmax(0), range(4)])]
    return ("- random phases under the original's own magnitudes: log-mel, dB; bands, mean; worst",
            f"{np.mean(distances):.2f}; {words[0]}; {words[1]}", "", True)


def rows(model, forward: Callable, decode: Callable) -> List[Row]:
    """In the clear mode, `pghi` without haze; afterwards the model is as it was loaded."""
    made = [phases_row(model)] + frame_rows(model) + [likeness_row(model, forward)]
    model.set_inversion_mode("pghi")
    model.set_haze(0.0)
    made.append(reach_row(decode, model.latent_size))
    made += held_out_tonal.pitch_rows(forward) + held_out_tonal.slope_rows(decode, PITCH)
    model.set_inversion_mode("random")
    model.set_haze(1.0)
    return made
