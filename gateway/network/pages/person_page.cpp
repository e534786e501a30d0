#include "gateway/network/pages/person_page.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/pages/frame.h"
#include "gateway/network/pages/person_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace renkei::pages {
namespace {

constexpr std::string_view page_title = "文書から見た本人の記録";
constexpr std::string_view several_title = "同じ番号に別の人の文書があります";

struct Differing {
    std::string japanese{};
    std::string english{};
};

// What differs between the persons, in words.
Differing words_for(const mhd::PersonAgreement& differences) {
    Differing out;
    const auto add = [&](mhd::Agreement agreement, std::string_view japanese, std::string_view english) {
        if (agreement == mhd::Agreement::different) {
            out.japanese += fmt::format("{}{}", out.japanese.empty() ? "" : "・", japanese);
            out.english += fmt::format("{}{}", out.english.empty() ? "" : ", ", english);
        }
    };
    add(differences.name, "氏名", "name");
    add(differences.birth_date, "生年月日", "birth date");
    add(differences.gender, "性別", "sex");
    return out;
}

// How many persons, and what differs in Japanese and in English.
constexpr std::string_view stop_text =
    R"(この番号の文書は、{1}が食い違うため {0} 人に分けて示しています。別の人の文書が混ざっているか、同じ人の改姓や誤記です。</p>
<p>どの列も、氏名・生年月日・性別が本人と合うことを確かめるまで使わないでください。同じ人なら、ほかの列の薬・アレルギーも本人のものです。だれの番号かを、文書の送信元か、番号を付けた保険者・医療機関・事業所に確かめ、誤っている文書は送信元に訂正か取り下げを依頼してください。</p>
<p lang="en">Stop. The documents with this number disagree ({2}) and are shown as {0} persons: another person's documents are among them, or one person changed the name or was written wrongly. Use no column until its name, birth date and sex are confirmed as the person's. If it is one person, medicines and allergies in the other columns are that person's, too. Ask the sender of each document, or the insurer or institution that gave the number, and have the wrong document corrected or withdrawn.)";

std::string stop(const mhd::DocumentsApart& apart) {
    const Differing words = words_for(apart.differences);
    return html::notice(html::Notice::danger, "使用を止めて、確認してください。",
                        fmt::format(stop_text, apart.persons.size(), words.japanese, words.english), "alert");
}

// The line stands in each column, because each is printed on sheets of its own.
std::string column(const PersonRecord& record, std::size_t number, std::size_t count, bool is_opened) {
    return fmt::format(
        "<section class=\"person\" aria-labelledby=\"p{0}\">\n<h2 id=\"p{0}\">{0}人目（{1}人中）{4}</h2>\n"
        "{5}{2}{3}</section>\n",
        number, count, record.head(), record.body(), is_opened ? "<b>（開いた文書の人）</b>" : "",
        html::notice(html::Notice::warning, fmt::format("同じ番号の文書が {} 人に分かれています。", count),
                     "氏名・生年月日が本人と合うか確かめるまで、使わないでください。"));
}

// The sheets of a column carry its own person.
std::string sheets_of_column(const PersonRecord& record, std::size_t number) {
    const std::string page = fmt::format("p{}", number);
    return fmt::format(".person:nth-child({}){{page:{}}}\n", number, page) +
           html::sheet_style(record.sheet(), several_title, page);
}

bool has_document(const std::vector<mhd::NamedDocument>& documents, std::string_view id) {
    return std::ranges::find(documents, id, &mhd::NamedDocument::document) != documents.end();
}

constexpr std::string_view undecided_text = R"(<section aria-labelledby="undecided">
<h2 id="undecided">どの人の文書か決められない文書</h2>
<p class="s">番号は同じですが、本人の情報が少ないか、このページでは開いていないか、保存先で壊れています。内容は開いて確かめ、開けないときは運用者に連絡してください。</p>
)";

std::string undecided(const mhd::DocumentsApart& apart, std::string_view documents_url) {
    if (apart.count_undecided == 0) {
        return {};
    }
    return std::string(undecided_text) + document_list(apart.undecided, documents_url) +
           more_documents(apart.count_undecided - apart.undecided.size(), documents_url) + "</section>\n";
}

// Once on a page: it is for all that stands on it.
std::string_view choice(bool has_restricted) {
    return has_restricted ? html::restricted_choice : std::string_view();
}

} // namespace

std::string person_page(const mhd::SummaryContent& content, const std::vector<mhd::SummarySection>& sections,
                        std::string_view documents_url, const html::PageHead& head) {
    const PersonRecord record(content, sections, documents_url, {});
    return html::begin_page({.title = page_title, .sheet = record.sheet(), .look = "record"}, &head) +
           fmt::format("<div class=\"head\">\n<h1>{}</h1>\n{}{}</div>\n{}{}", page_title,
                       choice(record.has_restricted()), record.head(), html::views_html(&head),
                       record.body()) +
           html::end_page();
}

std::string persons_page(std::span<const mhd::SummaryContent> contents, const mhd::DocumentsApart& apart,
                         const std::vector<mhd::SummarySection>& sections, std::string_view documents_url,
                         std::string_view opened, const html::PageHead& head) {
    assert(contents.size() == apart.persons.size());
    std::string style;
    std::string columns;
    bool has_restricted = false;
    for (std::size_t i = 0; i < contents.size(); ++i) {
        const PersonRecord record(contents[i], sections, documents_url,
                                  {.number = i + 1, .most = most_of_page / contents.size()});
        style += sheets_of_column(record, i + 1);
        has_restricted |= record.has_restricted();
        columns += column(record, i + 1, contents.size(), has_document(apart.persons[i], opened));
    }
    return html::begin_page({.title = several_title, .look = "full", .style = std::move(style)}, &head) +
           fmt::format("<div class=\"head\">\n<h1>{}</h1>\n{}</div>\n{}{}<div class=\"persons\">\n",
                       several_title, choice(has_restricted), stop(apart), html::views_html(&head)) +
           columns + "</div>\n" + undecided(apart, documents_url) + html::end_page();
}

} // namespace renkei::pages
