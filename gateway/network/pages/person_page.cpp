#include "gateway/network/pages/person_page.h"

#include "gateway/network/pages/frame.h"
#include "gateway/network/pages/person_record.h"

#include <fmt/format.h>

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
constexpr std::string_view stop_text = R"(<div class="alert" role="alert">
<p>確認が必要です。この番号の文書には {0} 人の記載があります（{1}が異なります）。一人の記録としてまとめず、人ごとに分けて示しています。</p>
<p>だれの番号かを、文書の送信元か、番号を付けた保険者・医療機関・事業所に確かめてください。誤っている文書は、送信元に訂正か取り下げを依頼してください。確かめるまで、ほかの人の列の内容を本人のものとして使わないでください。</p>
<p lang="en">Stop: the documents with this number are of {0} persons ({2} differ). They are shown apart and are not joined. Ask the sender of each document, or the insurer or institution that gave the number, whose number it is, and have the wrong document corrected or withdrawn. Until then, take nothing in another person's column for this person's.</p>
</div>
)";

std::string stop(const mhd::DocumentsApart& apart) {
    const Differing words = words_for(apart.differences);
    return fmt::format(stop_text, apart.persons.size(), words.japanese, words.english);
}

std::string column(const PersonRecord& record, std::size_t number, std::size_t count) {
    return fmt::format(
        "<section class=\"person\" aria-labelledby=\"p{0}\">\n<h2 id=\"p{0}\">{0}人目（{1}人中）</h2>\n<p "
        "class=\"s a\">別の人の記載と混ぜないでください。</p>\n{2}{3}</section>\n",
        number, count, record.head(), record.body());
}

constexpr std::string_view undecided_text = R"(<section aria-labelledby="undecided">
<h2 id="undecided">どの人の文書か決められない文書</h2>
<p class="s">番号は同じですが、本人の情報が少ないか、このページでは開いていません。内容は開いて確かめてください。</p>
)";

std::string undecided(const mhd::DocumentsApart& apart, std::string_view documents_url) {
    if (apart.count_undecided == 0) {
        return {};
    }
    return std::string(undecided_text) + document_list(apart.undecided, documents_url) +
           more_documents(apart.count_undecided - apart.undecided.size(), documents_url) + "</section>\n";
}

} // namespace

std::string person_page(const mhd::SummaryContent& content, const std::vector<mhd::SummarySection>& sections,
                        std::string_view documents_url) {
    const PersonRecord record(content, sections, documents_url, {});
    return page_begin(page_title) +
           fmt::format("<header>\n<h1>{}</h1>\n{}</header>\n<main>\n{}", page_title, record.head(),
                       record.body()) +
           page_end();
}

std::string persons_page(std::span<const mhd::SummaryContent> contents, const mhd::DocumentsApart& apart,
                         const std::vector<mhd::SummarySection>& sections, std::string_view documents_url) {
    assert(contents.size() == apart.persons.size());
    std::string out = page_begin(several_title) +
                      fmt::format("<header>\n<h1>{}</h1>\n<p class=\"m\">{}</p>\n</header>\n<main>\n{}<div "
                                  "class=\"persons\">\n",
                                  several_title, list_link(documents_url), stop(apart));
    for (std::size_t i = 0; i < contents.size(); ++i) {
        const PersonRecord record(contents[i], sections, documents_url,
                                  {.number = i + 1, .most = most_of_page / contents.size()});
        out += column(record, i + 1, contents.size());
    }
    return out + "</div>\n" + undecided(apart, documents_url) + page_end();
}

} // namespace renkei::pages
