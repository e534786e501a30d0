#include "gateway/forms/html/narrative_page.h"

#include "gateway/forms/html/entry_links.h"
#include "gateway/forms/html/fhir_words.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/narrative.h"
#include "gateway/forms/html/narrative_head.h"
#include "gateway/forms/html/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <vector>

namespace renkei::html {
namespace {

using json::no_node;

constexpr std::size_t most_bytes = std::size_t{4} << 20; // of all narratives of a page
constexpr int most_sections = 500;
constexpr int first_level = 2; // of headings
constexpr int deepest_heading = 6;

constexpr std::string_view what_this_is =
    "この種類の文書を読む様式が、このゲートウェイにはありません。作成者が人に向けて書いた本文を、"
    "書かれた順に示しています。";
constexpr std::string_view what_is_not_read =
    "感染症・アレルギー・医療機器なども、項目の値としては読み取っていません。本文で確かめてください。";
constexpr std::string_view no_narrative_at_all =
    "この文書には、人が読むための本文が一つもありません。内容は、送信元に確認してください。";
constexpr std::string_view cut_note =
    "文書が大きいため、本文の続きを省いています。全文は元の文書にあります。";

constexpr std::size_t most_listed = 300; // entries of one list

struct ListedEntry {
    NodeId node; // the resource, or a reference that leads to none here
    std::uint32_t entry = resources::no_entry;
};

resources::BundleIndex index_of(const Tree& tree) {
    resources::BundleIndex out;
    out.build(tree);
    return out;
}

// A list that is not all there is: of a section or a List. Empty: it is.
std::string mode_note(const Tree& tree, NodeId holder) {
    const PageWord word = page_word("http://hl7.org/fhir/list-mode", text_in(tree, holder, {"mode"}));
    return word.effect == CodeEffect::none ? std::string() : notice(Notice::warning, escaped(word.text));
}

class NarrativePage {
public:
    NarrativePage(const Tree& tree, std::uint32_t version, const PageHead* gateway)
        : tree_(tree),
          composition_(composition_of(tree)),
          version_(version),
          gateway_(gateway),
          index_(index_of(tree)),
          links_(tree, index_),
          is_said_(index_.entries().size()) {
        for (std::size_t i = 0; i < is_said_.size(); ++i) {
            const NodeId resource = index_.entries()[i].resource;
            is_said_[i] = resource == no_node || resource == composition_;
            for (const NodeId each : tree_.items(node_in(tree_, resource, {"entry"}))) {
                if (text_in(tree_, each, {"deleted"}) == "true") { // List.entry
                    removed_.insert(target_of(tree_.child(each, "item"), static_cast<std::uint32_t>(i)).node);
                }
            }
        }
    }

    std::string run() {
        for (const std::string_view named : {"subject", "author", "custodian"}) { // in the head
            entries_of(node_in(tree_, composition_, {named}));
        }
        for (const NodeId section : tree_.items(node_in(tree_, composition_, {"section"}))) {
            add_section(section, first_level, no_node);
        }
        if (const std::vector<ListedEntry> rest = beside_sections(); !rest.empty()) {
            const bool restricted = std::ranges::any_of(rest, [&](const ListedEntry& each) {
                return std::ranges::any_of(labels_of(tree_, each.node), restricts);
            });
            write("どの区分の本文にも含まれない項目", first_level, restricted, listed(rest));
            body_ += "</section>\n";
        }
        const std::string kind = words_of(tree_, node_in(tree_, composition_, {"type"}));
        const std::string_view stated = text_in(tree_, composition_, {"title"});
        const std::string title = !stated.empty() ? std::string(stated) : !kind.empty() ? kind : "文書";
        const NarrativeHead head = narrative_head(tree_, index_, kind, version_);
        return begin_page({.title = title, .sheet = head.sheet, .style = std::string(narrative_style)},
                          gateway_) +
               fmt::format("<div class=\"head\">\n<h1>{}</h1>\n{}{}{}</div>\n{}{}{}<nav "
                           "aria-label=\"目次\"><ul>{}</ul></nav>\n{}{}",
                           escaped(title), head.document,
                           notice(Notice::warning, what_this_is, what_is_not_read),
                           has_restricted_ ? restricted_choice : std::string_view(), head.person,
                           views_html(gateway_),
                           has_narrative_ ? std::string() : notice(Notice::warning, no_narrative_at_all),
                           contents_, body_, is_cut_ ? notice(Notice::warning, cut_note) : std::string()) +
               end_page();
    }

private:
    // ------------------------------------------------------------ sections
    bool any_restricted(std::span<const ListedEntry> entries) const {
        return std::ranges::any_of(entries, [&](const ListedEntry& each) {
            return each.entry != resources::no_entry && links_.is_restricted(each.entry);
        });
    }

