// shared/wordings.yaml -> Wordings. <name> in a pattern stands for the piece of this name, written above.
#include "gateway/core/base/characters.h"
#include "gateway/core/text/joined.h"
#include "gateway/forms/form/tables_keys.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/form/wordings.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <map>
#include <span>

namespace renkei::form {
namespace {

// none, none-food
bool is_name(std::string_view text) {
    return !text.empty() && text.front() != '-' && text.back() != '-' &&
           std::ranges::all_of(
               text, [](char c) { return c == '-' || base::is_digit(c) || (c >= 'a' && c <= 'z'); });
}

struct WordingReader {
    const yaml::Node& file;
    diag::Report& report;
    std::map<std::string, std::string, std::less<>> pieces{};
    Wordings wordings{};

    Wordings run() {
        check_keys(file, keys::wordings, report);
        each_of(file.get("pieces"), [&](const std::string& name, const yaml::Node& node) {
            pieces.emplace(name, pattern(node));
        });
        each_of(file.get("wordings"),
                [&](const std::string& name, const yaml::Node& node) { read_wording(name, node); });
        return std::move(wordings);
    }

    // The entries of a map whose names are names.
    template <class Read>
    void each_of(const yaml::Node* map, const Read& read) {
        for (std::size_t i = 0; map != nullptr && i < map->keys.size(); ++i) {
            if (is_name(map->keys[i]) && map->keys[i] != unread_words) {
                read(map->keys[i], map->children[i]);
            } else {
                report.add(message::value_wrong, map->children[i].where(), {map->keys[i], "a-z 0-9 -"});
            }
        }
    }

    void read_wording(const std::string& name, const yaml::Node& node) {
        if (!check_keys(node, keys::wording, report)) {
            return;
        }
        std::string about;
        for (const yaml::Node* const each : texts_at(node, "about")) {
            if (each->text.find('.') == std::string::npos) {
                report_wrong(*each, "ResourceType.element", report);
            }
            about.append(about.empty() ? "" : " ").append(each->text);
        }
        std::vector<Reading> all;
        std::map<std::string, diag::Where, std::less<>> known_codes;
        each_of(node.get("readings"), [&](const std::string& id, const yaml::Node& each) {
            all.push_back(read_reading(id, each, known_codes));
        });
        wordings.add(Wording(name, std::move(about), std::move(all)));
    }

    Reading read_reading(const std::string& name, const yaml::Node& node,
                         std::map<std::string, diag::Where, std::less<>>& known_codes) {
        Reading out{.name = name};
        if (!check_keys(node, keys::reading, report)) {
            return out;
        }
        const auto* const found = std::ranges::find(says_names, node.text_of("says"));
        if (found == std::end(says_names)) {
            report_wrong(*node.get("says"), text::joined(says_names, " | "), report);
        } else {
            out.says = static_cast<Says>(found - std::begin(says_names));
        }
        for (const yaml::Node* const each : texts_at(node, "is")) {
            out.pattern += (out.pattern.empty() ? "" : "|") + pattern(*each);
        }
        out.signs = TextPattern::signs_of(out.pattern);
        read_codes(node, out, known_codes);
        return out;
    }

    // codes: [[system, code, …], …], and the words that stand for them
    void read_codes(const yaml::Node& node, Reading& out,
                    std::map<std::string, diag::Where, std::less<>>& known_codes) {
        const yaml::Node* const codes = node.get("codes");
        out.words = node.text_of("words");
        if (out.words.empty() && codes != nullptr && out.says != Says::question) {
            report.add(message::key_missing, node.where(), {"words"});
        }
        for (const yaml::Node& each : codes == nullptr ? std::span<const yaml::Node>()
                                                       : std::span<const yaml::Node>(codes->children)) {
            if (each.kind != yaml::NodeKind::list || each.children.size() < 2) {
                report_wrong(each, "[system, code, …]", report);
                continue;
            }
            const std::string& system = each.children.front().text;
            for (const yaml::Node& code : std::span(each.children).subspan(1)) {
                const auto [first, is_new] = known_codes.try_emplace(system + '|' + code.text, code.where());
                if (!is_new) {
                    report_twice(first->first, code.where(), first->second, report);
                }
                out.codes.push_back({system, code.text});
            }
        }
    }

    // With its pieces put in, as a group of its own.
    std::string pattern(const yaml::Node& node) {
        std::string out = "(?:";
        std::string_view rest = node.text;
        for (std::size_t open = rest.find('<'); open != std::string_view::npos; open = rest.find('<')) {
            const std::size_t close = rest.find('>', open);
            const std::string_view name = close == std::string_view::npos
                                              ? std::string_view()
                                              : rest.substr(open + 1, close - open - 1);
            const auto piece = pieces.find(name);
            if (piece == pieces.end()) {
                report_wrong(node, "<piece that stands above>", report);
                return {};
            }
            out.append(rest.substr(0, open)).append(piece->second);
            rest.remove_prefix(close + 1);
        }
        out.append(rest).append(")");
        if (const std::string error = TextPattern::error_of(out); !error.empty()) {
            report_wrong(node, "RE2 (" + error + ")", report);
            return {};
        }
        return out;
    }
};

} // namespace

Wordings read_wordings(const yaml::Node& file, diag::Report& report) {
    return WordingReader{file, report}.run();
}

} // namespace renkei::form
