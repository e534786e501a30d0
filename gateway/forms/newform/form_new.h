// A new form from an item table: the folder mappings/ID with items filled in, entries left to the author, and
// an example file.
#pragma once

#include "gateway/core/diag/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace renkei::newform {

struct FormNewOptions {
    std::string id{};
    std::string title{}; // printed title; empty: the id
    std::string mark{}; // the value by which a file of this form is recognised (帳票種別); empty: found by
                        // the title, or the id
    std::string like{};               // form whose header this one has; empty: found by its items
    bool has_names = false;           // files begin with a line of the names of the columns
    std::filesystem::path items{};    // the table
    std::filesystem::path codes{};    // code lists that are not here yet; may be empty
    std::filesystem::path mappings{}; // where the folder is made
    std::filesystem::path fixtures{}; // where the example file is made; empty: none
};

// The files written. Nothing that exists is overwritten; if the table is wrong, nothing is written.
diag::Result<std::vector<std::filesystem::path>> form_new(const FormNewOptions& options,
                                                          diag::Report& report);

} // namespace renkei::newform
