"""Loudness as a latent: power weighted as the ear does, and one fixed curve between the latent and decibels."""
# SPDX-License-Identifier: BSD-3-Clause
import torch
import torch.nn as nn

# The latent and its level in dB: a gentle slope over the musical range, then a steep one down to silence.
KNOTS = ((-4.0, -100.0), (-3.6, -70.0), (-3.0, -40.0), (-2.0, -24.0), (2.0, -14.0), (3.0, -11.0), (4.0, -8.0))
EVEN_DB = -18.0   # the level to which the attribute `level` brings everything that is not quiet


def ear_weight(hz: torch.Tensor) -> torch.Tensor:
    """Power gain close to ITU-R BS.1770's filter: rumble counts less, everything above 2 kHz 4 dB more."""
    square = hz * hz
    low = square / (square + 38.0 * 38.0)
    high = square / (1650.0 * 1650.0)
    return low * low * (1.0 + 2.51 * high * high) / (1.0 + high * high)


class LoudnessCurve(nn.Module):
    """Straight lines between the knots, both ways."""

    def __init__(self, knots=KNOTS):
        super().__init__()
        z = torch.tensor([knot[0] for knot in knots])
        db = torch.tensor([knot[1] for knot in knots])
        self.z_first, self.db_first = knots[0]
        self.quiet_db, self.loud_db = knots[3][1], knots[-1][1]
        self.even_db = EVEN_DB
        self.register_buffer("z_begin", z[:-1].clone(), persistent=False)
        self.register_buffer("z_span", z[1:] - z[:-1], persistent=False)
        self.register_buffer("db_begin", db[:-1].clone(), persistent=False)
        self.register_buffer("db_span", db[1:] - db[:-1], persistent=False)

    def latent(self, db: torch.Tensor) -> torch.Tensor:
        part = ((db.unsqueeze(-1) - self.db_begin) / self.db_span).clamp(0.0, 1.0)
        return self.z_first + (part * self.z_span).sum(-1)

    def decibels(self, z: torch.Tensor) -> torch.Tensor:
        part = ((z.unsqueeze(-1) - self.z_begin) / self.z_span).clamp(0.0, 1.0)
        return self.db_first + (part * self.db_span).sum(-1)

    def gain(self, z: torch.Tensor, even: float) -> torch.Tensor:
        """Amplitude. `even` 0..1 moves all levels above the quiet ones towards one."""
        db = self.decibels(z)
        db = db + even * (self.even_db - db.clamp(self.quiet_db, self.loud_db))
        return torch.exp(db * 0.11512925464970229)
