// The page of a form for those who integrate it: its files, items, codes, rules, places in FHIR, an example.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/publish/table.h"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace renkei::reference {

struct FormExample {
    std::string text; // UTF-8, as its reader sees it
    std::string file; // links to the file and the Bundle that is made of it; empty: none
    std::string bundle;
};

struct FormPageOptions {
    bool has_neighbours = false; // the pages and workbooks of all forms stand beside it
    std::optional<FormExample> example{};
};

// What the page and the workbook of a form are called, without ".html"; the newest version is called as the
// form.
std::string page_name(const catalogue::Catalogue& catalogue, const form::Form& form);

// `tables`: those of the form (publish::form_tables).
std::string form_page(const catalogue::Catalogue& catalogue, const form::Form& form,
                      std::span<const publish::Table> tables, const FormPageOptions& options = {});

// All forms, with links to their pages.
std::string form_index_page(const catalogue::Catalogue& catalogue);

// The pages of all forms as files of one folder: an index, a page and a workbook for each version, and the
// examples of the conformance kit. Path in the folder → bytes. `kit` is the folder of the conformance kit;
// empty: pages without examples.
diag::Result<std::map<std::string, std::string>> form_pages(const catalogue::Catalogue& catalogue,
                                                            const std::filesystem::path& kit);

} // namespace renkei::reference
