// Records that two numbers belong to one person, and removes that. Decided by people; the audit contains
// keyed hashes of the numbers only.
#pragma once

#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/policy/caller.h"
#include "gateway/network/store/store.h"

#include <string_view>

namespace renkei::mhd {

// As documents::person_forms says; the error names these forms and the shape of what was given, not the
// number.
diag::Result<documents::PersonNumber> read_person(std::string_view text);

// A number that means a person only within an insurer or institution must be given with that: alone it would
// link persons of several.
diag::Result<void> check_linkable(const documents::PersonNumber& person);
// False if they are linked, or unlinked, already; then nothing is changed and nothing is recorded.
enum class Linked : bool { no, yes };
diag::Result<bool> change_link(store::Transaction& transaction, const store::Store& store,
                               const documents::PersonNumber& a, const documents::PersonNumber& b,
                               Linked wanted, const policy::Caller& by = {});

} // namespace renkei::mhd
