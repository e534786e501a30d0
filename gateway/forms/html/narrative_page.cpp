#include "gateway/forms/html/narrative_page.h"

#include "gateway/forms/html/document_page.h"
#include "gateway/forms/html/fhir_words.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/narrative.h"
#include "gateway/forms/html/top.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace renkei::html {
namespace {

using json::no_node;
using json::NodeId;
using json::Tree;

constexpr std::size_t most_bytes = std::size_t{4} << 20; // of all narratives of a page
constexpr int most_sections = 500;
constexpr int first_level = 2; // of headings
constexpr int deepest_heading = 6;

constexpr std::string_view what_this_is =
    "<p "
    "class=\"m\">この種類の文書を読む様式が、このゲートウェイにはありません。作成者が人に向けて書いた本文を、"
    "書かれた順に示しています。項目の値としては読んでいません。</p>\n";
constexpr std::string_view no_narrative_at_all =
    "<p class=\"stop\" role=\"note\">この文書には、人が読むための本文が一つもありません。"
    "内容は、送信元に確認してください。</p>\n";
constexpr std::string_view cut_note =
    "<p class=\"stop\" "
    "role=\"note\">文書が大きいため、本文の続きを省いています。全文は元の文書にあります。</p>\n";

constexpr std::string_view unread_modifier =
    "<p class=\"stop\" role=\"note\">意味を変える拡張（modifierExtension）があり、このページはそれを"
    "読んでいません。元の文書を確認してください。</p>\n";

constexpr std::size_t most_in_head = 20; // numbers, names and authors
constexpr std::size_t most_listed = 300; // entries of one list

struct ListedEntry {
    NodeId node; // the resource, or a reference that leads to none here
    bool restricted = false;
};

class NarrativePage {
public:
    NarrativePage(const Tree& tree, std::uint32_t version)
        : tree_(tree),
          composition_(composition_of(tree)),
          version_(version) {
        index_.build(tree);
        for (const resources::BundleEntry& each : index_.entries()) {
            const auto labels = labels_of(tree, each.resource);
            restricted_.push_back(std::ranges::any_of(labels, [](std::string_view label) {
                return page_word(confidentiality_system, label).effect == CodeEffect::restricted;
            }));
        }
    }

    std::string run() {
        for (const NodeId section : tree_.items(node_in(tree_, composition_, {"section"}))) {
            add_section(section, first_level);
        }
        if (const std::vector<ListedEntry> rest = beside_sections(); !rest.empty()) {
            write("どの区分の本文にも含まれない項目", first_level, any_restricted(rest), listed(rest));
            body_ += "</section>\n";
        }
        const std::string kind = words_of(tree_, node_in(tree_, composition_, {"type"}));
        const std::string_view stated = text_in(tree_, composition_, {"title"});
        const std::string title = !stated.empty() ? std::string(stated) : !kind.empty() ? kind : "文書";
        const std::string person = person_part();
        return page_begin(title, content_security_policy,
                          sheet_style(sheet_, title) + std::string(narrative_style)) +
               fmt::format("<header>\n<h1>{}</h1>\n{}{}{}</header>\n<main>\n{}{}<nav "
                           "aria-label=\"目次\"><ul>{}</ul></nav>\n{}{}</main>\n</body>\n</html>\n",
                           escaped(title), document_lines(kind), what_this_is,
                           has_restricted_ ? restricted_choice : std::string_view(), person,
                           has_narrative_ ? std::string_view() : no_narrative_at_all, contents_, body_,
                           is_cut_ ? cut_note : std::string_view());
    }

private:
    // ------------------------------------------------------------ head
    // Day, kind, author, sender, status and labels of the document.
    std::string document_lines(std::string_view kind) const {
        std::string out;
        const auto line = [&out](std::string_view html, std::string_view look = {}) {
            out += fmt::format("<p class=\"m{}\">{}</p>\n", look, html);
        };
        line((date().empty() ? "日付：記載なし" : date_html(date())) +
             (version_ > 0 ? fmt::format("　版 {}", version_) : std::string()));
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
        return out;
    }

    std::string_view date() const {
        const std::string_view own = text_in(tree_, composition_, {"date"});
        return own.empty() ? text_in(tree_, Tree::root, {"timestamp"}) : own;
    }

    std::string names_of(std::string_view member) const {
        std::string out;
        std::size_t count = 0;
        for (const NodeId each : tree_.items(node_in(tree_, composition_, {member}))) {
            const std::string name = reference_words(tree_, index_, each);
            if (!name.empty() && ++count <= most_in_head) {
                out += (out.empty() ? "" : "、") + isolated(name);
            }
        }
        return count > most_in_head ? out + fmt::format("、ほか {}", count - most_in_head) : out;
    }

