// The page of a month of an office in a form that is collected in one file, and that file.
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/pages/work_page.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/office_month.h"
#include "gateway/network/server/records/record_handlers.h"
#include "gateway/network/server/records/record_pages.h"
#include "generated/messages/documents.h"
#include "generated/messages/export.h"

namespace renkei::server {
namespace {

using html::escaped;

constexpr std::string_view route_name = "export-month";
constexpr std::string_view form_name = "form";
constexpr std::string_view month_name = "month";
constexpr std::string_view office_name = "office";
constexpr std::string_view file_parameter = "_format";
constexpr std::string_view file_format = "csv";
constexpr std::string_view title = "月ごとの提出ファイル";

class MonthRequest {
public:
    MonthRequest(ServerContext& gateway, const Request& request)
        : gateway_(gateway),
          request_(request),
          today_(time::day_in_japan(gateway.clock().now())) {
        for (const mapping::Plan* const each : collected_forms(*loaded_->catalogue)) {
            if (documents::may_send(each->form(), *request.caller.peer)) {
                forms_.push_back(each);
            }
        }
    }

    AuditedResponse run() {
        const bool is_file = request_.parameter(file_parameter) == file_format;
        const auto checked = [&]() -> Result<void> {
            if (!is_file) {
                TRY_VOID(check_accepts_page(request_));
            }
            TRY_VOID(check_repeats(gateway_, request_, month_parameters));
            TRY_VOID(check_known(gateway_, request_, month_parameters));
            return request_.query.empty() ? Result<void>() : make(is_file);
        };
        const Result<void> made = checked();
        AuditedResponse out = answer(!made     ? error_response(request_, http_error_of(made.error()))
                                     : is_file ? file_response()
                                               : html_response(page(), "found"));
        return is_file ? std::move(out).as({audit::Action::read, route_name}) : std::move(out);
    }

private:
    Response file_response() {
        const auto encoding = file_.is_utf8 ? text::Encoding::utf8 : text::Encoding::cp932;
        Response out{.media_type = fmt::format("text/csv;charset={}", documents::charset_of(encoding)),
                     .body = std::move(file_.bytes),
                     .outcome = "read"};
        out.with("Content-Disposition", text::content_disposition(file_.name))
            .with("X-Content-Type-Options", "nosniff");
        return out;
    }

    Result<void> make(bool is_file) {
        const std::string_view form = request_.parameter(form_name);
        const std::string_view month = request_.parameter(month_name);
        const auto plan =
            std::ranges::find(forms_, form, [](const mapping::Plan* it) { return it->form().id(); });
        const std::optional<time::Date> asked = time::parse_date(month);
        const std::optional<policy::Number> office =
            office_of(*request_.caller.peer, request_.parameter(office_name));
        const auto wrong = [&](std::string_view name, const std::string& expected) {
            return diag::fail(message::search_parameter_wrong, {},
                              {std::string(name), std::string(request_.parameter(name)), expected});
        };
        if (!is_file && !request_.parameter(file_parameter).empty()) {
            return wrong(file_parameter, std::string(file_format));
        }
        if (!asked || asked->month == 0 || asked->is_whole()) {
            return wrong(month_name, "YYYY-MM");
        }
        if (plan == forms_.end()) {
            return wrong(form_name, collected_form_ids(*loaded_->catalogue));
        }
        if (!office) {
            return wrong(office_name, office_names(*request_.caller.peer));
        }
        form_ = form;
        month_ = month;
        office_ = policy::to_text(*office);
        TRY(found_, read_large<OfficeMonth>(gateway_, memory_, [&](const store::Snapshot& snapshot) {
                return office_month(snapshot, reader_of(gateway_, request_), *office, form_, *asked,
                                    [&](std::uint64_t bytes) { return memory_.covers(bytes); });
            }));
        HttpResult<documents::WorkerPool::Lease> worker = lease_worker(gateway_, work_of(request_));
        if (!worker) {
            return tl::make_unexpected(worker.error().error);
        }
        file_ = file_of(found_, (*worker)->converter(), **plan, MonthOf::served);
        return is_file && file_.bytes.empty() ? diag::fail(message::month_without_documents, {}, {month_})
                                              : Result<void>();
    }

    // Who is served stands on the page, too.
    AuditedResponse answer(Response response) {
        AuditQueryText query(route_name);
        query.add(form_name, form_);
        query.add(month_name, month_);
        query.add(office_name, office_);
        query.add("found", std::to_string(found_.persons.size()));
        std::vector<seal::Hash> persons;
        for (const MonthPerson& each : found_.persons) {
            if (!each.numbers.empty()) {
                persons.push_back(each.numbers.front());
            }
        }
        AuditSubject subject{.query = query.text()};
        if (!persons.empty()) {
            subject.query += "&persons=" + audit_persons_text(persons);
        }
        if (!found_.documents.empty()) {
            subject.query += "&documents=" + audit_documents_text(found_.documents);
        }
        return person_response(std::move(response), memory_, std::move(subject));
    }

