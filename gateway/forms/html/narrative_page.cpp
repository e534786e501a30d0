#include "gateway/forms/html/narrative_page.h"

#include "gateway/forms/html/document_page.h"
#include "gateway/forms/html/fhir_words.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/narrative.h"
#include "gateway/forms/html/narrative_head.h"
#include "gateway/forms/html/page_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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

// Elements that say whether a resource holds, beside `status`, by their code system.
constexpr std::array<std::string_view, 2> states{"verificationStatus", "clinicalStatus"};

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
        const NarrativeHead head = narrative_head(tree_, composition_, index_, version_);
        return page_begin(head.title, content_security_policy,
                          sheet_style(head.person_of_sheet, head.title) + std::string(narrative_style)) +
               fmt::format("<header>\n<h1>{}</h1>\n{}{}{}</header>\n<main>\n{}{}<nav "
                           "aria-label=\"目次\"><ul>{}</ul></nav>\n{}{}</main>\n</body>\n</html>\n",
                           escaped(head.title), head.lines, what_this_is,
                           has_restricted_ ? restricted_choice : std::string_view(), head.person,
                           has_narrative_ ? std::string_view() : no_narrative_at_all, contents_, body_,
                           is_cut_ ? cut_note : std::string_view());
    }

private:
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
        const auto reach = [&](std::uint32_t entry) {
            if (!reached[entry]) {
                reached[entry] = true;
                waiting.push_back(entry);
            }
        };
        if (composition_ != no_node && !entries.empty()) {
            reach(0);
        }
        while (!waiting.empty()) {
            const std::uint32_t from = waiting.back();
            waiting.pop_back();
            const NodeId resource = entries[from].resource;
            for (NodeId each = resource; each < tree_.after(resource); ++each) {
                const bool is_reference = tree_[each].is_string() && tree_.key(each) == "reference";
                const auto target = is_reference ? index_.find(tree_.text(each), from) : std::nullopt;
                if (target) {
                    reach(target->entry);
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
        const std::string_view state = state_of(node);
        return code_html("http://hl7.org/fhir/resource-types", type) +
               (words.empty() ? words : "：" + isolated(words)) +
               (state.empty() ? std::string() : fmt::format("　<b class=\"a\">{}</b>", escaped(state)));
    }

    std::string_view state_of(NodeId resource) const {
        PageWord word = page_word("status", text_in(tree_, resource, {"status"}));
        for (const std::string_view name : states) {
            if (word.effect == CodeEffect::none) {
                word = page_word(text_in(tree_, resource, {name, "coding", "system"}),
                                 text_in(tree_, resource, {name, "coding", "code"}));
            }
        }
        return word.effect == CodeEffect::none ? std::string_view() : word.text;
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
