// The text of a draft: what the page sent, and what the page cannot say when it is opened again.
#pragma once

#include "gateway/forms/entry/fields.h"

#include <string>
#include <string_view>

namespace renkei::server {

struct DraftText {
    std::string key{};      // of the document, so that it is sent once
    std::string replaces{}; // the version after which it comes (shown_version()); empty: none
    std::string source{};   // version from which it was begun; empty: none
    std::string rights{};   // what its user could read of the person
    entry::Fields fields{}; // of boxes
};

std::string to_text(const DraftText& draft);
DraftText read_draft_text(std::string_view text);

} // namespace renkei::server
