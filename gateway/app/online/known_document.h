// A list that is filtered by an unknown document is empty, which would go unnoticed.
#pragma once

#include "gateway/app/online/command_line.h"
#include "gateway/network/store/store.h"

#include <string>

namespace renkei::online {

// Prints a warning. `document` empty: all documents.
ExitCode warn_if_unknown_document(const store::Store& store, const std::string& document, Language language);

} // namespace renkei::online