    // `focus`: of the section around it, which holds for those in it, too.
    void add_section(NodeId section, int level, NodeId focus) {
        if (++sections_ > most_sections) {
            is_cut_ = true;
            return;
        }
        const std::vector<ListedEntry> entries = entries_of(tree_.child(section, "entry"));
        const NodeId reason = tree_.child(section, "emptyReason");
        const NodeId inner = tree_.child(section, "section");
        const NodeId own_focus = tree_.child(section, "focus");
        focus = own_focus == no_node ? focus : own_focus;
        std::string inside = focus_note(focus) + mode_note(tree_, section);
        const std::string text = text_of(section);
        if (text.empty() && !entries.empty()) {
            inside += "<p class=\"s\">この区分には本文がありません。次の項目が入っています。</p>\n" +
                      listed(with_what_follows(entries));
        } else if (text.empty() && reason == no_node && inner == no_node) {
            inside += "<p class=\"s\">この区分には、本文も項目もありません。</p>\n";
        } else {
            inside += text + list_notes(entries);
        }
        if (reason != no_node) {
            inside += fmt::format("<p class=\"s\">内容がない理由：{}</p>\n", words_of_code(reason));
        }
        if (tree_.child(section, "modifierExtension") != no_node) {
            inside += unread_modifier();
        }
        write(title_of(section), level, any_restricted(entries), inside);
        for (const NodeId each : tree_.items(inner)) {
            add_section(each, std::min(level + 1, deepest_heading), focus);
        }
        body_ += level == first_level ? "</section>\n" : "";
    }

    // Whom a section is about, if not the person of the document.
    std::string focus_note(NodeId focus) const {
        const auto target = index_.find(text_in(tree_, focus, {"reference"}), 0);
        if (focus == no_node || (target && target->resource == person_in(tree_, index_))) {
            return {};
        }
        const std::string words = reference_words(tree_, index_, focus);
        return notice(Notice::warning, fmt::format("この区分の対象：{}（文書の本人ではありません）",
                                                   words.empty() ? "記載なし" : isolated(words)));
    }

    // What Lists say of themselves that the text of their section may not say.
    std::string list_notes(std::span<const ListedEntry> entries) {
        std::string out;
        std::size_t count = 0;
        for (const ListedEntry& each : entries) {
            out += mode_note(tree_, each.node);
            if (!noted_.insert(each.node).second) {
                continue; // once on a page
            }
            for (const NodeId part : tree_.items(node_in(tree_, each.node, {"entry"}))) {
                if (text_in(tree_, part, {"deleted"}) == "true" && ++count <= most_listed) {
                    out += fmt::format("<p class=\"s\">{}</p>\n",
                                       name_of(target_of(tree_.child(part, "item"), each.entry).node));
                }
            }
        }
        return out;
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

    ListedEntry target_of(NodeId reference, std::uint32_t from) const {
        const auto target = index_.find(text_in(tree_, reference, {"reference"}), from);
        return target ? ListedEntry{.node = target->resource, .entry = target->entry}
                      : ListedEntry{.node = reference};
    }

    // What references of a section lead to, each once.
    std::vector<ListedEntry> entries_of(NodeId references) {
        std::vector<ListedEntry> out;
        std::set<NodeId> done;
        for (const NodeId each : tree_.items(references)) {
            const ListedEntry target = target_of(each, 0);
            if (done.insert(target.node).second) {
                out.push_back(target);
            }
            if (target.entry != resources::no_entry) {
                is_said_[target.entry] = true;
            }
        }
        return out;
    }

    std::vector<ListedEntry> with_what_follows(std::vector<ListedEntry> entries) {
        std::vector<std::uint32_t> first;
        for (const ListedEntry& each : entries) {
            if (each.entry != resources::no_entry) {
                first.push_back(each.entry);
            }
        }
        const std::size_t count = first.size();
        const std::vector<std::uint32_t> all =
            links_.with_what_follows(std::move(first), most_listed, is_said_);
        for (const std::uint32_t each : std::span(all).subspan(count)) {
            entries.push_back({.node = index_.entries()[each].resource, .entry = each});
        }
        return entries;
    }

    // Entries that neither the head nor a section shows or names.
    std::vector<ListedEntry> beside_sections() const {
        std::vector<ListedEntry> out;
        for (std::uint32_t i = 0; i < is_said_.size(); ++i) {
            if (!is_said_[i] && !links_.is_named_party(i)) {
                out.push_back({.node = index_.entries()[i].resource, .entry = i});
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
            const std::string text = mode_note(tree_, each.node) + text_of(each.node);
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
        const std::string words =
            type.empty() ? std::string(text_in(tree_, node, {"display"})) : resource_words(tree_, node);
        const std::string_view state =
            removed_.contains(node) ? page_word("deleted", "true").text : state_words(tree_, node);
        return (type.empty() ? (words.empty() ? "項目" : isolated(words)) + "（この文書に入っていません）"
                             : code_html("http://hl7.org/fhir/resource-types", type) +
                                   (words.empty() ? words : "：" + isolated(words))) +
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
    const PageHead* gateway_;
    resources::BundleIndex index_;
    EntryLinks links_;
    std::vector<bool> is_said_; // by entry: shown or named, or empty
    std::set<NodeId> removed_;  // what a List no longer has
    std::set<NodeId> noted_;    // Lists for which this is said beside a text
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

std::string narrative_page(const Tree& tree, std::uint32_t version, const PageHead* head) {
    return NarrativePage(tree, version, head).run();
}

} // namespace renkei::html
