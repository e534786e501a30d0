#include "gateway/core/base/file.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/conform/scenario/scenario.h"
#include "gateway/forms/service/validation.h"
#include "generated/messages/conform.h"

#include <array>

namespace renkei::conform {
namespace {

using json::NodeId;
using json::Tree;

void read_table(std::string_view text, GivenAnswers& out) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (!text::is_utf8(text)) {
        out.wrong.add(message::conform_answers_wrong, {.file = out.file.string()}, {"UTF-8"});
        return;
    }
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    for (std::uint32_t number = 1; !text.empty(); ++number) {
        std::string_view line = text::trim(text::next_part(text, '\n'));
        line = line.substr(0, line.ends_with('\r') ? line.size() - 1 : line.size());
        const std::size_t tab = line.find('\t');
        if (tab == std::string_view::npos && !line.empty()) {
            out.wrong.add(message::conform_answers_wrong, {.file = out.file.string(), .line = number},
                          {std::string(line)});
        } else if (!line.empty()) {
            out.answers[std::string(text::trim(line.substr(0, tab)))].emplace_back(
                text::trim(line.substr(tab + 1)));
        }
    }
}

// The value of QuestionnaireResponse.item.answer: a code of a Coding, else the text of the value.
std::string value_of(const Tree& tree, NodeId answer) {
    for (const NodeId child : tree.children(answer)) {
        if (!tree.key(child).starts_with("value")) {
            continue;
        }
        const NodeId code = tree[child].is_object() ? tree.child(child, "code") : child;
        return code == json::no_node ? std::string() : std::string(text::trim(tree.text(code)));
    }
    return {};
}

void read_items(const Tree& tree, NodeId parent, GivenAnswers& out) {
    for (const NodeId item : tree.items(tree.child(parent, "item"))) {
        const NodeId id = tree.child(item, "linkId");
        for (const NodeId answer : tree.items(tree.child(item, "answer"))) {
            out.answers[std::string(tree.text(id))].push_back(value_of(tree, answer));
        }
        read_items(tree, item, out);
    }
}

void read_response(EvaluationTools tools, const std::string& bytes, GivenAnswers& out) {
    validate::ValidationOptions options;
    options.best_practice = validate::BestPractice::ignore;
    options.least = diag::Severity::error;
    const auto tree = tools.validation.read(bytes);
    if (!tree) {
        out.wrong.add(tree.error());
        return;
    }
    const Tree& read = **tree;
    const NodeId type = read[Tree::root].is_object() ? read.child(Tree::root, "resourceType") : json::no_node;
    if (type == json::no_node || read.text(type) != "QuestionnaireResponse") {
        out.wrong.add(message::conform_answers_wrong, {}, {"QuestionnaireResponse"});
        return;
    }
    tools.validation.validate(options, out.wrong);
    if (out.wrong.empty()) {
        read_items(read, Tree::root, out);
    }
}

} // namespace

GivenAnswers read_answers(EvaluationTools tools, const fs::path& folder, const std::string& id) {
    constexpr std::array<std::string_view, 2> endings{".answers.tsv", ".answers.json"};
    GivenAnswers out;
    for (const std::string_view ending : endings) {
        const fs::path path = folder / (id + std::string(ending));
        if (std::error_code none; !fs::exists(path, none)) {
            continue;
        }
        out.file = path;
        const diag::Result<std::string> bytes = base::read_file(path);
        if (!bytes) {
            out.wrong.add(bytes.error());
        } else if (ending == endings.front()) {
            read_table(*bytes, out);
        } else {
            read_response(tools, *bytes, out);
        }
        out.wrong.set_file(path.string());
        break;
    }
    return out;
}

} // namespace renkei::conform
