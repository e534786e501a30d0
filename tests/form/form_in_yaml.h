// A form written as YAML text in a test: its files are put into a folder of their own, read, built and
// opened.
#pragma once

#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/form/tables.h"

#include "tests/support/folder.h"
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace renkei::test {

// Mappings of a test's own.
class MappingFolder : public Folder {
public:
    void write(const std::string& file, const std::string& text) const;
};

struct Pieces {
    std::string items = "items:\n  a: {name: い, type: text}\n"; // items.yaml: groups, items, rules
    std::string syntax = "json: {kind: json}";                // under `syntax:` in form.yaml, in flow style
    std::string head{};                                       // more lines of form.yaml
    std::string codes{};                                      // codes/lists.yaml
    std::vector<std::pair<std::string, std::string>> files{}; // further files: name, text
};

class FormInYaml {
public:
    explicit FormInYaml(const Pieces& pieces);
    const form::Tables& tables() const { return tables_; }
    const diag::Report& report() const { return report_; }
    const form::Form& form() const; // only of a form without errors

    // "M001 form/items.yaml:3:7 (name)" of each finding, joined by " | ".
    std::string refusals() const;

private:
    MappingFolder folder_;
    yaml::Files files_;
    diag::Report report_;
    form::Tables tables_;
    std::string bytes_;
    std::unique_ptr<form::Form> form_;
};

} // namespace renkei::test
