// Documents that belong together: `needs:` of a form names the forms that must come with it, under the same
// key (sender, what names the document, revision). What came in one go is judged as a whole.
#pragma once

#include "gateway/forms/service/set_member.h"

#include <optional>
#include <span>

namespace renkei::record {
class Record;
}
namespace renkei::catalogue {
class Catalogue;
}

namespace renkei::service {

// The form needs another one, or another one needs it.
bool belongs_to_others(const catalogue::Catalogue& catalogue, const form::Form& form);

// Nothing: the form needs no other one, and none needs it.
std::optional<SetMember> set_member(const catalogue::Catalogue& catalogue, const record::Record& record,
                                    diag::Where where);

// Adds what a document lacks beside it (set-incomplete: once for each file and form), and what is there twice
// under one key (set-doubled).
void check_sets(const catalogue::Catalogue& catalogue, std::span<const SetMember> members,
                diag::Report& report);

} // namespace renkei::service
