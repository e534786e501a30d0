#include "gateway/forms/html/narrative_head.h"

#include "gateway/forms/html/html.h"
#include "gateway/forms/html/page_words.h"
#include "gateway/forms/html/top.h"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace renkei::html {
namespace {

using json::no_node;
using json::NodeId;
using json::Tree;

constexpr std::size_t most_in_head = 20; // numbers, names and authors

class HeadWriter {
public:
    HeadWriter(const Tree& tree, NodeId composition, const resources::BundleIndex& index)
        : tree_(tree),
          composition_(composition),
          index_(index) {}

    NarrativeHead run(std::uint32_t version) {
        const std::string_view title = text_in(tree_, composition_, {"title"});
        const std::string kind = words_of(tree_, node_in(tree_, composition_, {"type"}));
        out_.title = !title.empty() ? std::string(title) : !kind.empty() ? kind : "文書";
        lines(kind, version);
        person();
        return std::move(out_);
    }

private:
    void line(std::string_view html, std::string_view look = {}) {
        out_.lines += fmt::format("<p class=\"m{}\">{}</p>\n", look, html);
    }

    void lines(std::string_view kind, std::uint32_t version) {
        line((date().empty() ? "日付：記載なし" : date_html(date())) +
             (version > 0 ? fmt::format("　版 {}", version) : std::string()));
        line("文書の種類：" + (kind.empty() ? "記載なし" : isolated(kind)));
        for (const auto& [name, member] : {std::pair("作成者", "author"), std::pair("送信元", "custodian")}) {
            if (const std::string names = names_of(member); !names.empty()) {
                line(fmt::format("{}：{}", name, names));
            }
        }
        const std::string_view status = text_in(tree_, composition_, {"status"});
        if (!status.empty() && page_word(status_system, status).effect == CodeEffect::none) {
            line("文書の状態：" + code_html(status_system, status));
        }
        std::vector<std::string_view> labels{text_in(tree_, composition_, {"confidentiality"})};
        for (const NodeId holder : {Tree::root, composition_}) {
            const std::vector<std::string_view> more = labels_of(tree_, holder);
            labels.insert(labels.end(), more.begin(), more.end());
        }
        std::set<std::string_view> done{""};
        for (const std::string_view label : labels) {
            if (done.insert(label).second) {
                const PageWord word = page_word(confidentiality_system, label);
                line("閲覧制限：" + code_html(confidentiality_system, label),
                     word.effect == CodeEffect::restricted ? " a" : "");
            }
        }
    }

    std::string_view date() const {
        const std::string_view own = text_in(tree_, composition_, {"date"});
        return own.empty() ? text_in(tree_, Tree::root, {"timestamp"}) : own;
    }

    std::string names_of(std::string_view member) const {
        std::string out;
        std::size_t count = 0;
        for (const NodeId each : tree_.items(node_in(tree_, composition_, {member}))) {
            const std::string name = name_behind(each);
            if (!name.empty() && ++count <= most_in_head) {
                out += (out.empty() ? "" : "、") + isolated(name);
            }
        }
        return count > most_in_head ? out + fmt::format("、ほか {}", count - most_in_head) : out;
    }

    // Of a role, the person and the office.
    std::string name_behind(NodeId reference) const {
        const std::string_view display = text_in(tree_, reference, {"display"});
        const auto target = index_.find(text_in(tree_, reference, {"reference"}), 0);
        if (!target) {
            return std::string(display.empty() ? text_in(tree_, reference, {"identifier", "value"})
                                               : display);
        }
        std::string out;
        for (const std::string_view part : {"practitioner", "organization"}) {
            const auto named =
                index_.find(text_in(tree_, target->resource, {part, "reference"}), target->entry);
            const std::string words = named
                                          ? resource_words(tree_, named->resource)
                                          : std::string(text_in(tree_, target->resource, {part, "display"}));
            out += (out.empty() || words.empty() ? "" : "　") + words;
        }
        out = out.empty() ? resource_words(tree_, target->resource) : out;
        return out.empty() ? std::string(display) : out;
    }

    void person() {
        const NodeId patient = person_in(tree_, index_);
        for (const std::string& each : {death_of(tree_, patient), unusual_status_of(tree_)}) {
            out_.person += each.empty() ? "" : fmt::format("<p class=\"alert\">{}</p>\n", each);
        }
        if (node_in(tree_, composition_, {"modifierExtension"}) != no_node ||
            node_in(tree_, patient, {"modifierExtension"}) != no_node) {
            out_.person += unread_modifier;
        }
        if (patient == no_node) {
            const NodeId subject = node_in(tree_, composition_, {"subject"});
            out_.person_of_sheet = subject == no_node ? std::string() : name_behind(subject);
            out_.person += fmt::format("<p class=\"m a\">本人：{}</p>\n",
                                       out_.person_of_sheet.empty() ? "この文書にはありません"
                                                                    : isolated(out_.person_of_sheet));
            return;
        }
        names_and_numbers(patient);
    }

    bool is_old(NodeId named) const { return text_in(tree_, named, {"use"}) == "old"; }

    void names_and_numbers(NodeId patient) {
        std::vector<std::string> names;
        std::vector<std::string> old_names;
        for (const NodeId each : tree_.items(tree_.child(patient, "name"))) {
            const std::string name = words_of(tree_, each);
            if (!name.empty() && names.size() + old_names.size() < most_in_head) {
                (is_old(each) ? old_names : names).push_back(name + (is_old(each) ? "（旧）" : ""));
            }
        }
        names.insert(names.end(), old_names.begin(), old_names.end());
        const std::string_view born = text_in(tree_, patient, {"birthDate"});
        const std::string_view gender = text_in(tree_, patient, {"gender"});
        out_.person =
            fmt::format("<section class=\"who\" aria-label=\"本人\">\n{}<p class=\"n\">{}</p>\n<p "
                        "class=\"b\">{}　{}</p>\n<dl>\n",
                        out_.person, names.empty() ? "氏名：記載なし" : isolated(names.front()) + " 様",
                        gender.empty() ? "性別：記載なし" : code_html(gender_system, gender),
                        born.empty() ? "生年月日：記載なし" : birth_html(born, date()));
        for (std::size_t i = 1; i < names.size(); ++i) {
            out_.person += fmt::format("<div><dt>ほかの氏名</dt><dd>{}</dd></div>\n", isolated(names[i]));
        }
        std::size_t numbers = 0;
        for (const NodeId each : tree_.items(tree_.child(patient, "identifier"))) {
            const std::string_view value = text_in(tree_, each, {"value"});
            if (value.empty() || ++numbers > most_in_head) {
                continue;
            }
            const std::string kind = words_of(tree_, tree_.child(each, "type"));
            out_.person += fmt::format(
                "<div><dt>番号</dt><dd>{}　<span class=\"o\">{}{}</span></dd></div>\n", isolated(value),
                kind.empty() ? isolated(text_in(tree_, each, {"system"})) : isolated(kind),
                is_old(each) ? "（旧）" : "");
        }
        out_.person += "</dl>\n</section>\n";
        out_.person_of_sheet = sheet_person(names.empty() ? std::string_view() : names.front(), born);
    }

    const Tree& tree_;
    NodeId composition_;
    const resources::BundleIndex& index_;
    NarrativeHead out_{};
};

} // namespace

NarrativeHead narrative_head(const Tree& tree, NodeId composition, const resources::BundleIndex& index,
                             std::uint32_t version) {
    return HeadWriter(tree, composition, index).run(version);
}

} // namespace renkei::html
