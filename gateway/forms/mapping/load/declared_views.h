// The views of a form by name: `views:` in fhir.yaml and in the shared files that the form uses.
#pragma once

#include "gateway/forms/mapping/load/example.h"
#include "gateway/forms/mapping/load/macro.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mapping {

class DeclaredViews {
public:
    // A shared file has views for several forms: only those that a hole names are read.
    DeclaredViews(const form::FormYaml& folder, Example& example, diag::Report& report);

    bool has(std::string_view name) const; // a view, or a column of one: "view.column"
    // Makes the hole one of this view. `items`: of the hole, if the view has none of its own.
    void use(const std::string& name, const std::vector<ItemId>& items, ExampleNode& hole);
    // The views whose items this version of the form does not have.
    const ViewNames& lost() const { return lost_; }
    // Views of the form's own fhir.yaml, and their columns, that no hole names.
    void report_unused();

private:
    struct Declared {
        const yaml::Node* node;
        bool own;
        std::vector<std::string> columns{};
        std::map<std::string, DeclaredViewId, std::less<>> used{}; // column and items: the view of them
    };
    struct Named {
        Declared* view = nullptr;
        std::string column{};
    };
    Named find(std::string_view name);
    void report_unknown(const std::string& name, const diag::Where& where);
    bool reports_items(const Declared& declared, const std::vector<ItemId>& items, const ExampleNode& hole);

    Example& example_;
    diag::Report& report_;
    std::map<std::string, Declared, std::less<>> declared_;
    ViewNames lost_;
};

} // namespace renkei::mapping
