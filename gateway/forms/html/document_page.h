// A document as a page for people. No script, nothing from outside.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// Of a person whom the form knows by number only, as another document says that the reader may read.
struct KnownPerson {
    std::string name{};
    std::string kana{};
    std::string birth_date{};
    std::string gender{}; // of FHIR
    std::string source{}; // which document, in words
};

struct PageOptions {
    std::uint32_t version = 0; // of the document in a gateway; 0: not from a gateway
    // By the id of an item: whether it is shown. Empty: all are. Else the record has what one reader may see,
    // and the page says so, and which boxes it does not show.
    ShowsItem shows{};
    // The FHIR document that the record was read from, for what the form has no item for: a death, a draft.
    const json::Tree* document = nullptr;
    const resources::BundleIndex* index = nullptr; // of the document
    const PageHead* head = nullptr;                // of the gateway that shows it; null: a file
    const KnownPerson* person = nullptr;           // where the form has no name
};

// Does the form say what its person is called, or is it about no person?
bool names_person(const mapping::Plan& plan);

// The record belongs to the plan's form.
std::string document_page(const mapping::Plan& plan, const record::Record& record,
                          const PageOptions& options = {});

// The same as one of several documents on one page.
struct DocumentSheet {
    std::string title{};
    std::string person{}; // plain, for the head of each sheet of paper
    std::string html{};   // without its title
    bool has_restricted = false;
    bool is_broad = false;
};
DocumentSheet document_sheet(const mapping::Plan& plan, const record::Record& record,
                             const PageOptions& options = {});
// Each begins a new sheet of paper. `missing`: titles of those that belong to them and are not there; `why`:
// in words.
std::string sheets_page(std::string_view title, std::span<const DocumentSheet> sheets, std::string_view why,
                        const std::vector<std::string>& missing, const PageHead& head);

} // namespace renkei::html
