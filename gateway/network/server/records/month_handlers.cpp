// The page of a month of an office in a form that is collected in one file, and that file.
#include "gateway/core/text/content_disposition.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/html/boxes.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/documents/conversion_worker.h"
#include "gateway/network/documents/document_facts.h"
#include "gateway/network/documents/media_type.h"
#include "gateway/network/pages/work_page.h"
#include "gateway/network/server/fhir/person_operation.h"
#include "gateway/network/server/form_token.h"
#include "gateway/network/server/parameters.h"
#include "gateway/network/server/records/office_month.h"
#include "gateway/network/server/records/record_handlers.h"
#include "gateway/network/server/records/record_pages.h"
#include "generated/messages/documents.h"
#include "generated/messages/export.h"
#include "generated/messages/portal.h"

namespace renkei::server {
namespace {

using html::escaped;

constexpr std::string_view route_name = "export-month"; // also of the form on its page
constexpr std::string_view form_name = "form";
constexpr std::string_view month_name = "month";
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

    AuditedResponse show() {
        const auto checked = [&]() -> Result<void> {
            TRY_VOID(check_accepts_page(request_));
            TRY_VOID(check_repeats(gateway_, request_, month_parameters));
            TRY_VOID(check_known(gateway_, request_, month_parameters));
            return request_.query.empty()
                       ? Result<void>()
                       : make(request_.parameter(form_name), request_.parameter(month_name));
        };
        const Result<void> made = checked();
        return answer(made ? html_response(page(), "found")
                           : error_response(request_, http_error_of(made.error())));
    }

    AuditedResponse save() {
        TRY_OR_ANSWER(request_, const Pairs sent, read_form(request_));
        const std::string shown =
            shown_by_form(gateway_, request_, route_name, form_field(sent, form_name)).value_or("");
        const std::size_t slash = shown.find('/');
        if (slash == std::string::npos) {
            return error_response(
                request_, diag::finding(message::own_form_expired, {}, {std::to_string(form_minutes)}));
        }
        Result<void> made = make(shown.substr(0, slash), shown.substr(slash + 1));
        if (made && file_.bytes.empty()) {
            made = diag::fail(message::month_without_documents, {}, {month_});
        }
        if (!made) {
            return answer(error_response(request_, http_error_of(made.error())));
        }
        const auto encoding = file_.is_utf8 ? text::Encoding::utf8 : text::Encoding::cp932;
        Response out{.media_type = fmt::format("text/csv;charset={}", documents::charset_of(encoding)),
                     .body = std::move(file_.bytes),
                     .outcome = "read"};
        out.with("Content-Disposition", text::content_disposition(file_.name))
            .with("X-Content-Type-Options", "nosniff");
        return answer(std::move(out));
    }

private:
    Result<void> make(std::string_view form, std::string_view month) {
        const auto plan =
            std::ranges::find(forms_, form, [](const mapping::Plan* it) { return it->form().id(); });
        const std::optional<time::Date> asked = time::parse_date(month);
        const bool is_month = asked && asked->month != 0 && !asked->is_whole();
        if (plan == forms_.end() || !is_month) {
            const auto& [name, value, expected] =
                is_month ? std::tuple(form_name, form, collected_form_ids(*loaded_->catalogue))
                         : std::tuple(month_name, month, std::string("YYYY-MM"));
            return diag::fail(message::search_parameter_wrong, {},
                              {std::string(name), std::string(value), expected});
        }
        form_ = form;
        month_ = month;
        TRY(found_, read_large<OfficeMonth>(gateway_, memory_, [&](const store::Snapshot& snapshot) {
                return office_month(snapshot, reader_of(gateway_, request_), form_, *asked,
                                    [&](std::uint64_t bytes) { return memory_.covers(bytes); });
            }));
        HttpResult<documents::WorkerPool::Lease> worker = lease_worker(gateway_, work_of(request_));
        if (!worker) {
            return tl::make_unexpected(worker.error().error);
        }
        file_ = file_of(found_, (*worker)->converter(), **plan, MonthOf::served);
        return {};
    }

    // Who is served stands on the page, too.
    AuditedResponse answer(Response response) {
        AuditQueryText query(route_name);
        query.add(form_name, form_);
        query.add(month_name, month_);
        query.add("found", std::to_string(found_.persons.size()));
        struct {
            std::vector<seal::Hash> persons{};
            const std::vector<std::string>& documents;
        } shown{.documents = found_.documents};
        std::ranges::transform(found_.persons, std::back_inserter(shown.persons),
                               [](const MonthPerson& it) { return it.numbers.front(); });
        AuditSubject subject{.query = query.text()};
        add_found(subject, shown);
        subject.person.clear(); // there are several
        return person_response(std::move(response), memory_, std::move(subject));
    }

    // Form and month are about no person: they may stand in an address.
    std::string choice() const {
        std::string options;
        for (const mapping::Plan* const each : forms_) {
            options += fmt::format("<option value=\"{}\"{}>{}</option>", escaped(each->form().id()),
                                   each->form().id() == form_ ? " selected" : "",
                                   escaped(each->text(each->form().about().title)));
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
            out += fmt::format(
                "<form method=\"post\" action=\"{}/{}\">{}<button class=\"btn go\" "
                "type=\"submit\">ファイルを保存する</button> {}（{} 件）</form>\n",
                escaped(request_.base), route_name,
                html::hidden_fields({{std::string(form_name),
                                      form_token(gateway_, request_, route_name, form_ + "/" + month_)}}),
                escaped(file_.name), file_.count);
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
    OfficeMonth found_{};
    MonthFile file_{};
};

} // namespace

QueryParameters month_parameters(ServerContext& gateway) {
    return {{std::string(form_name), collected_form_ids(*gateway.workers().loaded()->catalogue)},
            {std::string(month_name), "YYYY-MM"}};
}

AuditedResponse show_month(ServerContext& gateway, const Request& request, PathParameters) {
    return MonthRequest(gateway, request).show();
}

AuditedResponse save_month(ServerContext& gateway, const Request& request, PathParameters) {
    return MonthRequest(gateway, request).save();
}

} // namespace renkei::server
