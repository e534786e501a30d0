#include "gateway/network/pages/entry_page.h"

#include "gateway/forms/html/frame.h"
#include "gateway/network/pages/frame.h"

#include <fmt/format.h>

namespace renkei::pages {

std::string entry_button(std::string_view url, const html::HiddenFields& hidden, std::string_view words,
                         std::string_view about) {
    return fmt::format("<form method=\"post\" action=\"{}\">{}<button class=\"btn\" type=\"submit\">{}"
                       "<span class=\"vh\">：{}</span></button></form>\n",
                       escaped(url), html::hidden_fields(hidden), escaped(words), escaped(about));
}

std::string entry_done_page(std::string_view title, std::string_view done, std::string_view about,
                            std::string_view onward, const html::PageHead& head) {
    return html::begin_page({.title = title, .has_forms = true}, &head) +
           fmt::format("<div class=\"head\">\n<h1>{}</h1>\n<p class=\"m\">{}</p>\n</div>\n", escaped(title),
                       escaped(about)) +
           html::notice(html::Notice::success, escaped(done), {}, "status") + std::string(onward) +
           html::end_page();
}

std::string entry_page(const EntryPage& page, const html::PageHead& head) {
    std::vector<html::BoxError> errors;
    for (const html::Box& each : page.boxes) {
        if (!each.error.empty()) {
            errors.push_back({each.name, each.label, each.error});
        }
    }
    const bool has_error = !errors.empty() || !page.refusal.empty();
    return html::begin_page({.title = has_error ? "エラー：" + page.title : page.title, .has_forms = true},
                            &head) +
           fmt::format("<div class=\"head\">\n<h1>{}</h1>\n<p class=\"m\">{}</p>\n</div>\n",
                       escaped(page.title), escaped(page.about)) +
           (page.refusal.empty()
                ? std::string()
                : html::notice(html::Notice::warning, "登録していません", escaped(page.refusal), "alert")) +
           html::box_errors(errors, "登録していません。直すところが{}つあります") +
           fmt::format(
               "<form class=\"entry\" method=\"post\" action=\"{}\" novalidate>\n{}\n{}"
               "<button class=\"btn go\" type=\"submit\">{}</button>\n</form>\n",
               escaped(page.url), html::hidden_fields(page.hidden),
               html::boxes_html(page.boxes, errors.empty() ? std::string_view() : errors.front().name),
               escaped(page.button)) +
           html::end_page();
}

} // namespace renkei::pages
