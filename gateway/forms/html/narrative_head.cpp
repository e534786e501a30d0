#include "gateway/forms/html/narrative_head.h"

#include "gateway/forms/html/alerts.h"
#include "gateway/forms/html/fhir_words.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/top.h"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

namespace renkei::html {
namespace {

using json::no_node;

constexpr std::string_view unread_text = "意味を変える拡張（modifierExtension）があり、このページはそれを読ん"
                                         "でいません。元の文書を確認してください。";
constexpr std::size_t most_in_head = 20; // numbers, names, authors and labels

struct HeadWriter {
    const Tree& tree;
    const resources::BundleIndex& index;
    std::uint32_t version;
    NodeId composition = composition_of(tree);
    NodeId patient = person_in(tree, index);
    std::string sheet{};

    NarrativeHead run(std::string_view kind) {
        NarrativeHead out{.document = document_lines(kind), .person = person_part()};
        out.sheet = sheet;
        return out;
    }

    // Day, kind, author, sender, status and labels of the document.
    std::string document_lines(std::string_view kind) const {
        std::string out;
        const auto line = [&out](std::string_view html, std::string_view look = {}) {
            out += html.empty() ? "" : fmt::format("<p class=\"m{}\">{}</p>\n", look, html);
        };
        line((date().empty() ? "日付：記載なし" : date_html(date())) +
             (version > 0 ? fmt::format("　版 {}", version) : std::string()));
        line("文書の種類：" + (kind.empty() ? "記載なし" : isolated(kind)));
        for (const auto& [name, member] : {std::pair("作成者", "author"), std::pair("送信元", "custodian")}) {
            if (const std::string names = names_of(member); !names.empty()) {
                line(fmt::format("{}：{}", name, names));
            }
        }
        const std::string_view status = text_in(tree, composition, {"status"});
        if (!status.empty() && page_word(status_system, status).effect == CodeEffect::none) {
            line("文書の状態：" + code_html(status_system, status));
        }
        for (const NodeId each : tree.items(node_in(tree, composition, {"relatesTo"}))) {
            const std::string_view number = text_in(tree, each, {"targetIdentifier", "value"});
            const std::string target = number.empty()
                                           ? reference_words(tree, index, tree.child(each, "targetReference"))
                                           : std::string(number);
            line("ほかの文書との関係：" +
                     code_html("http://hl7.org/fhir/document-relationship-type",
                               text_in(tree, each, {"code"})) +
                     (target.empty() ? target : "　" + isolated(target)),
                 " a");
        }
        std::vector<SecurityLabel> labels{
            {.system = confidentiality_system, .code = text_in(tree, composition, {"confidentiality"})}};
        for (const NodeId holder : {Tree::root, composition, patient}) {
            const std::vector<SecurityLabel> more = labels_of(tree, holder);
            labels.insert(labels.end(), more.begin(), more.end());
        }
        std::set<std::string> done;
        for (const SecurityLabel& label : labels) {
            if (label.system == confidentiality_system && !label.code.empty() &&
                done.emplace(label.code).second) {
                line("閲覧制限：" + label_html(label), restricts(label) ? " a" : "");
            }
        }
        const std::string others = other_labels();
        line(others.empty() ? others : "ほかのラベル：" + others);
        return out;
    }

    // Of the Bundle and all entries.
    std::string other_labels() const {
        std::set<std::string> done;
        std::string out;
        const auto add = [&](NodeId holder) {
            for (const SecurityLabel& label : labels_of(tree, holder)) {
                std::string words =
                    label.system == confidentiality_system ? std::string() : label_html(label);
                if (!words.empty() && done.insert(words).second && done.size() <= most_in_head) {
                    out += (out.empty() ? "" : "、") + words;
                }
            }
        };
        add(Tree::root);
        for (const resources::BundleEntry& each : index.entries()) {
            add(each.resource);
        }
        return done.size() > most_in_head ? out + fmt::format("、ほか {}", done.size() - most_in_head) : out;
    }

    std::string_view date() const {
        const std::string_view own = text_in(tree, composition, {"date"});
        return own.empty() ? text_in(tree, Tree::root, {"timestamp"}) : own;
    }

