// The tables of a form, for people at a terminal.
#pragma once

#include "gateway/app/cli/text.h"
#include "gateway/forms/publish/form_tables.h"

#include <span>
#include <string>

namespace renkei::cli {

// Columns that name a row stand below each other; what else a row has follows, each with its name.
std::string form_tables_text(std::span<const publish::Table> tables, Language language);

} // namespace renkei::cli