    // Form, month and office are about no person: they may stand in an address.
    std::string choice() const {
        const auto option = [](std::string_view value, std::string_view chosen, std::string_view text) {
            return fmt::format("<option value=\"{}\"{}>{}</option>", escaped(value),
                               value == chosen ? " selected" : "", escaped(text));
        };
        std::string options;
        for (const mapping::Plan* const each : forms_) {
            options += option(each->form().id(), form_, each->text(each->form().about().title));
        }
        std::string offices;
        for (const policy::Number& each : request_.caller.peer->numbers) {
            offices += option(policy::to_text(each), office_, each.value);
        }
        if (request_.caller.peer->numbers.size() > 1) {
            options +=
                fmt::format("</select></label>\n<label>事業所<select name=\"{}\">{}", office_name, offices);
        }
        const time::Date before =
            time::Date::of(time::Date{today_.year, today_.month}.first_day() - std::chrono::days(1));
        return fmt::format(
            "<form class=\"filter\" method=\"get\" action=\"{}/{}\" "
            "aria-label=\"様式と月の選択\">\n<label>様式"
            "<select name=\"form\">{}</select></label>\n<label>月（YYYY-MM）<input name=\"month\" "
            "type=\"month\" value=\"{}\"></label>\n<button class=\"btn\" type=\"submit\">調べる</button>\n"
            "</form>\n",
            escaped(request_.base), route_name, options,
            escaped(month_.empty() ? before.text().substr(0, 7) : month_));
    }

    std::string page() const {
        const html::PageHead head = page_head(request_, {{request_.base + "/work", "業務の一覧"}});
        std::string out =
            html::begin_page({.title = title, .look = "broad-sheet", .has_forms = true}, &head) +
            fmt::format("<div class=\"head\">\n<h1>{}</h1>\n<p class=\"m\">その月の日付の文書を、"
                        "提出先の決めた一つのファイルにまとめます。</p>\n</div>\n",
                        title);
        if (forms_.empty()) {
            out += html::notice(html::Notice::info, "月ごとにまとめて提出する様式はありません");
        } else {
            out += choice() + (month_.empty() ? std::string() : result());
        }
        return out + html::end_page();
    }

    std::string result() const {
        html::TableRows rows;
        for (const MonthPerson& person : found_.persons) {
            if (!person.missing.empty()) {
                rows.push_back({pages::person_cell(person.subject, today_.text()),
                                escaped(refusal_text(person.missing))});
            }
        }
        const auto served = std::ranges::count_if(found_.persons, &MonthPerson::is_served);
        std::string out = fmt::format("<p>担当する利用者：{} 人</p>\n", served);
        if (found_.unread > 0) {
            out += html::notice(
                html::Notice::warning,
                fmt::format("開けない担当事業所登録（運用者に連絡してください）：{} 件", found_.unread));
        }
        if (file_.bytes.empty()) {
            out += html::notice(html::Notice::info, "ファイルに入れる文書がありません");
        } else {
            const std::string place =
                fmt::format("{}/{}?{}={}&{}={}&{}={}&{}={}", request_.base, route_name, form_name, form_,
                            month_name, month_, office_name, office_, file_parameter, file_format);
            out += fmt::format(
                "<p><a class=\"btn go\" href=\"{}\" download>ファイルを保存する</a> {}（{} 件）</p>\n",
                escaped(place), escaped(file_.name), file_.count);
        }
        return out + (rows.empty() ? html::notice(html::Notice::success, "足りないものはありません")
                                   : html::table("足りないもの", {"利用者", "足りないもの"}, rows));
    }

    ServerContext& gateway_;
    const Request& request_;
    std::shared_ptr<const documents::LoadedDefinitions> loaded_ = gateway_.workers().loaded();
    time::Date today_;
    std::vector<const mapping::Plan*> forms_{}; // that the caller may send
    ReadMemory memory_{request_};
    std::string form_{};  // that is shown; empty: none was asked for
    std::string month_{}; // likewise
    std::string office_{};
    OfficeMonth found_{};
    MonthFile file_{};
};

} // namespace

QueryParameters month_parameters(ServerContext& gateway) {
    return {{std::string(form_name), collected_form_ids(*gateway.workers().loaded()->catalogue)},
            {std::string(month_name), "YYYY-MM"},
            {std::string(office_name), policy::number_forms()},
            {std::string(file_parameter), std::string(file_format)}};
}

AuditedResponse show_month(ServerContext& gateway, const Request& request, PathParameters) {
    return MonthRequest(gateway, request).run();
}

} // namespace renkei::server
