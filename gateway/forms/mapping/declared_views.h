// The views of a form by name: `views:` in fhir.yaml and in the shared files that the form uses.
#pragma once

#include "gateway/forms/mapping/example.h"
#include "gateway/forms/mapping/macro.h"

#include <map>
#include <string>

namespace renkei::mapping {

class DeclaredViews {
public:
    // A shared file has views for several forms: only those that a hole names are read.
    DeclaredViews(const model::FormYaml& folder, Example& example, diag::Report& report);

    // Makes the hole one of this view.
    void use(const std::string& name, ExampleNode& hole);
    // Those that this version of the form has no items for.
    const ViewNames& lost() const { return lost_; }
    // Views of the form's own fhir.yaml that no hole names.
    void report_unused();

private:
    struct Declared {
        const yaml::Node* node;
        bool own;
        DeclaredViewId id{}; // once used
    };
    void read(const std::string& name, Declared& declared);

    Example& example_;
    diag::Report& report_;
    std::map<std::string, Declared, std::less<>> declared_;
    ViewNames lost_;
};

} // namespace renkei::mapping