    // With what stands above all. Also sets the head of each printed sheet.
    std::string person_part() {
        const NodeId patient = person_in(tree_, index_);
        std::string above;
        for (const std::string& each : {death_of(tree_, patient), unusual_status_of(tree_)}) {
            above += each.empty() ? "" : fmt::format("<p class=\"alert\">{}</p>\n", each);
        }
        if (node_in(tree_, composition_, {"modifierExtension"}) != no_node ||
            node_in(tree_, patient, {"modifierExtension"}) != no_node) {
            above += unread_modifier;
        }
        if (patient != no_node) {
            return fmt::format("<section class=\"who\" aria-label=\"本人\">\n{}{}</section>\n", above,
                               names_and_numbers(patient));
        }
        const NodeId subject = node_in(tree_, composition_, {"subject"});
        sheet_ = subject == no_node ? std::string() : reference_words(tree_, index_, subject);
        return above + fmt::format("<p class=\"m a\">本人：{}</p>\n",
                                   sheet_.empty() ? "この文書にはありません" : isolated(sheet_));
    }

    bool is_old(NodeId named) const { return text_in(tree_, named, {"use"}) == "old"; }

    std::string names_and_numbers(NodeId patient) {
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
        sheet_ = sheet_person(names.empty() ? std::string_view() : names.front(), born);
        std::string out = fmt::format("<p class=\"n\">{}</p>\n<p class=\"b\">{}　{}</p>\n<dl>\n",
                                      names.empty() ? "氏名：記載なし" : isolated(names.front()) + " 様",
                                      gender.empty() ? "性別：記載なし" : code_html(gender_system, gender),
                                      born.empty() ? "生年月日：記載なし" : birth_html(born, date()));
        for (std::size_t i = 1; i < names.size(); ++i) {
            out += fmt::format("<div><dt>ほかの氏名</dt><dd>{}</dd></div>\n", isolated(names[i]));
        }
        std::size_t numbers = 0;
        for (const NodeId each : tree_.items(tree_.child(patient, "identifier"))) {
            const std::string_view value = text_in(tree_, each, {"value"});
            if (value.empty() || ++numbers > most_in_head) {
                continue;
            }
            const std::string kind = words_of(tree_, tree_.child(each, "type"));
            out += fmt::format("<div><dt>番号</dt><dd>{}　<span class=\"o\">{}{}</span></dd></div>\n",
                               isolated(value),
                               kind.empty() ? isolated(text_in(tree_, each, {"system"})) : isolated(kind),
                               is_old(each) ? "（旧）" : "");
        }
        return out + "</dl>\n";
    }

    // ------------------------------------------------------------ sections
    static bool any_restricted(std::span<const ListedEntry> entries) {
        return std::ranges::any_of(entries, &ListedEntry::restricted);
    }

    void add_section(NodeId section, int level) {
        if (++sections_ > most_sections) {
            is_cut_ = true;
            return;
        }
        const std::vector<ListedEntry> entries = entries_of(tree_.child(section, "entry"));
        const NodeId reason = tree_.child(section, "emptyReason");
        const NodeId inner = tree_.child(section, "section");
        std::string inside = text_of(section);
        if (inside.empty() && !entries.empty()) {
            inside = "<p class=\"s\">この区分には本文がありません。次の項目が入っています。</p>\n" +
                     listed(entries);
        } else if (inside.empty() && reason == no_node && inner == no_node) {
            inside = "<p class=\"s\">この区分には、本文も項目もありません。</p>\n";
        }
        if (reason != no_node) {
            inside += fmt::format("<p class=\"s\">内容がない理由：{}</p>\n", words_of_code(reason));
        }
        if (tree_.child(section, "modifierExtension") != no_node) {
            inside += unread_modifier;
        }
        write(title_of(section), level, any_restricted(entries), inside);
        for (const NodeId each : tree_.items(inner)) {
            add_section(each, std::min(level + 1, deepest_heading));
        }
        body_ += level == first_level ? "</section>\n" : "";
    }

    void write(std::string_view title, int level, bool restricted, std::string_view inside) {
        has_restricted_ |= restricted;
        const std::string id = level == first_level ? fmt::format("s{}", ++count_) : std::string();
        if (!id.empty()) {
            body_ += fmt::format("<section aria-labelledby=\"{}\">\n", id);
            contents_ += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, isolated(title));
        }
        body_ +=
            fmt::format("<h{0}{1}>{2}{3}</h{0}>\n", level, id.empty() ? id : fmt::format(" id=\"{}\"", id),
                        tag_if(restricted), isolated(title));
        body_ += restricted ? fmt::format("<div class=\"x\">{}</div>\n{}", inside, restricted_note)
                            : std::string(inside);
    }

    std::string title_of(NodeId section) const {
        std::string out(text_in(tree_, section, {"title"}));
        out = out.empty() ? words_of(tree_, tree_.child(section, "code")) : out;
        return out.empty() ? "（見出しなし）" : out;
    }

