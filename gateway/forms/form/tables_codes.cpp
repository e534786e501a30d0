#include "gateway/forms/form/tables_parts.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <tuple>

namespace renkei::form {
namespace {

// One code list while it is read.
struct List {
    struct Foreign { // a coding of another system that stands for a row
        std::string system;
        std::string code;
        CodeRowId row;
        bool is_sure; // `also`: must be one-to-one; a translation is understood only if it happens to be
        const yaml::Node* node;
    };

    FormBuild& making;
    const std::string& list_id;
    const yaml::Node& list;
    std::size_t first_row = 0;
    std::vector<std::string> form_codes{};
    std::map<std::string, const yaml::Node*> forms{};
    std::map<std::string, const yaml::Node*> fhirs{};
    std::vector<Foreign> foreign{};

    void add() {
        has_known_keys(list, keys::list, making.report);
        if (list.kind != yaml::NodeKind::map) {
            return;
        }
        check_values(list, keys::list, making.report);
        first_row = making.tables.list_rows.size();
        CodeList out{};
        out.id = text(list_id);
        out.system = text(system());
        out.name = text(list.text_of("name"));
        out.first_row = static_cast<std::uint32_t>(first_row);
        out.first_translation = static_cast<std::uint32_t>(making.tables.translations.size());
        out.first_understood = static_cast<std::uint32_t>(making.tables.understood.size());
        read_rows();
        read_absent();
        read_translations();
        read_also();
        add_understood();
        out.rows = static_cast<std::uint32_t>(making.tables.list_rows.size() - first_row);
        out.translations =
            static_cast<std::uint32_t>(making.tables.translations.size()) - out.first_translation;
        out.understood = static_cast<std::uint32_t>(making.tables.understood.size()) - out.first_understood;
        making.tables.lists.push_back(out);
    }

    Str text(std::string_view value) { return making.tables.blob.text(value); }

    std::string system() const {
        const std::string_view own = list.text_of("system");
        if (!own.empty()) {
            return std::string(own);
        }
        std::string out = making.tables.base + "CodeSystem/" + list_id;
        std::replace(out.end() - static_cast<std::ptrdiff_t>(list_id.size()), out.end(), '_', '-');
        return out;
    }

    void read_rows() {
        const yaml::Node* rows = list.get("rows");
        if (rows == nullptr) {
            return;
        }
        if (rows->kind != yaml::NodeKind::list) {
            report_wrong(*rows, "[[…, …], …]", making.report);
            return;
        }
        for (const yaml::Node& row : rows->children) {
            read_row(row);
        }
    }

    void read_row(const yaml::Node& row) {
        const auto is_text = [](const yaml::Node& cell) {
            return cell.kind == yaml::NodeKind::scalar && !cell.text.empty();
        };
        const std::size_t cells = row.children.size();
        if (row.kind != yaml::NodeKind::list || cells < 2 || cells > 3 ||
            !std::ranges::all_of(row.children, is_text)) {
            report_wrong(row, "[code, display] | [code, FHIR code, display]", making.report);
            return;
        }
        const yaml::Node& fhir = row.children[cells - 2];
        note_code(forms, row.children[0]);
        if (note_code(fhirs, fhir)) {
            form_codes.push_back(row.children[0].text);
            making.tables.list_rows.push_back(
                {text(row.children[0].text), text(fhir.text), text(row.children[cells - 1].text), {}});
        }
    }

    bool note_code(std::map<std::string, const yaml::Node*>& known, const yaml::Node& code) {
        const auto [at, fresh] = known.try_emplace(code.text, &code);
        if (!fresh) {
            making.report.add(message::list_not_one_to_one, code.where(),
                              {code.text, list_id, diag::to_text(at->second->where())});
        }
        return fresh;
    }

    // The row of a form code that absent, translate or also names.
    CodeRowId row_named(const std::string& code, std::string_view key, const yaml::Node& node) {
        const auto found = std::ranges::find(form_codes, code);
        if (found == form_codes.end()) {
            making.report.add(message::list_code_unknown, node.where(), {std::string(key), list_id, code});
            return none;
        }
        return CodeRowId(found - form_codes.begin());
    }

    void read_absent() {
        const yaml::Node* absent = list.get("absent");
        for (std::size_t i = 0; absent != nullptr && i < absent->keys.size(); ++i) {
            const CodeRowId row = row_named(absent->keys[i], "absent", absent->children[i]);
            if (row != none) {
                making.tables.list_rows[first_row + row.value].absent = text(absent->children[i].text);
            }
        }
    }

    void read_translations() {
        std::vector<FurtherCoding> found;
        each_foreign("translate", [&](const std::string& system, CodeRowId row, const yaml::Node& node) {
            if (node.kind != yaml::NodeKind::list || node.children.empty() || node.children.size() > 2) {
                report_wrong(node, "[code, display]", making.report);
                return;
            }
            const std::string& display = node.children.back().text;
            found.push_back({row, text(system), text(node.children[0].text),
                             node.children.size() == 2 ? text(display) : Str{}});
            foreign.push_back({system, node.children[0].text, row, false, &node});
        });
        std::ranges::stable_sort(
            found, [](const FurtherCoding& a, const FurtherCoding& b) { return a.row < b.row; });
        making.tables.translations.insert(making.tables.translations.end(), found.begin(), found.end());
    }