    std::string names_of(std::string_view member) const {
        std::string out;
        std::size_t count = 0;
        for (const NodeId each : tree.items(node_in(tree, composition, {member}))) {
            const std::string name = reference_words(tree, index, each);
            if (!name.empty() && ++count <= most_in_head) {
                out += (out.empty() ? "" : "、") + isolated(name);
            }
        }
        return count > most_in_head ? out + fmt::format("、ほか {}", count - most_in_head) : out;
    }

    // With what must not be missed. Also sets the head of each printed sheet.
    std::string person_part() {
        std::vector<Alert> alerts;
        add_document_alerts(tree, index, true, alerts);
        std::vector<PageWord> words{page_word("active", text_in(tree, patient, {"active"}))};
        for (const NodeId each : tree.items(node_in(tree, patient, {"link"}))) {
            words.push_back(page_word("http://hl7.org/fhir/link-type", text_in(tree, each, {"type"})));
        }
        for (const PageWord& each : words) {
            if (each.effect != CodeEffect::none) {
                alerts.push_back({.name = "本人の登録", .lines = {{.html = escaped(each.text)}}});
            }
        }
        if (node_in(tree, composition, {"modifierExtension"}) != no_node ||
            node_in(tree, patient, {"modifierExtension"}) != no_node) {
            alerts.push_back({.name = std::string(unread_text)});
        }
        const std::string below = alerts_html(alerts);
        if (patient != no_node) {
            return fmt::format("<section class=\"who\" aria-label=\"本人\">\n{}{}</section>\n{}",
                               names_and_numbers(), flags_html(alerts), below);
        }
        const NodeId subject = node_in(tree, composition, {"subject"});
        sheet = subject == no_node ? std::string() : reference_words(tree, index, subject);
        return below + fmt::format("<p class=\"m a\">本人：{}</p>\n",
                                   sheet.empty() ? "この文書にはありません" : isolated(sheet));
    }

    bool is_old(NodeId named) const { return text_in(tree, named, {"use"}) == "old"; }

    std::string names_and_numbers() {
        std::vector<std::string> names;
        std::vector<std::string> old_names;
        for (const NodeId each : tree.items(tree.child(patient, "name"))) {
            const std::string name = words_of(tree, each);
            if (!name.empty() && names.size() + old_names.size() < most_in_head) {
                (is_old(each) ? old_names : names).push_back(name + (is_old(each) ? "（旧）" : ""));
            }
        }
        names.insert(names.end(), old_names.begin(), old_names.end());
        const std::string_view born = text_in(tree, patient, {"birthDate"});
        const std::string_view gender = text_in(tree, patient, {"gender"});
        sheet = sheet_person(names.empty() ? std::string_view() : names.front(), born);
        std::string out = fmt::format("<p class=\"name\">{}</p>\n<p>{}　{}</p>\n<dl>\n",
                                      names.empty() ? "氏名：記載なし" : isolated(names.front()) + " 様",
                                      gender.empty() ? "性別：記載なし" : code_html(gender_system, gender),
                                      born.empty() ? "生年月日：記載なし" : birth_html(born, date()));
        for (std::size_t i = 1; i < names.size(); ++i) {
            out += fmt::format("<div><dt>ほかの氏名</dt><dd>{}</dd></div>\n", isolated(names[i]));
        }
        std::size_t numbers = 0;
        for (const NodeId each : tree.items(tree.child(patient, "identifier"))) {
            const std::string_view value = text_in(tree, each, {"value"});
            if (value.empty() || ++numbers > most_in_head) {
                continue;
            }
            const std::string kind = words_of(tree, tree.child(each, "type"));
            out += fmt::format("<div><dt>番号</dt><dd>{}　<span class=\"o\">{}{}</span></dd></div>\n",
                               isolated(value),
                               kind.empty() ? isolated(text_in(tree, each, {"system"})) : isolated(kind),
                               is_old(each) ? "（旧）" : "");
        }
        return out + "</dl>\n";
    }
};

} // namespace

std::string unread_modifier() { return notice(Notice::warning, unread_text); }

NarrativeHead narrative_head(const Tree& tree, const resources::BundleIndex& index, std::string_view kind,
                             std::uint32_t version) {
    return HeadWriter{tree, index, version}.run(kind);
}

} // namespace renkei::html
