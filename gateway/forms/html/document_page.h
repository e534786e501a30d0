// A document as a page for people. No script, nothing from outside.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace renkei::json {
class Tree;
}
namespace renkei::record {
class Record;
}
namespace renkei::resources {
class BundleIndex;
}
namespace renkei::mapping {
class Plan;
}

namespace renkei::html {

struct PageHead;

using ShowsItem = std::function<bool(std::string_view id)>;

struct PageOptions {
    std::uint32_t version = 0; // of the document in a gateway; 0: not from a gateway
    // By the id of an item: whether it is shown. Empty: all are. Else the record has what one reader may see,
    // and the page says so, and which boxes it does not show.
    ShowsItem shows{};
    // The FHIR document that the record was read from, for what the form has no item for: a death, a draft.
    const json::Tree* document = nullptr;
    const resources::BundleIndex* index = nullptr; // of the document
    const PageHead* head = nullptr;                // of the gateway that shows it; null: a file
};

// The record belongs to the plan's form.
std::string document_page(const mapping::Plan& plan, const record::Record& record,
                          const PageOptions& options = {});

} // namespace renkei::html
