#include "gateway/network/mhd/summary_person.h"

#include "gateway/network/mhd/path.h"
#include "gateway/network/mhd/search_value.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::mhd {
namespace {

using json::NodeId;
using json::Tree;

struct Kind {
    std::string_view title;
    std::string_view path;   // of what may say it
    std::string_view inside; // where its text is; empty: it is the text
    bool is_one = true;      // a person has one of it
    PersonStatement says = PersonStatement::other;
};
constexpr Kind kinds[] = {
    {"氏名", "name", "text", true, PersonStatement::name},
    {"生年月日", "birthDate", "", true, PersonStatement::birth_date},
    {"性別", "gender", ""},
    {"住所", "address", "text"},
    {"電話・連絡先", "telecom", "value", false},
    {"死亡", "deceasedDateTime|deceasedBoolean", "", true, PersonStatement::death},
};

struct Word {
    std::string_view code;
    std::string_view text;
};
constexpr std::string_view differs = "（新しい文書と異なる）";
constexpr std::string_view is_older = "（古い文書）";
constexpr Word words[] = {
    {"male", "男性"}, {"female", "女性"}, {"unknown", "不明"}, {"true", "はい"}, {"false", "いいえ"}};

// A name or an address without a text has parts.
std::string text_of(const Tree& tree, NodeId node, const Kind& kind) {
    if (kind.inside.empty()) {
        const std::string_view value = tree[node].is_string() ? tree.text(node) : tree.raw(node);
        const auto* const word = std::ranges::find(words, value, &Word::code);
        return std::string(word == std::end(words) ? value : word->text);
    }
    std::string out(text_at(tree, node, kind.inside));
    if (out.empty()) {
        for (const NodeId part : nodes_at(tree, node, "family|given|state|city|line")) {
            out += fmt::format("{}{}", out.empty() ? "" : " ", tree.text(part));
        }
    }
    return out;
}

// A name and how it is read are two statements (iso21090-EN-representation).
std::string title_of(const Tree& tree, NodeId node, const Kind& kind) {
    const bool is_reading =
        tree[node].is_object() && text_at(tree, node, "~iso21090-EN-representation.valueCode") == "SYL";
    return std::string(kind.title) + (is_reading ? "（読み）" : "");
}

bool is_old(const Tree& tree, NodeId node) { return text_at(tree, node, "use") == "old"; }

} // namespace

std::vector<SummaryPerson::Statement> SummaryPerson::add(const Tree& tree, NodeId patient) {
    std::vector<Statement> out;
    for (const Kind& kind : kinds) {
        std::set<std::string> first; // titles of which no newer document says anything
        for (const NodeId node : nodes_at(tree, patient, kind.path)) {
            const bool is_former = tree[node].is_object() && is_old(tree, node);
            const std::string text = is_former ? std::string() : text_of(tree, node, kind);
            if (text.empty()) {
                continue;
            }
            const std::string title = title_of(tree, node, kind);
            std::set<std::string>& said = said_[title];
            if (said.empty()) {
                first.insert(title);
            }
            std::string value = comparable(text);
            const bool is_new = said.insert(value).second;
            const bool is_marked = is_new && !first.contains(title);
            const bool is_denied = !tree[node].is_container() && tree.raw(node) == "false";
            out.push_back({.kind = is_denied ? PersonStatement::other : kind.says,
                           .line = {.what = title,
                                    .value = fmt::format("{}{}", text,
                                                         !is_marked    ? ""
                                                         : kind.is_one ? differs
                                                                       : is_older),
                                    .date = {}},
                           .key = fmt::format("{} {}", title, value),
                           .is_new = is_new});
        }
    }
    return out;
}

} // namespace renkei::mhd
