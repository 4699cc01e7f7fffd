// The tables of all objects as one text for machines.
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pd/parameters.h"

#include <string>

namespace latentjam::pd {

/// [setup]
void add_to_reference(const Table& table);

/// A JSON list of all rows, one a line.
std::string reference_text();

/// Binds "latentjam": the message `; latentjam reference <file>` writes the text to a file. [setup, once]
void reference_setup();

}  // namespace latentjam::pd
