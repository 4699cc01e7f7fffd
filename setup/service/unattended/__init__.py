"""Unattended playing: a supervisor around Pd, of the standard library alone."""
# SPDX-License-Identifier: BSD-3-Clause
