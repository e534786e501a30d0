#include "gateway/network/pages/entry_page.h"

#include "gateway/core/text/words.h"
#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/network/pages/frame.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::pages {
namespace {

constexpr std::string_view types[] = {"text", "text", "date", "month", "datetime-local"}; // by BoxLook

bool has_word(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        if (text::next_part(words, ' ') == word) {
            return true;
        }
    }
    return false;
}

// Name, id and state of a control. The first wrong one has the focus.
std::string attributes(const EntryBox& box, bool is_first_wrong) {
    const std::string name = escaped(box.name);
    return fmt::format(" id=\"{0}\" name=\"{0}\"{1}{2}{3}", name, box.is_needed ? " required" : "",
                       box.error.empty()
                           ? std::string()
                           : fmt::format(" aria-invalid=\"true\" aria-describedby=\"{}-e\"", name),
                       is_first_wrong ? " autofocus" : "");
}

std::string options(const EntryBox& box) {
    std::string out;
    for (const auto& [value, words] : box.choices) {
        out += fmt::format("<option value=\"{}\"{}>{}</option>", escaped(value),
                           value == box.value ? " selected" : "", escaped(words));
    }
    return out;
}

std::string control(const EntryBox& box, bool is_first_wrong) {
    const std::string with = attributes(box, is_first_wrong);
    if (box.look == BoxLook::choice) {
        return fmt::format("<select{}><option value=\"\">選んでください</option>{}</select>", with,
                           options(box));
    }
    const bool is_offered = box.look == BoxLook::offered;
    const std::string list =
        is_offered ? fmt::format("<datalist id=\"{}-c\">{}</datalist>", escaped(box.name), options(box))
                   : std::string();
    return fmt::format("<input type=\"{}\"{} value=\"{}\" autocomplete=\"off\"{}{}>{}",
                       is_offered ? std::string_view("text") : types[static_cast<std::size_t>(box.look)],
                       with, escaped(box.value), box.look == BoxLook::number ? " inputmode=\"numeric\"" : "",
                       is_offered ? fmt::format(" list=\"{}-c\"", escaped(box.name)) : std::string(), list);
}

std::string ticks(const EntryBox& box, bool is_first_wrong) {
    std::string out;
    for (const auto& [value, words] : box.choices) {
        out += fmt::format("<label class=\"choice\"><input type=\"checkbox\"{} name=\"{}\" value=\"{}\"{}{}>"
                           "<span>{}</span></label>\n",
                           out.empty() ? fmt::format(" id=\"{}\"", escaped(box.name)) : std::string(),
                           escaped(box.name), escaped(value), has_word(box.value, value) ? " checked" : "",
                           out.empty() && is_first_wrong ? " autofocus" : "", escaped(words));
    }
    return out;
}

std::string box_html(const EntryBox& box, bool is_first_wrong) {
    const std::string must = box.is_needed ? "<span class=\"must\">必須</span>" : "";
    const std::string error =
        box.error.empty()
            ? std::string()
            : fmt::format("<span class=\"err\" id=\"{}-e\"><span class=\"vh\">エラー：</span>{}</span>",
                          escaped(box.name), escaped(box.error));
    const std::string_view look = box.error.empty() ? "q" : "q bad";
    if (box.look == BoxLook::ticks) {
        return fmt::format("<fieldset class=\"{}\"><legend>{}{}</legend>{}{}</fieldset>\n", look,
                           escaped(box.label), must, error, ticks(box, is_first_wrong));
    }
    if (box.look == BoxLook::tick) {
        return fmt::format(
            "<div class=\"{}\">{}<label class=\"choice\"><input type=\"checkbox\"{} value=\"1\"{}>"
            "<span>{}</span></label></div>\n",
            look, error, attributes(box, is_first_wrong), box.value == "1" ? " checked" : "",
            escaped(box.label));
    }
    return fmt::format("<div class=\"{}\"><label for=\"{}\">{}{}</label>{}{}</div>\n", look,
                       escaped(box.name), escaped(box.label), must, error, control(box, is_first_wrong));
}

std::string errors_of(const EntryPage& page) {
    std::string out;
    std::size_t count = 0;
    for (const EntryBox& each : page.boxes) {
        if (!each.error.empty()) {
            ++count;
            out += fmt::format("<li><a href=\"#{}\">{}：{}</a></li>", escaped(each.name), escaped(each.label),
                               escaped(each.error));
        }
    }
    return count == 0
               ? out
               : fmt::format("<div class=\"errsum\" role=\"alert\">\n<h2>登録していません。直すところが{}"
                             "つあります</h2>\n<ul>{}</ul>\n</div>\n",
                             count, out);
}

std::string hidden_fields(const std::vector<std::pair<std::string, std::string>>& hidden) {
    std::string out;
    for (const auto& [name, value] : hidden) {
        out += fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value));
    }
    return out;
}

} // namespace

std::string entry_button(std::string_view url, const std::vector<std::pair<std::string, std::string>>& hidden,
                         std::string_view words, std::string_view about) {
    return fmt::format("<form method=\"post\" action=\"{}\">{}<button class=\"btn\" type=\"submit\">{}"
                       "<span class=\"vh\">：{}</span></button></form>\n",
                       escaped(url), hidden_fields(hidden), escaped(words), escaped(about));
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
    const auto wrong =
        std::ranges::find_if(page.boxes, [](const EntryBox& each) { return !each.error.empty(); });
    const bool has_error = wrong != page.boxes.end() || !page.refusal.empty();
    std::string boxes;
    for (const EntryBox& each : page.boxes) {
        boxes += box_html(each, wrong != page.boxes.end() && &each == &*wrong);
    }
    return html::begin_page({.title = has_error ? "エラー：" + page.title : page.title, .has_forms = true},
                            &head) +
           fmt::format("<div class=\"head\">\n<h1>{}</h1>\n<p class=\"m\">{}</p>\n</div>\n",
                       escaped(page.title), escaped(page.about)) +
           (page.refusal.empty()
                ? std::string()
                : html::notice(html::Notice::warning, "登録していません", escaped(page.refusal), "alert")) +
           errors_of(page) +
           fmt::format("<form class=\"entry\" method=\"post\" action=\"{}\" novalidate>\n{}\n{}"
                       "<button class=\"btn go\" type=\"submit\">{}</button>\n</form>\n",
                       escaped(page.url), hidden_fields(page.hidden), boxes, escaped(page.button)) +
           html::end_page();
}

} // namespace renkei::pages
