// A document of the kit under a new document id: a server that has seen the kit before has not seen this one.
#pragma once

#include "gateway/forms/conform/kit/conform_kit.h"
#include "gateway/forms/service/workspace.h"

#include <optional>
#include <string>

namespace renkei::servertest {

struct ConformDocument {
    const conform::ConformCase* base = nullptr; // the case that it is made from
    std::string record{};                       // canonical text
    std::string patient{};                      // "SYSTEM|NUMBER" of its subject
    std::string transaction{};                  // it as an ITI-65 transaction
    std::size_t entries = 0;                    // of the transaction
};

// Nothing: no case of the scope makes a document about a person with a number.
std::optional<ConformDocument> new_document(service::Workspace& worker, const conform::ConformKit& kit,
                                            const conform::ConformScope& scope);

} // namespace renkei::servertest
