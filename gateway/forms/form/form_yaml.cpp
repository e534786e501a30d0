#include "gateway/forms/form/form_yaml.h"

#include "gateway/core/base/file.h"
#include "gateway/core/json/place.h"
#include "gateway/core/text/utf8.h"
#include "gateway/forms/form/tables_keys.h"
#include "generated/messages/forms.h"
#include "generated/messages/yaml.h"

#include <algorithm>

namespace renkei::form {
namespace {

constexpr std::string_view prefixes_file = "shared/prefixes.yaml";
constexpr std::string_view concepts_file = "concepts.yaml";
constexpr std::string_view wordings_file = "shared/wordings.yaml";
constexpr std::string_view number_kinds_file = "shared/number_kinds.yaml";

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

// Reads the files of one form and remembers which.
struct FolderReader {
    const fs::path& folder;
    yaml::Files& files;
    FormYaml& read_so_far;

    diag::Result<yaml::Node> read(const fs::path& relative) { return read_file(folder / relative); }
    diag::Result<yaml::Node> read_shared(const fs::path& relative) { return read_shared(relative, folder); }
    diag::Result<yaml::Node> read_shared(const fs::path& relative, const fs::path& mappings) {
        return read_file(shared_file(mappings, relative));
    }
    bool has(const fs::path& relative) const { return is_file(folder / relative); }

    diag::Result<yaml::Node> read_file(const fs::path& path) {
        TRY(const std::string text, base::read_file(path));
        read_so_far.sources.push_back(path);
        if (const auto wrong = text::first_ill_formed(text)) {
            const json::Position at = json::position(text, *wrong);
            return diag::fail(
                message::yaml_not_utf8,
                {.file = path.generic_string(), .offset = *wrong, .line = at.line, .column = at.column});
        }
        return yaml::read(text, path.generic_string(), files, read_so_far.prefixes);
    }
};

diag::Result<yaml::Prefixes> prefixes_of(const yaml::Node& node) {
    yaml::Prefixes out;
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        if (node.children[i].kind != yaml::NodeKind::scalar) {
            return diag::fail(message::value_wrong, node.children[i].where(),
                              {"…", node.keys[i] + ": https://…/"});
        }
        out.emplace(node.keys[i], node.children[i].text);
    }
    return out;
}

// The scalars under a key of form.yaml; one that is no text is refused here, because it names a file.
diag::Result<std::vector<std::string>> names_at(const yaml::Node& head, std::string_view key) {
    diag::Report report;
    const yaml::Node* const names = head.get(key);
    if (names != nullptr && !check_value(*names, key_of(keys::head, key), report)) {
        return tl::make_unexpected(report.findings().front());
    }
    std::vector<std::string> out;
    for (const yaml::Node* each : texts_at(head, key)) {
        out.push_back(each->text);
    }
    return out;
}

// The file in this form's own folder or, if it has none, in the folder of the version it is based on.
fs::path own_or_base(const FolderReader& reader, const std::string& name, const std::string& base,
                     const std::string& file) {
    const fs::path own = fs::path(name) / file;
    return base.empty() || reader.has(own) ? own : fs::path(base) / file;
}

struct ColumnFileName {
    std::string syntax;
    std::string file;
};

std::vector<ColumnFileName> column_file_names(const yaml::Node& head) {
    std::vector<ColumnFileName> out;
    const yaml::Node* syntaxes = head.get("syntax");
    for (std::size_t i = 0; syntaxes != nullptr && i < syntaxes->keys.size(); ++i) {
        const std::string_view file = syntaxes->children[i].text_of("columns_file");
        if (!file.empty()) {
            out.push_back({syntaxes->keys[i], std::string(file)});
        }
    }
    return out;
}

void add_item_ids(const yaml::Node& part, std::set<std::string, std::less<>>& out) {
    if (const yaml::Node* items = part.get("items")) {
        out.insert(items->keys.begin(), items->keys.end());
    }
}

// The items of every shared file, also of those that this form does not use.
diag::Result<void> read_all_shared_items(const fs::path& mappings, FolderReader& reader, FormYaml& out) {
    std::set<fs::path> files;
    for (const fs::path& folder : {mappings, mappings_above(mappings).value_or(mappings)}) {
        std::error_code failed;
        for (fs::directory_iterator at(folder / "shared", failed); !failed && at != fs::directory_iterator();
             at.increment(failed)) {
            if (at->path().extension() == ".yaml") {
                files.insert("shared" / at->path().filename());
            }
        }
    }
    for (const fs::path& file : files) {
        TRY(const yaml::Node part, reader.read_shared(file));
        add_item_ids(part, out.all_shared_items);
    }
    return {};
}

// The table is optional. Whether its items exist is checked where it was written.
diag::Result<void> read_concepts(const fs::path& mappings, FolderReader& reader, FormYaml& out) {
    const fs::path file = shared_file(mappings, concepts_file);
    if (!is_file(file)) {
        return {};
    }
    TRY(out.concepts, reader.read_shared(concepts_file));
    out.has_own_concepts = reader.has(concepts_file);
    const std::vector<std::string> folders = form_folders(mappings);
    out.is_first = !folders.empty() && folders.front() == out.name;
    for (const std::string& folder : folders) {
        out.forms.push_back(folder.substr(0, folder.find('@')));
    }
    return out.has_own_concepts && out.is_first ? read_all_shared_items(mappings, reader, out)
                                                : diag::Result<void>();
}

diag::Result<void> read_parts(FolderReader& reader, FormYaml& out) {
    const std::string base(out.head.text_of("base"));
    TRY(const std::vector<std::string> uses, names_at(out.head, "use"));
    for (const std::string& use : uses) {
        TRY(out.parts.emplace_back(), reader.read_shared(use + ".yaml"));
        add_item_ids(out.parts.back(), out.shared_items);
    }
    const auto read_part = [&](const fs::path& relative) -> diag::Result<void> {
        TRY(out.parts.emplace_back(), reader.read(relative));
        return {};
    };
    TRY_VOID(read_part(own_or_base(reader, out.name, base, "items.yaml")));
    for (const ColumnFileName& each : column_file_names(out.head)) {
        out.column_files.push_back(each.syntax);
        out.column_file_parts.push_back(out.parts.size());
        TRY_VOID(read_part(own_or_base(reader, out.name, base, each.file + ".yaml")));
    }
    return read_part(own_or_base(reader, out.name, base, "fhir.yaml"));
}

} // namespace

