// Warnings of commands that read the store: what their lists may lack.
#pragma once

#include "gateway/app/online/command_line.h"
#include "gateway/app/online/command_setup.h"
#include "gateway/network/store/store.h"

#include <string>

namespace renkei::online {

// Spooled events are not in the chain yet. Called before it is read: clean, or prints how many events are
// spooled and where.
ExitCode warn_if_events_are_spooled(const store::Store& store, Language language);

// A list of an unknown document is empty, which would go unnoticed. `document` empty: all documents.
ExitCode warn_if_unknown_document(const store::Store& store, const std::string& document, Language language);

} // namespace renkei::online