    void read_also() {
        each_foreign("also", [&](const std::string& system, CodeRowId row, const yaml::Node& node) {
            const bool is_list = system == words_system && node.kind == yaml::NodeKind::list;
            for (const yaml::Node& each : is_list ? node.children : std::vector<yaml::Node>{node}) {
                if (each.kind != yaml::NodeKind::scalar) {
                    report_wrong(each, is_list ? "text" : "code", making.report);
                    return;
                }
                foreign.push_back({system, each.text, row, true, &node});
            }
        });
    }

    // translate and also: {system: {form code: …}}
    template <class Take>
    void each_foreign(std::string_view key, Take take) {
        const yaml::Node* systems = list.get(key);
        for (std::size_t i = 0; systems != nullptr && i < systems->keys.size(); ++i) {
            const yaml::Node& codes = systems->children[i];
            if (codes.kind != yaml::NodeKind::map) {
                report_wrong(codes, "{code: …}", making.report);
            }
            for (std::size_t j = 0; j < codes.keys.size(); ++j) {
                const CodeRowId row = row_named(codes.keys[j], key, codes.children[j]);
                if (row != none) {
                    take(written_out(systems->keys[i]), row, codes.children[j]);
                }
            }
        }
    }

    // The YAML reader expands prefixes in values but not in keys, where a system may have a prefix, too.
    std::string written_out(const std::string& system) const {
        const std::size_t colon = system.find(':');
        const auto prefix = making.folder.prefixes.find(system.substr(0, colon));
        const bool is_url = colon != std::string::npos && system.compare(colon, 3, "://") == 0;
        const bool stays = colon == std::string::npos || is_url || prefix == making.folder.prefixes.end();
        return stays ? system : prefix->second + system.substr(colon + 1);
    }

    void add_understood() {
        const auto key = [](const Foreign& f) { return std::tie(f.system, f.code); };
        std::ranges::stable_sort(foreign,
                                 [&](const Foreign& a, const Foreign& b) { return key(a) < key(b); });
        for (std::size_t i = 0; i < foreign.size();) {
            std::size_t end = i + 1;
            while (end < foreign.size() && key(foreign[end]) == key(foreign[i])) {
                ++end;
            }
            add_understood_coding(i, end);
            i = end;
        }
    }

    void add_understood_coding(std::size_t first, std::size_t end) {
        const auto begin = foreign.begin() + static_cast<std::ptrdiff_t>(first);
        const auto stop = foreign.begin() + static_cast<std::ptrdiff_t>(end);
        const bool is_one_row =
            std::all_of(begin, stop, [&](const Foreign& f) { return f.row == begin->row; });
        if (is_one_row) {
            making.tables.understood.push_back({text(begin->system), text(begin->code), begin->row});
            return;
        }
        const auto sure = std::find_if(begin, stop, [](const Foreign& f) { return f.is_sure; });
        if (sure != stop) {
            const auto other =
                std::find_if(begin, stop, [&](const Foreign& f) { return f.row != sure->row; });
            making.report.add(message::list_not_one_to_one, sure->node->where(),
                              {sure->code, list_id, diag::to_text(other->node->where())});
        }
    }
};

struct NamedList {
    std::string id;
    yaml::Node node;
};

bool is_addition(const yaml::Node& list) {
    return list.keys == std::vector<std::string>{"more_rows"} &&
           list.children[0].kind == yaml::NodeKind::list;
}

// False if the list has no `rows:` to which rows could be added.
bool add_rows(yaml::Node& list, const yaml::Node& more) {
    const auto rows = std::ranges::find(list.keys, "rows");
    if (rows == list.keys.end()) {
        return false;
    }
    std::vector<yaml::Node>& all = list.children[static_cast<std::size_t>(rows - list.keys.begin())].children;
    all.insert(all.end(), more.children.begin(), more.children.end());
    return true;
}

// The lists of all code files, in their order. `more_rows` adds rows to the list of an earlier file.
std::vector<NamedList> gather_lists(FormBuild& build) {
    std::vector<NamedList> out;
    for (const yaml::Node& file : build.folder.codes) {
        for (std::size_t i = 0; i < file.keys.size(); ++i) {
            const yaml::Node& node = file.children[i];
            const auto known = std::ranges::find(out, file.keys[i], &NamedList::id);
            if (known == out.end()) {
                out.push_back({file.keys[i], node});
            } else if (!is_addition(node) || !add_rows(known->node, node.children[0])) {
                report_twice(file.keys[i], node.where(), known->node.where(), build.report);
            }
        }
    }
    return out;
}

} // namespace

void build_lists(FormBuild& build) {
    for (const NamedList& list : gather_lists(build)) {
        const ListId next = build.tables.lists.next_id();
        List{build, list.id, list.node}.add();
        if (build.tables.lists.next_id() != next) {
            build.tables.list_by_id.emplace(list.id, next);
            build.tables.list_ids.push_back(list.id);
        }
    }
}

} // namespace renkei::form
