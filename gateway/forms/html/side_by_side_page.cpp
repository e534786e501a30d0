#include "gateway/forms/html/side_by_side_page.h"

#include "gateway/core/time/date.h"
#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/grids.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/top.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::html {
namespace {

using record::Row;
using DocumentsBeside = std::array<std::optional<DocumentBeside>, 2>;

// Of both documents.
struct ServiceRow {
    std::string_view name{};
    std::array<const ServiceDays*, 2> days{};
    bool is_compared = true;

    std::int64_t count(std::size_t place, unsigned day) const {
        return days[place] == nullptr ? 0 : days[place]->count(day);
    }
    std::int64_t total(std::size_t place) const { return days[place] == nullptr ? 0 : days[place]->total(); }
};

struct Difference {
    unsigned day = 0;
    const ServiceRow* service = nullptr;
};

std::int64_t number_in(std::string_view text) {
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

class BesideReader {
public:
    BesideReader(const SideBySide& about, std::size_t place, const mapping::Plan& plan,
                 const record::Record& record)
        : about_(about),
          place_(place),
          answers_(plan, record),
          root_(record.root()) {}

    DocumentBeside run(std::uint32_t version) const {
        DocumentBeside out{.person = person_box(answers_).html,
                           .person_sheet = person_of_sheet(answers_),
                           .line = document_line(answers_, version),
                           .month = std::string(text_of(root_, about_.month))};
        const form::Form& form = answers_.form();
        if (const std::optional<form::ItemId> day = form.item(about_.day)) {
            for (const Row* row : answers_.record().rows(root_, form.items()[*day].group)) {
                add(out, *row);
            }
        }
        return out;
    }

private:
    std::string_view text_of(const Row& row, std::string_view id) const {
        const form::Form& form = answers_.form();
        const std::optional<form::ItemId> item = form.item(id);
        return item && form.items()[*item].group == row.group
                   ? answers_.record().value(row, form.items()[*item]).text()
                   : std::string_view();
    }

    void add(DocumentBeside& out, const Row& row) const {
        const auto& [first, second] = about_.office_of_document;
        std::vector<std::string> key;
        for (const std::string& id : about_.same) {
            key.emplace_back(text_of(row, id));
        }
        ServiceDays& service = out.services[std::move(key)];
        service.name = service.name.empty() ? name_of(row) : service.name;
        service.is_of_office = text_of(row, about_.office) == text_of(root_, place_ == 0 ? first : second);
        const auto& [kind_first, kind_second] = about_.kind_of_document;
        const std::string_view kind = text_of(root_, place_ == 0 ? kind_first : kind_second);
        service.kind = text_of(row, about_.code).substr(0, kind.size());
        service.is_of_kind = service.kind.empty() || service.kind == kind;
        const std::optional<time::Date> date = time::parse_date(text_of(row, about_.day));
        service.counts[date ? date->day : 0U] += number_in(text_of(row, about_.count));
    }

    std::string name_of(const Row& row) const {
        std::string out;
        for (const std::vector<std::string>& items : about_.shown) {
            std::string part;
            for (const std::string& id : items) {
                const std::optional<form::ItemId> item = answers_.form().item(id);
                const Answer answer = item ? answers_.of(row, *item) : Answer{};
                part += answer.speaks() ? (part.empty() ? "" : "～") + answer.html : "";
            }
            out += part.empty() ? "" : (out.empty() ? "" : "<br>") + part;
        }
        return out;
    }

    const SideBySide& about_;
    std::size_t place_;
    Answers answers_;
    const Row& root_;
};

class SideBySideWriter {
public:
    SideBySideWriter(const SideBySide& about, const DocumentsBeside& documents, const PageHead& head)
        : about_(about),
          documents_(documents),
          any_(documents[0] ? *documents[0] : *documents[1]),
          days_(time::parse_date(any_.month).value_or(time::Date{})),
          head_(head) {
        for (std::size_t place = 0; place < documents.size(); ++place) {
            if (documents[place]) {
                for (const auto& [key, service] : documents[place]->services) {
                    ServiceRow& row = services_[key];
                    row.name = service.name;
                    row.days[place] = &service;
                    row.is_compared = service.is_of_office && (service.is_of_kind || are_in_both(service));
                }
            }
        }
        find_differences();
    }

    std::string run() const {
        std::string out =
            begin_page({.title = about_.title, .sheet = any_.person_sheet, .look = "broad-sheet"}, &head_) +
            fmt::format("<div class=\"head\">\n<h1>{}　{}</h1>\n", escaped(about_.title), days_.text());
        for (std::size_t place = 0; place < documents_.size(); ++place) {
            out += document_of(place);
        }
        out += "</div>\n" + any_.person + views_html(&head_) + verdict() + table_of(true);
        if (std::ranges::any_of(services_, [](const auto& each) { return !each.second.is_compared; })) {
            out += "<h2>ほかの事業所・サービス種類のサービス</h2>\n<p "
                   "class=\"s\">二つの文書が共に扱う事業所・サービス種類のものではないため、比べていません。"
                   "その事業所の実績で確かめてください。</p>\n" +
                   table_of(false);
        }
        return out + differences_table() + end_page();
    }

private:
    bool has_both() const { return documents_[0] && documents_[1]; }

    bool are_in_both(const ServiceDays& service) const {
        return has_both() && std::ranges::all_of(documents_, [&](const auto& document) {
                   return std::ranges::any_of(document->services, [&](const auto& each) {
                       return each.second.is_of_office && each.second.kind == service.kind;
                   });
               });
    }

    // Nothing is compared with what is not there.
    bool differs(const ServiceRow& service, unsigned day) const {
        return has_both() && service.is_compared && service.count(0, day) != service.count(1, day);
    }

    void find_differences() {
        for (unsigned day = 0; day <= days_.last(); ++day) {
            for (const auto& [key, service] : services_) {
                if (differs(service, day)) {
                    differences_.push_back({day, &service});
                }
            }
        }
    }

    std::string document_of(std::size_t place) const {
        const std::string name = escaped(about_.names[place]);
        if (!documents_[place]) {
            return fmt::format("<p class=\"m\"><span class=\"tag\">{}</span> "
                               "この文書に当たるものは、届いていないか、閲覧できません。</p>\n",
                               name);
        }
        return fmt::format("<p class=\"m\"><span class=\"tag\">{}</span> <a href=\"{}\">文書</a></p>\n{}",
                           name, escaped(documents_[place]->url), documents_[place]->line);
    }

    std::string verdict() const {
        if (!has_both()) {
            return "<p>もう一方の文書がないため、比べていません。</p>\n";
        }
        const std::string left_out =
            fmt::format("<p class=\"s\">比べていないもの：{}</p>\n", escaped(about_.not_compared));
        const auto compared =
            std::ranges::count_if(services_, [](const auto& each) { return each.second.is_compared; });
        return (differences_.empty()
                    ? fmt::format(
                          "<p>比べたサービス {} 件では、{}と{}で、日ごとの回数に違いはありません。</p>\n",
                          compared, escaped(about_.names[0]), escaped(about_.names[1]))
                    : fmt::format("<p><strong>回数の違い：{} か所</strong>（表の枠の付いた日）</p>\n",
                                  differences_.size())) +
               left_out;
    }

    std::string table_of(bool is_compared) const {
        std::string out = days_.begin_table(
            is_compared ? "日ごとの回数" : "比べていないサービスの日ごとの回数",
            fmt::format(
                "<th scope=\"col\" rowspan=\"2\">サービス</th><th scope=\"col\" rowspan=\"2\">{}・{}</th>",
                escaped(about_.names[0]), escaped(about_.names[1])));
        for (const auto& [key, service] : services_) {
            if (service.is_compared == is_compared) {
                out += rows_of(service);
            }
        }
        return out + "</table></div>\n";
    }

    std::string rows_of(const ServiceRow& service) const {
        std::string out =
            fmt::format("<tbody><tr><th scope=\"rowgroup\" rowspan=\"2\">{}</th>", service.name);
        for (std::size_t place = 0; place < documents_.size(); ++place) {
            out += fmt::format("{}<th scope=\"row\">{}</th>", place == 0 ? "" : "<tr>",
                               escaped(about_.names[place]));
            for (unsigned day = 1; day <= days_.last(); ++day) {
                const std::int64_t count = service.count(place, day);
                const bool is_marked = differs(service, day);
                out += days_.cell(day, count != 0 || is_marked ? std::to_string(count) : "", is_marked);
            }
            out += fmt::format(
                "<td class=\"{}\">{}</td></tr>\n",
                has_both() && service.is_compared && service.total(0) != service.total(1) ? "ne" : "tot",
                documents_[place] ? std::to_string(service.total(place)) : "");
        }
        return out + "</tbody>";
    }

    std::string differences_table() const {
        if (differences_.empty()) {
            return {};
        }
        TableRows rows;
        for (const Difference& each : differences_) {
            rows.push_back({each.day == 0 ? "日付なし" : fmt::format("{}日", each.day),
                            std::string(each.service->name), std::to_string(each.service->count(0, each.day)),
                            std::to_string(each.service->count(1, each.day))});
        }
        return "<h2>違いのある日</h2>\n" +
               table("違いのある日", {"日", "サービス", about_.names[0], about_.names[1]}, rows);
    }

    const SideBySide& about_;
    const DocumentsBeside& documents_;
    const DocumentBeside& any_;
    MonthDays days_;
    const PageHead& head_;
    std::map<std::vector<std::string>, ServiceRow> services_{};
    std::vector<Difference> differences_{};
};

} // namespace

std::int64_t ServiceDays::count(unsigned day) const {
    const auto found = counts.find(day);
    return found == counts.end() ? 0 : found->second;
}

std::int64_t ServiceDays::total() const {
    std::int64_t out = 0;
    for (const auto& [day, each] : counts) {
        out += each;
    }
    return out;
}

DocumentBeside read_beside(const SideBySide& about, std::size_t place, const mapping::Plan& plan,
                           const record::Record& record, std::uint32_t version) {
    return BesideReader(about, place, plan, record).run(version);
}

std::string side_by_side_page(const SideBySide& about, const DocumentsBeside& documents,
                              const PageHead& head) {
    return SideBySideWriter(about, documents, head).run();
}

} // namespace renkei::html
