#include "tests/record/known_forms.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/form/tables.h"

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

namespace renkei::test {
namespace {

struct Built {
    std::string bytes;
    std::unique_ptr<form::Form> form;
};

[[noreturn]] void give_up(const diag::Finding& finding) {
    std::cerr << diag::to_text(finding, diag::Language::english) << '\n';
    std::abort();
}

Built build(const std::filesystem::path& mappings, const std::string& name) {
    yaml::Files files;
    const diag::Result<form::FormYaml> folder = form::read_form_yaml(mappings, name, files);
    if (!folder) {
        give_up(folder.error());
    }
    diag::Report report;
    form::Tables tables = form::build_tables(*folder, report);
    if (!report.empty()) {
        give_up(report.findings().front());
    }
    tables.write();
    Built out{tables.blob.finish("form", form::layout_version), nullptr};
    out.form = std::make_unique<form::Form>(form::Form::open(out.bytes).value());
    return out;
}

} // namespace

const std::vector<const form::Form*>& known_forms() {
    static const std::vector<Built> built = [] {
        std::vector<Built> all;
        const std::filesystem::path mappings = RENKEI_SOURCE "/mappings";
        all.reserve(64); // forms point into the bytes beside them
        for (const std::string& name : form::form_folders(mappings)) {
            all.push_back(build(mappings, name));
        }
        return all;
    }();
    static const std::vector<const form::Form*> forms = [] {
        std::vector<const form::Form*> all;
        for (const Built& each : built) {
            all.push_back(each.form.get());
        }
        return all;
    }();
    return forms;
}

const form::Form& known_form(std::string_view id) {
    for (const form::Form* form : known_forms()) {
        if (form->id() == id) {
            return *form;
        }
    }
    std::cerr << "no form " << id << '\n';
    std::abort();
}

bool has_spec() { return std::filesystem::exists(RENKEI_SHARED "/spec"); }

std::string spec_sample(std::string_view path) {
    const std::filesystem::path file = std::filesystem::path(RENKEI_SHARED "/spec") / path;
    const diag::Result<std::string> bytes = base::read_file(file);
    return bytes ? *bytes : std::string();
}

} // namespace renkei::test
