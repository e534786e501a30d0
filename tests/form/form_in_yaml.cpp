#include "tests/form/form_in_yaml.h"

#include <cstdlib>
#include <fstream>

namespace renkei::test {

void MappingFolder::write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path() / file).parent_path());
    std::ofstream(path() / file, std::ios::binary) << text;
}

FormInYaml::FormInYaml(const Pieces& pieces) {
    folder_.write("shared/prefixes.yaml",
                  "kg: https://renkei.example.jp/fhir/\nhl7: http://terminology.hl7.org/CodeSystem/\n");
    folder_.write("shared/formats.yaml",
                  "digits3: {pattern: '[0-9]{3}', text: 半角数字3桁, english: 3 digits}\n");
    folder_.write("form/fhir.yaml", "entries: []\n");
    folder_.write("form/items.yaml", pieces.items);
    folder_.write("form/form.yaml", "form: form\ntitle: 試験\nversion: \"1\"\n" +
                                        (pieces.codes.empty() ? "" : std::string("codes: [codes/lists]\n")) +
                                        "syntax: {" + pieces.syntax + "}\n" + pieces.head);
    if (!pieces.codes.empty()) {
        folder_.write("codes/lists.yaml", pieces.codes);
    }
    for (const auto& [name, text] : pieces.files) {
        folder_.write(name, text);
    }
    diag::Result<form::FormYaml> folder = form::read_form_yaml(folder_.path(), "form", files_);
    if (!folder) {
        report_.add(folder.error());
        return;
    }
    tables_ = form::build_tables(*folder, report_);
    if (report_.empty()) {
        tables_.write();
        bytes_ = tables_.blob.finish("form", form::layout_version);
        form_ = std::make_unique<form::Form>(form::Form::open(bytes_).value());
    }
}

const form::Form& FormInYaml::form() const {
    if (form_ == nullptr) {
        ADD_FAILURE() << "the form is refused: " << refusals();
        std::abort();
    }
    return *form_;
}

std::string FormInYaml::refusals() const {
    std::string out;
    for (const diag::Finding& each : report_.findings()) {
        std::string file = each.where.file;
        const std::string root = folder_.path().string() + "/";
        file = file.starts_with(root) ? file.substr(root.size()) : file;
        out += out.empty() ? "" : " | ";
        out += std::string(diag::row(each.message).id) + " " + file + ":" + std::to_string(each.where.line) +
               ":" + std::to_string(each.where.column);
        for (const std::string& arg : each.args) {
            out += " [" + arg + "]";
        }
        out += each.name.empty() ? "" : " (" + each.name + ")";
    }
    return out;
}

} // namespace renkei::test
