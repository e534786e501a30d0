// Documents that belong together: `needs:` of a form names the forms that must come with it, under the same
// key (sender, what names the document, revision). What came in one go is judged as a whole.
#pragma once

#include "gateway/core/diag/finding.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::catalogue {
class Catalogue;
}
namespace renkei::form {
class Form;
}
namespace renkei::record {
class Record;
}

namespace renkei::service {

struct SetMember {
    const form::Form* form = nullptr;
    // Id and text of the filled items of its key: sender, what names the document, revision. It holds numbers
    // of persons: for comparison only.
    std::vector<std::pair<std::string_view, std::string>> key{};
    diag::Where where{};
};

// The form needs another one, or another one needs it.
bool belongs_to_others(const catalogue::Catalogue& catalogue, const form::Form& form);

// Nothing: the form needs no other one, and none needs it.
std::optional<SetMember> set_member(const catalogue::Catalogue& catalogue, const record::Record& record,
                                    diag::Where where);

// Adds what a document lacks beside it (set-incomplete: once for each file and form), and what is there twice
// under one key (set-doubled).
void check_sets(const catalogue::Catalogue& catalogue, std::span<const SetMember> members,
                diag::Report& report);

// Which files belong together, by their names alone: those of forms that need one another whose names say the
// same sender, receiver, month and time.
struct FileSet {
    std::vector<std::string> names{}; // in the order in which they were given
    bool is_whole = true;             // no form that is needed is missing
};

// Each name once, sets in the order of their first names. A file that belongs to no set is one by itself.
std::vector<FileSet> file_sets(const catalogue::Catalogue& catalogue, std::span<const std::string> names);

} // namespace renkei::service
