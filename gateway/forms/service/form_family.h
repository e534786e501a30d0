// The form that a new one takes its header from: how documents are named, which shared files are used, how
// files are called.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/service/item_table.h"

#include <filesystem>
#include <memory>
#include <set>

namespace renkei::service {

struct FormFamily {
    std::unique_ptr<yaml::Files> files;
    std::string form;             // its id
    yaml::Node head;              // its form.yaml
    yaml::Node items;             // its items.yaml
    std::set<std::string> shared; // ids of items that come from the shared files
    std::set<std::string> lists;  // code lists of its code files
    std::vector<yaml::Node> code_files;

    const yaml::Node* item(const std::string& id) const; // of items.yaml
    // The code of a list whose text is `text`; empty if there is none.
    std::string code_with_text(const std::string& list, const std::string& text) const;
};

// `like` names it; empty: the first form all of whose header items stand in the table.
diag::Result<FormFamily> find_family(const std::filesystem::path& mappings, const ItemTable& table,
                                     const std::string& like);

} // namespace renkei::service
