#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/resources/digest.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/conform/scenario/scenario.h"
#include "gateway/forms/record/name/file_name.h"
#include "generated/messages/conform.h"

#include <map>

namespace renkei::conform {
namespace {

using json::NodeId;
using json::Tree;

constexpr std::string_view results_name = "results.json";
using FileHashes = std::map<std::string, std::string>; // name below the folder → SHA-256

// The hashes of all files. Files that cannot be read, and links to files elsewhere, are left out.
FileHashes hashes_of(const fs::path& folder) {
    FileHashes out;
    std::error_code none;
    for (auto at = fs::recursive_directory_iterator(folder, none); at != fs::recursive_directory_iterator();
         at.increment(none)) {
        const std::string name = at->path().lexically_relative(folder).generic_string();
        if (!at->is_regular_file(none) || (at->is_symlink(none) && !is_file_below(folder, name))) {
            continue;
        }
        if (const diag::Result<std::string> bytes = base::read_file(at->path())) {
            out[name] = resources::sha256_hex(*bytes);
        }
    }
    return out;
}

struct ResultsList {
    std::string kit{};
    FileHashes files{};
};

diag::Result<ResultsList> read_results_list(const fs::path& file) {
    TRY(const std::string bytes, base::read_file(file));
    Tree tree;
    TRY_VOID(json::Parser().parse(bytes, tree));
    const NodeId kit = tree.child(Tree::root, "kit");
    const NodeId files = tree.child(Tree::root, "files");
    if (kit == json::no_node || !tree[kit].is_string()) {
        return diag::fail(message::conform_results_wrong, {}, {"kit"});
    }
    if (files == json::no_node || !tree[files].is_object()) {
        return diag::fail(message::conform_results_wrong, {}, {"files"});
    }
    ResultsList out{.kit = std::string(tree.text(kit))};
    for (const NodeId each : tree.children(files)) {
        const std::string name(tree.key(each));
        if (!is_file_below(file.parent_path(), name)) {
            return diag::fail(message::conform_results_wrong, {}, {"files: " + name});
        }
        out.files[name] = tree.text(each);
    }
    return out;
}

void compare_files(const FileHashes& listed, FileHashes there, const fs::path& folder, diag::Report& report) {
    there.erase(std::string(results_name));
    for (const auto& [name, hash] : listed) {
        const auto found = there.find(name);
        if (found == there.end()) {
            report.add(message::conform_file_gone, {.file = (folder / name).string()});
            continue;
        }
        if (found->second != hash) {
            report.add(message::conform_file_changed, {.file = (folder / name).string()},
                       {hash, found->second});
        }
        there.erase(found);
    }
    for (const auto& [name, hash] : there) {
        report.add(message::conform_file_unlisted, {.file = (folder / name).string()});
    }
}

// The files of the kit that no result has by right.
FileHashes own_files(const catalogue::Catalogue& catalogue, const ConformKit& kit) {
    FileHashes out = hashes_of(kit.folder);
    for (const ConformCase& each : kit.cases) {
        const mapping::Plan* const plan = catalogue.find(each.form);
        const form::Syntax* const syntax = plan == nullptr ? nullptr : plan->form().syntax(each.syntax);
        if (syntax != nullptr && record::has_items_in_name(plan->form(), *syntax)) {
            out.erase(each.input);
        }
    }
    return out;
}

void find_copies(const FileHashes& there, const FileHashes& kit, const fs::path& folder,
                 diag::Report& report) {
    std::map<std::string, std::string> of_kit; // hash → name
    for (const auto& [name, hash] : kit) {
        of_kit.emplace(hash, name);
    }
    for (const auto& [name, hash] : there) {
        if (const auto same = of_kit.find(hash); same != of_kit.end()) {
            report.add(message::conform_file_copied, {.file = (folder / name).string()}, {same->second});
        }
    }
}

const ConformCase& results_case() {
    static const ConformCase about{
        .id = "results",
        .form = "kit",
        .title = {"結果の一覧 results.json", "the list of results, results.json"},
        .rule = {{"結果の一覧は、試験に使ったキットの版と、そのときの結果のファイルを示す。",
                  "The list of results names the version of the kit that was used, "
                  "and the files as they were then."},
                 "README.md"}};
    return about;
}

} // namespace

CaseEvaluation evaluate_results_list(const catalogue::Catalogue& catalogue, const ConformKit& kit,
                                     const fs::path& results) {
    const fs::path file = results / results_name;
    CaseEvaluation out{.about = &results_case(), .file = file.string()};
    if (std::error_code none; !fs::exists(file, none)) {
        out.verdict = CaseVerdict::missing;
        out.report.add(message::conform_results_missing, {.file = file.string()});
        return out;
    }
    diag::Result<ResultsList> listed = read_results_list(file);
    if (!listed) {
        listed.error().where.file = file.string();
        out.verdict = CaseVerdict::unreadable;
        out.report.add(listed.error());
        return out;
    }
    if (listed->kit != kit.version) {
        out.report.add(message::conform_other_kit, {.file = file.string()}, {kit.version, listed->kit});
    }
    const FileHashes there = hashes_of(results);
    compare_files(listed->files, there, results, out.report);
    find_copies(there, own_files(catalogue, kit), results, out.report);
    out.verdict = out.report.empty() ? CaseVerdict::passed : CaseVerdict::failed;
    return out;
}

} // namespace renkei::conform