    // The narrative of a section or a resource; empty: it has none.
    std::string text_of(NodeId holder) {
        const std::string_view div = text_in(tree_, holder, {"text", "div"});
        if (div.empty()) {
            return {};
        }
        if (bytes_ >= most_bytes) {
            is_cut_ = true;
            return "<p class=\"s\">本文を省いています。</p>\n";
        }
        CleanNarrative clean = clean_narrative(div, most_bytes - bytes_, tables_);
        bytes_ += std::max(div.size(), clean.html.size()); // what shows nothing was read as well
        is_cut_ |= clean.is_cut;
        if (!clean.has_text) {
            return clean.is_damaged || clean.is_cut
                       ? "<p class=\"s a\">本文の書式が壊れているため、示せません。</p>\n"
                       : "";
        }
        has_narrative_ = true;
        return fmt::format("<div class=\"nt\" dir=\"auto\">{}</div>\n{}", clean.html,
                           clean.is_damaged
                               ? "<p class=\"s a\">本文の書式が壊れているため、読めるところまでを"
                                 "示しています。</p>\n"
                               : "");
    }

    // What references lead to, each once.
    std::vector<ListedEntry> entries_of(NodeId references) const {
        std::vector<ListedEntry> out;
        std::set<NodeId> done;
        for (const NodeId each : tree_.items(references)) {
            const auto target = index_.find(text_in(tree_, each, {"reference"}), 0);
            if (const NodeId node = target ? target->resource : each; done.insert(node).second) {
                out.push_back({.node = node, .restricted = target && restricted_[target->entry]});
            }
        }
        return out;
    }

    // Entries that neither the head nor a section leads to, by any number of references.
    std::vector<ListedEntry> beside_sections() const {
        const auto entries = index_.entries();
        std::vector<bool> reached(entries.size());
        std::vector<std::uint32_t> waiting;
        if (composition_ != no_node && !entries.empty()) {
            waiting.push_back(0);
        }
        while (!waiting.empty()) {
            const std::uint32_t from = waiting.back();
            waiting.pop_back();
            const NodeId resource = entries[from].resource;
            const NodeId end = reached[from] ? resource : tree_.after(resource);
            reached[from] = true;
            for (NodeId each = resource; each < end; ++each) {
                const bool is_reference = tree_[each].is_string() && tree_.key(each) == "reference";
                if (const auto target = is_reference ? index_.find(tree_.text(each), from) : std::nullopt) {
                    waiting.push_back(target->entry);
                }
            }
        }
        std::vector<ListedEntry> out;
        for (std::uint32_t i = 0; i < entries.size(); ++i) {
            if (!reached[i] && entries[i].resource != no_node) {
                out.push_back({.node = entries[i].resource, .restricted = restricted_[i]});
            }
        }
        return out;
    }

    // Entries with a narrative of their own show it; the others are named.
    std::string listed(std::span<const ListedEntry> entries) {
        std::string out;
        std::string without;
        for (const ListedEntry& each : entries.first(std::min(entries.size(), most_listed))) {
            const std::string name = name_of(each.node);
            const std::string text = text_of(each.node);
            (text.empty() ? without : out) += text.empty()
                                                  ? fmt::format("<li>{}</li>", name)
                                                  : fmt::format("<p class=\"s\">{}</p>\n{}", name, text);
        }
        if (entries.size() > most_listed) {
            without += fmt::format("<li>ほか {} 件</li>", entries.size() - most_listed);
        }
        return without.empty() ? out
                               : out + fmt::format("<p class=\"s\">本文のない項目（内容は示していません）："
                                                   "</p>\n<ul class=\"s\">{}</ul>\n",
                                                   without);
    }

    // Its kind, what it is about, and whether it holds.
    std::string name_of(NodeId node) const {
        const std::string_view type = text_in(tree_, node, {"resourceType"});
        if (type.empty()) {
            const std::string_view display = text_in(tree_, node, {"display"});
            return (display.empty() ? "項目" : isolated(display)) + "（この文書に入っていません）";
        }
        const std::string words = resource_words(tree_, node);
        const std::string_view state = state_words(tree_, node);
        return code_html("http://hl7.org/fhir/resource-types", type) +
               (words.empty() ? words : "：" + isolated(words)) +
               (state.empty() ? std::string() : fmt::format("　<b class=\"a\">{}</b>", escaped(state)));
    }

    std::string words_of_code(NodeId concept_node) const {
        const std::string_view word = page_word(text_in(tree_, concept_node, {"coding", "system"}),
                                                text_in(tree_, concept_node, {"coding", "code"}))
                                          .text;
        const std::string_view text = text_in(tree_, concept_node, {"text"});
        return word.empty() ? isolated(words_of(tree_, concept_node))
                            : escaped(word) + (text.empty() ? "" : fmt::format("（{}）", isolated(text)));
    }

    const Tree& tree_;
    NodeId composition_;
    std::uint32_t version_;
    resources::BundleIndex index_;
    std::vector<bool> restricted_; // by entry: many references may lead to one
    std::string body_;
    std::string contents_;
    std::string sheet_; // plain, for the head of each printed sheet
    std::size_t bytes_ = 0;
    int sections_ = 0;
    int count_ = 0;
    int tables_ = 0;
    bool has_restricted_ = false;
    bool has_narrative_ = false;
    bool is_cut_ = false;
};

} // namespace

std::string narrative_page(const Tree& tree, std::uint32_t version) {
    return NarrativePage(tree, version).run();
}

} // namespace renkei::html
