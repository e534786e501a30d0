// A JSON document that is composed or edited in memory: keys keep their order, and numbers their text. It is
// for documents off the hot path; a bundle or a record is streamed through json::Writer.
#pragma once

#include "gateway/core/diag/result.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace renkei::json {

using Document = nlohmann::ordered_json;

diag::Result<Document> read_document(std::string_view bytes);
// Without spaces and with our escapes, as json::Writer does it; never throws.
std::string write_document(const Document& document);

// JSON that is written as it stands: a number (FHIR's 36.0 is not 36), or a value that was made elsewhere.
Document verbatim(std::string_view json);

// Null if it is no object or has no such key.
Document* find_member(Document& object, std::string_view key);
// Empty if there is no such string.
std::string text_member(const Document& object, std::string_view key);

} // namespace renkei::json
