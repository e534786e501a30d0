#include "gateway/forms/conform/kit/conform_kit.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/place.h"
#include "gateway/core/text/tab_table.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/conform/documents/resource_elements.h"
#include "generated/messages/conform.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace renkei::conform {
namespace {

constexpr std::string_view manifest_name = "manifest.json";

template <class T>
struct Word {
    std::string_view text;
    T value;
};
constexpr std::array<Word<CaseDirection>, 3> directions{{{"forward", CaseDirection::forward},
                                                         {"backward", CaseDirection::backward},
                                                         {"check", CaseDirection::check}}};
constexpr std::array<Word<CaseLevel>, 3> case_levels{
    {{"basic", CaseLevel::basic}, {"complete", CaseLevel::complete}, {"foreign", CaseLevel::foreign}}};
constexpr std::array<Word<ExpectedVerdict>, 3> verdicts{
    {{"accepted", ExpectedVerdict::accepted},
     {"accepted-with-findings", ExpectedVerdict::accepted_with_findings},
     {"refused", ExpectedVerdict::refused}}};
constexpr std::array<Word<record::ReadMode>, 2> manners{
    {{"strict", record::ReadMode::strict}, {"lenient", record::ReadMode::lenient}}};

struct Field {
    std::string_view key;
    std::string ConformCase::*text;
    bool is_required;
    bool is_file = false; // below the kit's folder
};
constexpr std::array<Field, 8> fields{{{"id", &ConformCase::id, true},
                                       {"form", &ConformCase::form, true},
                                       {"version", &ConformCase::version, true},
                                       {"syntax", &ConformCase::syntax, true},
                                       {"input", &ConformCase::input, true, true},
                                       {"record", &ConformCase::record, false, true},
                                       {"bundle", &ConformCase::bundle, false, true},
                                       {"loss", &ConformCase::loss, false, true}}};

// Reads one manifest.
struct Manifest {
    const Tree& tree;
    const fs::path& folder;
    std::string file = (folder / manifest_name).string();

    // The version of the kit. It must be a plain name, because it becomes a part of file names.
    diag::Result<std::string> version() const {
        const NodeId node = tree.child(Tree::root, "version");
        std::string out(node == json::no_node ? "" : tree.text(node));
        return out.empty() || is_plain_name(out) ? diag::Result<std::string>(std::move(out))
                                                 : wrong(node, "version");
    }

    diag::Result<std::vector<ConformCase>> cases() const {
        const NodeId list = tree.child(Tree::root, "cases");
        if (list == json::no_node || !tree[list].is_array()) {
            return wrong(Tree::root, "cases");
        }
        std::vector<ConformCase> out;
        std::set<std::string> ids;
        for (const NodeId node : tree.children(list)) {
            TRY(ConformCase each, one(node));
            if (!is_plain_name(each.id) || !ids.insert(each.id).second) {
                return wrong(node, "id");
            }
            out.push_back(std::move(each));
        }
        return out;
    }

    diag::Result<ConformCase> one(NodeId node) const {
        ConformCase out;
        for (const Field& field : fields) {
            out.*field.text = std::string(text(node, field.key));
            if (field.is_required && (out.*field.text).empty()) {
                return wrong(node, field.key);
            }
            if (field.is_file && !(out.*field.text).empty() && !is_file_below(folder, out.*field.text)) {
                return wrong(node, field.key);
            }
        }
        out.title.english = text(node, "clause");
        out.rule.where = text(node, "reference");
        if (out.title.english.empty() || out.rule.where.empty()) {
            return wrong(node, out.title.english.empty() ? "clause" : "reference");
        }
        TRY_VOID(choose(node, "direction", directions, out.direction));
        TRY_VOID(choose(node, "verdict", verdicts, out.verdict));
        if (!text(node, "level").empty()) {
            TRY_VOID(choose(node, "level", case_levels, out.level));
        }
        if (!text(node, "manner").empty()) {
            TRY_VOID(choose(node, "manner", manners, out.read_mode));
        }
        if (out.verdict != ExpectedVerdict::refused && out.direction != CaseDirection::check &&
            out.record.empty()) {
            return wrong(node, "record");
        }
        return out;
    }

    std::string_view text(NodeId node, std::string_view key) const { return text_of(tree, node, key); }

    template <class T, std::size_t n>
    diag::Result<void> choose(NodeId node, std::string_view key, const std::array<Word<T>, n>& words,
                              T& out) const {
        const auto* const found = std::ranges::find(words, text(node, key), &Word<T>::text);
        if (found == words.end()) {
            return wrong(node, key);
        }
        out = found->value;
        return {};
    }

    tl::unexpected<diag::Error> wrong(NodeId node, std::string_view key) const {
        return diag::fail(message::conform_manifest_wrong, json::where(tree, node, file), {std::string(key)});
    }
};

} // namespace

std::string without_indices(std::string_view place) {
    std::string out;
    while (!place.empty()) {
        out += text::next_part(place, '[');
        text::next_part(place, ']');
    }
    return out;
}

bool is_plain_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
}

