// Which forms have to do with which, compiled once, asked for every document; and what must hold between the
// forms of one folder of mappings.
#pragma once

#include "gateway/forms/form/form.h"

#include <deque>
#include <filesystem>
#include <map>
#include <vector>

namespace renkei::catalogue {

// Of a version of a form, to all versions of others.
struct FormRelations {
    std::vector<const form::Form*> deletes{};   // whose documents are taken back by one of it
    std::vector<const form::Form*> deletions{}; // whose documents take back one of it
    std::vector<const form::Form*>
        parts{}; // that need it and may be absent: a new one of it replaces them, too
    std::vector<const form::Form*> heads{}; // of which it is such a part
};
using RelationsOfForms = std::map<const form::Form*, FormRelations>;

// The forms outlive it.
RelationsOfForms relations_of(const std::deque<form::Form>& forms);

// Two forms that are distinguished by the names of their files must not have the same pattern of names.
void check_file_names(const std::filesystem::path& mappings, const std::deque<form::Form>& forms,
                      diag::Report& report);

// What `needs:` and `deletes:` of a form name must be forms of these mappings.
void check_set_forms(const std::filesystem::path& mappings, const std::deque<form::Form>& forms,
                     diag::Report& report);

} // namespace renkei::catalogue
