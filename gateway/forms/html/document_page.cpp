#include "gateway/forms/html/document_page.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/page.h"
#include "gateway/forms/html/section_writer.h"
#include "gateway/forms/html/top.h"

#include <fmt/format.h>

namespace renkei::html {
namespace {

using form::none;

constexpr std::string_view legend =
    "「不明」「未聴取」は、そのように届いた答えです。「未記入」は空欄のまま届いた欄、「届いていない欄」は値も"
    "空欄の印も"
    "ない欄です。どちらも「なし」という意味ではありません。☑ はチェックあり、☐ はチェックなしです。";

// Whether a box that is not shown has a value is nothing that the page may say.
constexpr std::string_view part_note =
    "<p class=\"m\"><span class=\"tag\">一部</span> この文書のうち、閲覧できる欄だけを示しています。"
    "示していない欄に記入があるかどうかは、このページからは分かりません。"
    "必要な内容は、本人または保険者に確認してください。</p>\n";

class PageWriter {
public:
    PageWriter(const mapping::Plan& plan, const record::Record& record, const PageOptions& options)
        : plan_(plan),
          answers_(plan, record, options.shows),
          options_(options) {}

    std::string run() {
        std::string body;
        for (const mapping::PageSectionId section : plan_.page_sections().ids()) {
            add_section(body, section, plan_.text(plan_.page_sections()[section].title));
        }
        add_section(body, none, "この文書について");
        write_head();
        out_ += "<nav aria-label=\"目次\"><ul>" + contents_ + "</ul></nav>\n" + body;
        write_silent_sections();
        out_ += fmt::format("<p class=\"s\">{}</p>\n", legend);
        write_technical();
        return std::move(out_ += end_page());
    }

private:
    void write_head() {
        const std::string title =
            fmt::format("{}{}", plan_.text(plan_.form().about().title), answers_.is_part() ? "（一部）" : "");
        const PersonBox person = person_box(answers_, options_);
        has_restricted_ |= person.has_restricted;
        out_ = begin_page({.title = title,
                           .sheet = person_of_sheet(answers_),
                           .look = plan_.page_look().landscape ? "broad-sheet" : ""},
                          options_.head) +
               fmt::format("<div class=\"head\">\n<h1>{}</h1>\n{}{}{}</div>\n{}", escaped(title),
                           document_line(answers_, options_.version),
                           answers_.is_part() ? part_note : std::string_view(),
                           has_restricted_ ? restricted_choice : std::string_view(), person.html) +
               views_html(options_.head);
    }

    void add_section(std::string& body, mapping::PageSectionId section, std::string_view title) {
        const SectionText text = write_section(answers_, section, Layer::content);
        has_restricted_ |= text.has_restricted;
        has_restricted_boxes_ |= text.has_restricted_boxes;
        if (text.html.empty()) {
            if (!text.left_out.empty()) {
                left_out_sections_.emplace_back(title);
            }
            if (text.has_boxes) {
                (text.blank.empty() ? silent_sections_ : blank_sections_).emplace_back(title);
            }
            return;
        }
        const std::string id = fmt::format("s{}", ++count_);
        body +=
            fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", id, escaped(title));
        body += text.html;
        if (text.has_restricted) {
            body += restricted_note;
        }
        body += named("未記入", text.blank) + named("届いていない欄", text.silent) +
                named("示していない欄", text.left_out) + "</section>\n";
        contents_ += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, escaped(title));
    }

    static std::string named(std::string_view what, const std::vector<std::string>& names) {
        return names.empty() ? std::string()
                             : fmt::format("<p class=\"s\">{}：{}</p>\n", what, listed(names));
    }

    void write_silent_sections() {
        out_ += named("すべての欄が未記入か、届いていない区分", blank_sections_) +
                named("値が一つも届いていない区分", silent_sections_) +
                named("示していない欄のある、そのほかの区分", left_out_sections_);
        if (has_restricted_boxes_ && !has_restricted_) {
            out_ += "<p class=\"s\">取扱注意の欄に、届いた値はありません。</p>\n";
        }
    }

    void write_technical() {
        const SectionText technical = write_section(answers_, none, Layer::technical);
        out_ += fmt::format("<details>\n<summary>技術情報（文書番号・事業所番号など）</summary>\n{}<p "
                            "class=\"s\">様式 {} {}</p>\n</details>\n",
                            technical.html, escaped(plan_.form().id()), escaped(plan_.form().version()));
    }

    const mapping::Plan& plan_;
    Answers answers_;
    PageOptions options_;
    std::string out_;
    std::string contents_;
    std::vector<std::string> silent_sections_;
    std::vector<std::string> blank_sections_;
    std::vector<std::string> left_out_sections_;
    int count_ = 0;
    bool has_restricted_ = false;
    bool has_restricted_boxes_ = false;
};

} // namespace

std::string document_page(const mapping::Plan& plan, const record::Record& record,
                          const PageOptions& options) {
    return PageWriter(plan, record, options).run();
}

} // namespace renkei::html
