// A list of what is told of a document is empty for an id that no document has, and nobody would notice.
#pragma once

#include "gateway/cli/exit_code.h"
#include "gateway/cli/text.h"
#include "gateway/store/store.h"

#include <string>

namespace renkei::cli {

// Told as a warning, as of an unknown peer. Empty: all documents are meant.
ExitCode warn_if_no_document(const store::Store& store, const std::string& document, Language language);

} // namespace renkei::cli
