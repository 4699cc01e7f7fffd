"""The shape of each starter model: every size in one table."""
# SPDX-License-Identifier: BSD-3-Clause
from dataclasses import dataclass

SAMPLE_RATE = 44100
RATIO = 2048            # samples per latent frame
BANDS = 16              # PQMF bands
TAPS = 256              # PQMF filter length
BAND_RATIO = RATIO // BANDS
REFERENCE_HZ = 220.0    # pitches are octaves above or below this
SPECTRUM_WINDOW = 4096  # samples that the encoder's spectrum sees
SPECTRUM_BINS = 160


@dataclass(frozen=True)
class Shape:
    name: str
    latents: int
    voices: int          # oscillators
    harmonics: int       # of every voice, a power of two
    lead_harmonics: int  # of the lead, which is the last voice: a power of two
    pitch_steps: int     # pitch control points per frame
    tone_steps: int      # amplitude control points per frame: 4 or 16
    noise_steps: int     # noise control points per frame: 16 or 128
    frame_channels: int = 160
    quarter_channels: int = 96
    sixteenth_channels: int = 48
    band_channels: int = 24
    listening_steps: int = 0    # steps that train pitch alone, a tenth of the cost, after each full step
    pitch_latent: bool = False  # latent 0 is tied to the pitch of the lead

    @property
    def partials(self) -> int:
        return self.voices * self.harmonics + self.lead_harmonics - self.harmonics


SHAPES = {
    "sirens": Shape("sirens", latents=8, voices=3, harmonics=16, lead_harmonics=64, pitch_steps=4,
                    tone_steps=4, noise_steps=16, listening_steps=5, pitch_latent=True),
    "breaks": Shape("breaks", latents=4, voices=2, harmonics=8, lead_harmonics=8, pitch_steps=8,
                    tone_steps=16, noise_steps=16, listening_steps=2),
}
