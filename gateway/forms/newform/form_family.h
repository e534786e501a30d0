// The form that a new one takes its header from: how documents are named, which shared files are used, how
// files are called.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/newform/item_table.h"

#include <filesystem>
#include <map>
#include <memory>
#include <set>

namespace renkei::newform {

struct FormFamily {
    std::unique_ptr<yaml::Files> files;
    std::string form;                         // its id
    yaml::Node head;                          // its form.yaml
    std::map<std::string, yaml::Node> items;  // of its shared files and its items.yaml: all keys
    std::vector<std::string> use;             // shared files that the new form uses, too
    std::map<std::string, yaml::Node> shared; // the items that come from them
    std::set<std::string> shared_groups;      // ids of the groups that come from them
    std::string ruled_mark; // item whose one value, by which files are recognised, is a rule of the form …
    std::string mark_rule;  // … and the id of that rule
    std::set<std::string> lists; // code lists of its code files
    std::vector<yaml::Node> code_files;

    const yaml::Node* item(const std::string& id) const;
    // What the new form adds to an item of the shared files, if the table asks for more.
    bool takes_mark(const TableItem& item) const;
    // A shared item that takes the mark and that the table does not have, because it stands in the name of
    // files only; empty: none.
    std::string mark_outside(const ItemTable& table) const;
    // The parts of the names of its files, but for those that a form of this table cannot have.
    std::vector<std::string> name_parts(const ItemTable& table) const;
    bool has(const ItemTable& table,
             const std::string& id) const; // the table or the shared files have the item
    bool becomes_required(const TableItem& item) const;
    std::string list_of(const std::string& id) const; // code list of an item; empty: it has none
    bool has_code(const std::string& list, const std::string& code) const;
    // The code of a list whose text is `text`; empty if there is none.
    std::string code_with_text(const std::string& list, const std::string& text) const;
};

// `like` names it; empty: the first form all of whose header items stand in the table.
diag::Result<FormFamily> find_family(const std::filesystem::path& mappings, const ItemTable& table,
                                     const std::string& like);

} // namespace renkei::newform
