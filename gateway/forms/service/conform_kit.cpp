#include "gateway/forms/service/conform_kit.h"

#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/place.h"

#include <algorithm>
#include <array>
#include <set>

namespace renkei::service {
namespace {

using diag::Message;
using json::NodeId;
using json::Tree;

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
constexpr std::array<Word<model::ReadMode>, 2> manners{
    {{"strict", model::ReadMode::strict}, {"lenient", model::ReadMode::lenient}}};

struct Field {
    std::string_view key;
    std::string ConformCase::*text;
    bool is_required;
};
constexpr std::array<Field, 10> fields{{{"id", &ConformCase::id, true},
                                        {"form", &ConformCase::form, true},
                                        {"version", &ConformCase::version, true},
                                        {"syntax", &ConformCase::syntax, true},
                                        {"clause", &ConformCase::clause, true},
                                        {"reference", &ConformCase::reference, true},
                                        {"input", &ConformCase::input, true},
                                        {"record", &ConformCase::record, false},
                                        {"bundle", &ConformCase::bundle, false},
                                        {"loss", &ConformCase::loss, false}}};

// Reads one manifest.
class Manifest {
public:
    Manifest(const Tree& tree, std::string file) : tree_(tree), file_(std::move(file)) {}

    diag::Result<std::vector<ConformCase>> cases() const {
        const NodeId list = tree_.child(Tree::root, "cases");
        if (list == json::no_node || !tree_[list].is_array()) {
            return wrong(Tree::root, "cases");
        }
        std::vector<ConformCase> out;
        std::set<std::string> ids;
        for (const NodeId node : tree_.children(list)) {
            TRY(ConformCase each, one(node));
            if (!ids.insert(each.id).second) {
                return wrong(node, "id");
            }
            out.push_back(std::move(each));
        }
        return out;
    }

private:
    diag::Result<ConformCase> one(NodeId node) const {
        ConformCase out;
        for (const Field& field : fields) {
            out.*field.text = std::string(text(node, field.key));
            if (field.is_required && (out.*field.text).empty()) {
                return wrong(node, field.key);
            }
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

    std::string_view text(NodeId node, std::string_view key) const {
        const NodeId child = tree_.child(node, key);
        return child == json::no_node || !tree_[child].is_string() ? std::string_view() : tree_.text(child);
    }

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
        return diag::fail(Message::conform_manifest_wrong, json::where(tree_, node, file_),
                          {std::string(key)});
    }

    const Tree& tree_;
    std::string file_;
};

} // namespace

std::string_view to_text(CaseDirection direction) {
    return std::ranges::find(directions, direction, &Word<CaseDirection>::value)->text;
}

std::string_view to_text(CaseLevel level) {
    return std::ranges::find(case_levels, level, &Word<CaseLevel>::value)->text;
}

diag::Result<ConformKit> read_kit(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / "manifest.json";
    TRY(const std::string bytes, base::read_file(file));
    Tree tree;
    if (diag::Result<void> parsed = json::Parser().parse(bytes, tree); !parsed) {
        parsed.error().where.file = file.string();
        return tl::make_unexpected(std::move(parsed).error());
    }
    TRY(std::vector<ConformCase> cases, Manifest(tree, file.string()).cases());
    const NodeId version = tree.child(Tree::root, "version");
    return ConformKit{folder, std::string(version == json::no_node ? "" : tree.text(version)),
                      std::move(cases)};
}

} // namespace renkei::service
