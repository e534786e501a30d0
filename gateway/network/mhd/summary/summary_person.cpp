#include "gateway/network/mhd/summary/summary_person.h"

#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/search/date_range.h"
#include "gateway/network/mhd/search/search_value.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::mhd {
namespace {

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
    {"住所", "address", "text", true, PersonStatement::contact},
    {"電話・連絡先", "telecom", "value", false, PersonStatement::contact},
    {"死亡", "deceasedDateTime|deceasedBoolean", "", true, PersonStatement::death},
};

struct Word {
    std::string_view code;
    std::string_view text;
};
constexpr std::string_view differs = "（新しい文書と異なる）";
constexpr std::string_view is_older = "（古い文書）";
constexpr std::string_view words_of_no = "いいえ";
constexpr Word words[] = {
    {"male", "男性"}, {"female", "女性"}, {"unknown", "不明"}, {"true", "はい"}, {"false", words_of_no}};

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

// What two documents say of a death: that there was one agrees with any day, and a day with its moments.
struct Death {
    explicit Death(std::string_view text) : is_denied(text == words_of_no), range(parse_date_range(text)) {}

    bool agrees_with(const Death& other) const {
        return is_denied == other.is_denied &&
               (!range || !other.range || (range->from < other.range->to && other.range->from < range->to));
    }
    bool says_all_of(const Death& other) const {
        return agrees_with(other) &&
               (!other.range || (range && other.range->from <= range->from && range->to <= other.range->to));
    }

    bool is_denied;
    std::optional<DateRange> range;
};

} // namespace

std::vector<SummaryPerson::Statement> SummaryPerson::add(const Tree& tree, NodeId patient, bool is_in_error) {
    std::vector<Statement> out;
    for (const Kind& kind : kinds) {
        const bool is_of_death = kind.says == PersonStatement::death;
        if (is_of_death && is_in_error) {
            continue;
        }
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
            bool is_marked = !first.contains(title);
            bool is_denied = false;
            if (is_of_death) {
                const Death death(text);
                is_denied = death.is_denied;
                is_marked = std::ranges::any_of(
                    said, [&](const std::string& each) { return !death.agrees_with(Death(each)); });
                const auto known = std::ranges::find_if(
                    said, [&](const std::string& each) { return Death(each).says_all_of(death); });
                value = known == said.end() ? text : *known;
            }
            const bool is_new = said.insert(value).second;
            const std::string_view note = kind.is_one ? differs : is_older;
            out.push_back({.kind = is_denied ? PersonStatement::other : kind.says,
                           .line = {.what = title,
                                    .value = text,
                                    .date = {},
                                    .note = std::string(is_new && is_marked ? note : std::string_view())},
                           .key = fmt::format("{} {}", title, value),
                           .is_new = is_new});
        }
    }
    return out;
}

} // namespace renkei::mhd
