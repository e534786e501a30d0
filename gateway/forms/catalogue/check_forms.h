// What must hold between the forms of one folder of mappings.
#pragma once

#include "gateway/forms/form/form.h"

#include <deque>
#include <filesystem>

namespace renkei::catalogue {

// Two forms that are distinguished by the names of their files must not have the same pattern of names.
void check_file_names(const std::filesystem::path& mappings, const std::deque<form::Form>& forms,
                      diag::Report& report);

// What `needs:` and `deletes:` of a form name must be forms of these mappings.
void check_set_forms(const std::filesystem::path& mappings, const std::deque<form::Form>& forms,
                     diag::Report& report);

} // namespace renkei::catalogue