bool is_file_below(const fs::path& folder, std::string_view name) {
    const fs::path path(name);
    if (path.empty() || path.is_absolute() || name.find('\\') != std::string_view::npos ||
        std::ranges::find(path, fs::path("..")) != path.end()) {
        return false;
    }
    // A link in the folder may lead out of it.
    std::error_code none;
    const fs::path home = fs::weakly_canonical(folder, none);
    const fs::path real = fs::weakly_canonical(folder / path, none);
    return std::ranges::mismatch(home, real).in1 == home.end();
}

std::string_view to_text(CaseDirection direction) {
    return std::ranges::find(directions, direction, &Word<CaseDirection>::value)->text;
}

std::string_view to_text(CaseLevel level) {
    return std::ranges::find(case_levels, level, &Word<CaseLevel>::value)->text;
}

std::string ConformCase::clause() const { return title.text(); }

std::string ConformCase::reference() const {
    const std::string sentence = rule.sentence.text();
    return sentence.empty() ? rule.where : fmt::format("{} ({})", sentence, rule.where);
}

diag::Result<ConformKit> read_kit(const fs::path& folder) {
    const fs::path file = folder / manifest_name;
    TRY(const std::string bytes, base::read_file(file));
    Tree tree;
    if (diag::Result<void> parsed = json::Parser().parse(bytes, tree); !parsed) {
        parsed.error().where.file = file.string();
        return tl::make_unexpected(std::move(parsed).error());
    }
    const Manifest manifest{tree, folder};
    TRY(std::vector<ConformCase> cases, manifest.cases());
    TRY(std::string version, manifest.version());
    return ConformKit{folder, std::move(version), std::move(cases)};
}

std::vector<std::string> tasks() {
    std::vector<std::string> out;
    for (const CaseDirection each : {CaseDirection::forward, CaseDirection::backward, CaseDirection::check}) {
        out.emplace_back(to_text(each));
    }
    out.emplace_back(validate_task);
    out.emplace_back(mhd_task);
    return out;
}

std::vector<std::string> levels() {
    std::vector<std::string> out;
    for (const CaseLevel each : {CaseLevel::basic, CaseLevel::complete, CaseLevel::foreign}) {
        out.emplace_back(to_text(each));
    }
    return out;
}

bool ConformScope::has(const ConformCase& about) const {
    return has_base(about) && has_task(to_text(about.direction));
}

std::string to_text(const ConformScope& scope) {
    std::vector<std::string> parts;
    if (!scope.tasks.empty()) {
        parts.push_back(fmt::format("{}", fmt::join(scope.tasks, ", ")));
    }
    if (!scope.forms.empty()) {
        parts.push_back(fmt::format("{}", fmt::join(scope.forms, ", ")));
    }
    if (scope.level != CaseLevel::foreign) {
        parts.emplace_back(to_text(scope.level));
    }
    return parts.empty() ? "all" : fmt::format("{}", fmt::join(parts, "; "));
}

diag::Result<std::vector<KitTableRow>> read_kit_table(const std::filesystem::path& file,
                                                      std::size_t columns) {
    TRY(const std::string bytes, base::read_file(file));
    std::vector<KitTableRow> out;
    for (const text::TabRow& read : text::tab_rows(bytes)) {
        if (read.line == 1) { // the head
            continue;
        }
        KitTableRow row{.where = {.file = file.string(), .line = read.line},
                        .cells = {read.cells.begin(), read.cells.end()}};
        if (row.cells.size() != columns) {
            return diag::fail(diag::message::conform_table_wrong, row.where, {std::to_string(columns)});
        }
        out.push_back(std::move(row));
    }
    return out;
}

std::string BothLanguages::text() const {
    return japanese + (japanese.empty() || english.empty() ? "" : " / ") + english;
}

diag::Result<Requirements> Requirements::read(const std::filesystem::path& kit) {
    constexpr std::size_t columns = 6;
    TRY(std::vector<KitTableRow> rows, read_kit_table(kit / "requirements.tsv", columns));
    Requirements out;
    for (KitTableRow& row : rows) {
        std::vector<std::string>& cells = row.cells;
        out.rows_[fmt::format("{} {}", cells[0], cells[1])] = {
            std::move(cells[2]), {{std::move(cells[3]), std::move(cells[4])}, std::move(cells[5])}};
    }
    return out;
}

const Requirements::Row& Requirements::row(std::string_view kind, std::string_view key) const {
    static const Row unknown;
    const auto found = rows_.find(fmt::format("{} {}", kind, key));
    return found == rows_.end() ? unknown : found->second;
}

BothLanguages Requirements::title(std::string_view clause) const {
    return {row("title", clause).title, std::string(clause)};
}

const Requirement& Requirements::of_case(std::string_view clause, std::string_view form) const {
    const Requirement& own = row("title", clause).requirement;
    return own.is_known() ? own : row("form", form).requirement;
}

const Requirement& Requirements::of_finding(std::string_view id) const {
    const Requirement& own = row("finding", id).requirement;
    const bool is_numbered = id.size() > 1 && base::is_digit(id[1]); // "V042"
    return own.is_known() || !is_numbered ? own : row("finding", id.substr(0, 1)).requirement;
}

} // namespace renkei::conform
