#include "gateway/network/pages/frame.h"

#include "gateway/forms/html/frame.h"

#include <fmt/format.h>

namespace renkei::pages {
namespace {

constexpr diag::BilingualText closed_title{"Nothing can be shown", "表示できません"};
constexpr diag::BilingualText back_text{"Back to your page", "ご自身のページへ戻る"};

} // namespace

std::string refusal_page(const RefusalText& refusal, const html::PageHead& head) {
    const html::PageLink& list = head.way_back.front();
    return html::begin_page({.title = "表示できません", .look = "read"}, &head) +
           fmt::format("<h1>表示できません</h1>\n{}<p><a href=\"{}\">{}</a></p>\n"
                       "<p class=\"s\">HTTP {}　要求番号：{}</p>\n",
                       html::notice(html::Notice::warning, escaped(refusal.text), {}, "alert"),
                       escaped(list.url), escaped(list.text), refusal.status, escaped(refusal.request)) +
           html::end_page();
}

std::string own_begin(std::string_view title, diag::Language language) {
    return html::begin_page({.title = title,
                             .look = "own",
                             .has_forms = true,
                             .language = language == diag::Language::japanese ? "ja" : "en"}) +
           fmt::format("<h1>{}</h1>\n", escaped(title));
}

std::string own_refusal_page(std::string_view text, diag::Language language) {
    return own_begin(closed_title.in(language), language) +
           html::notice(html::Notice::info, escaped(text), {}, "alert") +
           fmt::format("<p class=\"go\"><a href=\"/my\">{}</a></p>\n", escaped(back_text.in(language))) +
           html::end_page();
}

} // namespace renkei::pages
