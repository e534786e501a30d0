// Wordings as three tables of a catalogue's cache: wordings, their readings, the codes of these.
#pragma once

#include "gateway/core/base/blob.h"
#include "gateway/forms/form/wordings.h"

#include <cstdint>

namespace renkei::catalogue {

void write_wordings(const form::Wordings& wordings, std::uint32_t first_section, base::BlobWriter& cache);
form::Wordings read_wordings(const base::Blob& cache, std::uint32_t first_section);

} // namespace renkei::catalogue
