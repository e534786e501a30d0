#include "gateway/forms/html/narrative_page.h"

#include "gateway/forms/html/document_page.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/narrative.h"
#include "gateway/forms/html/narrative_entries.h"
#include "gateway/forms/html/narrative_head.h"
#include "gateway/forms/html/page_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

using json::no_node;
using json::NodeId;
using json::Tree;

constexpr std::size_t most_bytes = std::size_t{4} << 20; // of all narratives of a page
constexpr int most_sections = 500;
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

class NarrativePage {
public:
    NarrativePage(const Tree& tree, std::uint32_t version)
        : tree_(tree),
          composition_(composition_of(tree)),
          entries_(tree, composition_),
          version_(version) {}

    std::string run() {
        std::string body;
        for (const NodeId section : tree_.items(node_in(tree_, composition_, {"section"}))) {
            add_section(body, section, 2);
        }
        add_rest(body);
        if (is_cut_) {
            body += cut_note;
        }
        const NarrativeHead head = narrative_head(tree_, composition_, entries_.index(), version_);
        std::string out =
            page_begin(head.title, content_security_policy,
                       sheet_style(head.person_of_sheet, head.title) + std::string(narrative_style));
        out +=
            fmt::format("<header>\n<h1>{}</h1>\n{}{}{}</header>\n<main>\n{}", escaped(head.title), head.lines,
                        what_this_is, has_restricted_ ? restricted_choice : std::string_view(), head.person);
        out += has_narrative_ ? std::string_view() : no_narrative_at_all;
        out += "<nav aria-label=\"目次\"><ul>" + contents_ + "</ul></nav>\n" + body;
        return out += "</main>\n</body>\n</html>\n";
    }

private:
    void add_section(std::string& body, NodeId section, int level) {
        if (++sections_ > most_sections) {
            is_cut_ = true;
            return;
        }
        const NodeId entries = tree_.child(section, "entry");
        const bool restricted = entries_.any_restricted(entries);
        has_restricted_ |= restricted;
        open(body, title_of(section), level, restricted);
        std::string inside = text_of(section);
        const NodeId inner = tree_.child(section, "section");
        if (inside.empty()) {
            inside = without_text(section, entries, inner != no_node);
        }
        if (const NodeId reason = tree_.child(section, "emptyReason"); reason != no_node) {
            inside += fmt::format("<p class=\"s\">内容がない理由：{}</p>\n", words_of_code(reason));
        }
        if (tree_.child(section, "modifierExtension") != no_node) {
            inside += unread_modifier;
        }
        body += restricted ? fmt::format("<div class=\"x\">{}</div>\n{}", inside, restricted_note) : inside;
        for (const NodeId each : tree_.items(inner)) {
            add_section(body, each, std::min(level + 1, deepest_heading));
        }
        body += level == 2 ? "</section>\n" : "";
    }

    void open(std::string& body, std::string_view title, int level, bool restricted) {
        const std::string mark = restricted ? fmt::format("{} ", restricted_tag) : std::string();
        if (level > 2) {
            body += fmt::format("<h{0}>{1}{2}</h{0}>\n", level, mark, isolated(title));
            return;
        }
        const std::string id = fmt::format("s{}", ++count_);
        body += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}{2}</h2>\n", id, mark,
                            isolated(title));
        contents_ += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, isolated(title));
    }

    std::string_view title_of(NodeId section) const {
        const std::string_view title = text_in(tree_, section, {"title"});
        const std::string_view code =
            title.empty() ? concept_words(tree_, tree_.child(section, "code")) : title;
        return code.empty() ? "（見出しなし）" : code;
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

    // A section that says nothing itself: what its entries say, or at least which there are.
    std::string without_text(NodeId section, NodeId references, bool has_inner) {
        const std::vector<EntryName> names = entries_.named(references);
        if (names.empty()) {
            const bool says_why = tree_.child(section, "emptyReason") != no_node;
            return says_why || has_inner ? "" : "<p class=\"s\">この区分には、本文も項目もありません。</p>\n";
        }
        return "<p class=\"s\">この区分には本文がありません。次の項目が入っています。</p>\n" + listed(names);
    }

    // Entries with a narrative of their own show it; the others are named.
    std::string listed(std::span<const EntryName> names) {
        std::string out;
        std::string without;
        for (const EntryName& each : names) {
            const std::string text = each.resource == no_node ? std::string() : text_of(each.resource);
            if (text.empty()) {
                without += fmt::format("<li>{}</li>", each.html);
            } else {
                out += fmt::format("<p class=\"s\">{}</p>\n{}", each.html, text);
            }
        }
        return without.empty() ? out
                               : out + fmt::format("<p class=\"s\">本文のない項目（内容は示していません）："
                                                   "</p>\n<ul class=\"s\">{}</ul>\n",
                                                   without);
    }

    void add_rest(std::string& body) {
        const std::vector<EntryName> rest = entries_.beside_sections();
        if (rest.empty()) {
            return;
        }
        const bool restricted =
            std::ranges::any_of(rest, [](const EntryName& each) { return each.restricted; });
        has_restricted_ |= restricted;
        open(body, "どの区分の本文にも含まれない項目", 2, restricted);
        const std::string inside = listed(rest);
        body += restricted ? fmt::format("<div class=\"x\">{}</div>\n{}", inside, restricted_note) : inside;
        body += "</section>\n";
    }

    std::string words_of_code(NodeId concept_node) const {
        const NodeId coding = node_in(tree_, concept_node, {"coding"});
        const PageWord word = coding == no_node
                                  ? PageWord{}
                                  : page_word(text_in(tree_, concept_node, {"coding", "system"}),
                                              text_in(tree_, concept_node, {"coding", "code"}));
        const std::string_view text = text_in(tree_, concept_node, {"text"});
        std::string out =
            word.text.empty() ? isolated(concept_words(tree_, concept_node)) : escaped(word.text);
        return text.empty() || word.text.empty() ? out : out + fmt::format("（{}）", isolated(text));
    }

    const Tree& tree_;
    NodeId composition_;
    NarrativeEntries entries_;
    std::uint32_t version_;
    std::string contents_;
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
