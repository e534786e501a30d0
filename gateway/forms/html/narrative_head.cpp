#include "gateway/forms/html/narrative_head.h"

#include "gateway/forms/html/html.h"
#include "gateway/forms/html/narrative_entries.h"
#include "gateway/forms/html/page_words.h"
#include "gateway/forms/html/top.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

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
        const std::string_view kind = concept_words(tree_, node_in(tree_, composition_, {"type"}));
        out_.title = !title.empty() ? title : !kind.empty() ? kind : "文書";
        lines(kind, version);
        person();
        return std::move(out_);
    }

private:
    void line(std::string_view look, std::string_view html) {
        out_.lines += fmt::format("<p class=\"m{}\">{}</p>\n", look, html);
    }

    void lines(std::string_view kind, std::uint32_t version) {
        std::string first = date().empty() ? "日付：記載なし" : date_html(date());
        first += version > 0 ? fmt::format("　版 {}", version) : std::string();
        line("", first);
        line("", fmt::format("文書の種類：{}", kind.empty() ? "記載なし" : isolated(kind)));
        if (const std::string authors = names_of("author"); !authors.empty()) {
            line("", "作成者：" + authors);
        }
        if (const std::string custodian = names_of("custodian"); !custodian.empty()) {
            line("", "送信元：" + custodian);
        }
        const std::string_view status = text_in(tree_, composition_, {"status"});
        if (const PageWord word = page_word("http://hl7.org/fhir/composition-status", status);
            word.effect == CodeEffect::none && !status.empty()) {
            line("", "文書の状態：" + (word.text.empty() ? isolated(status) : escaped(word.text)));
        }
        label(text_in(tree_, composition_, {"confidentiality"}));
        for (const NodeId holder : {Tree::root, composition_}) {
            if (holder == no_node) {
                continue;
            }
            for (const NodeId each : tree_.items(node_in(tree_, holder, {"meta", "security"}))) {
                if (text_in(tree_, each, {"system"}) == confidentiality_system) {
                    label(text_in(tree_, each, {"code"}));
                }
            }
        }
    }

    // The labels of the document, each once.
    void label(std::string_view code) {
        const PageWord word = page_word(confidentiality_system, code);
        const bool is_restricted = word.effect == CodeEffect::restricted;
        if (!code.empty() && labels_.insert(code).second) {
            line(is_restricted ? " a" : "",
                 "閲覧制限：" + (word.text.empty() ? isolated(code) : escaped(word.text)));
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
            const NodeId inner = tree_.child(target->resource, part);
            const auto named = inner == no_node
                                   ? std::nullopt
                                   : index_.find(text_in(tree_, inner, {"reference"}), target->entry);
            const std::string words =
                named
                    ? resource_words(tree_, named->resource)
                    : std::string(inner == no_node ? std::string_view() : text_in(tree_, inner, {"display"}));
            out += (out.empty() || words.empty() ? "" : "　") + words;
        }
        out = out.empty() ? resource_words(tree_, target->resource) : out;
        return out.empty() ? std::string(display) : out;
    }

    void person() {
        const DocumentAlerts alerts = alerts_of_document(tree_, index_);
        std::string above;
        for (const std::string& each : {alerts.death, alerts.status}) {
            above += each.empty() ? "" : fmt::format("<p class=\"alert\">{}</p>\n", each);
        }
        const NodeId holder = person_in(tree_, index_);
        if (node_in(tree_, composition_, {"modifierExtension"}) != no_node ||
            node_in(tree_, holder, {"modifierExtension"}) != no_node) {
            above += unread_modifier;
        }
        if (holder == no_node) {
            const NodeId subject = node_in(tree_, composition_, {"subject"});
            const std::string name = subject == no_node ? std::string() : name_behind(subject);
            out_.person = above + fmt::format("<p class=\"m a\">本人：{}</p>\n",
                                              name.empty() ? "この文書にはありません" : isolated(name));
            out_.person_of_sheet = name;
            return;
        }
        names_and_numbers(holder, above);
    }

    void names_and_numbers(NodeId patient, std::string_view above) {
        std::vector<std::string> names;
        for (const NodeId each : tree_.items(tree_.child(patient, "name"))) {
            std::string name = name_words(tree_, each);
            if (name.empty() || names.size() >= most_in_head) {
                continue;
            }
            const bool is_old = text_in(tree_, each, {"use"}) == "old";
            names.insert(is_old ? names.end() : names.begin() + current_++, name + (is_old ? "（旧）" : ""));
        }
        const std::string_view born = text_in(tree_, patient, {"birthDate"});
        const std::string_view gender = text_in(tree_, patient, {"gender"});
        const PageWord sex = page_word("http://hl7.org/fhir/administrative-gender", gender);
        out_.person = fmt::format("<section class=\"who\" aria-label=\"本人\">\n{}<p class=\"n\">{}</p>\n<p "
                                  "class=\"b\">{}　{}</p>\n<dl>\n",
                                  above, names.empty() ? "氏名：記載なし" : isolated(names.front()) + " 様",
                                  gender.empty()     ? "性別：記載なし"
                                  : sex.text.empty() ? isolated(gender)
                                                     : escaped(sex.text),
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
            const std::string_view kind = concept_words(tree_, tree_.child(each, "type"));
            const std::string_view system = text_in(tree_, each, {"system"});
            out_.person += fmt::format("<div><dt>番号</dt><dd>{}　<span class=\"o\">{}{}</span></dd></div>\n",
                                       isolated(value), isolated(kind.empty() ? system : kind),
                                       text_in(tree_, each, {"use"}) == "old" ? "（旧）" : "");
        }
        out_.person += "</dl>\n</section>\n";
        out_.person_of_sheet =
            fmt::format("{}　{}", names.empty() ? "（氏名の値なし）" : names.front() + " 様",
                        born.empty() ? "（生年月日の値なし）" : date_text(born) + "生");
    }

    const Tree& tree_;
    NodeId composition_;
    const resources::BundleIndex& index_;
    NarrativeHead out_{};
    std::ptrdiff_t current_ = 0;        // names in use
    std::set<std::string_view> labels_; // that the head has
};

} // namespace

NarrativeHead narrative_head(const Tree& tree, NodeId composition, const resources::BundleIndex& index,
                             std::uint32_t version) {
    return HeadWriter(tree, composition, index).run(version);
}

} // namespace renkei::html
