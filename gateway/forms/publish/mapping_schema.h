// The keys of mapping files for writers of mappings: a JSON Schema for editors, and a page to read.
#pragma once

#include "gateway/forms/form/mapping_keys.h"

#include <string>

namespace renkei::publish {

// Draft 2020-12. It knows the keys and what stands under them, not what the loader checks between them.
std::string mapping_schema(const form::MappingFile& file);

// All keys of all kinds of files, in Markdown.
std::string mapping_keys_page();

} // namespace renkei::publish