diag::Result<FormYaml> read_form_yaml(const fs::path& mappings, const std::string& name, yaml::Files& files,
                                      const fs::path& prefixes_above) {
    FormYaml out;
    out.name = name;
    FolderReader reader{mappings, files, out};
    TRY(const yaml::Node prefixes,
        reader.read_shared(prefixes_file, prefixes_above.empty() ? mappings : prefixes_above));
    TRY(out.prefixes, prefixes_of(prefixes));
    if (!out.prefixes.contains("kg")) {
        return diag::fail(message::key_missing, prefixes.where(), {"kg"});
    }
    TRY(out.formats, reader.read_shared("shared/formats.yaml"));
    if (is_file(shared_file(mappings, wordings_file))) {
        TRY(out.wordings, reader.read_shared(wordings_file));
    }
    if (is_file(shared_file(mappings, number_kinds_file))) {
        TRY(out.number_kinds, reader.read_shared(number_kinds_file));
    }
    TRY(out.head, reader.read(fs::path(name) / "form.yaml"));
    TRY(const std::vector<std::string> codes, names_at(out.head, "codes"));
    for (const std::string& each : codes) {
        TRY(out.codes.emplace_back(), reader.read_shared(each + ".yaml"));
    }
    TRY_VOID(read_parts(reader, out));
    TRY_VOID(read_concepts(mappings, reader, out));
    return out;
}

std::optional<fs::path> mappings_above(const fs::path& mappings) {
    std::error_code failed;
    const fs::path own = fs::weakly_canonical(mappings, failed);
    const fs::path above = (own.has_filename() ? own : own.parent_path()).parent_path();
    const bool stands_alone = failed || is_file(mappings / prefixes_file) || !is_file(above / prefixes_file);
    return stands_alone ? std::nullopt : std::optional(above);
}

fs::path shared_file(const fs::path& mappings, const fs::path& relative) {
    const fs::path own = mappings / relative;
    const std::optional<fs::path> above = is_file(own) ? std::nullopt : mappings_above(mappings);
    return above ? *above / relative : own;
}

std::vector<std::string> form_folders(const fs::path& mappings) {
    std::vector<std::string> out;
    std::error_code failed; // a folder that cannot be listed has no forms
    for (fs::directory_iterator at(mappings, failed); !failed && at != fs::directory_iterator();
         at.increment(failed)) {
        std::error_code ignored;
        if (fs::is_regular_file(at->path() / "form.yaml", ignored)) {
            out.push_back(at->path().filename().string());
        }
    }
    std::ranges::sort(out);
    return out;
}

} // namespace renkei::form
