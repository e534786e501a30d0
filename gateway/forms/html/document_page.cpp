#include "gateway/forms/html/document_page.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/page.h"
#include "gateway/forms/html/section_writer.h"
#include "gateway/forms/html/top.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

using form::none;

constexpr std::string_view legend =
    "<p "
    "class=\"s\">"
    "「不明」「未聴取」は、そのように届いた答えです。「未記入」は空欄のまま届いた欄、「届いていない欄」は値も"
    "空欄の印も"
    "ない欄です。どちらも「なし」という意味ではありません。☑ はチェックあり、☐ はチェックなしです。</p>\n";

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

    std::string page() {
        write();
        return begin_page({.title = title_with_month(),
                           .sheet = person_of_sheet(answers_, options_.person),
                           .look = plan_.page_look().landscape ? "broad-sheet" : ""},
                          options_.head) +
               fmt::format("<div class=\"head\">\n<h1>{}</h1>\n{}{}{}</div>\n{}{}{}{}{}{}", escaped(title_),
                           document_line(answers_, options_.version),
                           answers_.is_part() ? part_note : std::string_view(),
                           has_restricted_ ? restricted_choice : std::string_view(), person_.html,
                           views_html(options_.head), contents(), out_, legend, technical()) +
               end_page();
    }

    DocumentSheet sheet() {
        write();
        return {.title = title_with_month(),
                .person = person_of_sheet(answers_, options_.person),
                .html = document_line(answers_, options_.version) + person_.html + out_ + technical(),
                .has_restricted = has_restricted_,
                .is_broad = plan_.page_look().landscape};
    }

private:
    std::string title_with_month() const {
        const std::string month = month_text(answers_);
        return month.empty() ? title_ : title_ + "　" + month;
    }

    // A page of one or two sections needs none.
    std::string contents() const {
        constexpr int few = 2;
        return count_ <= few ? std::string()
                             : fmt::format("<nav aria-label=\"目次\"><ul>{}</ul></nav>\n", contents_);
    }

    void write() {
        title_ =
            fmt::format("{}{}", plan_.text(plan_.form().about().title), answers_.is_part() ? "（一部）" : "");
        for (const mapping::PageSectionId section : plan_.page_sections().ids()) {
            add_section(out_, section, plan_.text(plan_.page_sections()[section].title));
        }
        add_section(out_, none, "この文書について");
        person_ = person_box(answers_, options_);
        has_restricted_ |= person_.has_restricted;
        write_silent_sections();
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

    std::string technical() const {
        const SectionText technical = write_section(answers_, none, Layer::technical);
        return fmt::format("<details>\n<summary>技術情報（文書番号・事業所番号など）</summary>\n{}<p "
                           "class=\"s\">様式 {} {}</p>\n</details>\n",
                           technical.html, escaped(plan_.form().id()), escaped(plan_.form().version()));
    }

    const mapping::Plan& plan_;
    Answers answers_;
    PageOptions options_;
    std::string title_;
    PersonBox person_;
    std::string out_; // behind the person
    std::string contents_;
    std::vector<std::string> silent_sections_;
    std::vector<std::string> blank_sections_;
    std::vector<std::string> left_out_sections_;
    int count_ = 0;
    bool has_restricted_ = false;
    bool has_restricted_boxes_ = false;
};

// Headings a step lower, ids of its own, and no landmarks: several of one name would be on the page.
std::string as_part(std::string_view html, std::string_view id) {
    std::string out;
    while (!html.empty()) {
        const std::size_t begin = std::min(html.find('<'), html.size());
        const std::size_t end = std::min(html.find('>', begin), html.size() - 1) + 1;
        out += html.substr(0, begin);
        std::string tag(html.substr(begin, end - begin)); // no text has a sign of it
        html.remove_prefix(end);
        const std::size_t name = tag.starts_with("</") ? 2 : 1;
        if (tag.size() > name + 1 && tag[name] == 'h' && tag[name + 1] >= '1' && tag[name + 1] < '6') {
            ++tag[name + 1];
        } else if (tag.starts_with("<section")) {
            tag = "<div" + tag.substr(8, std::min(tag.find(" aria-label"), tag.size() - 1) - 8) + ">";
        } else if (tag == "</section>") {
            tag = "</div>";
        }
        if (const std::size_t at = tag.find(" id=\""); at != std::string::npos) {
            tag.insert(at + 5, id);
        }
        out += tag;
    }
    return out;
}

} // namespace

std::string document_page(const mapping::Plan& plan, const record::Record& record,
                          const PageOptions& options) {
    return PageWriter(plan, record, options).page();
}

DocumentSheet document_sheet(const mapping::Plan& plan, const record::Record& record,
                             const PageOptions& options) {
    return PageWriter(plan, record, options).sheet();
}

std::string sheets_page(std::string_view title, std::span<const DocumentSheet> sheets, std::string_view why,
                        const std::vector<std::string>& missing, const PageHead& head) {
    std::string style;
    std::string contents;
    std::string body;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        const DocumentSheet& sheet = sheets[i];
        const std::string id = fmt::format("d{}", i + 1);
        style += fmt::format("#{0}{1}{{page:{0}}}\n", id, i == 0 ? ",.head" : "") +
                 sheet_style(sheet.person, sheet.title, id) +
                 (sheet.is_broad ? fmt::format("@page {}{{size:A4 landscape}}\n", id) : "");
        contents += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, isolated(sheet.title));
        body += fmt::format("<section class=\"sheet\" id=\"{0}\" aria-labelledby=\"{0}t\">\n<h2 "
                            "id=\"{0}t\">{1}</h2>\n{2}{3}</section>\n",
                            id, isolated(sheet.title), as_part(sheet.html, id),
                            i + 1 == sheets.size() ? legend : std::string_view());
    }
    const bool has_restricted = std::ranges::any_of(sheets, &DocumentSheet::has_restricted);
    const bool is_broad = std::ranges::any_of(sheets, &DocumentSheet::is_broad);
    return begin_page({.title = title, .look = is_broad ? "full" : "", .style = std::move(style)}, &head) +
           fmt::format("<div class=\"head\">\n<h1>{}</h1>\n{}{}</div>\n{}{}{}", escaped(title),
                       missing.empty() ? std::string()
                                       : notice(Notice::warning, escaped(why) + "：" + listed(missing)),
                       has_restricted ? restricted_choice : std::string_view(), views_html(&head),
                       contents.empty() ? contents
                                        : "<nav aria-label=\"目次\"><ul>" + contents + "</ul></nav>\n",
                       body) +
           end_page();
}

} // namespace renkei::html
