#include "gateway/forms/conform/kit/scenario_kit.h"

#include "gateway/core/base/file.h"
#include "gateway/core/json/member.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/place.h"
#include "generated/messages/service.h"

#include <algorithm>
#include <array>
#include <set>

namespace renkei::conform {
namespace {

using json::NodeId;
using json::Tree;

constexpr std::string_view scenarios_name = "scenarios.json";

struct KindWord {
    std::string_view text;
    ScenarioKind kind;
};
constexpr std::array<KindWord, 6> kind_words{{{"send", ScenarioKind::send},
                                              {"receive", ScenarioKind::receive},
                                              {"refuse", ScenarioKind::refuse},
                                              {"version", ScenarioKind::version},
                                              {"withdrawal", ScenarioKind::withdrawal},
                                              {"clins", ScenarioKind::clins}}};

// Reads scenarios.json.
struct ScenarioFile {
    const Tree& tree;
    const std::filesystem::path& folder;
    std::string file = (folder / scenarios_name).string();

    diag::Result<std::vector<Scenario>> scenarios() const {
        const NodeId list = tree.child(Tree::root, "scenarios");
        if (list == json::no_node || !tree[list].is_array()) {
            return wrong(Tree::root, "scenarios");
        }
        std::vector<Scenario> out;
        std::set<std::string> ids;
        for (const NodeId node : tree.children(list)) {
            TRY(Scenario each, one(node));
            if (!is_plain_name(each.about.id) || !ids.insert(each.about.id).second) {
                return wrong(node, "id");
            }
            out.push_back(std::move(each));
        }
        return out;
    }

    diag::Result<Scenario> one(NodeId node) const {
        Scenario out;
        const auto* const word = std::ranges::find(kind_words, text(node, "kind"), &KindWord::text);
        if (word == kind_words.end()) {
            return wrong(node, "kind");
        }
        out.kind = word->kind;
        TRY(out.about.id, required(node, "id"));
        TRY(out.about.form, required(node, "form"));
        TRY(out.about.version, required(node, "version"));
        TRY(out.about.syntax, required(node, "syntax"));
        TRY(out.about.title, both(node, "title"));
        TRY(const BothLanguages story, both(node, "story"));
        const NodeId source = tree.child(node, "source");
        TRY(out.about.rule.sentence, both(source, "rule"));
        TRY(out.about.rule.where, required(source, "where"));
        out.about.direction = CaseDirection::backward;
        if (out.kind == ScenarioKind::refuse) {
            out.about.direction = CaseDirection::check;
            out.about.verdict = ExpectedVerdict::refused;
        }
        out.inputs = texts(tree.child(node, "inputs"));
        if (!std::ranges::all_of(out.inputs,
                                 [&](const std::string& each) { return is_file_below(folder, each); })) {
            return wrong(node, "inputs");
        }
        out.own = texts(tree.child(node, "own"));
        TRY_VOID(read_expected(tree.child(node, "expected"), out.expected));
        TRY_VOID(read_questions(tree.child(node, "questions"), out.questions));
        return is_complete(out) ? diag::Result<Scenario>(std::move(out)) : wrong(node, "inputs");
    }

    // A scenario without an input, an expected value or a question would pass whatever is done.
    static bool is_complete(const Scenario& scenario) {
        switch (scenario.kind) {
        case ScenarioKind::send: return !scenario.expected.empty();
        case ScenarioKind::refuse: return !scenario.inputs.empty();
        case ScenarioKind::receive:
        case ScenarioKind::version:
        case ScenarioKind::withdrawal:
        case ScenarioKind::clins: return !scenario.inputs.empty() && !scenario.questions.empty();
        }
        return false;
    }

    diag::Result<void> read_expected(NodeId list, std::vector<ScenarioItem>& out) const {
        for (const NodeId node : tree.items(list)) {
            TRY(std::string place, required(node, "item"));
            TRY(std::string value, required(node, "value"));
            out.push_back({std::move(place), std::move(value)});
        }
        return {};
    }

    diag::Result<void> read_questions(NodeId list, std::vector<ScenarioQuestion>& out) const {
        for (const NodeId node : tree.items(list)) {
            ScenarioQuestion question;
            TRY(question.id, required(node, "id"));
            TRY(question.ask, both(node, "ask"));
            question.answers = texts(tree.child(node, "answers"));
            if (question.answers.empty()) {
                return wrong(node, "answers");
            }
            for (const NodeId choice : tree.items(tree.child(node, "choices"))) {
                question.choices.push_back(
                    {std::string(text(choice, "code")), std::string(text(choice, "text"))});
            }
            out.push_back(std::move(question));
        }
        return {};
    }

    diag::Result<BothLanguages> both(NodeId node, std::string_view key) const {
        const NodeId child = node == json::no_node ? node : tree.child(node, key);
        if (child == json::no_node) {
            return wrong(node == json::no_node ? Tree::root : node, key);
        }
        TRY(std::string japanese, required(child, "ja"));
        TRY(std::string english, required(child, "en"));
        return BothLanguages{std::move(japanese), std::move(english)};
    }

    diag::Result<std::string> required(NodeId node, std::string_view key) const {
        const std::string_view found = text(node, key);
        return found.empty() ? diag::Result<std::string>(wrong(node, key)) : std::string(found);
    }

    std::vector<std::string> texts(NodeId list) const {
        std::vector<std::string> out;
        for (const NodeId node : tree.items(list)) {
            out.emplace_back(tree.text(node));
        }
        return out;
    }

    std::string_view text(NodeId node, std::string_view key) const { return text_of(tree, node, key); }

    tl::unexpected<diag::Error> wrong(NodeId node, std::string_view key) const {
        return diag::fail(message::conform_manifest_wrong, json::where(tree, node, file), {std::string(key)});
    }
};

} // namespace

std::string_view to_text(ScenarioKind kind) {
    return std::ranges::find(kind_words, kind, &KindWord::kind)->text;
}

std::vector<std::string> scenario_kinds() {
    std::vector<std::string> out;
    for (const KindWord& each : kind_words) {
        out.emplace_back(each.text);
    }
    return out;
}

bool Scenario::is_in(const ConformScope& scope) const {
    return scope.has_form(about.form) && scope.has_task(to_text(kind));
}

diag::Result<std::vector<Scenario>> read_scenarios(const ConformKit& kit) {
    const std::filesystem::path file = kit.folder / scenarios_name;
    TRY(const std::string bytes, base::read_file(file));
    Tree tree;
    if (diag::Result<void> parsed = json::Parser().parse(bytes, tree); !parsed) {
        parsed.error().where.file = file.string();
        return tl::make_unexpected(std::move(parsed).error());
    }
    return ScenarioFile{tree, kit.folder}.scenarios();
}

} // namespace renkei::conform
